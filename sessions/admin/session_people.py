"""The people of a session in the panel: who, as what, in which order, for how long. Works without JavaScript."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from delegates.signed_in import account_of
from sessions.models import Appearance, Session, Speaker
from sessions.speaking import appearing
from sessions.speaking.reading import concerns


def people_page(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """The list, and every change of it by POST; a program that drags gets JSON."""
    if not request.user.has_perm("agenda.view_session"):
        raise PermissionDenied
    session = get_object_or_404(Session.objects.select_related("place"), pk=pk)
    if request.method == "POST":
        if not request.user.has_perm("agenda.change_session"):
            raise PermissionDenied
        return _changed(request, session)
    return TemplateResponse(request, "admin/agenda/session/people.html", _context(site, request, session))


def _context(site: AdminSite, request: HttpRequest, session: Session) -> dict[str, Any]:
    rows = appearing.in_order(session)
    return {
        **site.each_context(request),
        "title": _("People of the session"),
        "session": session,
        "rows": rows,
        "roles": Appearance.Role.choices,
        "speakers": Speaker.objects.order_by("name", "pk") if _may_change(request) else [],
        "concerns": concerns(session),
        "may_change": _may_change(request),
        "minutes_left": _minutes_left(session, rows),
    }


def _changed(request: HttpRequest, session: Session) -> HttpResponse:
    """One press of one button. What was typed beside it is kept as well."""
    quiet = request.headers.get("X-Requested-With") == "fetch"
    try:
        judged = _change(request, session)
    except Refused as refused:
        if quiet:
            return JsonResponse({"message": refused.message}, status=409)
        messages.error(request, refused.message)
    else:
        if quiet:
            words = [finding.message for finding in judged.warnings] or [_("Saved.")]
            return JsonResponse({"message": " ".join(words), "version": judged.session.version})
        for finding in judged.warnings:
            messages.warning(request, finding.message)
        messages.success(request, _("Saved. The public sees it after the next release."))
    return redirect("admin:agenda_session_people", session.pk)


def _change(request: HttpRequest, session: Session) -> appearing.Judged:
    given: dict[str, Any] = {"actor": account_of(request), "at": timezone.now()}
    sent, version = request.POST, _number(request.POST.get("version"))
    act, _colon, key = sent.get("act", "save").partition(":")
    if act == "add":
        speaker = get_object_or_404(Speaker, code=sent.get("speaker", ""))
        role = sent.get("role", "")
        if role not in Appearance.Role.values:
            raise Refused(_("Choose a role."), code="no_role")
        return appearing.appoint(session, speaker=speaker, role=role, version=version, **given)
    if act == "order":
        order = [one for part in sent.get("order", "").split(",") if (one := _number(part)) is not None]
        return appearing.arrange(session, order=order, version=version, **given)
    judged = appearing.set_parts(session, parts=_parts(request), version=version, **given)
    row = _number(key)
    if act in ("up", "down") and row is not None:
        by = -1 if act == "up" else 1
        return appearing.step(session, appearance=row, by=by, version=judged.session.version, **given)
    if act == "remove" and row is not None:
        return appearing.dismiss(session, appearance=row, version=judged.session.version, **given)
    return judged


def _parts(request: HttpRequest) -> dict[int, appearing.Part]:
    found = {}
    for name, role in request.POST.items():
        key = _number(name.removeprefix("role_"))
        if name.startswith("role_") and key is not None and role in Appearance.Role.values:
            minutes = _number(request.POST.get(f"minutes_{key}"))
            found[key] = appearing.Part(str(role), minutes if minutes and minutes < 1000 else None)
    return found


def _minutes_left(session: Session, rows: list[Appearance]) -> int | None:
    """What is left of the time; None where no share is agreed."""
    shares = [row.minutes for row in rows if row.minutes]
    length = int(session.duration.total_seconds()) // 60
    return length - sum(shares) if shares and length else None


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 10 else None


def _may_change(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("agenda.change_session"))
