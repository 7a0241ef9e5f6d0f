"""Rules about people: nobody in two places at once, nor sooner than the way takes, nor when they are not there."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from ascn8.lib.languages import pick
from sessions.board.draft import Draft, PersonRow, Slot, Span
from sessions.board.rules.agendas import Agenda, Agendas, Engagement, How
from sessions.board.rules.finding import Finding, Link, in_common, link_to, one_side, two_sides
from sessions.board.rules.severities import Rule
from sessions.board.rules.sweeping import pairs
from sessions.models import Appearance, Session

# Breaks, ceremonies and social events run by themselves; a talk and a visit have their speaker and their host.
WITH_CHAIR = frozenset({Session.Kind.PLENARY, Session.Kind.POLICY, Session.Kind.TECHNICAL, Session.Kind.CLOSED})
CHAIRS = frozenset({Appearance.Role.CHAIR, Appearance.Role.CO_CHAIR, Appearance.Role.MODERATOR})


def person_twice(draft: Draft, agendas: Agendas) -> Iterator[Finding]:
    """Somebody appears in two sessions at once. Two booths at once are a matter of the interpreters' rule."""
    text = _("%(person)s is in “%(one)s” and in “%(other)s” at once: %(when)s.")
    for agenda in agendas.people:
        for one, other in pairs(agenda.engagements):
            hows = {one.how, other.how}
            if How.APPEARS in hows and How.ATTENDS not in hows and one.session.code != other.session.code:
                names = {"person": agenda.who, "when": in_common(one, other)}
                links = _links(agenda)
                yield two_sides(draft, Rule.PERSON_TWICE, one, other, *links, text=text, about=agenda.who.key, **names)


def required_twice(draft: Draft, agendas: Agendas) -> Iterator[Finding]:
    """Two sessions at once that the same people must attend; or one in which somebody appears, and one to attend."""
    yield from _categories_twice(draft, agendas)
    text = _("%(person)s is in “%(one)s” and must attend “%(other)s” at the same time: %(when)s.")
    for agenda in agendas.people:
        for pair in pairs(agenda.engagements):
            if len({engagement.how is How.ATTENDS for engagement in pair}) == 2:
                one, other = sorted(pair, key=lambda engagement: engagement.how is How.ATTENDS)
                names = {"person": agenda.who, "when": in_common(one, other)}
                links, about = _links(agenda), _about(agenda)
                yield two_sides(draft, Rule.REQUIRED_TWICE, one, other, *links, text=text, about=about, **names)


def _categories_twice(draft: Draft, agendas: Agendas) -> Iterator[Finding]:
    """One finding for two sessions, however many categories must attend both."""
    text = _("The same people must attend “%(one)s” and “%(other)s” at once (%(who)s): %(when)s.")
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    both: dict[tuple[str, str], tuple[Engagement, Engagement]] = {}
    for agenda in agendas.categories:
        for one, other in pairs(agenda.engagements):
            codes = (one.session.code, other.session.code)
            both[codes] = (one, other)
            found[codes].append(_name(agenda))
    for codes, (one, other) in both.items():
        names = {"who": ", ".join(sorted(found[codes])), "when": in_common(one, other)}
        yield two_sides(draft, Rule.REQUIRED_TWICE, one, other, text=text, **names)


def availability(draft: Draft, agendas: Agendas) -> Iterator[Finding]:
    """Somebody appears or interprets, and is not there for all of it."""
    text = _("%(person)s is not available for all of “%(session)s”: %(when)s.")
    for agenda in agendas.people:
        spans = draft.availabilities.get(agenda.who.key, ())
        for engagement in agenda.engagements if spans else ():
            if engagement.how is not How.ATTENDS and not _is_covered(engagement, spans):
                names = {"person": agenda.who, "when": engagement}
                links = _links(agenda)
                yield one_side(draft, Rule.AVAILABILITY, engagement, *links, text=text, about=agenda.who.key, **names)


def _is_covered(wanted: Span, spans: tuple[Span, ...]) -> bool:
    """`spans` are in order and do not touch: only the last one that has begun by then can hold all of `wanted`."""
    at = bisect_right(spans, wanted.starts_at, key=lambda span: span.starts_at)
    return at > 0 and spans[at - 1].ends_at >= wanted.ends_at


def travel_time(draft: Draft, agendas: Agendas) -> Iterator[Finding]:
    """Two sessions in a row of the same people in different places, with less time between them than the way takes."""
    text = _(
        "%(who)s: from “%(one)s” in %(from)s to “%(other)s” in %(to)s there are %(gap)d min; the way takes %(way)d min."
    )
    for agenda in agendas:
        for one, other in _in_a_row(agenda):
            gap, way = other.starts_at - one.ends_at, minutes_between(draft, one.place, other.place)
            if timedelta() <= gap < timedelta(minutes=way) and one.place is not None and other.place is not None:
                names = {
                    "who": _name(agenda),
                    "from": pick(draft.places[one.place], "name"),
                    "to": pick(draft.places[other.place], "name"),
                    "gap": gap // timedelta(minutes=1),
                    "way": way,
                }
                links, about = _links(agenda), _about(agenda)
                yield two_sides(draft, Rule.TRAVEL_TIME, one, other, *links, text=text, about=about, **names)


def _in_a_row(agenda: Agenda) -> Iterator[tuple[Engagement, Engagement]]:
    """Each engagement after the one that ended last before it; what two must attend is said of their category."""
    latest: Engagement | None = None
    for engagement in sorted(agenda.engagements, key=lambda row: (row.starts_at, row.ends_at)):
        both_attend = latest is not None and latest.how is engagement.how is How.ATTENDS
        if latest is not None and not (both_attend and isinstance(agenda.who, PersonRow)):
            yield latest, engagement
        if latest is None or engagement.ends_at >= latest.ends_at:
            latest = engagement


def minutes_between(draft: Draft, one: int | None, other: int | None) -> int:
    """How long the way takes. Not measured: no time inside the venue, the rule's limit to or from a place outside."""
    if one is None or other is None or one == other:
        return 0
    known = draft.travel.get((min(one, other), max(one, other)))
    if known is not None:
        return known
    outside = draft.places[one].is_outside or draft.places[other].is_outside
    return draft.settings[Rule.TRAVEL_TIME].limit if outside else 0


def no_chair(draft: Draft) -> Iterator[Finding]:
    """Nobody chairs or moderates a session of a kind that needs it."""
    text = _("“%(session)s” has nobody in the chair.")
    for slot in draft.slots():
        if slot.session.kind in WITH_CHAIR and not _is_chaired(slot):
            yield one_side(draft, Rule.NO_CHAIR, slot, text=text)


def _is_chaired(slot: Slot) -> bool:
    return any(role in CHAIRS for _person, role in slot.session.people)


def _name(agenda: Agenda) -> str:
    return str(agenda.who) if isinstance(agenda.who, PersonRow) else pick(agenda.who, "name")


def _links(agenda: Agenda) -> tuple[Link, ...]:
    """Categories are not on the programme's side of the panel."""
    return (link_to(agenda.who),) if isinstance(agenda.who, PersonRow) else ()


def _about(agenda: Agenda) -> str:
    """People and categories have numbers of their own."""
    return f"{'person' if isinstance(agenda.who, PersonRow) else 'category'}-{agenda.who.key}"
