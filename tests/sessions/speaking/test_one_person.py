"""A speaker is a person once: links to registrations, and mergers."""

import datetime as dt

import pytest

from ascn8.lib.errors import Refused
from delegates.models import User
from sessions.models import Appearance, Availability, Interpretation, InterpreterTurn, Speaker
from sessions.speaking.following import follow_registrations
from sessions.speaking.inviting import invite
from sessions.speaking.linking import link, suggestions, unlink
from sessions.speaking.merging import HANGS_ON_SPEAKER, merge, preview
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = make.local(1, 9)


@pytest.fixture
def staff() -> User:
    make.make_meeting()
    return make.make_staff("Programme")


def test_registrations_are_suggested_by_address_and_by_name(staff: User):
    by_name = make.make_registration(given_name="Aminah", family_name="Rekaan", search="aminah rekaan majlis")
    by_mail = make.make_registration(make.make_user("a.r@example.org"), given_name="Other", search="other")
    make.make_registration(given_name="Somchai", search="somchai contoh")
    make.make_registration(state="withdrawn", search="aminah rekaan")
    speaker = make.make_speaker(name="Aminah Rekaan", email="a.r@EXAMPLE.org")

    found = suggestions(speaker)

    assert [one.registration for one in found] == [by_mail, by_name]
    assert [str(one.why) for one in found] == ["the same e-mail address", "the same name"]


def test_a_follower_has_one_truth_and_keeps_it_when_the_link_ends(staff: User):
    registration = make.make_registration(given_name="Aminah", family_name="Rekaan", title="YBhg. Dato'")
    speaker = make.make_speaker(name="Aminah R.", organisation="Old", biography_en="Mine.")
    link(speaker, registration=registration, follows=True, actor=staff, at=AT)
    speaker.refresh_from_db()
    assert (str(speaker), speaker.organisation) == ("YBhg. Dato' Aminah Rekaan", "Majlis Bandaran Rekaan")
    assert speaker.biography_en == "Mine."

    registration.position = "Deputy Mayor"
    registration.save()
    assert follow_registrations(at=AT) == 1
    assert follow_registrations(at=AT) == 0
    speaker.refresh_from_db()
    assert speaker.position == "Deputy Mayor"

    unlink(speaker, actor=staff, at=AT)
    registration.position = "Mayor"
    registration.save()
    assert follow_registrations(at=AT) == 0
    speaker.refresh_from_db()
    assert (speaker.registration, speaker.position) == (None, "Deputy Mayor")


def test_a_registration_is_one_speaker_only(staff: User):
    registration = make.make_registration()
    link(make.make_speaker(), registration=registration, follows=False, actor=staff, at=AT)

    with pytest.raises(Refused) as refused:
        link(make.make_speaker(), registration=registration, follows=False, actor=staff, at=AT)

    assert refused.value.code == "linked_elsewhere"


def test_a_merger_moves_everything_and_doubles_nothing(staff: User):
    both, only_gone = make.make_session(), make.make_session()
    kept = make.make_speaker(session=both, email="kept@example.org")
    gone = make.make_speaker(session=both, biography_en="Told by the other.", email="gone@example.org")
    gone.appearances.update(answer="confirmed", answered_at=AT, words="Gladly.")
    Appearance.objects.create(session=both, speaker=gone, role="chair")
    Appearance.objects.create(session=only_gone, speaker=gone, role="panellist")
    for speaker in (kept, gone):
        Availability.objects.create(speaker=speaker, starts_at=make.local(9, 8), ends_at=make.local(9, 18))
    into = Interpretation.objects.create(session=both, language="km")
    for who, begins in ((kept, 0), (gone, 0), (gone, 30)):
        InterpreterTurn.objects.create(interpretation=into, interpreter=who, begins_after=begins)
    invite(gone, actor=staff, at=AT)
    told = preview(kept, gone)

    merge(kept=kept, gone=gone, actor=staff, at=AT)

    assert not Speaker.objects.filter(pk=gone.pk).exists()
    kept.refresh_from_db()
    assert sorted(kept.appearances.values_list("session_id", "role")) == sorted(
        [(both.pk, "speaker"), (both.pk, "chair"), (only_gone.pk, "panellist")]
    )
    assert kept.appearances.get(session=both, role="speaker").words == "Gladly."
    assert kept.availabilities.count() == kept.invitations.count() == 1
    assert list(kept.turns.values_list("begins_after", flat=True)) == [0, 30]
    assert (kept.biography_en, kept.email) == ("Told by the other.", "kept@example.org")
    assert (len(told.moves), len(told.twice)) == (4, 3)


def test_two_registrations_are_no_one_person(staff: User):
    kept, gone = (make.make_speaker(registration=make.make_registration()) for _ in "12")

    with pytest.raises(Refused) as refused:
        merge(kept=kept, gone=gone, actor=staff, at=AT)

    assert refused.value.code == "two_registrations"
    assert Speaker.objects.count() == 2


def test_the_link_of_the_one_that_goes_is_kept(staff: User):
    registration = make.make_registration()
    kept, gone = make.make_speaker(), make.make_speaker(registration=registration, follows_registration=True)

    merge(kept=kept, gone=gone, actor=staff, at=AT)

    kept.refresh_from_db()
    assert (kept.registration, kept.follows_registration) == (registration, True)
    assert kept.name == f"{registration.given_name} {registration.family_name}"


def test_no_model_that_names_a_speaker_is_forgotten_by_a_merger():
    naming = {field.related_model for field in Speaker._meta.related_objects if not field.many_to_many}

    assert naming == set(HANGS_ON_SPEAKER)


def test_after_a_merger_one_link_works_and_only_that_of_our_address(staff: User):
    at_home = {"session": make.make_session(), "email": "aminah@example.org"}
    kept, gone = (
        make.make_speaker(**at_home),
        make.make_speaker(session=make.make_session(), email="office@example.org"),
    )
    mine = invite(kept, actor=staff, at=AT)
    theirs = invite(gone, actor=staff, at=AT + dt.timedelta(hours=1))

    merge(kept=kept, gone=gone, actor=staff, at=AT + dt.timedelta(hours=2))

    live = kept.invitations.filter(revoked_at__isnull=True)
    assert not live.filter(pk=theirs.pk).exists(), "who got the other letter writes the page of this speaker"
    assert list(live) == [mine]


def test_the_photograph_of_a_badge_goes_with_the_link_to_its_registration(staff: User):
    for follows in (True, False):
        speaker = make.make_speaker(
            registration=make.make_registration(), follows_registration=True, photo="speakers/of-registration-1.jpg"
        )
        Speaker.objects.filter(pk=speaker.pk).update(photo_agreed_at=AT)
        link(speaker, registration=make.make_registration(), follows=follows, actor=staff, at=AT)
        speaker.refresh_from_db()
        assert (speaker.photo.name, speaker.photo_agreed_at) == ("", None)
