"""The panel's pages about releases: publish a day or later, go back, tell people."""

import datetime as dt
import re

import pytest

from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from sessions.models import PlannedRelease, Release, Session, Star
from sessions.release import publish
from tests.factories import local, make_meeting, make_session, make_staff, make_user

pytestmark = pytest.mark.django_db
PUBLISH = "/admin/agenda/release/publish/"


@pytest.fixture(autouse=True)
def staff(client):
    make_meeting()
    user = make_staff("Programme")
    client.force_login(user)
    return user


@pytest.fixture
def session() -> Session:
    """In release 1 as "Old", in release 2 as "New"."""
    made = make_session(title_en="Old")
    publish(actor=None, at=local(1, 9))
    rename(made, "New")
    publish(actor=None, at=local(2, 9))
    return made


def rename(session: Session, title: str) -> None:
    Session.objects.filter(pk=session.pk).update(title_en=title)


def seen(page: str) -> str:
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


def test_one_day_is_shown_and_published(client):
    make_session(title_en="On Tuesday")
    make_session(title_en="On Wednesday", starts_at=local(10, 9))
    page = client.get(f"{PUBLISH}?day=2025-09-10").content.decode()
    assert "On Wednesday" in page
    assert "On Tuesday" not in page
    client.post(f"{PUBLISH}?day=2025-09-10", {"day": "2025-09-10", "when": "now"})
    release = Release.objects.get()
    assert (release.kind, [row["title_en"] for row in release.programme["sessions"]]) == ("day", ["On Wednesday"])


def test_a_release_is_planned_on_the_clock_of_the_venue_and_cancelled(client, staff):
    make_session()
    client.post(PUBLISH, {"when": "later", "due_at": "2099-09-05T09:00", "note_en": "Later"})
    plan = PlannedRelease.objects.get()
    assert plan.due_at == dt.datetime(2099, 9, 5, 1, tzinfo=dt.UTC)
    assert (plan.planned_by, plan.note_en, Release.objects.count()) == (staff, "Later", 0)
    path = f"/admin/agenda/plannedrelease/{plan.code}/cancel/"
    assert "Later" in client.get("/admin/agenda/plannedrelease/").content.decode()
    assert client.get(path).status_code == 200
    assert PlannedRelease.objects.get().state == "planned"
    client.post(path)
    assert PlannedRelease.objects.get().state == "cancelled"


@pytest.mark.parametrize("due_at", ["", "2025-13-40", "2020-01-01T09:00"])
def test_what_is_no_time_to_come_plans_nothing(client, due_at):
    make_session()
    page = client.post(PUBLISH, {"when": "later", "due_at": due_at}, follow=True).content.decode()
    assert not PlannedRelease.objects.exists()
    assert any(word in page for word in ("Say at what time", "Enter a valid", "That time is over"))


def test_the_page_shows_old_and_new_the_rules_and_whom_it_concerns(client, session):
    Star.objects.create(user=make_user("reader@example.org"), session=session, starred_at=local(1, 9))
    rename(session, "Newest <b>")
    page = client.get(PUBLISH).content.decode()
    for text in ("Another title", "Newest &lt;b&gt;", "reader@example.org", "1 warning", "rulesetting/problems/"):
        assert text in page


def test_a_release_says_what_it_changed_and_compares_itself_with_any_other(client, session):
    rename(session, "Old")
    third = publish(actor=None, at=local(3, 9))
    path = f"/admin/agenda/release/{third.pk}/change/"
    page = client.get(path).content.decode()
    assert "Another title" in page
    assert "No session differs." in client.get(f"{path}?with=1").content.decode()
    assert "Another title" in client.get(f"{path}?with=2").content.decode()


def test_going_back_is_seen_first_and_then_done_with_the_draft(client, session):
    page = client.get("/admin/agenda/release/1/back/").content.decode()
    assert "Another title" in page
    fields = {"session": "", "seen": seen(page), "with_draft": "on", "note_en": "Back"}
    answer = client.post("/admin/agenda/release/1/back/", fields, follow=True)
    assert "it goes back to Release 1" in answer.content.decode()
    session.refresh_from_db()
    last = Release.objects.first()
    assert (last.number, last.kind, last.note_en, session.title_en) == (3, "rollback", "Back", "Old")
    client.post("/admin/agenda/release/1/back/", fields)
    assert Release.objects.count() == 3, "a second press does nothing"


def test_one_session_is_chosen_from_those_that_differ(client, session):
    other = make_session(title_en="Other")
    publish(actor=None, at=local(3, 9))
    page = client.get(f"/admin/agenda/release/1/back/?session={session.code}").content.decode()
    assert f'<option value="{session.code}" selected>' in page
    assert f'<option value="{other.code}">' in page
    client.post("/admin/agenda/release/1/back/", {"session": session.code, "seen": seen(page)})
    last = Release.objects.first()
    assert (last.kind, sorted(row["title_en"] for row in last.programme["sessions"])) == ("rollback1", ["Old", "Other"])
    assert client.get("/admin/agenda/release/1/back/?session=NOSUCH").status_code == 404


def test_people_are_told_after_their_list_was_seen(client, session):
    Release.objects.filter(number=1).update(telling="told", told_at=local(1, 10))
    Star.objects.create(user=make_user("reader@example.org"), session=session, starred_at=local(1, 9))
    page = client.get("/admin/agenda/release/2/tell/").content.decode()
    assert "Tell 1 person" in page
    assert "reader@example.org" in page
    assert "You starred it" in page
    assert not Job.objects.exists()
    answer = client.post(
        "/admin/agenda/release/2/tell/", {"seen": "something else", "with_skipped": "False"}, follow=True
    )
    assert "has changed since you saw the list" in answer.content.decode()
    for _press in range(2):
        answer = client.post("/admin/agenda/release/2/tell/", {"seen": seen(page), "with_skipped": "False"})
        assert answer.status_code == 302
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.code}/"
    run(job.pk)
    page = client.get("/admin/agenda/release/2/tell/", follow=True).content.decode()
    assert "Who was told" in page
    assert "reader@example.org" in page


def test_nobody_is_told(client, session):
    client.post("/admin/agenda/release/2/tell/", {"nobody": "1"})
    assert set(Release.objects.values_list("telling", flat=True)) == {"skipped"}
    assert not Job.objects.exists()


def test_an_earlier_release_is_not_told(client, session):
    assert "A later release is out" in client.get("/admin/agenda/release/1/tell/").content.decode()


@pytest.mark.parametrize("path", ["1/back/", "1/tell/"])
def test_the_duty_is_asked_for(client, session, path):
    client.force_login(make_staff("Protocol"))
    for answer in (client.get(f"/admin/agenda/release/{path}"), client.post(f"/admin/agenda/release/{path}")):
        assert answer.status_code == 403
