"""No badge, letter or seat comes out before the last stage: every door is tried in every state before it.

The person is complete, wants both letters, and belongs to a category with all three stages. Each door is pressed as
hard as its own reader can press it. A door of its own is shown to open once the last stage is passed.
"""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from ascn8.jobs.running import run
from ascn8.lib.errors import Refused
from delegates import changes
from delegates.accounts import choose_language
from delegates.accreditation import approve, endorse
from delegates.badges.issue import issue
from delegates.badges.orders import order_badge
from delegates.bulk import order_decisions
from delegates.models import Badge, Letter, Registration, Transition, Travel
from delegates.papers.letters import ask_for_letter, order_letters, renew_letters
from delegates.registration import correct, submit
from delegates.steps import Step
from delegates.tasks import draw_badge, draw_letter
from delegates.transitions import Move
from sessions.models import Seating, Signup
from sessions.signups import refill, sign_up
from tests import factories as make

AT = make.local(5, 9)
BEFORE = ["draft", "submitted", "endorsed", "approved", "declined", "waiting"]

Door = Callable[[Registration, Client], object]


@pytest.fixture(autouse=True)
def _meeting(db):
    make.make_meeting()


def person(state: str) -> Registration:
    """Somebody in `state` who wants everything; the last stage of the category is the clearance."""
    category = make.make_category("guarded", stages=["endorsed", "approved", "cleared"])
    row = make.make_registration(state=state, category=category)
    make.make_passport(row)
    Travel.objects.update_or_create(
        registration=row, defaults={"needs_invitation": True, "needs_visa_letter": True, "changed_at": AT}
    )
    return row


def seating() -> Seating:
    return Seating.objects.first() or make.make_seating()


def tried(action: Callable[[], object]) -> None:
    """Press; a refusal is the answer that we hope for."""
    with suppress(Refused):
        action()


# --- Pages ------------------------------------------------------------------------------------------------------


def page_of_the_badge(row: Registration, client: Client) -> None:
    client.force_login(row.user)
    assert client.get("/me/badge.pdf").status_code == 409


def page_of_the_letters(row: Registration, client: Client) -> None:
    client.force_login(row.user)
    for kind in Letter.Kind.values:
        client.post("/me/letters/", {"kind": kind})


def page_of_a_visit(row: Registration, client: Client) -> None:
    client.force_login(row.user)
    client.post(f"/seats/{seating().code}/take/")


def page_of_the_settings(row: Registration, client: Client) -> None:
    choose_language(user=row.user, language="ms", at=AT)


def page_of_a_change(row: Registration, client: Client) -> None:
    client.force_login(row.user)
    client.post("/me/change/you/", {"given_name": "Other", "badge_name": "Other"})
    client.post("/me/change/work/", {"category": "guarded", "organisation": "Other", "position": "x", "country": "MY"})


# --- The panel --------------------------------------------------------------------------------------------------


def review_in_the_panel(row: Registration, client: Client) -> None:
    """The registrar presses every button, one after the other; nobody clears."""
    client.force_login(make.make_staff())
    for decision in ("endorse", "approve", "clear"):
        version = Registration.objects.get(pk=row.pk).version
        client.post(f"/admin/delegates/registration/{row.code}/review/", {"decision": decision, "version": version})


def raw_form_of_the_panel(row: Registration, client: Client) -> None:
    """Even a category without that stage, given and taken back, leaves nothing behind."""
    for organisation in ("One", "Two"):
        correct(row, data={"organisation": organisation, "badge_name": organisation}, actor=make.make_staff(), at=AT)


def action_on_many(row: Registration, client: Client) -> None:
    client.force_login(make.make_staff())
    client.post(
        "/admin/delegates/registration/?queue=all", {"action": "approve_selected", "_selected_action": [row.pk]}
    )


def job_on_many(row: Registration, client: Client) -> None:
    job = order_decisions(
        [f"{row.code}:{row.version}"], decision=Move.APPROVE, actor=make.make_staff(), token="t", at=AT
    )
    run(job.pk)


def change_request(row: Registration, client: Client) -> None:
    def ask_and_accept() -> None:
        change = changes.ask(row, step=Step.YOU, data={"badge_name": "Other"}, actor=row.user, at=AT)
        if change:
            changes.accept(change, actor=make.make_staff(), at=AT)

    tried(ask_and_accept)


# --- Activities, tasks, commands ----------------------------------------------------------------------------------


def activity_badge(row: Registration, client: Client) -> None:
    with pytest.raises(Refused) as caught:
        order_badge(row, at=AT)
    assert caught.value.code == "not_attending"


def activity_letters(row: Registration, client: Client) -> None:
    with pytest.raises(Refused):
        order_letters(row, at=AT)
    assert renew_letters(row, at=AT) == []
    for kind in Letter.Kind:
        assert ask_for_letter(row, kind=kind, actor=row.user, at=AT) is None


def activity_seat(row: Registration, client: Client) -> None:
    with pytest.raises(Refused) as caught:
        sign_up(seating=seating(), registration=row, at=AT)
    assert caught.value.code


def activities_of_the_stages(row: Registration, client: Client) -> None:
    staff = make.make_staff()
    tried(lambda: submit(row, actor=row.user, at=AT))
    tried(lambda: endorse(row, actor=staff, at=AT))
    tried(lambda: approve(row, actor=staff, at=AT))


def forced_rows(row: Registration) -> tuple[Badge, list[Letter]]:
    """Rows that no activity would write: as if another fault had left them."""
    badge = Badge.objects.create(registration=row, ordered_at=AT - dt.timedelta(days=1))
    letters = [
        Letter.objects.create(
            code=f"FORCED{kind.upper()}", registration=row, kind=kind, number=f"F/{kind}", name="x",
            ordered_at=AT - dt.timedelta(days=1),
        )
        for kind in Letter.Kind.values
    ]  # fmt: skip
    return badge, letters


def task_of_the_badge(row: Registration, client: Client) -> None:
    draw_badge.apply((forced_rows(row)[0].pk,))


def task_of_the_letter(row: Registration, client: Client) -> None:
    for letter in forced_rows(row)[1]:
        draw_letter.apply((letter.pk,))


def command_sweep(row: Registration, client: Client) -> None:
    forced_rows(row)
    call_command("sweep", stdout=StringIO())


def queue_of_seats(row: Registration, client: Client) -> None:
    """A claim that waits from better days is not filled."""
    place = seating()
    fields = {"session": place.session, "registration": row, "ticket": 1, "created_at": AT, "changed_at": AT}
    Signup.objects.create(seating=place, state=Signup.State.WAITING, **fields)
    refill(at=AT)


DOORS: list[Door] = [
    page_of_the_badge, page_of_the_letters, page_of_a_visit, page_of_the_settings, page_of_a_change,
    review_in_the_panel, raw_form_of_the_panel, action_on_many, job_on_many, change_request,
    activity_badge, activity_letters, activity_seat, activities_of_the_stages,
    task_of_the_badge, task_of_the_letter, command_sweep, queue_of_seats,
]  # fmt: skip


@pytest.mark.parametrize("state", BEFORE)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_nothing_comes_out_before_the_last_stage(client: Client, door: Door, state: str):
    row = person(state)

    door(row, client)

    row.refresh_from_db()
    assert row.state != "cleared"
    assert not Badge.objects.exclude(file="").exists()
    assert not Letter.objects.exclude(file="").exists()
    assert not Signup.objects.filter(state=Signup.State.CONFIRMED).exists()
    if door not in (task_of_the_badge, task_of_the_letter, command_sweep):
        assert not Badge.objects.exists()
        assert not Letter.objects.exists()
    client.force_login(row.user)
    assert client.get("/me/badge.pdf").status_code == 409


def test_the_same_doors_open_after_the_last_stage(client: Client):
    """The negative control: what was refused above is not refused for some other reason."""
    row = person("cleared")
    client.force_login(row.user)

    badge = order_badge(row, at=AT)
    assert issue(badge.pk)
    assert client.get("/me/badge.pdf").status_code == 200
    assert len(order_letters(row, at=AT)) == len(Letter.Kind.values)
    assert sign_up(seating=seating(), registration=row, at=AT).state == Signup.State.CONFIRMED


def test_a_stage_taken_back_closes_the_doors_again(client: Client):
    row = person("cleared")
    badge = order_badge(row, at=AT)
    issue(badge.pk)
    sign_up(seating=seating(), registration=row, at=AT)
    partner = make.make_category("partner", stages=["endorsed", "approved", "cleared"])
    Registration.objects.filter(pk=row.pk).update(state="approved", category=make.make_category("open"))

    correct(row, data={"category": partner}, actor=make.make_staff(), at=AT)

    assert not Badge.objects.valid().exists()
    assert not Signup.objects.filter(state=Signup.State.CONFIRMED).exists()
    assert not Transition.objects.filter(to_state="cleared").exists()
