"""What the secretariat sees before it publishes: what changes, what the rules find, and whom it concerns."""

import datetime as dt
from dataclasses import dataclass

from ascn8.lib.errors import Refused
from sessions.board.rules.checking import Summary, findings_summary
from sessions.release import last_release, next_programme, why_not
from sessions.releases.concerning import Digest, digests
from sessions.releases.differences import NOTHING, Difference, differences
from sessions.releases.history import programme_of
from sessions.releases.parts import days_of
from sessions.releases.telling import told_before
from sessions.snapshot import follow


@dataclass(frozen=True, slots=True)
class Proposal:
    """The next release as it would be now. `people` are those who could be told, by all that they were not told yet."""

    number: int
    days: tuple[dt.date, ...]
    changes: tuple[Difference, ...]
    why_not: Refused | None
    rules: Summary
    people: tuple[Digest, ...]


def proposal(*, day: dt.date | None = None, at: dt.datetime) -> Proposal:
    """The next release, of `day` only or of the whole programme."""
    last = last_release()
    before = last.programme if last else NOTHING
    whole = next_programme(last)
    data = next_programme(last, day=day) if day else whole
    changes, reason = differences(data, before), why_not(data, last, day=day)
    number = last.number + 1 if last else 1
    days = days_of(whole, before)
    told = programme_of(told_before(number))
    return Proposal(
        number=number,
        days=days,
        changes=changes,
        why_not=reason,
        rules=findings_summary(),
        people=() if reason else digests(follow(data, before, at=at), told),
    )
