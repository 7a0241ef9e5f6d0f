"""Interpretation in the panel: languages and channels of a session, the rota of its booths, the booths of a day."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.meeting.facts import meeting_zone
from delegates.signed_in import account_of
from sessions.interpreting import turns as booth
from sessions.interpreting.day import dates, day_of
from sessions.interpreting.rota import USUAL_TURN, Turn, gap_sentence, gaps
from sessions.languages import NAMES, language_name
from sessions.models import Appearance, Interpretation, Session, Speaker

# Empty lines below the turns that are there, for turns by hand.
_SPARE = 2
_MOST_TURNS = 60


def rota_page(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """The languages of one session with their rotas; every change by POST."""
    if not request.user.has_perm("agenda.view_session"):
        raise PermissionDenied
    rows = Session.objects.select_related("place").prefetch_related("interpretations__turns__interpreter")
    session = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        if not request.user.has_perm("agenda.change_session"):
            raise PermissionDenied
        _press(request, session)
        return redirect("admin:agenda_session_rota", session.pk)
    with timezone.override(meeting_zone()):
        context = {**site.each_context(request), **_context(request, session)}
        return TemplateResponse(request, "admin/agenda/session/rota.html", context).render()


def day_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """All booths of a day, to read and to print."""
    if not request.user.has_perm("agenda.view_session"):
        raise PermissionDenied
    days = dates()
    try:
        chosen = dt.date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        today = timezone.localtime(timezone.now(), meeting_zone()).date()
        chosen = today if today in days else next(iter(days), today)
    context = {
        **site.each_context(request),
        "title": _("Interpretation"),
        "days": days,
        "day": day_of(chosen),
    }
    with timezone.override(meeting_zone()):
        return TemplateResponse(request, "admin/agenda/session/booths.html", context).render()


def _context(request: HttpRequest, session: Session) -> dict[str, Any]:
    minutes = booth.minutes_of(session)
    spoken = {part.strip() for part in session.language.split(",") if part.strip()}
    there = {row.language for row in session.interpretations.all()}
    interpreters = _interpreters()
    known = {speaker.pk for speaker in interpreters}
    return {
        "title": _("Interpretation of the session"),
        "session": session,
        "minutes": minutes,
        "spoken": [language_name(code) for code in sorted(spoken)],
        "booths": [_booth(row, session, minutes) for row in session.interpretations.all()],
        "languages": [(code, name) for code, name in NAMES.items() if code not in there | spoken],
        "interpreters": interpreters,
        "others": [row for row in Speaker.objects.order_by("name", "pk") if row.pk not in known],
        "usual": USUAL_TURN,
        "may_change": request.user.has_perm("agenda.change_session"),
    }


def _interpreters() -> list[Speaker]:
    """Those who interpret somewhere already stand first."""
    rows = Speaker.objects.filter(appearances__role=Appearance.Role.INTERPRETER) | Speaker.objects.filter(
        turns__isnull=False
    )
    return list(rows.distinct().order_by("name", "pk"))


def _booth(row: Interpretation, session: Session, minutes: int) -> dict[str, Any]:
    turns = sorted(row.turns.all(), key=lambda turn: (turn.begins_after, turn.pk))
    plain = [Turn(turn.interpreter_id, turn.begins_after, turn.minutes) for turn in turns]
    team = list(dict.fromkeys(turn.interpreter_id for turn in turns))
    start = session.starts_at
    lines = [
        {
            "number": number,
            "turn": turn,
            "starts_at": start + dt.timedelta(minutes=turn.begins_after) if start else None,
            "ends_at": start + dt.timedelta(minutes=turn.begins_after + turn.minutes) if start else None,
        }
        for number, turn in enumerate(turns)
    ]
    return {
        "row": row,
        "name": language_name(row.language),
        "lines": lines,
        "spare": range(len(lines), len(lines) + _SPARE),
        "team": [*team, None, None, None][:3],
        "gaps": gap_sentence(gaps(plain, minutes=minutes)) if turns else "",
    }


def _press(request: HttpRequest, session: Session) -> None:
    try:
        found = _change(request, session)
    except Refused as refused:
        messages.error(request, refused.message)
        return
    for finding in found or ():
        messages.warning(request, finding.message)
    messages.success(request, _("Saved. The public sees it after the next release."))


def _change(request: HttpRequest, session: Session) -> Any:
    """One press; returns what the rules warn of."""
    given: dict[str, Any] = {"actor": account_of(request), "at": timezone.now()}
    act, sent = request.POST.get("act", ""), request.POST
    if act == "add":
        language = sent.get("other") or sent.get("language", "")
        booth.add_language(session, language=language[:20], channel=_number(sent.get("channel")), **given)
        return ()
    row = get_object_or_404(session.interpretations.select_related("session"), pk=_number(sent.get("booth")))
    if act == "channel":
        booth.set_channel(row, channel=_number(sent.get("channel")), **given)
    elif act == "drop":
        booth.drop_language(row, **given)
    elif act == "lay_out":
        team = [who for key in sent.getlist("team") if (who := _number(key)) is not None]
        length = _number(sent.get("turn")) or USUAL_TURN
        return booth.lay_out_turns(row, team=team, turn=length, **given).warnings
    elif act == "turns":
        return booth.set_turns(row, turns=_turns(request), **given).warnings
    return ()


def _turns(request: HttpRequest) -> list[Turn]:
    """The lines of the table; one without an interpreter is no turn."""
    found, sent = [], request.POST
    known = set(Speaker.objects.values_list("pk", flat=True))
    for number in range(_MOST_TURNS):
        who = _number(sent.get(f"who_{number}"))
        if who is None:
            continue
        if who not in known:
            raise Refused(_("This interpreter is not there any more. Look again."), code="no_such_person")
        begins, minutes = _number(sent.get(f"begins_{number}")), _number(sent.get(f"minutes_{number}"))
        if begins is None or minutes is None:
            raise Refused(_("Every turn needs a beginning and a length in minutes."), code="no_length")
        found.append(Turn(who, begins, minutes))
    return found


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 10 else None
