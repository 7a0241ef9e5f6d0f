"""The registration form as a browser sees it: saved at every step, refused in words, nothing lost."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from delegates.models import Consent, Registration
from delegates.registration import begin
from tests.delegates.drafts import AUGUST, make_draft, make_submitted, make_texts, picture
from tests.factories import make_category, make_city, make_country, make_delegation, make_meeting, make_user

YOU = {
    "title": "H.E.",
    "given_name": "សុភា",
    "family_name": "ចាន់",
    "native_name": "ចាន់ សុភា",
    "badge_name": "Chan Sophea",
}


@pytest.fixture(autouse=True)
def _meeting(db):
    make_meeting()
    make_texts()


@pytest.fixture
def user(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def draft(user):
    return begin(user, at=AUGUST)


def fresh(row):
    return Registration.objects.get(pk=row.pk)


# --- Start ------------------------------------------------------------------------------------------------------


def test_start_sends_strangers_to_an_account_and_back(client):
    page = client.get("/register/").content.decode()

    assert "/accounts/signup/?next=/register/" in page
    assert "/accounts/login/?next=/register/" in page


def test_start_by_a_stranger_posting_makes_nothing(client):
    assert client.post("/register/").status_code == 200
    assert not Registration.objects.exists()


def test_start_begins_only_when_the_button_is_pressed(client, user):
    client.get("/register/")
    assert not Registration.objects.exists()

    assert client.post("/register/")["Location"] == "/register/you/"
    assert Registration.objects.get().user == user


def test_start_after_the_window_shows_the_reason_on_the_disabled_button(client, user):
    make_meeting(registration_closes_at=AUGUST)

    page = client.get("/register/").content.decode()

    assert "Registration has closed." in page
    assert "disabled" in page


def test_start_leads_back_to_the_first_step_without_a_tick(client, user):
    row = make_draft(user)
    row.phone = ""
    row.save()

    assert 'href="/register/contact/"' in client.get("/register/").content.decode()


@pytest.mark.parametrize("address", ["/register/you/", "/register/photo/", "/register/review/"])
def test_steps_send_beginners_to_the_start(client, user, address):
    assert client.get(address)["Location"] == "/register/"


@pytest.mark.parametrize("address", ["/register/you/", "/register/photo/", "/register/review/", "/me/withdraw/"])
def test_steps_send_strangers_to_sign_in(client, address):
    assert client.get(address)["Location"].startswith("/accounts/login/?next=")


def test_unknown_steps_are_not_there(client, draft):
    assert client.get("/register/hobbies/").status_code == 404


# --- Your name --------------------------------------------------------------------------------------------------


def test_you_saves_and_goes_on(client, draft):
    answer = client.post("/register/you/", YOU)

    row = fresh(draft)
    assert answer["Location"] == "/register/work/"
    assert (row.title, row.given_name, row.family_name, row.badge_name) == ("H.E.", "សុភា", "ចាន់", "Chan Sophea")


def test_you_takes_the_full_name_where_no_badge_name_was_typed(client, draft):
    client.post("/register/you/", {"given_name": "Suharto"})

    assert fresh(draft).badge_name == "Suharto"


def test_you_cleans_what_turns_or_hides_text(client, draft):
    client.post("/register/you/", {"given_name": "Ali\u202egro\x07  Bin\tAbu"})

    assert fresh(draft).given_name == "Aligro Bin Abu"


def test_you_refused_says_so_at_the_field_and_in_a_summary_and_keeps_the_rest(client, draft):
    page = client.post("/register/you/", {**YOU, "given_name": ""}).content.decode()

    assert "data-error-summary" in page
    assert 'href="#id_given_name"' in page
    assert 'aria-invalid="true"' in page
    assert 'value="ចាន់ សុភា"' in page
    again = client.get("/register/you/").content.decode()
    assert 'value="ចាន់ សុភា"' in again
    assert "Write your given name." in again


def test_you_finished_later_is_kept_even_when_it_does_not_pass(client, draft):
    answer = client.post("/register/you/", {**YOU, "given_name": "", "later": "yes"})

    assert answer["Location"] == "/me/"
    assert fresh(draft).held["you"]["native_name"] == "ចាន់ សុភា"


def test_state_and_version_cannot_be_posted(client, draft):
    client.post("/register/you/", {**YOU, "state": "approved", "version": "99", "user": "1"})

    assert (fresh(draft).state, fresh(draft).user_id) == ("draft", draft.user_id)


# --- What you represent -----------------------------------------------------------------------------------------


def work(**more):
    return {"category": "delegate", "organisation": "Majlis Rekaan", "position": "Planner", "country": "KH", **more}


def test_work_saves_rows_by_their_public_codes(client, draft):
    country = make_country("KH")
    make_category()
    delegation, city = make_delegation("Kota Rekaan"), make_city("Bandar Rekaan", country=country)

    answer = client.post("/register/work/", work(delegation=delegation.code, city=city.name))

    row = fresh(draft)
    assert answer["Location"] == "/register/passport/"
    assert (row.category.slug, row.delegation, row.country, row.city) == ("delegate", delegation, country, city)


def test_work_offers_no_category_that_is_not_open(client, draft):
    make_country("KH")
    make_category()
    make_category("secretariat", is_open=False)

    page = client.post("/register/work/", work(category="secretariat")).content.decode()

    assert 'value="secretariat"' not in client.get("/register/work/").content.decode()
    assert "field-wrong" in page
    assert fresh(draft).category is None


def test_work_refuses_a_city_of_another_country(client, draft):
    make_country("KH")
    make_category()
    make_city("Kuching", country=make_country("MY"))

    page = client.post("/register/work/", work(city="Kuching")).content.decode()

    assert "Kuching is not in Cambodia." in page


# --- Photo ------------------------------------------------------------------------------------------------------


def test_photo_is_cropped_to_the_box_and_shown(client, draft):
    box = {"left": "0", "top": "0", "right": "0.5", "bottom": "0.5"}

    answer = client.post("/register/photo/", {"photo": picture(1400, 1800), **box})

    row = fresh(draft)
    with default_storage.open(row.photo.name) as file, Image.open(file) as stored:
        assert stored.width / stored.height == pytest.approx(35 / 45, abs=0.01)
        red, green, _blue = stored.getpixel((stored.width // 2, stored.height // 2))
        assert (red > 150, green < 80) == (True, True)
    assert answer["Location"] == "/register/photo/"
    assert f"/photos/{row.code}/" in client.get("/register/photo/").content.decode()


def test_photo_without_a_box_keeps_the_middle(client, draft):
    client.post("/register/photo/", {"photo": picture(2000, 900)})

    with default_storage.open(fresh(draft).photo.name) as file, Image.open(file) as stored:
        assert stored.size == (700, 900)


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (lambda: SimpleUploadedFile("cv.pdf", b"%PDF-1.7"), "Only JPEG, PNG and WebP"),
        (lambda: SimpleUploadedFile("me.jpg", b"<svg onload=alert(1)>"), "cannot be read as a picture"),
        (lambda: SimpleUploadedFile("me.svg", b"<svg/>"), "Only JPEG, PNG and WebP"),
        (lambda: SimpleUploadedFile("me.jpg", b""), "empty"),
        (lambda: picture(412, 900), "too small: 412 x 529 pixels"),
        (lambda: picture(400, 500), "too small"),
        (lambda: SimpleUploadedFile("me.jpg", picture().read()[:2000]), "cannot be read as a picture"),
        (lambda: picture(kind="GIF", name="me.png"), "cannot be read as a picture"),
        (lambda: picture(5100, 5000, kind="PNG", name="me.png"), "more than 25 million pixels"),
        (lambda: SimpleUploadedFile("me.jpg", b"\xff\xd8" + b"0" * 10_000_001), "larger than 10 MB"),
    ],
    ids=["pdf", "svg as jpg", "svg", "empty", "narrow", "tiny", "cut off", "gif as png", "bomb", "heavy"],
)
def test_photo_that_does_not_fit_is_refused_in_words(client, draft, upload, words):
    page = client.post("/register/photo/", {"photo": upload()}).content.decode()

    assert words in page
    assert 'href="#id_photo"' in page
    assert not fresh(draft).photo


def test_photo_stored_carries_no_place_no_comment_and_nothing_appended(client, draft):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825).update({1: "N", 2: (3.0, 8.0, 0.0)})
    polyglot = picture(exif=exif.tobytes(), comment=b"secret").read() + b"PK\x03\x04<script>alert(1)</script>"

    client.post("/register/photo/", {"photo": SimpleUploadedFile("../../me.php.jpg", polyglot)})

    row = fresh(draft)
    with default_storage.open(row.photo.name) as file:
        stored = file.read()
    assert b"Exif" not in stored
    assert b"home" not in stored
    assert b"secret" not in stored
    assert b"script" not in stored
    assert row.photo.name.startswith("photos/")
    assert "me" not in row.photo.name.removeprefix("photos/").removesuffix(".jpg")


def test_photo_lies_as_the_camera_was_held(client, draft):
    exif = Image.Exif()
    exif[0x0112] = 6

    client.post("/register/photo/", {"photo": picture(900, 700, exif=exif.tobytes())})

    with default_storage.open(fresh(draft).photo.name) as file, Image.open(file) as stored:
        assert stored.size == (700, 900)


# --- Needs ------------------------------------------------------------------------------------------------------


def test_needs_without_the_tick_are_not_kept(client, draft):
    page = client.post("/register/needs/", {"diet": "vegan", "access_needs": "a wheelchair"}).content.decode()

    row = fresh(draft)
    assert "Tick this so that we may keep your needs" in page
    assert "a wheelchair" in page
    assert (row.diet, row.access_needs, row.held) == ("none", "", {})


def test_needs_with_the_tick_are_kept_and_the_answer_is_written_down(client, draft):
    client.post("/ms/register/needs/", {"diet": "vegan", "agreed": "on"})

    answer = Consent.objects.get()
    assert fresh(draft).diet == "vegan"
    assert (answer.text.purpose, answer.text.version, answer.given, answer.language) == ("sensitive", 1, True, "ms")


def test_needs_may_be_left_empty(client, draft):
    assert client.post("/register/needs/", {})["Location"] == "/register/contact/"
    assert Consent.objects.get().given is False


def test_needs_other_must_be_said(client, draft):
    page = client.post("/register/needs/", {"diet": "other", "agreed": "on"}).content.decode()

    assert "Say which food you need." in page


# --- Contact ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("+60 12-345 6789", "+60123456789"),
        ("+855 12 345 678", "+85512345678"),
        ("012 345 678", "+85512345678"),
        ("00", None),
        ("+60 1", None),
        ("call me", None),
        ("+999 123456789", None),
    ],
)
def test_contact_stores_one_form_of_the_number(client, draft, typed, stored):
    draft.country = make_country("KH")
    draft.save()

    answer = client.post("/register/contact/", {"phone": typed})

    assert fresh(draft).phone == (stored or "")
    assert (answer.status_code == 302) is bool(stored)


# --- Agreement --------------------------------------------------------------------------------------------------


def test_consent_needs_the_needed_and_records_every_answer(client, draft):
    page = client.post("/register/consent/", {"list-1": "on"}).content.decode()
    assert "Registration is not possible without this agreement." in page
    assert not Consent.objects.exists()

    client.post("/register/consent/", {"privacy-1": "on"})
    answers = dict(Consent.objects.values_list("text__purpose", "given"))
    assert answers == {"privacy": True, "list": False}


def test_consent_to_a_text_that_changed_while_it_was_read_does_not_count(client, draft):
    newer = make_texts()["privacy"]
    newer.pk, newer.version, newer.published_at = None, 2, AUGUST + dt.timedelta(seconds=1)
    newer.save()

    page = client.post("/register/consent/", {"privacy-1": "on"}).content.decode()

    assert "Registration is not possible without this agreement." in page


# --- Review -----------------------------------------------------------------------------------------------------


def test_review_shows_what_is_missing_on_the_disabled_button(client, draft):
    page = client.get("/register/review/").content.decode()

    assert "Some steps are not finished: Your name, What you represent, Photograph, Contact, Your agreement." in page
    assert " disabled>" in page


def test_review_submits_and_shows_the_timeline(client, user):
    make_draft(user)

    answer = client.post("/register/review/", follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [("/me/", 302)]
    assert "Your registration is submitted." in page
    assert "The secretariat acts next." in page


def test_review_refused_changes_nothing(client, draft):
    answer = client.post("/register/review/", follow=True)

    assert "Some steps are not finished" in answer.content.decode()
    assert fresh(draft).state == "draft"


def test_a_submitted_form_is_shown_but_not_edited(client, user):
    row = make_submitted(user)

    assert client.get("/register/review/")["Location"] == "/me/"
    assert client.post("/register/you/", {**YOU, "given_name": "Other"})["Location"] == "/me/"
    assert fresh(row).given_name == "Sophea"


# --- Preview ----------------------------------------------------------------------------------------------------


def test_preview_draws_what_is_typed_and_never_the_token(client, user):
    make_draft(user)

    saved = client.get("/register/preview.svg")
    typed = client.get("/register/preview.svg", {"badge_name": "Ahmad <script>", "title": "x"})

    assert saved["Content-Type"] == "image/svg+xml"
    assert "no-store" in saved["Cache-Control"]
    assert 'aria-label="Chan Sophea' in saved.content.decode()
    assert "Ahmad &lt;script&gt;" in typed.content.decode()
    assert "<script>" not in typed.content.decode()


def test_preview_of_nobody_is_not_there(client, user):
    assert client.get("/register/preview.svg").status_code == 404
