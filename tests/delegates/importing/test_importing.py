"""What a row becomes, and what an import never touches."""

import datetime as dt
import io
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from ascn8.audit.models import AuditEvent
from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from delegates.importing.checking import Outcome, Person
from delegates.importing.headings import Field
from delegates.importing.jobs import ask_for_check, ask_for_import, ask_for_invitations
from delegates.importing.receiving import KEPT_FOR, choose_columns, columns_of, forget_lists, receive
from delegates.importing.running import Report, check, import_list
from delegates.models import PeopleFile, Registration, StageRule, Transition, User
from delegates.registration import save_step
from delegates.reminders import remind_unfinished
from delegates.steps import Step
from tests import factories as make
from tests.delegates.importing.lists import HEADINGS, csv_of, whole, xlsx_of

pytestmark = pytest.mark.django_db
AT = make.local(1, 9)


@pytest.fixture(autouse=True)
def _meeting() -> None:
    make.make_meeting()
    make.make_country("KH")
    make.make_country("MY")
    make.make_category()


def kept(data: bytes, **fields: object) -> PeopleFile:
    """An uploaded list whose people are delegates where their row names nothing else."""
    file = receive(data=data, name="list.csv", actor=None, at=AT)
    PeopleFile.objects.filter(pk=file.pk).update(**{"category": make.make_category(), **fields})
    return PeopleFile.objects.get(pk=file.pk)


def still(done: int, total: int, note: str) -> None:
    assert done <= total


def imported(data: bytes, *, mode: str = "good", at: dt.datetime = AT, **fields: object) -> Report:
    return import_list(kept(data, **fields), mode=mode, actor=None, at=at, step=still)


def one(data: bytes, **fields: object) -> Person:
    """The first person of a dry run."""
    return check(kept(data, **fields), at=AT, step=still).people[0]


def said(person: Person) -> str:
    return " | ".join(f"{remark.column}: {remark.text}" for remark in person.remarks)


# --- What a row becomes -------------------------------------------------------------------------------------------


def test_a_whole_row_becomes_an_account_and_a_submitted_registration():
    imported(csv_of(whole(1, Email="Sophea.CHAN@Example.org")))

    row = Registration.objects.select_related("user").get()
    assert (row.state, row.full_name, row.badge_name, row.country_id) == (
        "submitted",
        "Sophea Chan",
        "Sophea Chan",
        "KH",
    )
    assert row.user.email == "sophea.chan@example.org"
    assert not row.user.has_usable_password()
    assert not EmailAddress.objects.get(user=row.user).verified
    assert row.transitions.get().to_state == "submitted"
    assert "chan sophea" in row.sort_name
    assert not Message.objects.exists()
    assert AuditEvent.objects.get(action="people.import").detail == {"submitted": 1}


def test_stages_that_need_nobody_are_passed_at_once():
    StageRule.objects.create(stage="endorsed", skip="no_delegation")
    category = make.make_category("member", stages=["endorsed", "approved"])
    delegation = make.make_delegation("Kingdom of Cambodia", focal_points=(make.make_user(),))
    headings = [*HEADINGS, "Delegation", "Category"]

    imported(csv_of([*whole(1), "", "Member"], [*whole(2), delegation.name, "Member"], headings=headings))

    alone, member = Registration.objects.filter(category=category).order_by("user__email")
    assert (alone.state, member.state) == ("endorsed", "submitted")
    assert [move.to_state for move in alone.transitions.all()] == ["submitted", "endorsed"]
    assert "belongs to no delegation" in alone.transitions.last().reason


def test_what_is_missing_is_left_to_the_person_and_named():
    report = imported(csv_of(whole(1, Position="", **{"Mobile phone": ""})))

    assert Registration.objects.get().state == "draft"
    assert "position, mobile phone" in said(report.people[0])


def test_a_single_name_stays_as_it_is_typed():
    imported(csv_of(["a@example.org", "YBhg. Dato’ Dr. Suharto"], headings=["Email", "Nama"]))

    row = Registration.objects.get()
    assert (row.given_name, row.family_name, row.title) == ("YBhg. Dato’ Dr. Suharto", "", "")


def test_countries_delegations_and_categories_are_known_by_their_names():
    delegation = make.make_delegation("Kingdom of Cambodia")
    media = make.make_category("media")
    headings = [*HEADINGS, "Delegation", "Category"]
    for country in ("KH", "khm", "Kemboja", "CAMBODIA", "Kampuchea"):
        person = one(csv_of([*whole(1, Country=country), delegation.code, "Media"], headings=headings))
        assert (person.country.pk, person.delegation, person.category) == ("KH", delegation, media), country


@pytest.mark.parametrize(
    ("heading", "cell", "sentence"),
    [
        ("Email", "", "Email: there is no e-mail address"),
        ("Email", "nobody", "Email: “nobody” is no e-mail address"),
        ("Email", "a@example.org; b@example.org", "Email: these are several addresses"),
        ("Given name", "=CMD()", "Given name: this cell holds a formula"),
        ("Position", "@SUM(A1)", "Position: this cell holds a formula"),
        ("Position", "-2+3", "Position: this cell holds a formula"),
        ("Position", "#REF!", "Position: this cell holds an error of the spreadsheet"),
        (
            "Position",
            "45908",
            "Position: this is the number 45908, with which spreadsheets write the date 8 September 2025",
        ),
        ("Position", "2025-09-08", "Position: this is a date, not a text"),
        ("Family name", "12", "Family name: this is the number 12, not a text"),
        ("Organisation", "x" * 121, "Organisation: this is longer than 120 signs"),
        ("Country", "Atlantis", "Country: there is no country “Atlantis”"),
    ],
)
def test_a_fault_names_row_and_column(heading: str, cell: str, sentence: str):
    person = one(csv_of(whole(1, **{heading: cell})))

    assert (person.row, person.outcome) == (2, Outcome.FAULT)
    assert said(person).startswith(sentence)


@pytest.mark.parametrize(
    ("cell", "number", "sentence"),
    [
        ("012 345 678", "+85512345678", ""),
        ("855 12 345 678", "+85512345678", ""),
        ("6.01235E+10", "", "Mobile phone: the spreadsheet has shortened this number"),
        ("call me", "", "Mobile phone: we cannot read “call me”"),
    ],
)
def test_phones_are_read_or_asked_for_again(cell: str, number: str, sentence: str):
    person = one(csv_of(whole(1, **{"Mobile phone": cell})))

    assert person.phone == number
    assert said(person).startswith(sentence)
    assert person.outcome == (Outcome.SUBMITTED if number else Outcome.DRAFT)


@pytest.mark.parametrize(
    "cell", ["Sophea Chan <Sophea@Example.org>", "mailto:sophea@example.org", " sophea@example.org "]
)
def test_addresses_are_taken_out_of_what_stands_around_them(cell: str):
    assert one(csv_of(whole(1, Email=cell))).email == "sophea@example.org"


def test_ragged_empty_and_double_rows_are_reported_and_none_is_dropped():
    rows = [whole(1), [""] * 7, [*whole(2), "more"], whole(3)[:4], whole(1)]
    report = check(kept(csv_of(*rows)), at=AT, step=still)

    assert [person.outcome for person in report.people] == ["submitted", "empty", "fault", "draft", "fault"]
    assert "more cells than there are headings" in said(report.people[2])
    assert "the same address stands in row 2" in said(report.people[4])
    assert len(list(report.lines())) == 5


def test_formulas_and_dates_of_a_workbook_are_seen():
    report = check(
        kept(xlsx_of([*whole(1)[:4], "=A1", *whole(1)[5:]], [*whole(2)[:4], dt.date(2025, 9, 8), *whole(2)[5:]])),
        at=AT,
        step=still,
    )

    assert "holds a formula" in said(report.people[0])
    assert "this is a date" in said(report.people[1])


# --- All or nothing, twice, changed -------------------------------------------------------------------------------


def test_all_or_nothing_writes_nothing_when_one_row_has_a_fault():
    data = csv_of(whole(1), whole(2, Country="Atlantis"))

    with pytest.raises(Refused, match=r"Nothing was imported: 1 row has a fault\. Row 3, Country: there is no country"):
        imported(data, mode="all")

    assert not Registration.objects.exists()
    assert not User.objects.exists()
    assert PeopleFile.objects.get().state == "uploaded"


def test_good_rows_only_leaves_the_others_out():
    report = imported(csv_of(whole(1), whole(2, Country="Atlantis")), mode="good")

    assert report.counts == {"submitted": 1, "fault": 1}
    assert Registration.objects.count() == 1


def test_the_same_list_twice_says_when_and_by_whom():
    actor, data = make.make_staff(), csv_of(whole(1))
    import_list(kept(data), mode="all", actor=actor, at=AT, step=still)

    with pytest.raises(Refused) as refused:
        receive(data=data, name="copy.csv", actor=actor, at=AT)

    assert refused.value.code == "same_file"
    assert f"1 September 2025, 09:00 by {actor.email}" in str(refused.value)
    again = receive(data=data, name="copy.csv", actor=actor, at=AT, again=True)
    PeopleFile.objects.filter(pk=again.pk).update(category=make.make_category())
    again.refresh_from_db()
    report = import_list(again, mode="all", actor=actor, at=AT, step=still)
    assert report.counts == {"left": 1}
    assert Registration.objects.count() == 1


def test_a_changed_list_fills_drafts_only():
    headings = [*HEADINGS, "External ID"]
    first = csv_of([*whole(1, Position=""), "7"], [*whole(2), "8"], headings=headings)
    imported(first, system="ministry")
    assert set(Registration.objects.values_list("external_id", flat=True)) == {"ministry:7", "ministry:8"}

    second = csv_of([*whole(1, Position="Mayor"), "7"], [*whole(2, Position="Mayor"), "8"], headings=headings)
    report = imported(second, system="ministry", at=AT + dt.timedelta(days=1))

    assert report.counts == {"updated": 1, "left": 1}
    assert "everything is there now" in said(report.people[0])
    assert "the state is “Submitted”, nothing was changed" in said(report.people[1])
    filled, left = Registration.objects.order_by("external_id")
    assert (filled.position, filled.state, left.position) == ("Mayor", "submitted", "City planner")


def test_what_the_person_wrote_is_never_written_over():
    imported(csv_of(whole(1, Position="", Organisation="")))
    row = Registration.objects.get()
    save_step(row, step=Step.WORK, data={"organisation": "My own words"}, at=AT + dt.timedelta(hours=1))

    report = imported(csv_of(whole(1)), at=AT + dt.timedelta(days=1))

    row.refresh_from_db()
    assert (row.organisation, row.position, row.state) == ("My own words", "City planner", "draft")
    assert "which stays: organisation" in said(report.people[0])


def test_somebody_who_is_approved_is_left_alone():
    row = make.make_registration(make.make_user("person1@list.example"), given_name="Before")

    report = imported(csv_of(whole(1)))

    row.refresh_from_db()
    assert (report.people[0].outcome, row.given_name, row.state) == ("left", "Before", "approved")


def test_an_account_without_a_registration_gets_one():
    user = make.make_user("person1@list.example")

    imported(csv_of(whole(1)))

    assert Registration.objects.get().user == user
    assert user.emailaddress_set.count() == 1


def test_a_number_of_somebody_else_is_refused():
    headings = [*HEADINGS, "External ID"]
    imported(csv_of([*whole(1), "7"], headings=headings))

    report = imported(csv_of([*whole(2), "7"], headings=headings))

    assert "belongs to person1@list.example" in said(report.people[0])
    assert Registration.objects.count() == 1


def test_nobody_who_came_with_a_list_is_reminded_of_what_they_never_began():
    imported(csv_of(whole(1, Position="")))

    assert remind_unfinished(at=AT + dt.timedelta(days=9)) == 0
    User.objects.update(last_login=AT)
    assert remind_unfinished(at=AT + dt.timedelta(days=9)) == 1


# --- Columns ------------------------------------------------------------------------------------------------------


def test_columns_show_their_first_three_values():
    file = kept(csv_of(*[whole(n) for n in range(1, 6)]))

    email = columns_of(file)[0]

    assert (email.heading, email.samples) == ("Email", [f"person{n}@list.example" for n in (1, 2, 3)])


@pytest.mark.parametrize(
    ("columns", "code"),
    [({1: Field.NAME}, "no_email_column"), ({0: Field.EMAIL, 1: Field.NAME, 2: Field.NAME}, "field_twice")],
)
def test_columns_that_cannot_be_used_are_refused(columns: dict[int, Field], code: str):
    file = kept(csv_of(whole(1)))

    with pytest.raises(Refused) as refused:
        choose_columns(file, columns=columns, category=None, system="", mode="all", actor=None, at=AT)

    assert refused.value.code == code


def test_lists_are_thrown_away_after_thirty_days():
    file = kept(csv_of(whole(1)))
    name, storage = file.file.name, file.file.storage

    assert forget_lists(at=AT + KEPT_FOR - dt.timedelta(seconds=1)) == 0
    assert forget_lists(at=AT + KEPT_FOR) == 1

    file.refresh_from_db()
    assert not file.file
    assert not storage.exists(name)
    with pytest.raises(Refused, match="deleted"):
        check(file, at=AT, step=still)


# --- As long work -------------------------------------------------------------------------------------------------


def test_checking_and_importing_as_jobs_leaves_a_report_and_links():
    file, actor = kept(csv_of(whole(1), whole(2, Position=""))), make.make_staff()
    checking = ask_for_check(file, actor=actor, at=AT)
    assert run(checking.pk)
    assert not Registration.objects.exists()

    file.refresh_from_db()
    importing = ask_for_import(file, mode="all", actor=actor, at=AT)
    again = ask_for_import(file, mode="all", actor=actor, at=AT)
    assert run(importing.pk)
    importing.refresh_from_db()

    assert again.pk == importing.pk
    assert importing.state == "done"
    assert importing.output["summary"].startswith("2 rows. New, handed in: 1; New, for the person to finish: 1")
    assert importing.output["links"][0]["url"].endswith(f"{file.code}/report/")
    with importing.file.open("rb") as report:
        assert "still to come from the person: position" in report.read().decode("utf-8-sig")
    assert set(Registration.objects.values_list("people_file", flat=True)) == {file.pk}
    assert Transition.objects.get().actor == actor


def test_a_list_with_faults_is_imported_in_part_only():
    file, actor = kept(csv_of(whole(1), whole(2, Country="Atlantis"))), make.make_staff()
    run(ask_for_check(file, actor=actor, at=AT).pk)
    file.refresh_from_db()

    with pytest.raises(Refused, match="1 row has a fault"):
        ask_for_import(file, mode="all", actor=actor, at=AT)
    run(ask_for_import(file, mode="good", actor=actor, at=AT).pk)

    assert Registration.objects.count() == 1


def test_a_role_without_the_duty_imports_nothing():
    file = kept(csv_of(whole(1)))
    run(ask_for_check(file, actor=make.make_staff(), at=AT).pk)
    file.refresh_from_db()

    with pytest.raises(Refused) as refused:
        ask_for_import(file, mode="all", actor=make.make_staff("Protocol"), at=AT)

    assert refused.value.code == "not_allowed"


def test_a_worker_that_died_after_its_commit_finds_the_work_done():
    file, actor = kept(csv_of(whole(1))), make.make_staff()
    run(ask_for_check(file, actor=actor, at=AT).pk)
    file.refresh_from_db()
    job = ask_for_import(file, mode="all", actor=actor, at=AT)
    run(job.pk)
    Job.objects.filter(pk=job.pk).update(state="queued", finished_at=None, output={})

    assert run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.output["summary"]) == ("done", "1 row. New, handed in: 1.")


def test_people_are_invited_once_and_only_when_asked():
    file, actor = kept(csv_of(whole(1), whole(2, Position=""))), make.make_staff()
    import_list(file, mode="all", actor=actor, at=AT, step=still)
    file.refresh_from_db()

    run(ask_for_invitations(file, actor=actor, at=AT).pk)

    assert sorted(Message.objects.values_list("to", flat=True)) == ["person1@list.example", "person2@list.example"]
    with pytest.raises(Refused, match="Everybody of this list"):
        ask_for_invitations(file, actor=actor, at=AT)


# --- The command --------------------------------------------------------------------------------------------------


def command(tmp_path: Path, data: bytes, **options: object) -> str:
    path, out = tmp_path / "list.csv", io.StringIO()
    path.write_bytes(data)
    call_command("import_delegates", path, category="delegate", stdout=out, **options)
    return out.getvalue()


def test_the_command_imports_and_says_so_a_second_time(tmp_path: Path):
    data = csv_of(whole(1), whole(2, Position=""))

    first, second = command(tmp_path, data), command(tmp_path, data)

    assert "row 3 (person2@list.example): New, for the person to finish: still to come" in first
    assert "2 rows." in first
    assert "by the command line" in second
    assert Registration.objects.count() == 2


def test_a_dry_run_of_the_command_leaves_nothing_behind(tmp_path: Path):
    assert "Dry run: nothing was written." in command(tmp_path, csv_of(whole(1)), dry_run=True)
    assert not PeopleFile.objects.exists()
    assert not User.objects.exists()


@pytest.mark.parametrize("data", [b"", csv_of(whole(1), whole(2, Country="Atlantis"))])
def test_the_command_fails_with_a_sentence_and_writes_nothing(tmp_path: Path, data: bytes):
    with pytest.raises(CommandError):
        command(tmp_path, data)

    assert not Registration.objects.exists()
