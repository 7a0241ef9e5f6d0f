"""Making one registration of two of the same person: shown first, then done whole, then told to the person."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from delegates import mails
from delegates.attendance import end_attendance
from delegates.badges.orders import order_badge
from delegates.delegations.leaving import let_go
from delegates.duplicates import close, locked_pair, why_not_decide_pair
from delegates.models import Answer, Consent, DuplicatePair, FollowUpDone, Nomination, Registration, Travel, User
from delegates.models.registration import State
from delegates.papers.letters import renew_letters
from delegates.registration import correct
from delegates.transitions import Move, make_move

# What may be taken from the registration that goes: under one name the fields that belong together.
CHOICES: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "given_name": ("given_name",),
    "family_name": ("family_name",),
    "native_name": ("native_name",),
    "badge_name": ("badge_name",),
    "category": ("category",),
    "delegation": ("delegation", "standing"),
    "organisation": ("organisation",),
    "position": ("position",),
    "country": ("country",),
    "city": ("city",),
    "phone": ("phone",),
    "photo": ("photo", "photo_print"),
    "needs": ("diet", "diet_note", "access_needs"),
}
_LABELS = {"needs": gettext_lazy("food and access")}
# The further a registration has come, the sooner it is the one to keep. In review all are alike.
_PROGRESS = {State.DECLINED: -1, State.WITHDRAWN: -1, State.DRAFT: 0, State.APPROVED: 2, State.CLEARED: 3}
_OVER = (State.WITHDRAWN, State.DECLINED)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that both registrations say, perhaps differently."""

    key: str
    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do, in sentences."""

    kept: Registration
    gone: Registration
    taken: list[str]
    moves: list[str]
    ends: list[str]


def choices_of(pair: DuplicatePair) -> list[Choice]:
    """Both registrations side by side."""
    return [
        Choice(key, _label(key), _shown(pair.first, fields), _shown(pair.second, fields))
        for key, fields in CHOICES.items()
    ]


def better_of(pair: DuplicatePair) -> Registration:
    """The registration that has come further; of two alike the one that the person made, then the older one."""
    return max((pair.first, pair.second), key=lambda row: (_PROGRESS.get(State(row.state), 1), not row.people_file_id))


def why_not_merge(pair: DuplicatePair, *, actor: User) -> Refused | None:
    """The one reason why `actor` cannot merge a pair: the button shows it, the action raises it."""
    if refused := why_not_decide_pair(pair, actor=actor):
        return refused
    if pair.first.principal_id == pair.second.pk or pair.second.principal_id == pair.first.pk:
        return Refused(
            _("One of the two accompanies the other. Withdraw the accompanying person instead."), code="companions"
        )
    if pair.first.state == pair.second.state == State.WITHDRAWN:
        return Refused(_("Both registrations are withdrawn: there is nothing to merge."), code="both_gone")
    return None


def preview(pair: DuplicatePair, *, keep: str, take: Collection[str]) -> Preview:
    """What `merge` would do; nothing is changed."""
    kept, gone = _sides(pair, keep)
    return Preview(kept, gone, [_label(key) for key in CHOICES if key in take], _moves(kept, gone), _ends(kept, gone))


@transaction.atomic
def merge(pair: DuplicatePair, *, keep: str, take: Collection[str], actor: User, at: dt.datetime) -> Registration:
    """Keep the registration with the code `keep`, with the values that `take` names from the other one.

    The other one is withdrawn, its badge void, its seats free; its history stays with it, and it says where it went.
    Answers, agreements, travel and travel document follow where the kept one has none. Both accounts are told.
    Raises Refused.
    """
    row = locked_pair(pair)
    if refused := why_not_merge(row, actor=actor):
        raise refused
    for registration in (row.first, row.second):  # in one order, so that two merges never wait for each other
        registration.refresh_from_db(from_queryset=Registration.objects.select_for_update(of=("self",)))
    kept, gone = _sides(row, keep)
    values = {field: getattr(gone, field) for key in take for field in CHOICES[key]}
    _move(kept, gone)
    _end(kept, gone, actor=actor, at=at)
    kept = _take(kept, gone, values, actor=actor, at=at)
    let_go(kept, actor=actor, at=at)  # whoever came with the one that goes does not come with one that is over
    renew_letters(kept, at=at)
    close(row, state=DuplicatePair.State.MERGED, actor=actor, at=at)
    # Other pairs with the one that went: the sweep finds them again with the one that stays.
    for side in ("first", "second"):
        DuplicatePair.objects.filter(**{side: gone}, state=DuplicatePair.State.OPEN).delete()
    record(
        at=at,
        action="registration.merge",
        subject=f"registration {kept.code}",
        actor=actor,
        other=gone.code,
        fields=sorted(take),
    )
    mails.merged(kept, gone, at=at)
    return kept


def _sides(pair: DuplicatePair, keep: str) -> tuple[Registration, Registration]:
    """(the one that stays, the one that goes). Raises Refused for a code of neither."""
    if keep == pair.first.code:
        return pair.first, pair.second
    if keep == pair.second.code:
        return pair.second, pair.first
    raise Refused(_("Choose which of the two registrations stays."), code="no_such_side")


def _move(kept: Registration, gone: Registration) -> None:
    """What belongs to the person goes along where the kept one has nothing of its kind."""
    answered = kept.answers.values_list("question_id", flat=True)
    Answer.objects.filter(registration=gone).exclude(question__in=answered).update(registration=kept)
    done = kept.done_follow_ups.values_list("follow_up_id", flat=True)
    FollowUpDone.objects.filter(registration=gone).exclude(follow_up__in=done).update(registration=kept)
    held = set(kept.vault.exclude(sealed="").values_list("purpose", "occasion"))
    for item in gone.vault.exclude(sealed=""):
        if (item.purpose, item.occasion) not in held:
            kept.vault.filter(purpose=item.purpose, occasion=item.occasion).delete()  # emptied by a purge
            item.registration = kept
            item.save(update_fields=["registration"])
    for model in (Travel, Nomination):
        if not model.objects.filter(registration=kept).exists():
            model.objects.filter(registration=gone).update(registration=kept)
    _copy_consents(kept, gone)
    # Whoever comes with the person still does, and answers to the account that stays.
    Registration.objects.filter(principal=gone).update(principal=kept, user=kept.user)


def _copy_consents(kept: Registration, gone: Registration) -> None:
    """Answers to texts that the kept one never answered, as they were given; the originals stay where they were."""
    answered = kept.consents.values_list("text_id", flat=True)
    Consent.objects.bulk_create(
        [
            Consent(registration=kept, text_id=row.text_id, given=row.given, language=row.language, at=row.at)
            for row in gone.consents.exclude(text__in=answered)
        ]
    )


def _end(kept: Registration, gone: Registration, *, actor: User, at: dt.datetime) -> None:
    was_attending = gone.is_attending
    if gone.state not in _OVER:
        reason = _("This registration and %(code)s are of the same person; that one stays.") % {"code": kept.code}
        make_move(gone, move=Move.WITHDRAW, actor=actor, at=at, reason=reason)
    if was_attending:
        end_attendance(gone, at=at)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])


def _take(
    kept: Registration, gone: Registration, values: dict[str, Any], *, actor: User, at: dt.datetime
) -> Registration:
    """Write the chosen values. The photographs change places, so that neither is lost."""
    beside = {name: values.pop(name) for name in ("photo", "photo_print", "standing") if name in values}
    row = correct(kept, data=values, actor=actor, at=at) if values else kept
    if "photo" in beside:
        gone.photo, gone.photo_print = row.photo, row.photo_print
        gone.save(update_fields=["photo", "photo_print"])
    for name, value in beside.items():
        setattr(row, name, value)
    if beside:
        row.version, row.changed_at = row.version + 1, at
        row.save(update_fields=[*beside, "version", "changed_at"])
    if "photo" in beside and row.is_attending:
        order_badge(row, at=at)
    return row


def _moves(kept: Registration, gone: Registration) -> list[str]:
    """What goes along, in words."""
    told = []
    answers = gone.answers.exclude(question__in=kept.answers.values_list("question_id", flat=True)).count()
    if answers:
        told.append(ngettext("%(number)d answer", "%(number)d answers", answers) % {"number": answers})
    if gone.consents.exclude(text__in=kept.consents.values_list("text_id", flat=True)).exists():
        told.append(_("agreements that the other one never answered"))
    if gone.vault.exclude(sealed="").exists() and not kept.vault.exclude(sealed="").exists():
        told.append(_("the travel document"))
    if hasattr(gone, "travel") and not hasattr(kept, "travel"):
        told.append(_("flights and hotel"))
    companions = gone.companions.exclude(state=State.WITHDRAWN).count()
    if companions:
        words = ngettext("%(number)d accompanying person", "%(number)d accompanying persons", companions)
        told.append(words % {"number": companions})
    return told


def _ends(kept: Registration, gone: Registration) -> list[str]:
    """What is over then, in words."""
    told = [_("The registration %(code)s is withdrawn. Its history stays and can be read.") % {"code": gone.code}]
    if gone.is_attending:
        told.append(_("Its badge becomes void, and its seats on visits and sessions go to those who wait."))
        if not kept.is_attending:
            told.append(_("The one that stays is not approved yet: until it is, the person has no badge."))
    if gone.user_id != kept.user_id:
        told.append(
            _("The person signs in as %(kept)s from now on. The account %(gone)s stays, without a registration.")
            % {"kept": kept.user.email, "gone": gone.user.email}
        )
    told.append(_("The person is told by mail, at both addresses."))
    return told


def _label(key: str) -> str:
    if key in _LABELS:
        return str(_LABELS[key])
    fields = {field.name: field for field in Registration._meta.fields}
    return str(fields[key].verbose_name)


def _shown(row: Registration, fields: tuple[str, ...]) -> str:
    if fields[0] == "photo":
        return str(row.photo)
    if fields[0] == "diet":
        parts = ["" if row.diet == row.Diet.NONE else str(row.get_diet_display()), row.diet_note, row.access_needs]
        return "; ".join(filter(None, parts))
    value = getattr(row, fields[0])
    if fields[0] == "delegation" and value and row.standing != row.Standing.MEMBER:
        return f"{value} ({row.get_standing_display()})"
    return str(value or "")
