"""The focal point's pages, the link of an invitation, the list, the letters, the way for somebody else."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from ascn8.outbox.models import Message
from delegates.delegations import inviting
from delegates.delegations.companions import add
from delegates.models import Consent, Nomination, NominationLetter, Registration, User
from tests.delegates.delegations.shared import NOW, delegation, endorsed, focal, nominated
from tests.delegates.drafts import make_submitted, make_texts, picture
from tests.delegates.questions.asked import question
from tests.factories import make_category, make_delegation, make_meeting, make_registration, make_staff, make_user

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def _meeting():
    make_meeting()


@pytest.fixture
def as_focal(client: Client) -> Client:
    client.force_login(focal())
    return client


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_only_delegation_opens_at_once_and_several_are_offered(as_focal: Client):
    row = delegation()
    assert as_focal.get("/delegation/").url == f"/delegation/{row.code}/"

    make_delegation("Phnom Penh", focal_points=(focal(),))
    assert "Phnom Penh" in text_of(as_focal.get("/delegation/"))


def test_the_page_counts_live_and_says_the_one_next_thing(as_focal: Client):
    row = delegation(places=2)
    page = text_of(as_focal.get(f"/delegation/{row.code}/"))
    assert "0 of 2" in page
    assert "No head of delegation yet" in page

    nominated(row, name="Sok Contoh", standing="head", email="sok@example.org")
    page = text_of(as_focal.get(f"/delegation/{row.code}/"))
    assert "1 of 2" in page
    assert "Sok Contoh is not invited yet" in page

    person = make_submitted(delegation=row, category=endorsed())
    assert f"{person} waits for your endorsement" in text_of(as_focal.get(f"/delegation/{row.code}/"))


def test_from_nomination_to_draft_by_pages_alone(as_focal: Client):
    row = delegation()
    typed = {"category": "delegate", "standing": "head", "name": "Sok Contoh", "email": "sok@example.org"}
    answer = as_focal.post(f"/delegation/{row.code}/nominate/", {**typed, "then": "invite"})
    place = Nomination.objects.get()
    assert answer.url == f"/delegation/{row.code}/places/{place.code}/"
    assert place.state == "invited"

    link = re.search(r"/invitation/[\w-]+/", Message.objects.get(kind="delegation_invitation").text)[0]
    stranger = Client()
    page = stranger.get(link)
    assert "Sok Contoh" in text_of(page)
    assert page["Referrer-Policy"] == "same-origin"
    assert stranger.post(f"{link}accept/").url.startswith("/accounts/login/")
    place.refresh_from_db()
    assert place.state == "invited"

    stranger.force_login(make_user("sok@example.org"))
    assert stranger.post(f"{link}accept/").url == "/register/you/"
    assert Registration.objects.get().delegation == row
    assert "accepted already" in text_of(stranger.get(link))


def test_declining_needs_no_account(client: Client):
    place = inviting.invite(nominated(delegation(), email="sok@example.org"), actor=focal(), at=NOW)
    link = re.search(r"/invitation/[\w-]+/", Message.objects.get(kind="delegation_invitation").text)[0]

    assert client.post(f"{link}decline/").status_code == 200
    place.refresh_from_db()
    assert place.state == "declined"


def test_over_the_places_the_page_says_that_it_asked(as_focal: Client):
    row = delegation(places=0)

    answer = as_focal.post(
        f"/delegation/{row.code}/nominate/", {"category": "delegate", "standing": "member", "then": ""}, follow=True
    )

    assert "The secretariat was asked for one more." in text_of(answer)
    assert Nomination.objects.get().state == "requested"


def test_the_focal_point_registers_somebody_who_then_signs_in_by_code_and_takes_over(as_focal: Client):
    texts, row = make_texts(), delegation()
    typed = {"category": "delegate", "standing": "member", "name": "Sok Contoh", "email": "new@example.org"}
    url = as_focal.post(f"/delegation/{row.code}/nominate/", {**typed, "then": "register"}).url
    assert url.endswith("/fill/you/")

    you = as_focal.post(url, {"given_name": "Sok", "family_name": "Contoh"})
    work = as_focal.get(you.url)
    assert work.context["form"].fields["category"].disabled
    as_focal.post(you.url, {"organisation": "Demo Ministry", "position": "Adviser", "country": "MY"})
    photo = you.url.replace("/work/", "/photo/")
    assert as_focal.post(photo, {"photo": picture()}).status_code == 302
    assert as_focal.post(photo.replace("/photo/", "/contact/"), {"phone": "+60123456789"}).status_code == 302
    assert as_focal.get(photo.replace("/photo/", "/consent/")).status_code == 404
    person = Registration.objects.get()
    assert (person.organisation, person.given_name, bool(person.photo)) == ("Demo Ministry", "Sok", True)

    newcomer = Client()
    newcomer.post("/accounts/login/code/", {"email": "new@example.org"})
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", Message.objects.filter(kind="account").last().text, re.M)[1]
    newcomer.post("/accounts/login/code/confirm/", {"code": code})
    assert newcomer.get("/register/consent/").status_code == 200
    assert User.objects.get(email="new@example.org").emailaddress_set.get().verified
    Consent.objects.create(registration=person, text=texts["privacy"], given=True, language="en", at=NOW)
    assert as_focal.get(url).status_code == 302


def test_the_list_as_csv_and_xlsx_holds_no_formula(as_focal: Client):
    row = delegation()
    nominated(row, name="=HYPERLINK(1)", email="sok@example.org")

    answer = as_focal.get(f"/delegation/{row.code}/list.csv")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert table[1][0] == "'=HYPERLINK(1)"
    assert "attachment" in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(as_focal.get(f"/delegation/{row.code}/list.xlsx").content))
    assert book.active["A2"].value == "'=HYPERLINK(1)"
    assert as_focal.get(f"/delegation/{row.code}/list.pdf").status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [("letter.pdf", b""), ("letter.pdf", b"%PDF-1.4 cut"), ("letter.pdf", b"<html>%%EOF"), ("letter.html", PDF)],
)
def test_what_is_no_pdf_is_refused_in_words(as_focal: Client, name: str, data: bytes):
    row = delegation()

    answer = as_focal.post(f"/delegation/{row.code}/letters/", {"letter": SimpleUploadedFile(name, data)}, follow=True)

    assert NominationLetter.objects.count() == 0
    assert re.search("no PDF|is empty", text_of(answer))


def test_a_letter_is_kept_private_and_comes_back_as_an_attachment(as_focal: Client):
    row = delegation()
    as_focal.post(f"/delegation/{row.code}/letters/", {"letter": SimpleUploadedFile("Surat ‮fdp.pdf", PDF)})

    letter = NominationLetter.objects.get()
    answer = as_focal.get(f"/delegation/{row.code}/letters/{letter.code}/")
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "‮" not in letter.name


def test_endorsing_and_refusing_by_the_page(as_focal: Client):
    row = delegation()
    yes, no = (make_submitted(delegation=row, category=endorsed()) for _n in range(2))

    as_focal.post(f"/delegation/{row.code}/people/{yes.code}/endorse/")
    as_focal.post(f"/delegation/{row.code}/people/{no.code}/refuse/", {"reason": "Not ours."})

    yes.refresh_from_db()
    no.refresh_from_db()
    assert (yes.state, no.state) == ("endorsed", "declined")


def test_a_draft_that_somebody_began_alone_is_nobody_elses_business(as_focal: Client):
    row = delegation()
    draft = make_registration(delegation=row, state="draft", given_name="Rahsia")

    assert "Rahsia" not in text_of(as_focal.get(f"/delegation/{row.code}/"))
    assert as_focal.get(f"/delegation/{row.code}/people/{draft.code}/").status_code == 404


# --- Strangers ---------------------------------------------------------------------------------------------------


ADDRESSES = [
    ("get", "/delegation/{delegation}/"),
    ("get", "/delegation/{delegation}/nominate/"),
    ("post", "/delegation/{delegation}/nominate/"),
    ("get", "/delegation/{delegation}/list.csv"),
    ("get", "/delegation/{delegation}/list.xlsx"),
    ("post", "/delegation/{delegation}/letters/"),
    ("get", "/delegation/{delegation}/letters/{letter}/"),
    ("get", "/delegation/{delegation}/places/{nomination}/"),
    ("post", "/delegation/{delegation}/places/{nomination}/"),
    ("get", "/delegation/{delegation}/places/{nomination}/replace/"),
    ("post", "/delegation/{delegation}/places/{nomination}/replace/"),
    *(("post", f"/delegation/{{delegation}}/places/{{nomination}}/{act}/") for act in ("invite", "remind")),
    *(("post", f"/delegation/{{delegation}}/places/{{nomination}}/{act}/") for act in ("register", "withdraw")),
    ("get", "/delegation/{delegation}/people/{person}/"),
    *(("post", f"/delegation/{{delegation}}/people/{{person}}/{act}/") for act in ("endorse", "refuse", "withdraw")),
    ("get", "/delegation/{delegation}/people/{person}/fill/you/"),
    ("post", "/delegation/{delegation}/people/{person}/fill/you/"),
]


# Every address with the codes of another delegation; where it names more, also those codes under the own one.
STRANGE = [(method, path, False) for method, path in ADDRESSES]
STRANGE += [(method, path, True) for method, path in ADDRESSES if re.search(r"{(letter|nomination|person)}", path)]


@pytest.mark.parametrize(("method", "path", "mixed"), STRANGE)
def test_every_address_of_another_delegation_is_404_and_changes_nothing(
    as_focal: Client, method: str, path: str, mixed: bool
):
    other = make_user("other-focal@example.org")
    theirs, ours = make_delegation("Laos", focal_points=(other,)), delegation()
    place = nominated(theirs, actor=other, email="theirs@example.org")
    person = make_submitted(delegation=theirs, category=endorsed())
    file = SimpleUploadedFile("x.pdf", PDF)
    letter = NominationLetter.objects.create(delegation=theirs, name="x.pdf", file=file, uploaded_at=NOW)
    code = ours.code if mixed else theirs.code
    url = path.format(delegation=code, letter=letter.code, nomination=place.code, person=person.code)

    assert getattr(as_focal, method)(url).status_code == 404
    place.refresh_from_db()
    person.refresh_from_db()
    assert (place.state, person.state) == ("named", "submitted")


def test_staff_without_the_duty_download_no_list(client: Client):
    row = delegation()
    client.force_login(make_staff("Security"))

    assert client.get(f"/delegation/{row.code}/list.csv").status_code == 404


# --- Who comes along ---------------------------------------------------------------------------------------------


def test_somebody_who_comes_along_is_added_filled_in_handed_in_and_seen_by_the_focal_point(as_focal: Client):
    make_texts()
    make_category("accompanying", is_accompanying=True, passport="no")
    row = delegation()
    principal = make_registration(delegation=row, category=endorsed(), given_name="Sok", phone="+85512345678")
    client = Client()
    client.force_login(principal.user)

    url = client.post("/me/companions/add/").url
    url = client.post(url, {"given_name": "Dara", "family_name": "Contoh"}).url
    client.post(url, {"photo": picture()})
    url = url.replace("/photo/", "/needs/")
    url = client.post(url, {"diet": "none"}).url.replace("/contact/", "/consent/")
    client.post(url, dict.fromkeys(client.get(url).context["form"].fields, "on"))
    companion = Registration.objects.get(principal=principal)
    client.post(f"/me/companions/{companion.code}/submit/")

    companion.refresh_from_db()
    assert (companion.state, companion.category.slug) == ("submitted", "accompanying")
    assert companion.consents.exists()
    assert "Dara Contoh" in text_of(client.get("/me/companions/"))
    assert "Dara Contoh" in text_of(as_focal.get(f"/delegation/{row.code}/"))
    assert as_focal.get(f"/me/companions/{companion.code}/").status_code == 404


def test_passport_and_questions_of_somebody_who_comes_along_are_asked_where_the_category_asks(client: Client):
    make_category("accompanying", is_accompanying=True, passport="required")
    question("shirt")
    principal = make_registration()
    companion = add(principal, actor=principal.user, at=NOW)
    client.force_login(principal.user)
    base = f"/me/companions/{companion.code}/fill"

    for step in ("you", "passport", "photo", "needs", "questions", "contact", "consent"):
        assert client.get(f"{base}/{step}/").status_code == 200, step
    assert client.get(f"{base}/work/").status_code == 404
    assert client.post(f"{base}/passport/", {}).status_code == 200
    client.post(f"{base}/questions/", {"shirt": "M", "seen": "shirt"})
    assert companion.answers.get().value == "M"


def test_the_withdrawal_of_the_principal_ends_those_who_come_along(client: Client):
    make_category("accompanying", is_accompanying=True)
    principal = make_registration()
    companion = add(principal, actor=principal.user, at=NOW)
    client.force_login(principal.user)

    client.post("/me/withdraw/")

    companion.refresh_from_db()
    assert companion.state == "withdrawn"
