"""Why a registration is returned or declined: sentences that come up again and again, in the person's own language."""

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from delegates.steps import Step


class Reason(TextChoices):
    """A sentence that the person reads. What staff add in their own words stands under it."""

    PHOTO = "photo", _("The photograph does not show your face clearly. Please upload a new one.")
    NAME = "name", _("The name on the badge has to be the one on your passport or identity card.")
    ORGANISATION = "organisation", _("Please write the full name of your organisation and your position in it.")
    CATEGORY = "category", _("The category does not fit what you represent. Please choose another one.")
    DELEGATION = "delegation", _("Your delegation does not know of your participation. Please ask its focal point.")
    TWICE = "twice", _("You are registered already under another e-mail address.")
    FULL = "full", _("All places of your category are taken.")
    PURPOSE = "purpose", _("We could not see how your participation relates to the meeting.")


# What can be put right by the person, and what cannot.
FOR_RETURN = (Reason.PHOTO, Reason.NAME, Reason.ORGANISATION, Reason.CATEGORY, Reason.DELEGATION)
FOR_DECLINE = (Reason.TWICE, Reason.FULL, Reason.PURPOSE, Reason.DELEGATION)
# The step of the form that a reason is about.
STEP_OF: dict[str, Step] = {
    Reason.PHOTO: Step.PHOTO,
    Reason.NAME: Step.YOU,
    Reason.ORGANISATION: Step.WORK,
    Reason.CATEGORY: Step.WORK,
    Reason.DELEGATION: Step.WORK,
}


def in_words(reason: str, note: str, *, language: str) -> str:
    """The chosen sentence in `language`, and `note` as it was typed; either may be empty."""
    with translation.override(language):
        sentence = str(Reason(reason).label) if reason in Reason.values else ""
    return "\n\n".join(part for part in (sentence, note) if part)
