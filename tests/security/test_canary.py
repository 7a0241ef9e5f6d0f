"""One invented passport number, typed into the real form of the real site, and looked for everywhere afterwards.

It may stand in one place only: in the answer to somebody with the duty, a fresh proof and a reason.
"""

import base64
import io
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page
from pypdf import PdfReader

from ascn8.outbox.models import Message
from delegates.accreditation import approve
from delegates.models import Letter, Purpose, Registration, VaultItem
from delegates.papers.opening import opened
from delegates.vault.keeping import facts_of, item_of
from tests.delegates.drafts import make_draft
from tests.factories import PASSWORD, make_category, make_country, make_meeting, make_staff, make_user
from tests.running import Mailbox, wait_until

NUMBER, PLACE, NOTE = "K7K7Q9Q9Z", "Kampung Kenari Kuning", "Alergi kenari dan udang"
CANARIES = (NUMBER, PLACE, NOTE)
# In clear somewhere on purpose: it shows that the search finds what is there.
SIGN = "Majlis Bandaran Rekaan"


@pytest.fixture
def person(transactional_db: None) -> Registration:
    make_meeting(signatory_name="Datuk Contoh", signatory_title_en="Head (demo)")
    make_country("MY")
    return make_draft(make_user("canary@example.org"), category=make_category("vip", passport="required"))


@pytest.fixture
def site_environment() -> dict[str, str]:
    """The web server says everything it can say."""
    return {"LOG_LEVEL": "DEBUG"}


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    Image.new("RGB", (900, 640), "khaki").save(tmp_path / "scan.jpg")
    return tmp_path / "scan.jpg"


# --- Where to look --------------------------------------------------------------------------------------------------


def rows_of_every_table() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for found in cursor.fetchall():
                for value in found:
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    yield table, raw.decode("latin-1") + raw.decode("utf-8", "ignore")
    for session in Session.objects.all():
        yield "session", str(session.get_decoded())


def keys_of_redis() -> Iterator[tuple[str, str]]:
    """Keys, values and, unpacked, the bodies of Celery's messages."""
    with redis.from_url(settings.REDIS_URL) as server:
        for key in server.scan_iter():
            kind = server.type(key).decode()
            read: dict[str, Callable[[bytes], Any]] = {
                "string": server.get,
                "list": lambda k: server.lrange(k, 0, -1),
                "hash": server.hgetall,
                "set": server.smembers,
                "zset": lambda k: server.zrange(k, 0, -1),
            }
            value = str(read[kind](key))
            bodies = re.findall(r'"body": ?"([A-Za-z0-9+/=]+)"', value)
            yield f"redis {key!r}", value + "".join(base64.b64decode(body).decode("utf-8", "ignore") for body in bodies)


def files_under(folder: Path) -> Iterator[tuple[str, str]]:
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            streams = [_inflated(part) for part in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)]
            yield str(path), (data + b"".join(streams)).decode("latin-1")


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def mails(mailbox: Mailbox) -> Iterator[tuple[str, str]]:
    for message in mailbox.messages:
        parts = [part for part in message.walk() if not part.is_multipart()]
        text = "".join(str(part.get_payload(decode=True)) for part in parts)
        yield "mail", message.as_string() + text
    for row in Message.objects.all():
        yield "outbox", f"{row.subject} {row.text} {row.html}"


def found_in(places: Iterator[tuple[str, str]], words: tuple[str, ...]) -> list[str]:
    return sorted({f"{word} in {place}" for place, text in places for word in words if word in text})


# --- The journey -----------------------------------------------------------------------------------------------


def fill_passport(page: Page, scan: Path) -> None:
    page.select_option("[name=nationality]", "MY")
    page.check("[name=passport_kind][value=ordinary]")
    page.check("[name=needs_visa_letter]")
    page.fill("[name=passport_name]", "CONTOH KENARI")
    page.fill("[name=number]", NUMBER)
    page.select_option("[name=issuing_country]", "MY")
    page.fill("[name=expires_on]", "2031-05-20")
    page.fill("[name=birth_date]", "1980-02-29")
    page.fill("[name=birth_place]", PLACE)
    page.set_input_files("[name=scan]", scan)


def watched(page: Page) -> list[str]:
    """Every address that the browser asks for or is sent to, from now on."""
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("response", lambda response: seen.append(str(response.headers)))
    return seen


def test_a_passport_number_appears_nowhere(
    person: Registration,
    scan: Path,
    start_worker: Callable[..., Any],
    open_page: Callable[..., Page],
    site: Any,
    mailbox: Mailbox,
    private_files: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    page = open_page("/register/passport/", user=person.user)
    addresses, errors = watched(page), []

    # A typing mistake, then a real fault in the middle of storing, then what passes.
    fill_passport(page, scan)
    page.fill("[name=expires_on]", "2026-01-01")
    page.click("text=Save and continue")
    page.wait_for_selector("[data-error-summary]")
    (private_files / "vault").write_text("in the way")
    fill_passport(page, scan)
    with page.expect_navigation() as broken:
        page.click("text=Save and continue")
    errors.append(page.content())
    assert broken.value.status == 500
    (private_files / "vault").unlink()
    page.goto("/register/passport/")
    fill_passport(page, scan)
    page.click("text=Save and continue")
    page.wait_for_url("**/register/photo/")
    page.goto("/register/needs/")
    page.fill("[name=medical_notes]", NOTE)
    page.check("[name=agreed]")
    page.click("text=Save and continue")
    page.goto("/register/review/")
    page.click("text=Submit my registration")
    page.wait_for_url("**/me/")
    errors.append(page.content())

    # Approved while no worker runs, so that Celery's messages lie there to be looked at; then the letter is made.
    approve(Registration.objects.get(pk=person.pk), actor=make_staff(), at=timezone.now())
    assert found_in(keys_of_redis(), ("delegates.tasks.draw_letter",))
    assert found_in(keys_of_redis(), CANARIES) == []
    worker = start_worker(LOG_LEVEL="DEBUG")
    letter = wait_until("the letter", lambda: Letter.objects.filter(state="made").first(), seconds=60)
    wait_until("the mails", lambda: set(Message.objects.values_list("state", flat=True)) == {"sent"}, seconds=60)

    # Read by somebody with the duty, who has to show who it is first.
    officer = open_page(f"/admin/delegates/registration/{person.code}/vault/passport/", user=make_staff("Security"))
    addresses_too = watched(officer)
    officer.click("text=Show that it is me")
    officer.fill("[name=password]", PASSWORD)
    officer.click("button:has-text('Confirm')")
    officer.check("[name=why][value=clearance]")
    officer.click("text=Show the data")
    officer.wait_for_selector("text=In plain")
    assert NUMBER in officer.content()
    assert PLACE in officer.content()

    # It is there, sealed, and its letter says it; and it is nowhere else.
    assert facts_of(item_of(person, Purpose.PASSPORT))["number"] == NUMBER
    assert NUMBER in text_of_pdf(opened(letter))
    assert VaultItem.objects.count() == 2
    for name, places, sign in (
        ("tables", rows_of_every_table(), SIGN),
        ("redis", keys_of_redis(), ""),
        ("files", files_under(private_files), "JFIF"),
        ("mails", mails(mailbox), "canary@example.org"),
        ("logs", iter([("web", site.output()), ("worker", worker.output()), ("test", caplog.text)]), "Traceback"),
        ("addresses", iter([("browser", line) for line in addresses + addresses_too]), "/register/passport/"),
        ("other pages", iter([("page", text) for text in errors]), "<html"),
    ):
        looked = list(places)
        assert found_in(iter(looked), CANARIES) == [], name
        assert not sign or found_in(iter(looked), (sign,)), f"the search in {name} finds nothing at all"
    left = [path for path in Path(tempfile.gettempdir()).glob("*.upload*") if path.stat().st_size]
    assert left == []


def text_of_pdf(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
