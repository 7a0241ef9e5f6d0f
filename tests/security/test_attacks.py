"""Ways in that were tried by hand and found open once. Each stays closed."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from ascn8.lib.errors import Refused
from ascn8.middleware import LimitsMiddleware, client_network
from delegates.models import Registration
from delegates.registration import correct
from tests.factories import local, make_category, make_registration, make_staff, make_user

pytestmark = pytest.mark.django_db


def test_an_invented_address_in_the_body_hides_nobody_from_the_limit(client: Client) -> None:
    client.force_login(make_user())
    page = "/accounts/reauthenticate/"
    answers = [
        client.post(page, {"password": f"guess {n}", "email": f"{n}@elsewhere.example"}, REMOTE_ADDR=f"192.0.2.{n}")
        for n in range(1, LimitsMiddleware.PER_ACCOUNT[0] + 2)
    ]
    assert [answer.status_code for answer in answers[:-1]] == [200] * LimitsMiddleware.PER_ACCOUNT[0]
    assert answers[-1].status_code == 429


def test_mapped_ipv4_addresses_are_networks_of_their_own() -> None:
    seen = {client_network(RequestFactory().get("/", REMOTE_ADDR=f"::ffff:192.0.2.{n}")) for n in (1, 2)}
    assert seen == {"192.0.2.1", "192.0.2.2"}


def test_a_huge_body_is_refused_before_it_is_read(client: Client, settings: Any) -> None:
    kind = "multipart/form-data; boundary=x"
    declared = str(4 * settings.UPLOAD_MAX_BYTES + 1)
    answer = client.generic("POST", "/register/", b"--x--", content_type=kind, CONTENT_LENGTH=declared)
    assert answer.status_code == 413


def test_staff_do_not_choose_their_own_category(client: Client) -> None:
    staff = make_staff()
    row = make_registration(staff)
    head = make_category("head", is_open=False)
    with pytest.raises(Refused) as refused:
        correct(row, data={"category": head}, actor=staff, at=local(1, 9))
    assert refused.value.code == "own_registration"
    client.force_login(staff)
    address = f"/admin/delegates/registration/{row.pk}/change/"
    assert client.post(address, {"category": head.pk}).status_code == 403
    assert Registration.objects.get(pk=row.pk).category_id == row.category_id
