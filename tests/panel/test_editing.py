"""Facts of the meeting and messages of the outbox, changed from the panel."""

import pytest
from django.test import Client
from django.utils import timezone

from ascn8.audit.models import AuditEvent
from ascn8.meeting.models import City, Meeting
from ascn8.meeting.versions import number_of
from ascn8.outbox.models import Message
from tests import factories as make

pytestmark = pytest.mark.django_db


def fields(client: Client, page: str) -> dict[str, object]:
    """What the form of `page` holds now, as a browser would send it back."""
    form = client.get(page).context["adminform"].form
    data = {}
    for name in form.fields:
        value = form[name].value()
        if hasattr(value, "strftime") and hasattr(value, "hour"):
            local = timezone.localtime(value)
            data[f"{name}_0"], data[f"{name}_1"] = f"{local:%Y-%m-%d}", f"{local:%H:%M:%S}"
        else:
            data[name] = "" if value is None else value
    return data


def test_change_of_the_meeting_is_public_at_once(client: Client):
    make.make_meeting()
    client.force_login(make.make_staff("superuser"))
    page = "/admin/meeting/meeting/1/change/"
    before = number_of("meeting")

    answer = client.post(page, {**fields(client, page), "venue": "Dewan Rekaan"})

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert number_of("meeting") == before + 1
    assert Meeting.objects.get().venue == "Dewan Rekaan"


def test_meeting_is_neither_added_twice_nor_deleted(client: Client):
    make.make_meeting()
    client.force_login(make.make_staff("superuser"))

    assert client.get("/admin/meeting/meeting/add/").status_code == 403
    assert client.post("/admin/meeting/meeting/1/delete/", {"post": "yes"}).status_code == 403


def test_deleting_a_city_raises_the_version(client: Client):
    make.make_meeting()
    client.force_login(make.make_staff("superuser"))
    cities = [make.make_city() for _n in range(2)]
    before = number_of("meeting")

    client.post(
        "/admin/meeting/city/",
        {"action": "delete_selected", "_selected_action": [city.pk for city in cities], "post": "yes"},
    )

    assert City.objects.count() == 0
    assert number_of("meeting") > before


def message(state: str) -> Message:
    now = timezone.now()
    return Message.objects.create(
        key=f"key:{state}", kind="test", to="x@example.org", subject="Subject", text="Text", state=state,
        created_at=now, not_before=now, give_up_at=now,
    )  # fmt: skip


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_message_in_trouble_is_sent_again_on_a_decision(client: Client, state: str):
    staff = make.make_staff("Registration")
    client.force_login(staff)
    row = message(state)
    page = f"/admin/outbox/message/{row.pk}/change/"
    assert "Send again" in client.get(page).content.decode()

    client.post(f"/admin/outbox/message/{row.pk}/again/")

    row.refresh_from_db()
    assert row.state == "queued"
    assert AuditEvent.objects.get(action="message.send_again").actor == staff


def test_message_that_was_sent_is_not_sent_again(client: Client):
    client.force_login(make.make_staff("Registration"))
    row = message("sent")

    assert "Send again" not in client.get(f"/admin/outbox/message/{row.pk}/change/").content.decode()
    answer = client.post(f"/admin/outbox/message/{row.pk}/again/", follow=True)

    row.refresh_from_db()
    assert row.state == "sent"
    assert "Only messages that failed or may not have arrived" in answer.content.decode()


def test_message_is_sent_again_by_post_only_and_by_the_duty_only(client: Client):
    row = message("failed")
    client.force_login(make.make_staff("Registration"))
    client.get(f"/admin/outbox/message/{row.pk}/again/")
    client.force_login(make.make_staff("Exhibition"))
    client.post(f"/admin/outbox/message/{row.pk}/again/")

    row.refresh_from_db()
    assert row.state == "failed"


def test_needs_a_look_shows_the_troubled_only(client: Client):
    client.force_login(make.make_staff("Registration"))
    for state in ("failed", "uncertain", "sent", "queued"):
        message(state)

    assert client.get("/admin/outbox/message/?needs=look").context["cl"].result_count == 2
