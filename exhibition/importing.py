"""Reading exhibitors from another system's JSON: everything is checked first, then written in one transaction."""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_block, clean_line
from ascn8.meeting.versions import bump
from delegates.models import User
from exhibition.booths import assign, why_not_assign
from exhibition.listings import folded, slug_for
from exhibition.models import Booth, Exhibitor, Hall, Listing

MOST_BYTES = 20_000_000
_ROW = 20  # booths in a row of a hall that is laid out by us, because the file knows no positions
_is_url = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class Stand:
    """One exhibitor as the file has it, cleaned."""

    origin: str
    name: str
    description: str
    website: str
    kind: str
    booths: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What the import did, a line for each row: (row number from 1, name, what, remarks)."""

    rows: list[tuple[int, str, str, list[str]]] = field(default_factory=list)
    dry_run: bool = False

    def count(self, what: str) -> int:
        """How many rows ended as `what`: "created", "changed" or "unchanged"."""
        return sum(row[2] == what for row in self.rows)


def read(content: bytes, *, source: str) -> list[tuple[Stand, list[str]]]:
    """Parse and check the file. Each stand comes with remarks on what was left out of its row.

    Raises Refused with line or row and field where the file cannot be used; nothing is written by reading.
    """
    if len(content) > MOST_BYTES:
        raise Refused(
            _("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1_000_000}, code="import_too_large"
        )
    rows = _rows(content)
    stands = [_stand(row, number, source) for number, row in enumerate(rows, 1)]
    seen: dict[str, int] = {}
    for number, (stand, _remarks) in enumerate(stands, 1):
        if first := seen.get(stand.origin):
            raise Refused(
                _("Row %(row)d: the id is the same as in row %(first)d.") % {"row": number, "first": first},
                code="import_double_id",
            )
        seen[stand.origin] = number
    return stands


def _rows(content: bytes) -> list[Any]:
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused(
            _("The file is not UTF-8 text (byte %(at)d).") % {"at": error.start}, code="import_encoding"
        ) from None
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise Refused(_("Line %(line)d: this is not JSON.") % {"line": line}, code="import_not_json") from None
    rows = data.get("exhibitors") if isinstance(data, dict) else data
    if not isinstance(rows, list) or not rows:
        raise Refused(
            _("This is no list of exhibitors: a JSON list, or an object with “exhibitors”, is needed."),
            code="import_no_exhibitors",
        )
    return rows


def _stand(row: Any, number: int, source: str) -> tuple[Stand, list[str]]:
    if not isinstance(row, dict):
        raise Refused(_("Row %(row)d is not an object.") % {"row": number}, code="import_row")
    remarks: list[str] = []
    name = clean_line(_text(row, "name", number))
    if not name:
        raise Refused(_("Row %(row)d: the name is missing.") % {"row": number}, code="import_name")
    if len(name) > 160:
        raise Refused(_("Row %(row)d: the name is longer than 160 letters.") % {"row": number}, code="import_name")
    website = clean_line(_text(row, "url", number))
    if website and not _usable(website):
        remarks.append(_("website left out: “%(url)s” is no web address") % {"url": website[:80]})
        website = ""
    description = clean_block(_text(row, "description", number))
    booths = row.get("booths") or []
    if not isinstance(booths, list):
        raise Refused(_("Row %(row)d: “booths” must be a list.") % {"row": number}, code="import_booths")
    identity = clean_line(str(row.get("id") or name))[:100]
    kind = clean_line(", ".join(str(word) for word in row.get("categories") or []))[:60]
    words = [clean_line(str(booth)) for booth in booths]
    remarks += [_("booth left out: “%(word)s” is no number") % {"word": word[:80]} for word in words if len(word) > 12]
    numbers = tuple(dict.fromkeys(word for word in words if 0 < len(word) <= 12))
    return Stand(f"{source}:{identity}", name, description, website, kind, numbers), remarks


def _text(row: dict[str, Any], key: str, number: int) -> str:
    value = row.get(key) or ""
    if not isinstance(value, str):
        raise Refused(_("Row %(row)d: “%(field)s” must be text.") % {"row": number, "field": key}, code="import_field")
    return value


def _usable(url: str) -> bool:
    try:
        _is_url(url)
    except ValidationError:
        return False
    return len(url) <= 200 and bool(urlsplit(url).hostname)


@transaction.atomic
def import_exhibitors(
    content: bytes, *, source: str, actor: User | None, at: dt.datetime, dry_run: bool = False
) -> Report:
    """Create or update exhibitors, listings and booths from `content`. The same file again changes nothing.

    All or nothing: a file that cannot be used raises Refused before the first write. A booth that somebody else
    holds stays with them; the row says so.
    """
    stands = read(content, source=source)
    report = Report(dry_run=dry_run)
    known = {row.origin: row for row in Exhibitor.objects.filter(origin__startswith=f"{source}:")}
    listings = {row.exhibitor_id: row for row in Listing.objects.filter(exhibitor__in=known.values())}
    names = {row.name: row for row in Exhibitor.objects.all()}
    booths = _booth_rows({number for stand, _r in stands for number in stand.booths}, source)
    for number, (stand, remarks) in enumerate(stands, 1):
        exhibitor, what = _exhibitor(stand, known, names, remarks)
        steps = {what, _listing(stand, exhibitor, listings.get(exhibitor.pk), at)}
        steps.add(_booths(stand, exhibitor, booths, remarks, actor, at))
        what = next((word for word in ("created", "changed") if word in steps), "unchanged")
        report.rows.append((number, stand.name, what, remarks))
    if report.count("unchanged") < len(report.rows):
        bump("exhibition")
        record(at=at, actor=actor, action="exhibition.import", subject=source, rows=len(report.rows))
    if dry_run:
        transaction.set_rollback(True)
    return report


def _exhibitor(
    stand: Stand, known: dict[str, Exhibitor], names: dict[str, Exhibitor], remarks: list[str]
) -> tuple[Exhibitor, str]:
    exhibitor = known.get(stand.origin)
    if exhibitor is None:
        name = stand.name
        if name in names:
            name = f"{stand.name[:145]} ({stand.origin[-8:]})"
            remarks.append(_("another exhibitor has this name; this one is called “%(name)s”") % {"name": name})
        exhibitor = Exhibitor.objects.create(name=name, kind=stand.kind, origin=stand.origin)
        names[name] = known[stand.origin] = exhibitor
        return exhibitor, "created"
    if exhibitor.kind != stand.kind:
        exhibitor.kind = stand.kind
        exhibitor.save(update_fields=["kind"])
        return exhibitor, "changed"
    return exhibitor, "unchanged"


def _listing(stand: Stand, exhibitor: Exhibitor, listing: Listing | None, at: dt.datetime) -> str:
    """Write what the file knows. A listing that somebody edited here since (version above 1) is theirs now."""
    if listing is None:
        listing = Listing(exhibitor=exhibitor, slug=slug_for(exhibitor.name), changed_at=at)
    elif listing.version > 1 or (listing.description_en, listing.website) == (stand.description, stand.website):
        return ""
    listing.description_en, listing.website, listing.changed_at = stand.description, stand.website, at
    listing.search = folded(listing, exhibitor)
    created = listing.pk is None
    listing.save()
    return "created" if created else "changed"


def _booths(
    stand: Stand,
    exhibitor: Exhibitor,
    booths: dict[str, Booth],
    remarks: list[str],
    actor: User | None,
    at: dt.datetime,
) -> str:
    changed = ""
    for number in stand.booths:
        booth = booths[number]
        if booth.exhibitor_id == exhibitor.pk:
            continue
        if refusal := why_not_assign(booth=booth, exhibitor=exhibitor):
            remarks.append(str(refusal))
            continue
        booths[number] = assign(booth=booth, exhibitor=exhibitor, actor=actor, at=at)
        changed = "changed"
    return changed


def _booth_rows(numbers: set[str], source: str) -> dict[str, Booth]:
    """A booth for each number, in a hall named after the source: what is missing is laid out in rows."""
    hall, _made = Hall.objects.get_or_create(
        slug=slugify(source)[:40], defaults={"name_en": source[:80], "width": _ROW * 350 + 200, "depth": 700}
    )
    found = {booth.number: booth for booth in hall.booths.select_related("exhibitor")}
    missing = sorted(numbers - found.keys(), key=lambda number: (len(number), number))
    if missing:
        first = len(found)
        hall.depth = max(hall.depth, ((first + len(missing)) // _ROW + 1) * 500 + 200)
        hall.save(update_fields=["depth"])
        rows = [
            Booth(hall=hall, number=number, x=100 + n % _ROW * 350, y=100 + n // _ROW * 500, width=300, depth=300)
            for n, number in enumerate(missing, first)
        ]
        found.update({booth.number: booth for booth in Booth.objects.bulk_create(rows)})
    return found
