"""A broker that is away: a request costs hardly more, nobody sees an error, and nothing is lost."""

import contextlib
import os
import shutil
import signal
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ascn8.outbox.models import Message
from sessions.models import Seating
from tests import real_services
from tests.factories import local, make_meeting, make_seating
from tests.races.crowd import Answer, Member, crowd, post_at_once
from tests.running import Mailbox, Site, Worker, wait_until

PEOPLE = 20
ALLOWED = 0.1  # seconds that an absent broker may cost a request
LATER = {"ASCN8_CLOCK_OFFSET": "180", "SWEEP_SECONDS": "1"}


@pytest.fixture
def redis() -> Iterator[str]:
    """A Redis of this test's own, to be taken away."""
    folder = Path(tempfile.mkdtemp(prefix="ascn8-redis-"))
    folder.chmod(0o777)  # root starts it as somebody else
    with real_services.redis(folder) as (url, _origin):
        yield url
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def seating(transactional_db: None) -> Seating:
    make_meeting()
    return make_seating(capacity=1000, starts_at=local(12, 9).replace(year=2099))


def sign_up(url: str, people: list[Member], seating: Seating) -> list[Answer]:
    """One after the other, so that what is measured is a request and not the queue before it."""
    return [answer for person in people for answer in post_at_once(url, [(person, f"/seats/{seating.code}/take/")])]


def median(answers: list[Answer]) -> float:
    assert {answer.status for answer in answers} == {302}
    return statistics.median(answer.seconds for answer in answers)


def nobody_listens() -> str:
    return f"redis://127.0.0.1:{real_services.free_port()}/0"


@contextlib.contextmanager
def nobody_answers() -> Iterator[str]:
    """An address that takes connections and says nothing, as a broker does whose machine hangs."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(500)
        yield f"redis://127.0.0.1:{silent.getsockname()[1]}/0"


@pytest.mark.parametrize("how", ["refuses", "hangs"])
def test_a_request_costs_less_than_a_tenth_of_a_second_more(
    how: str, seating: Seating, mailbox: Mailbox, private_files: Path, start_site: Callable[..., Site]
) -> None:
    people = crowd(2 * PEOPLE)
    here = median(sign_up(start_site().url, people[:PEOPLE], seating))
    with nobody_answers() if how == "hangs" else contextlib.nullcontext(nobody_listens()) as broker:
        away = median(sign_up(start_site(CELERY_BROKER_URL=broker).url, people[PEOPLE:], seating))
    assert away - here < ALLOWED, f"{here * 1000:.0f} ms with the broker, {away * 1000:.0f} ms without"
    assert Message.objects.filter(kind="seat_confirmed", state="queued").count() == 2 * PEOPLE


def test_what_was_promised_without_a_broker_is_sent_when_it_is_back(
    seating: Seating, mailbox: Mailbox, start_site: Callable[..., Site], start_worker: Callable[..., Worker]
) -> None:
    median(sign_up(start_site(CELERY_BROKER_URL=nobody_listens()).url, crowd(PEOPLE), seating))
    assert not mailbox.messages

    start_worker(beat=True, **LATER)

    wait_until("every mail", lambda: Message.objects.filter(state="sent").count() == PEOPLE, seconds=60)
    assert len(mailbox.messages) == PEOPLE


def test_a_broker_that_returns_is_used_again(
    redis: str, seating: Seating, mailbox: Mailbox, start_site: Callable[..., Site], start_worker: Callable[..., Worker]
) -> None:
    """The web server and the worker outlive a restart of Redis that forgot everything."""
    worker = start_worker(beat=True, REDIS_URL=redis, **LATER)
    site, people = start_site(REDIS_URL=redis), crowd(2 * PEOPLE)
    median(sign_up(site.url, people[:PEOPLE], seating))
    wait_until("the first mails", lambda: len(mailbox.messages) == PEOPLE)
    port = int(redis.rsplit(":", 1)[1].split("/")[0])

    os.kill(listener(port), signal.SIGSTOP)
    began = time.monotonic()
    median(sign_up(site.url, people[PEOPLE:], seating))
    took = time.monotonic() - began
    os.kill(listener(port), signal.SIGCONT)

    wait_until("the other mails", lambda: len(mailbox.messages) == 2 * PEOPLE, seconds=60)
    assert worker.is_running
    assert took < PEOPLE * 0.5


def listener(port: int) -> int:
    """The process that listens on a port of 127.0.0.1."""
    wanted = f"0100007F:{port:04X}"
    inode = next(
        columns[9]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if (columns := line.split())[1] == wanted and columns[3] == "0A"
    )
    for entry in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            if os.readlink(entry) == f"socket:[{inode}]":
                return int(entry.parts[2])
    raise AssertionError(f"nobody listens on {port}")
