"""What the registration form does in a browser beyond plain pages: the badge follows the typing, a photo is framed."""

import pytest
from PIL import Image
from playwright.sync_api import expect

from delegates.accreditation import approve, return_for_correction
from delegates.badges.issue import issue
from delegates.models import Badge, Registration
from delegates.registration import begin
from tests.axe import faults
from tests.delegates.drafts import AUGUST, make_draft, make_submitted
from tests.factories import make_meeting, make_staff, make_user

STEPS = ["you", "work", "passport", "photo", "needs", "contact", "consent", "review"]


@pytest.fixture(autouse=True)
def _meeting(transactional_db):
    make_meeting()


@pytest.fixture
def wide_picture(tmp_path):
    """A landscape: grey, with a red field at its right edge."""
    image = Image.new("RGB", (2400, 1200), (210, 210, 210))
    image.paste((190, 20, 20), (1700, 0, 2400, 1200))
    image.save(tmp_path / "me.png")
    return tmp_path / "me.png"


def test_the_badge_follows_the_typing(open_page):
    row = make_draft()
    page = open_page("/register/you/", user=row.user)

    with page.expect_response(lambda answer: "Sok" in answer.url) as drawn:
        page.fill("[name=badge_name]", "Sok")
    page.wait_for_function("document.querySelector('[data-badge-preview]').src.includes('Sok')")

    assert 'aria-label="Sok' in drawn.value.text()
    assert page.evaluate("document.querySelector('[data-badge-preview]').naturalWidth") > 0


def test_the_photo_is_framed_with_the_keyboard(open_page, wide_picture):
    user = make_user()
    begin(user, at=AUGUST)
    page = open_page("/register/photo/", user=user)

    page.set_input_files("[name=photo]", wide_picture)
    page.wait_for_function("document.querySelector('[name=right]').value !== ''")  # the picture is decoded
    page.focus("[data-crop-canvas]")
    for _ in range(60):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("[name=right]")).to_have_value("1.00000")
    page.click("text=Save and continue")
    page.wait_for_selector(".photo-now img")

    row = Registration.objects.get()
    with row.photo.open() as file, Image.open(file) as stored:
        red, green, _blue = stored.getpixel((stored.width // 2, stored.height // 2))
    assert (red > 150, green < 80) == (True, True)


def test_a_refused_step_takes_the_focus_to_what_is_wrong(open_page):
    user = make_user()
    begin(user, at=AUGUST)
    page = open_page("/register/you/", user=user)

    page.fill("[name=family_name]", "Chan")
    page.click("text=Save and continue")

    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.click(".error-summary a")
    expect(page.locator("[name=given_name]")).to_be_focused()
    assert page.input_value("[name=family_name]") == "Chan"


def test_the_whole_form_without_scripts(browser, site, open_page, wide_picture):
    row = make_draft()
    cookies = open_page("/me/", user=row.user).context.cookies()
    context = browser.new_context(java_script_enabled=False, base_url=site.url, viewport={"width": 320, "height": 700})
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto("/register/you/")

    for step in STEPS[:-1]:
        assert page.url.endswith(f"/register/{step}/")
        page.click("text=Save and continue")
    page.click("text=Submit my registration")

    assert page.url.endswith("/me/")
    assert "The secretariat acts next." in page.inner_text("main")
    assert Registration.objects.get().state == "submitted"
    context.close()


@pytest.mark.parametrize(("width", "colour"), [(1440, "light"), (360, "dark")])
def test_axe_finds_nothing(open_page, width, colour):
    staff = make_staff()
    draft = make_draft(badge_name="Nurul Syafiqah Ainul Mardhiah binti Tengku Megat Abdul Rahman Shahabuddin")
    returned = return_for_correction(make_submitted(), reason="Dark photo.", actor=staff, at=AUGUST)
    approved = approve(make_submitted(), actor=staff, at=AUGUST)
    issue(Badge.objects.get(registration=approved).pk)
    walks = [
        (
            draft.user,
            [*(f"/register/{step}/" for step in STEPS), "/register/", "/me/", "/me/withdraw/", "/me/badge.pdf"],
        ),
        (returned.user, ["/me/", "/register/you/"]),
        (approved.user, ["/me/"]),
    ]
    found = {}

    for user, paths in walks:
        page = open_page("/practical/", user=user, width=width, colour=colour)
        for path in paths:
            page.goto(path)
            said = faults(page)
            found |= {f"{path} {user}": said} if said else {}

    assert found == {}
