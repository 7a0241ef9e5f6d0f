"""What waits for somebody: numbers, rows and pictures of the first page, each by a constant number of queries."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.meeting.facts import meeting_zone
from ascn8.meeting.models import Country
from ascn8.outbox.models import Message
from ascn8.panel.addresses import list_address
from delegates.accreditation import queue_of
from delegates.models import Badge, ChangeRequest, Delegation, ErasureRequest, Nomination, Registration, User
from delegates.models.registration import State
from delegates.stages import stage_rules
from exhibition.models import Booth
from sessions.board.rules.checking import findings_summary
from sessions.models import Document, PlannedRelease, Release, Seating, Session, Signup
from sessions.speaking.reading import declined_and_published

# After so many days in a queue the number turns red.
LATE_AFTER = dt.timedelta(days=2)
_TROUBLE = (Message.State.FAILED, Message.State.UNCERTAIN)
_BEYOND_DRAFT = ~Q(registrations__state__in=[Registration.State.DRAFT, Registration.State.WITHDRAWN])
_ACCEPTED = Q(registrations__state__in=[Registration.State.APPROVED, Registration.State.CLEARED])


@dataclass(frozen=True, slots=True)
class Queue:
    """One card: how many, of what, what is worth knowing about them, and the list that shows them."""

    number: int
    words: str
    note: str | Promise
    url: str
    icon: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """How many registrations were submitted on one day at the venue."""

    date: dt.date
    number: int


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole under a name."""

    name: str
    part: int
    whole: int
    waiting: int = 0
    url: str = ""


# --- What waits, for the numbers of the sidebar --------------------------------------------------------------------


def changes() -> QuerySet[ChangeRequest]:
    """Changes after the approval that wait for a decision."""
    return ChangeRequest.objects.filter(state=ChangeRequest.State.OPEN)


def badges_ordered() -> QuerySet[Badge]:
    """Valid badges that no worker has drawn yet."""
    return Badge.objects.valid().filter(state=Badge.State.ORDERED)


def erasures() -> QuerySet[ErasureRequest]:
    """Requests for erasure that nobody has answered."""
    return ErasureRequest.objects.filter(state=ErasureRequest.State.OPEN)


def messages_in_trouble() -> QuerySet[Message]:
    """Messages that did not leave, or of which nobody knows."""
    return Message.objects.filter(state__in=_TROUBLE)


# --- Cards ---------------------------------------------------------------------------------------------------------


def cards(user: User, *, at: dt.datetime) -> list[Queue]:
    """The queues that `user` may see, in the order in which people work them off."""
    made = [
        (user.has_perm("delegates.view_registration"), _to_endorse),
        (user.has_perm("delegates.view_registration"), _to_approve),
        (user.has_perm("delegates.view_registration"), _to_clear),
        (user.has_perm("delegates.view_registration"), _returned),
        (user.has_perm("delegates.view_changerequest"), _changes),
        (user.has_perm("delegates.view_nomination"), _places),
        (user.has_perm("agenda.change_document"), _papers),
        (user.has_perm("delegates.view_badge"), _badges),
        (user.has_perm("outbox.view_message"), _messages),
        (user.has_perm("agenda.view_speaker") and user.has_perm("agenda.change_session"), _declined),
        (user.has_perm("agenda.change_session"), _problems),
        (user.has_perm("agenda.change_session"), _without_time),
        (user.has_perm("agenda.view_seating") or user.has_perm("agenda.view_signup"), _visits),
        (user.has_perm("exhibition.view_booth"), _booths),
    ]
    return [card(at) for allowed, card in made if allowed]


def places_asked_for() -> QuerySet[Nomination]:
    """Requests of delegations for further places."""
    return Nomination.objects.filter(state=Nomination.State.REQUESTED)


def papers_submitted() -> QuerySet[Document]:
    """Papers of delegations that nobody has answered."""
    return Document.objects.waiting()


def _papers(at: dt.datetime) -> Queue:
    found = papers_submitted().aggregate(number=Count("pk"), oldest=Min("created_at"))
    words = ngettext("paper submitted by a delegation", "papers submitted by delegations", found["number"])
    url = list_address("agenda.document", "?state__exact=submitted")
    return _aged(found, words, _("every paper is answered"), url, "file-up", at)


def _places(at: dt.datetime) -> Queue:
    found = places_asked_for().aggregate(number=Count("pk"), oldest=Min("created_at"))
    words = ngettext("place asked for by a delegation", "places asked for by delegations", found["number"])
    url = list_address("delegates.nomination", "?state__exact=requested")
    return _aged(found, words, _("every request is answered"), url, "user-plus", at)


def _to_endorse(at: dt.datetime) -> Queue:
    found = _waited(Registration.objects.waiting_for_focal_point())
    words = ngettext("to endorse by its focal point", "to endorse by focal points", found["number"])
    return _stage(State.ENDORSED, found, words, "?queue=endorse", "flag", at)


def _to_approve(at: dt.datetime) -> Queue:
    found = _waited(Registration.objects.waiting_for_decision())
    words = ngettext("waits for a decision", "wait for a decision", found["number"])
    return _stage(State.APPROVED, found, words, "?queue=waiting", "clipboard-check", at)


def _to_clear(at: dt.datetime) -> Queue:
    found = _waited(Registration.objects.to_clear())
    words = ngettext("to clear by security", "to clear by security", found["number"])
    return _stage(State.CLEARED, found, words, "?queue=clear", "shield-check", at)


def _changes(at: dt.datetime) -> Queue:
    open_ones = ChangeRequest.objects.filter(state=ChangeRequest.State.OPEN)
    found = open_ones.aggregate(number=Count("pk"), oldest=Min("asked_at"))
    words = ngettext("change after approval", "changes after approval", found["number"])
    url = list_address("delegates.changerequest", "?state__exact=open")
    return _aged(found, words, _("nobody asks for a change"), url, "square-pen", at)


def _waited(rows: QuerySet[Registration]) -> dict[str, Any]:
    return rows.aggregate(number=Count("pk"), oldest=Min(Coalesce("state_since", "submitted_at")))


def _stage(stage: State, found: dict[str, Any], words: str, query: str, icon: str, at: dt.datetime) -> Queue:
    """The card of a stage: red when the oldest has waited longer than the target of the stage."""
    target = dt.timedelta(days=stage_rules()[stage].target_days) if found["number"] else LATE_AFTER
    url = list_address("delegates.registration", query)
    return _aged(found, words, _("nobody waits"), url, icon, at, late_after=target)


def _returned(at: dt.datetime) -> Queue:
    returned = Registration.objects.filter(state=Registration.State.RETURNED)
    found = returned.aggregate(number=Count("pk"), oldest=Min("decided_at"))
    words = ngettext("returned, not answered yet", "returned, not answered yet", found["number"])
    url = list_address("delegates.registration", "?queue=returned")
    return _aged(found, words, _("all answered"), url, "undo-2", at, late_after=dt.timedelta(days=7))


def _badges(at: dt.datetime) -> Queue:
    found = badges_ordered().aggregate(number=Count("pk"), oldest=Min("ordered_at"))
    words = ngettext("badge ordered, not drawn", "badges ordered, not drawn", found["number"])
    url = list_address("delegates.badge", "?state__exact=ordered")
    return _aged(found, words, _("every badge is drawn"), url, "id-card", at, late_after=dt.timedelta(hours=1))


def _messages(at: dt.datetime) -> Queue:
    found = Message.objects.aggregate(
        failed=Count("pk", filter=Q(state=Message.State.FAILED)),
        uncertain=Count("pk", filter=Q(state=Message.State.UNCERTAIN)),
        sent=Count("pk", filter=Q(state=Message.State.SENT)),
    )
    number = found["failed"] + found["uncertain"]
    sent = ngettext("%(sent)s message sent", "%(sent)s messages sent", found["sent"]) % {"sent": found["sent"]}
    note = _("%(failed)s failed, %(uncertain)s uncertain") % found if number else sent
    words = ngettext("message needs a look", "messages need a look", number)
    url = list_address("outbox.message", "?needs=look")
    return Queue(number, words, note, url, "mail-warning", number > 0)


def _declined(at: dt.datetime) -> Queue:
    found = declined_and_published().aggregate(number=Count("pk"), oldest=Min("answered_at"))
    words = ngettext("speaker declined, still published", "speakers declined, still published", found["number"])
    url = list_address("agenda.speaker", "?answer=published")
    return _aged(found, words, _("nobody published has declined"), url, "mic", at)


def _problems(at: dt.datetime) -> Queue:
    """What the rules of the board find in the draft; red while something blocks."""
    found = findings_summary()
    words = ngettext("problem in the programme", "problems in the programme", found.total)
    blocking = ngettext("%(count)d blocks", "%(count)d block", found.blocks) % {"count": found.blocks}
    note = blocking if found.blocks else _("nothing blocks")
    url = reverse("admin:agenda_rulesetting_problems")
    return Queue(found.total, words, note, url, "triangle-alert", found.blocks > 0)


def _without_time(at: dt.datetime) -> Queue:
    """Sessions that lie beside the board of the programme."""
    found = Session.objects.aggregate(
        number=Count("pk", filter=Q(starts_at=None, is_cancelled=False)), placed=Count("starts_at")
    )
    words = ngettext("session without a time", "sessions without a time", found["number"])
    note = ngettext("%(placed)d is on the board", "%(placed)d are on the board", found["placed"]) % found
    return Queue(found["number"], words, note, reverse("admin:agenda_board"), "calendar-plus")


def _visits(at: dt.datetime) -> Queue:
    full = _seatings().filter(confirmed__gte=F("capacity"), in_line__gt=0)
    found = list(full.values_list("in_line", flat=True))
    people = sum(found)
    words = ngettext("visit full, with people waiting", "visits full, with people waiting", len(found))
    note = ngettext("%(number)s person waits", "%(number)s people wait", people) % {"number": people}
    url = list_address("agenda.seating", "?seats=queue")
    return Queue(len(found), words, note if people else _("no queue anywhere"), url, "bus")


def _booths(at: dt.datetime) -> Queue:
    found = Booth.objects.aggregate(free=Count("pk", filter=Q(state=Booth.State.FREE)), all=Count("pk"))
    words = ngettext("booth free", "booths free", found["free"])
    note = _("of %(all)s on the floor") % found
    return Queue(found["free"], words, note, list_address("exhibition.booth", "?state__exact=free"), "layout-grid")


def _aged(
    found: dict[str, Any],
    words: str,
    nothing: str,
    url: str,
    icon: str,
    at: dt.datetime,
    *,
    late_after: dt.timedelta = LATE_AFTER,
) -> Queue:
    """A card that says how long the oldest has waited."""
    oldest = found["oldest"]
    if not found["number"] or oldest is None:
        return Queue(found["number"], words, nothing, url, icon)
    note = _("the oldest %(time)s") % {"time": timesince(oldest, at, depth=1)}
    return Queue(found["number"], words, note, url, icon, at - oldest > late_after)


# --- Rows ----------------------------------------------------------------------------------------------------------


def next_to_review(user: User, *, most: int = 8) -> QuerySet[Registration]:
    """The registrations that have waited longest for somebody with the duties of `user`."""
    waiting = queue_of(user).select_related("category", "delegation", "country")
    return waiting.order_by("submitted_at", "pk")[:most]


def registrations_a_day(*, at: dt.datetime, days: int = 21) -> list[Day]:
    """Registrations on each of the last `days` days; where nothing came lately, of the days up to the last one."""
    zone = meeting_zone()
    submitted = Registration.objects.filter(submitted_at__isnull=False)
    newest = submitted.aggregate(newest=Max("submitted_at"))["newest"]
    if newest is None:
        return []
    last, today = newest.astimezone(zone).date(), at.astimezone(zone).date()
    if today - last < dt.timedelta(days=days):
        last = max(last, today)
    # Only these days are counted: turning every moment into a day is slow where there are many.
    begin = dt.datetime.combine(last - dt.timedelta(days=days - 1), dt.time(), zone)
    rows = submitted.filter(submitted_at__gte=begin).annotate(day=TruncDate("submitted_at", tzinfo=zone))
    found = dict(rows.values_list("day").annotate(number=Count("pk")).order_by())
    span = [last - dt.timedelta(days=n) for n in reversed(range(days))]
    return [Day(day, found.get(day, 0)) for day in span]


def by_country(*, most: int = 12) -> list[Share]:
    """Countries with most registrations: accepted out of all that were submitted."""
    rows = Country.objects.annotate(
        whole=Count("registrations", filter=_BEYOND_DRAFT), part=Count("registrations", filter=_ACCEPTED)
    ).filter(whole__gt=0)
    return [Share(row.name, row.part, row.whole) for row in rows.order_by("-whole", "name_en")[:most]]


def by_delegation(*, most: int = 10) -> QuerySet[Delegation]:
    """Delegations with most people, each with `registered`, `approved` and `badged`."""
    drawn = Q(registrations__badges__state=Badge.State.DRAWN, registrations__badges__voided_at__isnull=True)
    return (
        Delegation.objects.annotate(
            registered=Count("registrations", filter=_BEYOND_DRAFT, distinct=True),
            approved=Count("registrations", filter=_ACCEPTED, distinct=True),
            badged=Count("registrations", filter=drawn, distinct=True),
        )
        .filter(registered__gt=0)
        .order_by("-registered", "name_en")[:most]
    )


def seats_of_visits() -> list[Share]:
    """Every departure of a site visit: seats taken, seats there are, people who wait."""
    rows = _seatings().select_related("session").order_by("starts_at", "pk")
    return [
        Share(f"{row.session} · {row}" if row.name_en else str(row), row.confirmed, row.capacity, row.in_line)
        for row in rows
    ]


def _seatings() -> QuerySet[Any]:
    queue = Count("signups", filter=Q(signups__state=Signup.State.WAITING))
    return Seating.objects.filter(session__kind=Session.Kind.VISIT).annotate(in_line=queue)


def releases_untold() -> QuerySet[Any]:
    """Releases of which people were neither told nor left alone."""
    return Release.objects.filter(telling=Release.Telling.PENDING)


def releases_planned() -> QuerySet[Any]:
    """Releases that will publish themselves."""
    return PlannedRelease.objects.filter(state=PlannedRelease.State.PLANNED)
