"""Papers for readers and for focal points. Each file asks anew who opens it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ascn8.lib.errors import Refused
from delegates.models import Delegation
from delegates.signed_in import account_of
from sessions.models import Document, DocumentFile
from sessions.moments import venue_time
from sessions.papers import bundle
from sessions.papers.checking import content_type
from sessions.papers.forms import SubmitForm
from sessions.papers.listing import Choice, announced, chain_of, shelf
from sessions.papers.names import file_name
from sessions.papers.opening import file_for, note_readings
from sessions.papers.submitting import sessions_with_papers, submit, take_back
from sessions.programme import current_programme

_GET_POST = require_http_methods(["GET", "HEAD", "POST"])
_SANDBOX = "sandbox; default-src 'none'"


@login_not_required
@require_safe
@venue_time()
def documents(request: HttpRequest) -> HttpResponse:
    """The papers that this reader may open, with search and filters."""
    page = shelf(Choice.read(request.GET.dict()), user=request.user, at=timezone.now())
    template = "sessions/papers/_results.html" if request.headers.get("HX-Request") else "sessions/papers/page.html"
    return render(request, template, {"shelf": page})


@login_not_required
@require_safe
@venue_time()
def document(request: HttpRequest, code: str) -> HttpResponse:
    """One paper: its files, what belongs to it, and whether a newer one takes its place."""
    found = chain_of(code, user=request.user, at=timezone.now())
    if found is None:
        return _closed(request, code)
    chain, paper = found
    context = {"chain": chain, "paper": paper, "newer": chain.superseding(paper)}
    return render(request, "sessions/papers/paper.html", context)


@login_not_required
@require_safe
def document_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """A language version, always to keep, never shown inside a page."""
    row = file_for(code, user=request.user, at=timezone.now())
    if row is None or not row.file.storage.exists(str(row.file.name)):
        raise Http404
    is_public = row.document.classification == Document.Classification.OPEN and not request.user.is_authenticated
    etag = f'"{row.code}-{row.size}"'
    response: HttpResponseBase
    if is_public and etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        response = _attachment(row)
    # Everybody's, but asked for every time: it may be withdrawn at any moment.
    response["Cache-Control"] = "public, no-cache" if is_public else "private, no-store"
    if is_public:
        response["ETag"] = etag
    if request.method == "GET":
        note_readings([row], user=request.user, at=timezone.now())
    return response


@login_not_required
@require_safe
def session_papers(request: HttpRequest, code: str) -> HttpResponseBase:
    """All open papers of a published session in one ZIP."""
    now = timezone.now()
    files = bundle.open_files(code, at=now) if code in current_programme().by_code else []
    if not files:
        raise Http404
    response = StreamingHttpResponse(bundle.packed(files), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"papers-{code}.zip") or ""
    response["Content-Security-Policy"] = _SANDBOX
    response["Cache-Control"] = "private, no-store"
    if request.method == "GET":
        note_readings(files, user=request.user, at=now)
    return response


@_GET_POST
@venue_time()
def delegation_papers(request: HttpRequest, code: str) -> HttpResponse:
    """What a delegation has submitted, and the form to submit more."""
    row, sessions, now = _delegation_of(request, code), sessions_with_papers(), timezone.now()
    open_ones = [session for session in sessions if session.papers_due_at and now < session.papers_due_at]
    form = SubmitForm(request.POST or None, request.FILES or None, sessions=sessions)
    if request.method == "POST" and form.is_valid():
        try:
            submit(delegation=row, **form.cleaned_data, actor=account_of(request), at=now)
            messages.success(request, _("Submitted. The secretariat reads it next, and writes to you."))
            return redirect("delegation_papers", row.code)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {
        "delegation": row,
        "form": form,
        "sessions": sessions,
        "open_sessions": open_ones,
        "is_focal": row.focal_points.filter(pk=account_of(request).pk).exists(),
        "papers": row.documents.prefetch_related("files", "sessions").order_by("-created_at", "-pk"),
    }
    return render(request, "sessions/papers/delegation.html", context)


@require_POST
def take_paper_back(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    """A focal point takes back what nobody has answered yet."""
    row = _delegation_of(request, code)
    try:
        take_back(get_object_or_404(row.documents, code=paper), actor=account_of(request), at=timezone.now())
        messages.success(request, _("Taken back. You can submit it again until the deadline."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("delegation_papers", row.code)


def _delegation_of(request: HttpRequest, code: str) -> Delegation:
    """The delegation at this address, for its focal points and for staff who see papers; else 404."""
    user = account_of(request)
    rows = Delegation.objects.all()
    if not user.has_perm("agenda.view_document"):
        rows = rows.filter(focal_points=user)
    return get_object_or_404(rows, code=code)


def _closed(request: HttpRequest, code: str) -> HttpResponse:
    """Why an announced paper cannot be opened; of any other nobody learns that it is there."""
    paper = announced(code)
    if paper is None:
        raise Http404
    if not request.user.is_authenticated and paper.classification == Document.Classification.PARTICIPANTS:
        return redirect_to_login(request.get_full_path())
    is_early = paper.embargo_until is not None and timezone.now() < paper.embargo_until
    return render(request, "sessions/papers/closed.html", {"paper": paper, "is_early": is_early}, status=404)


def _attachment(row: DocumentFile) -> FileResponse:
    """The file in pieces, so that fifty megabytes need no more memory than one."""
    stored = row.file.storage.open(str(row.file.name), "rb")
    response = FileResponse(
        stored, as_attachment=True, filename=file_name(row), content_type=content_type(str(row.file.name))
    )
    response.block_size = 64 * 1024
    response["Content-Security-Policy"] = _SANDBOX
    return response
