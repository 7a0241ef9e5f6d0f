"""The list of participants: who stands in it and how, its versions, what changed between two of them."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from ascn8.lib.errors import Refused
from delegates.models import Consent, ConsentText, ParticipantList, Registration, User
from delegates.papers.participants import ask_for_list, list_title, reopen, set_listed_as
from delegates.papers.snapshot import Kind as Change
from delegates.papers.snapshot import differences, entries, take_snapshot
from delegates.registration import withdraw
from tests import factories as make
from tests.delegates.drafts import AUGUST
from tests.typeset.names import EVERY_NAME

Kind = ParticipantList.Kind


@pytest.fixture(autouse=True)
def _meeting(db):
    make.make_meeting()


@pytest.fixture
def protocol() -> User:
    return make.make_staff("Protocol")


def text() -> ConsentText:
    return ConsentText.objects.filter(purpose="list").first() or make.make_consent_text("list", is_required=False)


def answer(row: Registration, given: bool, day: int = 2) -> Registration:
    Consent.objects.create(registration=row, text=text(), given=given, language="en", at=make.local(day, 9))
    return row


def listed(**fields: object) -> Registration:
    return answer(make.make_registration(**fields), True)


def made(kind: Kind, actor: User, note: str = "") -> ParticipantList:
    latest = ParticipantList.objects.first()
    job = ask_for_list(kind=kind, note=note, after=latest.number if latest else 0, actor=actor, at=AUGUST)
    assert run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.output
    return ParticipantList.objects.first()


def names_in(row: ParticipantList | dict) -> list[str]:
    snapshot = row if isinstance(row, dict) else row.snapshot
    return [entry["name"] for _heading, entry in entries(snapshot)]


def pdf_text(row: ParticipantList) -> list[str]:
    with row.pdf.open("rb") as file:
        return [page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages]


# --- Who stands in it


def test_only_attending_people_who_agree_stand_in_it():
    listed(given_name="Yes", family_name="")
    answer(make.make_registration(given_name="No", family_name=""), False)
    make.make_registration(given_name="Silent", family_name="")
    answer(make.make_registration(state="submitted", given_name="Waiting", family_name=""), True)
    answer(
        make.make_registration(
            given_name="Uncleared", category=make.make_category("x", stages=["approved", "cleared"])
        ),
        True,
    )

    snapshot = take_snapshot()

    assert names_in(snapshot) == ["Yes"]
    assert (snapshot["people"], snapshot["held_back"]) == (1, 2)


def test_the_latest_answer_counts():
    row = answer(listed(given_name="Back", family_name=""), False, day=3)
    assert names_in(take_snapshot()) == []

    answer(row, True, day=4)

    assert names_in(take_snapshot()) == ["Back"]


def test_title_as_typed_and_listed_as_respected():
    listed(title="YBhg. Dato' Dr", given_name="Contoh", family_name="bin Rekaan")
    other = listed(given_name="Maria", family_name="Contoh")

    set_listed_as(other, listed_as="  H.E. Ms   Maria Contoh\u202e ", actor=other.user, at=AUGUST)

    assert sorted(names_in(take_snapshot())) == ["H.E. Ms Maria Contoh", "YBhg. Dato' Dr Contoh bin Rekaan"]


def test_heads_come_first():
    delegation = make.make_delegation("Cambodia", country=make.make_country("KH"))
    listed(delegation=delegation, given_name="Abc", family_name="")
    listed(delegation=delegation, given_name="Zed", family_name="", standing="head")

    assert names_in(take_snapshot()) == ["Zed", "Abc"]


@pytest.mark.parametrize("more", [1, 6])
def test_a_snapshot_asks_three_times_whatever_the_number_of_people(more: int):
    for _turn in range(more):
        listed(delegation=make.make_delegation())
    take_snapshot()
    with CaptureQueriesContext(connection) as captured:
        take_snapshot()

    asked = [query["sql"] for query in captured.captured_queries if "contentversion" not in query["sql"]]
    assert len(asked) == 3, asked


# --- Versions


def test_a_version_is_a_snapshot_with_a_pdf(protocol):
    row = listed(given_name="Nguyễn Thị", family_name="Thử")
    version = made(Kind.PROVISIONAL, protocol, note="Before the last nominations")
    row.given_name = "Changed"
    row.save()

    version.refresh_from_db()
    assert names_in(version) == ["Nguyễn Thị Thử"]
    page = pdf_text(version)[0]
    for part in ["List of Participants", "Provisional list", "Before the last nominations", "Nguyễn Thị Thử", "Page 1"]:
        assert part in page
    assert "Demonstration" in page


def test_two_versions_differ_as_they_should(protocol):
    delegation = make.make_delegation("Cambodia", country=make.make_country("KH"))
    stays = listed(given_name="Stays", family_name="", delegation=delegation)
    leaves = listed(given_name="Leaves", family_name="", delegation=delegation)
    takes_back = listed(given_name="Private", family_name="", delegation=delegation)
    first = made(Kind.PROVISIONAL, protocol)

    Registration.objects.filter(pk=stays.pk).update(position="Deputy Mayor", standing="head")
    withdraw(leaves, actor=leaves.user, at=AUGUST)
    answer(takes_back, False, day=5)
    listed(given_name="New", family_name="", delegation=delegation)
    second = made(Kind.REVISED, protocol)

    found = differences(first.snapshot, second.snapshot)
    assert [(one.kind, one.name) for one in found] == [
        (Change.ADDED, "New"),
        (Change.CHANGED, "Stays"),
        (Change.LEFT, "Leaves"),
        (Change.LEFT, "Private"),
    ]
    assert found[1].fields == (("standing", "", "head"), ("position", "City planner", "Deputy Mayor"))
    last = pdf_text(second)[-1]
    assert "Changes since: Provisional list" in last
    assert "Deputy Mayor" in last
    assert "Private" in last
    assert "Private" not in "".join(pdf_text(second)[:-1])
    assert [list_title(row) for row in (first, second)] == ["Provisional list", "Revised list 1"]


def test_nothing_after_final_without_opening_it_again(protocol):
    listed()
    final = made(Kind.FINAL, protocol)
    with pytest.raises(Refused) as refused:
        made(Kind.REVISED, protocol)
    assert refused.value.code == "final"

    reopen(final, actor=protocol, at=AUGUST)
    reopen(final, actor=protocol, at=AUGUST)

    assert made(Kind.REVISED, protocol).number == 2
    with pytest.raises(Refused) as refused:
        made(Kind.PROVISIONAL, protocol)
    assert refused.value.code == "too_late"
    with pytest.raises(Refused) as refused:
        reopen(final, actor=protocol, at=AUGUST)
    assert refused.value.code == "not_final"


def test_refusals_before_a_job_is_started(protocol):
    for kind, actor, code in [
        (Kind.REVISED, protocol, "nothing_to_revise"),
        (Kind.PROVISIONAL, make.make_staff("Registration"), "not_allowed"),
    ]:
        with pytest.raises(Refused) as refused:
            ask_for_list(kind=kind, note="", after=0, actor=actor, at=AUGUST)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        ask_for_list(kind=Kind.PROVISIONAL, note="", after=7, actor=protocol, at=AUGUST)
    assert refused.value.code == "changed_meanwhile"
    assert not Job.objects.exists()


def test_ten_presses_are_one_version(protocol):
    listed()
    jobs = {ask_for_list(kind=Kind.PROVISIONAL, note="", after=0, actor=protocol, at=AUGUST).pk for _ in range(9)}
    for pk in jobs:
        run(pk)
    jobs.add(ask_for_list(kind=Kind.PROVISIONAL, note="", after=0, actor=protocol, at=AUGUST).pk)

    assert len(jobs) == 1
    assert ParticipantList.objects.count() == 1


def test_an_empty_list_is_refused_and_may_be_asked_for_again(protocol):
    job = ask_for_list(kind=Kind.PROVISIONAL, note="", after=0, actor=protocol, at=AUGUST)
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, ParticipantList.objects.count()) == ("failed", 0)
    assert "nobody agreed" in job.output["summary"]

    listed()

    assert made(Kind.PROVISIONAL, protocol).number == 1


def test_a_job_that_runs_again_finds_its_version(protocol):
    listed()
    job = ask_for_list(kind=Kind.PROVISIONAL, note="", after=0, actor=protocol, at=AUGUST)
    run(job.pk)
    Job.objects.filter(pk=job.pk).update(state="queued", finished_at=None)

    assert run(job.pk)
    assert ParticipantList.objects.count() == 1


def test_every_script_and_many_pages(protocol):
    for place, name in enumerate(EVERY_NAME):
        country = make.make_country("MY" if place % 2 else "KH")
        listed(given_name=name[:80], family_name="", native_name=name[:80], country=country, position="Officer " * 12)

    pages = pdf_text(made(Kind.PROVISIONAL, protocol))

    assert len(pages) >= 3
    whole = "".join(pages)
    for name in ["Nguyễn Thị Phượng Thử", "陈美玲", "見本 さくら", "김 보기", "María Fátima"]:
        assert name in whole
    assert "(continued)" in whole
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


# --- Pages


def test_files_hold_the_same_people_and_no_formula(protocol, client: Client):
    listed(given_name="=cmd", family_name="", native_name="陈美玲")
    version = made(Kind.PROVISIONAL, protocol)
    client.force_login(protocol)
    base = f"/admin/delegates/participantlist/{version.code}/list"

    table = list(csv.reader(io.StringIO(client.get(f"{base}.csv").content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(client.get(f"{base}.xlsx").content)).active

    assert table[1][4:6] == ["'=cmd", "陈美玲"]
    assert [cell.value for cell in sheet[2]][4:6] == ["'=cmd", "陈美玲"]
    assert client.get(f"{base}.pdf").content.startswith(b"%PDF-")
    assert client.get(f"{base}.exe").status_code == 404


def test_attending_people_read_the_latest_version_and_others_do_not(protocol, client: Client):
    row = listed(given_name="Sophea", family_name="Contoh")
    client.force_login(row.user)
    assert "There is no list yet" in client.get("/participants/").content.decode()
    assert client.get("/participants/list.pdf").status_code == 404
    made(Kind.PROVISIONAL, protocol)

    assert "Sophea Contoh" in client.get("/participants/").content.decode()
    assert client.get("/participants/list.pdf").content.startswith(b"%PDF-")
    for other in (make.make_user(), make.make_registration(state="submitted").user, make.make_staff("Door")):
        client.force_login(other)
        assert client.get("/participants/").status_code == 404
        assert client.get("/participants/list.pdf").status_code == 404


def test_the_story_in_the_panel(protocol, client: Client):
    row = listed(given_name="Sophea", family_name="Contoh")
    client.force_login(protocol)
    page = client.get("/admin/delegates/participantlist/make/").content.decode()
    assert "1 attending person agreed" in page

    answered = client.post(
        "/admin/delegates/participantlist/make/", {"kind": "provisional", "note": "First", "after": 0}
    )
    run(Job.objects.get().pk)
    set_listed_as(row, listed_as="Madam Contoh", actor=row.user, at=AUGUST)

    assert answered.headers["Location"] == f"/jobs/{Job.objects.get().code}/"
    assert "Open the list" in client.get(answered.headers["Location"]).content.decode()
    page = client.get("/admin/delegates/participantlist/make/").content.decode()
    assert "<del>Sophea Contoh</del> → <ins>Madam Contoh</ins>" in page
    client.post("/admin/delegates/participantlist/make/", {"kind": "final", "after": 1})
    run(Job.objects.first().pk)
    final = ParticipantList.objects.first()
    page = client.get(f"/admin/delegates/participantlist/{final.pk}/change/").content.decode()
    assert "Madam Contoh" in page
    assert "The list is final" in client.get("/admin/delegates/participantlist/make/").content.decode()
    client.post(f"/admin/delegates/participantlist/{final.code}/reopen/")
    assert "Make this version" in client.get("/admin/delegates/participantlist/make/").content.decode()


def test_how_one_is_listed(client: Client):
    row = listed(given_name="Sophea", family_name="Contoh")
    client.force_login(row.user)

    assert client.post("/me/listing/", {"listed_as": "Madam Contoh"}).status_code == 302

    row.refresh_from_db()
    assert row.listed_as == "Madam Contoh"
    assert "Madam Contoh" in client.get("/me/listing/").content.decode()
