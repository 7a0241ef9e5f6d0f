"""Several people with the board open: who they are, and what happened since somebody last looked."""

import datetime as dt
import zlib
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from ascn8.meeting.versions import number_of
from sessions.board.words import told
from sessions.editing import VERSION
from sessions.models import BoardAction

# Who has not asked for so long has left.
_GONE_AFTER = 35
_MOST_TOLD = 5
_KEY = "board-open"


@dataclass(frozen=True, slots=True)
class Pulse:
    """The state of the board in a line: it has not changed while `tag` is the same."""

    version: int
    others: tuple[str, ...]

    @property
    def tag(self) -> str:
        others = zlib.crc32(",".join(self.others).encode())
        return f'"{self.version}-{others:x}"'


def pulse(user: Any, *, at: dt.datetime) -> Pulse:
    """What the board's version is, and who else looks at it; `user` is one who looks, too."""
    now = at.timestamp()
    seen: dict[int, tuple[str, float]] = cache.get(_KEY) or {}
    here = {key: who for key, who in seen.items() if now - who[1] < _GONE_AFTER}
    others = tuple(sorted(name for key, (name, _when) in here.items() if key != user.pk))
    cache.set(_KEY, {**here, user.pk: (str(user), now)}, _GONE_AFTER * 2)
    return Pulse(number_of(VERSION), others)


def last_action() -> str:
    """The code of the newest action, from which a board counts what is new to it; empty where nothing was done yet."""
    return BoardAction.objects.order_by("-pk").values_list("code", flat=True).first() or ""


def news_for(user: Any, *, seen: str) -> list[str]:
    """What others did after the action `seen`, in words."""
    newer = BoardAction.objects.exclude(actor=user).select_related("actor").prefetch_related("sessions__place")
    if known := BoardAction.objects.filter(code=seen).values_list("pk", flat=True).first():
        newer = newer.filter(pk__gt=known)
    actions = list(newer.order_by("-pk")[:_MOST_TOLD])
    return [told(action, list(action.sessions.all())) for action in reversed(actions)]
