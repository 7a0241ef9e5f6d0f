"""What people say of sessions: who may, when, once, and what is shown of it to whom."""

import pytest
import time_machine
from django.test import Client

from ascn8.lib.errors import Refused
from delegates.models import Registration
from sessions.feedback import give, results
from sessions.models import Feedback, Session
from sessions.programme import Item, current_programme
from sessions.release import publish
from sessions.signups import sign_up
from tests import factories as make

pytestmark = pytest.mark.django_db
OVER = make.local(9, 11)


@pytest.fixture(autouse=True)
def meeting() -> None:
    make.make_meeting()


def published(session: Session) -> Item:
    publish(actor=None, at=make.local(1, 9))
    return current_programme().by_code[session.code]


def say(item: Item, row: Registration, rating: int = 4, words: str = "", at=OVER) -> Feedback:
    return give(item=item, registration=row, rating=rating, words=words, at=at)


def test_once_and_changeable():
    row, item = make.make_registration(), published(make.make_session())

    say(item, row, 2, "Too long")
    say(item, row, 5, "On second thought", at=make.local(10, 9))

    assert list(Feedback.objects.values_list("rating", "words", "given_at")) == [
        (5, "On second thought", make.local(10, 9))
    ]


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (make.local(9, 10, 59), "not_over"),
        (make.local(9, 11), None),
        (make.local(23, 10, 59), None),
        (make.local(23, 11), "too_late"),
    ],
)
def test_from_the_end_for_two_weeks(at, code: str | None):
    row, item = make.make_registration(), published(make.make_session())
    if code is None:
        assert say(item, row, at=at).rating == 4
        return
    with pytest.raises(Refused) as no:
        say(item, row, at=at)
    assert no.value.code == code


def test_only_those_who_were_there():
    seated, closed, required, cancelled = (make.make_session(starts_at=make.local(9, 10)) for _ in range(4))
    pause = make.make_session(kind="break")
    Session.objects.filter(pk__in=[closed.pk, required.pk]).update(is_open=False)
    Session.objects.filter(pk=cancelled.pk).update(is_cancelled=True)
    required.required_categories.set([make.make_category()])
    sitting, waiting, standing = (make.make_registration() for _ in range(3))
    draft, speaker = make.make_registration(state="submitted"), make.make_registration()
    seating = make.make_seating(seated, capacity=1, starts_at=make.local(9, 10), ends_at=make.local(9, 10, 30))
    for row in (sitting, waiting):
        sign_up(seating=seating, registration=row, at=make.local(5, 9))
    spoken = make.make_session()
    make.make_speaker(session=spoken, registration=speaker)
    publish(actor=None, at=make.local(1, 9))

    def refusal(session: Session, row: Registration) -> str | None:
        try:
            say(current_programme().by_code[session.code], row)
        except Refused as no:
            return no.code
        return None

    answers = {
        "seat": refusal(seated, sitting),
        "waiting list": refusal(seated, waiting),
        "no seat": refusal(seated, standing),
        "closed": refusal(closed, standing),
        "had to attend": refusal(required, standing),
        "cancelled": refusal(cancelled, standing),
        "break": refusal(pause, standing),
        "not accredited": refusal(spoken, draft),
        "speaker": refusal(spoken, speaker),
        "anybody": refusal(spoken, standing),
    }
    assert answers == {
        "seat": None,
        "waiting list": "no_seat",
        "no seat": "no_seat",
        "closed": "closed",
        "had to attend": None,
        "cancelled": "nothing",
        "break": "nothing",
        "not accredited": "not_attending",
        "speaker": "speaks",
        "anybody": None,
    }


def test_under_three_only_the_number_is_known_and_never_a_name():
    item = published(make.make_session())
    rows = [make.make_registration() for _ in range(3)]
    say(item, rows[0], 5, "Zebra crossing")
    say(item, rows[1], 2, "Air")

    few = results([item.code])[item.code]
    say(item, rows[2], 5)
    enough = results([item.code])[item.code]

    assert (few.count, few.average, few.shares, few.words, few.missing) == (2, None, (), (), 1)
    assert (enough.count, enough.average, enough.words) == (3, 4.0, ("Air", "Zebra crossing"))
    assert [(share.rating, share.count) for share in enough.shares] == [(5, 2), (4, 0), (3, 0), (2, 1), (1, 0)]


def test_the_page_takes_what_is_said_and_shows_it_again(client: Client):
    row, item = make.make_registration(), published(make.make_session())
    client.force_login(row.user)
    address = f"/agenda/{item.code}/feedback/"
    with time_machine.travel(make.local(9, 12), tick=False):
        wrong = client.post(address, {"rating": "6", "words": "<b>kept</b>"}).content.decode()
        client.post(address, {"rating": "3", "words": "<b>Good</b>"})
        page = client.get(address).content.decode()
    with time_machine.travel(make.local(9, 9), tick=False):
        early = client.post(address, {"rating": "1"}, follow=True).content.decode()

    assert "&lt;b&gt;kept&lt;/b&gt;" in wrong
    assert "&lt;b&gt;Good&lt;/b&gt;" in page
    assert "not over yet" in early
    assert Feedback.objects.get().rating == 3


def test_the_panel_shows_no_name_and_nothing_of_two(client: Client):
    session = make.make_session()
    item = published(session)
    for n in range(2):
        say(item, make.make_registration(given_name=f"Zulaikha{n}"), 1, "Words of one")
    client.force_login(make.make_staff("Programme"))

    pages = [
        client.get(path).content.decode()
        for path in ("/admin/agenda/feedback/", f"/admin/agenda/feedback/{session.code}/")
    ]
    say(item, make.make_registration(given_name="Zulaikha2"), 5)
    full = client.get(f"/admin/agenda/feedback/{session.code}/").content.decode()

    assert "too few" in pages[0]
    assert all("Words of one" not in page for page in pages)
    assert "Words of one" in full
    assert "2.3 of 5" in full
    assert all("Zulaikha" not in page for page in [*pages, full])
    assert client.get(f"/admin/agenda/feedback/{Feedback.objects.first().pk}/change/").status_code == 404


def test_a_speaker_reads_the_result_of_the_own_sessions(client: Client):
    row, own, other = make.make_registration(), make.make_session(title_en="Mine"), make.make_session()
    make.make_speaker(session=own, registration=row)
    publish(actor=None, at=make.local(1, 9))
    for session in (own, other):
        for n in range(3):
            say(current_programme().by_code[session.code], make.make_registration(), 4, f"{session.code} {n}")
    client.force_login(row.user)

    page = client.get("/me/speaking/").content.decode()

    assert f"{own.code} 1" in page
    assert f"{other.code} 1" not in page
