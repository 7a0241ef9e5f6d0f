"""The fixtures themselves: what other tests stand on."""

import socket
import urllib.request

from ascn8.tasks import sweep
from tests.factories import make_exhibitor, make_meeting, make_registration, make_seating, make_staff
from tests.running import wait_until


def test_factories_make_valid_rows(db):
    for row in (make_meeting(), make_registration(), make_seating(), make_exhibitor()):
        row.full_clean()
    assert make_staff("Registration").has_perm("delegates.decide_registration")
    assert not make_staff("Door").has_perm("delegates.decide_registration")


def test_site_answers_from_the_test_database(site):
    make_meeting(short_name="ASCN-T")
    with urllib.request.urlopen(f"{site.url}/practical/") as answer:
        assert answer.status == 200


def test_open_page_follows_language_and_width(open_page):
    make_meeting()
    page = open_page("/practical/", language="ms", colour="dark", width=360)
    assert page.url.endswith("/ms/practical/")
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert page.viewport_size["width"] == 360


def test_worker_takes_tasks_from_the_private_redis(worker):
    sweep.delay()
    wait_until("the task to be done", lambda: "succeeded" in worker.output())


def test_mailbox_is_a_real_server(mailbox):
    with socket.create_connection(("127.0.0.1", mailbox.port), 5) as connection:
        assert connection.recv(100).startswith(b"220")
