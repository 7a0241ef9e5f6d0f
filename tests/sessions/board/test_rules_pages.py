"""The panel's pages of the rules: how strict they are, what they find, and the facts that they look at."""

import pytest

from ascn8.audit.models import AuditEvent
from sessions.board.rules.checking import findings_summary
from sessions.board.rules.setting import current_settings
from sessions.models import RuleSetting, TravelTime
from tests.factories import (
    local,
    make_meeting,
    make_place,
    make_quiet_window,
    make_session,
    make_speaker,
    make_staff,
    make_travel_time,
)

pytestmark = pytest.mark.django_db
RULES, PROBLEMS = "/admin/agenda/rulesetting/", "/admin/agenda/rulesetting/problems/"


@pytest.fixture(autouse=True)
def signed_in(client):
    make_meeting()
    client.force_login(make_staff("Programme"))


def filled(**changes: str) -> dict[str, str]:
    """The form of the rules as it is, with `changes`."""
    values = {rule: setting.severity for rule, setting in current_settings().items()}
    limits = {f"{rule}-limit": str(setting.limit) for rule, setting in current_settings().items() if setting.limit}
    return {**values, **limits, **changes}


def test_one_form_sets_severity_and_limit_of_every_rule(client):
    page = client.get(RULES).content.decode()
    assert page.count("<select") == len(RuleSetting.Rule) - 1
    assert 'name="room_taken"' not in page

    changes = {"no_chair": "block", "travel_time-limit": "75", "interpreter_turn-limit": "20", "room_taken": "warn"}
    answer = client.post(RULES, filled(**changes), follow=True)

    assert "3 rules are set." in answer.content.decode()
    now = current_settings()
    assert (now["no_chair"].severity, now["travel_time"].limit, now["interpreter_turn"].limit) == ("block", 75, 20)
    assert now["room_taken"].severity == "block"
    assert RuleSetting.objects.count() == 3
    assert AuditEvent.objects.filter(action="rule.set").count() == 3
    assert "Nothing has changed" in client.post(RULES, filled(), follow=True).content.decode()


def test_limit_that_makes_no_sense_is_named_and_nothing_is_kept(client):
    answer = client.post(RULES, filled(**{"no_chair": "block", "interpreter_turn-limit": "0"}))

    assert "greater than or equal to 5" in answer.content.decode()
    assert not RuleSetting.objects.exists()


def test_who_only_reads_the_programme_sees_the_problems_and_sets_nothing(client):
    client.force_login(make_staff("Protocol"))

    assert client.get(PROBLEMS).status_code == 200
    assert client.get(RULES).status_code == 403
    assert client.post(RULES, filled(no_chair="block")).status_code == 403


def test_problems_stand_by_severity_and_day_with_links_to_both_sides(client):
    one, other = make_session(title_en="Report", kind="talk"), make_session(title_en="<b>Clinic</b>", kind="talk")
    other.appearances.create(speaker=make_speaker(session=one, name="Aminah Rekaan"))
    make_quiet_window()
    make_session(kind="talk", starts_at=local(12, 12), title_en="Late talk")

    page = client.get(PROBLEMS).content.decode()

    assert page.index("These block") < page.index("Tuesday 9 September") < page.index("These warn")
    assert page.index("These warn") < page.index("Friday 12 September")
    for session in (one, other):
        assert f'href="/admin/agenda/session/{session.pk}/change/"' in page
    assert "&lt;b&gt;Clinic&lt;/b&gt;" in page
    assert "<b>Clinic" not in page
    assert "Late talk" not in client.get(f"{PROBLEMS}?rule=person_twice").content.decode()
    assert findings_summary().total == 2


def test_draft_without_a_problem_says_so(client):
    make_session(kind="talk")

    assert "The rules find nothing." in client.get(PROBLEMS).content.decode()


def test_way_between_two_places_is_kept_once_whatever_the_order(client):
    near, far = make_place(), make_place(is_outside=True)
    add = "/admin/agenda/traveltime/add/"

    assert client.post(add, {"a": far.pk, "b": near.pk, "minutes": 45}).status_code == 302
    row = TravelTime.objects.get()
    assert (row.a, row.b, row.minutes) == (near, far, 45)
    again = client.post(add, {"a": near.pk, "b": far.pk, "minutes": 30}).content.decode()
    assert "is known already: 45 min" in again
    assert "Choose two different places." in client.post(add, {"a": far.pk, "b": far.pk, "minutes": 5}).content.decode()
    assert client.post(f"/admin/agenda/traveltime/{row.pk}/change/", {"a": far.pk, "b": near.pk, "minutes": 50})
    row.refresh_from_db()
    assert (row.a, row.b, row.minutes) == (near, far, 50)


def test_closed_time_and_availability_have_to_end_after_they_begin(client):
    place, speaker = make_place(), make_speaker()
    times = {"starts_at": "2025-09-09T12:00", "ends_at": "2025-09-09T11:00"}
    pages = {
        f"/admin/agenda/place/{place.pk}/change/": ("closures", {"name_en": "A", "slug": "a", "position": 1}),
        f"/admin/agenda/speaker/{speaker.pk}/change/": ("availabilities", {"name": "A"}),
    }
    for path, (name, fields) in pages.items():
        rows = {f"{name}-0-{field}": value for field, value in {**times, "reason_en": "Cleaning"}.items()}
        management = {"appearances-TOTAL_FORMS": 0, "appearances-INITIAL_FORMS": 0}
        management |= {f"{name}-TOTAL_FORMS": 1, f"{name}-INITIAL_FORMS": 0}
        wrong = client.post(path, {**fields, **management, **rows})
        assert "This has to be later." in wrong.content.decode()
        right = client.post(path, {**fields, **management, **rows, f"{name}-0-ends_at": "2025-09-09T13:00"})
        assert right.status_code == 302
    assert place.closures.get().starts_at == local(9, 12)
    assert speaker.availabilities.get().ends_at == local(9, 13)


def test_travel_time_is_used_either_way():
    near = make_session(kind="talk")
    far = make_session(kind="talk", starts_at=local(9, 11, 30), place=make_place(is_outside=True))
    far.appearances.create(speaker=make_speaker(session=near))
    assert findings_summary().warnings == 1

    make_travel_time(far.place, near.place, minutes=30)

    assert findings_summary().warnings == 0
