"""No page asks the database more often because there is more to show: each list page with 1 row and with 3.

A list page without a row in CASES is a page that somebody will make slow one day: add yours.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ascn8.lib import pages
from ascn8.meeting import facts
from ascn8.meeting.models import Country
from ascn8.meeting.versions import bump
from delegates.models import (
    Category,
    Consent,
    ConsentText,
    Delegation,
    DelegationPlaces,
    FollowUp,
    FormSection,
    Letter,
    Nomination,
    NominationLetter,
    ParticipantList,
    Purpose,
    Question,
    User,
)
from delegates.papers.snapshot import take_snapshot
from delegates.registration import begin
from delegates.vault.keeping import item_of
from delegates.vault.reading import read
from sessions import programme
from sessions.models import (
    Appearance,
    DayTemplate,
    InterpreterTurn,
    PrintedProgramme,
    Release,
    Seating,
    Session,
    Speaker,
    Star,
)
from sessions.print.printing import public_keys
from sessions.release import publish
from sessions.signups import sign_up
from tests import factories as make

pytestmark = pytest.mark.django_db
BOARD = "/admin/agenda/session/board/"


@dataclass(frozen=True)
class Case:
    """`more` adds one row that the page shows; `reader` is who asks (None: a stranger)."""

    name: str
    address: str
    more: Callable[[], object]
    reader: Callable[[], User] | None = None


def one_more_stand() -> None:
    exhibitor = make.make_exhibitor(members=tuple(User.objects.filter(email="member@example.org")))
    exhibitor.listing.focus_areas.set([make.make_focus_area()])
    make.make_booth(exhibitor=exhibitor)


def one_more_to_choose() -> None:
    make.make_delegation()
    make.make_city()
    make.make_category(f"category-{Category.objects.count()}")
    beginner()


def one_more_text() -> None:
    make.make_consent_text(f"purpose-{ConsentText.objects.count()}")
    beginner()


def one_more_notice() -> None:
    make.make_consent_text("privacy", version=ConsentText.objects.count() + 1)


def one_more_on_the_board() -> None:
    session = make.make_session(interpretation="km")
    make.make_speaker(session=session)
    make.make_session(starts_at=None)


def one_more_template() -> None:
    items = [{"start": "10:30", "minutes": 30, "title_en": "Coffee", "place": "", "kind": "break"}]
    DayTemplate.objects.create(name_en="Breaks", items=items)


def one_more_seat() -> None:
    """Seats of one person, one after another on the same day."""
    hour = 6 + Seating.objects.count() * 4
    seating = make.make_seating(starts_at=make.local(12, hour))
    sign_up(seating=seating, registration=delegate().registrations.get(), at=make.local(5, 9))


def one_more_visit() -> None:
    """A published visit at its own time; the delegate waits for a seat on it."""
    seating = make.make_seating(
        make.make_visit(), capacity=0, starts_at=make.local(12, 1 + Seating.objects.count() * 4)
    )
    sign_up(seating=seating, registration=delegate().registrations.get(), at=make.local(5, 9))
    publish(actor=None, at=make.local(1, 9))


def one_more_of_mine() -> None:
    """One that the delegate starred, must attend and appears in, at the same time as a visit with the own seat."""
    row = delegate().registrations.get()
    hour = 1 + Seating.objects.count() * 4
    session = make.make_session(starts_at=make.local(12, hour))
    session.required_categories.set([row.category])
    Star.objects.create(user=row.user, session=session, starred_at=make.local(2, 9))
    seating = make.make_seating(make.make_visit(), starts_at=make.local(12, hour))
    sign_up(seating=seating, registration=row, at=make.local(2, 9))
    speaker = Speaker.objects.filter(registration=row).first() or make.make_speaker(registration=row)
    speaker.appearances.create(session=session)
    publish(actor=None, at=make.local(3, 9))


def one_more_departure() -> None:
    """Another departure of the one visit at which the page looks."""
    visit = Session.objects.filter(code="VSTONE").first() or make.make_visit(code="VSTONE")
    make.make_seating(visit, starts_at=make.local(12, 6 + Seating.objects.count() * 4))
    if not programme.current_programme().by_code:
        publish(actor=None, at=make.local(1, 9))


def one_more_question() -> None:
    """One that opens the next, so that each asks for another."""
    n = Question.objects.count()
    page = FormSection.objects.get_or_create(slug="more", defaults={"title_en": "More", "title_ms": "Lanjut"})[0]
    Question.objects.create(
        section=page,
        slug=f"q{n}",
        kind="yes_no",
        label_en=f"Question {n}",
        label_ms=f"Soalan {n}",
        position=n,
        shown_when=Question.objects.order_by("-pk").first(),
        shown_values=["yes"],
    )


def one_more_task() -> None:
    """Another task after the approval of the one delegate."""
    make.make_follow_up("travel", slug=f"task-{FollowUp.objects.count()}")
    delegate()


def one_more_arrival() -> None:
    """Somebody of another delegation who lands and leaves, and somebody who has not said when."""
    row = make.make_registration(delegation=make.make_delegation(), standing="head")
    make.make_travel(row, nationality=make.make_country())
    make.make_registration(delegation=make.make_delegation())


def one_more_session() -> None:
    session = make.make_session(track=make.make_track())
    make.make_speaker(session=session, country=make.make_country())
    publish(actor=None, at=make.local(1, 9))


def one_more_on_paper() -> None:
    """Another of the files that everybody finds; and another track to choose from."""
    make.make_track()
    if not Release.objects.exists():
        one_more_session()
    key = next(key for key in public_keys() if not PrintedProgramme.objects.filter(key=key).exists())
    facts = {"form": "booklet", "paper": "a5", "language": "en", "release": 1, "is_public": True}
    PrintedProgramme.objects.create(key=key, made_at=make.local(1, 9), **facts)
    bump("printed")


def one_more_problem() -> None:
    """Somebody in two sessions at once, one of them in a place that is closed; and everything else a rule reads."""
    one, other = make.make_session(), make.make_session()
    other.required_categories.add(make.make_category())
    person = make.make_speaker(session=one)
    other.appearances.create(speaker=person)
    times = {"starts_at": one.starts_at, "ends_at": one.ends_at}
    one.place.closures.create(reason_en="Cleaning", **times)
    person.availabilities.create(starts_at=one.ends_at, ends_at=make.local(10, 9))
    one.interpretations.create(language="km").turns.create(interpreter=make.make_speaker(), minutes=90)
    make.make_quiet_window(**times)
    make.make_travel_time(one.place, other.place)
    make.make_seating(other, capacity=10)


def one_more_reading() -> None:
    """One more look into the vault of the delegate."""
    row, at = delegate().registrations.get(), make.local(2, 9)
    item = item_of(row, Purpose.PASSPORT) or make.make_passport(row)
    read(item, actor=make.make_staff("Security"), purpose_text="letter", authenticated_at=at, at=at)


def one_more_country() -> None:
    make.make_country(f"Z{Country.objects.count() % 10}")


def traveller() -> User:
    """Somebody at the step "Travel document"."""
    user = beginner()
    user.registrations.update(category=make.make_category())
    return user


def one_more_letter() -> None:
    """A letter of the delegate that a newer one replaced."""
    n = Letter.objects.count()
    facts = {"kind": "visa", "number": f"T/{n}", "name": "Contoh", "state": "superseded", "ended_at": make.local(3, 9)}
    row = delegate().registrations.get()
    Letter.objects.create(code=f"CODE{n}", registration=row, ordered_at=make.local(2, 9), **facts)


def one_more_listed() -> None:
    """Another version of the list, with one more person."""
    text = ConsentText.objects.filter(purpose="list").first() or make.make_consent_text("list")
    row = make.make_registration(delegation=make.make_delegation())
    Consent.objects.create(registration=row, text=text, given=True, language="en", at=make.local(2, 9))
    facts = {"kind": "provisional", "snapshot": take_snapshot(), "made_at": make.local(2, 9)}
    ParticipantList.objects.create(number=ParticipantList.objects.count() + 1, **facts)


def beginner() -> User:
    user = User.objects.filter(email="beginner@example.org").first() or make.make_user("beginner@example.org")
    begin(user, at=make.local(1, 9))
    return user


def focal_point() -> User:
    return User.objects.filter(email="focal@example.org").first() or make.make_user("focal@example.org")


def a_delegation() -> Delegation:
    """The delegation at which the page looks; it has places of one category."""
    row = Delegation.objects.filter(code="DELEGATE").first()
    if row is None:
        row = make.make_delegation(code="DELEGATE", focal_points=(focal_point(),))
        DelegationPlaces.objects.create(delegation=row, category=make.make_category(), places=20)
        make.make_registration(delegation=row, state="draft")
    return row


def one_more_member() -> None:
    """One nomination, one person with an own and one with a follow-up task, and somebody who comes along."""
    row, n = a_delegation(), Delegation.objects.get(code="DELEGATE").nominations.count()
    places = [make_place(row, "named"), make_place(row, "accepted", state="returned"), make_place(row, "accepted")]
    make.make_registration(principal=places[2].registration, user=places[2].registration.user)
    letter = ContentFile(b"%PDF-", name="x.pdf")
    NominationLetter.objects.create(delegation=row, name="letter.pdf", file=letter, uploaded_at=make.local(1, 9))
    FollowUp.objects.create(slug=f"task-{n}", title_en="x", title_ms="x", form="travel", due_at=make.local(9, 9))


def make_place(row: Delegation, place_state: str, /, **person: Any) -> Nomination:
    registration = make.make_registration(delegation=row, **person) if place_state == "accepted" else None
    return Nomination.objects.create(
        delegation=row,
        category=make.make_category(),
        state=place_state,
        registration=registration,
        created_at=make.local(1, 9),
    )


def one_more_companion() -> None:
    person = delegate()
    make.make_registration(person, principal=person.registrations.get(principal=None), state="returned")


def one_more_of_my_delegations() -> None:
    if not focal_point().delegations.exists():
        make.make_delegation(focal_points=(focal_point(),))
    make.make_delegation(focal_points=(focal_point(),))


def delegate() -> User:
    user = User.objects.filter(email="delegate@example.org").first()
    return user or make.make_registration(make.make_user("delegate@example.org")).user


def one_more_part() -> None:
    """Another session in which the delegate speaks."""
    row = delegate().registrations.get()
    speaker = Speaker.objects.filter(registration=row).first() or make.make_speaker(registration=row)
    session = make.make_session(starts_at=make.local(9, 8 + Session.objects.count()))
    Appearance.objects.create(session=session, speaker=speaker, role="chair")
    publish(actor=None, at=make.local(1, 9))


def one_more_booth() -> None:
    """Another interpreted session with an interpreter in its booth."""
    session = make.make_session(interpretation="km, lo", starts_at=make.local(9, 8 + Session.objects.count()))
    InterpreterTurn.objects.create(
        interpretation=session.interpretations.first(), interpreter=make.make_speaker(), minutes=30
    )


def superuser() -> User:
    return make.make_staff("superuser")


def desk() -> User:
    user = User.objects.filter(email="desk@example.org").first()
    return user or make.make_staff("Protocol", email="desk@example.org")


def one_more_paper() -> None:
    """A paper with two languages and a revision, for a session that is published; and one that waits."""
    session = Session.objects.first() or make.make_session()
    if not programme.current_programme().by_code:
        publish(actor=None, at=make.local(1, 9))
    first = make.make_paper(session=session, languages="en, ms")
    symbol = f"{first.symbol}/Rev.1"
    make.make_paper(session=session, symbol=symbol, revises=first, revision="rev", revision_number=1)
    make.make_paper(session=session, state="submitted", symbol="", delegation=a_delegation())
    delegate()


CASES = [
    Case("front page with stands", "/", one_more_stand),
    Case("front page with visits", "/", one_more_visit),
    Case("exhibition", "/exhibition/", one_more_stand),
    Case("my exhibitors", "/exhibitor/", one_more_stand, lambda: make.make_user("member@example.org")),
    Case("work step", "/register/work/", one_more_to_choose, beginner),
    Case("questions step", "/register/questions/", one_more_question, beginner),
    Case("consent step", "/register/consent/", one_more_text, beginner),
    Case("review", "/register/review/", one_more_text, beginner),
    Case("agenda", "/agenda/", one_more_session),
    Case("agenda of all days", "/agenda/?day=all", one_more_session),
    Case("what changed", "/agenda/changes/", one_more_session),
    Case("feed of changes", "/agenda/changes.atom", one_more_session),
    Case("changes since I looked", "/me/changes/", one_more_session, delegate),
    Case("programme to print", "/agenda/programme/", one_more_on_paper),
    Case("print the programme", "/admin/agenda/printedprogramme/print/", one_more_on_paper, superuser),
    Case("speakers", "/speakers/", one_more_session),
    Case("calendar", "/agenda.ics", one_more_session),
    Case("schedule.json", "/schedule.json", one_more_session),
    Case("schedule.xml", "/schedule.xml", one_more_session),
    Case("papers of a delegate", "/documents/", one_more_paper, delegate),
    Case("papers of a delegation", "/delegation/DELEGATE/papers/", one_more_paper, focal_point),
    Case("visits", "/visits/", one_more_visit),
    Case("visits of a delegate", "/visits/", one_more_visit, delegate),
    Case("visit", "/visits/VSTONE/", one_more_departure),
    Case("visit of a delegate", "/visits/VSTONE/", one_more_departure, delegate),
    Case("problems in the draft", "/admin/agenda/rulesetting/problems/", one_more_problem, superuser),
    Case("bars of a visit", "/visits/VSTONE/seats/", one_more_departure, delegate),
    Case("passport step", "/register/passport/", one_more_country, traveller),
    Case("who looked at my passport", "/me/vault/", one_more_reading, delegate),
    Case("my letters", "/me/letters/", one_more_letter, delegate),
    Case("list of participants", "/participants/", one_more_listed, delegate),
    Case("next version of the list", "/admin/delegates/participantlist/make/", one_more_listed, superuser),
    Case("my tasks", "/me/", one_more_task, delegate),
    Case("arrivals board", "/admin/delegates/travel/", one_more_arrival, desk),
    Case("departures", "/admin/delegates/travel/?way=departures&day=all", one_more_arrival, desk),
    Case("no flight yet", "/admin/delegates/travel/?way=no-flight", one_more_arrival, desk),
    Case("my seats", "/me/", one_more_seat, delegate),
    Case("my part as a speaker", "/me/speaking/", one_more_part, delegate),
    Case("my parts on my page", "/me/", one_more_part, delegate),
    Case("board of the programme", f"{BOARD}?day=2025-09-09", one_more_on_the_board, superuser),
    Case("shift on the board", f"{BOARD}shift/?day=2025-09-09&since=08:00&minutes=5", one_more_on_the_board, superuser),
    Case("templates of days", f"{BOARD}templates/", one_more_template, superuser),
    Case("booths of a day", "/admin/agenda/session/booths/?day=2025-09-09", one_more_booth, superuser),
    Case("my agenda", "/me/agenda/", one_more_of_mine, delegate),
    Case("my agenda beside the pages", "/me/agenda/beside.json", one_more_of_mine, delegate),
    Case("my next sessions", "/me/", one_more_of_mine, delegate),
    Case("my delegations", "/delegation/", one_more_of_my_delegations, focal_point),
    Case("delegation", "/delegation/DELEGATE/", one_more_member, focal_point),
    Case("list of a delegation", "/delegation/DELEGATE/list.csv", one_more_member, focal_point),
    Case("accompanying persons", "/me/companions/", one_more_companion, delegate),
    Case("my data", "/me/data/", one_more_seat, delegate),
    Case("my data with texts", "/me/data/", one_more_text, beginner),
    Case("privacy notice", "/privacy/", one_more_notice),
]


def queries_of(client: Client, address: str) -> list[str]:
    """What one drawing of the page asks, with nothing kept from an earlier one."""
    pages.forget_pages()
    facts._kept.clear()
    programme.forget()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_queries_do_not_grow_with_rows(client: Client, case: Case):
    make.make_meeting()
    if case.reader:
        client.force_login(case.reader())
    case.more()
    queries_of(client, case.address)  # what a process learns once (content types) is no matter of rows
    one = queries_of(client, case.address)
    case.more()
    case.more()
    three = queries_of(client, case.address)

    assert len(three) == len(one), "\n".join(sorted(set(three) - set(one)))
