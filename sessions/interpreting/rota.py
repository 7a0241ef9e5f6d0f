"""Laying out the turns of a booth: a team takes turns of the same length until the session ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.lib.errors import Refused

# A usual turn of simultaneous interpretation.
USUAL_TURN = 30
MOST_IN_A_TEAM = 3
# Shorter is no relief, longer is no simultaneous interpretation.
SHORTEST, LONGEST = 5, 60


@dataclass(frozen=True, slots=True)
class Turn:
    """From `begins_after` minutes after the beginning of the session, for `minutes`, one of the team."""

    who: int
    begins_after: int
    minutes: int

    @property
    def ends_after(self) -> int:
        return self.begins_after + self.minutes


def lay_out(*, minutes: int, team: Sequence[int], turn: int = USUAL_TURN) -> tuple[Turn, ...]:
    """Turns of `turn` minutes one after another, the team in its order; the last turn is what is left.

    Raises Refused for a team of none or too many, one person twice in it, or a length that is no turn.
    """
    if not 1 <= len(team) <= MOST_IN_A_TEAM or len(set(team)) != len(team):
        raise Refused(_("Choose one to three different interpreters."), code="no_team")
    if not SHORTEST <= turn <= LONGEST:
        words = _("A turn lasts between %(shortest)d and %(longest)d minutes.")
        raise Refused(words % {"shortest": SHORTEST, "longest": LONGEST}, code="no_turn")
    if minutes <= 0:
        raise Refused(_("Give the session its time first: the turns are counted from its beginning."), code="no_time")
    begins = range(0, minutes, turn)
    return tuple(
        Turn(team[number % len(team)], begin, min(turn, minutes - begin)) for number, begin in enumerate(begins)
    )


def check(turns: Sequence[Turn], *, minutes: int) -> None:
    """Raises Refused where turns of one booth overlap or leave the session. Gaps may be meant: a film, a pause."""
    ordered = sorted(turns, key=lambda one: (one.begins_after, one.ends_after))
    for one in ordered:
        if one.minutes <= 0:
            raise Refused(_("Every turn needs a length in minutes."), code="no_length")
        if one.ends_after > minutes:
            raise Refused(
                _("The turn at minute %(begin)d ends after the session, which lasts %(minutes)d minutes.")
                % {"begin": one.begins_after, "minutes": minutes},
                code="outside",
            )
    for one, other in pairwise(ordered):
        if other.begins_after < one.ends_after:
            raise Refused(
                _("Two turns overlap at minute %(minute)d: only one person speaks into a channel.")
                % {"minute": other.begins_after},
                code="overlap",
            )


def gaps(turns: Sequence[Turn], *, minutes: int) -> tuple[tuple[int, int], ...]:
    """From minute until minute where nobody sits in the booth."""
    found, at = [], 0
    for one in sorted(turns, key=lambda one: one.begins_after):
        if one.begins_after > at:
            found.append((at, one.begins_after))
        at = max(at, one.ends_after)
    return (*found, (at, minutes)) if at < minutes else tuple(found)


def gap_sentence(found: Sequence[tuple[int, int]]) -> str:
    """Where nobody interprets, in words; empty where somebody always does."""
    if not found:
        return ""
    parts = ", ".join(f"{begin}–{end}" for begin, end in found)
    words = ngettext(
        "Nobody interprets in the minutes %(parts)s.", "Nobody interprets in the minutes %(parts)s.", len(found)
    )
    return words % {"parts": parts}
