"""My ASCN8, the badge, photographs: everybody's own, and nobody else's."""

import pytest

from delegates.accreditation import approve, decline, return_for_correction
from delegates.badges.issue import issue
from delegates.models import Badge, Registration
from delegates.registration import withdraw
from sessions.signups import sign_up
from tests.delegates.drafts import AUGUST, make_draft, make_submitted
from tests.factories import make_delegation, make_meeting, make_seating, make_staff, make_user, make_visit


@pytest.fixture(autouse=True)
def _meeting(db):
    make_meeting()


@pytest.fixture
def user(client):
    user = make_user()
    client.force_login(user)
    return user


def approved(user):
    row = approve(make_submitted(user), actor=make_staff(), at=AUGUST)
    issue(Badge.objects.get(registration=row).pk)
    return row


# --- The page ---------------------------------------------------------------------------------------------------


def test_me_of_a_beginner_leads_to_the_registration(client, user):
    assert 'href="/register/"' in client.get("/me/").content.decode()


@pytest.mark.parametrize(
    ("reach", "words"),
    [
        (lambda user: make_draft(user), "You act next: finish your registration and submit it."),
        (lambda user: make_submitted(user), "The secretariat acts next."),
        (lambda user: approved(user), "Show this code at the door."),
        (
            lambda user: return_for_correction(
                make_submitted(user), reason="Dark photo.", actor=make_staff(), at=AUGUST
            ),
            "You act next: correct your registration",
        ),
        (lambda user: decline(make_submitted(user), reason="No place.", actor=make_staff(), at=AUGUST), "No place."),
        (lambda user: withdraw(make_submitted(user), actor=user, at=AUGUST), "Register again"),
    ],
    ids=["draft", "submitted", "approved", "returned", "declined", "withdrawn"],
)
def test_me_says_who_acts_next(client, user, reach, words):
    reach(user)

    assert words in client.get("/me/").content.decode()


def test_me_shows_the_badge_and_the_seats_of_the_person_alone(client, user):
    row = approved(user)
    other = approve(make_submitted(badge_name="Somebody Else"), actor=make_staff(), at=AUGUST)
    seating = make_seating(make_visit(title_en="Command Centre"), capacity=1)
    sign_up(seating=seating, registration=other, at=AUGUST)
    sign_up(seating=seating, registration=row, at=AUGUST)

    page = client.get("/me/").content.decode()

    assert "Command Centre" in page
    assert "Waiting list: 1 of 1" in page
    assert "Somebody Else" not in page


def test_me_escapes_what_people_typed(client, user):
    make_submitted(user, given_name="<b>Ali</b>")

    page = client.get("/me/").content.decode()

    assert "&lt;b&gt;Ali" in page
    assert "<b>Ali" not in page


def test_me_is_kept_by_no_cache(client, user):
    assert "no-store" in client.get("/me/")["Cache-Control"]


# --- Beside -----------------------------------------------------------------------------------------------------


def test_beside_tells_strangers_nothing(client):
    assert client.get("/me/beside.json").json() == {"signed_in": False}


@pytest.mark.parametrize(
    ("reach", "label", "url"),
    [
        (lambda user: None, "Register for the meeting", "/register/"),
        (lambda user: make_draft(user), "Finish your registration", "/register/review/"),
        (lambda user: make_submitted(user), "See where your registration stands", "/me/"),
        (lambda user: approved(user), "Your badge is ready", "/me/#badge"),
    ],
    ids=["nothing", "draft", "submitted", "badge"],
)
def test_beside_names_the_one_next_action(client, user, reach, label, url):
    reach(user)

    answer = client.get("/me/beside.json")

    assert answer.json()["next"] == {"label": label, "url": url}
    assert "no-store" in answer["Cache-Control"]


# --- The badge --------------------------------------------------------------------------------------------------


def test_badge_pdf_is_the_persons_own(client, user):
    approved(user)

    answer = client.get("/me/badge.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert 'filename="ASCN8-badge.pdf"' in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("reach", [make_draft, make_submitted], ids=["draft", "submitted"])
def test_badge_pdf_before_the_approval_is_refused_in_words(client, user, reach):
    row = reach(user)
    Badge.objects.create(registration=row, ordered_at=AUGUST)

    answer = client.get("/me/badge.pdf")

    assert answer.status_code == 409
    assert "The badge is drawn when your registration is approved." in answer.content.decode()


def test_badge_pdf_that_is_being_drawn_says_so(client, user):
    approve(make_submitted(user), actor=make_staff(), at=AUGUST)

    answer = client.get("/me/badge.pdf")

    assert answer.status_code == 409
    assert "is being drawn" in answer.content.decode()


def test_badge_pdf_after_the_withdrawal_is_gone(client, user):
    row = approved(user)
    withdraw(row, actor=user, at=AUGUST)

    assert client.get("/me/badge.pdf").status_code == 409


# --- Photographs ------------------------------------------------------------------------------------------------


def test_photo_is_shown_to_the_person_the_focal_point_and_staff(client):
    focal = make_user()
    row = make_submitted(delegation=make_delegation(focal_points=(focal,)))

    for reader in (row.user, focal, make_staff("Door"), make_staff("superuser")):
        client.force_login(reader)
        answer = client.get(f"/photos/{row.code}/")
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]


def test_photo_of_another_person_is_not_there(client):
    row = make_submitted()
    focal = make_user()
    make_delegation("Another delegation", focal_points=(focal,))

    for reader in (make_submitted().user, focal, make_staff("Exhibition")):
        client.force_login(reader)
        assert client.get(f"/photos/{row.code}/").status_code == 404


def test_photo_that_was_never_given_is_not_there(client, user):
    row = make_draft(user)
    Registration.objects.filter(pk=row.pk).update(photo="")

    assert client.get(f"/photos/{row.code}/").status_code == 404


# --- Withdrawing ------------------------------------------------------------------------------------------------


def test_withdraw_asks_first_and_says_what_follows(client, user):
    row = approved(user)

    page = client.get("/me/withdraw/").content.decode()

    row.refresh_from_db()
    assert "Your badge becomes void" in page
    assert row.state == "approved"


def test_withdraw_ends_only_the_own_registration(client, user):
    row, other = approved(user), make_submitted()

    assert client.post("/me/withdraw/", {"reason": "Illness"})["Location"] == "/me/"

    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, other.state) == ("withdrawn", "submitted")
    assert row.transitions.last().reason == "Illness"


def test_withdraw_without_a_registration_leads_to_the_start(client, user):
    assert client.post("/me/withdraw/")["Location"] == "/register/"
