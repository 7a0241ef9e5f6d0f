"""The demo is one thing to its user: it starts whole, keeps its data, and leaves no process behind, however it ends."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.real_services import die_with_parent, free_port
from tests.running import ROOT, wait_until

pytestmark = pytest.mark.xdist_group("demo")
PARTS = {"manage.py", "granian", "celery", "guard.py"}


class Demo:
    """One `manage.py demo` and everything that descends from it."""

    def __init__(self, var: Path) -> None:
        self.var, self.port = var, free_port()
        self.log = var / "terminal"
        environment = {name: value for name, value in os.environ.items() if name != "ASCN8_TESTING"}
        environment |= {"ASCN8_VAR": str(var), "ASCN8_STATIC": str(settings.STATIC_ROOT)}
        with self.log.open("wb") as terminal:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", "--port", str(self.port), "--delegates", "20"],
                cwd=ROOT,
                env=environment,
                stdout=terminal,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        wait_until("the demo's address", self.has_said_where, seconds=120)

    def has_said_where(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return "ASCN8 runs at" in self.log.read_text()

    def processes(self) -> dict[int, str]:
        """Process id and command line of everybody who was given this demo's folder."""
        mark = f"ASCN8_VAR={self.var}\0".encode()
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if mark in (entry / "environ").read_bytes() and (entry / "cmdline").read_bytes():
                        found[int(entry.name)] = (entry / "cmdline").read_bytes().decode().replace("\0", " ")
                except OSError:
                    continue
        return found

    def ends(self) -> None:
        """Nobody is left, and the port is free."""
        self.process.wait(20)
        wait_until("every process to end", lambda: not self.processes(), seconds=20)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", self.port))


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def start(var: Path) -> Iterator[Callable[[], Demo]]:
    demos: list[Demo] = []

    def one() -> Demo:
        demos.append(Demo(var))
        return demos[-1]

    yield one
    for demo in demos:
        for pid in demo.processes():
            os.kill(pid, signal.SIGKILL)
        demo.process.wait()


def child(demo: Demo, word: str) -> int:
    """The direct child of the demo whose command line has `word` in it."""
    children = Path(f"/proc/{demo.process.pid}/task/{demo.process.pid}/children").read_text().split()
    return next(pid for pid in map(int, children) if word in demo.processes()[pid])


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_end_of_the_parent_is_the_end_of_all(start, how):
    demo = start()
    everybody = demo.processes().values()
    assert all(any(part in line for line in everybody) for part in PARTS), everybody
    demo.process.send_signal(how)
    demo.ends()
    assert demo.process.returncode == (0 if how != signal.SIGKILL else -signal.SIGKILL)


@pytest.mark.parametrize("word", ["granian", "celery", "guard.py"])
def test_a_child_that_dies_takes_all_with_it(start, word):
    demo = start()
    os.kill(child(demo, word), signal.SIGKILL)
    demo.ends()
    assert demo.process.returncode == 1
    assert "ended by itself" in demo.log.read_text()


def test_a_second_start_keeps_data_and_makes_none(start):
    start().process.send_signal(signal.SIGKILL)
    demo = start()
    with urllib.request.urlopen(f"http://127.0.0.1:{demo.port}/agenda/") as page:
        assert page.status == 200
    assert "invented people" not in demo.log.read_text()
    assert_taken_port_is_one_sentence(demo)


def assert_taken_port_is_one_sentence(demo: Demo) -> None:
    second = subprocess.run(
        [sys.executable, "manage.py", "demo", "--port", str(demo.port)],
        cwd=ROOT,
        env={**os.environ, "ASCN8_VAR": str(demo.var)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert second.returncode == 1
    assert second.stderr.strip() == (
        f"CommandError: Port {demo.port} is taken or not allowed. Choose another one: "
        "python3 manage.py demo --port 8000"
    )
