"""What people decide about their own data: to agree, to take an agreement back, to answer to a new version."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from delegates.consents import SENSITIVE, add_answers, current_texts
from delegates.models import Consent, ConsentText, Purpose, Registration, User
from delegates.models.registration import State
from delegates.registration import write_index
from delegates.vault.medical import empty


@dataclass(frozen=True, slots=True)
class Agreement:
    """One purpose as the person sees it: the text in use, the last answer to any version, and what can be done."""

    text: ConsentText
    last: Consent | None
    # A yes to an older version of something that is required: it is asked again.
    is_asked_again: bool

    @property
    def is_given(self) -> bool:
        return bool(self.last and self.last.given)

    @property
    def is_current(self) -> bool:
        """Whether the last answer was to the version in use."""
        return bool(self.last and self.last.text_id == self.text.pk)


def agreements_of(registration: Registration, *, at: dt.datetime) -> list[Agreement]:
    """Every purpose with the person's last answer, in the order in which they are asked."""
    latest: dict[str, Consent] = {}
    for row in Consent.objects.filter(registration=registration).select_related("text").order_by("at", "pk"):
        latest[row.text.purpose] = row
    return [_agreement(text, latest.get(text.purpose)) for text in current_texts(at=at)]


def asked_again(registration: Registration, *, at: dt.datetime) -> list[ConsentText]:
    """Required texts of which the person agreed to an older version only: My ASCN8 asks again.

    A form that is still open asks by itself, in its last step.
    """
    if registration.is_editable or registration.state in (State.WITHDRAWN, State.DECLINED):
        return []
    return [one.text for one in agreements_of(registration, at=at) if one.is_asked_again]


def why_not_take_back(text: ConsentText) -> Refused | None:
    """The reason why this agreement cannot be taken back alone; None where it can."""
    if text.is_required:
        return Refused(
            _("Without this agreement you cannot attend. Withdraw your registration, or ask for erasure."),
            code="required",
        )
    return None


@transaction.atomic
def answer(
    registration: Registration, *, text: ConsentText, given: bool, language: str, actor: User, at: dt.datetime
) -> list[str]:
    """Agree to a text in use, or take the agreement back. Returns, in words, what followed. Raises Refused.

    Without the agreement to sensitive data, what was stated about food, access and health goes in this transaction.
    """
    row = Registration.objects.locked(registration.pk)
    if text.pk not in {one.pk for one in current_texts(at=at)}:
        raise Refused(_("This text has changed meanwhile. Read the new one, then answer."), code="text_changed")
    if not given and (refused := why_not_take_back(text)):
        raise refused
    followed = []
    if add_answers(row, answers={text: given}, language=language, at=at):
        action = "consent.give" if given else "consent.withdraw"
        record(
            at=at,
            action=action,
            subject=f"registration {row.code}",
            actor=actor,
            purpose=text.purpose,
            version=text.version,
        )
    if not given and text.purpose == SENSITIVE:
        followed.append(_forget_needs(row, at=at))
    if not given and text.purpose == "list":
        followed.append(_("The next list of participants leaves you out."))
    return [words for words in followed if words]


def _agreement(text: ConsentText, last: Consent | None) -> Agreement:
    is_old = bool(last and last.given and last.text.version < text.version)
    return Agreement(text, last, is_asked_again=is_old and text.is_required)


def _forget_needs(row: Registration, *, at: dt.datetime) -> str:
    """Delete what was stated under the agreement; the sentence says what was."""
    had_notes = empty(row, purpose=Purpose.MEDICAL, at=at)
    row.diet, row.diet_note, row.access_needs = Registration.Diet.NONE, "", ""
    row.held.pop("needs", None)
    row.version, row.changed_at = row.version + 1, at
    write_index(row)
    row.save()
    if had_notes:
        return _("Your food and access needs and your medical notes are deleted.")
    return _("Your food and access needs are deleted.")
