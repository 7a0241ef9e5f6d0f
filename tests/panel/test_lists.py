"""Every list of the panel, whoever registers it: constant queries, words when empty, cells that name themselves."""

import datetime as dt
import itertools
from collections.abc import Callable

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ascn8.audit.trail import record
from ascn8.jobs.models import Job
from ascn8.meeting import facts
from ascn8.outbox.models import Message
from delegates.models import (
    ArrivalCardRule,
    Badge,
    ChangeRequest,
    DuplicatePair,
    ErasureRequest,
    FreezeDate,
    Letter,
    Nomination,
    ParticipantList,
    PeopleFile,
    RetentionRule,
    StageRule,
    User,
)
from sessions.models import Feedback, PlannedRelease, PrintedProgramme, Release, RuleSetting
from sessions.signups import sign_up
from tests import factories as make
from tests.delegates.questions.asked import question, section

pytestmark = pytest.mark.django_db
_next = itertools.count(1)
_groups = itertools.cycle(FreezeDate.Group.values)
_kinds = itertools.cycle(RetentionRule.Kind.values)
_stages = itertools.cycle(["endorsed", "approved", "cleared"])
_rules = itertools.cycle(RuleSetting.Rule.values)
_quiet = itertools.cycle(["meal", "prayer"])
# Codes of countries have two signs: they are counted by themselves.
_countries = itertools.count(10)


def message() -> Message:
    now, user = timezone.now(), make.make_user()
    return Message.objects.create(
        key=f"key:{next(_next)}", kind="test", to=user.email, recipient=user, subject="A subject", text="A text",
        created_at=now, not_before=now, give_up_at=now,
    )  # fmt: skip


def delegation() -> Model:
    return make.make_delegation(focal_points=(make.make_user(),), parent=make.make_delegation())


def registration() -> Model:
    return make.make_registration(
        state="submitted", delegation=make.make_delegation(), country=make.make_country(f"{next(_countries):02d}"),
        category=make.make_category(f"category-{next(_next)}"), native_name="សុខ ចាន់ដារា",
    )  # fmt: skip


def entry() -> Model:
    return LogEntry.objects.create(user=make.make_user(), action_flag=CHANGE, object_repr="A row", change_message="[]")


def speaker() -> Model:
    return make.make_speaker(session=make.make_session(), country=make.make_country())


def exhibitor() -> Model:
    made = make.make_exhibitor(members=(make.make_user(),))
    make.make_booth(exhibitor=made)
    return made


def signup() -> Model:
    return sign_up(seating=make.make_seating(), registration=make.make_registration(), at=make.local(5, 9))


def letter() -> Model:
    n = next(_next)
    facts = {"kind": "visa", "number": f"T/{n}", "name": "Contoh", "ordered_at": timezone.now()}
    return Letter.objects.create(code=f"CODE{n}", registration=make.make_registration(), **facts)


def participant_list() -> Model:
    n = next(_next)
    snapshot = {"revision": 1, "people": 0, "delegations": 0, "held_back": 0, "headings": []}
    facts = {"kind": "provisional", "snapshot": snapshot, "made_at": timezone.now(), "made_by": make.make_user()}
    return ParticipantList.objects.create(number=n, **facts)


def people_file() -> Model:
    at, sha256 = timezone.now(), f"{next(_next):064d}"
    return PeopleFile.objects.create(name="list.csv", sha256=sha256, uploaded_at=at, uploaded_by=make.make_user())


def pair() -> Model:
    return DuplicatePair.objects.create(
        first=registration(), second=registration(), reason="passport", found_at=timezone.now()
    )


def asked() -> Model:
    n, page = next(_next), section(f"page-{next(_next)}")
    first = question(f"first-{n}", "yes_no", section=page)
    kind = make.make_category(f"kind-{n}")
    return question(f"then-{n}", section=page, shown_when=first, shown_values=["yes"], categories=[kind])


def journey() -> Model:
    n = next(_countries)
    going = make.make_registration(delegation=make.make_delegation(), country=make.make_country(f"{n:02d}"))
    return make.make_travel(going, nationality=going.country, passport_kind="ordinary")


ROWS: dict[str, Callable[[], object]] = {
    "delegates.registration": registration,
    "delegates.delegation": delegation,
    "delegates.badge": lambda: Badge.objects.create(registration=registration(), ordered_at=timezone.now()),
    "delegates.letter": letter,
    "delegates.participantlist": participant_list,
    "delegates.user": lambda: make.make_registration(make.make_staff("Protocol")),
    "delegates.category": lambda: make.make_category(f"kind-{next(_next)}"),
    "delegates.erasurerequest": lambda: ErasureRequest.objects.create(
        registration=registration(), asked_at=timezone.now()
    ),
    "delegates.consenttext": lambda: make.make_consent_text(f"purpose-{next(_next)}"),
    "delegates.changerequest": lambda: ChangeRequest.objects.create(
        registration=make.make_registration(), asked_at=timezone.now(), values={"title": {"old": "", "new": "Dr"}}
    ),
    "delegates.peoplefile": people_file,
    "delegates.duplicatepair": pair,
    "delegates.nomination": lambda: Nomination.objects.create(
        delegation=delegation(),
        category=make.make_category(f"kind-{next(_next)}"),
        created_at=timezone.now(),
        created_by=make.make_user(),
        name="Contoh",
        registration=registration(),
    ),
    "delegates.formsection": lambda: question(f"question-{next(_next)}", section=section(f"page-{next(_next)}")),
    "delegates.question": asked,
    "delegates.followup": lambda: make.make_follow_up(
        "questions", f"task-{next(_next)}", section=section(f"page-{next(_next)}", phase="follow_up")
    ).categories.add(make.make_category(f"kind-{next(_next)}")),
    "delegates.freezedate": lambda: FreezeDate.objects.get_or_create(
        group=next(_groups), defaults={"freezes_at": timezone.now()}
    ),
    "delegates.travel": journey,
    "delegates.arrivalcardrule": lambda: ArrivalCardRule.objects.create(
        basis="nationality", value=f"{next(_next)}", since="2024-01-01", source="Contoh"
    ),
    "agenda.document": lambda: make.make_paper(session=make.make_session(), delegation=make.make_delegation()),
    "delegates.retentionrule": lambda: RetentionRule.objects.get_or_create(kind=next(_kinds), defaults={"days": 30}),
    "delegates.stagerule": lambda: StageRule.objects.get_or_create(stage=next(_stages)),
    "agenda.session": lambda: make.make_speaker(session=make.make_session(track=make.make_track())),
    "agenda.speaker": speaker,
    "agenda.place": lambda: make.make_session(place=make.make_place()),
    "agenda.track": lambda: make.make_session(track=make.make_track(focus_area=make.make_focus_area())),
    "agenda.release": lambda: Release.objects.create(
        number=next(_next), published_at=timezone.now(), published_by=make.make_user(), programme={}, changes=[]
    ),
    "agenda.rulesetting": lambda: RuleSetting.objects.get_or_create(rule=next(_rules), defaults={"severity": "warn"}),
    "agenda.quietwindow": lambda: make.make_quiet_window(kind=next(_quiet)),
    "agenda.traveltime": make.make_travel_time,
    "agenda.printedprogramme": lambda: PrintedProgramme.objects.create(
        key=f"{next(_next)}", form="days", paper="a4", language="en", release=1, made_at=timezone.now()
    ),
    "agenda.plannedrelease": lambda: PlannedRelease.objects.create(
        due_at=timezone.now(), planned_at=timezone.now(), planned_by=make.make_user()
    ),
    "agenda.feedback": lambda: Feedback.objects.create(
        session=make.make_session(), registration=make.make_registration(), rating=4, given_at=timezone.now()
    ),
    "agenda.visit": lambda: make.make_seating(),
    "agenda.seating": lambda: make.make_seating(),
    "agenda.signup": signup,
    "exhibition.exhibitor": exhibitor,
    "exhibition.listing": exhibitor,
    "exhibition.booth": exhibitor,
    "exhibition.hall": lambda: make.make_booth(),
    "outbox.message": message,
    "meeting.meeting": lambda: make.make_meeting(),
    "meeting.country": lambda: make.make_country(f"{next(_countries):02d}"),
    "meeting.city": lambda: make.make_city(country=make.make_country(f"{next(_countries):02d}")),
    "meeting.focusarea": make.make_focus_area,
    "audit.auditevent": lambda: record(
        at=timezone.now(), action="a.b", subject=f"row {next(_next)}", actor=make.make_user(), note="x"
    ),
    "admin.logentry": entry,
    "jobs.job": lambda: Job.objects.create(kind="none", title="x", owner=make.make_user(), created_at=timezone.now()),
}
# Pages of their own in place of a list: one form for all rows; the board, which says in its own words that it is empty.
ONE_FORM, BOARD = "delegates.freezedate", "delegates.travel"
# What people say of sessions is shown together only; a page of one answer would tell whose it is.
NO_FORM = "agenda.feedback"
LISTS = sorted(model._meta.label_lower for model in admin.site._registry)


@pytest.fixture
def staff(client: Client) -> User:
    make.make_meeting()
    user = make.make_staff("superuser")
    client.force_login(user)
    return user


def address(label: str) -> str:
    return f"/admin/{label.replace('.', '/')}/"


def queries(client: Client, label: str) -> list[str]:
    # Counts of filters cost two queries for each filter; with one value the filter is not there at all.
    facts._kept.clear()
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address(label))
    assert page.status_code == 200
    return [query["sql"] for query in captured]


def test_every_list_has_rows_for_these_tests():
    assert set(LISTS) - set(ROWS) == set()


@pytest.mark.parametrize("label", LISTS)
def test_queries_do_not_grow_with_rows(client: Client, staff: User, label: str):
    # Two to begin with: a filter with a single value is not drawn, and costs nothing.
    ROWS[label](), ROWS[label]()
    queries(client, label)
    few = queries(client, label)
    for _turn in range(4):
        ROWS[label]()
    many = queries(client, label)

    assert len(many) == len(few), "\n".join(sorted(set(many) - set(few)))


@pytest.mark.parametrize("label", LISTS)
def test_empty_list_says_so_and_what_to_do(client: Client, staff: User, label: str):
    page = client.get(address(label) + "?q=no-such-thing-anywhere").content.decode()

    has_search = bool(admin.site._registry[_model(label)].search_fields)
    assert not has_search or "Nothing matches" in page


def test_lists_that_nobody_adds_to_say_where_their_rows_come_from(rf, client: Client, staff: User):
    request = rf.get("/admin/")
    request.user = staff
    silent = [
        label
        for label in LISTS
        if label not in (ONE_FORM, BOARD)
        and not admin.site._registry[_model(label)].has_add_permission(request)
        and not str(getattr(admin.site._registry[_model(label)], "empty_text", ""))
    ]

    assert silent == []


@pytest.mark.parametrize("label", [label for label in LISTS if label != ONE_FORM])
def test_cells_carry_the_name_of_their_column(client: Client, staff: User, label: str):
    ROWS[label]()

    page = client.get(address(label)).content.decode()

    assert 'data-label="' in page
    assert "style=" not in page
    assert "onclick" not in page


@pytest.mark.parametrize("label", [label for label in LISTS if label != NO_FORM])
def test_forms_open(client: Client, staff: User, label: str):
    ROWS[label]()
    row = _model(label)._default_manager.first()

    page = client.get(f"{address(label)}{row.pk}/change/")

    assert page.status_code == 200
    assert "style=" not in page.content.decode()


def _model(label: str) -> type[Model]:
    return next(model for model in admin.site._registry if model._meta.label_lower == label)


def test_groups_and_second_factors_have_no_list():
    labels = {model._meta.app_label for model in admin.site._registry}

    assert labels.isdisjoint({"auth", "account", "mfa"})


def test_account_form_shows_no_hash_and_takes_no_password(client: Client, staff: User):
    other = make.make_user()

    page = client.get(f"/admin/delegates/user/{other.pk}/change/").content.decode()

    assert other.password not in page
    assert "argon2" not in page
    assert 'name="password' not in page


def test_only_a_superuser_gives_roles_away(client: Client):
    make.make_meeting()
    user = make.make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
    client.force_login(user)

    client.post(
        f"/admin/delegates/user/{user.pk}/change/",
        {"language": "en", "is_active": "on", "is_staff": "on", "is_superuser": "on"},
    )

    user.refresh_from_db()
    assert not user.is_superuser


def test_published_consent_text_is_closed_and_a_future_one_open(client: Client, staff: User):
    used = make.make_consent_text("used")
    planned = make.make_consent_text("planned", published_at=timezone.now() + dt.timedelta(days=9))

    assert 'name="_save"' not in client.get(f"/admin/delegates/consenttext/{used.pk}/change/").content.decode()
    assert 'name="_save"' in client.get(f"/admin/delegates/consenttext/{planned.pk}/change/").content.decode()
    assert client.get(f"/admin/delegates/consenttext/{used.pk}/delete/").status_code == 403


def test_audit_trail_can_only_be_read(client: Client, staff: User):
    event = record(at=timezone.now(), action="a.b", subject="row 1", actor=staff)
    page = address("audit.auditevent")

    assert client.get(f"{page}add/").status_code == 403
    assert client.post(f"{page}{event.pk}/delete/", {"post": "yes"}).status_code == 403
    answer = client.post(page, {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"})
    assert answer.status_code in (200, 302, 403)
    event.refresh_from_db()


def test_deleting_asks_first_and_leads_back(client: Client, staff: User):
    city = make.make_city("Kota Rekaan")
    page = f"/admin/meeting/city/{city.pk}"

    history, question = client.get(f"{page}/history/"), client.get(f"{page}/delete/")
    many = client.post("/admin/meeting/city/", {"action": "delete_selected", "_selected_action": [city.pk]})

    assert "Nobody has edited this by hand" in history.content.decode()
    assert f'href="{page}/change/"' in question.content.decode()
    assert "Kota Rekaan" in many.content.decode()
    assert type(city).objects.filter(pk=city.pk).exists()
