"""Letters: ordered with the accreditation, renewed with the passport, sealed, and checked by anybody."""

import datetime as dt
import io

import pytest
import zxingcpp
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from ascn8.sweeping import sweep_all
from ascn8.typeset import qr
from delegates.accreditation import approve, clear, decline
from delegates.models import Letter, Purpose, Registration, Travel, VaultItem
from delegates.papers import issuing
from delegates.papers.issuing import due_letters, issue_letter
from delegates.papers.letter_pdf import verify_address
from delegates.papers.letters import ask_for_letter, make_anew, order_letters, renew_letters
from delegates.papers.opening import open_for_staff, opened
from delegates.registration import correct, withdraw
from delegates.vault.keeping import keep
from delegates.vault.watching import readings_of
from tests import factories as make
from tests.delegates.drafts import AUGUST, make_submitted

LATER = AUGUST + dt.timedelta(hours=1)
NUMBER = "N1234567"
PASSPORT = {
    "passport_name": "CHAN SOPHEA",
    "number": NUMBER,
    "issuing_country": "KH",
    "expires_on": "2030-05-01",
    "birth_date": "1980-02-03",
    "birth_place": "Battambang",
}


@pytest.fixture(autouse=True)
def _meeting(db):
    make.make_meeting(signatory_name="Datuk Contoh Rekaan", signatory_title_en="Head of the Secretariat (demo)")


def needing(row: Registration, **wishes: bool) -> Registration:
    Travel.objects.create(registration=row, nationality=row.country, changed_at=AUGUST, **wishes)
    return row


def with_passport(row: Registration, **facts: str) -> VaultItem:
    return keep(row, purpose=Purpose.PASSPORT, facts={**PASSPORT, **facts}, actor=None, at=AUGUST)


@pytest.fixture
def row() -> Registration:
    """Somebody accredited who asked for both letters."""
    found = needing(make_submitted(), needs_invitation=True, needs_visa_letter=True)
    with_passport(found)
    return approve(found, actor=make.make_staff(), at=AUGUST)


def issued(row: Registration, kind: str = "visa") -> Letter:
    letter = Letter.objects.current().get(registration=row, kind=kind)
    assert issue_letter(letter.pk) is True
    letter.refresh_from_db()
    return letter


def text_of(letter: Letter) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(opened(letter))).pages)


# --- Ordering


def test_approval_orders_the_letters_that_were_asked_for(row):
    assert {(letter.kind, letter.state) for letter in Letter.objects.all()} == {
        ("invitation", "ordered"),
        ("visa", "ordered"),
    }
    assert sorted(letter.number for letter in Letter.objects.all()) == ["ASCN8/L/2025/0001", "ASCN8/L/2025/0002"]


def test_approval_orders_nothing_for_those_who_need_none():
    approve(needing(make_submitted()), actor=make.make_staff(), at=AUGUST)
    approve(make_submitted(), actor=make.make_staff(), at=AUGUST)

    assert not Letter.objects.exists()


def test_the_letter_waits_for_the_last_stage():
    category = make.make_category("officer", stages=["approved", "cleared"])
    row = needing(make_submitted(category=category), needs_invitation=True)
    staff = make.make_staff("superuser")
    row = approve(row, actor=staff, at=AUGUST)
    assert not Letter.objects.exists()

    clear(row, actor=staff, at=LATER)

    assert Letter.objects.get().kind == "invitation"


@pytest.mark.parametrize("state", ["draft", "submitted", "endorsed", "returned", "declined", "withdrawn", "waiting"])
def test_no_door_leads_to_a_letter_before_the_last_stage(state: str):
    row = needing(make.make_registration(state=state), needs_invitation=True)
    letter = Letter.objects.create(
        code="ABCD", registration=row, kind="invitation", number="1", name="x", content_index="x", ordered_at=AUGUST
    )

    with pytest.raises(Refused) as refused:
        order_letters(row, at=AUGUST)
    assert refused.value.code == "not_attending"
    assert renew_letters(row, at=AUGUST) == []
    assert issue_letter(letter.pk) is False
    assert due_letters(at=timezone.now()) == []
    with pytest.raises(Refused):
        make_anew(letter, actor=make.make_staff(), at=AUGUST)
    assert ask_for_letter(row, kind=Letter.Kind.VISA, actor=row.user, at=AUGUST) is None
    assert Letter.objects.get().state == "ordered"


def test_the_letter_for_the_visa_waits_for_the_passport():
    row = approve(needing(make_submitted(), needs_visa_letter=True), actor=make.make_staff(), at=AUGUST)
    assert not Letter.objects.exists()

    with_passport(row)
    renew_letters(row, at=LATER)

    assert Letter.objects.get().name == "CHAN SOPHEA"


def test_asking_twice_is_one_letter():
    row = approve(make_submitted(), actor=make.make_staff(), at=AUGUST)

    first = ask_for_letter(row, kind=Letter.Kind.INVITATION, actor=row.user, at=LATER)
    second = ask_for_letter(row, kind=Letter.Kind.INVITATION, actor=row.user, at=LATER)

    assert first == second
    assert Letter.objects.count() == 1
    assert Travel.objects.get().needs_invitation


# --- Drawing


def test_the_letter_says_what_it_must_in_every_script(row):
    text = text_of(issued(row))

    for part in ["ASCN8/L/2025", "CHAN SOPHEA", NUMBER, "1 May 2030", "3 February 1980", "Datuk Contoh Rekaan"]:
        assert part in text
    assert "Demonstration" in text


def test_the_invitation_holds_no_passport_number(row):
    assert NUMBER not in text_of(issued(row, "invitation"))


def test_the_file_is_sealed(row):
    letter = issued(row)

    with default_storage.open(letter.file, "rb") as file:
        stored = file.read()
    assert b"PDF" not in stored[:200]
    assert stored.startswith(b"gAAAA")
    assert opened(letter).startswith(b"%PDF-")
    assert letter.key_id


def test_issue_twice_draws_once_and_tells_once(row):
    letter = issued(row)

    assert issue_letter(letter.pk) is False
    message = Message.objects.get(kind="letter_ready")
    assert message.attachments == []
    assert "/me/letters/" in message.text
    assert NUMBER not in message.text + message.html + message.subject


def test_the_sweep_draws_what_no_worker_drew(row):
    assert sweep_all(at=timezone.now())["letters"] == 2
    assert set(Letter.objects.values_list("state", flat=True)) == {"made"}
    assert sweep_all(at=timezone.now())["letters"] == 0


def test_the_code_on_the_letter_leads_to_its_page(row):
    letter = issued(row)
    grid = qr.grid(verify_address(letter))

    assert zxingcpp.read_barcode(picture_of(grid)).text == verify_address(letter)


def picture_of(grid: qr.Grid, scale: int = 6) -> Image.Image:
    """The operators of the code as a picture, with its quiet zone."""
    side = (grid.modules + 8) * scale
    image = Image.new("L", (side, side), 255)
    numbers = grid.pdf_path.removesuffix("f").split(" re")
    for part in filter(None, (one.split() for one in numbers)):
        x, y, width, height = (int(number) for number in part)
        top = (grid.modules - y - height + 4) * scale
        image.paste(0, ((x + 4) * scale, top, (x + 4 + width) * scale, top + height * scale))
    return image


# --- The end, and what comes after it


def test_another_passport_makes_another_letter_and_the_old_one_says_so(row, client: Client):
    old = issued(row)
    with_passport(row, number="P7654321")

    made = renew_letters(row, at=LATER)

    old.refresh_from_db()
    assert (old.state, old.file) == ("superseded", "")
    assert [(letter.kind, letter.number) for letter in made] == [("visa", "ASCN8/L/2025/0003")]
    assert "superseded" in client.get(f"/verify/{old.code}/").content.decode()
    assert "P7654321" in text_of(issued(row))


def test_the_same_passport_again_changes_nothing(row):
    issued(row)
    with_passport(row, birth_place="Phnom Penh")

    assert renew_letters(row, at=LATER) == []
    assert Letter.objects.count() == 2


def test_another_name_renews_the_letters(row):
    correct(row, data={"family_name": "Chea"}, actor=make.make_staff(), at=LATER)

    assert Letter.objects.filter(state="superseded").count() == 2
    assert Letter.objects.current().count() == 2


@pytest.mark.parametrize("end", ["withdraw", "decline"])
def test_the_end_of_attendance_makes_letters_void(row, client: Client, end: str):
    letter = issued(row)
    if end == "withdraw":
        withdraw(row, actor=row.user, at=LATER)
    else:
        decline(row, reason="No.", actor=make.make_staff(), at=LATER)

    letter.refresh_from_db()
    assert (letter.state, letter.file) == ("void", "")
    page = client.get(f"/verify/{letter.code}/")
    assert (page.status_code, "This letter is void" in page.content.decode()) == (200, True)


def test_files_of_letters_out_of_force_are_deleted(row, django_capture_on_commit_callbacks):
    letter = issued(row)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(row, actor=row.user, at=LATER)

    assert not default_storage.exists(letter.file)


def test_a_letter_that_ends_while_it_is_drawn_stays_ended(row, monkeypatch):
    real = issuing.draw_letter

    def slow(letter, facts):
        withdraw(row, actor=row.user, at=LATER)
        return real(letter, facts)

    monkeypatch.setattr(issuing, "draw_letter", slow)
    letter = Letter.objects.get(kind="visa")

    assert issue_letter(letter.pk) is False
    letter.refresh_from_db()
    assert (letter.state, letter.file) == ("void", "")
    assert not default_storage.exists(f"letters/{letter.code}")


def test_made_anew_by_staff_once(row):
    letter, staff = issued(row), make.make_staff()

    fresh = make_anew(letter, actor=staff, at=LATER)

    assert fresh.number == "ASCN8/L/2025/0003"
    assert AuditEvent.objects.filter(action="letter.anew", actor=staff).exists()
    with pytest.raises(Refused) as refused:
        make_anew(letter, actor=staff, at=LATER)
    assert refused.value.code == "not_in_force"


# --- Pages


def test_the_person_fetches_the_letter_and_nobody_else(row, client: Client):
    letter = issued(row)
    address = f"/me/letters/{letter.code}.pdf"
    for other in (make.make_user(), make.make_staff("superuser"), make.make_staff()):
        client.force_login(other)
        assert client.get(address).status_code == 404

    client.force_login(row.user)
    answer = client.get(address)

    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"].endswith('.pdf"')
    assert "no-store" in answer.headers["Cache-Control"]
    assert letter.number in client.get("/me/letters/").content.decode()


def test_asking_on_the_page(client: Client):
    row = approve(make_submitted(), actor=make.make_staff(), at=AUGUST)
    client.force_login(row.user)

    assert client.post("/me/letters/", {"kind": "invitation"}).status_code == 302
    assert client.post("/me/letters/", {"kind": "visa"}).status_code == 302
    assert client.post("/me/letters/", {"kind": "else"}).status_code == 404

    assert Letter.objects.get().kind == "invitation"
    assert "needs the facts of the travel document" in client.get("/me/letters/").content.decode()


def test_verify_says_name_and_validity_only(row, client: Client):
    letter = issued(row)

    for prefix in ("", "/ms"):
        answer = client.get(f"{prefix}/verify/{letter.code}/")
        page = answer.content.decode()
        assert "CHAN SOPHEA" in page
        assert answer.headers["X-Robots-Tag"] == "noindex"
        for secret in (NUMBER, "2030", "1980", row.code, letter.number, row.organisation, row.user.email, "Cambodia"):
            assert secret not in page


def test_verify_of_an_unknown_code_says_so_in_words(client: Client):
    answer = client.get("/verify/ABCDEFGHJKMNPQRS/")

    assert answer.status_code == 404
    assert "We do not know this letter" in answer.content.decode()


def test_a_letter_not_yet_drawn_is_unknown(row, client: Client):
    assert client.get(f"/verify/{Letter.objects.first().code}/").status_code == 404


def test_verify_slows_down_guessing(client: Client):
    answers = [client.get("/verify/ABCDEFGHJKMNPQRS/").status_code for _ in range(61)]

    assert answers[:60] == [404] * 60
    assert answers[60] == 429


def test_staff_open_a_letter_after_showing_who_they_are_and_the_person_sees_it(row, client: Client):
    letter, staff = issued(row), make.make_staff()

    for proved, code in [(None, "not_fresh"), (LATER - dt.timedelta(minutes=16), "not_fresh")]:
        with pytest.raises(Refused) as refused:
            open_for_staff(letter, actor=staff, authenticated_at=proved, at=LATER)
        assert refused.value.code == code
    # The protocol desk sees that there are letters; the number of the passport is not for its eyes, here as elsewhere.
    for role, code in [("Door", "not_allowed"), ("Protocol", "not_duty")]:
        with pytest.raises(Refused) as refused:
            open_for_staff(letter, actor=make.make_staff(role), authenticated_at=LATER, at=LATER)
        assert refused.value.code == code
    assert not readings_of(row)

    assert open_for_staff(letter, actor=staff, authenticated_at=LATER, at=LATER).startswith(b"%PDF-")

    assert [(one.who, one.why) for one in readings_of(row)] == [(staff.email, "For a letter that names it")]
    client.force_login(staff)
    answer = client.get(f"/admin/delegates/letter/{letter.code}/pdf/")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    invitation = issued(row, "invitation")
    assert client.get(f"/admin/delegates/letter/{invitation.code}/pdf/").content.startswith(b"%PDF-")


def test_staff_make_a_letter_anew_in_the_panel(row, client: Client):
    letter = issued(row)
    client.force_login(make.make_staff())
    address = f"/admin/delegates/letter/{letter.code}/anew/"
    assert "superseded" in client.get(address).content.decode()

    client.post(address)
    client.post(address)

    assert Letter.objects.filter(kind="visa").count() == 2
    assert Letter.objects.current().get(kind="visa").number == "ASCN8/L/2025/0003"
