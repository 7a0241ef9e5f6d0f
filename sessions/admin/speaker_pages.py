"""The panel's own pages about speakers: invite, link to a registration, merge, the list as a file."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ascn8.lib.codes import new_code
from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_line
from delegates.models import Registration
from delegates.signed_in import account_of
from delegates.views.participants import as_download
from sessions.models import Speaker, SpeakerInvitation
from sessions.speaking import inviting, lists, merging
from sessions.speaking.inviting_many import order_invitations, preview
from sessions.speaking.linking import link, suggestions, unlink

if TYPE_CHECKING:
    from sessions.admin.speakers import SpeakerAdmin

CHOSEN = "speakers_chosen"
MOST = 2000
_ACTS = {"send", "remind", "revoke"}


def invite_many(admin: "SpeakerAdmin", request: HttpRequest) -> HttpResponse:
    """The preview of many letters, and the press that orders them. Without a choice: everybody whom nobody asked."""
    _must_change(admin, request)
    now = timezone.now()
    if request.method == "POST":
        codes = [code for code in request.POST.getlist("speaker") if code][:MOST]
        if not codes:
            return redirect("admin:agenda_speaker_invite_many")
        request.session.pop(CHOSEN, None)
        job = order_invitations(codes, token=request.POST.get("token", "")[:20], actor=account_of(request), at=now)
        return redirect("job", job.code)
    chosen = request.session.get(CHOSEN)
    rows = Speaker.objects.filter(code__in=chosen) if chosen else inviting.never_invited()
    can, cannot = preview(rows.select_related("registration__user").order_by("name", "pk")[:MOST], at=now)
    context = {"can": can, "cannot": cannot, "token": new_code(12), "is_choice": bool(chosen)}
    return _draw(admin, request, "invite.html", _("Invite speakers"), **context)


def invite_one(admin: "SpeakerAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """The letters of one speaker; send, remind or take back by POST."""
    _must_change(admin, request)
    speaker, now = _found(pk), timezone.now()
    live = inviting.live_invitation(speaker)
    if request.method == "POST" and request.POST.get("act") in _ACTS:
        _act(admin, request, request.POST["act"], speaker, live)
        return redirect("admin:agenda_speaker_invite", speaker.pk)
    context = {
        "speaker": speaker,
        "to": inviting.address_of(speaker),
        "live": live,
        "letters": speaker.invitations.select_related("sent_by"),
        "why_not_invite": inviting.why_not_invite(speaker, at=now),
        "why_not_remind": inviting.why_not_remind(live, at=now) if live else None,
        "parts": speaker.appearances.select_related("session").order_by("session__starts_at", "pk"),
    }
    return _draw(admin, request, "letters.html", _("Invitation: %(speaker)s") % {"speaker": speaker}, **context)


def link_page(admin: "SpeakerAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Suggestions; link, follow or unlink by POST."""
    _must_change(admin, request)
    if not request.user.has_perm("delegates.view_registration"):
        raise PermissionDenied
    speaker, words = _found(pk), clean_line(request.GET.get("q", ""))[:100]
    if request.method == "POST":
        _link(admin, request, speaker)
        return redirect("admin:agenda_speaker_link", speaker.pk)
    context = {"speaker": speaker, "words": words, "suggestions": suggestions(speaker, words=words)}
    return _draw(admin, request, "link.html", _("Which registration is it?"), **context)


def merge_page(admin: "SpeakerAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the other row, see what moves, merge by POST."""
    _must_change(admin, request)
    kept = _found(pk)
    code = request.POST.get("gone") or request.GET.get("gone") or ""
    gone = Speaker.objects.select_related("registration", "country").filter(code=code).first()
    if request.method == "POST" and gone is not None:
        try:
            stays = merging.merge(kept=kept, gone=gone, actor=account_of(request), at=timezone.now())
        except Refused as refused:
            admin.message_user(request, refused.message, messages.ERROR)
            return redirect("admin:agenda_speaker_merge", kept.pk)
        admin.message_user(request, merging.merged_sentence(stays), messages.SUCCESS)
        return redirect("admin:agenda_speaker_change", stays.pk)
    words = clean_line(request.GET.get("q", ""))[:100]
    context = {"speaker": kept, "words": words, "others": lists.alike(kept, words=words)}
    context |= {"merger": merging.preview(kept, gone) if gone else None, "gone": gone}
    return _draw(admin, request, "merge.html", _("Merge speakers"), **context)


def speaker_list(admin: "SpeakerAdmin", request: HttpRequest, kind: str) -> HttpResponse:
    """XLSX or PDF of everybody in the draft."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    made = lists.as_file(kind, at=timezone.now())
    if made is None:
        raise Http404
    content, content_type, name = made
    return as_download(HttpResponse(content, content_type=content_type), name)


def _act(
    admin: "SpeakerAdmin", request: HttpRequest, act: str, speaker: Speaker, live: SpeakerInvitation | None
) -> None:
    actor, now = account_of(request), timezone.now()
    try:
        if act == "send":
            sent = inviting.invite(speaker, actor=actor, at=now)
            words = _("The invitation is on its way to %(address)s.") % {"address": sent.to}
        elif live is None:
            return
        elif act == "remind":
            inviting.remind(live, actor=actor, at=now)
            words = _("The reminder is on its way to %(address)s.") % {"address": live.to}
        else:
            inviting.revoke(live, actor=actor, at=now)
            words = _("The link works no longer.")
    except Refused as refused:
        admin.message_user(request, refused.message, messages.ERROR)
    else:
        admin.message_user(request, words, messages.SUCCESS)


def _link(admin: "SpeakerAdmin", request: HttpRequest, speaker: Speaker) -> None:
    actor, now = account_of(request), timezone.now()
    if request.POST.get("act") == "unlink":
        unlink(speaker, actor=actor, at=now)
        admin.message_user(request, _("The speaker is linked to no registration."), messages.SUCCESS)
        return
    visible = Registration.objects.visible_to(actor).select_related("speaker")
    registration = get_object_or_404(visible, code=request.POST.get("registration", ""))
    try:
        link(speaker, registration=registration, follows=request.POST.get("act") == "follow", actor=actor, at=now)
    except Refused as refused:
        admin.message_user(request, refused.message, messages.ERROR)
    else:
        admin.message_user(
            request, _("Linked to the registration %(code)s.") % {"code": registration.code}, messages.SUCCESS
        )


def _must_change(admin: "SpeakerAdmin", request: HttpRequest) -> None:
    if not admin.has_change_permission(request):
        raise PermissionDenied


def _found(pk: int) -> Speaker:
    return get_object_or_404(Speaker.objects.select_related("registration__user", "country"), pk=pk)


def _draw(admin: "SpeakerAdmin", request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    facts = {**admin.admin_site.each_context(request), "title": title, "opts": admin.opts, **context}
    return TemplateResponse(request, f"admin/agenda/speaker/{template}", facts)
