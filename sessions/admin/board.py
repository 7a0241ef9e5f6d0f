"""The programme board in the secretariat's panel: one day, what others did meanwhile, undo and redo."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ascn8.lib.errors import Refused
from delegates.signed_in import account_of
from sessions.admin.board_answers import (
    answer_done,
    answer_refused,
    board_address,
    day_context,
    day_html,
    guard,
    wants_json,
)
from sessions.admin.board_days import BoardDays
from sessions.admin.board_session import BoardSession
from sessions.board.actions import Done
from sessions.board.history import redo, undo
from sessions.board.watching import news_for, pulse
from sessions.board.words import redone_sentence, undone_sentence


class BoardPages(BoardSession, BoardDays):
    """The addresses of the board, before those of the list of sessions."""

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("board/", guarded(self.board_view), name="agenda_board"),
            path("board/pulse/", guarded(self.pulse_view), name="agenda_board_pulse"),
            path("board/undo/", guarded(self.undo_view), name="agenda_board_undo"),
            path("board/redo/", guarded(self.redo_view), name="agenda_board_redo"),
            path("board/shift/", guarded(self.shift_view), name="agenda_board_shift"),
            path("board/templates/", guarded(self.templates_view), name="agenda_board_templates"),
            path("board/<str:code>/", guarded(self.session_view), name="agenda_board_session"),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def board_view(self, request: HttpRequest) -> HttpResponse:
        """One day of the board."""
        guard(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Programme board"),
            "opts": self.opts,
            **day_context(request),
        }
        return TemplateResponse(request, "admin/agenda/board/board.html", context)

    @method_decorator(require_safe)
    def pulse_view(self, request: HttpRequest) -> HttpResponse:
        """Asked every few seconds: nothing while nothing changed; else what others did, and the day as it is now."""
        guard(request)
        beat = pulse(account_of(request), at=timezone.now())
        if request.headers.get("If-None-Match") == beat.tag:
            return HttpResponseNotModified(headers={"ETag": beat.tag})
        answer: dict[str, Any] = {"others": _also_here(beat.others)}
        if request.GET.get("version") != str(beat.version):
            news = news_for(account_of(request), seen=request.GET.get("seen", "")[:12])
            answer["said"] = news or [_("The board has changed.")]
            answer["html"] = day_html(request, day_context(request))
        return JsonResponse(answer, headers={"ETag": beat.tag})

    @method_decorator(require_POST)
    def undo_view(self, request: HttpRequest) -> HttpResponse:
        """Take back the own newest action."""
        return self._step(request, undo, undone_sentence)

    @method_decorator(require_POST)
    def redo_view(self, request: HttpRequest) -> HttpResponse:
        """Do it again."""
        return self._step(request, redo, redone_sentence)

    def _step(self, request: HttpRequest, act: Callable[..., Done], words: Callable[[Done], str]) -> HttpResponse:
        guard(request)
        try:
            done = act(actor=account_of(request), at=timezone.now())
        except Refused as refused:
            if wants_json(request):
                return answer_refused(request, refused)
            messages.error(request, refused.message)
            return redirect(board_address(request.POST.get("board_day", "")))
        return answer_done(request, done, words(done))


def _also_here(names: tuple[str, ...]) -> str:
    return _("Also on the board: %(names)s") % {"names": ", ".join(names)} if names else ""
