"""Exhibitors of other systems: complete, idempotent, all or nothing."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ascn8.lib.errors import Refused
from exhibition.importing import import_exhibitors
from exhibition.models import Booth, Exhibitor, Listing
from tests.factories import local

pytestmark = pytest.mark.django_db
AT = local(1, 9)


def rows(*changes: dict[str, object]) -> bytes:
    base = {"id": "1", "name": "Contoh", "description": "Text", "booths": ["12"], "categories": ["City"], "url": ""}
    return json.dumps(
        {"exhibitors": [{**base, "id": str(n), **change} for n, change in enumerate(changes, 1)]}
    ).encode()


def run(content: bytes, **options: bool):
    return import_exhibitors(content, source="trial", actor=None, at=AT, **options)


def test_import_creates_and_a_second_one_changes_nothing():
    content = rows({"name": "One"}, {"name": "Two", "booths": ["14", "15"], "url": "https://two.example/"})

    first, second = run(content), run(content)

    assert first.count("created") == 2
    assert second.count("unchanged") == 2
    assert Exhibitor.objects.get(name="Two").booths.count() == 2
    assert Listing.objects.get(exhibitor__name="Two").website == "https://two.example/"


def test_dry_run_writes_nothing():
    report = run(rows({}), dry_run=True)

    assert report.count("created") == 1
    assert not Exhibitor.objects.exists()
    assert not Booth.objects.exists()


def test_booth_that_somebody_holds_stays_with_them():
    report = run(rows({"name": "First", "booths": ["7"]}, {"name": "Second", "booths": ["7"]}))

    assert Booth.objects.get(number="7").exhibitor.name == "First"
    assert "held by First" in report.rows[1][3][0]


def test_text_that_the_exhibitor_edited_is_not_overwritten():
    run(rows({}))
    Listing.objects.update(description_en="Ours", version=2)

    run(rows({"description": "Theirs"}))

    assert Listing.objects.get().description_en == "Ours"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Line 1: this is not JSON"),
        (b'{"exhibitors": [\n{"name": }]}', "Line 2"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b'{"schedule": {}}', "no list of exhibitors"),
        (b"[]", "no list of exhibitors"),
        (b"[1]", "Row 1 is not an object"),
        (rows({}, {"name": " "}), "Row 2: the name is missing"),
        (rows({"name": "x" * 161}), "longer than 160"),
        (rows({"name": {"a": 1}}), "“name” must be text"),
        (rows({"booths": "A1"}), "must be a list"),
        (rows({"id": "9"}, {"id": "9"}), "same as in row 1"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_bad_file_changes_nothing_and_says_where(content: bytes, words: str):
    with pytest.raises(Refused, match=words):
        run(content)

    assert not Exhibitor.objects.exists()


def test_website_that_is_no_address_is_left_out_and_reported():
    report = run(rows({"url": "javascript:alert(1)"}))

    assert Listing.objects.get().website == ""
    assert "no web address" in report.rows[0][3][0]


def test_command_names_the_file_and_fails(tmp_path: Path):
    file = tmp_path / "bad.json"
    file.write_text("{")

    with pytest.raises(CommandError, match=r"bad\.json: Line 1: this is not JSON\. Nothing was changed\."):
        call_command("import_exhibitors", str(file))


REAL = Path(__file__).resolve().parents[3] / "shared/data/exhibitors/esriuc2026.exhibitors.json"


def test_real_catalogue_of_another_fair(tmp_path: Path):
    """321 rows where the catalogue lies beside the checkout; elsewhere a made one of the same size."""
    content = (
        REAL.read_bytes() if REAL.exists() else rows(*({"name": f"N {n}", "booths": [str(n)]} for n in range(321)))
    )

    first, second = run(content), run(content)

    assert (first.count("created"), second.count("unchanged")) == (321, 321)
