"""kill -9 of the worker in the middle of two hundred approvals: nothing is lost, and nobody is told twice."""

import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from pypdf import PdfReader

from ascn8.outbox.models import Message
from delegates.accreditation import approve
from delegates.models import Badge, Registration
from tests.factories import make_category, make_country, make_meeting, make_registration, make_staff, make_user
from tests.running import Mailbox, Worker, wait_until

PEOPLE = 200
CHILDREN = 2
# A worker that comes after a kill lives three minutes later than the one before: stale claims need not be waited for.
LATER = {"ASCN8_CLOCK_OFFSET": "180", "SWEEP_SECONDS": "3"}
LAST = {"ASCN8_CLOCK_OFFSET": "360", "SWEEP_SECONDS": "3"}


def submitted(number: int) -> list[Registration]:
    category, country = make_category(), make_country()
    return [
        make_registration(
            make_user(f"person{n}@example.org", password=None), "submitted", category=category, country=country
        )
        for n in range(number)
    ]


def kill_when(worker: Worker, mailbox: Mailbox, mails: int) -> threading.Thread:
    """In the background: kill -9 of the worker and its children as soon as so many mails have arrived."""

    def run() -> None:
        wait_until(f"{mails} mails", lambda: len(mailbox.messages) >= mails, seconds=120)
        worker.kill()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.locks
def test_a_killed_worker_neither_loses_nor_repeats(
    transactional_db: None, start_worker: Callable[..., Worker], mailbox: Mailbox, private_files: Path
) -> None:
    make_meeting()
    people, actor = submitted(PEOPLE), make_staff("Registration")
    first = start_worker()
    killing = kill_when(first, mailbox, 20)

    approved = [approve(row, actor=actor, at=timezone.now()) for row in people]
    assert {row.state for row in approved} == {"approved"}
    killing.join()
    second = start_worker(beat=True, **LATER)
    kill_when(second, mailbox, 90).join()
    assert Badge.objects.filter(state="ordered").exists() or states()["queued"], "the kill came too late to prove much"
    start_worker(beat=True, **LAST)

    wait_until("every badge", lambda: Badge.objects.filter(state="drawn").count() == PEOPLE, seconds=120)
    wait_until("every mail", lambda: not set(states()) & {"queued", "sending"}, seconds=120)
    check_badges(private_files)
    check_mails(mailbox)


def states() -> Counter[str]:
    return Counter(Message.objects.values_list("state", flat=True))


def check_badges(private_files: Path) -> None:
    """One badge a person, and one whole file a badge."""
    assert Badge.objects.values("registration").distinct().count() == Badge.objects.count() == PEOPLE
    files = {path.name for path in (private_files / "badges").iterdir()}
    assert files == {Path(name).name for name in Badge.objects.values_list("file", flat=True)}
    for badge in Badge.objects.select_related("registration")[:10]:
        with badge.file.open("rb") as file:
            assert badge.registration.given_name.split()[-1] in PdfReader(file).pages[0].extract_text()


def check_mails(mailbox: Mailbox) -> None:
    """One promise a person, kept once; where the kill fell into the handing-over, it says so and is not repeated."""
    assert Message.objects.count() == PEOPLE
    arrived = Counter(str(message["X-Envelope-To"]) for message in mailbox.messages)
    assert max(arrived.values()) == 1, [who for who, times in arrived.items() if times > 1]
    uncertain = set(Message.objects.filter(state="uncertain").values_list("to", flat=True))
    assert states() == {"sent": PEOPLE - len(uncertain)} | ({"uncertain": len(uncertain)} if uncertain else {})
    assert len(uncertain) <= 2 * CHILDREN  # two kills, at most one mail in each child's hands
    missing = set(Message.objects.values_list("to", flat=True)) - set(arrived)
    assert missing <= uncertain
    assert len({str(message["Message-ID"]) for message in mailbox.messages}) == len(mailbox.messages)
    assert all(list(message.iter_attachments()) for message in mailbox.messages)


@pytest.mark.locks
def test_a_killed_child_is_replaced_and_its_work_done(
    transactional_db: None, start_worker: Callable[..., Worker], mailbox: Mailbox
) -> None:
    make_meeting()
    people, actor = submitted(20), make_staff("Registration")
    worker = start_worker(beat=True, **LATER)
    for row in people[:10]:
        approve(row, actor=actor, at=timezone.now())
    wait_until("a mail", lambda: mailbox.messages)
    worker.kill_child()
    for row in people[10:]:
        approve(row, actor=actor, at=timezone.now())

    wait_until("every badge", lambda: Badge.objects.filter(state="drawn").count() == 20, seconds=60)
    wait_until("every mail", lambda: not set(states()) & {"queued", "sending"}, seconds=60)
    assert worker.is_running
    assert states()["sent"] >= 19
    assert max(Counter(str(message["X-Envelope-To"]) for message in mailbox.messages).values()) == 1
