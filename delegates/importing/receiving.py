"""A list comes in: kept in private storage, recognised, its columns confirmed."""

import datetime as dt
import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_line
from ascn8.meeting.facts import meeting_zone
from delegates.importing.delimited import read_text
from delegates.importing.headings import Field, Recognised, is_known, no_email_column, recognise
from delegates.importing.reading import Row, Table, refuse_what_is_no_list
from delegates.importing.workbook import is_archive, read_workbook
from delegates.models import Category, PeopleFile, User

PERMISSION = "delegates.import_registration"
# A list holds personal data: it is thrown away so long after it came.
KEPT_FOR = dt.timedelta(days=30)
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list, for somebody to say what it means."""

    number: int
    heading: str
    samples: list[str]


def read_table(data: bytes) -> Table:
    """The rows of a list in any of the kinds that we read. Raises Refused in one sentence."""
    refuse_what_is_no_list(data)
    return read_workbook(data, known=is_known) if is_archive(data) else read_text(data, known=is_known)


@transaction.atomic
def receive(*, data: bytes, name: str, actor: User | None, at: dt.datetime, again: bool = False) -> PeopleFile:
    """Keep a list and what was recognised in it. Raises Refused for what cannot be used; then nothing is kept.

    A list that is here already and was not imported is returned as it is; one that was imported is refused, saying
    when and by whom, unless `again` says that somebody wants it.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    known = PeopleFile.objects.filter(sha256=sha256).exclude(file="").select_related("imported_by").first()
    if known and not again:
        if refused := why_not_again(known):
            raise refused
        return known
    found = recognised(read_table(data))
    file = PeopleFile(
        name=clean_line(name)[:160] or "list",
        sha256=sha256,
        form=found.form,
        mapping={str(number): meant.value for number, meant in found.columns.items()},
        has_headings=found.has_headings,
        system=found.system,
        uploaded_at=at,
        uploaded_by=actor,
    )
    file.file.save(f"{file.code}.list", ContentFile(data), save=False)
    file.save(force_insert=True)
    record(at=at, action="people.upload", subject=f"list {file.code}", actor=actor, size=len(data))
    return file


def why_not_again(file: PeopleFile) -> Refused | None:
    """The reason why a list is not imported a second time: when it was, and by whom."""
    if file.state != PeopleFile.State.IMPORTED or file.imported_at is None:
        return None
    when = date_format(timezone.localtime(file.imported_at, meeting_zone()), "j F Y, H:i")
    who = file.imported_by.email if file.imported_by else _("the command line")
    return Refused(
        _("This very list was imported on %(when)s by %(who)s. Nothing in it has changed since.")
        % {"when": when, "who": who},
        code="same_file",
    )


def recognised(table: Table) -> Recognised:
    """Whose form a list has. Raises Refused where it holds nobody or no addresses."""
    with_text = (cells for _number, cells in table.rows() if any(cell.strip() for cell in cells))
    two = list(itertools.islice(with_text, 2))
    if not two:
        raise Refused(_("The file is empty. Choose another one."), code="empty")
    found = recognise(two[0], two[1] if len(two) > 1 else ())
    if found.has_headings and len(two) == 1:
        raise Refused(_("The file has a row of headings and nobody under it."), code="only_headings")
    return found


def table_of(file: PeopleFile) -> Table:
    """The rows of a kept list. Raises Refused where the list was thrown away meanwhile."""
    if not file.file:
        raise Refused(
            _("This list was deleted, as every list is %(days)d days after it came. Upload it again.")
            % {"days": KEPT_FOR.days},
            code="file_gone",
        )
    with file.file.open("rb") as stored:
        return read_table(stored.read())


def headings_of(file: PeopleFile, table: Table) -> tuple[list[str], int]:
    """(the headings, the number of their row); without headings as many empty ones as there are columns, and 0."""
    first: Row | None = next((row for row in table.rows() if any(cell.strip() for cell in row[1])), None)
    number, cells = first or (0, [])
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return (cells, number) if file.has_headings else ([""] * len(cells), 0)


def columns_of(file: PeopleFile) -> list[Column]:
    """Every column with its heading and the first three values in it. Raises Refused."""
    table = table_of(file)
    headings, heading_row = headings_of(file, table)
    samples: list[list[str]] = [[] for _heading in headings]
    for number, cells in itertools.islice(table.rows(), 200):
        if number <= heading_row:
            continue
        for values, cell in zip(samples, cells, strict=False):
            if cell.strip() and len(values) < _SAMPLES:
                values.append(clean_line(cell)[:60])
    return [Column(number, headings[number].strip(), values) for number, values in enumerate(samples)]


@transaction.atomic
def choose_columns(
    file: PeopleFile,
    *,
    columns: Mapping[int, Field],
    category: Category | None,
    system: str,
    mode: str,
    actor: User | None,
    at: dt.datetime,
) -> PeopleFile:
    """Keep what somebody said about the columns. Raises Refused without an e-mail column, or with a field twice."""
    row = PeopleFile.objects.select_for_update().get(pk=file.pk)
    if refused := why_not_again(row):
        raise refused
    meanings = list(columns.values())
    if Field.EMAIL not in meanings:
        raise no_email_column()
    for meant in Field:
        if meanings.count(meant) > 1:
            raise Refused(
                _("Two columns are chosen for “%(field)s”. Leave one of them out.") % {"field": meant.label},
                code="field_twice",
            )
    row.mapping = {str(number): meant.value for number, meant in columns.items()}
    row.category, row.system, row.mode = category, clean_line(system)[:40], mode
    row.state, row.counts = PeopleFile.State.UPLOADED, {}
    row.save()
    record(at=at, action="people.columns", subject=f"list {row.code}", actor=actor, columns=len(columns))
    return row


def forget_lists(*, at: dt.datetime) -> int:
    """Throw away the files of lists that came long ago; what was done with them stays. Returns how many."""
    old = list(PeopleFile.objects.filter(uploaded_at__lte=at - KEPT_FOR).exclude(file="")[:200])
    for file in old:
        file.file.delete(save=False)
        PeopleFile.objects.filter(pk=file.pk).update(file="")
    return len(old)
