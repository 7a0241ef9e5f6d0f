"""Changing the key of the vault while the site runs: interrupted, run again, with files, and nothing lost."""

from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from delegates.models import ChangeRequest, Letter, VaultItem
from delegates.vault import rotating
from delegates.vault.deploying import check_vault_keys
from delegates.vault.keeping import facts_of, keep, scan_of, sealed_file, store_sealed
from delegates.vault.purging import sweep_files
from delegates.vault.rotating import remaining, rotate
from delegates.vault.sealing import VaultLocked, current_key_id, seal_facts, unseal, unseal_facts
from tests.factories import PASSPORT, local, make_meeting, make_passport, make_registration

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings):
    """Three people with scans, a letter and a change, all sealed with the old key; then the new one comes first."""
    settings.VAULT_KEYS = [OLD]
    make_meeting()
    items = [make_passport(make_registration(), scan=b"%PDF-scan", number=f"N{n}") for n in range(3)]
    row = items[0].registration
    letter = Letter.objects.create(
        code="LETTER12", registration=row, kind="visa", number="1", name="x", state="made", content_index="i",
        file=store_sealed("letters/", b"%PDF-letter"), key_id=current_key_id(), ordered_at=local(1, 9),
    )  # fmt: skip
    sealed, key = seal_facts(PASSPORT)
    change = ChangeRequest.objects.create(registration=row, sealed=sealed, key_id=key, asked_at=local(1, 9))
    settings.VAULT_KEYS = [NEW, OLD]
    return items, letter, change


def all_open(kept):
    items, letter, change = kept
    for n, item in enumerate(items):
        item.refresh_from_db()
        assert facts_of(item)["number"] == f"N{n}"
        assert scan_of(item) == b"%PDF-scan"
    letter.refresh_from_db()
    assert unseal(sealed_file(letter.file), letter.key_id) == b"%PDF-letter"
    change.refresh_from_db()
    assert unseal_facts(change.sealed, change.key_id) == PASSPORT


def test_everything_is_sealed_anew_and_the_old_key_can_go(kept, settings, django_capture_on_commit_callbacks):
    said = StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("rotate_vault_keys", stdout=said)

    assert "5 rows are sealed with an older key" in said.getvalue()
    assert "5 sealed anew, 0 remain" in said.getvalue()
    settings.VAULT_KEYS = [NEW]
    all_open(kept)
    assert len(default_storage.listdir("vault")[1]) == 3
    assert rotate() == (0, 0)


def test_the_first_keys_of_a_site_that_had_none_are_taken_over(settings):
    settings.VAULT_KEYS = []
    item = make_passport(make_registration())

    settings.VAULT_KEYS = [NEW]
    assert facts_of(item) == PASSPORT
    assert rotate() == (1, 0)
    item.refresh_from_db()
    assert item.key_id == current_key_id()


class Killed(BaseException):
    """The process is gone: nothing below it is caught."""


@pytest.mark.parametrize("after", range(4))
def test_killed_between_the_file_and_the_row_nothing_is_lost(kept, settings, monkeypatch, after):
    written = []

    def store_and_die(folder, content):
        written.append(store_sealed(folder, content))
        if len(written) > after:
            raise Killed
        return written[-1]

    monkeypatch.setattr(rotating, "store_sealed", store_and_die)
    with pytest.raises(Killed):
        rotate()
    monkeypatch.undo()

    all_open(kept)
    assert remaining() == 5 - after - (after == 3)
    _done, locked = rotate()
    assert (remaining(), locked) == (0, 0)
    settings.VAULT_KEYS = [NEW]
    all_open(kept)


def test_what_a_killed_rotation_left_is_swept(kept, django_capture_on_commit_callbacks):
    rotate()  # its commit never comes in this test, so the old files stay, as after a kill

    late = default_storage.get_modified_time(VaultItem.objects.first().file).replace(year=2099)
    assert sweep_files(at=late) == 4
    all_open(kept)


def test_a_lost_key_is_said_and_stops_no_other_row(kept, settings):
    items, _letter, _change = kept
    VaultItem.objects.filter(pk=items[0].pk).update(key_id="0" * 16)

    with pytest.raises(CommandError, match="1 rows could not be opened"):
        call_command("rotate_vault_keys", stdout=StringIO())

    assert remaining() == 1
    with pytest.raises(VaultLocked):
        facts_of(VaultItem.objects.get(pk=items[0].pk))


def test_new_facts_with_a_new_key_take_the_scan_along(kept, settings):
    item = kept[0][0]
    keep(item.registration, purpose=item.purpose, facts=PASSPORT, actor=None, at=local(2, 9))

    settings.VAULT_KEYS = [NEW]
    item.refresh_from_db()
    assert scan_of(item) == b"%PDF-scan"


def test_deployment_is_warned_of_no_key_and_of_one_that_is_none(settings):
    settings.VAULT_KEYS = []
    assert [one.id for one in check_vault_keys()] == ["ascn8.W010"]
    settings.VAULT_KEYS = ["too short", NEW]
    assert [one.id for one in check_vault_keys()] == ["ascn8.E010"]
    settings.VAULT_KEYS = [NEW, OLD]
    assert check_vault_keys() == []
