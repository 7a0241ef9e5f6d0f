"""What can be printed, and under which name a file is kept: the same order of the same state is drawn once."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sessions.models import PrintedProgramme

Form = PrintedProgramme.Form
Paper = PrintedProgramme.Paper

# Raised when the drawing changes, so that files are made anew.
LAYOUT: Final = 1

# Form and paper, in the words of the choice.
KINDS: Final[dict[tuple[Form, Paper], Promise | str]] = {
    (Form.BOOKLET, Paper.A5): _("Booklet, A5 pages"),
    (Form.BOOKLET, Paper.A4_FOLDED): _("Booklet, A4 sheets to print on both sides and fold"),
    (Form.DAYS, Paper.A4): _("One page a day, A4"),
    (Form.DAYS, Paper.A3): _("One page a day, A3"),
    (Form.POCKET, Paper.A4): _("Pocket fold, one side of A4"),
}
# What everybody finds: made for each release, in both languages. The rest is made for who asks.
PUBLIC_KINDS: Final = (
    (Form.BOOKLET, Paper.A5),
    (Form.BOOKLET, Paper.A4_FOLDED),
    (Form.DAYS, Paper.A4),
    (Form.POCKET, Paper.A4),
)


@dataclass(frozen=True, slots=True)
class Order:
    """One file. `days` (ISO dates) and `tracks` (slugs): empty for all of them."""

    form: str
    paper: str
    language: str
    days: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    is_draft: bool = False

    @property
    def is_public(self) -> bool:
        """Whether it is one of those that everybody finds."""
        chosen = bool(self.days or self.tracks or self.is_draft)
        return not chosen and (self.form, self.paper) in PUBLIC_KINDS

    @property
    def title(self) -> str:
        return str(KINDS[Form(self.form), Paper(self.paper)])

    def as_data(self) -> dict[str, Any]:
        """The order in JSON, for a job."""
        return {name: getattr(self, name) for name in ("form", "paper", "language", "days", "tracks", "is_draft")}

    @classmethod
    def read(cls, data: dict[str, Any]) -> "Order":
        return cls(**data | {"days": tuple(data["days"]), "tracks": tuple(data["tracks"])})

    def key(self, *, release: int, meeting: int, draft: str = "") -> str:
        """The name of the file in one state of the programme and of the facts of the meeting.

        A draft changes without a number: `draft` says which asking it was, so that it is never taken for another.
        """
        order = self.as_data() | {"days": sorted(self.days), "tracks": sorted(self.tracks)}
        state = [LAYOUT, release, meeting, settings.SITE_URL, draft]
        return hashlib.sha256(json.dumps([order, state], sort_keys=True).encode()).hexdigest()


def public_orders() -> list[Order]:
    """Everything that is made for a release by itself."""
    return [
        Order(form=form, paper=paper, language=language)
        for language, _name in settings.LANGUAGES
        for form, paper in PUBLIC_KINDS
    ]
