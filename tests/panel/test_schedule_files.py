"""Schedules of other systems in the panel: uploaded, reported, taken over, by jobs."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from sessions.models import Session
from tests.factories import make_meeting, make_staff
from tests.sessions.shared import XML

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/agenda/session/import/"


@pytest.fixture
def staff(client: Client):
    make_meeting()
    user = make_staff("Programme")
    client.force_login(user)
    return user


def upload(client: Client, text: str, name: str = "schedule.xml"):
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, text.encode()), "source": ""})


def read(client: Client, text: str) -> Job:
    """Upload `text` and let the job read it."""
    answer = upload(client, text)
    job = Job.objects.get(kind="schedule.check", state=Job.State.QUEUED)
    assert answer["Location"] == f"/jobs/{job.code}/"
    assert run(job.pk)
    job.refresh_from_db()
    return job


def test_a_schedule_is_reported_first_and_taken_over_once(client, staff):
    check = read(client, XML.replace("<subtitle></subtitle>", "<logo>x</logo>"))
    assert not Session.objects.exists()
    report = client.get(f"/jobs/{check.code}/").content.decode()
    assert "Sessions: 2 new, 0 changed, 0 as they are. Nothing is written yet." in report
    assert "event.logo" in report
    apply = f"{UPLOAD}{check.code}/"
    assert apply in report
    assert "Sessions: 2 new" in client.get(apply).content.decode()

    answers = [client.post(apply) for _press in range(3)]

    (job,) = Job.objects.filter(kind="schedule.import")
    assert {answer["Location"] for answer in answers} == {f"/jobs/{job.code}/"}
    assert run(job.pk)
    job.refresh_from_db()
    assert Session.objects.count() == 2
    assert job.output["summary"] == "Sessions: 2 new, 0 changed, 0 as they are."


def test_a_file_with_faults_is_told_of_and_cannot_be_taken_over(client, staff):
    check = read(client, XML.replace("<duration>00:45", "<duration>never"))
    page = client.get(f"/jobs/{check.code}/").content.decode()
    assert "1 fault." in page
    assert "is no duration" in page
    client.post(f"{UPLOAD}{check.code}/")
    assert not Job.objects.filter(kind="schedule.import").exists()
    assert "Mend them and upload it again" in client.get(f"{UPLOAD}{check.code}/").content.decode()


def test_a_file_that_is_no_schedule_ends_in_a_sentence(client, staff):
    check = read(client, "<!DOCTYPE x [<!ENTITY a 'b'>]><schedule>&a;</schedule>")
    assert check.state == Job.State.FAILED
    assert "declares a document type" in client.get(f"/jobs/{check.code}/").content.decode()
    empty = upload(client, "")
    assert (empty.status_code, "The file is empty" in empty.content.decode()) == (422, True)


def test_the_file_lies_in_private_storage_and_belongs_to_its_job(client, staff):
    check = read(client, XML)
    assert check.file_name == "schedule.xml"
    assert default_storage.exists(str(check.file))
    default_storage.delete(str(check.file))
    client.post(f"{UPLOAD}{check.code}/")
    assert not Job.objects.filter(kind="schedule.import").exists()


def test_whoever_may_not_change_the_programme_may_not_upload(client):
    make_meeting()
    client.force_login(make_staff("Protocol"))
    assert upload(client, XML).status_code == 403
    assert not Job.objects.exists()


def test_names_that_no_database_keeps_are_told_of_all_the_same(client, staff):
    text = """{"schedule": {"conference": {"days": [{"date": "2025-09-09", "rooms": {"A": [
        {"id": 1, "title": "T", "date": "2025-09-09T10:00:00+08:00", "duration": "01:00", "o\\u0000dd": "x"},
        {"id": 2, "title": "T", "date": "n\\u0000\\ud800o", "duration": "01:00"}]}}]}}}"""
    check = read(client, text)
    assert check.state == Job.State.DONE
    assert ["", "not taken over", "event.odd", "1"] in check.output["rows"]
    assert "no date and time: “no”" in str(check.output["rows"])
