"""Drawing badges: once, the right one, found again by the sweeper, told once."""

import datetime as dt
import hashlib
import io

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pypdf import PdfReader

from ascn8.outbox.models import Message
from ascn8.sweeping import sweep_all
from delegates.accreditation import approve
from delegates.badges import issue as issuing
from delegates.badges.issue import card_of, due_badges, issue, issue_due, meeting_dates
from delegates.badges.orders import order_badge
from delegates.models import Badge
from delegates.registration import correct, withdraw
from delegates.tasks import draw_badge as task
from tests.delegates.drafts import AUGUST, make_submitted
from tests.factories import make_meeting, make_staff, make_user

LATER = AUGUST + dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _meeting(db):
    make_meeting()


@pytest.fixture
def badge():
    row = make_submitted()
    approve(row, actor=make_staff(), at=AUGUST)
    return Badge.objects.get()


@pytest.fixture
def drawn(monkeypatch):
    """The cards that are really drawn, by the real drawing."""
    cards, real = [], issuing.draw_badge

    def counted(card):
        cards.append(card)
        return real(card)

    monkeypatch.setattr(issuing, "draw_badge", counted)
    return cards


def test_issue_draws_stores_and_promises_the_mail(badge):
    assert issue(badge.pk) is True

    badge.refresh_from_db()
    with badge.file.open() as file:
        text = PdfReader(io.BytesIO(file.read())).pages[0].extract_text()
    message = Message.objects.get(kind="approved_badge")
    assert (badge.state, badge.file.name) == ("drawn", f"badges/{badge.code}-{badge.fingerprint[:20]}.pdf")
    assert "Chan Sophea" in text
    assert message.key == f"badge:{badge.code}:{badge.fingerprint}"
    assert message.attachments == [{"file": badge.file.name, "name": "ASCN8-badge.pdf", "type": "application/pdf"}]


def test_issue_twice_draws_once_and_tells_once(badge, drawn):
    assert [issue(badge.pk), issue(badge.pk)] == [True, False]
    task(badge.pk)

    assert len(drawn) == 1
    assert Message.objects.filter(kind="approved_badge").count() == 1


def test_issue_after_a_kill_between_file_and_row_draws_nothing_again(badge, drawn, monkeypatch):
    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(issuing, "_settle", killed)
        with pytest.raises(KeyboardInterrupt):
            issue(badge.pk)
    badge.refresh_from_db()
    assert badge.state == "ordered"

    assert issue(badge.pk) is True
    assert len(drawn) == 1


def test_ordering_again_without_a_change_draws_nothing_and_tells_nobody(badge, drawn):
    issue(badge.pk)
    order_badge(badge.registration, at=LATER)

    assert issue(badge.pk) is True
    badge.refresh_from_db()
    assert badge.state == "drawn"
    assert len(drawn) == 1
    assert Message.objects.filter(kind="approved_badge").count() == 1


def test_a_new_name_makes_a_new_badge_under_the_same_code_and_token(badge, drawn):
    issue(badge.pk)
    badge.refresh_from_db()
    token, former = badge.token, badge.file.name

    correct(badge.registration, data={"badge_name": "Sophea C."}, actor=make_staff(), at=LATER)
    issue(badge.pk)

    badge.refresh_from_db()
    assert [card.name for card in drawn] == ["Chan Sophea", "Sophea C."]
    assert badge.token == token
    assert badge.file.name != former
    assert Message.objects.filter(kind="approved_badge").count() == 2


def test_a_worker_that_drew_an_older_order_leaves_its_result(badge, monkeypatch):
    real = issuing.draw_badge

    def slow(card):
        correct(badge.registration, data={"badge_name": "New Name"}, actor=make_staff(), at=LATER)
        monkeypatch.setattr(issuing, "draw_badge", real)
        return real(card)

    monkeypatch.setattr(issuing, "draw_badge", slow)

    assert issue(badge.pk) is False
    badge.refresh_from_db()
    assert badge.state == "ordered"
    assert issue(badge.pk) is True
    assert not Message.objects.filter(kind="approved_badge").exclude(key__contains=Badge.objects.get().fingerprint)


def test_issue_leaves_a_void_badge_alone(badge, drawn):
    withdraw(badge.registration, actor=badge.registration.user, at=LATER)

    assert issue(badge.pk) is False
    assert drawn == []


def test_issue_of_a_badge_that_is_not_there_does_nothing():
    assert issue(4711) is False


def test_due_badges_waits_for_the_worker_first(badge):
    assert due_badges(at=AUGUST + dt.timedelta(seconds=59)) == []
    assert due_badges(at=AUGUST + dt.timedelta(seconds=60)) == [badge.pk]


def test_the_sweep_draws_what_no_worker_drew(badge):
    assert sweep_all(at=timezone.now())["badges"] == 1
    assert Badge.objects.get().state == "drawn"
    assert sweep_all(at=timezone.now())["badges"] == 0


def test_one_badge_that_cannot_be_drawn_stops_no_other(badge, monkeypatch, caplog):
    other = make_submitted()
    approve(other, actor=make_staff(), at=LATER)
    real = issuing.draw_badge
    monkeypatch.setattr(issuing, "draw_badge", lambda card: 1 / 0 if card.token == badge.token else real(card))

    assert issue_due(at=timezone.now()) == 1
    assert "could not be drawn" in caplog.text


def test_card_of_speaks_the_persons_language():
    row = make_submitted(make_user(language="ms"))

    card = card_of(row, token="AS8TEST")

    assert (card.language, card.country) == ("ms", "Kemboja")
    assert card.meeting_name == "Mesyuarat Tahunan Ke-8 ASEAN Smart Cities Network"


def test_card_of_carries_the_small_photo():
    row = make_submitted()

    card = card_of(row, token="AS8TEST")

    with default_storage.open(row.photo_print.name) as file:
        assert hashlib.sha256(card.photo).digest() == hashlib.sha256(file.read()).digest()
    assert card.photo[:2] == b"\xff\xd8"
    assert len(card.photo) < 40_000


def test_meeting_dates_names_the_month_once():
    assert meeting_dates(make_meeting()) == "8–12 September 2025"
    assert meeting_dates(make_meeting(starts_on=dt.date(2025, 8, 30))) == "30 August 2025–12 September 2025"


def test_another_language_makes_the_badge_anew_in_it(client, badge, drawn):
    issue(badge.pk)
    client.force_login(badge.registration.user)

    client.post("/me/settings/", {"language": "ms"})
    issue(badge.pk)

    assert [card.country for card in drawn] == ["Cambodia", "Kemboja"]
    assert Message.objects.filter(kind="approved_badge", language="ms").count() == 1
