"""My data: what we hold, who looked at it, what I agreed to, and the ways to change, take along and erase it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ascn8.jobs.models import Job
from ascn8.lib.errors import Refused
from ascn8.meeting.facts import current_meeting
from delegates import rights
from delegates.data_export.keeping import KIND, ask_for_data, contents, latest_of
from delegates.data_export.registry import holder_of, parts
from delegates.erasing.asking import ask, open_request, take_back, why_not_ask
from delegates.erasing.doing import delete_account, kept, preview, why_not_delete_account
from delegates.models import ConsentText, ErasureRequest, Registration
from delegates.signed_in import account_of
from delegates.vault.watching import readings_of
from delegates.views.own import own_registration
from delegates.views.proving import prove, proved_recently

# One part of the page shows so many rows; the download holds all.
_ROWS_SHOWN = 12


@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything about the person in plain words, and what can be done about it."""
    user, row, now = account_of(request), own_registration(request), timezone.now()
    holder = holder_of(user)
    told = [(part, list(part.entries(holder, False))) for part in parts()]
    context = {
        "registration": row,
        "parts": [
            {"part": part, "entries": rows[:_ROWS_SHOWN], "more": max(0, len(rows) - _ROWS_SHOWN)}
            for part, rows in told
            if rows
        ],
        "empty_parts": [part.title for part, rows in told if not rows],
        "agreements": rights.agreements_of(row, at=now) if row else [],
        "readings": readings_of(row) if row else [],
        "download": latest_of(user, at=now),
        "erasure": open_request(row) if row else None,
        "last_erasure": row.erasures.exclude(state="open").last() if row else None,
    }
    return render(request, "delegates/my_data/page.html", context)


@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """Give an agreement or take it back."""
    row = own_registration(request)
    version = request.POST.get("version", "")
    # Python refuses to read thousands of digits.
    number = int(version) if version.isdecimal() and len(version) < 6 else 0
    text = get_object_or_404(ConsentText, purpose=request.POST.get("purpose", ""), version=number)
    if row is None:
        raise Http404
    try:
        followed = rights.answer(
            row,
            text=text,
            given=request.POST.get("given") == "yes",
            language=(get_language() or "en")[:2],
            actor=account_of(request),
            at=timezone.now(),
        )
        messages.success(request, " ".join([_("Saved."), *followed]))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(reverse("my_data") + "#agreements")


@require_http_methods(["GET", "HEAD", "POST"])
def download(request: HttpRequest) -> HttpResponse:
    """Ask for everything as one file; only somebody who has just proved to be the person."""
    if not proved_recently(request):
        return prove(request, otherwise="my_data", onward=reverse("my_data_download"))
    if request.method == "POST":
        return redirect("job", ask_for_data(account_of(request), at=timezone.now()).code)
    return render(request, "delegates/my_data/download.html", {})


@require_safe
def download_file(request: HttpRequest, code: str) -> HttpResponse:
    """The file, for its owner alone: not even for those who watch over all jobs."""
    job = get_object_or_404(Job, kind=KIND, owner=account_of(request), code=code)
    if not proved_recently(request):
        return prove(request, otherwise="my_data", onward=reverse("my_data_file", args=[code]))
    try:
        data = contents(job)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("my_data")
    response = HttpResponse(data, content_type="application/zip")
    name = f"{current_meeting().short_name}-data.zip"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest) -> HttpResponse:
    """Ask for erasure, or take the request back; without a registration the account goes at once."""
    user, row = account_of(request), own_registration(request)
    if row is None:
        return _delete_account(request)
    if request.method == "POST":
        try:
            return _asked(request, row)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("my_data")
    context = {
        "registration": row,
        "goes": preview(holder_of(user)),
        "stays": kept((get_language() or "en")[:2]),
        "open": open_request(row),
        "why_not": why_not_ask(row),
    }
    return render(request, "delegates/my_data/erasure.html", context)


def _asked(request: HttpRequest, row: Registration) -> HttpResponse:
    user, now = account_of(request), timezone.now()
    if "take_back" in request.POST:
        open_one = get_object_or_404(ErasureRequest, registration=row, state=ErasureRequest.State.OPEN)
        take_back(open_one, actor=user, at=now)
        messages.success(request, _("Your request is taken back. Nothing was erased."))
    else:
        ask(row, reason=request.POST.get("reason", ""), actor=user, at=now)
        messages.success(request, _("We have your request. The secretariat answers by mail."))
    return redirect("my_data")


def _delete_account(request: HttpRequest) -> HttpResponse:
    user = account_of(request)
    if request.method == "POST":
        if not proved_recently(request):
            return prove(request, otherwise="my_data", onward=reverse("my_erasure"))
        try:
            delete_account(user, at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("my_data")
        request.session.flush()
        messages.success(request, _("Your account is deleted."))
        return redirect("home")
    return render(request, "delegates/my_data/delete_account.html", {"why_not": why_not_delete_account(user)})
