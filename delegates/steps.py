"""The steps of the registration form: who meets which, the fields each holds, and what makes it complete."""

import datetime as dt

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from delegates.consents import SENSITIVE, answers_of, unanswered
from delegates.models import Category, FormSection, Purpose, Registration, Travel
from delegates.questions.asking import asks, paper_of
from delegates.vault.keeping import item_of


class Step(TextChoices):
    """One page of the form, in order. The values stand in addresses."""

    YOU = "you", _("Your name")
    WORK = "work", _("What you represent")
    PASSPORT = "passport", _("Travel document")
    PHOTO = "photo", _("Photograph")
    NEEDS = "needs", _("Food and access")
    QUESTIONS = "questions", _("More questions")
    CONTACT = "contact", _("Contact")
    CONSENT = "consent", _("Your agreement")


FIELDS: dict[Step, tuple[str, ...]] = {
    Step.YOU: ("title", "given_name", "family_name", "native_name", "badge_name"),
    Step.WORK: ("category", "delegation", "organisation", "position", "country", "city"),
    # Sealed by the vault (delegates/vault/passport.py), and the journey: no column of the registration.
    Step.PASSPORT: (),
    Step.PHOTO: (),
    Step.NEEDS: ("diet", "diet_note", "access_needs"),
    # Rows of their own (delegates/questions/).
    Step.QUESTIONS: (),
    Step.CONTACT: ("phone",),
    Step.CONSENT: (),
}
# Without these a registration cannot be submitted.
REQUIRED: dict[Step, tuple[str, ...]] = {
    Step.YOU: ("given_name", "badge_name"),
    Step.WORK: ("category", "organisation", "position", "country"),
    Step.CONTACT: ("phone",),
}


def steps_of(registration: Registration | None) -> list[Step]:
    """The steps that this person's form has, in order. Everything that counts or shows steps asks here.

    Without a registration: every step that somebody may meet. Before the category is known, those of everybody.
    """
    left_out = set()
    if not _asks_for_passport(registration):
        left_out.add(Step.PASSPORT)
    if not asks(registration, FormSection.Phase.REGISTRATION):
        left_out.add(Step.QUESTIONS)
    return [step for step in Step if step not in left_out]


def done_steps(registration: Registration, *, at: dt.datetime) -> set[Step]:
    """The steps that get a tick."""
    done = {step for step in (Step.YOU, Step.WORK, Step.CONTACT) if _is_filled(registration, step)}
    answers = answers_of(registration)
    if registration.photo or (registration.category and not registration.category.needs_photo):
        done.add(Step.PHOTO)
    # Nothing has to be stated there; that somebody saved it shows in the answer to its text.
    if registration.consents.filter(text__purpose=SENSITIVE).exists():
        done.add(Step.NEEDS)
    if answers and not unanswered(registration, at=at):
        done.add(Step.CONSENT)
    if not _passport_is_owed(registration, unsaid=True):
        done.add(Step.PASSPORT)
    if not paper_of(registration).missing(FormSection.Phase.REGISTRATION):
        done.add(Step.QUESTIONS)
    return done.intersection(steps_of(registration)) - {Step(step) for step in registration.held}


def missing_steps(registration: Registration, *, at: dt.datetime) -> list[Step]:
    """The steps that must still be done before the registration can be submitted, in order."""
    done = done_steps(registration, at=at) | {Step.NEEDS}
    if not _passport_is_owed(registration, unsaid=False):
        done.add(Step.PASSPORT)
    return [step for step in steps_of(registration) if step not in done]


def _asks_for_passport(registration: Registration | None) -> bool:
    if registration is None:
        return Category.objects.filter(is_open=True).exclude(passport=Category.Passport.NO).exists()
    return registration.category is not None and registration.category.passport != Category.Passport.NO


def _passport_is_owed(registration: Registration, *, unsaid: bool) -> bool:
    """Whether the travel document is still to be filled in: always where the category needs it, and where the person
    asked for a visa letter. `unsaid` is the answer for an optional step that nobody has opened yet."""
    category = registration.category
    if category is None or category.passport == Category.Passport.NO:
        return False
    travel = Travel.objects.filter(registration=registration).first()
    if category.passport == Category.Passport.OPTIONAL and not (travel and travel.needs_visa_letter):
        return unsaid and not (travel and travel.passport_kind)
    return item_of(registration, Purpose.PASSPORT) is None


def _is_filled(registration: Registration, step: Step) -> bool:
    return all(getattr(registration, field) for field in REQUIRED[step])
