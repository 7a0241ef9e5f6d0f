"""Delegations in the panel: places, focal points by the audited activity, requests for places."""

import pytest
from django.test import Client

from ascn8.audit.models import AuditEvent
from ascn8.outbox.models import Message
from delegates.models import DelegationPlaces, Nomination
from tests.delegates.delegations.shared import delegation, endorsed, focal, nominated
from tests.factories import make_meeting, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _meeting():
    make_meeting()


@pytest.fixture
def as_staff(client: Client) -> Client:
    client.force_login(make_staff("Registration"))
    return client


def test_focal_points_change_with_an_audit_row_and_a_mail_to_both(as_staff: Client):
    row, new, old = delegation(), make_user("new@example.org"), focal()
    places = DelegationPlaces.objects.get()

    answer = as_staff.post(
        f"/admin/delegates/delegation/{row.pk}/change/",
        {
            "kind": "state",
            "name_en": "Cambodia",
            "country": row.country_id,
            "focal_points": [new.pk],
            "places-TOTAL_FORMS": 1,
            "places-INITIAL_FORMS": 1,
            "places-0-id": places.pk,
            "places-0-delegation": row.pk,
            "places-0-category": endorsed().pk,
            "places-0-places": 7,
        },
    )

    assert answer.status_code == 302, answer.context["errors"]
    assert list(row.focal_points.all()) == [new]
    event = AuditEvent.objects.get(action="delegation.focal_points")
    assert event.detail == {"added": [new.pk], "removed": [old.pk]}
    assert set(Message.objects.filter(kind="focal_point").values_list("to", flat=True)) == {old.email, new.email}
    places.refresh_from_db()
    assert places.places == 7


def test_a_request_is_on_the_first_page_and_granted_with_one_button(as_staff: Client):
    row = delegation(places=0)
    asked = nominated(row, name="Sok Contoh", reason="An adviser comes too.")
    assert "place asked for by a delegation" in as_staff.get("/admin/").content.decode()

    page = as_staff.get(f"/admin/delegates/nomination/{asked.pk}/change/").content.decode()
    assert "An adviser comes too." in page
    as_staff.post(f"/admin/delegates/nomination/{asked.pk}/answer/", {"grant": "yes", "answer": ""})

    asked.refresh_from_db()
    assert asked.state == "named"
    assert "Grant the place" not in as_staff.get(f"/admin/delegates/nomination/{asked.pk}/change/").content.decode()


def test_a_refusal_without_an_answer_changes_nothing(as_staff: Client):
    asked = nominated(delegation(places=0))

    as_staff.post(f"/admin/delegates/nomination/{asked.pk}/answer/", {"refuse": "yes", "answer": " "})

    assert Nomination.objects.get().state == "requested"
