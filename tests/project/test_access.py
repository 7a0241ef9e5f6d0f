"""Every URL pattern for every kind of reader, from one table."""

import io
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from ascn8.jobs.models import Job
from ascn8.lib.codes import new_code
from ascn8.outbox.models import Message
from delegates.arrival_card import load_arrival_card_rules
from delegates.delegations.companions import add as add_companion
from delegates.delegations.nominating import nominate
from delegates.importing.receiving import receive
from delegates.models import (
    Badge,
    ChangeRequest,
    DuplicatePair,
    ErasureRequest,
    FormSection,
    FreezeDate,
    Letter,
    NominationLetter,
    ParticipantList,
    Question,
    Registration,
    RetentionRule,
    StageRule,
)
from delegates.vault.sealing import seal
from sessions.models import Feedback, PrintedProgramme, RuleSetting
from sessions.personal_feed import renew
from sessions.release import publish
from sessions.releases.planning import plan
from sessions.signups import sign_up
from tests import factories as make
from tests.project.access_table import MODELS, READERS, STAFF, TABLE

pytestmark = pytest.mark.django_db


def patterns(resolver: URLResolver, namespace: str = "", route: str = "") -> Iterator[str]:
    """The name, with its namespace, of everything that can be asked for; the route where it has no name."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from patterns(one, inner, str(one.pattern))
        elif isinstance(one, URLPattern):
            # Only the admin has patterns without a name: the old address of a row, and what fits nothing.
            yield f"{namespace}{one.name or route.strip('/').replace('/', '_') + '/' + str(one.pattern)}"


def test_every_pattern_has_a_row():
    names = set(patterns(get_resolver())) - {"admin:admin/(?P<url>.*)$"}

    assert sorted(names - TABLE.keys()) == []
    assert sorted(TABLE.keys() - names) == []


def jpeg() -> ContentFile:
    out = io.BytesIO()
    Image.new("RGB", (413, 531), "navy").save(out, "JPEG")
    return ContentFile(out.getvalue(), name="picture.jpg")


def make_participant_list() -> ParticipantList:
    """A version of the list, with its PDF."""
    snapshot = {"revision": 1, "people": 0, "delegations": 0, "held_back": 0, "headings": []}
    pdf = default_storage.save("lists/invented.pdf", ContentFile(b"%PDF-1.7 invented"))
    facts = {"code": "LIST2345", "made_at": make.local(2, 9), "pdf": pdf}
    return ParticipantList.objects.create(number=1, kind="provisional", snapshot=snapshot, **facts)


def make_printed_programme() -> PrintedProgramme:
    """A proof of the draft, with its PDF."""
    pdf = default_storage.save("programme/invented.pdf", ContentFile(b"%PDF-1.7 invented"))
    facts = {"form": "pocket", "paper": "a4", "language": "en", "release": 0, "is_draft": True}
    return PrintedProgramme.objects.create(code="PRNT2345", key="x", file=pdf, made_at=make.local(2, 9), **facts)


def make_letter(registration: Registration) -> Letter:
    """A letter in force, with a sealed file."""
    token, key_id = seal(b"%PDF-1.7 invented")
    file = default_storage.save("letters/invented", ContentFile(token.encode()))
    facts = {"state": "made", "file": file, "key_id": key_id, "ordered_at": make.local(2, 9)}
    return Letter.objects.create(
        code=new_code(16), registration=registration, kind="visa", number="T/1", name="Contoh", **facts
    )


@pytest.fixture
def world() -> dict[str, object]:
    """One of each, and a reader of each kind. The delegate's registration belongs to the focal point's delegation."""
    make.make_meeting()
    make_participant_list()
    make_printed_programme()
    readers = {role: make.make_staff(role) for role in STAFF}
    for name in ("delegate", "other_delegate", "focal", "exhibitor", "other_exhibitor"):
        readers[name] = make.make_user(f"{name}@example.org")
    delegation = make.make_delegation("Cambodia", focal_points=(readers["focal"],))
    registration = make.make_registration(readers["delegate"], delegation=delegation)
    registration.photo.save("picture.jpg", jpeg())
    registration.photo_print.save("print.jpg", jpeg())
    twin = make.make_registration(readers["other_delegate"])
    make.make_follow_up("travel")
    make.make_travel(registration)
    FreezeDate.objects.create(group="work", freezes_at=make.local(30, 9))
    load_arrival_card_rules()
    pair = DuplicatePair.objects.create(first=registration, second=twin, reason="passport", found_at=make.local(1, 9))
    nomination = nominate(delegation, category=make.make_category(), actor=readers["focal"], at=make.local(1, 9))
    nomination_letter = NominationLetter.objects.create(
        delegation=delegation, name="letter.pdf", file=ContentFile(b"%PDF-", name="x.pdf"), uploaded_at=make.local(1, 9)
    )
    make.make_category("companion", is_accompanying=True)
    companion = add_companion(registration, actor=readers["delegate"], at=make.local(1, 9))
    letter = make_letter(registration)
    exhibitor = make.make_exhibitor(members=(readers["exhibitor"],))
    exhibitor.listing.logo.save("picture.jpg", jpeg())
    make.make_exhibitor(members=(readers["other_exhibitor"],))
    make.make_booth(exhibitor=exhibitor)
    session = make.make_session(track=make.make_track())
    paper = make.make_paper(session=session)
    submitted = make.make_paper(session=session, state="submitted", symbol="", delegation=delegation)
    speaker = make.make_speaker(session=session, registration=registration)
    visit = make.make_visit()
    seating = make.make_seating(visit)
    signup = sign_up(seating=seating, registration=registration, at=make.local(5, 9))
    publish(actor=readers["superuser"], at=make.local(1, 9))
    Feedback.objects.create(session=session, registration=twin, rating=4, given_at=make.local(10, 9))
    planned = plan(due_at=make.local(2, 9), actor=readers["superuser"], at=make.local(1, 9))
    make.make_city()
    make.make_focus_area()
    make.make_track()
    make.make_quiet_window()
    make.make_travel_time()
    RuleSetting.objects.create(rule="no_chair", severity="block")
    make.make_consent_text()
    people = receive(data=b"Email\nlisted@example.org\n", name="list.csv", actor=None, at=make.local(1, 9))
    RetentionRule.objects.create(kind="passport", days=30)
    make.make_passport(registration)
    FormSection.objects.create(slug="empty", title_en="Empty", title_ms="Kosong")
    question = Question(section=FormSection.objects.create(slug="more", title_en="More", title_ms="Lanjut", position=1))
    question.slug, question.kind, question.label_en, question.label_ms = "car-plate", "text", "Plate", "Nombor"
    question.save()
    Badge.objects.create(registration=registration, ordered_at=make.local(1, 9))
    erasure = ErasureRequest.objects.create(registration=registration, asked_at=make.local(1, 9))
    job = Job.objects.create(kind="none", title="x", owner=readers["delegate"], created_at=make.local(1, 9))
    change = ChangeRequest.objects.create(
        registration=registration, values={"title": {"old": "", "new": "Dr"}}, asked_at=make.local(1, 9)
    )
    StageRule.objects.create(stage="endorsed")
    LogEntry.objects.create(user=readers["superuser"], action_flag=ADDITION, object_repr="something")
    return {
        "readers": readers,
        "codes": {
            **{model: apps.get_model(model.replace("_", ".", 1)).objects.first().pk for model in MODELS},
            "job": job.code,
            "change": change.code,
            "letter": letter.code,
            "erasure": erasure.code,
            "signup": signup.code,
            "message": Message.objects.first().pk,
            "registration": registration.code,
            "list": people.code,
            "pair": pair.code,
            "delegation": delegation.code,
            "nomination": nomination.code,
            "nomination_letter": nomination_letter.code,
            "companion": companion.code,
            "listing": exhibitor.listing.slug,
            "exhibitor": exhibitor.code,
            "session": session.code,
            "feedback": session.code,
            "room": session.place.slug,
            "plan": planned.code,
            "track": session.track.slug,
            "feed": renew(user=readers["delegate"], at=make.local(1, 9)).token,
            "speaker": speaker.code,
            "paper": paper.code,
            "paper_file": paper.files.get().code,
            "submitted": submitted.code,
            "visit": visit.code,
            "seating": seating.code,
        },
    }


@pytest.mark.parametrize("reader", READERS)
def test_every_address_answers_as_the_table_says(reader: str, world: dict[str, object], client: Client):
    if reader != "stranger":
        client.force_login(world["readers"][reader])
    wrong = []
    for name, row in TABLE.items():
        path = row.path.format(**world["codes"])
        answer = client.post(path) if row.method == "post" else client.get(path)
        if answer.streaming:
            list(answer.streaming_content)  # read to its end, so that its file is closed
        if answer.status_code != row.expected(reader):
            wrong.append(f"{name} {path}: {answer.status_code}, not {row.expected(reader)}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("reader", ["delegate", "exhibitor", "superuser"])
def test_what_a_signed_in_person_sees_is_not_kept_by_any_cache(reader: str, world: dict[str, object], client: Client):
    client.force_login(world["readers"][reader])
    kept = []
    for name, row in TABLE.items():
        if row.method == "get" and row.expected("stranger") != 200:
            answer = client.get(row.path.format(**world["codes"]))
            if answer.streaming:
                list(answer.streaming_content)
            if answer.status_code == 200 and "no-store" not in answer.headers.get("Cache-Control", ""):
                kept.append(name)

    assert kept == []
