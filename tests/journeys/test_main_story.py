"""The whole job once, by hand in a real browser: register, approve, badge, mail, seat, booth, evening programme."""

import io
import re
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from ascn8.lib.clock import offset_to
from delegates.models import Badge, Registration
from delegates.reference import load_categories_and_consents
from sessions.release import publish
from tests import factories as make
from tests.running import text_of, wait_until

KHMER = "គំរូ ចន្ទ្រា"


@pytest.fixture
def site_environment() -> dict[str, str]:
    """Thursday of the meeting, a little before the evening mail at 19:00."""
    return {"ASCN8_CLOCK_OFFSET": str(offset_to(make.local(11, 18, 50)))}


@pytest.fixture
def world(transactional_db: None):
    """The meeting with a visit tomorrow, an exhibitor, and staff."""
    make.make_meeting()
    make.make_country("KH")
    load_categories_and_consents(at=make.local(1, 9))
    registrar = make.make_staff("Registration", email="registration@example.org")
    exhibitor = make.make_exhibitor("Contoh Sensors", members=(make.make_user("booth@example.org"),), slug="contoh")
    plenary = make.make_session(title_en="Closing plenary", starts_at=make.local(12, 16))
    visit = make.make_visit(title_en="Putrajaya Wetlands", starts_at=make.local(12, 8))
    make.make_seating(visit, capacity=2, starts_at=make.local(12, 8), name_en="First departure")
    publish(actor=registrar, at=make.local(1, 9))
    return {"registrar": registrar, "exhibitor": exhibitor, "visit": visit, "plenary": plenary}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photograph as a telephone makes it: large, lying, with a place in it."""
    picture = Image.effect_noise((1600, 1200), 40).convert("RGB")
    exif = picture.getexif()
    exif[0x0112] = 6  # to be shown turned by a quarter
    exif[0x8825] = {1: "N", 2: (3.0, 9.0, 14.0)}
    file = tmp_path / "photo.jpg"
    picture.save(file, "JPEG", exif=exif)
    return file


def sign_up(page: Page, mailbox, email: str) -> None:
    """An account, by the code that comes by mail."""
    page.get_by_role("link", name="Create an account").click()
    page.locator("input[name=email]").fill(email)
    for field in page.locator("input[type=password]").all():
        field.fill("kampung-sungai-bisa-42")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/accounts/confirm-email/**")
    letter = text_of(mailbox.wait_for(email))
    code = re.search(r"\b[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}\b", letter)
    assert code, letter
    page.locator("input[name=code]").fill(code[0])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile("/(register|me)/"))


def fill_in(page: Page, photo: Path) -> None:
    """Every step, and the check before submitting."""
    go_on = page.get_by_role("button", name="Save and continue")
    page.get_by_label("Given name").fill("Chanthrea")
    page.get_by_label("Family name").fill("Kumru")
    page.get_by_label("Name in your own script").fill(KHMER)
    page.get_by_label("Name on the badge").fill("Chanthrea KUMRU")
    go_on.click()
    page.get_by_label("Chief Smart City Officer").check()
    page.get_by_label("Organisation").fill("Siem Reap City Office")
    page.get_by_label("Position").fill("Head of Digital Services")
    page.get_by_label("Country that you represent").select_option(label="Cambodia")
    go_on.click()
    page.get_by_label("Nationality").select_option(label="Cambodia")
    page.get_by_label("Official or service passport").check()
    go_on.click()
    page.get_by_label("Photograph", exact=True).set_input_files(photo)
    go_on.click()
    expect(page.get_by_text("This is how it prints.")).to_be_visible()
    go_on.click()
    page.get_by_label("Vegetarian").check()
    page.get_by_label("I agree that these needs").check()
    go_on.click()
    page.get_by_label("Mobile phone").fill("+855 12 345 678")
    go_on.click()
    for tick in page.get_by_label("I have read this and agree.").all():
        tick.check()
    go_on.click()
    expect(page.get_by_role("heading", name="Check and submit")).to_be_visible()
    expect(page.get_by_text(KHMER).first).to_be_visible()
    page.get_by_role("button", name="Submit my registration").click()
    page.wait_for_url("**/me/")


def read_qr(pdf: bytes) -> str:
    """What a scanner reads from the first page."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=4).to_pil()
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1
    return found[0].text


@pytest.mark.locks
def test_from_registration_to_the_evening_mail(world, site, open_page, mailbox, start_worker, site_environment, photo):
    worker = start_worker(beat=True, SWEEP_SECONDS="1", REMIND_SECONDS="1", **site_environment)
    email = "chanthrea@example.org"

    # A delegate registers.
    delegate = open_page("/register/")
    sign_up(delegate, mailbox, email)
    if "/register/" not in delegate.url:
        delegate.goto("/register/")
    delegate.get_by_role("button", name="Begin my registration").click()
    fill_in(delegate, photo)
    row = Registration.objects.get(user__email=email)
    assert row.state == "endorsed"  # without a delegation nobody has to endorse
    stored = Image.open(io.BytesIO(row.photo.read()))
    assert stored.size[0] * 45 == pytest.approx(stored.size[1] * 35, rel=0.01)
    assert not stored.getexif()
    assert row.code in text_of(mailbox.wait_for(email, subject="We have your registration"))

    # The secretariat approves.
    staff = open_page("/admin/", user=world["registrar"])
    staff.get_by_role("link", name=re.compile("Review")).first.click()
    expect(staff.get_by_text(KHMER).first).to_be_visible()
    staff.get_by_role("button", name="Approve").click()
    wait_until("the approval", lambda: Registration.objects.get(pk=row.pk).state == "approved")

    # The worker draws the badge and mails it.
    letter = mailbox.wait_for(email, subject="your badge")
    attached = next(iter(letter.iter_attachments()))
    pdf = attached.get_content()
    assert attached.get_content_type() == "application/pdf"
    badge = Badge.objects.get(registration=row)
    assert read_qr(pdf) == badge.token
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "Chanthrea KUMRU" in " ".join(text.split())
    delegate.goto("/me/")
    with delegate.expect_download() as download:
        delegate.evaluate("location.href = '/me/badge.pdf'")
    assert Path(download.value.path()).read_bytes() == pdf

    # The delegate takes a seat.
    delegate.goto("/visits/")
    delegate.get_by_role("link", name="Putrajaya Wetlands").first.click()
    delegate.get_by_role("button", name="Take a seat").click()
    expect(delegate.get_by_text("1 of 2 seats left").first).to_be_visible()
    assert "Putrajaya Wetlands" in text_of(mailbox.wait_for(email, subject="Your seat"))

    # An exhibitor edits the booth listing.
    booth = open_page("/exhibitor/", user=make.User.objects.get(email="booth@example.org"))
    booth.get_by_role("link", name="Contoh Sensors").click()
    booth.get_by_label("Description (English)").fill("Flood sensors that report in plain words")
    booth.get_by_role("button", name="Save").click()
    expect(booth.get_by_text("Saved.")).to_be_visible()
    visitor = open_page("/exhibition/contoh/")
    expect(visitor.get_by_text("Flood sensors that report in plain words")).to_be_visible()

    # In the evening comes tomorrow's personal programme, once.
    worker.stop()
    evening = str(offset_to(make.local(11, 19, 1)))
    start_worker(beat=True, SWEEP_SECONDS="1", REMIND_SECONDS="1", ASCN8_CLOCK_OFFSET=evening)
    programme = text_of(mailbox.wait_for(email, subject="Your programme for Friday"))
    assert "Putrajaya Wetlands" in programme
    assert "Closing plenary" in programme
    sent = [str(message["Subject"]) for message in mailbox.to(email)]
    assert len(sent) == len(set(sent))
