"""The step "Travel document": what the category asks for, what is sealed, what is never kept in the clear."""

import json

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from delegates.models import Category, Purpose, Registration, Travel, VaultItem
from delegates.registration import begin, why_not_submit
from delegates.steps import Step, done_steps, missing_steps, steps_of
from delegates.vault.keeping import facts_of, item_of, scan_of
from tests.delegates.drafts import AUGUST, make_draft, make_submitted, make_texts, picture
from tests.factories import make_category, make_country, make_meeting, make_user

NUMBER = "Z9988776X"
DOCUMENT = {
    "nationality": "KH",
    "passport_kind": "ordinary",
    "passport_name": "CHAN SOPHEA",
    "number": NUMBER,
    "issuing_country": "KH",
    "expires_on": "2031-05-20",
    "birth_date": "1980-02-29",
    "birth_place": "Battambang",
}
JOURNEY = {"nationality": "KH", "passport_kind": "official"}
ADDRESS = "/register/passport/"


@pytest.fixture(autouse=True)
def _meeting(db):
    make_meeting()
    make_texts()
    make_country("KH")


@pytest.fixture
def user(client):
    user = make_user()
    client.force_login(user)
    return user


def draft_of(user, passport):
    return make_draft(user, category=make_category(f"cat-{passport}", passport=passport))


def fresh(row):
    return Registration.objects.select_related("category").get(pk=row.pk)


# --- Which step ---------------------------------------------------------------------------------------------------


def test_the_step_is_there_only_where_the_category_asks(user):
    assert Step.PASSPORT not in steps_of(begin(user, at=AUGUST))
    assert Step.PASSPORT not in steps_of(draft_of(make_user(), Category.Passport.NO))
    steps = steps_of(draft_of(make_user(), Category.Passport.REQUIRED))
    assert steps[steps.index(Step.WORK) + 1] is Step.PASSPORT


def test_where_it_is_not_asked_the_page_leads_on(client, user):
    draft_of(user, Category.Passport.NO)

    assert client.get(ADDRESS)["Location"] == "/register/photo/"
    assert client.post(ADDRESS, DOCUMENT)["Location"] == "/register/photo/"
    assert not VaultItem.objects.exists()


def test_required_blocks_until_it_is_filled(client, user):
    row = draft_of(user, Category.Passport.REQUIRED)
    assert missing_steps(row, at=AUGUST) == [Step.PASSPORT]
    assert "Travel document" in str(why_not_submit(row, at=AUGUST))

    page = client.post(ADDRESS, JOURNEY).content.decode()
    assert page.count("your category needs the whole travel document") >= 5
    assert client.post(ADDRESS, DOCUMENT)["Location"] == "/register/photo/"

    assert missing_steps(fresh(row), at=AUGUST) == []
    assert why_not_submit(fresh(row), at=AUGUST) is None


def test_optional_never_blocks_until_a_visa_letter_is_wanted(client, user):
    row = draft_of(user, Category.Passport.OPTIONAL)
    assert missing_steps(row, at=AUGUST) == []
    assert Step.PASSPORT not in done_steps(row, at=AUGUST)

    client.post(ADDRESS, JOURNEY)
    assert Step.PASSPORT in done_steps(fresh(row), at=AUGUST)
    page = client.post(ADDRESS, {**JOURNEY, "needs_visa_letter": "on"}).content.decode()

    assert "the letter for your visa names it" in page
    assert not Travel.objects.get().needs_visa_letter
    Travel.objects.update(needs_visa_letter=True)
    assert missing_steps(fresh(row), at=AUGUST) == [Step.PASSPORT]


def test_optional_can_be_left_for_later_as_a_whole_and_not_by_half(client, user):
    row = draft_of(user, Category.Passport.OPTIONAL)

    assert client.post(ADDRESS, {})["Location"] == "/register/photo/"
    assert client.post(ADDRESS, {"later": "yes"})["Location"] == "/me/"
    assert not Travel.objects.exists()
    assert Step.PASSPORT not in done_steps(fresh(row), at=AUGUST)

    for half in ({"nationality": "KH"}, {"passport_kind": "official"}, {"needs_invitation": "on"}):
        page = client.post(ADDRESS, half).content.decode()
        assert ("Choose your nationality." in page) is ("nationality" not in half)
        assert ("Choose the kind of passport" in page) is ("passport_kind" not in half)
    assert not Travel.objects.exists()


def test_half_a_document_is_no_document(client, user):
    draft_of(user, Category.Passport.OPTIONAL)

    page = client.post(ADDRESS, {**JOURNEY, "number": NUMBER}).content.decode()

    assert "or leave all facts of the passport empty" in page
    assert not VaultItem.objects.exists()


# --- What is kept ---------------------------------------------------------------------------------------------------


def test_the_document_is_sealed_and_the_journey_lies_open(client, user):
    row = draft_of(user, Category.Passport.REQUIRED)

    client.post(
        ADDRESS, {**DOCUMENT, "number": "Z9988776X8", "lives_in_host_country": "on", "scan": picture(1400, 900)}
    )

    item, travel = item_of(row, Purpose.PASSPORT), Travel.objects.get(registration=row)
    facts = {k: v for k, v in DOCUMENT.items() if k not in JOURNEY}
    assert facts_of(item) == facts
    assert scan_of(item).startswith(b"\xff\xd8")
    assert (travel.nationality_id, travel.passport_kind, travel.lives_in_host_country) == ("KH", "ordinary", True)
    with default_storage.open(item.file) as file:
        assert not file.read().startswith(b"\xff\xd8")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM delegates_vaultitem")
        assert NUMBER not in str(cursor.fetchall())


def test_a_pdf_is_taken_as_a_scan_and_other_files_are_refused(client, user):
    row = draft_of(user, Category.Passport.REQUIRED)
    pdf = SimpleUploadedFile("pass.pdf", b"%PDF-1.7\nsomething\n%%EOF")

    for bad in (SimpleUploadedFile("p.pdf", b"<html>"), SimpleUploadedFile("p.svg", b"<svg/>")):
        page = client.post(ADDRESS, {**DOCUMENT, "scan": bad}).content.decode()
        assert 'href="#id_scan"' in page
    client.post(ADDRESS, {**DOCUMENT, "scan": pdf})

    assert scan_of(item_of(row, Purpose.PASSPORT)).startswith(b"%PDF-")


def test_what_does_not_pass_is_kept_nowhere(client, user):
    row = draft_of(user, Category.Passport.REQUIRED)

    answer = client.post(ADDRESS, {**DOCUMENT, "expires_on": "2026-03-11", "later": "yes"})

    assert "valid until 12 March 2026 at least" in answer.content.decode()
    assert "Not saved: a travel document is kept only when it is complete." in answer.content.decode()
    row = fresh(row)
    assert row.held == {}
    assert NUMBER not in json.dumps(row.held)
    assert (VaultItem.objects.count(), Travel.objects.count()) == (0, 0)
    assert NUMBER not in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"expires_on": "2025-01-01"}, "six months after the meeting"),
        ({"birth_date": "2199-01-01"}, "lies in the future"),
        ({"birth_date": "1800-01-01"}, "more than 120 years ago"),
        ({"number": "Z9988776X1"}, "The check digit does not fit"),
        ({"issuing_country": "XX"}, "Choose the country that issued your passport."),
        ({"number": "L898902C36UTO7408122F3105209ZE184226B<<<<<16"}, "check digit"),
    ],
)
def test_mistakes_are_said_in_words(client, user, wrong, words):
    draft_of(user, Category.Passport.REQUIRED)

    page = client.post(ADDRESS, {**DOCUMENT, **wrong}).content.decode()

    assert words in page
    assert not VaultItem.objects.exists()


def test_a_pasted_line_must_say_what_the_fields_say(client, user):
    draft_of(user, Category.Passport.REQUIRED)
    line = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"

    page = client.post(ADDRESS, {**DOCUMENT, "number": line}).content.decode()

    assert "The line that you pasted says another date." in page


# --- What is shown ----------------------------------------------------------------------------------------------------


def test_kept_values_are_masked_and_only_what_is_typed_replaces_them(client, user):
    row = draft_of(user, Category.Passport.REQUIRED)
    client.post(ADDRESS, DOCUMENT)

    for address in (ADDRESS, "/register/review/", "/me/", "/me/vault/"):
        page = client.get(address).content.decode()
        assert NUMBER not in page
        assert "Z99****6X" in page
        assert "Battambang" not in page
        assert "1980" not in page
    client.post(ADDRESS, {**JOURNEY, "birth_place": "Siem Reap"})

    facts = facts_of(item_of(row, Purpose.PASSPORT))
    assert (facts["birth_place"], facts["number"]) == ("Siem Reap", NUMBER)


def test_a_kept_document_that_became_too_short_is_said(client, user):
    draft_of(user, Category.Passport.REQUIRED)
    client.post(ADDRESS, {**DOCUMENT, "expires_on": "2026-04-01"})
    make_meeting(ends_on=make_meeting().ends_on.replace(month=11))

    assert "must be valid until" in client.post(ADDRESS, JOURNEY).content.decode()


def test_masked_names_cannot_carry_markup(client, user):
    draft_of(user, Category.Passport.REQUIRED)
    client.post(ADDRESS, {**DOCUMENT, "passport_name": "<b onx=1>"})

    assert "onx" not in client.get(ADDRESS).content.decode()


def test_a_submitted_document_stands(client, user):
    make_submitted(user)

    assert client.post(ADDRESS, DOCUMENT)["Location"] == "/me/"
    assert not VaultItem.objects.exists()


# --- Medical notes ----------------------------------------------------------------------------------------------------


def test_medical_notes_go_into_the_vault_with_the_agreement_only(client, user):
    row = begin(user, at=AUGUST)
    client.post("/register/needs/", {"medical_notes": "Insulin"})
    assert not VaultItem.objects.exists()

    client.post("/register/needs/", {"medical_notes": "Insulin", "agreed": "on"})

    assert facts_of(item_of(row, Purpose.MEDICAL)) == {"notes": "Insulin"}
    assert "Insulin" not in client.get("/register/needs/").content.decode()
    assert "Insulin" not in client.get("/register/review/").content.decode()
    assert "Tick this" in client.post("/register/needs/", {}).content.decode()
    client.post("/register/needs/", {"agreed": "on"})
    assert item_of(row, Purpose.MEDICAL)


def test_medical_notes_can_be_taken_back(client, user):
    row = begin(user, at=AUGUST)
    client.post("/register/needs/", {"medical_notes": "Insulin", "agreed": "on"})

    client.post("/register/needs/", {"remove_medical_notes": "on"})

    assert item_of(row, Purpose.MEDICAL) is None
    assert VaultItem.objects.get().sealed == ""
