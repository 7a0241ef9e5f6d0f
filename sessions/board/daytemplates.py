"""The skeleton of a day: kept as a template, and laid on another day in one action."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ascn8.lib.codes import session_code
from ascn8.lib.errors import Refused
from sessions.board.actions import Done, Step, act
from sessions.board.draft import Draft
from sessions.board.states import FIELDS, State, state_of
from sessions.models import BoardAction, DayTemplate, Place, Session
from sessions.moments import venue_time

# What comes back every day; the sessions between them are each day's own.
USUAL_KINDS = (Session.Kind.BREAK, Session.Kind.CEREMONY, Session.Kind.SOCIAL)
_DAY = dt.timedelta(days=1)


@venue_time()
@transaction.atomic
def save_day(*, day: dt.date, kinds: Collection[str], name_en: str, name_ms: str) -> DayTemplate:
    """Keep the sessions of `kinds` on `day` as a template; one of the same name is replaced."""
    start = _midnight(day)
    sessions = Session.objects.scheduled().filter(kind__in=kinds, starts_at__gte=start, starts_at__lt=start + _DAY)
    items = [_item(session) for session in sessions.select_related("place")]
    if not items:
        raise Refused(_("The day has no session of these kinds, so there is nothing to keep."), code="nothing_to_keep")
    template, _made = DayTemplate.objects.update_or_create(
        name_en=name_en, defaults={"name_ms": name_ms, "items": items}
    )
    return template


@venue_time()
def lay_template(*, template: DayTemplate, day: dt.date, actor: Any, at: dt.datetime) -> Done:
    """Make the template's sessions on `day`, all of them or none. Raises Blocked where a rule forbids one."""
    places = {place.slug: place for place in Place.objects.all()}

    def plan(draft: Draft) -> list[Step]:
        there = {(row.title_en, row.starts_at) for row in draft.sessions.values()}
        wanted = [_session(item, day, places) for item in template.items]
        made = [session for session in wanted if (session.title_en, session.starts_at) not in there]
        if not made:
            text = _("Everything of “%(template)s” is on that day already.")
            raise Refused(text % {"template": template}, code="laid_already")
        return [Step(session.code, None, _whole(session)) for session in made]

    return act(kind=BoardAction.Kind.TEMPLATE, plan=plan, actor=actor, at=at)


def delete_template(*, code: str) -> None:
    """Forget a template. What was laid with it stays."""
    DayTemplate.objects.filter(code=code).delete()


def _item(session: Session) -> dict[str, Any]:
    start = timezone.localtime(session.starts_at)
    return {
        "start": f"{start:%H:%M}",
        "minutes": int(session.duration.total_seconds()) // 60,
        "kind": session.kind,
        "title_en": session.title_en,
        "title_ms": session.title_ms,
        "place": session.place.slug if session.place else "",
        "shares_place": session.shares_place,
    }


def _session(item: dict[str, Any], day: dt.date, places: dict[str, Place]) -> Session:
    """A session as the template has it, not saved yet. A place that is gone is left open."""
    starts_at = timezone.make_aware(dt.datetime.combine(day, dt.time.fromisoformat(item["start"])))
    return Session(
        code=session_code(),
        guid=uuid.uuid4(),
        kind=item["kind"],
        title_en=item["title_en"],
        title_ms=item["title_ms"],
        place=places.get(item["place"]),
        shares_place=item["shares_place"],
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=item["minutes"]),
    )


def _whole(session: Session) -> State:
    empty: State = {"appearances": [], "required_categories": [], "interpretations": []}
    return {**state_of(session, FIELDS), **empty}


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
