"""The floor plan: booth rows become shapes. Text and links stay text and links; the template draws the SVG."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ascn8.lib.languages import pick
from exhibition.models import Booth, Hall

_MARGIN = 40  # cm of floor around the plan
_LINE = 13  # letters of a name that fit into three metres at the plan's type size


@dataclass(frozen=True, slots=True)
class Shape:
    """A rectangle on the floor in centimetres; `lines` is what stands in it, `label` what is read out."""

    x: int
    y: int
    width: int
    depth: int
    kind: str
    label: str
    number: str = ""
    lines: tuple[str, ...] = ()
    slug: str = ""

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def number_y(self) -> int:
        return self.y + 62

    @property
    def placed_lines(self) -> list[tuple[int, str]]:
        """(baseline, text) of each line of the name."""
        return [(self.y + 122 + 44 * n, text) for n, text in enumerate(self.lines)]

    @property
    def label_y(self) -> int:
        return self.y + self.depth // 2 + 16


@dataclass(frozen=True, slots=True)
class Plan:
    hall: Hall
    view_box: str
    fixtures: list[Shape] = field(default_factory=list)
    booths: list[Shape] = field(default_factory=list)


def draw(hall: Hall) -> Plan:
    """The plan of a hall whose booths (with exhibitors and listings) are prefetched."""
    view_box = f"{-_MARGIN} {-_MARGIN} {hall.width + 2 * _MARGIN} {hall.depth + 2 * _MARGIN}"
    return Plan(
        hall, view_box, [_fixture(one) for one in hall.fixtures], [_booth(booth) for booth in hall.booths.all()]
    )


def _fixture(one: dict[str, object]) -> Shape:
    class Labels:
        label_en = str(one.get("label_en", ""))
        label_ms = str(one.get("label_ms", ""))

    x, y, width, depth = (int(str(one.get(key, 0))) for key in ("x", "y", "w", "h"))
    return Shape(x, y, width, depth, str(one.get("kind", "column")), pick(Labels, "label"))


def _booth(booth: Booth) -> Shape:
    exhibitor = booth.exhibitor
    listing = getattr(exhibitor, "listing", None) if exhibitor else None
    if booth.state == Booth.State.ASSIGNED and exhibitor:
        public = bool(listing and listing.is_published)
        return Shape(
            booth.x,
            booth.y,
            booth.width,
            booth.depth,
            "assigned",
            _("Booth %(number)s: %(name)s") % {"number": booth.number, "name": exhibitor.name},
            booth.number,
            _wrapped(exhibitor.name, booth.width),
            listing.slug if listing and public else "",
        )
    word = _("not in use") if booth.state == Booth.State.BLOCKED else _("free")
    label = _("Booth %(number)s: %(state)s") % {"number": booth.number, "state": word}
    kind = "blocked" if booth.state == Booth.State.BLOCKED else "free"
    return Shape(booth.x, booth.y, booth.width, booth.depth, kind, label, booth.number)


def _wrapped(name: str, width: int) -> tuple[str, ...]:
    """At most four short lines. The full name is in the label and in the list beside the plan."""
    most = max(6, _LINE * width // 300)
    lines: list[str] = [""]
    for word in name.split():
        candidate = f"{lines[-1]} {word}".strip()
        if len(candidate) <= most or not lines[-1]:
            lines[-1] = candidate
        else:
            lines.append(word)
    if len(lines) > 4:
        lines = [*lines[:3], "…"]
    return tuple(line if len(line) <= most + 2 else line[: most + 1] + "…" for line in lines)
