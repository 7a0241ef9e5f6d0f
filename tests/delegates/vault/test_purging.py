"""Deleting on a date: what is due is emptied everywhere, what is not due stays, and the proof holds no data."""

import datetime as dt
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from ascn8.audit.models import AuditEvent
from ascn8.sweeping import clean_all
from delegates.models import Answer, Badge, ChangeRequest, Letter, Purpose, Registration, VaultItem
from delegates.vault.keeping import keep, store_sealed
from delegates.vault.purging import kept_until, plan, purge, sweep_files
from delegates.vault.sealing import current_key_id, seal_facts
from tests.delegates.questions.asked import question
from tests.factories import PASSPORT, local, make_meeting, make_passport, make_registration

# The meeting ends on 12 September; visits and medical notes are kept 7 days, the others 30.
LAST_DAY_OF_VISITS = local(19, 23, 59)
NEXT_DAY = local(20, 0)
LAST_DAY = local(12, 23, 59) + dt.timedelta(days=30)
DAY_AFTER = LAST_DAY + dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(retention):
    make_meeting()
    row = make_registration(diet="vegan", diet_note="no nuts", access_needs="ramp", photo="", photo_print="")
    row.photo.save("a.jpg", ContentFile(b"photo"))
    row.photo_print.save("b.jpg", ContentFile(b"small"))
    make_passport(row, scan=b"%PDF-scan")
    keep(row, purpose=Purpose.VISIT, facts={"nric": "1"}, actor=None, at=local(1, 9), occasion="AB")
    keep(row, purpose=Purpose.MEDICAL, facts={"notes": "x"}, actor=None, at=local(1, 9))
    badge = Badge(registration=row, ordered_at=local(1, 9), drawn_at=local(1, 9), state="drawn", fingerprint="f")
    badge.file.save("c.pdf", ContentFile(b"%PDF-badge"))
    Letter.objects.create(
        code="LETTER12", registration=row, kind="visa", number="1", name="x", state="made", content_index="i",
        file=store_sealed("letters/", b"%PDF-letter"), key_id=current_key_id(), ordered_at=local(1, 9),
    )  # fmt: skip
    sealed, key = seal_facts(PASSPORT)
    ChangeRequest.objects.create(registration=row, sealed=sealed, key_id=key, asked_at=local(1, 9))
    return row


def files():
    found = []
    for folder in ("vault", "letters", "photos", "badges"):
        if default_storage.exists(folder):
            found += default_storage.listdir(folder)[1]
    return len(found)


def test_nothing_is_deleted_while_it_is_kept(person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert purge(at=LAST_DAY_OF_VISITS) == []

    assert files() == 5
    assert not AuditEvent.objects.filter(action="vault.purge").exists()


def test_each_purpose_goes_on_its_own_date(person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        done = purge(at=NEXT_DAY)

    assert {line.kind: line.total for line in done} == {"visit": 1, "medical": 1}
    assert VaultItem.objects.get(purpose="passport").sealed
    assert VaultItem.objects.get(purpose="medical").sealed == ""
    assert purge(at=LAST_DAY) == []


def test_after_the_last_day_everything_is_empty_and_its_files_are_gone(person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        purge(at=DAY_AFTER)

    row = Registration.objects.get(pk=person.pk)
    assert files() == 0
    for item in VaultItem.objects.all():
        assert (item.sealed, item.file, item.number_index, item.person_index, item.key_id) == ("", "", "", "", "")
        assert item.purged_at == DAY_AFTER
    assert (row.photo.name, row.diet, row.diet_note, row.access_needs) == ("", "none", "", "")
    assert (Letter.objects.get().state, Letter.objects.get().file) == ("void", "")
    assert ChangeRequest.objects.get().sealed == ""
    assert (Badge.objects.get().file.name, Badge.objects.get().voided_at) == ("", DAY_AFTER)
    assert row.given_name


def test_the_proof_has_numbers_and_dates_and_no_data(person):
    purge(at=DAY_AFTER)

    proofs = {row.subject: row.detail for row in AuditEvent.objects.filter(action="vault.purge")}
    assert proofs["retention passport"] == {
        "rows": {"vault items": 1, "letters": 1, "changes": 1},
        "files": 2,
        "days": 30,
        "kept_until": "2025-10-12",
    }
    assert set(proofs) == {f"retention {kind}" for kind in ("passport", "visit", "medical", "photo", "needs")}
    assert person.code not in str(proofs)


def test_a_second_run_finds_nothing_and_proves_nothing(person):
    purge(at=DAY_AFTER)

    assert purge(at=DAY_AFTER) == []
    assert AuditEvent.objects.filter(action="vault.purge").count() == 5


def test_the_plan_shows_what_the_purge_does_and_changes_nothing(person):
    before = list(VaultItem.objects.values_list())

    lines = plan(at=DAY_AFTER)

    assert list(VaultItem.objects.values_list()) == before
    kinds = [line for line in lines if line.total]
    shown = {line.kind: ({name: n for name, n in line.rows.items() if n}, line.files) for line in kinds}
    assert shown == {line.kind: (line.rows, line.files) for line in purge(at=DAY_AFTER)}


def test_the_command_prints_the_same_table_dry_and_done(person, settings, monkeypatch):
    make_meeting(starts_on=dt.date(2020, 1, 6), ends_on=dt.date(2020, 1, 10))
    dry, done = StringIO(), StringIO()

    call_command("purge", dry_run=True, stdout=dry)
    assert VaultItem.objects.get(purpose="passport").sealed
    call_command("purge", stdout=done)

    assert "passport   2020-02-09       3      2  1 vault items, 1 letters, 1 changes" in dry.getvalue()
    assert dry.getvalue().splitlines()[:6] == done.getvalue().splitlines()[:6]
    assert "Nothing was changed." in dry.getvalue()


def test_beat_does_it_every_night(person):
    assert clean_all(at=DAY_AFTER)["purged"] > 0
    assert clean_all(at=DAY_AFTER)["purged"] == 0


def test_a_moved_rule_moves_the_date(person, retention):
    retention[0].days = 90
    retention[0].save()

    assert kept_until() == dt.date(2025, 12, 11)
    assert "passport" not in {line.kind for line in purge(at=DAY_AFTER)}


def test_files_that_a_killed_process_left_are_swept_after_a_day(person):
    orphan = store_sealed("vault/", b"left behind")
    written = default_storage.get_modified_time(orphan)

    assert sweep_files(at=written + dt.timedelta(hours=1)) == 0
    assert sweep_files(at=written + dt.timedelta(days=2)) == 1
    assert files() == 5


@pytest.mark.parametrize("folder", ["answers", "photos"])
def test_a_photograph_or_answer_of_a_change_that_was_undone_is_swept_too(person, folder):
    default_storage.save(f"{folder}/kept.jpg", ContentFile(b"kept"))
    orphan = default_storage.save(f"{folder}/orphan.jpg", ContentFile(b"left behind"))
    kept = {"answers": Answer, "photos": Registration}[folder]
    column = {"answers": "file", "photos": "photo_print"}[folder]
    if folder == "answers":
        asked = question("permit", "file")
        Answer.objects.create(registration=person, question=asked, value="kept.jpg", version=1, at=DAY_AFTER)
    kept.objects.update(**{column: f"{folder}/kept.jpg"})

    sweep_files(at=default_storage.get_modified_time(orphan) + dt.timedelta(days=2))

    assert default_storage.exists(f"{folder}/kept.jpg")
    assert not default_storage.exists(orphan)
