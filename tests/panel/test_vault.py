"""The vault in the panel: masked for all who review; plain for those with the duty, a fresh proof and a reason."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from ascn8.audit.models import AuditEvent
from delegates.models import Purpose, Registration, VaultItem
from delegates.vault.keeping import keep
from tests import factories as make
from tests.factories import PASSPORT, PASSWORD

pytestmark = pytest.mark.django_db

PLAIN = ("Z9988776X", "CONTOH REKAAN", "Kampung Rekaan", "29 February 1980", "20 May 2031")


@pytest.fixture
def row() -> Registration:
    make.make_meeting()
    found = make.make_registration()
    make.make_passport(found, scan=b"%PDF-scan")
    return found


def staff(client: Client, role: str = "Security", *, minutes_ago: float = 1) -> None:
    """Signed in; the proof of who it is, given by the password, is so many minutes old."""
    client.force_login(make.make_staff(role))
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    session = client.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**one, "at": one["at"] - 60 * minutes_ago} for one in records]
    session.save()


def address(row: Registration, which: str = "passport") -> str:
    return f"/admin/delegates/registration/{row.code}/vault/{which}/"


def reasons(**more: str) -> dict[str, str]:
    return {"why": "clearance", "words": "", **more}


def readings() -> int:
    return AuditEvent.objects.filter(action__startswith="vault.read").count()


def test_the_review_shows_masks_to_everybody_and_a_button_to_the_duty(client: Client, row: Registration):
    for role, has_button in (("Registration", True), ("Security", True), ("Protocol", False), ("Door", False)):
        staff(client, role)
        page = client.get(f"/admin/delegates/registration/{row.code}/review/").content.decode()
        assert "Z99****6X" in page
        assert not any(value in page for value in PLAIN)
        assert not any(value in page for value in PASSPORT.values() if len(value) > 2)
        assert (address(row) in page) is has_button
    assert readings() == 0


def test_the_data_come_in_the_answer_to_the_reason_and_nowhere_else(client: Client, row: Registration):
    staff(client)
    asking = client.get(address(row)).content.decode()
    assert "Why do you read it?" in asking
    assert not any(value in asking for value in PLAIN)

    answer = client.post(address(row), reasons())

    page = answer.content.decode()
    assert all(value in page for value in PLAIN)
    assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert readings() == 1
    assert not any(value in str(dict(answer.headers)) for value in PLAIN)
    assert "Z9988776X" not in client.get(address(row)).content.decode()
    assert "For the security clearance" in client.get(address(row)).content.decode()


def test_the_scan_comes_as_a_download_that_nothing_keeps(client: Client, row: Registration):
    staff(client)

    answer = client.post(address(row), reasons(scan="1"))

    assert answer.content == b"%PDF-scan"
    assert answer["Content-Disposition"] == f'attachment; filename="{row.code}.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert AuditEvent.objects.get(action="vault.read_scan").detail["why"] == "clearance"
    assert client.get(address(row), {"scan": "1", "why": "clearance"})["Content-Type"].startswith("text/html")


def test_a_reason_of_ones_own_is_asked_for_in_words(client: Client, row: Registration):
    staff(client)

    assert "no reason" not in client.post(address(row), {}).content.decode()
    assert client.post(address(row), {}).status_code == 422
    short = client.post(address(row), reasons(why="other", words=""))
    assert short.status_code == 409
    assert "Say in a few words why you read this." in short.content.decode()
    told = client.post(address(row), reasons(why="other", words="number Z9988776X again"))
    assert "Do not write the number of the passport" in told.content.decode()
    assert readings() == 0
    assert client.post(address(row), reasons(why="other", words="The embassy asked")).status_code == 200
    assert AuditEvent.objects.get(action="vault.read").detail["why"] == "The embassy asked"


def test_an_old_proof_opens_nothing_and_leads_to_a_new_one_and_back(client: Client, row: Registration):
    staff(client, minutes_ago=16)

    page = client.get(address(row)).content.decode()
    refused = client.post(address(row), reasons())
    scan = client.post(address(row), reasons(scan="1"))

    assert "First, show that it is you" in page
    assert (refused.status_code, scan.status_code) == (409, 409)
    assert not any(value in refused.content.decode() for value in PLAIN)
    assert "Show once more that it is you" in refused.content.decode()
    assert readings() == 0
    prove = f"/accounts/reauthenticate/?next={address(row)}"
    assert f'href="{prove}"'.replace("/", "%2F") in page.replace("/", "%2F")
    back = client.post(prove, {"password": PASSWORD})
    assert back["Location"] == address(row)
    assert client.post(address(row), reasons()).status_code == 200


def test_nobody_who_only_has_a_session_reads(client: Client, row: Registration):
    client.force_login(make.make_staff("Security"))

    assert client.post(address(row), reasons()).status_code == 409


def test_somebody_without_password_and_passkey_is_sent_through_the_sign_in(client: Client, row: Registration):
    user = make.make_staff("Security", password=None)
    client.force_login(user)

    page = client.get(address(row)).content.decode()

    assert "Sign out and in again" in page
    target = page.split('name="next" value="')[1].split('"')[0].replace("&amp;", "&")
    assert parse_qs(urlsplit(target).query)["next"] == [address(row)]


@pytest.mark.parametrize("role", ["Programme", "Exhibition", "Protocol", "Door"])
def test_staff_without_the_duty_are_turned_away_at_every_door(client: Client, row: Registration, role: str):
    staff(client, role)

    assert client.get(address(row)).status_code == 403
    assert client.post(address(row), reasons()).status_code == 403
    assert client.post(address(row), reasons(scan="1")).status_code == 403
    assert readings() == 0


@pytest.mark.parametrize("person", ["self", "focal point", "other delegate"])
def test_people_are_turned_away_whoever_they_are(client: Client, row: Registration, person: str):
    user = row.user if person == "self" else make.make_user()
    if person == "focal point":
        row.delegation = make.make_delegation(focal_points=(user,))
        row.save()
    client.force_login(user)

    assert client.post(address(row), reasons(scan="1")).status_code == 403
    assert readings() == 0


def test_what_is_not_there_is_not_there(client: Client, row: Registration):
    staff(client)

    assert client.get(address(row, "visit")).status_code == 404
    assert client.get(address(row, "visit-ABCD")).status_code == 404
    assert client.get(address(row, "everything")).status_code == 404
    assert client.get(address(Registration(code="NOBODY22"))).status_code == 404


def test_medical_notes_open_to_their_duty_alone(client: Client, row: Registration):
    keep(row, purpose=Purpose.MEDICAL, facts={"notes": "Insulin in the bag"}, actor=row.user, at=make.local(1, 9))
    staff(client, "Security")
    assert client.post(address(row, "medical"), reasons()).status_code == 403
    staff(client, "superuser")
    review = client.get(f"/admin/delegates/registration/{row.code}/review/").content.decode()
    assert "Medical notes" in review
    assert "Insulin" not in review

    assert "Insulin in the bag" in client.post(address(row, "medical"), reasons(why="help")).content.decode()


def test_a_lost_key_is_said_in_words(client: Client, row: Registration):
    VaultItem.objects.update(key_id="0" * 16)
    staff(client)

    assert client.get(f"/admin/delegates/registration/{row.code}/review/").status_code == 200
    assert "not among VAULT_KEYS" in client.post(address(row), reasons()).content.decode()


def test_the_person_reads_who_looked(client: Client, row: Registration):
    staff(client)
    client.post(address(row), reasons())
    client.force_login(row.user)

    page = client.get("/me/vault/").content.decode()

    assert "For the security clearance" in page
    assert "(Security)" in page
    client.force_login(make.make_registration().user)
    assert "Nobody yet" in client.get("/me/vault/").content.decode()


def test_rules_of_retention_are_changed_by_the_superuser(client: Client, row: Registration):
    rule = make.make_retention("passport", 30)
    staff(client, "superuser")
    assert "12 October 2025" in client.get("/admin/delegates/retentionrule/").content.decode()

    client.post(f"/admin/delegates/retentionrule/{rule.pk}/change/", {"days": "60"})

    rule.refresh_from_db()
    assert rule.days == 60
