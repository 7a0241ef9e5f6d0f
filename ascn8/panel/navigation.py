"""The sidebar: what the secretariat does, by task, with the number that waits beside each queue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ascn8.panel import queues
from ascn8.panel.counting import count_together
from delegates.accreditation import queue_of
from delegates.duplicates import open_pairs

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the sidebar: a list of the panel, shown to those who may see its model.

    `waiting` are the rows whose number stands beside it; those of all lines are counted by one query.
    """

    label: Text
    model: str
    icon: str
    waiting: Callable[[], QuerySet[Any]] | None = None
    # The same where it depends on who looks.
    waiting_for: Callable[[Any], QuerySet[Any]] | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as one person sees it on one page."""

    label: Text
    url: str
    icon: str
    is_here: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and what stands under it."""

    label: Text
    items: list[Item] = field(default_factory=list)


GROUPS: list[tuple[Text, list[Entry]]] = [
    (
        _("People"),
        [
            Entry(_("Accreditation"), "delegates.registration", "clipboard-check", waiting_for=queue_of),
            Entry(_("Changes after approval"), "delegates.changerequest", "square-pen", queues.changes),
            Entry(_("How accreditation runs"), "delegates.stagerule", "route"),
            Entry(_("Delegations"), "delegates.delegation", "flag"),
            Entry(_("Nominations"), "delegates.nomination", "user-plus", queues.places_asked_for),
            Entry(_("Badges"), "delegates.badge", "id-card", queues.badges_ordered),
            Entry(_("Lists of people"), "delegates.peoplefile", "file-up"),
            Entry(_("Letters"), "delegates.letter", "file-text"),
            Entry(_("List of participants"), "delegates.participantlist", "list-checks"),
            Entry(_("Duplicates"), "delegates.duplicatepair", "users", open_pairs),
            Entry(_("Accounts"), "delegates.user", "circle-user"),
            Entry(_("Pages of questions"), "delegates.formsection", "file-text"),
            Entry(_("Questions"), "delegates.question", "clipboard-list"),
            Entry(_("Categories"), "delegates.category", "award"),
            Entry(_("Tasks after approval"), "delegates.followup", "list-checks"),
            Entry(_("Freeze dates"), "delegates.freezedate", "lock"),
            Entry(_("Consent texts"), "delegates.consenttext", "file-check"),
            Entry(_("Requests for erasure"), "delegates.erasurerequest", "x", queues.erasures),
        ],
    ),
    (
        _("Protocol"),
        [
            Entry(_("Arrivals and departures"), "delegates.travel", "plane"),
            Entry(_("Who needs no arrival card"), "delegates.arrivalcardrule", "file-check"),
        ],
    ),
    (
        _("Programme"),
        [
            Entry(_("Sessions"), "agenda.session", "presentation"),
            Entry(_("Speakers"), "agenda.speaker", "mic"),
            Entry(_("Places"), "agenda.place", "map-pin"),
            Entry(_("Tracks"), "agenda.track", "route"),
            Entry(_("Releases"), "agenda.release", "megaphone"),
            Entry(_("Site visits"), "agenda.visit", "bus"),
            Entry(_("Seats"), "agenda.seating", "armchair"),
            Entry(_("Sign-ups"), "agenda.signup", "ticket"),
        ],
    ),
    (
        _("Exhibition"),
        [
            Entry(_("Exhibitors"), "exhibition.exhibitor", "store"),
            Entry(_("Listings"), "exhibition.listing", "book-open"),
            Entry(_("Booths"), "exhibition.booth", "layout-grid"),
            Entry(_("Halls"), "exhibition.hall", "map"),
        ],
    ),
    (_("Messages"), [Entry(_("Outbox"), "outbox.message", "send", queues.messages_in_trouble)]),
    (
        _("The meeting"),
        [
            Entry(_("Meeting"), "meeting.meeting", "landmark"),
            Entry(_("Countries"), "meeting.country", "globe"),
            Entry(_("Cities"), "meeting.city", "building-2"),
            Entry(_("Focus areas"), "meeting.focusarea", "leaf"),
        ],
    ),
    (
        pgettext_lazy("panel", "Records"),
        [
            Entry(_("Audit"), "audit.auditevent", "history"),
            Entry(_("Edits in the panel"), "admin.logentry", "square-pen"),
            Entry(_("Long work"), "jobs.job", "hourglass"),
            Entry(_("Retention"), "delegates.retentionrule", "calendar-check"),
        ],
    ),
]


def sidebar(request: HttpRequest, admins: Mapping[str, ModelAdmin[Any]]) -> list[Group]:
    """The groups with what this person may see. `admins` are the registered lists by the label of their model."""
    seen = [(label, [one for one in entries if _may_see(request, admins, one)]) for label, entries in GROUPS]
    waiting = {entry.model: _waiting(request, entry) for _label, entries in seen for entry in entries}
    numbers = count_together({model: rows for model, rows in waiting.items() if rows is not None})
    return [Group(label, [_item(request, entry, numbers) for entry in entries]) for label, entries in seen if entries]


def _may_see(request: HttpRequest, admins: Mapping[str, ModelAdmin[Any]], entry: Entry) -> bool:
    model_admin = admins.get(entry.model)
    return model_admin is not None and model_admin.has_view_permission(request)


def _waiting(request: HttpRequest, entry: Entry) -> QuerySet[Any] | None:
    if entry.waiting_for:
        return entry.waiting_for(request.user)
    return entry.waiting() if entry.waiting else None


def _item(request: HttpRequest, entry: Entry, numbers: Mapping[str, int]) -> Item:
    url = reverse(f"admin:{entry.model.replace('.', '_')}_changelist")
    return Item(entry.label, url, entry.icon, request.path.startswith(url), numbers.get(entry.model, 0))
