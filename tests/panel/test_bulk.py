"""Deciding on many: the preview says what would happen, the result what happened to each."""

import pytest
from django.test import Client

from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from ascn8.outbox.models import Message
from delegates.models import Badge, Registration, User
from tests import factories as make

pytestmark = pytest.mark.django_db
LIST = "/admin/delegates/registration/"


@pytest.fixture
def staff(client: Client) -> User:
    make.make_meeting()
    user = make.make_staff("Registration")
    client.force_login(user)
    return user


def choose(client: Client, action: str, rows: list[Registration], **more: object):
    return client.post(f"{LIST}?queue=all", {"action": action, "_selected_action": [row.pk for row in rows], **more})


def confirm(client: Client, decision: str, rows: list[Registration], token: str = "t", **more: object) -> Job:
    """Press the button of the preview; the job that it asked for, not run yet."""
    selection = " ".join(f"{row.code}:{row.version}" for row in rows)
    answer = client.post(f"{LIST}decide/", {"decision": decision, "selection": selection, "token": token, **more})
    assert answer.status_code == 302, answer.content.decode()
    return Job.objects.get(code=answer.headers["Location"].rstrip("/").split("/")[-1])


def test_preview_sorts_out_what_can_be_done_and_changes_nothing(client: Client, staff: User):
    can = [make.make_registration(state="submitted") for _n in range(3)]
    cannot = make.make_registration(state="returned", given_name="Balik")

    page = choose(client, "approve_selected", [*can, cannot])

    text = page.content.decode()
    assert "of 4 can be done" in text
    assert len(page.context["found"].can) == 3
    assert "its state is “Returned for correction”" in text
    assert Registration.objects.filter(state="approved").count() == 0


def test_preview_groups_those_that_cannot_by_their_reason(client: Client, staff: User):
    can = [make.make_registration(state="submitted") for _n in range(2)]
    returned = [make.make_registration(state="returned") for _n in range(3)]
    own = make.make_registration(staff, state="submitted")

    page = choose(client, "approve_selected", [*can, *returned, own])

    groups = [(group.reason, len(group.blocked)) for group in page.context["found"].cannot]
    assert groups == [
        ("in the state “Returned for correction”", 3),
        ("your own registration, or that of somebody who accompanies you", 1),
    ]


def test_confirmation_is_one_job_whose_result_names_each(client: Client, staff: User):
    rows = [make.make_registration(state="submitted") for _n in range(3)]
    page = choose(client, "approve_selected", rows)
    # One of the three is decided by somebody else before the button is pressed.
    Registration.objects.filter(pk=rows[0].pk).update(state="declined")

    answer = client.post(
        f"{LIST}decide/",
        {"decision": "approve", "selection": page.context["selection"], "token": page.context["token"]},
    )
    job = Job.objects.get()
    assert Registration.objects.filter(state="approved").count() == 0
    assert run(job.pk)

    text = client.get(answer.headers["Location"]).content.decode()
    assert "2 done. 1 left as it was." in text
    assert "its state is “Declined”" in text
    assert Registration.objects.filter(state="approved").count() == 2
    assert (job.title, job.owner) == ("Approve: 3 people", staff)


def test_pressed_twice_it_is_one_job_and_chosen_anew_another(client: Client, staff: User):
    row = make.make_registration(state="submitted")

    first, second = confirm(client, "approve", [row]), confirm(client, "approve", [row])
    anew = confirm(client, "approve", [row], token="another preview")

    assert first == second
    assert anew != first


def test_run_again_after_a_killed_worker_it_tells_nobody_twice(client: Client, staff: User):
    rows = [make.make_registration(state="submitted") for _n in range(3)]
    job = confirm(client, "return", rows, reason="photo")
    assert run(job.pk)
    # The worker died after the last decision and before it could say so.
    Job.objects.filter(pk=job.pk).update(state="queued", finished_at=None)

    assert run(job.pk)

    job.refresh_from_db()
    assert job.output["summary"] == "3 done."
    assert [row.transitions.count() for row in rows] == [1, 1, 1]
    assert Message.objects.filter(kind="registration_returned").count() == 3


def test_what_changed_since_the_preview_is_left_alone_and_named(client: Client, staff: User):
    seen, changed = (make.make_registration(state="submitted") for _n in range(2))
    job = confirm(client, "approve", [seen, changed])
    Registration.objects.filter(pk=changed.pk).update(version=9)

    run(job.pk)

    job.refresh_from_db()
    assert job.output["rows"][0][1:] == [
        changed.code,
        "Somebody changed this registration while you were reading it. Read it again, then decide.",
    ]
    assert Registration.objects.get(state="approved") == seen
    assert Badge.objects.count() == 1


def test_role_that_was_taken_away_meanwhile_decides_nothing(client: Client, staff: User):
    row = make.make_registration(state="submitted")
    job = confirm(client, "approve", [row])
    staff.groups.clear()

    run(job.pk)

    row.refresh_from_db()
    assert row.state == "submitted"


def test_security_clears_many(client: Client):
    make.make_meeting()
    client.force_login(make.make_staff("Security"))
    media = make.make_category("media", stages=["approved", "cleared"])
    rows = [make.make_registration(category=media) for _n in range(2)]

    assert [row.pk for row in client.get(LIST).context["cl"].result_list] == [row.pk for row in rows]
    page = choose(client, "clear_selected", rows)
    assert len(page.context["found"].can) == 2
    run(confirm(client, "clear", rows).pk)

    assert set(Registration.objects.values_list("state", flat=True)) == {"cleared"}
    assert Badge.objects.count() == 2


def test_all_that_match_can_be_chosen(client: Client, staff: User):
    rows = [make.make_registration(state="submitted") for _n in range(60)]  # more than a page of the list

    page = choose(client, "approve_selected", rows[:1], select_across="1")

    assert len(page.context["found"].can) == 60


def test_more_than_a_thousand_are_previewed_by_number_and_ordered_whole(client: Client, staff: User):
    first = make.make_registration(state="submitted")
    fields = {"category": first.category, "country": first.country, "submitted_at": first.submitted_at}
    times = {"created_at": first.created_at, "changed_at": first.changed_at}
    users = User.objects.bulk_create(User(email=f"many{n}@example.org") for n in range(1100))
    Registration.objects.bulk_create(
        Registration(user=user, state="submitted", given_name="Ramai", badge_name="Ramai", **fields, **times)
        for user in users
    )

    page = choose(client, "approve_selected", [first], select_across="1")
    assert "and 1001 more" in page.content.decode()
    client.post(f"{LIST}decide/", {"decision": "approve", "selection": page.context["selection"], "token": "t"})

    assert len(Job.objects.get().input["selection"]) == 1101


def test_decline_of_many_needs_a_reason(client: Client, staff: User):
    row = make.make_registration(state="submitted")

    answer = client.post(
        f"{LIST}decide/", {"decision": "decline", "selection": f"{row.code}:1", "reason": "", "note": ""}
    )

    assert answer.status_code == 422
    assert "Choose a reason: the person reads it." in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "submitted"


def test_everybody_reads_the_reason_in_the_own_language(client: Client, staff: User):
    rows = [make.make_registration(make.make_user(language=code), state="submitted") for code in ("en", "ms")]

    run(confirm(client, "return", rows, reason="photo").pk)

    english, malay = (row.transitions.get().reason for row in rows)
    assert english.startswith("The photograph does not show your face clearly.")
    assert malay


@pytest.mark.parametrize("role", ["Programme", "Protocol", "Door"])
def test_roles_without_the_duty_have_no_action(client: Client, role: str):
    make.make_meeting()
    client.force_login(make.make_staff(role))
    row = make.make_registration(state="submitted")

    choose(client, "approve_selected", [row])
    answer = client.post(f"{LIST}decide/", {"decision": "approve", "selection": f"{row.code}:1"})

    assert answer.status_code == 403
    row.refresh_from_db()
    assert row.state == "submitted"


def test_list_opens_with_the_queue_and_searches_among_all(client: Client, staff: User):
    make.make_registration(state="submitted", given_name="Tunggu")
    make.make_registration(state="approved", given_name="Nguyễn Thảo", native_name="")

    queue, found = client.get(LIST), client.get(f"{LIST}?q=nguyen+thao")

    assert [row.given_name for row in queue.context["cl"].result_list] == ["Tunggu"]
    assert [row.given_name for row in found.context["cl"].result_list] == ["Nguyễn Thảo"]
    assert client.get(f"{LIST}?queue=all").context["cl"].result_count == 2
