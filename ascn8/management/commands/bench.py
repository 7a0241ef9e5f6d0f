"""Throughput of the main jobs beside their floor, in one run."""

import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from ascn8.management.measuring.board import moves
from ascn8.management.measuring.lists import bare_rows, import_once, people_list
from ascn8.management.measuring.load import answer_times, median_of
from ascn8.management.measuring.pages import EMPTY, measure_pages, page_facts, part_asked_for, release_once
from ascn8.management.measuring.paper import printed_once
from ascn8.management.measuring.people import signed_in_pages
from ascn8.management.measuring.served import environment, manage, served
from ascn8.management.measuring.work import (
    badge_cards,
    badges_per_second,
    inserts_per_second,
    signups_per_second,
)

# What the demonstration holds for a part that needs something else than 500 delegates.
_DATA = {"board": ["--sessions=150", "--delegates=20"], "paper": ["--sessions=1200", "--delegates=20"]}


class Command(BaseCommand):
    help = "Measures pages, sign-ups and badges beside their floor: medians, on this machine, on loopback only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=2.0, help="length of one measurement of a page")
        parser.add_argument("--rounds", type=int, default=3, help="how many times each is measured")
        parser.add_argument(
            "--only", choices=["pages", "signups", "badges", "people", "lists", "board", "paper"], help="one part"
        )
        parser.add_argument("--people", type=int, default=20_000, help="how many delegates for the lists of people")
        parser.add_argument("--asked", type=int, default=60, help="how often each list of people is asked for")
        parser.add_argument("--database", default="", help="URL of an empty database (default: SQLite)")

    def handle(self, *args: Any, **options: Any) -> None:
        only, rounds = options["only"], options["rounds"]
        if only in (None, "pages"):
            self._pages(options["seconds"], rounds)
        if only in (None, "signups"):
            self._elsewhere("signups", options["database"], rounds)
        if only in (None, "lists"):
            self._elsewhere("lists", options["database"], rounds)
        if only in (None, "board"):
            self._elsewhere("board", options["database"], rounds)
        if only in (None, "paper"):
            self._elsewhere("paper", options["database"], rounds)
        if only in (None, "badges"):
            cards = badge_cards(1000)
            badges_per_second(cards[:100])
            rate = median_of(lambda: badges_per_second(cards), rounds)
            self.stdout.write(f"badges, one core, a batch of 1,000: {rate:,.0f} badges/s")

        if only in (None, "people"):
            self._people(options["database"], options["people"], options["asked"])

    def _people(self, database: str, people: int, asked: int) -> None:
        """The secretariat's list and review screen, as somebody who is signed in sees them, one page after another."""
        if os.environ.get("ASCN8_BENCH_HERE"):
            self.stdout.write(json.dumps(signed_in_pages()))
            return
        with tempfile.TemporaryDirectory(prefix="ascn8-bench-") as folder:
            env = environment(Path(folder), database)
            for command in (["migrate"], ["createcachetable"], ["collectstatic", "--noinput"]):
                manage(*command, "--verbosity=0", env=env)
            began = time.monotonic()
            manage("demo_data", f"--delegates={people}", env=env)
            self.stdout.write(f"{people:,} delegates made in {time.monotonic() - began:,.0f} s")
            told = json.loads(manage("bench", "--only=people", env=env | {"ASCN8_BENCH_HERE": "1"}).splitlines()[-1])
            with served(env) as port:
                for page in [{"name": "empty view", "path": EMPTY, "queries": 0}, *told["pages"]]:
                    times = answer_times("127.0.0.1", port, page["path"], cookie=told["cookie"], count=asked)
                    middle, late = times[len(times) // 2], times[int(len(times) * 0.95)]
                    words = f"median {middle:>6.1f} ms  p95 {late:>6.1f} ms  {page['queries']:>2} queries"
                    self.stdout.write(f"  {page['name']:<22} {words}")

    def _pages(self, seconds: float, rounds: int) -> None:
        part = part_asked_for()
        if part == "facts":
            self.stdout.write(json.dumps(page_facts()))
        elif part == "release":
            release_once()
        else:
            for sessions in (120, 1200):
                measure_pages(sessions, seconds, rounds, self.stdout.write)

    def _elsewhere(self, part: str, database: str, rounds: int) -> None:
        """In a process of its own, because this one has its settings already."""
        if os.environ.get("ASCN8_BENCH_HERE"):
            works = {"signups": self._signups, "lists": self._lists, "board": self._board, "paper": self._paper}
            works[part](rounds)
            return
        with tempfile.TemporaryDirectory(prefix="ascn8-bench-") as folder:
            env = environment(Path(folder), database) | {"ASCN8_BENCH_HERE": "1"}
            manage("migrate", "--verbosity=0", env=env)
            manage("createcachetable", env=env)
            if part == "board":  # its answers are drawn with pictures
                manage("collectstatic", "--noinput", "--verbosity=0", env=env)
            manage("demo_data", *_DATA.get(part, ["--delegates=500"]), env=env)
            self.stdout.write(manage("bench", f"--only={part}", f"--rounds={rounds}", env=env))

    def _lists(self, rounds: int) -> None:
        """50,000 people with 15 columns, as the job imports them; the floor makes bare rows of ready values."""
        at, count = timezone.now(), 50_000
        floor = median_of(lambda: count / bare_rows(count, at=at), rounds)
        for kind in ("csv", "xlsx"):
            data = people_list(count, kind=kind)
            runs = sorted((import_once(data, at=at) for _ in range(rounds)), key=lambda run: run.seconds)
            middle, grown = runs[rounds // 2], max(run.megabytes for run in runs)
            rate, own = count / middle.seconds, middle.processor
            self.stdout.write(
                f"{connection.vendor}: {kind}, {count:,} people: {middle.seconds:.1f} s ({own:.1f} s of our own "
                f"processor time), {rate:,.0f} rows/s, bare bulk_create: {floor:,.0f}/s, {rate / floor:.2f} of it; "
                f"grew by {grown:.0f} MB"
            )

    def _board(self, rounds: int) -> None:
        """A move on the board and the new day in the answer; it must stay under 200 ms."""
        moved = moves(20 * rounds)
        self.stdout.write(
            f"{connection.vendor}: a move on the board among {moved.sessions} sessions: median {moved.median:.0f} ms, "
            f"p95 {moved.late:.0f} ms, {moved.processor:.0f} ms of it our own processor time, {moved.queries} queries"
        )

    def _paper(self, _rounds: int) -> None:
        """The programme of 1,200 sessions in each printed form, once."""
        for one in printed_once(at=timezone.now()):
            self.stdout.write(
                f"1,200 sessions on paper: {one.title}: {one.pages} pages, {one.seconds:.1f} s; "
                f"the process had {one.megabytes:.0f} MB at most"
            )

    def _signups(self, rounds: int) -> None:
        at = timezone.now()
        floor = median_of(lambda: inserts_per_second(300), rounds)
        rate = median_of(lambda: signups_per_second(300, at=at), rounds)
        self.stdout.write(
            f"{connection.vendor}: {rate:,.0f} sign-ups/s, one INSERT: {floor:,.0f}/s, {rate / floor:.2f} of it"
        )
