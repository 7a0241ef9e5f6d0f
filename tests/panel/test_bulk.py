"""Deciding on many: the preview says what would happen, the result what happened to each."""

import pytest
from django.test import Client

from delegates.models import Registration, User
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


def test_preview_sorts_out_what_can_be_done_and_changes_nothing(client: Client, staff: User):
    can = [make.make_registration(state="submitted") for _n in range(3)]
    cannot = make.make_registration(state="returned", given_name="Balik")

    page = choose(client, "approve_selected", [*can, cannot])

    text = page.content.decode()
    assert "of 4 can be done" in text
    assert len(page.context["found"].can) == 3
    assert "its state is “Returned for correction”" in text
    assert Registration.objects.filter(state="approved").count() == 0


def test_confirmation_decides_and_the_result_names_each(client: Client, staff: User):
    rows = [make.make_registration(state="submitted") for _n in range(3)]
    page = choose(client, "approve_selected", rows)
    # One of the three is decided by somebody else before the button is pressed.
    Registration.objects.filter(pk=rows[0].pk).update(state="declined")

    answer = client.post(f"{LIST}decide/", {"decision": "approve", "codes": page.context["codes"]}, follow=True)

    text = answer.content.decode()
    assert (answer.context["done"], answer.context["not_done"]) == (2, 1)
    assert "its state is “Declined”" in text
    assert Registration.objects.filter(state="approved").count() == 2


def test_reading_the_result_again_decides_nothing_again(client: Client, staff: User):
    row = make.make_registration(state="submitted")
    client.post(f"{LIST}decide/", {"decision": "approve", "codes": row.code})

    client.get(f"{LIST}decided/")
    client.get(f"{LIST}decided/")

    assert row.transitions.count() == 1


def test_all_that_match_can_be_chosen(client: Client, staff: User):
    rows = [make.make_registration(state="submitted") for _n in range(60)]  # more than a page of the list

    page = choose(client, "approve_selected", rows[:1], select_across="1")

    assert len(page.context["found"].can) == 60


def test_too_many_at_once_are_refused_in_words(client: Client, staff: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("delegates.admin.bulk.MOST", 2)
    rows = [make.make_registration(state="submitted") for _n in range(3)]

    answer = client.post(
        LIST, {"action": "approve_selected", "_selected_action": [row.pk for row in rows]}, follow=True
    )

    assert "Choose at most 2 at once." in answer.content.decode()


def test_decline_of_many_needs_a_reason(client: Client, staff: User):
    row = make.make_registration(state="submitted")

    answer = client.post(f"{LIST}decide/", {"decision": "decline", "codes": row.code, "reason": "", "note": ""})

    assert answer.status_code == 422
    assert "Choose a reason: the person reads it." in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "submitted"


def test_everybody_reads_the_reason_in_the_own_language(client: Client, staff: User):
    rows = [make.make_registration(make.make_user(language=code), state="submitted") for code in ("en", "ms")]

    client.post(f"{LIST}decide/", {"decision": "return", "codes": " ".join(r.code for r in rows), "reason": "photo"})

    english, malay = (row.transitions.get().reason for row in rows)
    assert english.startswith("The photograph does not show your face clearly.")
    assert malay


@pytest.mark.parametrize("role", ["Programme", "Protocol", "Door"])
def test_roles_without_the_duty_have_no_action(client: Client, role: str):
    make.make_meeting()
    client.force_login(make.make_staff(role))
    row = make.make_registration(state="submitted")

    choose(client, "approve_selected", [row])
    answer = client.post(f"{LIST}decide/", {"decision": "approve", "codes": row.code})

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
