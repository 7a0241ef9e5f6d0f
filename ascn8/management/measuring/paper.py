"""Measured in this process: the programme drawn on paper, in each form, as its job does it."""

import datetime as dt
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass

from sessions.print.drawing import draw
from sessions.print.orders import KINDS, Order


@dataclass(frozen=True, slots=True)
class Printed:
    """What one file took. `megabytes` is the most memory that the process has had until then."""

    title: str
    pages: int
    seconds: float
    megabytes: float


def printed_once(*, at: dt.datetime) -> Iterator[Printed]:
    """Every form of the current release in English, one after another."""
    for form, paper in KINDS:
        order = Order(form=form, paper=paper, language="en")
        begin = time.perf_counter()
        drawn = draw(order, at=at)
        spent = time.perf_counter() - begin
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        yield Printed(order.title, drawn.pages if drawn else 0, spent, peak)
