"""What the secretariat does about speakers in the panel."""

import io

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from ascn8.outbox.models import Message
from sessions.models import Appearance, Session, Speaker
from sessions.release import publish
from sessions.speaking.inviting_many import order_invitations
from sessions.speaking.reading import declined_and_published
from tests import factories as make
from tests.sessions.speaking.asked import AT, asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.local(3, 12)):
        yield


@pytest.fixture
def staff(client: Client) -> Client:
    make.make_meeting()
    client.force_login(make.make_staff("Programme"))
    return client


def test_many_are_invited_by_a_job_once_each_with_a_reason_for_the_others(staff: Client):
    first, second, silent = asked(), asked(email="b@example.org"), asked(email="")
    page = staff.get("/admin/agenda/speaker/invite/")
    assert [one.speaker for one in page.context["can"]] == [first, second]
    sent = {"token": page.context["token"], "speaker": [first.code, second.code, silent.code]}

    answers = [staff.post("/admin/agenda/speaker/invite/", sent) for _press in range(2)]

    job = Job.objects.get(kind="speakers.invite")
    assert {answer["Location"] for answer in answers} == {f"/jobs/{job.code}/"}
    run(job.pk)
    again = order_invitations([first.code], token="another", actor=job.owner, at=AT)
    run(again.pk)
    job.refresh_from_db()
    assert sorted(Message.objects.values_list("to", flat=True)) == ["aminah@example.org", "b@example.org"]
    assert job.output["summary"] == "2 speakers are written to."
    assert {row[0]: row[2] for row in job.output["rows"]} == {
        str(first): "Written to",
        str(second): "Written to",
        str(silent): "Add the e-mail address of the speaker first.",
    }
    assert not staff.get("/admin/agenda/speaker/invite/").context["can"]


def test_the_names_are_put_into_order_with_buttons_and_by_a_program(staff: Client):
    session = make.make_session()
    one, two, three = (make.make_speaker(session=session).appearances.get() for _ in "123")
    path = f"/admin/agenda/session/{session.pk}/people/"

    def order() -> list[int]:
        return list(Appearance.objects.filter(session=session).order_by("position").values_list("pk", flat=True))

    def version() -> int:
        return Session.objects.get(pk=session.pk).version

    staff.post(
        path, {"act": f"up:{three.pk}", "version": version(), f"role_{one.pk}": "chair", f"minutes_{one.pk}": "20"}
    )
    assert order() == [one.pk, three.pk, two.pk]
    one.refresh_from_db()
    assert (one.role, one.minutes) == ("chair", 20)

    sent = {"act": "order", "order": f"{two.pk},{one.pk},{three.pk}", "version": version()}
    answer = staff.post(path, sent, headers={"X-Requested-With": "fetch"})
    assert answer.json()["version"] == version()
    assert order() == [two.pk, one.pk, three.pk]

    stale = staff.post(
        path, sent | {"version": 1, "order": f"{one.pk},{two.pk},{three.pk}"}, headers={"X-Requested-With": "fetch"}
    )
    assert stale.status_code == 409
    assert order() == [two.pk, one.pk, three.pk]

    staff.post(path, {"act": f"remove:{one.pk}", "version": version()})
    assert order() == [two.pk, three.pk]


def test_nobody_is_twice_in_one_role_nor_in_two_sessions_at_once(staff: Client):
    busy, other = make.make_session(title_en="First hall"), make.make_session(title_en="Second hall")
    speaker = make.make_speaker(session=busy)
    path = "/admin/agenda/session/{}/people/"

    def add(session: Session, role: str) -> str:
        answer = staff.post(path.format(session.pk), {"act": "add", "speaker": speaker.code, "role": role}, follow=True)
        return " ".join(str(message) for message in answer.context["messages"])

    assert "already" in add(busy, "speaker")
    told = add(other, "chair")
    assert "First hall" in told
    assert "Second hall" in told
    assert not Appearance.objects.filter(session=other).exists()
    assert "Saved" in add(busy, "chair")


def test_who_declined_and_who_objects_is_seen_until_somebody_acts(staff: Client):
    session = make.make_session(is_recorded=True)
    declined, objects = make.make_speaker(session=session), make.make_speaker(session=session, recording="no")
    unpublished = make.make_speaker(session=make.make_session(starts_at=None))
    publish(actor=None, at=AT)
    Appearance.objects.filter(speaker__in=[declined, unpublished]).update(answer="declined", answered_at=AT)

    assert [part.speaker for part in declined_and_published()] == [declined]
    listed = staff.get("/admin/agenda/speaker/?answer=published").context["cl"].result_list
    assert list(listed) == [declined]
    assert "speaker declined, still published" in staff.get("/admin/").text
    page = staff.get(f"/admin/agenda/session/{session.pk}/people/").text
    assert f"{objects} does not want to be recorded" in page
    assert "Recorded against a speaker" in staff.get("/admin/agenda/session/").text
    assert "Not to be recorded" in staff.get(f"/admin/agenda/session/{session.pk}/change/").text

    Appearance.objects.filter(speaker=declined).delete()
    assert not declined_and_published().exists()


def test_two_rows_are_linked_and_merged_on_the_pages(staff: Client):
    registration = make.make_registration(given_name="Aminah", family_name="Rekaan", search="aminah rekaan")
    kept, gone = asked(name="Aminah Rekaan"), asked(name="Dr Aminah Rekaan")
    link, merge = (f"/admin/agenda/speaker/{kept.pk}/{name}/" for name in ("link", "merge"))

    assert [one.registration for one in staff.get(link).context["suggestions"]] == [registration]
    staff.post(link, {"act": "follow", "registration": registration.code})
    assert staff.get(merge).context["others"] == [gone]
    assert len(staff.get(f"{merge}?gone={gone.code}").context["merger"].moves) == 1
    staff.post(merge, {"gone": gone.code})

    kept = Speaker.objects.get()
    assert (kept.registration, kept.follows_registration, kept.appearances.count()) == (registration, True, 2)
    form = staff.get(f"/admin/agenda/speaker/{kept.pk}/change/").context["adminform"].form
    assert "name" not in form.fields
    assert "email" in form.fields


def test_the_list_is_a_sheet_without_formulas(staff: Client):
    asked(name="=HYPERLINK(1)", native_name="សុខ ចាន់ដារា")

    answer = staff.get("/admin/agenda/speaker/list.xlsx")

    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[1][2:4] == ("'=HYPERLINK(1)", "សុខ ចាន់ដារា")
    assert staff.get("/admin/agenda/speaker/list.pdf").content.startswith(b"%PDF-")
    assert staff.get("/admin/agenda/speaker/list.doc").status_code == 404


@pytest.mark.parametrize("address", ["speaker/invite/", "session/{}/people/", "session/{}/interpretation/"])
def test_the_pages_ask_the_same_number_of_questions_however_many_people_there_are(staff: Client, address: str):
    session = make.make_session(interpretation="km", starts_at=make.local(9, 14))
    path = f"/admin/agenda/{address.format(session.pk)}"

    def queries() -> int:
        asked(session=session, email=f"p{Speaker.objects.count()}@example.org", country=make.make_country())
        with CaptureQueriesContext(connection) as found:
            assert staff.get(path).status_code == 200
        return len(found)

    queries(), queries()
    one = queries()
    queries(), queries()
    assert queries() == one


@pytest.mark.parametrize("number", ["²", "9" * 5000])
def test_numbers_that_are_none_are_passed_over(staff: Client, number: str):
    session = make.make_session()
    path = f"/admin/agenda/session/{session.pk}/people/"
    for sent in (
        {"act": "order", "order": number},
        {"act": f"up:{number}"},
        {"act": f"remove:{number}"},
        {"version": number, f"role_{number}": "chair"},
    ):
        assert staff.post(path, {"version": "1"} | sent).status_code < 500
