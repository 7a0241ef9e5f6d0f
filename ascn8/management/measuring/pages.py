"""The public pages and feeds, measured beside an empty view behind the same middleware."""

import http.client
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from ascn8.management.demo_meeting.people import DOMAIN
from ascn8.management.measuring.load import requests_per_second
from ascn8.management.measuring.served import environment, manage, served
from delegates.models import User
from sessions.models import Session, Star
from sessions.personal_feed import renew
from sessions.release import publish

EMPTY = "/health/live"
_KEPT = ("/agenda/", "/agenda.ics", "/schedule.json", "/schedule.xml", "/exhibition/")


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of the table: an address, and the ETag where it is asked whether something changed."""

    name: str
    path: str
    etag: str = ""


def measure_pages(sessions: int, seconds: float, rounds: int, write: Callable[[str], None]) -> None:
    """A demonstration with so many sessions, served by the real server; a line for each page."""
    with tempfile.TemporaryDirectory(prefix="ascn8-bench-") as folder:
        env = environment(Path(folder), "")
        for command in (["migrate"], ["createcachetable"], ["collectstatic", "--noinput"]):
            manage(*command, "--verbosity=0", env=env)
        manage("demo_data", f"--sessions={sessions}", "--exhibitors=300", "--delegates=20", env=env)
        own = _here(env)
        with served(env) as port:
            rows = _rows(port, own)
            rates: dict[str, list[float]] = {row.name: [] for row in rows}
            for row in rows:  # each worker draws the page once before anything is measured
                requests_per_second("127.0.0.1", port, row.path, seconds=0.5, etag=row.etag)
            # Round by round through all pages, so that a slow moment of the machine hits all alike.
            for _ in range(rounds):
                for row in rows:
                    rate = requests_per_second("127.0.0.1", port, row.path, seconds=seconds, etag=row.etag)
                    rates[row.name].append(rate)
            middle = {name: sorted(found)[rounds // 2] for name, found in rates.items()}
            floor = middle.pop("empty view")
            write(f"{sessions} sessions, 300 exhibitors; empty view: {floor:,.0f} requests/s")
            for name, rate in middle.items():
                write(f"  {name:<28} {rate:>8,.0f} requests/s  {rate / floor:.2f} of the empty view")
            write("  first answer after a release: " + _first_answers(port, own["session"], env, rounds))


def page_facts() -> dict[str, str]:
    """The address of a session and of a person's own calendar with twenty stars, made in this process' database."""
    user = User.objects.get(email=f"delegate@{DOMAIN}")
    found = list(Session.objects.scheduled()[:20])
    now = timezone.now()
    Star.objects.bulk_create([Star(user=user, session=one, starred_at=now) for one in found], ignore_conflicts=True)
    return {"session": found[0].code, "token": renew(user=user, at=now).token}


def release_once() -> None:
    """Change one session and publish."""
    session = Session.objects.scheduled()[0]
    Session.objects.filter(pk=session.pk).update(subtitle=f"Changed {time.time()}")
    publish(actor=None, at=timezone.now())


def _here(env: dict[str, str]) -> dict[str, str]:
    told: dict[str, str] = json.loads(manage("bench", "--only=pages", env=env | {"ASCN8_BENCH_HERE": "facts"}))
    return told


def _rows(port: int, own: dict[str, str]) -> list[Asked]:
    feed = f"/feeds/{own['token']}.ics"
    session = f"/agenda/{own['session']}/"
    pages = [Asked(path, path) for path in _KEPT]
    more = [Asked("a session", session), Asked("a person's .ics", feed)]
    same = [Asked(f"304 of {path}", path, _etag(port, path)) for path in ("/agenda/", "/agenda.ics", "/schedule.xml")]
    return [Asked("empty view", EMPTY), *pages, *more, *same, Asked("304 of a person's .ics", feed, _etag(port, feed))]


def _etag(port: int, path: str) -> str:
    return _ask(port, path).getheader("ETag") or ""


def _first_answers(port: int, session: str, env: dict[str, str], rounds: int) -> str:
    """The slowest of several first answers, each after a release of its own: nobody has read the programme before."""
    words = []
    for path in ("/agenda/", f"/agenda/{session}/", "/agenda.ics", "/schedule.json", "/schedule.xml"):
        times = []
        for _ in range(rounds):
            manage("bench", "--only=pages", env=env | {"ASCN8_BENCH_HERE": "release"})
            began = time.perf_counter()
            _ask(port, path)
            times.append((time.perf_counter() - began) * 1000)
        words.append(f"{path.replace(session, 'CODE')} {max(times):.0f} ms")
    return ", ".join(words)


def _ask(port: int, path: str) -> http.client.HTTPResponse:
    one = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    one.request("GET", path, headers={"Host": f"127.0.0.1:{port}", "Accept-Encoding": "gzip"})
    answer = one.getresponse()
    answer.read()
    one.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return answer


def part_asked_for() -> str:
    """Which part of the work this process was started for; empty for the whole."""
    return os.environ.get("ASCN8_BENCH_HERE", "")
