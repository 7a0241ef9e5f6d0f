"""The list of registrations as a file: what each role gets of it, in every script, and safe for spreadsheets."""

import csv
import io

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from ascn8.audit.models import AuditEvent
from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from ascn8.lib.errors import Refused
from delegates.list_of_registrations import order_list
from delegates.models import Answer, Registration
from tests import factories as make
from tests.delegates.questions.asked import question

pytestmark = pytest.mark.django_db
LIST = "/admin/delegates/registration/"


@pytest.fixture(autouse=True)
def _meeting(db):
    make.make_meeting()


def person(**fields: object) -> Registration:
    return make.make_registration(access_needs="Step-free", diet="halal", **fields)


def answered(row: Registration, asked: object, value: object) -> None:
    Answer.objects.create(registration=row, question=asked, version=1, value=value, at=timezone.now())


def press(client: Client, role: str, form: str, rows: list[Registration]) -> Job:
    client.force_login(make.make_staff(role))
    chosen = [row.pk for row in rows]
    answer = client.post(f"{LIST}?queue=all", {"action": f"list_as_{form}", "_selected_action": chosen})
    job = Job.objects.get(code=answer.headers["Location"].rstrip("/").split("/")[-1])
    run(job.pk)
    job.refresh_from_db()
    return job


def table(job: Job) -> list[list[object]]:
    with default_storage.open(job.file.name) as file:
        content = file.read()
    if job.file_name.endswith("csv"):
        return [*csv.reader(io.StringIO(content.decode("utf-8-sig")))]
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


def test_those_who_decide_get_needs_and_answers_beside_the_facts(client: Client):
    choices = [{"value": "bus", "en": "By coach", "ms": "Dengan bas"}]
    way = question("way", kind="choice", label_en="How do you come?", choices=choices)
    nights = question("nights", kind="number", label_en="How many nights?")
    row, other = person(native_name="សុខ ឧទាហរណ៍", family_name="=1+1"), person()
    answered(row, way, "bus")
    answered(row, nights, 3)

    heading, *rows = table(press(client, "Registration", "xlsx", [row, other]))

    found = {line[0]: dict(zip(heading, line, strict=True)) for line in rows}
    assert found[row.code]["How do you come?"] == "By coach"
    assert found[row.code]["How many nights?"] == 3
    assert found[row.code]["Name in the own script"] == "សុខ ឧទាហរណ៍"
    assert found[row.code]["Family name"] == "'=1+1"
    assert found[row.code]["Access needs"] == "Step-free"
    assert not found[other.code]["How do you come?"]


def test_who_may_download_but_not_decide_gets_neither_needs_nor_answers(client: Client):
    row = person()
    answered(row, question("secret", label_en="Secret?"), "a canary")

    job = press(client, "Protocol", "csv", [row])

    heading, only = table(job)
    assert "Access needs" not in heading
    assert "Secret?" not in heading
    assert "a canary" not in only
    assert only[0] == row.code


def test_the_download_is_written_down(client: Client):
    job = press(client, "Registration", "csv", [person(), person()])

    event = AuditEvent.objects.get(action="registrations.export")
    assert (event.subject, event.detail["rows"], event.actor) == (f"job {job.code}", 2, job.owner)


def test_who_may_not_download_has_no_action_and_no_way_in(client: Client):
    door = make.make_staff("Door")
    client.force_login(door)

    assert "list_as_xlsx" not in client.get(f"{LIST}?queue=all").content.decode()
    with pytest.raises(Refused, match="may not download"):
        order_list([person().code], form="csv", actor=door, at=timezone.now())


def test_rights_that_are_gone_when_the_work_begins_count(client: Client):
    staff = make.make_staff("Registration")
    job = order_list([person().code], form="csv", actor=staff, at=timezone.now())
    staff.groups.clear()

    run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.file.name) == ("failed", "")


def test_queries_do_not_grow_with_the_people(client: Client):
    asked = question("way", label_en="Way?")

    def queries(number: int) -> int:
        rows = [person() for _n in range(number)]
        for row in rows:
            answered(row, asked, "x")
        job = order_list([row.code for row in rows], form="csv", actor=make.make_staff(), at=timezone.now())
        with CaptureQueriesContext(connection) as found:
            run(job.pk)
        return len(found)

    queries(1)  # reads the facts of the meeting, which a process keeps
    assert queries(1) == queries(4)
