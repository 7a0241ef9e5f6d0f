"""A Member State accredits its delegation, by hand in real browsers: nominate, endorse, return, clear, change, list."""

import datetime as dt
import re
from dataclasses import dataclass

import pypdf
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from ascn8.lib.clock import offset_to
from delegates.consents import current_texts, has_agreed
from delegates.models import (
    Category,
    ChangeRequest,
    DelegationPlaces,
    Letter,
    Nomination,
    ParticipantList,
    Purpose,
    Registration,
    Travel,
    User,
)
from delegates.reference import load_categories_and_consents
from delegates.registration import save_step
from delegates.steps import Step
from delegates.vault.keeping import keep
from tests import factories as make
from tests.delegates.drafts import make_draft
from tests.running import text_of, wait_until

NAMES = ["Head Kumru", "Second Kumru", "Third Kumru", "Fourth Kumru", "Fifth Kumru", "Sixth Kumru"]
PASSPORT = {
    "passport_name": "SOPHEA CHAN",
    "number": "N0123456",
    "issuing_country": "KH",
    "expires_on": "2031-05-01",
    "birth_date": "1980-02-03",
    "birth_place": "",
}


@dataclass
class People:
    """Who takes part, and what they look at."""

    registrar: User
    security: User
    protocol: User
    focal: User
    first: Registration
    second: Registration
    reporter: Registration
    code: str


@pytest.fixture
def site_environment() -> dict[str, str]:
    return {"ASCN8_CLOCK_OFFSET": str(offset_to(make.local(2, 9)))}


def drafted(name: str, category: Category, **fields: object) -> Registration:
    """A registration with every step done, and agreed to stand in the list."""
    at = make.local(1, 13)
    given, family = name.split()
    row = make_draft(make.make_user(f"{given.lower()}@example.org"), at=make.local(1, 12), category=category, **fields)
    Registration.objects.filter(pk=row.pk).update(given_name=given, family_name=family, badge_name=name)
    row.refresh_from_db()
    answers = dict.fromkeys(current_texts(at=at), True)
    save_step(row, step=Step.CONSENT, data={}, answers=answers, at=at)
    return row


@pytest.fixture
def people(transactional_db: None) -> People:
    make.make_meeting(registration_opens_at=make.local(1, 0) - dt.timedelta(days=90))
    cambodia = make.make_country("KH")
    load_categories_and_consents(at=make.local(1, 0) - dt.timedelta(days=80))
    focal = make.make_user("focal@example.org")
    delegation = make.make_delegation("Cambodia", focal_points=(focal,), country=cambodia)
    delegate = Category.objects.get(slug="delegate")
    DelegationPlaces.objects.create(delegation=delegation, category=delegate, places=5)
    # Their category has no limit: an endorsement over the places would be a request as well.
    officer = Category.objects.get(slug="chief-smart-city-officer")
    first = drafted("Sophea Chan", officer, delegation=delegation)
    second = drafted("Dara Kumru", officer, delegation=delegation)
    reporter = drafted("Rithy Akhbar", Category.objects.get(slug="media"))
    return People(
        make.make_staff("Registration", email="registration@example.org"),
        make.make_staff("Security", email="security@example.org"),
        make.make_staff("Protocol", email="protocol@example.org"),
        focal,
        first,
        second,
        reporter,
        delegation.code,
    )


def state(row: Registration) -> str:
    return str(Registration.objects.get(pk=row.pk).state)


def submit(page: Page) -> None:
    page.goto("/register/review/")
    page.get_by_role("button", name="Submit my registration").click()
    page.wait_for_url("**/me/")


def review(page: Page, row: Registration) -> None:
    page.goto(f"/admin/delegates/registration/{row.code}/review/")


def nominate_six(page: Page, people: People) -> None:
    """Six people for five places: the sixth becomes a request, not an error."""
    for number, name in enumerate(NAMES):
        page.goto(f"/delegation/{people.code}/nominate/")
        page.get_by_label("Comes as").select_option(label="Delegate")
        if number == 0:
            page.get_by_label("In the delegation").select_option(label="Head of delegation")
        page.get_by_label("Name").fill(name)
        page.get_by_label("E-mail address").fill(f"{name.split()[0].lower()}@kumru.example")
        page.get_by_label("Why a further place is needed").fill("The minister brings an adviser.")
        page.get_by_role("button", name="Nominate and invite by mail").click()
        page.wait_for_url(re.compile(f"/delegation/{people.code}/(places/.*)?$"))


def test_a_delegation_is_accredited(people, site, open_page, mailbox, start_worker, site_environment):
    start_worker(beat=True, SWEEP_SECONDS="1", REMIND_SECONDS="1", **site_environment)

    # The focal point nominates six people for five places; the invitations go out, the sixth place is asked for.
    focal = open_page(f"/delegation/{people.code}/", user=people.focal)
    nominate_six(focal, people)
    states = dict(Nomination.objects.values_list("name", "state"))
    assert states == {**dict.fromkeys(NAMES[:5], "invited"), NAMES[5]: "requested"}
    invitation = text_of(mailbox.wait_for("second@kumru.example", subject="You are invited"))
    assert "Cambodia" in invitation
    focal.goto(f"/delegation/{people.code}/")
    expect(focal.get_by_text("5 of 5").first).to_be_visible()
    expect(focal.get_by_text("1 asked for").first).to_be_visible()

    # One of the invited declines by the link, without an account: the place is free again.
    link = re.search(r"https?://\S+/invitation/\S+/", text_of(mailbox.wait_for("fifth@kumru.example")))
    assert link
    invited = open_page("/")
    invited.goto(re.sub(r"^https?://[^/]+", "", link[0]))
    invited.get_by_role("button", name="Decline the invitation").click()
    expect(invited.get_by_text("Thank you for telling us")).to_be_visible()
    mailbox.wait_for("focal@example.org", subject="declined the invitation")

    # The secretariat grants the further place.
    staff = open_page("/admin/delegates/nomination/", user=people.registrar)
    grant_place(staff)
    wait_until("the place", lambda: Nomination.objects.get(name=NAMES[5]).state == "named")
    mailbox.wait_for("focal@example.org", subject="further place is granted")

    # Two people register themselves; the focal point endorses both.
    first, second = (open_page("/me/", user=row.user) for row in (people.first, people.second))
    for page, row in ((first, people.first), (second, people.second)):
        submit(page)
        assert state(row) == "submitted"
        focal.goto(f"/delegation/{people.code}/people/{row.code}/")
        focal.get_by_role("button", name="Endorse").click()
        wait_until("the endorsement", lambda row=row: state(row) == "endorsed")

    # The secretariat approves one, and returns the other for the photograph only.
    review(staff, people.first)
    staff.get_by_role("button", name="Approve").click()
    wait_until("the approval", lambda: state(people.first) == "approved")
    review(staff, people.second)
    staff.get_by_text("Return for correction …").click()
    returning = staff.locator("details[open] form")
    returning.get_by_role("checkbox", name="Photograph").check()
    returning.get_by_label("Note on “Photograph”").fill("face too small")
    returning.get_by_role("button", name="Return for correction").click()
    wait_until("the return", lambda: state(people.second) == "returned")
    assert "face too small" in text_of(mailbox.wait_for(people.second.user.email, subject="correct"))
    second.goto("/register/you/")
    expect(second.get_by_text("face too small").first).to_be_visible()
    expect(second.get_by_label("Given name")).to_have_count(0)
    second.goto("/register/photo/")
    expect(second.get_by_label("Photograph", exact=True)).to_be_visible()
    submit(second)
    focal.goto(f"/delegation/{people.code}/people/{people.second.code}/")
    if state(people.second) == "submitted":
        focal.get_by_role("button", name="Endorse").click()
    review(staff, people.second)
    staff.get_by_role("button", name="Approve").click()
    wait_until("the second approval", lambda: state(people.second) == "approved")

    # A reporter is approved, and has no badge before security has cleared.
    submit(open_page("/me/", user=people.reporter.user))
    review(staff, people.reporter)
    staff.get_by_role("button", name="Approve").click()
    wait_until("the approval of the reporter", lambda: state(people.reporter) == "approved")
    assert not people.reporter.badges.exists()
    guard = open_page("/admin/", user=people.security)
    review(guard, people.reporter)
    guard.get_by_role("button", name="Clear").click()
    wait_until("the clearance", lambda: state(people.reporter) == "cleared")
    wait_until("the badge", lambda: people.reporter.badges.filter(state="drawn").exists())

    # A letter for the visa is made, verified, and superseded when the name in the passport changes.
    with_passport(people.first)
    first.goto("/me/letters/")
    first.get_by_role("button", name="Make it now").click()
    letter = wait_until("the letter", lambda: Letter.objects.filter(state="made").first())
    first.goto("/me/letters/")
    with first.expect_download() as download:
        first.get_by_role("link", name="Letter as PDF").click()
    text = pypdf.PdfReader(download.value.path()).pages[0].extract_text()
    assert "N0123456" in text
    stranger = open_page(f"/verify/{letter.code}/")
    expect(stranger.get_by_role("heading", name="This letter is genuine and in force")).to_be_visible()
    first.goto("/me/change/passport/")
    first.get_by_label("Name as in the passport").fill("SOPHEA CHAN KUMRU")
    first.get_by_role("button", name=re.compile("Save|Send")).first.click()
    change = wait_until("the change", lambda: ChangeRequest.objects.filter(state="open").first())
    staff.goto(f"/admin/delegates/changerequest/{change.code}/decide/")
    staff.get_by_role("button", name="Accept the change").click()
    wait_until("the new letter", lambda: Letter.objects.filter(state="made").exclude(pk=letter.pk).first())
    stranger.goto(f"/verify/{letter.code}/")
    expect(stranger.get_by_role("heading", name="This letter has been superseded")).to_be_visible()

    # The list of participants: the second version lacks who took the agreement back.
    protocol = open_page("/admin/delegates/participantlist/make/", user=people.protocol)
    make_list(protocol, "Provisional")
    second.goto("/me/data/")
    agreement = second.locator("#agreements li").filter(has=second.locator("#agreement-list"))
    agreement.get_by_role("button", name="Take it back").click()
    wait_until("the withdrawal", lambda: not agreed_to_list(people.second))
    protocol.goto("/admin/delegates/participantlist/make/")
    make_list(protocol, "Revised")
    one, two = (str(row.snapshot) for row in ParticipantList.objects.order_by("number"))
    assert "Dara" in one
    assert "Dara" not in two
    assert "Sophea" in one
    assert "Sophea" in two


def grant_place(page: Page) -> None:
    """Open the request in the panel and grant it."""
    page.get_by_role("link", name=NAMES[5]).first.click()
    page.get_by_label(re.compile("Answer", re.IGNORECASE)).first.fill("Granted: one adviser.")
    page.get_by_role("button", name=re.compile("Grant")).click()


def with_passport(row: Registration) -> None:
    """The travel document that the letter names, as the person entered it."""
    Travel.objects.update_or_create(
        registration=row,
        defaults={
            "nationality_id": "KH",
            "passport_kind": "ordinary",
            "needs_visa_letter": True,
            "changed_at": timezone.now(),
        },
    )
    keep(row, purpose=Purpose.PASSPORT, facts=PASSPORT, actor=row.user, at=timezone.now())


def make_list(page: Page, kind: str) -> None:
    before = ParticipantList.objects.count()
    page.get_by_label(kind).check()
    page.get_by_role("button", name="Make this version").click()
    wait_until("the list", lambda: ParticipantList.objects.exclude(pdf="").count() == before + 1)


def agreed_to_list(row: Registration) -> bool:
    return has_agreed(row, "list")
