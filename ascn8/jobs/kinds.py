"""Which kinds of long work there are: the apps name theirs, a worker finds them here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ascn8.jobs.running import Progress


@dataclass(frozen=True, slots=True)
class Result:
    """What a job leaves behind. `file` is a private file's name in the storage, `file_name` what the reader saves.

    A link may have the look "button", where it is the next thing to do.
    """

    summary: str = ""
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)
    file: str = ""
    file_name: str = ""

    def as_output(self) -> dict[str, Any]:
        """The part that stands on the job's page."""
        return {"summary": self.summary, "columns": self.columns, "rows": self.rows, "links": self.links}


Work = Callable[["Progress"], Result]
_KINDS: dict[str, Work] = {}


def job_kind(name: str) -> Callable[[Work], Work]:
    """Register the function that does jobs of the kind `name`; it lies in a module that the app's `ready` imports.

    The function reads `progress.job.input`, calls `progress.step(done, total)` as it goes, and returns a Result. It
    may be run again from the beginning after a worker died, so each of its steps finds what is done already. A
    `Refused` ends the job with its sentence; any other exception is tried again, three times in all.
    """

    def keep(work: Work) -> Work:
        if name in _KINDS:
            raise ValueError(f"two kinds of job are called {name}")
        _KINDS[name] = work
        return work

    return keep


def work_of(name: str) -> Work:
    """The function for jobs of this kind. Raises KeyError for a kind that no app has named."""
    return _KINDS[name]
