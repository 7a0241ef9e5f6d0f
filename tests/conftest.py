"""Fixtures for every test: clean caches, and, for those that ask, the real processes and a real browser."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, Page

from ascn8.lib import pages
from ascn8.management.collected import collect_when_changed
from ascn8.meeting import facts
from delegates.models import User
from sessions import programme
from sessions.releases import history
from tests.running import Mailbox, Site, Worker

# --- Honest runs ------------------------------------------------------------------------------------------------


def _fail_instead_of_skipping(report: Any) -> None:
    """A skipped test proves nothing, so here it is a failed one."""
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped tests count as failed: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    report = yield
    _fail_instead_of_skipping(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    report = yield
    _fail_instead_of_skipping(report)
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a browser carries the mark `browser`."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


# --- Database, caches, files ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite the test database is a file, not memory: the worker and the web server open it too."""
    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        path = Path(django_settings.VAR_DIR) / "test.sqlite3"
        path.parent.mkdir(parents=True, exist_ok=True)
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(path)}


@pytest.fixture(scope="session", autouse=True)
def collected_static() -> None:
    """Templates name static files by their hash, so the files are collected before any page is drawn."""
    collect_when_changed()


@pytest.fixture(autouse=True)
def clean_caches() -> None:
    """A test database starts at content version 0 again; what a process kept for it must go. So must old tasks.

    And a page that an earlier test read in Malay must not decide in which language this one is refused.
    """
    translation.activate("en")
    facts._kept.clear()
    programme.forget()
    history.forget()
    pages.forget_pages()
    cache.clear()


@pytest.fixture(autouse=True)
def private_files(settings: Any, tmp_path: Path) -> Path:
    """The private storage of one test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            **settings.STORAGES["default"],
            "OPTIONS": {**settings.STORAGES["default"]["OPTIONS"], "location": str(tmp_path / "private")},
        },
    }
    return tmp_path / "private"


# --- Real processes ---------------------------------------------------------------------------------------------


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A real SMTP server; this process, and every process started after it, sends there."""
    box = Mailbox()
    settings.EMAIL_URL = box.url
    yield box
    box.stop()


@pytest.fixture
def start_worker(transactional_db: None, mailbox: Mailbox, private_files: Path) -> Iterator[Callable[..., Worker]]:
    """Starts real Celery workers on the test's database, Redis, files and mail server; ends them afterwards.

    `start_worker(beat=True, SWEEP_SECONDS="1")`: with the clock; more environment variables by keyword.
    """
    running: list[Worker] = []

    def start(*, beat: bool = False, **more: str) -> Worker:
        running.append(Worker(beat=beat, **{"ASCN8_FILES": str(private_files), **more}))
        running[-1].start()
        return running[-1]

    yield start
    for worker in running:
        worker.stop()


@pytest.fixture
def worker(start_worker: Callable[..., Worker]) -> Worker:
    """One real Celery worker with two children, without the clock."""
    return start_worker()


@pytest.fixture
def site_environment() -> dict[str, str]:
    """Further environment variables of `site`; a module that needs some overrides this fixture."""
    return {}


@pytest.fixture
def start_site(transactional_db: None, mailbox: Mailbox, private_files: Path) -> Iterator[Callable[..., Site]]:
    """Starts real web servers on the test's database; more environment variables by keyword."""
    running: list[Site] = []

    def start(**more: str) -> Site:
        running.append(Site(**{"ASCN8_FILES": str(private_files), **more}))
        running[-1].start()
        return running[-1]

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def site(start_site: Callable[..., Site], site_environment: dict[str, str]) -> Site:
    """The real web server on the test's database: `site.url`."""
    return start_site(**site_environment)


# --- Browser ----------------------------------------------------------------------------------------------------


def find_chromium() -> str:
    """Path of a Chromium or Chrome. Root on Debian installs one; elsewhere the run fails and says what to do."""
    for name in (os.environ.get("CHROMIUM"), "chromium", "google-chrome", "chromium-browser"):
        if name and (found := shutil.which(name)):
            return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing Chromium (apt-get install chromium)", file=sys.stderr, flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, stdout=subprocess.DEVNULL)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
            env=quiet,
            stdout=subprocess.DEVNULL,
        )
        if found := shutil.which("chromium"):
            return found
    return pytest.fail("The tests need a browser. Run:  apt-get install -y chromium   (or set CHROMIUM to a path)")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own browser; Playwright downloads none."""
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": ["--no-sandbox"]}


def sign_in(page: Page, site: Site, user: User) -> None:
    """Give the browser a session of `user`, without the sign-in form."""
    client = Client()
    client.force_login(user)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": site.url}])


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Opens browser windows on the real server: `open_page("/agenda/", user=..., width=360, colour="dark")`.

    `path` is of the English site; `language="ms"` puts its prefix before it. An uncaught error of a script or a breach
    of the Content-Security-Policy in any of the windows fails the test at its end.
    """
    contexts, complaints = [], []

    def note(message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            complaints.append(message.text)

    def open_one(
        path: str = "/",
        *,
        user: User | None = None,
        language: str = "en",
        colour: str = "light",
        width: int = 1440,
        height: int = 900,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            color_scheme=colour,
            locale={"en": "en-GB", "ms": "ms-MY"}[language],
            timezone_id="Asia/Kuala_Lumpur",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", note)
        if user:
            sign_in(page, site, user)
        page.goto(path if language == "en" else f"/{language}{path}")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)
