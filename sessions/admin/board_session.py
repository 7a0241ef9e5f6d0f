"""One session of the board: when and where, by a form. The board's script posts here, too."""

import datetime as dt
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from delegates.signed_in import account_of
from sessions.admin.board_answers import answer_done, answer_refused, board_address, guard, wants_json
from sessions.admin.board_forms import PlaceSessionForm, SplitForm, VersionForm
from sessions.board.actions import Blocked, Done
from sessions.board.copying import duplicate, split
from sessions.board.draft import load_draft
from sessions.board.page import chosen_day, days_of, days_to_choose
from sessions.board.placing import place, unschedule
from sessions.board.rules.checking import by_session, findings
from sessions.board.words import done_sentence
from sessions.editing import Outdated, where_it_is
from sessions.models import Session

_ADDS = ("duplicate", "split")


class BoardSession(ModelAdmin[Any]):
    """Placing, cutting and copying one session."""

    def session_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """The forms of one session; a POST says by `do` which of them it is."""
        if request.method not in ("GET", "HEAD", "POST"):
            raise Http404
        do = request.POST.get("do", "")
        guard(request, adds=do in _ADDS)
        session = get_object_or_404(Session.objects.select_related("place", "changed_by"), code=code)
        if request.method != "POST":
            return self._session_page(request, session)
        form = self._form(request, session, do)
        if not form.is_valid():
            return self._not_valid(request, session, form)
        try:
            done = _carry_out(do, session, form, request)
        except Refused as refused:
            return self._refused(request, session, form, refused)
        day = timezone.localtime(session.starts_at).date() if session.starts_at else ""
        return answer_done(request, done, done_sentence(done), day=form.cleaned_data.get("day", day))

    def _form(self, request: HttpRequest, session: Session, do: str) -> Form:
        if do == "place":
            initial = PlaceSessionForm.as_it_is(session, timezone.localdate())
            return PlaceSessionForm(request.POST, days=days_to_choose(), initial=initial)
        return SplitForm(request.POST) if do == "split" else VersionForm(request.POST)

    def _not_valid(self, request: HttpRequest, session: Session, form: Form) -> HttpResponse:
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        if wants_json(request):
            return answer_refused(request, Refused(words, code="not_valid"))
        return self._session_page(request, session, form)

    def _refused(self, request: HttpRequest, session: Session, form: Form, refused: Refused) -> HttpResponse:
        conflict = _conflict(request, session, form, refused) if isinstance(refused, Outdated) else None
        if wants_json(request):
            return answer_refused(request, refused, conflict)
        if conflict is None:
            more = refused.findings[1:] if isinstance(refused, Blocked) else ()
            for message in (refused.message, *(finding.message for finding in more)):
                form.add_error(None, message)
        return self._session_page(request, session, form, conflict)

    def _session_page(
        self, request: HttpRequest, session: Session, form: Form | None = None, conflict: dict[str, Any] | None = None
    ) -> HttpResponse:
        session.refresh_from_db()
        draft = load_draft()
        days = days_of(draft)
        day = chosen_day(days, request.POST.get("board_day") or request.GET.get("day", ""), today=timezone.localdate())
        initial = PlaceSessionForm.as_it_is(session, day)
        known = form if isinstance(form, PlaceSessionForm) else PlaceSessionForm(days=days, initial=initial)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Place “%(title)s”") % {"title": session},
            "opts": self.opts,
            "session": session,
            "where": where_it_is(session.place, session.starts_at, session.ends_at),
            "form": known,
            "errors": form.non_field_errors() if form else (),
            "split": form if isinstance(form, SplitForm) else SplitForm(initial=_cut(session)),
            "findings": by_session(findings(draft)).get(session.code, []),
            "may_add": account_of(request).has_perm("agenda.add_session"),
            "board_day": str(day),
            "back": board_address(day),
            **({"conflict": conflict, **conflict} if conflict else {}),
        }
        return TemplateResponse(request, "admin/agenda/board/session.html", context, status=409 if conflict else 200)


def _carry_out(do: str, session: Session, form: Form, request: HttpRequest) -> Done:
    """The one call that an edge makes."""
    who = {
        "code": session.code,
        "version": form.cleaned_data["version"],
        "actor": account_of(request),
        "at": timezone.now(),
    }
    if isinstance(form, PlaceSessionForm):
        return place(**form.wanted, **who)
    if isinstance(form, SplitForm):
        return split(moment=_moment(session, form.cleaned_data["moment"]), **who)
    if do == "duplicate":
        return duplicate(**who)
    if do == "unschedule":
        return unschedule(**who)
    raise PermissionDenied


def _conflict(request: HttpRequest, session: Session, form: Form, refused: Outdated) -> dict[str, Any]:
    """Both versions, and the fields that put mine over theirs, once they were seen."""
    mine = [(name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "version")]
    return {
        "outdated": refused,
        "session": session,
        "fields": [*mine, ("version", refused.version)],
        "theirs": where_it_is(refused.theirs.place, refused.theirs.starts_at, refused.theirs.ends_at),
        "mine": where_it_is(**form.wanted) if isinstance(form, PlaceSessionForm) else "",
        "back": board_address(request.POST.get("board_day", "")),
    }


def _moment(session: Session, clock: dt.time) -> dt.datetime:
    """A time of day within a session: of the next day where it lasts beyond midnight."""
    start = timezone.localtime(session.starts_at) if session.starts_at else timezone.localtime()
    moment = timezone.make_aware(dt.datetime.combine(start.date(), clock))
    return moment + dt.timedelta(days=1) if moment < start else moment


def _cut(session: Session) -> dict[str, Any]:
    """The middle of a session, on the grid."""
    if not session.starts_at:
        return {"version": session.version}
    half = session.duration / 2
    half -= half % dt.timedelta(minutes=5)
    return {"version": session.version, "moment": f"{timezone.localtime(session.starts_at + half):%H:%M}"}
