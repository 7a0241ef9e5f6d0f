"""What people agreed to: new versions are asked again, what may be taken back is taken back with what hangs on it."""

import datetime as dt

import pytest

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from delegates.consents import add_answers, has_agreed
from delegates.models import Consent, Purpose, Registration, RetentionRule, VaultItem
from delegates.rights import agreements_of, answer, asked_again
from delegates.vault.keeping import keep
from tests import factories as make
from tests.delegates.drafts import AUGUST, make_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def texts(db):
    make.make_meeting()
    return make_texts()


@pytest.fixture
def person(texts, client) -> Registration:
    row = make.make_registration(diet="vegan", diet_note="no nuts", access_needs="a seat near the door")
    add_answers(row, answers=dict.fromkeys(texts.values(), True), language="ms", at=AUGUST)
    keep(row, purpose=Purpose.MEDICAL, facts={"notes": "insulin"}, actor=row.user, at=AUGUST)
    client.force_login(row.user)
    return row


def take_back(person: Registration, text, **more):
    return answer(person, text=text, given=False, language="en", actor=person.user, at=AUGUST, **more)


def test_an_answer_is_added_and_never_written_over(person, texts):
    take_back(person, texts["list"])
    answer(person, text=texts["list"], given=True, language="en", actor=person.user, at=AUGUST)

    assert list(Consent.objects.filter(text=texts["list"]).values_list("given", flat=True)) == [True, False, True]
    assert has_agreed(person, "list")


def test_taking_back_the_list_leaves_the_next_list(person, texts):
    assert take_back(person, texts["list"]) == ["The next list of participants leaves you out."]
    assert not has_agreed(person, "list")


def test_taking_back_sensitive_data_deletes_it_in_the_same_transaction(person, texts):
    said = take_back(person, texts["sensitive"])

    person.refresh_from_db()
    assert (person.diet, person.diet_note, person.access_needs) == ("none", "", "")
    item = VaultItem.objects.get(registration=person, purpose=Purpose.MEDICAL)
    assert (item.sealed, item.purged_at) == ("", AUGUST)
    assert said == ["Your food and access needs and your medical notes are deleted."]


def test_what_is_needed_leads_to_withdrawal_or_erasure(person, texts):
    with pytest.raises(Refused) as refused:
        take_back(person, texts["privacy"])

    assert refused.value.code == "required"
    assert "ask for erasure" in str(refused.value)
    assert has_agreed(person, "privacy")


def test_a_second_press_adds_nothing(person, texts):
    take_back(person, texts["list"])
    take_back(person, texts["list"])

    assert Consent.objects.filter(text=texts["list"], given=False).count() == 1
    assert AuditEvent.objects.filter(action="consent.withdraw").count() == 1


def test_a_new_version_of_what_is_needed_is_asked_again(person, client):
    assert asked_again(person, at=AUGUST) == []
    later = AUGUST + dt.timedelta(days=3)
    newer = make.make_consent_text("privacy", version=2, text_en="Other words.", published_at=later)

    assert asked_again(person, at=later) == [newer]
    assert asked_again(person, at=later - dt.timedelta(seconds=1)) == []
    assert "Please read version 2 and agree again" in client.get("/me/").content.decode()
    answer(person, text=newer, given=True, language="en", actor=person.user, at=later)
    assert asked_again(person, at=later) == []


def test_a_new_version_of_what_is_free_is_not_asked_again(person):
    make.make_consent_text("list", version=2, is_required=False, published_at=AUGUST)

    assert asked_again(person, at=AUGUST) == []
    known = next(one for one in agreements_of(person, at=AUGUST) if one.text.purpose == "list")
    assert known.is_given
    assert not known.is_current


def test_an_old_version_cannot_be_answered(person, texts):
    make.make_consent_text("list", version=2, is_required=False, published_at=AUGUST)
    with pytest.raises(Refused) as refused:
        take_back(person, texts["list"])

    assert refused.value.code == "text_changed"


# --- The page ---------------------------------------------------------------------------------------------------


def test_the_page_says_what_we_hold_what_was_agreed_and_who_looked(person, client):
    page = client.get("/me/data/").content.decode()

    assert "no nuts" in page
    assert "You agreed to version 1 on" in page
    assert "read in Bahasa Malaysia" in page
    assert "Nobody has read your passport" in page


def test_the_page_masks_what_the_vault_seals(person, client):
    make.make_passport(person)
    page = client.get("/me/data/").content.decode()

    assert "Travel document" in page
    assert "Z9988776X" not in page
    assert "insulin" not in page


def test_the_switch_on_the_page(person, client, texts):
    reply = client.post("/me/data/consent/", {"purpose": "sensitive", "version": 1, "given": "no"}, follow=True)

    assert "medical notes are deleted" in reply.content.decode()
    assert not has_agreed(person, "sensitive")


def test_the_switch_refuses_what_is_needed(person, client):
    reply = client.post("/me/data/consent/", {"purpose": "privacy", "version": 1, "given": "no"}, follow=True)

    assert "Without this agreement you cannot attend" in reply.content.decode()
    assert has_agreed(person, "privacy")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"purpose": "list"},
        {"purpose": "none", "version": 1},
        {"purpose": "list", "version": "x"},
        {"purpose": "list", "version": "9" * 5000},
    ],
)
def test_nonsense_is_not_found(person, client, data):
    assert client.post("/me/data/consent/", data).status_code == 404


# --- The privacy notice -----------------------------------------------------------------------------------------


def test_everybody_reads_the_notice_in_both_languages(client, texts):
    english, malay = client.get("/privacy/").content.decode(), client.get("/ms/privacy/").content.decode()

    assert "We use your data to accredit you." in english
    assert "Version 1" in english
    assert "Kami menggunakan data anda untuk akreditasi." in malay
    assert "The Secretariat of the tests" in english
    assert "secretariat@ascn8.example" in english


def test_former_versions_stay_readable_and_future_ones_are_not_shown(client, texts):
    make.make_consent_text("privacy", version=2, text_en="Newer words.", published_at=make.local(1, 9))
    make.make_consent_text("privacy", version=3, text_en="Tomorrow.", published_at=make.local(1, 9).replace(year=2999))

    assert "Newer words." in client.get("/privacy/").content.decode()
    former = client.get("/privacy/1/").content.decode()
    assert "We use your data to accredit you." in former
    assert "This is a former version." in former
    assert client.get("/privacy/3/").status_code == 404


def test_retention_is_said_in_words(client, texts):
    RetentionRule.objects.create(kind="passport", days=30)

    page = client.get("/privacy/").content.decode()
    assert "Travel document" in page
    assert "30 days after the meeting" in page


def test_the_foot_of_every_page_leads_to_it(client, texts):
    assert 'href="/privacy/"' in client.get("/practical/").content.decode()
