"""What this app and the kernel below it hold about a person."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.audit.models import AuditEvent
from ascn8.jobs.models import Job
from ascn8.outbox.models import Message
from delegates.data_export.registry import Entry, Holder, Part, fact, facts, tell
from delegates.models import (
    Badge,
    ChangeRequest,
    Consent,
    DuplicatePair,
    ErasureRequest,
    FollowUpDone,
    Nomination,
    Registration,
    Transition,
    Travel,
)

_REGISTRATION = (
    *("code", "state", "category", "delegation", "standing", "title", "given_name", "family_name", "native_name"),
    *("badge_name", "listed_as", "sort_name", "organisation", "position", "country", "city", "phone", "diet"),
    *("diet_note", "access_needs", "external_id", "created_at", "changed_at", "submitted_at", "decided_at"),
)
_TRAVEL = (
    *("nationality", "passport_kind", "lives_in_host_country", "needs_visa_letter", "needs_invitation"),
    *("arrives_at", "arrival_flight", "arrival_terminal", "departs_at", "departure_flight", "departure_terminal"),
    *("hotel", "changed_at"),
)


def _account(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    user = holder.user
    yield Entry(_("Account"), facts(user, "email", "language", "date_joined", "last_login"))
    for address in EmailAddress.objects.filter(user=user):
        yield Entry(_("E-mail address"), facts(address, "email", "verified", "primary"))
    for step in Authenticator.objects.filter(user=user):
        yield Entry(_("Second step of the sign-in"), facts(step, "type", "created_at", "last_used_at"))
    for one in UserSession.objects.filter(user=user):
        device = [fact("since", _("since"), one.created_at), fact("last_seen_at", _("last seen"), one.last_seen_at)]
        device += [fact("ip", _("IP address"), one.ip), fact("browser", _("browser"), one.user_agent)]
        yield Entry(_("Where you are signed in"), device)
    for delegation in user.delegations.all():
        yield Entry(_("You are a focal point"), [fact("delegation", _("delegation"), delegation.code, str(delegation))])


def _registrations(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    for row in holder.registrations:
        known = facts(row, *_REGISTRATION)
        if row.principal_id:
            known.append(fact("accompanies", _("accompanies"), row.principal.code if row.principal else ""))
        if row.held:
            known.append(fact("held", _("typed and not yet accepted"), row.held))
        yield Entry(str(row), known)


def _history(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    for move in Transition.objects.filter(registration__in=holder.registrations).select_related("registration"):
        told = facts(move, "from_state", "to_state", "at", "reason")
        yield Entry(str(move.get_to_state_display()), [fact("registration", _("code"), move.registration.code), *told])


def _consents(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    for row in Consent.objects.filter(registration__in=holder.registrations).select_related("text", "registration"):
        yield Entry(
            row.text.title,
            [
                fact("registration", _("code"), row.registration.code),
                fact("purpose", _("purpose"), row.text.purpose),
                fact("version", _("version"), row.text.version),
                fact("text", _("text"), row.text.text),
                *facts(row, "given", "language", "at"),
            ],
        )


def _travel(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    for row in Travel.objects.filter(registration__in=holder.registrations).select_related("nationality"):
        yield Entry(_("Your journey"), facts(row, *_TRAVEL))


def _tasks(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    for row in FollowUpDone.objects.filter(registration__in=holder.registrations).select_related("follow_up"):
        yield Entry(row.follow_up.title, facts(row, "at"))


def _badges(holder: Holder, is_open: bool) -> Iterator[Entry]:
    for row in Badge.objects.filter(registration__in=holder.registrations):
        shown = ("code", "state", "ordered_at", "drawn_at", "voided_at", *(("token",) if is_open else ()))
        yield Entry(_("Badge"), facts(row, *shown))


def _changes(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    for row in ChangeRequest.objects.filter(registration__in=holder.registrations):
        yield Entry(_("Change"), facts(row, "code", "state", "values", "asked_at", "decided_at", "reason"))


def _nominations(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    mine = Q(registration__in=holder.registrations) | Q(email__iexact=holder.user.email)
    for row in Nomination.objects.filter(mine).select_related("delegation", "category"):
        named = ("code", "delegation", "category", "standing", "name", "email", "state", "created_at", "answered_at")
        yield Entry(_("Nomination"), facts(row, *named))


def _requests(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    for row in ErasureRequest.objects.filter(registration__in=holder.registrations):
        told = ("code", "state", "reason", "asked_at", "decided_at", "answer", "kept")
        yield Entry(_("Request for erasure"), facts(row, *told))
    pairs = Q(first__in=holder.registrations) | Q(second__in=holder.registrations)
    for pair in DuplicatePair.objects.filter(pairs):
        yield Entry(_("Compared with another registration"), facts(pair, "reason", "state", "found_at", "decided_at"))


def _messages(holder: Holder, is_open: bool) -> Iterator[Entry]:
    for row in Message.objects.filter(Q(recipient=holder.user) | Q(to__iexact=holder.user.email)):
        shown = ("to", "state", "created_at", "sent_at", *(("text",) if is_open and not row.is_secret else ()))
        yield Entry(row.subject, facts(row, *shown))


def _work(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    for row in Job.objects.filter(owner=holder.user):
        yield Entry(row.title, facts(row, "state", "created_at", "finished_at"))


def _trail(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    subjects = [f"registration {code}" for code in holder.codes]
    for row in AuditEvent.objects.filter(Q(actor=holder.user) | Q(subject__in=subjects)):
        when = date_format(row.at, "j F Y")
        yield Entry(
            f"{row.action} · {when}", [*facts(row, "at", "action", "subject"), fact("by", _("who"), row.actor_name)]
        )


def photos_of(registrations: list[Registration]) -> Iterator[tuple[Registration, str]]:
    """(registration, name in the storage) of every photograph that is there."""
    for row in registrations:
        if row.photo and default_storage.exists(str(row.photo.name)):
            yield row, str(row.photo.name)


def tell_all() -> None:
    """Name the parts, in the order of the page."""
    for part in _PARTS:
        tell(part)


_PARTS = [
    Part(
        "account",
        gettext_lazy("Your account"),
        gettext_lazy("How you sign in, and in which language we write to you."),
        [
            *("delegates.User", "account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession"),
            "delegates.Delegation",
        ],
        _account,
    ),
    Part(
        "registrations",
        gettext_lazy("Your registration"),
        gettext_lazy("What you or your delegation entered, and those of people who accompany you."),
        ["delegates.Registration"],
        _registrations,
    ),
    Part(
        "history",
        gettext_lazy("How your registration was decided"),
        gettext_lazy("Every change of its state, with the reasons you were told."),
        ["delegates.Transition"],
        _history,
    ),
    Part(
        "consents",
        gettext_lazy("What you agreed to"),
        gettext_lazy("Which text, which version, when, and in which language you read it."),
        ["delegates.Consent"],
        _consents,
    ),
    Part("travel", gettext_lazy("Your journey"), gettext_lazy("Flights and hotel."), ["delegates.Travel"], _travel),
    Part(
        "tasks",
        gettext_lazy("Tasks you have done"),
        gettext_lazy("What we asked you for after the approval."),
        ["delegates.FollowUpDone"],
        _tasks,
    ),
    Part(
        "badges",
        gettext_lazy("Badges"),
        gettext_lazy("Each badge that was made for you."),
        ["delegates.Badge"],
        _badges,
    ),
    Part(
        "changes",
        gettext_lazy("Changes after the approval"),
        gettext_lazy("What you asked to have changed, old beside new."),
        ["delegates.ChangeRequest"],
        _changes,
    ),
    Part(
        "nominations",
        gettext_lazy("Nominations"),
        gettext_lazy("Where a delegation named you."),
        ["delegates.Nomination"],
        _nominations,
    ),
    Part(
        "requests",
        gettext_lazy("Requests about your data"),
        gettext_lazy("What you asked for, and whether we compared you with somebody of the same name."),
        ["delegates.ErasureRequest", "delegates.DuplicatePair"],
        _requests,
    ),
    Part(
        "messages",
        gettext_lazy("Mails to you"),
        gettext_lazy("What we wrote; texts that let somebody sign in are not kept."),
        ["outbox.Message"],
        _messages,
    ),
    Part("work", gettext_lazy("Work done for you"), gettext_lazy("Downloads that you asked for."), ["jobs.Job"], _work),
    Part(
        "trail",
        gettext_lazy("Who did what"),
        gettext_lazy("The audit trail about you: what you did and what was done with your registration."),
        ["audit.AuditEvent"],
        _trail,
    ),
]
