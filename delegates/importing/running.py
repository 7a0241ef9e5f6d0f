"""A whole list: checked, or checked and written in one transaction. The job and the command do the same."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.lib.sheets import as_csv
from delegates.importing.applying import place
from delegates.importing.checking import Checker, Outcome, Person, Remark
from delegates.importing.headings import Field
from delegates.importing.places import load_places
from delegates.importing.receiving import PERMISSION, headings_of, table_of, why_not_again
from delegates.models import PeopleFile, User

# (done, of how many, what is being done): the sign of life of long work.
Step = Callable[[int, int, str], None]
REPORT_COLUMNS = ("row", "email", "outcome", "column", "remark")


@dataclass(slots=True)
class Report:
    """What became of every row, in the order of the list."""

    people: list[Person] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """{outcome: number of rows}."""
        return dict(Counter(str(person.outcome) for person in self.people))

    @property
    def faults(self) -> int:
        return sum(person.outcome == Outcome.FAULT for person in self.people)

    def lines(self) -> Iterator[list[str]]:
        """A line for each remark, and one for each row without any."""
        for person in self.people:
            outcome = str(person.outcome.label) if person.outcome else ""
            for remark in person.remarks or [Remark("", "")]:
                yield [str(person.row), person.email, outcome, remark.column, remark.text]

    def as_csv(self) -> bytes:
        """The report as a file that opens in Excel."""
        head = [_("Row"), _("E-mail address"), _("Result"), _("Column"), _("Remark")]
        return as_csv(head, self.lines())

    @property
    def summary(self) -> str:
        """How many rows ended as what."""
        return summary_of(self.counts)

    def first_fault(self) -> Person | None:
        return next((person for person in self.people if person.outcome == Outcome.FAULT), None)


def summary_of(counts: dict[str, int]) -> str:
    """How many rows ended as what, in words."""
    parts = [f"{outcome.label}: {counts[outcome]}" for outcome in Outcome if counts.get(outcome)]
    rows = sum(counts.values())
    said = ngettext("%(rows)d row. %(parts)s.", "%(rows)d rows. %(parts)s.", rows)
    return said % {"rows": rows, "parts": "; ".join(parts)}


def check(file: PeopleFile, *, at: dt.datetime, step: Step) -> Report:
    """What an import would do with every row; nothing is written but that it was checked. Raises Refused."""
    report = Report()
    about, batches = _batches(file)
    for batch in batches:
        place(batch, file=file, actor=None, at=at, write=False)
        report.people += batch
        step(len(report.people), max(about, len(report.people)), _("Checking"))
    if not report.people:
        raise Refused(_("The file has a row of headings and nobody under it."), code="only_headings")
    PeopleFile.objects.filter(pk=file.pk).exclude(state=PeopleFile.State.IMPORTED).update(
        state=PeopleFile.State.CHECKED, counts=report.counts
    )
    return report


def why_not_import(file: PeopleFile, *, mode: str, actor: User) -> Refused | None:
    """The one reason why `actor` cannot import a checked list now: the button shows it, the action raises it."""
    if not actor.has_perm(PERMISSION):
        return Refused(_("Your role does not import lists of people."), code="not_allowed")
    if refused := why_not_again(file):
        return refused
    if file.state != PeopleFile.State.CHECKED:
        return Refused(_("Check the list first: say what its columns mean."), code="not_checked")
    faults = file.counts.get(Outcome.FAULT, 0)
    if mode == PeopleFile.Mode.ALL and faults:
        return Refused(
            ngettext(
                "%(faults)d row has a fault. Correct the list and upload it again, or import only the good rows.",
                "%(faults)d rows have faults. Correct the list and upload it again, or import only the good rows.",
                faults,
            )
            % {"faults": faults},
            code="has_faults",
        )
    if not any(file.counts.get(outcome) for outcome in (Outcome.SUBMITTED, Outcome.DRAFT, Outcome.UPDATED)):
        return Refused(_("There is nothing to import: everybody in this list is here already."), code="nothing_new")
    return None


def import_list(
    file: PeopleFile,
    *,
    mode: str,
    actor: User | None,
    at: dt.datetime,
    step: Step,
    finish: Callable[[Report], None] = lambda report: None,
) -> Report:
    """Read, check and write a list: all of it, or only the good rows, in one transaction. Raises Refused.

    Whoever kills the worker finds nothing written. `finish` is called in the transaction, just before its end.
    """
    batches, done = [], 0
    about, found = _batches(file)
    for batch in found:
        batches.append(batch)
        done += len(batch)
        step(done, 2 * max(about, done), _("Checking"))
    with transaction.atomic():
        row = PeopleFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
        if refused := why_not_again(row):
            raise refused
        report = _write(batches, file=row, mode=mode, actor=actor, at=at, step=step)
        row.state, row.counts, row.mode = PeopleFile.State.IMPORTED, report.counts, mode
        row.imported_at, row.imported_by = at, actor
        row.save(update_fields=["state", "counts", "mode", "imported_at", "imported_by"])
        record(at=at, action="people.import", subject=f"list {row.code}", actor=actor, **report.counts)
        finish(report)
    return report


def _write(
    batches: list[list[Person]],
    *,
    file: PeopleFile,
    mode: str,
    actor: User | None,
    at: dt.datetime,
    step: Step,
) -> Report:
    report, total = Report(), sum(map(len, batches))
    for batch in batches:
        place(batch, file=file, actor=actor, at=at, write=True)
        report.people += batch
        # Seen by nobody before the commit; it holds the job, so that no other worker takes it meanwhile.
        step(total + len(report.people), 2 * total, _("Writing"))
    first = report.first_fault()
    if mode == PeopleFile.Mode.ALL and first:
        remark = first.remarks[0]
        where = f"{remark.column}: {remark.text}" if remark.column else remark.text
        raise Refused(
            ngettext(
                "Nothing was imported: %(faults)d row has a fault. Row %(row)d, %(where)s.",
                "Nothing was imported: %(faults)d rows have faults. The first is row %(row)d, %(where)s.",
                report.faults,
            )
            % {"faults": report.faults, "row": first.row, "where": where},
            code="has_faults",
        )
    return report


def _batches(file: PeopleFile) -> tuple[int, Iterator[list[Person]]]:
    """(about how many rows there are, the persons of each thousand)."""
    table = table_of(file)
    headings, heading_row = headings_of(file, table)
    checker = Checker(
        columns={int(number): Field(meant) for number, meant in file.mapping.items()},
        headings=headings,
        places=load_places(),
        category=file.category,
        system=file.system,
    )
    return table.about, checker.batches(row for row in table.rows() if row[0] > heading_row)
