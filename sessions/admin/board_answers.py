"""What the board answers: a page with messages, or the same as JSON for its script."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from ascn8.lib.errors import Refused
from ascn8.meeting.versions import number_of
from sessions.board.actions import Blocked, Done
from sessions.board.draft import Draft, load_draft
from sessions.board.history import stack_of
from sessions.board.page import board_page, chosen_day, days_of
from sessions.board.rules.checking import findings
from sessions.board.rules.finding import Finding
from sessions.board.watching import last_action
from sessions.board.words import label
from sessions.editing import VERSION, Outdated
from sessions.models import Place

_MAY_CHANGE, _MAY_ADD = "agenda.change_session", "agenda.add_session"


def guard(request: HttpRequest, *, adds: bool = False) -> None:
    """The board is for those who change sessions; what makes sessions is for those who may add them."""
    may: Any = request.user
    if not may.has_perm(_MAY_CHANGE) or (adds and not may.has_perm(_MAY_ADD)):
        raise PermissionDenied


def wants_json(request: HttpRequest) -> bool:
    """Whether the board's script asks."""
    return request.headers.get("Accept", "").startswith("application/json")


def board_address(day: dt.date | str = "", *, all_rooms: bool = False) -> str:
    """The board of a day."""
    pairs = {"day": str(day)} if day else {}
    if all_rooms:
        pairs["rooms"] = "all"
    return reverse("admin:agenda_board") + (f"?{urlencode(pairs)}" if pairs else "")


def day_context(
    request: HttpRequest, draft: Draft | None = None, found: tuple[Finding, ...] | None = None, *, day: str = ""
) -> dict[str, Any]:
    """What the board of a day shows to this person. A draft that was just judged is not read again."""
    version = number_of(VERSION)
    draft = draft or load_draft()
    found = findings(draft) if found is None else found
    asked = day or request.POST.get("board_day") or request.GET.get("day", "")
    all_rooms = "all" in (request.GET.get("rooms"), request.POST.get("rooms"))
    chosen = chosen_day(days_of(draft), asked, today=timezone.localdate())
    stack = stack_of(request.user)
    return {
        "board": board_page(draft, found, list(Place.objects.all()), chosen, all_rooms=all_rooms),
        "undo_label": label(stack.undo) if stack.undo else "",
        "redo_label": label(stack.redo) if stack.redo else "",
        "version": version,
        "seen": last_action(),
        "address": board_address(chosen, all_rooms=all_rooms),
    }


def day_html(request: HttpRequest, context: dict[str, Any]) -> str:
    """The part of the page that a script puts in the place of the old one."""
    return render_to_string("admin/agenda/board/day.html", context, request=request)


def answer_done(request: HttpRequest, done: Done, sentence: str, *, day: dt.date | str = "") -> HttpResponse:
    """The action was carried out: what changed, and what the rules warn of."""
    warnings = [finding.message for finding in done.warnings]
    if wants_json(request):
        context = day_context(request, done.after.draft, done.after.findings)
        return JsonResponse({"message": sentence, "warnings": warnings, "html": day_html(request, context)})
    messages.success(request, sentence)
    for warning in warnings:
        messages.warning(request, warning)
    return redirect(
        board_address(day or request.POST.get("board_day", ""), all_rooms=request.POST.get("rooms") == "all")
    )


def answer_refused(request: HttpRequest, refused: Refused, conflict: dict[str, Any] | None = None) -> JsonResponse:
    """The script is told why not; of a conflict it gets both versions to show."""
    if isinstance(refused, Outdated):
        html = render_to_string("admin/agenda/board/conflict.html", conflict or {}, request=request)
        return JsonResponse({"message": refused.message, "conflict": html}, status=409)
    more = [finding.message for finding in refused.findings[1:]] if isinstance(refused, Blocked) else []
    return JsonResponse({"message": refused.message, "warnings": more}, status=422)
