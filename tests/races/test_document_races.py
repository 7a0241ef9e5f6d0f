"""One symbol for one paper, however many give it at the same moment."""

import pytest
from django.db import IntegrityError

from sessions.models import Document, DocumentReading
from sessions.papers.filing import Facts, make, publish, revise, withdraw
from sessions.papers.opening import note_readings
from tests import factories
from tests.factories import local
from tests.races.test_decision_races import at_once

pytestmark = pytest.mark.locks
AT = local(2, 9)


@pytest.fixture(autouse=True)
def _meeting(transactional_db):
    factories.make_meeting()


def test_six_give_the_same_symbol_and_five_are_told():
    staff = factories.make_staff("Programme")

    results = at_once(*[lambda: make(facts=Facts("x"), series="INF", number=3, actor=staff, at=AT)] * 6)

    assert sorted(str(one) for one in results if not isinstance(one, Document)) == ["symbol_taken"] * 5, results
    assert Document.objects.get().symbol == "ASCN8/2025/INF.3"


def test_whoever_only_looks_first_meets_the_constraint():
    """The control: the threads do collide, and it is the constraint that stands behind the refusal."""

    def careless() -> Document:
        return Document.objects.create(symbol="ASCN8/2025/INF.3", title_en="x", created_at=AT)

    results = at_once(*[careless] * 6)

    assert sum(isinstance(one, IntegrityError) for one in results) == 5, results


def test_six_make_the_next_revision_and_each_has_its_own():
    staff, first = factories.make_staff("Programme"), factories.make_paper(symbol="ASCN8/2025/WP.1")

    results = at_once(*[lambda: revise(of=first, revision="rev", facts=Facts("x"), actor=staff, at=AT)] * 6)

    assert sorted(one.revision_number for one in results if isinstance(one, Document)) == [1, 2, 3, 4, 5, 6], results


def test_published_and_withdrawn_at_once_ends_in_one_of_both():
    staff, paper = factories.make_staff("Programme"), factories.make_paper(state="draft")

    at_once(*[lambda: publish(paper, actor=staff, at=AT), lambda: withdraw(paper, actor=staff, at=AT)] * 3)

    paper.refresh_from_db()
    assert (paper.state == "withdrawn") == (paper.withdrawn_at is not None)


def test_ten_openings_at_once_are_one_row_with_ten():
    paper, user = factories.make_paper(), factories.make_user()

    at_once(*[lambda: note_readings([paper.files.get()], user=user, at=AT)] * 10)

    assert DocumentReading.objects.get().times == 10
