"""Two registrations of one person become one: nothing of the person is lost, and there is one badge."""

import pytest

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from delegates.accreditation import approve
from delegates.consents import add_answers, answers_of
from delegates.merging import better_of, choices_of, merge, preview, why_not_merge
from delegates.models import Badge, DuplicatePair, Registration, Travel, User, VaultItem
from delegates.models.vault import Purpose
from delegates.registration import begin
from delegates.vault.keeping import facts_of, keep
from sessions.models import Signup
from sessions.signups import sign_up
from tests import factories as make
from tests.delegates.drafts import AUGUST, make_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    make.make_meeting()
    return make.make_staff()


def make_pair(first: Registration | None = None, second: Registration | None = None) -> DuplicatePair:
    first = first or make.make_registration(state="submitted", given_name="Sophea", position="Mayor")
    second = second or make.make_registration(state="submitted", given_name="Sophea A.", organisation="Dewan Rekaan")
    first, second = sorted((first, second), key=lambda row: row.pk)
    return DuplicatePair.objects.create(first=first, second=second, reason="passport", found_at=AUGUST)


def test_the_one_that_stays_has_the_chosen_values_and_the_other_says_where_it_went(staff: User):
    pair = make_pair()

    kept = merge(pair, keep=pair.first.code, take=["organisation"], actor=staff, at=AUGUST)

    gone = Registration.objects.get(pk=pair.second.pk)
    assert (kept.given_name, kept.position, kept.organisation) == ("Sophea", "Mayor", "Dewan Rekaan")
    assert "dewan rekaan" in kept.search
    assert (gone.state, gone.merged_into, gone.organisation) == ("withdrawn", kept, "Dewan Rekaan")
    assert gone.transitions.get().to_state == "withdrawn"
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == ("merged", staff)
    event = AuditEvent.objects.get(action="registration.merge")
    assert event.detail == {"other": gone.code, "fields": ["organisation"]}


def test_both_accounts_are_told_which_one_stays(staff: User):
    pair = make_pair()

    merge(pair, keep=pair.second.code, take=[], actor=staff, at=AUGUST)

    mails = Message.objects.filter(kind="registrations_merged")
    assert {mail.to for mail in mails} == {pair.first.user.email, pair.second.user.email}
    sentence = f"sign in as {pair.second.user.email}"
    assert all(sentence in mail.text.replace("\u2060", "") for mail in mails)  # no mail programme makes a link of it
    assert Message.objects.count() == 2
    with pytest.raises(Refused, match=f"Sign in as {pair.second.user.email}"):
        begin(pair.first.user, at=AUGUST)


def test_the_badge_of_the_one_that_goes_is_void_and_its_seats_are_free(staff: User):
    first, second = (approve(make.make_registration(state="submitted"), actor=staff, at=AUGUST) for _ in range(2))
    seating = make.make_seating(capacity=1)
    sign_up(seating=seating, registration=second, at=make.local(5, 9))
    waiting = sign_up(seating=seating, registration=make.make_registration(), at=make.local(5, 10))
    pair = make_pair(first, second)
    told = preview(pair, keep=first.code, take=[]).ends
    assert any("badge becomes void, and its seats" in line for line in told)

    merge(pair, keep=first.code, take=[], actor=staff, at=make.local(6, 9))

    assert [badge.registration for badge in Badge.objects.valid()] == [first]
    assert not Signup.objects.filter(registration=second, state="confirmed").exists()
    waiting.refresh_from_db()
    assert waiting.state in ("offered", "confirmed")


def test_what_the_other_one_alone_has_comes_along(staff: User):
    pair = make_pair()
    kept, gone = pair.first, pair.second
    texts = make_texts()
    add_answers(kept, answers={texts["privacy"]: True}, language="en", at=AUGUST)
    add_answers(gone, answers={texts["privacy"]: False, texts["list"]: True}, language="ms", at=AUGUST)
    keep(gone, purpose=Purpose.PASSPORT, facts={"number": "A1"}, actor=None, at=AUGUST)
    Travel.objects.create(registration=gone, hotel="Hotel Rekaan", changed_at=AUGUST)
    companion = make.make_registration(gone.user, state="submitted", principal=gone)
    told = preview(pair, keep=kept.code, take=[]).moves

    merge(pair, keep=kept.code, take=[], actor=staff, at=AUGUST)

    assert answers_of(kept) == {texts["privacy"].pk: True, texts["list"].pk: True}
    assert gone.consents.count() == 2
    assert facts_of(VaultItem.objects.get(registration=kept)) == {"number": "A1"}
    assert Travel.objects.get().registration == kept
    companion.refresh_from_db()
    assert (companion.principal, companion.user, companion.state) == (kept, kept.user, "submitted")
    assert told == [
        "agreements that the other one never answered",
        "the travel document",
        "flights and hotel",
        "1 accompanying person",
    ]


def test_the_passport_of_the_one_that_stays_is_never_written_over(staff: User):
    pair = make_pair()
    for row, number in ((pair.first, "A1"), (pair.second, "B2")):
        keep(row, purpose=Purpose.PASSPORT, facts={"number": number}, actor=None, at=AUGUST)

    kept = merge(pair, keep=pair.first.code, take=[], actor=staff, at=AUGUST)

    assert facts_of(kept.vault.get()) == {"number": "A1"}


def test_photographs_change_places_and_a_changed_badge_is_drawn_again(staff: User):
    first = approve(make.make_registration(state="submitted"), actor=staff, at=AUGUST)
    Badge.objects.update(state="drawn", file="badges/a.pdf", fingerprint="a", drawn_at=AUGUST)
    second = make.make_registration(state="submitted", photo="photos/b.jpg", photo_print="photos/b-print.jpg")
    pair = make_pair(first, second)

    kept = merge(pair, keep=first.code, take=["photo"], actor=staff, at=AUGUST)

    assert (kept.photo.name, kept.photo_print.name) == ("photos/b.jpg", "photos/b-print.jpg")
    assert not Registration.objects.get(pk=second.pk).photo
    assert Badge.objects.valid().get().state == "ordered"


def test_a_head_of_delegation_stays_one(staff: User):
    delegation = make.make_delegation()
    plain = make.make_registration(state="submitted")
    pair = make_pair(plain, make.make_registration(state="submitted", delegation=delegation, standing="head"))

    kept = merge(pair, keep=pair.first.code, take=["delegation"], actor=staff, at=AUGUST)

    assert (kept.delegation, kept.standing) == (delegation, "head")


def test_the_one_that_has_come_further_is_proposed():
    make.make_meeting()
    further = make.make_registration(state="approved")
    pair = make_pair(make.make_registration(state="draft"), further)

    assert better_of(pair) == further
    assert {choice.key for choice in choices_of(pair) if choice.differs} >= {"given_name"}


def test_who_may_not_merge_is_told_why_and_nothing_changes(staff: User):
    own = make_pair(make.make_registration(staff, state="submitted"), make.make_registration(state="submitted"))
    pair = make_pair()
    companion = make.make_registration(pair.first.user, state="submitted", principal=pair.first)
    along = make_pair(pair.first, companion)

    assert why_not_merge(own, actor=staff).code == "own_registration"
    assert why_not_merge(pair, actor=make.make_staff("Protocol")).code == "not_allowed"
    assert why_not_merge(along, actor=staff).code == "companions"
    with pytest.raises(Refused, match="Choose which"):
        merge(pair, keep="NOBODY", take=[], actor=staff, at=AUGUST)
    assert Registration.objects.filter(state="submitted").count() == 5


def test_a_pair_is_merged_once(staff: User):
    pair = make_pair()
    merge(pair, keep=pair.first.code, take=[], actor=staff, at=AUGUST)

    with pytest.raises(Refused) as refused:
        merge(pair, keep=pair.second.code, take=[], actor=staff, at=AUGUST)

    assert refused.value.code == "already"
    assert Registration.objects.get(pk=pair.first.pk).state == "submitted"


def test_who_came_with_the_one_that_goes_does_not_come_with_one_that_is_over(staff: User):
    pair = make_pair(make.make_registration(state="declined"), make.make_registration())
    companion = make.make_registration(pair.second.user, principal=pair.second)
    its_badge = Badge.objects.create(registration=companion, ordered_at=AUGUST)

    merge(pair, keep=pair.first.code, take=[], actor=staff, at=AUGUST)

    companion.refresh_from_db()
    its_badge.refresh_from_db()
    assert companion.principal == pair.first
    assert not companion.is_attending
    assert its_badge.voided_at
