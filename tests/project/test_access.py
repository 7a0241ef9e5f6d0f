"""Every URL pattern for every kind of reader, from one table."""

import io
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from sessions.release import publish
from tests import factories as make
from tests.project.access_table import READERS, STAFF, TABLE

pytestmark = pytest.mark.django_db


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, str]]:
    """(name with namespace, route) of everything that can be asked for."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from patterns(one, inner)
        elif isinstance(one, URLPattern):
            yield f"{namespace}{one.name}" if one.name else str(one.pattern), str(one.pattern)


def test_every_pattern_has_a_row():
    names = {name for name, _route in patterns(get_resolver())}

    assert sorted(names - TABLE.keys()) == []
    assert sorted(TABLE.keys() - names) == []


def jpeg() -> ContentFile:
    out = io.BytesIO()
    Image.new("RGB", (413, 531), "navy").save(out, "JPEG")
    return ContentFile(out.getvalue(), name="picture.jpg")


@pytest.fixture
def world() -> dict[str, object]:
    """One of each, and a reader of each kind. The delegate's registration belongs to the focal point's delegation."""
    make.make_meeting()
    readers = {role: make.make_staff(role) for role in STAFF}
    for name in ("delegate", "other_delegate", "focal", "exhibitor", "other_exhibitor"):
        readers[name] = make.make_user(f"{name}@example.org")
    delegation = make.make_delegation("Cambodia", focal_points=(readers["focal"],))
    registration = make.make_registration(readers["delegate"], delegation=delegation)
    registration.photo.save("picture.jpg", jpeg())
    make.make_registration(readers["other_delegate"])
    exhibitor = make.make_exhibitor(members=(readers["exhibitor"],))
    exhibitor.listing.logo.save("picture.jpg", jpeg())
    make.make_exhibitor(members=(readers["other_exhibitor"],))
    make.make_booth(exhibitor=exhibitor)
    session = make.make_session()
    speaker = make.make_speaker(session=session)
    visit = make.make_visit()
    seating = make.make_seating(visit)
    publish(actor=readers["superuser"], at=make.local(1, 9))
    return {
        "readers": readers,
        "codes": {
            "registration": registration.code,
            "listing": exhibitor.listing.slug,
            "exhibitor": exhibitor.code,
            "session": session.code,
            "speaker": speaker.code,
            "visit": visit.code,
            "seating": seating.code,
            "pk": registration.pk,
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
        if answer.status_code != row.expected(reader):
            wrong.append(f"{name} {path}: {answer.status_code}, not {row.expected(reader)}")

    assert wrong == []


@pytest.mark.parametrize("reader", ["delegate", "exhibitor", "superuser"])
def test_what_a_signed_in_person_sees_is_not_kept_by_any_cache(reader: str, world: dict[str, object], client: Client):
    client.force_login(world["readers"][reader])
    kept = []
    for name, row in TABLE.items():
        if row.method == "get" and row.expected("stranger") != 200:
            answer = client.get(row.path.format(**world["codes"]))
            if answer.status_code == 200 and "no-store" not in answer.headers.get("Cache-Control", ""):
                kept.append(name)

    assert kept == []
