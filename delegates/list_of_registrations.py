"""The registrations that staff chose, as a spreadsheet with what people answered: long work with a file at its end.

Nothing of the vault is in it. Needs and answers are only for those who decide, as on the review screen.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ascn8.audit.trail import record
from ascn8.jobs.kinds import Result, job_kind
from ascn8.jobs.models import Job
from ascn8.jobs.running import Progress
from ascn8.jobs.starting import start_job
from ascn8.lib.errors import Refused
from ascn8.lib.sheets import Cell, as_csv, as_xlsx
from ascn8.meeting.facts import meeting_zone
from ascn8.meeting.models import Country
from delegates.models import Answer, Question, Registration, User
from delegates.questions.asking import in_words
from delegates.stages import DECIDE

KIND = "registrations.list"
EXPORT = "delegates.export_registration"
FORMS = ("xlsx", "csv")
_AT_ONCE = 500

Column = tuple[Any, Callable[[Registration], Cell]]
_EVERYBODY: list[Column] = [
    (gettext_lazy("Code"), lambda row: row.code),
    (gettext_lazy("State"), lambda row: str(row.get_state_display())),
    (gettext_lazy("Category"), lambda row: str(row.category or "")),
    (gettext_lazy("Delegation"), lambda row: str(row.delegation or "")),
    (gettext_lazy("Title"), lambda row: row.title),
    (gettext_lazy("Given name"), lambda row: row.given_name),
    (gettext_lazy("Family name"), lambda row: row.family_name),
    (gettext_lazy("Name in the own script"), lambda row: row.native_name),
    (gettext_lazy("Name on the badge"), lambda row: row.badge_name),
    (gettext_lazy("Position"), lambda row: row.position),
    (gettext_lazy("Organisation"), lambda row: row.organisation),
    (gettext_lazy("Country"), lambda row: str(row.country or "")),
    (gettext_lazy("City"), lambda row: str(row.city or "")),
    (gettext_lazy("Email"), lambda row: row.user.email),
    (gettext_lazy("Telephone"), lambda row: str(row.phone or "")),
    (gettext_lazy("Submitted"), lambda row: _moment(row.submitted_at)),
    (gettext_lazy("Decided"), lambda row: _moment(row.decided_at)),
]
_WHO_DECIDES: list[Column] = [
    (gettext_lazy("Food"), lambda row: str(row.get_diet_display())),
    (gettext_lazy("Note on food"), lambda row: row.diet_note),
    (gettext_lazy("Access needs"), lambda row: row.access_needs),
]


def order_list(codes: Sequence[str], *, form: str, actor: User, at: dt.datetime) -> Job:
    """Ask for the registrations `codes` as a file, "xlsx" or "csv". Two presses within a minute are one job.

    Raises Refused for who may not download lists, and where nothing is chosen.
    """
    if not actor.has_perm(EXPORT):
        raise Refused(_("You may not download lists of people. Ask the registration desk for it."), code="no_export")
    if not codes or form not in FORMS:
        raise Refused(_("Choose the people first, then what the list is written as."), code="nothing_chosen")
    asked = "\n".join([form, *sorted(codes)])
    people = ngettext("%(number)s person", "%(number)s people", len(codes)) % {"number": len(codes)}
    return start_job(
        kind=KIND,
        title=f"{_('List of registrations')}: {people}",
        input={"codes": list(codes), "form": form},
        owner=actor,
        key=f"{KIND}:{actor.pk}:{at:%Y%m%d%H%M}:{hashlib.sha256(asked.encode()).hexdigest()[:32]}",
        in_panel=True,
        at=at,
    )


@job_kind(KIND)
def write_list(progress: Progress) -> Result:
    """Write the file, with the rights that whoever asked has now."""
    job = progress.job
    if job.owner is None or not job.owner.has_perm(EXPORT):
        raise Refused(_("Whoever asked for this may not download lists of people any more."), code="no_export")
    decides = job.owner.has_perm(DECIDE)
    questions = _questions() if decides else []
    columns = [str(heading) for heading, _value in _columns(decides)] + [question.label for question in questions]
    with timezone.override(meeting_zone()):
        rows = list(_rows(progress, decides=decides, questions=questions))
    form = job.input["form"]
    content = as_csv(columns, rows) if form == "csv" else as_xlsx(_("Registrations"), columns, rows)
    record(at=timezone.now(), actor=job.owner, action="registrations.export", subject=f"job {job.code}", rows=len(rows))
    people = ngettext("The list has %(number)d person.", "The list has %(number)d people.", len(rows))
    return Result(
        summary=people % {"number": len(rows)},
        file=default_storage.save(f"jobs/{job.code}.{form}", ContentFile(content)),
        file_name=f"registrations-{job.code}.{form}",
    )


def _columns(decides: bool) -> list[Column]:
    return [*_EVERYBODY, *(_WHO_DECIDES if decides else [])]


def _questions() -> list[Question]:
    """Every question that somebody may have answered, in the order of the form; files are not part of a list."""
    kept = Question.objects.exclude(kind=Question.Kind.FILE)
    return list(kept.order_by("section__position", "section_id", "position", "pk"))


def _rows(progress: Progress, *, decides: bool, questions: list[Question]) -> Iterator[list[Cell]]:
    job = progress.job
    codes = job.input["codes"]
    countries = Country.objects.in_bulk() if questions else {}
    for start in range(0, len(codes), _AT_ONCE):
        for row in _some(codes[start : start + _AT_ONCE], owner=job.owner, with_answers=bool(questions)):
            answers = {answer.question_id: answer for answer in row.answers.all()} if questions else {}
            said = [_said(answers.get(question.pk), countries) for question in questions]
            yield [*(value(row) for _heading, value in _columns(decides)), *said]
        progress.step(min(start + _AT_ONCE, len(codes)), len(codes))


def _some(codes: Sequence[str], *, owner: Any, with_answers: bool) -> QuerySet[Registration]:
    rows = Registration.objects.visible_to(owner).filter(code__in=codes)
    rows = rows.select_related("user", "category", "delegation", "country", "city").order_by("sort_name", "pk")
    answers = Prefetch("answers", Answer.objects.select_related("question"))
    return rows.prefetch_related(answers) if with_answers else rows


def _said(answer: Answer | None, countries: dict[str, Country]) -> Cell:
    if answer is None or answer.value is None:
        return ""
    if answer.question.kind == Question.Kind.NUMBER and isinstance(answer.value, int | float):
        return answer.value
    return in_words(answer, answer.question.choices, countries)


def _moment(value: dt.datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""
