"""Measured in this process: a list of people imported, and the bare rows below it."""

import csv
import datetime as dt
import io
import resource
import time
from dataclasses import dataclass

from django.db import transaction
from openpyxl import Workbook

from delegates.importing.receiving import receive
from delegates.importing.running import import_list
from delegates.models import Category, PeopleFile, Registration, User

_HEADINGS = [
    "Reference", "Email", "Title", "Given name", "Family name", "Organisation", "Position", "Mobile phone", "Country",
    "Category", "Language", "City", "Order date", "Remark", "Price",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """One import: how long it took, how much of it was ours alone, and by how much the process grew."""

    seconds: float
    processor: float
    megabytes: float


def people_list(count: int, *, kind: str) -> bytes:
    """`count` invented people with 15 columns, as "csv" or "xlsx"."""
    rows = [_HEADINGS, *(_row(number) for number in range(count))]
    if kind == "csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        return text.getvalue().encode()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("People")
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(number: int) -> list[str]:
    return [
        f"R{number}", f"person{number}@list.example", "Ms", f"Contoh {chr(65 + number % 26)}{number}", "Rekaan",
        "Majlis Bandaran Rekaan", "City planner", f"+60123{number:06d}", "Malaysia", "Delegate", "ms", "Johor Bahru",
        "2025-08-01", "Sé", "0",
    ]  # fmt: skip


def import_once(data: bytes, *, at: dt.datetime) -> Measured:
    """Import a list as its job does, and take everything back."""
    before, begin, own = _peak(), time.perf_counter(), time.process_time()
    with transaction.atomic():
        file = receive(data=data, name="list", actor=None, at=at)
        report = import_list(file, mode=PeopleFile.Mode.ALL, actor=None, at=at, step=lambda done, total, note: None)
        report.as_csv()
        spent, used = time.perf_counter() - begin, time.process_time() - own
        transaction.set_rollback(True)
    file.file.delete(save=False)
    return Measured(spent, used, _peak() - before)


def bare_rows(count: int, *, at: dt.datetime) -> float:
    """Seconds for the floor: as many accounts and registrations by bulk_create, of values that are there already."""
    category = Category.objects.get(slug="delegate")
    with transaction.atomic():
        begin = time.perf_counter()
        users = [User(email=f"bare{number}@list.example", date_joined=at) for number in range(count)]
        User.objects.bulk_create(users, batch_size=500)
        rows = [
            Registration(user=user, category=category, given_name="Contoh", created_at=at, changed_at=at)
            for user in users
        ]
        Registration.objects.bulk_create(rows, batch_size=500)
        spent = time.perf_counter() - begin
        transaction.set_rollback(True)
    return spent


def _peak() -> float:
    """The most memory that this process has had, in MB (Linux counts in kB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
