"""Requests for erasure in the panel: what goes and what stays is read first, then one of two buttons."""

import pytest
from django.test import Client

from delegates.models import ErasureRequest, Registration
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_row(client: Client) -> ErasureRequest:
    make.make_meeting()
    client.force_login(make.make_staff("Registration"))
    return ErasureRequest.objects.create(
        registration=make.make_registration(given_name="Contoh"), asked_at=make.local(1, 9), reason="Enough"
    )


def address(row: ErasureRequest) -> str:
    return f"/admin/delegates/erasurerequest/{row.code}/decide/"


def test_the_page_says_what_goes_and_what_stays(client: Client, request_row: ErasureRequest):
    page = client.get(address(request_row)).content.decode()

    assert "Enough" in page
    assert "The texts of all mails to you" in page
    assert "It is the proof that we did what you asked for." in page


def test_nothing_is_erased_without_the_tick(client: Client, request_row: ErasureRequest):
    reply = client.post(address(request_row), {"erase": "1"})

    assert reply.status_code == 422
    assert "Tick this first" in reply.content.decode()
    assert Registration.objects.get().given_name == "Contoh"


def test_the_tick_and_the_button_erase(client: Client, request_row: ErasureRequest):
    reply = client.post(address(request_row), {"erase": "1", "sure": "on"}, follow=True)

    assert "Erased. The person is told" in reply.content.decode()
    assert Registration.objects.get().given_name == "Erased"
    assert "What was kept, and why" in client.get(address(request_row)).content.decode()


def test_a_refusal_without_words_is_not_sent(client: Client, request_row: ErasureRequest):
    assert client.post(address(request_row), {"refuse": "1"}).status_code == 422
    client.post(address(request_row), {"refuse": "1", "answer": "Not yet."})

    request_row.refresh_from_db()
    assert (request_row.state, request_row.answer) == ("refused", "Not yet.")


def test_a_request_that_was_answered_meanwhile_says_so(client: Client, request_row: ErasureRequest):
    ErasureRequest.objects.update(state="withdrawn", decided_at=make.local(2, 9))
    reply = client.post(address(request_row), {"erase": "1", "sure": "on"})

    assert "This request is answered already." in reply.content.decode()
    assert Registration.objects.get().given_name == "Contoh"
