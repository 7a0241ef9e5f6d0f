"""Printing as work: who may start it, once for each state of the programme, found by everybody, cleaned away."""

import dataclasses
import datetime as dt

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.test import Client

from ascn8.audit.models import AuditEvent
from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from ascn8.lib.errors import Refused
from delegates.models import User
from sessions.models import PrintedProgramme, Session
from sessions.print import printing
from sessions.print.orders import Order, public_orders
from sessions.print.printing import ask_for_print, ask_for_public, clean, sweep_printed
from sessions.release import publish
from tests import factories as make

pytestmark = pytest.mark.django_db

AT = make.local(2, 9)
DAYS = Order(form="days", paper="a4", language="en")
A3 = Order(form="days", paper="a3", language="en")
PDF = "/agenda/programme.pdf"


@pytest.fixture(autouse=True)
def _meeting(db):
    make.make_meeting()


@pytest.fixture
def staff() -> User:
    return make.make_staff("Programme")


def published() -> Session:
    session = make.make_session(title_en="Data that a mayor can read", title_ms="Data untuk datuk bandar")
    publish(actor=None, at=make.local(1, 9))
    return session


def done(job: Job | PrintedProgramme) -> Job:
    assert isinstance(job, Job)
    assert run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.output
    return job


def everything_printed() -> None:
    assert sweep_printed(at=AT)["programmes ordered"] == 1
    done(Job.objects.unfinished().get())


def words(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def file_words(row: PrintedProgramme) -> str:
    with default_storage.open(str(row.file)) as file:
        return words(file.read())


# --- For everybody


def test_a_release_is_printed_by_itself_once_in_both_languages(client: Client):
    published()
    everything_printed()

    assert PrintedProgramme.objects.count() == len(public_orders()) == 8
    assert sweep_printed(at=AT) == {"programmes ordered": 0, "printed programmes deleted": 0}
    english, malay = (client.get(f"{prefix}{PDF}?form=days") for prefix in ("", "/ms"))
    assert english["Content-Type"] == "application/pdf"
    assert "Data that a mayor can read" in words(b"".join(english.streaming_content))
    assert "Data untuk datuk bandar" in words(b"".join(malay.streaming_content))
    assert 'filename="ASCN8-programme-1-days-a4-en.pdf"' in english["Content-Disposition"]
    assert client.get(f"{PDF}?form=days", headers={"If-None-Match": english["ETag"]}).status_code == 304
    page = client.get("/agenda/programme/").content.decode()
    assert page.count("/ms/agenda/programme.pdf?") == 4


def test_a_stranger_starts_no_work_and_finds_no_file_but_the_published(client: Client, staff: User):
    published()
    asked = [f"{PDF}?form={form}&paper={paper}" for form in ("days", "pocket", "x", "") for paper in ("", "a3", "a9")]
    assert {client.get(address).status_code for address in asked} == {404}
    assert "being made" in client.get("/agenda/programme/").content.decode()
    assert not Job.objects.exists()
    # What staff had made for themselves is nobody else's.
    done(ask_for_print(A3, actor=staff, at=AT))
    done(ask_for_print(dataclasses.replace(DAYS, is_draft=True), actor=staff, at=AT))
    assert {client.get(address).status_code for address in asked} == {404}
    address = f"/admin/agenda/printedprogramme/{PrintedProgramme.objects.first().code}/programme.pdf"
    assert client.get(address).status_code == 302
    client.force_login(make.make_user())
    assert client.get(address).status_code in (302, 403)


def test_the_next_release_takes_the_place_of_the_last(client: Client):
    session = published()
    everything_printed()
    answer = client.get(f"{PDF}?form=pocket")
    first = answer["ETag"]
    assert "Release 1" in words(b"".join(answer.streaming_content))
    Session.objects.filter(pk=session.pk).update(title_en="Another title")
    publish(actor=None, at=make.local(2, 9))

    assert client.get(f"{PDF}?form=pocket").status_code == 404
    everything_printed()
    answer = client.get(f"{PDF}?form=pocket")
    assert answer["ETag"] != first
    text = words(b"".join(answer.streaming_content))
    assert "Another title" in text
    assert "Release 2" in text
    # The sweep that ordered the new ones has taken the old ones away.
    assert set(PrintedProgramme.objects.values_list("release", flat=True)) == {2}


def test_files_of_what_is_over_are_deleted_with_their_rows(staff: User, django_capture_on_commit_callbacks):
    published()
    done(ask_for_print(A3, actor=staff, at=AT))
    row = PrintedProgramme.objects.get()
    name = str(row.file)
    PrintedProgramme.objects.update(made_at=AT)

    assert clean(at=AT + dt.timedelta(days=13)) == 0
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        assert clean(at=AT + dt.timedelta(days=14)) == 1
    assert not default_storage.exists(name)


def test_other_facts_of_the_meeting_are_another_state():
    published()
    everything_printed()
    make.make_meeting(venue="Dewan Contoh")

    everything_printed()
    assert "Dewan Contoh" in file_words(PrintedProgramme.objects.filter(form="pocket").first())
    # Rows of the former state went with the sweep that ordered these.
    assert PrintedProgramme.objects.count() == 8


def test_a_drawing_that_fails_is_tried_three_times_and_no_more():
    published()
    for turn in range(3):
        assert ask_for_public(at=AT) == 1, turn
        assert ask_for_public(at=AT) == 0  # one at a time
        Job.objects.unfinished().update(state="failed", finished_at=AT)
    assert ask_for_public(at=AT) == 0
    make.make_session()
    publish(actor=None, at=make.local(2, 9))
    assert ask_for_public(at=AT) == 1


# --- At the word of staff


def test_the_same_order_is_drawn_once(staff: User, monkeypatch):
    published()
    drawings = []
    drawing = printing.draw
    monkeypatch.setattr(printing, "draw", lambda *args, **kwargs: drawings.append(1) or drawing(*args, **kwargs))
    first = ask_for_print(A3, actor=staff, at=AT)

    assert ask_for_print(A3, actor=staff, at=AT) == first  # a second press
    job = done(first)
    # Its worker died before it could say that it was done: the next one finds the file.
    Job.objects.update(state="queued", finished_at=None)
    job = done(job)
    row = ask_for_print(A3, actor=staff, at=AT)
    assert isinstance(row, PrintedProgramme)
    assert (row.pages, row.is_public, len(drawings)) == (1, False, 1)
    assert job.output["links"][0]["url"].endswith(f"/{row.code}/programme.pdf")
    assert AuditEvent.objects.filter(action="programme.print", actor=staff).count() == 1


def test_two_workers_at_once_leave_one_row(staff: User, monkeypatch):
    published()
    drawing, others = printing.draw, []

    def draw_while_another_is_faster(order, **kwargs):
        drawn = drawing(order, **kwargs)
        if not others:
            others.append(Job.objects.create(kind=printing.JOB, input={"orders": [order.as_data()]}, created_at=AT))
            done(others[0])
        return drawn

    monkeypatch.setattr(printing, "draw", draw_while_another_is_faster)
    job = done(ask_for_print(A3, actor=staff, at=AT))

    row = PrintedProgramme.objects.get()
    assert job.output["links"] == Job.objects.get(pk=others[0].pk).output["links"]
    assert default_storage.exists(str(row.file))


def test_a_release_in_the_middle_of_a_drawing_gets_its_own_number(staff: User, monkeypatch):
    published()
    drawing = printing.draw

    def draw_after_the_next(order, **kwargs):
        make.make_session()
        publish(actor=None, at=make.local(2, 9))
        return drawing(order, **kwargs)

    monkeypatch.setattr(printing, "draw", draw_after_the_next)
    done(ask_for_print(A3, actor=staff, at=AT))

    row = PrintedProgramme.objects.get()
    assert row.release == 2
    assert row.key == A3.key(release=2, meeting=row.meeting_version)


def test_a_file_that_was_cleaned_away_can_be_printed_again(staff: User):
    published()
    done(ask_for_print(A3, actor=staff, at=AT))
    PrintedProgramme.objects.all().delete()

    done(ask_for_print(A3, actor=staff, at=AT))
    assert PrintedProgramme.objects.count() == 1


def test_drafts_say_so_and_are_made_anew_each_time(staff: User):
    session = published()
    Session.objects.filter(pk=session.pk).update(title_en="Not yet for everybody")
    order = dataclasses.replace(DAYS, is_draft=True)
    for _turn in range(2):
        done(ask_for_print(order, actor=staff, at=AT))
    rows = list(PrintedProgramme.objects.all())

    assert [row.is_public for row in rows] == [False, False]
    text = file_words(rows[0])
    assert "DRAFT – not for distribution" in text
    assert "Draft · printed" in text
    assert "Not yet for everybody" in text
    assert "Release" not in text


def test_refusals_say_why(staff: User):
    with pytest.raises(Refused, match="Publish the programme first") as nothing:
        ask_for_print(DAYS, actor=staff, at=AT)
    assert nothing.value.code == "nothing_published"
    published()
    with pytest.raises(Refused, match="does not print"):
        ask_for_print(DAYS, actor=make.make_staff("Door"), at=AT)
    job = ask_for_print(dataclasses.replace(DAYS, days=("2025-09-30",)), actor=staff, at=AT)
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, "No session is left" in job.output["summary"]) == ("failed", True)


def test_a_key_stands_for_all_that_is_drawn_from():
    keys = {
        order.key(release=release, meeting=meeting)
        for order in (
            *public_orders(),
            A3,
            dataclasses.replace(DAYS, days=("2025-09-09",)),
            dataclasses.replace(DAYS, tracks=("health",)),
            dataclasses.replace(DAYS, is_draft=True),
        )
        for release in (1, 2)
        for meeting in (1, 2)
    }
    assert len(keys) == (8 + 4) * 4
    two = ("2025-09-09", "2025-09-10")
    one, other = (dataclasses.replace(DAYS, days=days).key(release=1, meeting=1) for days in (two, two[::-1]))
    assert one == other


def test_the_page_prints_and_leads_to_the_job(client: Client, staff: User):
    published()
    client.force_login(staff)
    page = client.get("/admin/agenda/printedprogramme/print/").content.decode()
    assert "Tuesday 9 September 2025" in page
    answer = client.post(
        "/admin/agenda/printedprogramme/print/", {"kind": "days/a3", "language": "ms", "days": ["2025-09-09"]}
    )
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.code}/"
    done(job)
    row = PrintedProgramme.objects.get()
    assert (row.form, row.paper, row.language, row.days) == ("days", "a3", "ms", ["2025-09-09"])
    again = client.post(
        "/admin/agenda/printedprogramme/print/", {"kind": "days/a3", "language": "ms", "days": ["2025-09-09"]}
    )
    assert again["Location"] == "/admin/agenda/printedprogramme/"
    assert Job.objects.count() == 1
    wrong = client.post("/admin/agenda/printedprogramme/print/", {"kind": "days/a9", "language": "ms"})
    assert wrong.status_code == 200
    file = client.get(f"/admin/agenda/printedprogramme/{row.code}/programme.pdf")
    assert "Selasa" in words(b"".join(file.streaming_content))
