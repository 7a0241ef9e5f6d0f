"""Many people at once: signed in, each with an own connection, all at the same moment, over real HTTP."""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from delegates.models import Registration, User
from tests.factories import make_category, make_country, make_registration, make_user

CSRF = "abcdefghijklmnopqrstuvwxyz012345"


@dataclass(frozen=True)
class Member:
    """One of the crowd, with the cookie of an own session."""

    registration: Registration
    session: str


@dataclass(frozen=True)
class Answer:
    """What the server said to one request, and after how long."""

    status: int
    seconds: float
    head: str


def crowd(number: int) -> list[Member]:
    """Approved delegates, signed in."""
    category, country = make_category(), make_country()
    people = []
    for _ in range(number):
        user = make_user(password=None)
        people.append(Member(make_registration(user, category=category, country=country), _session_of(user)))
    return people


def _session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def post_at_once(url: str, requests: Iterable[tuple[Member, str]]) -> list[Answer]:
    """POST to every (person, path) at the same moment, with cookie and CSRF token; the answers in the same order."""

    async def all_of_them() -> list[Answer]:
        start = asyncio.Event()
        tasks = [asyncio.create_task(_post(url, member, path, start)) for member, path in requests]
        await asyncio.sleep(0.1)
        start.set()
        return await asyncio.gather(*tasks)

    # In a thread: the main one may hold the event loop of an earlier test's browser.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, all_of_them()).result()


async def _post(url: str, member: Member, path: str, start: asyncio.Event) -> Answer:
    place = urlsplit(url)
    body = f"csrfmiddlewaretoken={CSRF}"
    request = (
        f"POST {path} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n"
        f"Cookie: {settings.SESSION_COOKIE_NAME}={member.session}; {settings.CSRF_COOKIE_NAME}={CSRF}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )
    await start.wait()
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(request.encode())
    raw = await reader.read()
    writer.close()
    head = raw.split(b"\r\n\r\n", 1)[0].decode()
    return Answer(int(head.split()[1]), time.perf_counter() - began, head)


def statuses(answers: Iterable[Answer]) -> dict[int, int]:
    """How often each status came."""
    return dict(Counter(answer.status for answer in answers))


def p95(answers: list[Answer]) -> float:
    """Seconds within which 95 of 100 were answered."""
    return statistics.quantiles([answer.seconds for answer in answers], n=20)[-1]
