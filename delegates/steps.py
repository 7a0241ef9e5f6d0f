"""The steps of the registration form: which fields each holds, and what makes it complete."""

import datetime as dt

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from delegates.consents import SENSITIVE, answers_of, unanswered
from delegates.models import Registration


class Step(TextChoices):
    """One page of the form, in order. The values stand in addresses."""

    YOU = "you", _("Your name")
    WORK = "work", _("What you represent")
    PHOTO = "photo", _("Photograph")
    NEEDS = "needs", _("Food and access")
    CONTACT = "contact", _("Contact")
    CONSENT = "consent", _("Your agreement")


FIELDS: dict[Step, tuple[str, ...]] = {
    Step.YOU: ("title", "given_name", "family_name", "native_name", "badge_name"),
    Step.WORK: ("category", "delegation", "organisation", "position", "country", "city"),
    Step.PHOTO: (),
    Step.NEEDS: ("diet", "diet_note", "access_needs"),
    Step.CONTACT: ("phone",),
    Step.CONSENT: (),
}
# Without these a registration cannot be submitted.
REQUIRED: dict[Step, tuple[str, ...]] = {
    Step.YOU: ("given_name", "badge_name"),
    Step.WORK: ("category", "organisation", "position", "country"),
    Step.CONTACT: ("phone",),
}


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
    return done - {Step(step) for step in registration.held}


def missing_steps(registration: Registration, *, at: dt.datetime) -> list[Step]:
    """The steps that must still be done before the registration can be submitted, in order."""
    done = done_steps(registration, at=at) | {Step.NEEDS}
    return [step for step in Step if step not in done]


def _is_filled(registration: Registration, step: Step) -> bool:
    return all(getattr(registration, field) for field in REQUIRED[step])
