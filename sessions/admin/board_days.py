"""Whole days of the board: shifting a part of one, keeping one as a template, laying a template on one."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from delegates.signed_in import account_of
from sessions.admin.board_answers import answer_done, board_address, guard
from sessions.admin.board_forms import SaveDayForm, ShiftForm
from sessions.board.actions import Blocked
from sessions.board.daytemplates import delete_template, lay_template, save_day
from sessions.board.page import chosen_day, days_to_choose
from sessions.board.shifting import preview_shift, shift_sessions
from sessions.board.words import done_sentence
from sessions.models import DayTemplate


class BoardDays(ModelAdmin[Any]):
    """What is done with many sessions at once."""

    def shift_view(self, request: HttpRequest) -> HttpResponse:
        """First who would move and what the rules say, then the button."""
        guard(request)
        days = days_to_choose()
        day = _day(request, days)
        asked = request.POST or (request.GET if "minutes" in request.GET else None)
        form = ShiftForm(asked, days=days, initial={"day": str(day), "since": "13:00", "minutes": 30})
        context: dict[str, Any] = {"form": form, "back": board_address(day), "board_day": str(day)}
        if form.is_bound and form.is_valid():
            try:
                if request.method == "POST":
                    who: dict[str, Any] = {"actor": account_of(request), "at": timezone.now()}
                    done = shift_sessions(shift=form.shift, versions=form.seen, **who)
                    return answer_done(request, done, done_sentence(done), day=form.cleaned_data["day"])
                context |= _preview(form)
            except Refused as refused:
                context |= _why_not(form, refused)
        return self._day_page(request, "admin/agenda/board/shift.html", _("Shift a part of a day"), context)

    def templates_view(self, request: HttpRequest) -> HttpResponse:
        """The templates, each with its button; and the form that makes one of a day."""
        guard(request, adds=request.method == "POST")
        days = days_to_choose()
        day = _day(request, days)
        is_new = request.POST.get("do") == "save"
        form = SaveDayForm(request.POST if is_new else None, days=days, initial={"day": str(day)})
        if request.method == "POST" and (not is_new or form.is_valid()):
            return _keep(request, form) if is_new else _lay_or_delete(request, day)
        context = {
            "form": form,
            "templates": DayTemplate.objects.all(),
            "day": day,
            "days": days,
            "board_day": str(day),
            "back": board_address(day),
        }
        return self._day_page(request, "admin/agenda/board/templates.html", _("Day templates"), context)

    def _day_page(self, request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
        shown = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        return TemplateResponse(request, template, shown)


def _day(request: HttpRequest, days: list[dt.date]) -> dt.date:
    asked = request.POST.get("day") or request.GET.get("day", "")
    return chosen_day(days, asked, today=timezone.localdate())


def _why_not(form: ShiftForm, refused: Refused) -> dict[str, Any]:
    """The reasons, and a preview of how it is now where there can be one."""
    findings = refused.findings[1:] if isinstance(refused, Blocked) else ()
    for message in (refused.message, *(finding.message for finding in findings)):
        form.add_error(None, message)
    try:
        return _preview(form)
    except Refused:
        return {}


def _preview(form: ShiftForm) -> dict[str, Any]:
    preview = preview_shift(form.shift)
    return {"preview": preview, "preview_fields": form.fields_with(preview.seen)}


def _keep(request: HttpRequest, form: SaveDayForm) -> HttpResponse:
    try:
        template = save_day(**form.cleaned_data)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("“%(template)s” is kept.") % {"template": template})
    return redirect(f"{reverse('admin:agenda_board_templates')}?day={form.cleaned_data['day']}")


def _lay_or_delete(request: HttpRequest, day: dt.date) -> HttpResponse:
    template = get_object_or_404(DayTemplate, code=request.POST.get("template", ""))
    if request.POST.get("do") == "delete":
        delete_template(code=template.code)
        messages.success(
            request, _("“%(template)s” is forgotten; what was laid with it stays.") % {"template": template}
        )
    else:
        try:
            done = lay_template(template=template, day=day, actor=account_of(request), at=timezone.now())
        except Refused as refused:
            findings = refused.findings[1:] if isinstance(refused, Blocked) else ()
            for message in (refused.message, *(finding.message for finding in findings)):
                messages.error(request, message)
        else:
            return answer_done(request, done, done_sentence(done), day=day)
    return redirect(f"{reverse('admin:agenda_board_templates')}?day={day}")
