"""Deleting on a date: after the meeting and the days of its rule, what was kept for a purpose is emptied.

The rows stay, so that the proof stands: an audit row with the numbers and the date, without the data.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage
from django.db import models, transaction

from ascn8.audit.trail import record
from ascn8.meeting.facts import current_meeting, meeting_today
from delegates.models import Answer, Badge, ChangeRequest, Letter, Purpose, Registration, RetentionRule, User, VaultItem
from delegates.photos import discard

_AT_ONCE = 200
# A file without a row may be one that is being written at this moment.
_SETTLED = dt.timedelta(days=1)
Kind = RetentionRule.Kind
# The folders of people's files, with the columns that name what lies there.
_FOLDERS: "dict[str, list[tuple[type[models.Model], str]]]" = {
    "vault": [(VaultItem, "file")],
    "letters": [(Letter, "file")],
    "answers": [(Answer, "file")],
    "photos": [(model, column) for model in (Registration, ChangeRequest) for column in ("photo", "photo_print")],
}


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of rows that a rule empties: which, the columns with their empty values, the columns that name files."""

    name: str
    rows: Callable[[], "models.QuerySet[Any]"]
    empty: dict[str, Any]
    files: tuple[str, ...] = ()
    # The column that says when, where the row has one.
    stamp: str = ""


@dataclass(slots=True)
class Line:
    """What one rule empties: the last day of keeping, and how many rows and files of each sort."""

    kind: str
    days: int
    kept_until: dt.date
    is_due: bool
    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def _items(purpose: str) -> Sort:
    return Sort(
        "vault items",
        lambda: VaultItem.objects.filter(purpose=purpose, purged_at__isnull=True),
        {"sealed": "", "key_id": "", "file": "", "number_index": "", "person_index": ""},
        ("file",),
        "purged_at",
    )


SORTS: dict[str, list[Sort]] = {
    Kind.PASSPORT: [
        _items(Purpose.PASSPORT),
        # A letter names the passport. Without its file it is not in force.
        Sort(
            "letters",
            lambda: Letter.objects.exclude(file=""),
            {"state": Letter.State.VOID, "file": "", "key_id": "", "content_index": ""},
            ("file",),
            "ended_at",
        ),
        Sort("changes", lambda: ChangeRequest.objects.exclude(sealed=""), {"sealed": "", "key_id": ""}),
    ],
    Kind.VISIT: [_items(Purpose.VISIT)],
    Kind.MEDICAL: [_items(Purpose.MEDICAL)],
    Kind.PHOTO: [
        Sort(
            "photographs",
            lambda: Registration.objects.exclude(photo="", photo_print=""),
            {"photo": "", "photo_print": ""},
            ("photo", "photo_print"),
        ),
        Sort(
            "new photographs",
            lambda: ChangeRequest.objects.exclude(photo="", photo_print=""),
            {"photo": "", "photo_print": ""},
            ("photo", "photo_print"),
        ),
        # A badge shows the photograph, so its file goes too; the row stays, void, for the scans that name it.
        Sort(
            "badges",
            lambda: Badge.objects.exclude(file=""),
            {"state": Badge.State.ORDERED, "file": "", "fingerprint": ""},
            ("file",),
            "voided_at",
        ),
    ],
    Kind.NEEDS: [
        Sort(
            "needs",
            lambda: Registration.objects.exclude(diet=Registration.Diet.NONE, diet_note="", access_needs=""),
            {"diet": Registration.Diet.NONE, "diet_note": "", "access_needs": ""},
        )
    ],
    # The programme names its own rows (sessions/papers/keeping.py).
    Kind.PAPERS: [],
}


def also_purge(kind: str, sort: Sort) -> None:
    """Let the rule of `kind` empty rows of an app that this one does not know. Naming a sort again changes nothing."""
    if sort.name not in {known.name for known in SORTS[kind]}:
        SORTS[kind].append(sort)


def also_sweep(folder: str, model: "type[models.Model]", column: str) -> None:
    """Sweep a folder of another app, whose files `column` of `model` names."""
    _FOLDERS[folder] = [(model, column)]


def kept_until(kind: str = Kind.PASSPORT) -> dt.date | None:
    """The last day on which something of this kind is kept; None without a rule."""
    rule = RetentionRule.objects.filter(kind=kind).first()
    return last_day_of(rule) if rule else None


def plan(*, at: dt.datetime) -> list[Line]:
    """What each rule would empty at the moment `at`, those that are not due yet too. Changes nothing."""
    lines = [_line(rule, at=at) for rule in RetentionRule.objects.all()]
    for line in lines:
        for sort in SORTS[line.kind]:
            line.rows[sort.name] = sort.rows().count()
            if sort.files:
                line.files += sum(_named(names) for names in sort.rows().values_list(*sort.files))
    return lines


def purge(*, at: dt.datetime, actor: User | None = None) -> list[Line]:
    """Empty what is due, in small transactions; stopped anywhere, it goes on the next time. Returns what was done.

    Where a rule emptied something, one audit row says so: the numbers and the date, none of the data.
    """
    done = []
    for rule in RetentionRule.objects.all():
        line = _line(rule, at=at)
        if not line.is_due:
            continue
        for sort in SORTS[rule.kind]:
            for rows, files in _empty(sort, at=at):
                line.rows[sort.name] = line.rows.get(sort.name, 0) + rows
                line.files += files
        if line.total:
            _prove(line, actor=actor, at=at)
            done.append(line)
    return done


def sweep_files(*, at: dt.datetime) -> int:
    """Delete people's files that no row names: what a killed or undone change left behind. Returns how many."""
    swept = 0
    for folder, columns in _FOLDERS.items():
        if not default_storage.exists(folder):
            continue
        named = {
            name for model, column in columns for name in model._default_manager.values_list(column, flat=True) if name
        }
        for name in (f"{folder}/{file}" for file in default_storage.listdir(folder)[1]):
            if name not in named and default_storage.get_modified_time(name) < at - _SETTLED:
                default_storage.delete(name)
                swept += 1
    return swept


def _line(rule: RetentionRule, *, at: dt.datetime) -> Line:
    last = last_day_of(rule)
    return Line(str(rule.kind), rule.days, last, is_due=meeting_today(at=at) > last)


def last_day_of(rule: RetentionRule) -> dt.date:
    """The day at whose end the rule empties what it is about."""
    return current_meeting().ends_on + dt.timedelta(days=rule.days)


def _named(names: tuple[str, ...]) -> int:
    return sum(1 for name in names if name)


def _empty(sort: Sort, *, at: dt.datetime) -> Iterator[tuple[int, int]]:
    """(rows, files) of each batch, until nothing is left."""
    while batch := _empty_some(sort, at=at):
        yield batch


@transaction.atomic
def _empty_some(sort: Sort, *, at: dt.datetime) -> tuple[int, int] | None:
    rows = list(sort.rows().select_for_update().order_by("pk")[:_AT_ONCE])
    if not rows:
        return None
    names = [str(getattr(row, column)) for row in rows for column in sort.files if getattr(row, column)]
    values = {**sort.empty, sort.stamp: at} if sort.stamp else sort.empty
    sort.rows().model._default_manager.filter(pk__in=[row.pk for row in rows]).update(**values)
    discard(names)
    return len(rows), len(names)


def _prove(line: Line, *, actor: User | None, at: dt.datetime) -> None:
    record(
        at=at,
        action="vault.purge",
        subject=f"retention {line.kind}",
        actor=actor,
        rows=line.rows,
        files=line.files,
        days=line.days,
        kept_until=line.kept_until.isoformat(),
    )
