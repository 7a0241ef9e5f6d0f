"""The speaker's own page: behind the secret link of a letter, and under My ASCN8. Opening it changes nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ascn8.lib.errors import Refused
from ascn8.meeting.facts import meeting_zone
from delegates.models import User
from delegates.signed_in import account_of
from delegates.views.participants import as_download
from sessions.models import Speaker, SpeakerInvitation
from sessions.speaking import inviting
from sessions.speaking.answering import complete, own_appearances
from sessions.speaking.brief_files import brief_file
from sessions.speaking.forms import SpeakerPageForm
from sessions.speaking.own import is_the_person, led_by, own_speaker, speaker_page_context


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page of whoever holds the link."""
    row = inviting.find(token)
    if row is None:
        return _closed(request, "", 404)
    if refused := inviting.why_not_use(row, at=timezone.now()):
        return _closed(request, refused.message, 410)
    # As the row is now and not as it was when the link was found.
    speaker = Speaker.objects.select_related("registration__user", "country").get(pk=row.speaker_id)
    return _page(request, speaker, reverse("speaker_invitation", args=[token]), row, None, token)


@login_not_required
@require_safe
def invitation_photo(request: HttpRequest, token: str) -> HttpResponse:
    """The photograph as the draft has it, for whoever holds the link."""
    row = inviting.find(token)
    if row is None or inviting.why_not_use(row, at=timezone.now()):
        raise Http404
    return _photo(row.speaker)


@require_http_methods(["GET", "HEAD", "POST"])
def my_speaking(request: HttpRequest) -> HttpResponse:
    """The same page for a speaker who is signed in."""
    speaker = own_speaker(account_of(request))
    if speaker is None:
        raise Http404
    return _page(request, speaker, reverse("my_speaking"), None, account_of(request), "")


@require_safe
def my_speaking_photo(request: HttpRequest) -> HttpResponse:
    """The own photograph as the draft has it."""
    speaker = own_speaker(account_of(request))
    if speaker is None:
        raise Http404
    return _photo(speaker)


@require_safe
def my_brief(request: HttpRequest, code: str) -> HttpResponse:
    """The brief of a session that the person chairs or moderates; for everybody else it is not there."""
    speaker = own_speaker(account_of(request))
    led = {row.session.code: row.session for row in led_by(speaker)} if speaker else {}
    if code not in led:
        raise Http404
    pdf, name = brief_file(led[code], at=timezone.now())
    return as_download(_quiet(HttpResponse(pdf, content_type="application/pdf")), name)


def _page(
    request: HttpRequest, speaker: Speaker, here: str, row: SpeakerInvitation | None, actor: User | None, token: str
) -> HttpResponse:
    """Show the form, or keep what was sent. What was typed is never lost."""
    form = SpeakerPageForm(
        request.POST or None,
        request.FILES or None,
        speaker=speaker,
        appearances=own_appearances(speaker),
        is_own=is_the_person(speaker, actor, row),
    )
    if request.method == "POST" and form.is_valid():
        try:
            complete(speaker, said=form.said(), actor=actor, at=timezone.now(), invitation=row)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Saved. Thank you. The public sees it with the next release of the programme."))
            return redirect(here)
    context = speaker_page_context(speaker, form, here=here, token=token)
    with timezone.override(meeting_zone()):
        return _quiet(render(request, "sessions/speaking/page.html", context, status=422 if form.errors else 200))


def _photo(speaker: Speaker) -> HttpResponse:
    if not speaker.photo or not default_storage.exists(str(speaker.photo.name)):
        raise Http404
    with default_storage.open(str(speaker.photo.name)) as file:
        return _quiet(HttpResponse(file.read(), content_type="image/jpeg"))


def _closed(request: HttpRequest, words: str, status: int) -> HttpResponse:
    return _quiet(render(request, "sessions/speaking/closed.html", {"words": words}, status=status))


def _quiet(response: HttpResponse) -> HttpResponse:
    """The address is a secret: no cache keeps it, and no other site learns of it (Referrer-Policy: same-origin).

    Not "no-referrer": browsers then send `Origin: null` with the form, which the guard against forgery refuses.
    """
    response["Cache-Control"] = "private, no-store"
    return response
