"""The programme to print, for everybody: which files there are, and the files. Nothing is drawn here."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ascn8.lib.pages import public_page
from ascn8.meeting.facts import current_meeting
from ascn8.meeting.versions import number_of
from sessions.models import PrintedProgramme
from sessions.print.orders import KINDS, PUBLIC_KINDS, Form, Paper
from sessions.print.printing import VERSION, file_name, public_keys
from sessions.programme import current_programme, programme_version

_ICONS = {Form.BOOKLET: "book-open", Form.DAYS: "layout-grid", Form.POCKET: "map"}
_TEXTS = {
    (Form.BOOKLET, Paper.A5): _(
        "Every session with its abstract, who speaks, and an index of people. To read on a screen."
    ),
    (Form.BOOKLET, Paper.A4_FOLDED): _(
        "The same, two pages on each side: print on both sides, turned over the short edge, and fold."
    ),
    (Form.DAYS, Paper.A4): _("Places and times of each day on a sheet, for a door or a desk."),
    (Form.POCKET, Paper.A4): _(
        "Fold the sheet into eight, cut along the red line, push the ends together: a little book."
    ),
}


def _version(request: HttpRequest) -> tuple[Any, int]:
    return programme_version(request), number_of(VERSION)


@login_not_required
@require_safe
@public_page(_version)
def printed_programmes(request: HttpRequest) -> HttpResponse:
    """What can be fetched of the current release, in both languages."""
    rows = list(_ready())
    context = {
        "programme": current_programme(),
        "kinds": [
            {
                "form": form,
                "paper": paper,
                "label": KINDS[form, paper],
                "text": _TEXTS[form, paper],
                "icon": _ICONS[form],
                "rows": [_link(row) for row in rows if (row.form, row.paper) == (form, paper)],
            }
            for form, paper in PUBLIC_KINDS
        ],
        "is_ready": bool(rows),
    }
    return render(request, "sessions/print/page.html", context)


@login_not_required
@require_safe
def programme_pdf(request: HttpRequest) -> HttpResponseBase:
    """A file of the current release in the reader's language: ?form=booklet, days or pocket, and ?paper=."""
    row = _wanted(request.GET.get("form", ""), request.GET.get("paper", ""))
    if row is None:
        raise Http404
    return send(request, row, public=True)


def send(request: HttpRequest, row: PrintedProgramme, *, public: bool) -> HttpResponseBase:
    """The file, or that it has not changed; 404 where it is gone."""
    etag = f'"{row.key[:24]}"'
    response: HttpResponseBase
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    elif not default_storage.exists(str(row.file)):
        raise Http404
    else:
        response = FileResponse(default_storage.open(str(row.file), "rb"), content_type="application/pdf")
        name = file_name(row, short_name=current_meeting().short_name)
        response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or ""
    response["ETag"] = etag
    if public:
        response["Cache-Control"] = "public, no-cache"
    return response


def _link(row: PrintedProgramme) -> dict[str, Any]:
    """The address at which the reader finds the file, under the language that it is in."""
    with translation.override(row.language):
        address = f"{reverse('programme_pdf')}?{urlencode({'form': row.form, 'paper': row.paper})}"
        name = row.get_language_display()
    return {"url": address, "language": row.language, "name": name, "size": row.size}


def _ready() -> Any:
    return PrintedProgramme.objects.filter(key__in=public_keys()).order_by("language", "pk")


def _wanted(form: str, paper: str) -> PrintedProgramme | None:
    papers = [one for known, one in PUBLIC_KINDS if known == form and paper in ("", one)]
    if not papers:
        return None
    language = (get_language() or "en")[:2]
    found: PrintedProgramme | None = _ready().filter(form=form, paper=papers[0], language=language).first()
    return found
