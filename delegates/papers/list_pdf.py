"""The list of participants on paper: English with Malay beside it, every name in its own script."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.db.models import TextChoices
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.meeting.facts import current_meeting
from ascn8.typeset.motif import MIST
from ascn8.typeset.paper import BLUE, GOLD, INK, MM, SOFT, TEXT_WIDTH, Block, Frame, Paper, Style, set_text
from delegates.badges.issue import meeting_dates
from delegates.models.registration import Standing
from delegates.papers.snapshot import FIELDS, Difference, Entry, Kind, Snapshot, differences
from delegates.papers.words import bilingual, page_number
from delegates.protocol import GROUP_WORDS, Group

_TITLE: Final = Style(24, "Bold", INK, 1.15)
_SECOND: Final = Style(13, colour=SOFT, leading=1.25)
_VERSION: Final = Style(11, "Bold", BLUE)
_SOFT: Final = Style(9, colour=SOFT)
_GROUP: Final = Style(14, "Bold", BLUE, 1.2)
_GROUP_SECOND: Final = Style(9.5, colour=SOFT, leading=1.2)
_PARTY: Final = Style(10.5, "Bold", INK, 1.25)
_PARTY_SECOND: Final = Style(8.5, colour=SOFT, leading=1.25)
_RANK: Final = Style(7.5, "Bold", BLUE, 1.3)
_NAME: Final = Style(10, "Bold", INK, 1.3)
_NATIVE: Final = Style(10, colour=INK, leading=1.3)
_DETAIL: Final = Style(9, colour=INK, leading=1.3)
_DETAIL_SOFT: Final = Style(9, colour=SOFT, leading=1.3)

_LEFT: Final = 80 * MM
_GAP: Final = 6 * MM
_RIGHT: Final = TEXT_WIDTH - _LEFT - _GAP
_AIR: Final = 4.0
# A category that says no more than that somebody is listed.
_PLAIN: Final = ("Delegate", "")


@dataclass(frozen=True, slots=True)
class Version:
    """What is printed: a snapshot, and the one before it for the page of changes."""

    kind: str
    note: str
    made_at: dt.datetime
    snapshot: Snapshot
    title: Callable[[], str]
    former: Snapshot | None
    former_title: Callable[[], str]


def draw_list(version: Version) -> bytes:
    """The list as a PDF, with a page of changes where there is a version before it."""
    meeting = current_meeting()
    paper = Paper(title=f"{meeting.short_name}: {_one(_title)}", language="en", frame=_frame(version))
    _opening(paper, version)
    for number, parts in groupby(version.snapshot["headings"], key=lambda heading: int(heading["group"])):
        _group(paper, Group(number), list(parts))
    if version.former is not None:
        _changes(paper, version, differences(version.former, version.snapshot))
    return paper.finish()


def _title() -> str:
    return _("List of Participants")


def _one(words: Callable[[], str]) -> str:
    return bilingual(words)[0]


def _both(words: Callable[[], str]) -> str:
    return " · ".join(dict.fromkeys(bilingual(words)))


def _label(choice: TextChoices) -> str:
    """The word for a choice, in both languages."""
    return _both(lambda: str(choice.label))


def _frame(version: Version) -> Frame:
    meeting = current_meeting()
    made = timezone.localtime(version.made_at, meeting.zone)
    with translation.override("en"):
        moment = f"{date_format(made, 'j F Y, H:i')} ({meeting.city})"
        beneath = f"{meeting_dates(meeting)} · {meeting.venue}, {meeting.city}"
    warning = _both(lambda: _("Demonstration: the people are invented.")) if meeting.is_demo else ""
    return Frame(meeting.name_en, beneath, f"{_both(version.title)} · {moment}", page_number, warning)


def _opening(paper: Paper, version: Version) -> None:
    english, malay = bilingual(_title)
    paper.add(set_text(english, _TITLE, TEXT_WIDTH))
    if malay != english:
        paper.add(set_text(malay, _SECOND, TEXT_WIDTH))
    paper.skip(2 * MM)
    paper.add(set_text(_both(version.title), _VERSION, TEXT_WIDTH))
    if version.note:
        paper.add(set_text(version.note, _SOFT, TEXT_WIDTH))
    paper.add(set_text(_both(lambda: _counted(version.snapshot)), _SOFT, TEXT_WIDTH))
    paper.skip(3 * MM)


def _counted(snapshot: Snapshot) -> str:
    people, parties = int(snapshot["people"]), int(snapshot["delegations"])
    first = ngettext("%(count)d participant", "%(count)d participants", people) % {"count": people}
    return f"{first}, " + ngettext("%(count)d delegation", "%(count)d delegations", parties) % {"count": parties}


def _group(paper: Paper, group: Group, parts: Sequence[dict[str, Any]]) -> None:
    english, malay = bilingual(lambda: str(GROUP_WORDS[group]))
    heading = set_text(english, _GROUP, TEXT_WIDTH)
    second = set_text(malay if malay != english else "", _GROUP_SECOND, TEXT_WIDTH)
    paper.skip(5 * MM)
    paper.need(heading.height + second.height + 34 * MM)
    paper.add(heading)
    paper.add(second)
    paper.skip(1 * MM)
    paper.rule(GOLD, 1.2)
    paper.skip(2 * MM)
    for part in parts:
        _party(paper, part)


def _party(paper: Paper, part: dict[str, Any]) -> None:
    """The heading stays with its first person, and comes again on the next page."""
    people = [_Person(entry) for entry in part["people"]]
    paper.need(_PARTY_HEIGHT + people[0].height)
    _party_heading(paper, part, again=False)
    for person in people:
        if paper.need(person.height):
            _party_heading(paper, part, again=True)
        person.write(paper)
    paper.skip(3 * MM)


_PARTY_HEIGHT: Final = 24.0


def _party_heading(paper: Paper, part: dict[str, Any], *, again: bool) -> None:
    english, malay = part["name_en"], part["name_ms"]
    name = set_text(f"{english} ({_one(lambda: _('continued'))})" if again else english, _PARTY, TEXT_WIDTH - 70 * MM)
    second = set_text(malay if malay != english else "", _PARTY_SECOND, 62 * MM)
    height = max(name.height, second.height) + 6
    paper.rectangle(0, paper.y, TEXT_WIDTH, height, MIST)
    paper.rectangle(0, paper.y, 2.2, height, BLUE)
    paper.put(name, x=7, y=paper.y + 3)
    paper.put(second, x=TEXT_WIDTH - 6 - second.width, y=paper.y + 3 + max(0.0, (name.height - second.height) / 2))
    paper.y += height + _AIR


class _Person:
    """One person, set and measured before it is written: an entry is never torn."""

    def __init__(self, entry: Entry) -> None:
        indent = 7.0 + (5 * MM if entry["accompanies"] else 0)
        self.indent, width, han = indent, _LEFT - indent, entry.get("han", "")
        self.left = _set(
            (_rank(entry), _RANK), (entry["name"], _NAME), (entry["native"], _NATIVE), width=width, han=han
        )
        self.right = _set((entry["position"], _DETAIL), (entry["organisation"], _DETAIL_SOFT), width=_RIGHT, han=han)
        self.height = max(_height(self.left), _height(self.right)) + _AIR * 1.5

    def write(self, paper: Paper) -> None:
        for x, blocks in ((self.indent, self.left), (_LEFT + _GAP, self.right)):
            y = paper.y
            for block in blocks:
                paper.put(block, x=x, y=y)
                y += block.height
        paper.y += self.height


def _set(*texts: tuple[str, Style], width: float, han: str) -> list[Block]:
    return [set_text(text, style, width, han=han) for text, style in texts if text]


def _height(blocks: Sequence[Block]) -> float:
    return sum(block.height for block in blocks)


def _rank(entry: Entry) -> str:
    """What is said above the name: the place in the delegation, else a category that says something."""
    if entry["accompanies"]:
        return _both(lambda: _("accompanying %(name)s") % {"name": entry["accompanies"]})
    if entry["standing"]:
        return _label(Standing(entry["standing"]))
    if entry["category_en"] in _PLAIN:
        return ""
    return " · ".join(dict.fromkeys((entry["category_en"], entry["category_ms"])))


# --- Changes ---------------------------------------------------------------------------------------------------------


def _changes(paper: Paper, version: Version, found: list[Difference]) -> None:
    """A page of its own: what is different from the version before."""
    paper.new_page()
    english, malay = bilingual(lambda: _("Changes since: %(version)s") % {"version": version.former_title()})
    paper.add(set_text(english, _GROUP, TEXT_WIDTH))
    if malay != english:
        paper.add(set_text(malay, _GROUP_SECOND, TEXT_WIDTH))
    paper.skip(1 * MM)
    paper.rule(GOLD, 1.2)
    paper.skip(3 * MM)
    if not found:
        paper.add(set_text(_both(lambda: _("Nothing has changed.")), _DETAIL, TEXT_WIDTH))
    for kind, rows in groupby(found, key=lambda one: one.kind):
        paper.need(30 * MM)
        paper.add(set_text(_label(Kind(kind)), _PARTY, TEXT_WIDTH))
        paper.skip(1.5 * MM)
        for row in rows:
            _change(paper, row)
        paper.skip(4 * MM)


def _change(paper: Paper, row: Difference) -> None:
    name = set_text(row.name, _NAME, _LEFT - 7)
    details = [set_text(row.heading, _DETAIL_SOFT, _RIGHT)]
    details += [set_text(_told(field), _DETAIL, _RIGHT) for field in row.fields]
    height = max(name.height, _height(details)) + _AIR
    paper.need(height)
    paper.put(name, x=7)
    y = paper.y
    for block in details:
        paper.put(block, x=_LEFT + _GAP, y=y)
        y += block.height
    paper.y += height


def _told(field: tuple[str, str, str]) -> str:
    name, before, after = field
    if name == "standing":
        before, after = (_label(Standing(one)) if one else "" for one in (before, after))
    return f"{_one(lambda: str(FIELDS[name]))}: {before or '–'} → {after or '–'}"
