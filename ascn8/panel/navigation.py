"""The sidebar: what the secretariat does, by task, with the number that waits beside each queue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
    # A page of its own in place of the list: the name of its address.
    page: str = ""
    # A permission that it takes beside that of seeing the model.
    needs: str = ""

    @property
    def url(self) -> str:
        return reverse(self.page or f"admin:{self.model.replace('.', '_')}_changelist")


@dataclass(frozen=True, slots=True)
class Part:
    """The lists of one task. What is set up once `folds` away, so that the queues of the day stay in sight."""

    label: Text
    entries: list[Entry]
    folds: bool = False


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
    """A heading and what stands under it, for one person."""

    label: Text
    items: list[Item]
    folds: bool = False

    @property
    def is_open(self) -> bool:
        """A part that folds is open where the page stands in it."""
        return not self.folds or any(item.is_here for item in self.items)

    @property
    def count(self) -> int:
        """What waits in all of them: it is said of a folded group too."""
        return sum(item.count for item in self.items)


# By task, in the order of a working day; what is set up once stands at the end.
PARTS = [
    Part(
        _("People"),
        [
            Entry(_("Accreditation"), "delegates.registration", "clipboard-check", waiting_for=queue_of),
            Entry(_("Changes after approval"), "delegates.changerequest", "square-pen", queues.changes),
            Entry(_("Duplicates"), "delegates.duplicatepair", "users", open_pairs),
            Entry(_("Lists of people"), "delegates.peoplefile", "file-up"),
            Entry(_("Badges"), "delegates.badge", "id-card", queues.badges_ordered),
        ],
    ),
    Part(
        _("Delegations"),
        [
            Entry(_("Delegations"), "delegates.delegation", "flag"),
            Entry(_("Nominations"), "delegates.nomination", "user-plus", queues.places_asked_for),
        ],
    ),
    Part(
        _("Papers and travel"),
        [
            Entry(_("List of participants"), "delegates.participantlist", "list"),
            Entry(_("Letters"), "delegates.letter", "mail"),
            Entry(_("Arrivals and departures"), "delegates.travel", "plane"),
            Entry(_("Who needs no arrival card"), "delegates.arrivalcardrule", "file-check"),
        ],
    ),
    Part(
        _("Programme"),
        [
            Entry(
                _("Programme board"),
                "agenda.session",
                "layout-grid",
                page="admin:agenda_board",
                needs="agenda.change_session",
            ),
            Entry(_("Sessions"), "agenda.session", "presentation"),
            Entry(_("Problems"), "agenda.session", "triangle-alert", page="admin:agenda_rulesetting_problems"),
            Entry(_("Documents"), "agenda.document", "file-text", queues.papers_submitted),
            Entry(_("Speakers"), "agenda.speaker", "mic"),
            Entry(_("Booths"), "agenda.session", "languages", page="admin:agenda_interpretation_day"),
            Entry(_("Places"), "agenda.place", "map-pin"),
            Entry(_("Tracks"), "agenda.track", "layers"),
            Entry(_("Releases"), "agenda.release", "megaphone", queues.releases_untold),
            Entry(_("Planned releases"), "agenda.plannedrelease", "clock", queues.releases_planned),
            Entry(_("Programme on paper"), "agenda.printedprogramme", "printer"),
            Entry(_("Site visits"), "agenda.visit", "bus"),
            Entry(_("Seats"), "agenda.seating", "armchair"),
            Entry(_("Sign-ups"), "agenda.signup", "ticket"),
            Entry(_("Feedback"), "agenda.feedback", "messages-square"),
        ],
    ),
    Part(
        _("Exhibition"),
        [
            Entry(_("Exhibitors"), "exhibition.exhibitor", "store"),
            Entry(_("Listings"), "exhibition.listing", "book-open"),
            Entry(_("Booths"), "exhibition.booth", "layout-grid"),
            Entry(_("Halls"), "exhibition.hall", "map"),
        ],
    ),
    Part(_("Messages"), [Entry(_("Outbox"), "outbox.message", "send", queues.messages_in_trouble)]),
    Part(
        _("Forms and rules"),
        [
            Entry(_("Pages of questions"), "delegates.formsection", "file-text"),
            Entry(_("Questions"), "delegates.question", "clipboard-list"),
            Entry(_("Tasks after approval"), "delegates.followup", "list-checks"),
            Entry(_("Freeze dates"), "delegates.freezedate", "lock"),
            Entry(_("Categories"), "delegates.category", "award"),
            Entry(_("How accreditation runs"), "delegates.stagerule", "route"),
            Entry(_("Rules of the board"), "agenda.rulesetting", "settings"),
            Entry(_("Meal and prayer times"), "agenda.quietwindow", "utensils"),
            Entry(_("Travel times"), "agenda.traveltime", "footprints"),
        ],
        folds=True,
    ),
    Part(
        _("Data protection"),
        [
            Entry(_("Requests for erasure"), "delegates.erasurerequest", "eye-off", queues.erasures),
            Entry(_("Consent texts"), "delegates.consenttext", "handshake"),
            Entry(_("Retention"), "delegates.retentionrule", "calendar-check"),
        ],
        folds=True,
    ),
    Part(
        _("The meeting"),
        [
            Entry(_("Meeting"), "meeting.meeting", "landmark"),
            Entry(_("Countries"), "meeting.country", "globe"),
            Entry(_("Cities"), "meeting.city", "building-2"),
            Entry(_("Focus areas"), "meeting.focusarea", "leaf"),
            Entry(_("Accounts"), "delegates.user", "circle-user"),
        ],
        folds=True,
    ),
    Part(
        pgettext_lazy("panel", "Records"),
        [
            Entry(_("Audit"), "audit.auditevent", "history"),
            Entry(_("Edits in the panel"), "admin.logentry", "pencil"),
            Entry(_("Long work"), "jobs.job", "hourglass"),
        ],
        folds=True,
    ),
]


def sidebar(request: HttpRequest, admins: Mapping[str, ModelAdmin[Any]]) -> list[Group]:
    """The groups with what this person may see. `admins` are the registered lists by the label of their model."""
    seen = [(part, [one for one in part.entries if _may_see(request, admins, one)]) for part in PARTS]
    waiting = {entry.url: _waiting(request, entry) for _part, entries in seen for entry in entries}
    numbers = count_together({url: rows for url, rows in waiting.items() if rows is not None})
    # A page may lie below the address of a list: the longer address is the page's own.
    here = max((url for url in waiting if request.path.startswith(url)), key=len, default="")
    return [
        Group(part.label, [_item(entry, here, numbers) for entry in entries], part.folds)
        for part, entries in seen
        if entries
    ]


def _may_see(request: HttpRequest, admins: Mapping[str, ModelAdmin[Any]], entry: Entry) -> bool:
    model_admin = admins.get(entry.model)
    user: Any = request.user
    if entry.needs and not user.has_perm(entry.needs):
        return False
    return model_admin is not None and model_admin.has_view_permission(request)


def _waiting(request: HttpRequest, entry: Entry) -> QuerySet[Any] | None:
    if entry.waiting_for:
        return entry.waiting_for(request.user)
    return entry.waiting() if entry.waiting else None


def _item(entry: Entry, here: str, numbers: Mapping[str, int]) -> Item:
    return Item(entry.label, entry.url, entry.icon, entry.url == here, numbers.get(entry.url, 0))
