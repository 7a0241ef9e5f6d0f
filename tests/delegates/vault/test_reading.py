"""Reading the vault: the duty, a fresh proof, a reason; and the row that the person sees."""

import datetime as dt

import pytest

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from delegates.models import Purpose, VaultItem
from delegates.vault.keeping import facts_of, item_of, keep
from delegates.vault.purging import purge
from delegates.vault.reading import PERMISSION, Reason, export, read, read_scan
from delegates.vault.watching import readings_of
from tests.factories import PASSPORT, local, make_meeting, make_passport, make_registration, make_staff, make_user

AT = local(3, 10)


@pytest.fixture(autouse=True)
def _meeting(db):
    make_meeting()


@pytest.fixture
def item():
    return make_passport(make_registration(), scan=b"%PDF-scan")


def code_of(work, *args, **more):
    with pytest.raises(Refused) as refused:
        work(*args, **more)
    return refused.value.code


def asked(role="Security", **more):
    made = {"purpose_text": Reason.CLEARANCE, "authenticated_at": AT - dt.timedelta(minutes=15), "at": AT}
    return {"actor": make_staff(role), **made, **more}


def test_reading_gives_the_facts_and_leaves_a_row_without_them(item):
    assert read(item, **asked(purpose_text="Call from the embassy")) == PASSPORT

    row = AuditEvent.objects.get(action="vault.read")
    assert row.subject == f"registration {item.registration.code}"
    assert row.detail == {"purpose": "passport", "occasion": "", "why": "Call from the embassy", "role": "Security"}
    assert not any(value in str(row.detail) for value in PASSPORT.values())


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"role": "Protocol"}, "not_duty"),
        ({"role": "Door"}, "not_duty"),
        ({"role": "Programme"}, "not_duty"),
        ({"authenticated_at": AT - dt.timedelta(minutes=15, seconds=6)}, "not_fresh"),
        ({"authenticated_at": AT + dt.timedelta(minutes=1)}, "not_fresh"),
        ({"authenticated_at": None}, "not_fresh"),
        ({"purpose_text": ""}, "no_purpose"),
        ({"purpose_text": "  so "}, "no_purpose"),
        ({"purpose_text": "other"}, "no_purpose"),
        ({"purpose_text": "compare z99-88776 x again"}, "data_in_purpose"),
    ],
)
@pytest.mark.parametrize("work", [read, read_scan])
def test_reading_is_refused_in_words_and_leaves_nothing(item, work, changed, code):
    assert code_of(work, item, **asked(**changed)) == code
    assert not AuditEvent.objects.filter(action__startswith="vault.read").exists()


@pytest.mark.parametrize("person", ["the person", "focal point", "stranger"])
def test_nobody_reads_without_the_duty_whoever_it_is(item, person):
    actor = item.registration.user if person == "the person" else make_user()

    assert code_of(read, item, **asked(actor=actor)) == "not_duty"


def test_each_purpose_has_its_own_duty(item):
    visit = keep(item.registration, purpose=Purpose.VISIT, facts={"id": "X1"}, actor=None, at=AT, occasion="AB")
    medical = keep(item.registration, purpose=Purpose.MEDICAL, facts={"notes": "x"}, actor=None, at=AT)

    assert read(visit, **asked("Security")) == {"id": "X1"}
    assert code_of(read, visit, **asked("Registration")) == "not_duty"
    assert code_of(read, medical, **asked("Security")) == "not_duty"
    assert read(medical, **asked("superuser")) == {"notes": "x"}
    assert set(PERMISSION) == set(Purpose.values)


def test_what_belongs_to_one_visit_is_not_the_other_ones():
    row = make_registration()
    for occasion in ("AAAA", "BBBB"):
        keep(row, purpose=Purpose.VISIT, facts={"nric": occasion}, actor=row.user, at=AT, occasion=occasion)

    assert facts_of(item_of(row, Purpose.VISIT, occasion="BBBB")) == {"nric": "BBBB"}
    assert item_of(row, Purpose.VISIT) is None
    assert VaultItem.objects.count() == 2


def test_an_export_is_one_row_for_each_person_or_nothing(item):
    other = make_passport(make_registration(), number="Q1")

    found = export([item, other], **asked())

    assert [facts["number"] for _item, facts in found] == ["Z9988776X", "Q1"]
    assert [row.what for row in readings_of(other.registration)] == ["Travel document: in a list"]
    assert code_of(export, [item, other], **asked("Door")) == "not_duty"
    assert AuditEvent.objects.filter(action="vault.export").count() == 2


def test_an_export_that_fails_at_the_second_person_leaves_no_row_of_the_first(item):
    other = make_passport(make_registration())
    VaultItem.objects.filter(pk=other.pk).update(key_id="0" * 16)

    assert code_of(export, [item, VaultItem.objects.get(pk=other.pk)], **asked()) == "locked"
    assert not AuditEvent.objects.filter(action="vault.export").exists()


def test_the_person_sees_when_who_and_why_in_their_own_words(item):
    security = asked(actor=make_staff("Security", email="officer@ascn8.example"), authenticated_at=AT)
    read(item, **security)
    read_scan(item, **{**security, "at": AT + dt.timedelta(seconds=3)})

    scan, facts = readings_of(item.registration)

    assert (facts.at, facts.who, facts.role) == (AT, "officer@ascn8.example", "Security")
    assert (facts.what, facts.why) == ("Travel document: read", "For the security clearance")
    assert scan.what == "Travel document: scan opened"
    assert readings_of(make_registration()) == []


def test_what_was_purged_cannot_be_read(item, retention):
    purge(at=local(30, 12) + dt.timedelta(days=60))

    assert code_of(read, VaultItem.objects.get(), **asked()) == "purged"
