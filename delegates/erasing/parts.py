"""What goes and what stays in this app and in the kernel below it."""

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session as OpenSession
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from ascn8.jobs.models import Job
from ascn8.outbox.models import Message
from delegates.data_export.keeping import files_of
from delegates.data_export.registry import Holder
from delegates.erasing.registry import Erasure, Keeping, erases, keeps
from delegates.models import (
    Answer,
    Badge,
    ChangeRequest,
    DuplicatePair,
    FollowUpDone,
    Letter,
    Nomination,
    Registration,
    Transition,
    Travel,
    User,
    VaultItem,
)
from delegates.models.nomination import LIVE_NOMINATIONS, NominationState
from delegates.photos import discard

# What stands where a name stood. It is data, not a word of a page: the same in every language.
ERASED = "Erased"


def of_people(model: type[models.Model]) -> Any:
    """The rows of a model that belong to the holder's registrations."""
    return lambda holder: model._default_manager.filter(registration__in=holder.registrations)


def pseudonym(user: User, code: str) -> str:
    """The address that an erased account carries: no mail can ever go there."""
    return f"erased-{code.lower() or user.pk}@invalid"


def _empty_vault(holder: Holder, at: dt.datetime) -> None:
    rows = of_people(VaultItem)(holder).filter(purged_at__isnull=True)
    discard(list(rows.exclude(file="").values_list("file", flat=True)))
    rows.update(sealed="", key_id="", file="", number_index="", person_index="", purged_at=at)


def _drop_answers(holder: Holder, _at: dt.datetime) -> None:
    rows = of_people(Answer)(holder)
    discard(list(rows.exclude(file="").values_list("file", flat=True)))
    rows.delete()


def _drop_travel(holder: Holder, _at: dt.datetime) -> None:
    of_people(Travel)(holder).delete()
    of_people(FollowUpDone)(holder).delete()


def _empty_badges(holder: Holder, at: dt.datetime) -> None:
    rows = of_people(Badge)(holder)
    discard(list(rows.exclude(file="").values_list("file", flat=True)))
    rows.filter(voided_at__isnull=True).update(voided_at=at)
    # An order that is void is drawn by nobody.
    rows.update(state=Badge.State.ORDERED, file="", fingerprint="")


def _empty_letters(holder: Holder, at: dt.datetime) -> None:
    rows = of_people(Letter)(holder)
    discard(list(rows.exclude(file="").values_list("file", flat=True)))
    rows.filter(ended_at__isnull=True).update(ended_at=at)
    rows.update(state=Letter.State.VOID, file="", key_id="", content_index="", name=ERASED)


def _empty_changes(holder: Holder, at: dt.datetime) -> None:
    rows = of_people(ChangeRequest)(holder)
    for row in rows:
        discard([row.photo.name, row.photo_print.name])
    rows.filter(state=ChangeRequest.State.OPEN).update(state=ChangeRequest.State.WITHDRAWN, decided_at=at)
    rows.update(values={}, photo="", photo_print="", sealed="", key_id="", reason="")


def _nominations(holder: Holder) -> QuerySet[Nomination]:
    return Nomination.objects.filter(Q(registration__in=holder.registrations) | Q(email__iexact=holder.user.email))


def _empty_nominations(holder: Holder, at: dt.datetime) -> None:
    rows = list(_nominations(holder))
    for row in rows:
        if row.state in LIVE_NOMINATIONS:
            row.state = NominationState.WITHDRAWN
        row.name, row.email, row.token_hash, row.reason, row.answer = ERASED, "", "", "", ""
        row.answered_at = row.answered_at or at
        row.save(update_fields=["state", "name", "email", "token_hash", "reason", "answer", "answered_at"])


def _pairs(holder: Holder) -> QuerySet[DuplicatePair]:
    return DuplicatePair.objects.filter(Q(first__in=holder.registrations) | Q(second__in=holder.registrations))


def _drop_pairs(holder: Holder, _at: dt.datetime) -> None:
    _pairs(holder).delete()


def _reasons(holder: Holder) -> QuerySet[Transition]:
    return Transition.objects.filter(registration__in=holder.registrations).exclude(reason="")


def _empty_reasons(holder: Holder, _at: dt.datetime) -> None:
    _reasons(holder).update(reason="")


def _messages(holder: Holder) -> QuerySet[Message]:
    return Message.objects.filter(Q(recipient=holder.user) | Q(to__iexact=holder.user.email))


def _empty_messages(holder: Holder, _at: dt.datetime) -> None:
    rows = _messages(holder)
    rows.filter(state=Message.State.QUEUED).update(state=Message.State.EXPIRED)
    rows.update(subject=ERASED, text="", html="", attachments=[], last_error="", to=pseudonym(holder.user, ""))


def _jobs(holder: Holder) -> QuerySet[Job]:
    return Job.objects.filter(owner=holder.user)


def _drop_jobs(holder: Holder, _at: dt.datetime) -> None:
    names = [name for job in _jobs(holder) for name in (str(job.file or ""), *files_of(job))]
    discard(names)  # also what a worker writes until this is committed
    _jobs(holder).delete()


def _log(holder: Holder) -> QuerySet[LogEntry]:
    about = Q(
        content_type=ContentType.objects.get_for_model(Registration),
        object_id__in=[str(row.pk) for row in holder.registrations],
    )
    about |= Q(content_type=ContentType.objects.get_for_model(User), object_id=str(holder.user.pk))
    return LogEntry.objects.filter(about)


def _empty_log(holder: Holder, _at: dt.datetime) -> None:
    _log(holder).update(object_repr=ERASED)


def _accounts(holder: Holder) -> QuerySet[User]:
    return User.objects.filter(pk=holder.user.pk)


def _end_sign_in(holder: Holder, _at: dt.datetime) -> None:
    user = holder.user
    sessions = UserSession.objects.filter(user=user)
    OpenSession.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.delegations.clear()
    user.groups.clear()


def _registrations(holder: Holder) -> QuerySet[Registration]:
    return Registration.objects.filter(pk__in=[row.pk for row in holder.registrations])


def _empty_registrations(holder: Holder, at: dt.datetime) -> None:
    for row in Registration.objects.select_for_update().filter(pk__in=[row.pk for row in holder.registrations]):
        discard([row.photo.name, row.photo_print.name])
        for name in _TYPED:
            setattr(row, name, "")
        # Without these two a registration that was once submitted cannot be: a constraint.
        row.given_name = row.badge_name = ERASED
        row.diet, row.held, row.open_steps, row.city = Registration.Diet.NONE, {}, [], None
        row.changed_at, row.version = at, row.version + 1
        row.save()


_TYPED = (
    *("title", "family_name", "native_name", "sort_name", "search", "listed_as", "external_id", "organisation"),
    *("position", "phone", "photo", "photo_print", "diet_note", "access_needs"),
)


def tell_all() -> None:
    """Name what goes and what stays, in the order of the work: the account last, because the others look for it."""
    for erasure in _GOES:
        erases(erasure)
    for keeping in _STAYS:
        keeps(keeping)


_GOES = [
    Erasure(
        "vault",
        gettext_lazy("Travel document, identity data for visits and medical notes in the vault."),
        ["delegates.VaultItem"],
        of_people(VaultItem),
        _empty_vault,
    ),
    Erasure(
        "answers",
        gettext_lazy("Your answers to our questions, with their files."),
        ["delegates.Answer"],
        of_people(Answer),
        _drop_answers,
    ),
    Erasure(
        "travel",
        gettext_lazy("Your flights and hotel, and the tasks you did."),
        ["delegates.Travel", "delegates.FollowUpDone"],
        of_people(Travel),
        _drop_travel,
    ),
    Erasure(
        "badges",
        gettext_lazy("The files of your badges; the badges become void."),
        ["delegates.Badge"],
        of_people(Badge),
        _empty_badges,
    ),
    Erasure(
        "letters",
        gettext_lazy("The files of your letters and your name on them; the letters become void."),
        ["delegates.Letter"],
        of_people(Letter),
        _empty_letters,
    ),
    Erasure(
        "changes",
        gettext_lazy("What you asked to have changed, old and new."),
        ["delegates.ChangeRequest"],
        of_people(ChangeRequest),
        _empty_changes,
    ),
    Erasure(
        "nominations",
        gettext_lazy("Your name and address where a delegation nominated you."),
        ["delegates.Nomination"],
        _nominations,
        _empty_nominations,
    ),
    Erasure(
        "pairs",
        gettext_lazy("That your registration was compared with another one."),
        ["delegates.DuplicatePair"],
        _pairs,
        _drop_pairs,
    ),
    Erasure(
        "reasons",
        gettext_lazy("The reasons written with decisions."),
        ["delegates.Transition"],
        _reasons,
        _empty_reasons,
    ),
    Erasure(
        "messages",
        gettext_lazy("The texts of all mails to you, and your address on them."),
        ["outbox.Message"],
        _messages,
        _empty_messages,
    ),
    Erasure("work", gettext_lazy("Downloads that were made for you."), ["jobs.Job"], _jobs, _drop_jobs),
    Erasure("log", gettext_lazy("Your name in the log of the panel."), ["admin.LogEntry"], _log, _empty_log),
    Erasure(
        "registrations",
        gettext_lazy("Names, photograph, organisation, position, telephone, food and access needs."),
        ["delegates.Registration"],
        _registrations,
        _empty_registrations,
    ),
    Erasure(
        "sign_in",
        gettext_lazy("Your e-mail address, password, second steps, open sessions and roles: the account is closed."),
        [
            *("delegates.User", "account.EmailAddress", "account.EmailConfirmation", "mfa.Authenticator"),
            *("usersessions.UserSession", "delegates.Delegation"),
        ],
        _accounts,
        _end_sign_in,
    ),
]
_STAYS = [
    Keeping(
        "audit",
        gettext_lazy("The audit trail: what was done and when, under a pseudonym"),
        gettext_lazy("We must be able to show who decided and who read what; it holds none of the data itself."),
        ["audit.AuditEvent"],
    ),
    Keeping(
        "decisions",
        gettext_lazy("That a registration in your category and from your country was decided, and when"),
        gettext_lazy("The figures of the meeting are reported to its members and must stay right."),
        ["delegates.Registration", "delegates.Transition", "delegates.ChangeRequest", "delegates.Nomination"],
    ),
    Keeping(
        "consents",
        gettext_lazy("Which texts you agreed to or not, and when"),
        gettext_lazy("It is the proof that we were allowed to use your data until now."),
        ["delegates.Consent"],
    ),
    Keeping(
        "numbers",
        gettext_lazy("The numbers of letters and badges, marked void"),
        gettext_lazy("Whoever checks an old paper must learn that it does not count any more."),
        ["delegates.Letter", "delegates.Badge"],
    ),
    Keeping(
        "request",
        gettext_lazy("This request and its answer"),
        gettext_lazy("It is the proof that we did what you asked for."),
        ["delegates.ErasureRequest"],
    ),
    Keeping(
        "lists",
        gettext_lazy("Lists of participants that were already handed out"),
        gettext_lazy("They are records of the meeting and lie with those who received them; later ones leave you out."),
        ["delegates.ParticipantList"],
    ),
    Keeping(
        "files",
        gettext_lazy("Lists of people that a delegation or another system sent us"),
        gettext_lazy("Each holds many people; it is deleted as a whole 30 days after it was uploaded."),
        ["delegates.PeopleFile"],
    ),
]
