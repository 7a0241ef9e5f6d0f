"""A job's page: how far it is, what came of it, and its file."""

from django.contrib import admin
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ascn8.jobs.models import Job

# More rows than this are read in the file.
_ROWS_SHOWN = 500


@require_safe
def job(request: HttpRequest, code: str) -> HttpResponse:
    """The job for its owner; the page asks again while it runs, with and without JavaScript."""
    row = _own(request, code)
    rows = row.output.get("rows", [])
    context = {
        "job": row,
        "title": row.title,
        "rows": rows[:_ROWS_SHOWN],
        "more_rows": max(0, len(rows) - _ROWS_SHOWN),
    }
    if row.in_panel:
        context |= admin.site.each_context(request)
    return render(request, "jobs/panel.html" if row.in_panel else "jobs/page.html", context)


@require_safe
def job_file(request: HttpRequest, code: str) -> HttpResponse:
    """The file that the job made, for its owner."""
    row = _own(request, code)
    if not row.file or not default_storage.exists(str(row.file)):
        raise Http404
    with default_storage.open(str(row.file), "rb") as stored:
        response = HttpResponse(stored.read(), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.file_name) or ""
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _own(request: HttpRequest, code: str) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user), code=code)
