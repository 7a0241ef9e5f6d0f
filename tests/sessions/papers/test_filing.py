"""From a draft to a published paper and back: symbols, revisions, files, what the pages show at once."""

import datetime as dt

import pytest

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from ascn8.meeting.versions import number_of
from delegates.vault.purging import purge
from sessions.models import Document
from sessions.papers.filing import Facts, change, make, publish, revise, withdraw
from sessions.papers.symbols import next_number, place_of
from sessions.papers.versions import add_file, file_paper, remove_file
from tests.factories import ZONE, local, make_meeting, make_paper, make_retention, make_session, make_staff
from tests.sessions.papers.office import packed, parts_of, upload

pytestmark = pytest.mark.django_db
AT = local(2, 9)


@pytest.fixture(autouse=True)
def meeting():
    return make_meeting()


@pytest.fixture
def staff():
    return make_staff("Programme")


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value.code


def test_symbols_follow_the_meeting_and_count_in_each_series(staff):
    made = [
        make(facts=Facts("On bridges"), series=series, actor=staff, at=AT) for series in ("INF", "INF", "WP", "INF")
    ]
    assert [one.symbol for one in made] == [
        "ASCN8/2025/INF.1",
        "ASCN8/2025/INF.2",
        "ASCN8/2025/WP.1",
        "ASCN8/2025/INF.3",
    ]
    make(facts=Facts("Ten"), series="INF", number=10, actor=staff, at=AT)
    assert next_number("INF") == 11
    assert sorted(["A/2025/INF.10", "A/2025/INF.9"], key=place_of) == ["A/2025/INF.9", "A/2025/INF.10"]


def test_a_symbol_is_given_once(staff):
    make(facts=Facts("First"), series="INF", number=3, actor=staff, at=AT)
    assert refusal(make, facts=Facts("Second"), series="INF", number=3, actor=staff, at=AT) == "symbol_taken"
    assert Document.objects.get().title_en == "First"
    assert refusal(make, facts=Facts("x"), series="inf/..", actor=staff, at=AT) == "no_series"


def test_a_chain_hangs_on_its_first_paper(staff):
    first = make(facts=Facts("On bridges"), series="INF", actor=staff, at=AT)
    rev = revise(of=first, revision="rev", facts=Facts("On bridges"), actor=staff, at=AT)
    again = revise(of=rev, revision="rev", facts=Facts("On bridges"), actor=staff, at=AT)
    corr = revise(of=rev, revision="corr", facts=Facts("Two errors"), actor=staff, at=AT)
    assert [one.symbol for one in (rev, again, corr)] == [
        "ASCN8/2025/INF.1/Rev.1",
        "ASCN8/2025/INF.1/Rev.2",
        "ASCN8/2025/INF.1/Corr.1",
    ]
    assert {one.revises for one in (rev, again, corr)} == {first}
    assert next_number("INF") == 2


def test_a_paper_is_published_with_a_file_and_by_the_duty_only(staff):
    paper = make(facts=Facts("On bridges"), series="INF", actor=staff, at=AT)
    assert refusal(publish, paper, actor=staff, at=AT) == "no_file"
    add_file(paper, upload=upload(), language="en", actor=staff, at=AT)
    for role in ("Protocol", "Registration"):
        assert refusal(publish, paper, actor=make_staff(role), at=AT) == "not_allowed"
    before = number_of("programme")
    paper = publish(paper, actor=staff, at=AT)
    assert (paper.state, paper.published_at, number_of("programme") > before) == ("published", AT, True)
    assert refusal(publish, paper, actor=staff, at=AT) == "published"
    assert AuditEvent.objects.filter(action="paper.publish", subject=f"document {paper.code}", actor=staff).exists()


def test_withdrawn_papers_can_be_published_again(staff):
    paper = withdraw(make_paper(), actor=staff, at=AT)
    assert paper.withdrawn_at == AT
    assert refusal(withdraw, paper, actor=staff, at=AT) == "not_published"
    assert publish(paper, actor=staff, at=AT).withdrawn_at is None


def test_a_published_version_is_never_replaced_unseen(staff):
    paper = make_paper()
    kept = paper.files.get()
    assert refusal(add_file, paper, upload=upload(), language="en", actor=staff, at=AT) == "published"
    assert refusal(remove_file, paper, code=kept.code, actor=staff, at=AT) == "published"
    add_file(paper, upload=upload("m.docx", packed(parts_of("docx"))), language="ms", actor=staff, at=AT)
    assert [(row.language, row.code == kept.code) for row in paper.files.all()] == [("en", True), ("ms", False)]


def test_in_a_draft_the_new_file_takes_the_place_of_the_old(staff, django_capture_on_commit_callbacks):
    paper = make_paper(state="draft")
    former = paper.files.get()
    with django_capture_on_commit_callbacks(execute=True):
        row = add_file(paper, upload=upload("new.pdf"), language="en", actor=staff, at=AT)
    assert paper.files.get() == row
    assert row.file.storage.exists(row.file.name)
    assert not row.file.storage.exists(former.file.name)
    assert "new" not in row.file.name


def test_a_bad_file_leaves_no_paper_behind(staff):
    code = refusal(file_paper, facts=Facts("x"), series="INF", upload=upload("x.docx", b"PK"), actor=staff, at=AT)
    assert (code, Document.objects.count()) == ("damaged", 0)


def test_what_is_changed_is_found_under_its_new_name(staff):
    paper, session = make_paper(symbol="ASCN8/2025/INF.9"), make_session()
    facts = Facts("Về cầu", "Jambatan", [session], "heads", local(9, 9))
    paper = change(paper, facts=facts, actor=staff, at=AT)
    assert paper.search == "ascn8/2025/inf.9 ve cau jambatan"
    assert (list(paper.sessions.all()), paper.classification, paper.embargo_until) == ([session], "heads", local(9, 9))
    withdraw(paper, actor=staff, at=AT)
    assert refusal(change, paper, facts=facts, actor=staff, at=AT) == "not_published"


def test_files_of_withdrawn_papers_go_with_their_rule(staff):
    make_retention("papers", 30)
    stays, goes = make_paper(), make_paper(state="withdrawn")
    name = goes.files.get().file.name
    assert purge(at=local(30, 9)) == []
    (line,) = purge(at=dt.datetime(2025, 10, 20, tzinfo=ZONE))
    assert (line.kind, line.files, goes.files.get().file.name, bool(stays.files.get().file)) == ("papers", 1, "", True)
    assert name
