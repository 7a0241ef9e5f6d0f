"""The rule of meals and prayers."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ascn8.lib.languages import pick
from sessions.board.draft import Draft
from sessions.board.rules.finding import Finding, in_common, link_to, one_side
from sessions.board.rules.severities import Rule
from sessions.board.rules.sweeping import crossings
from sessions.models import Session

# What may lie in a meal or a prayer.
FREE = frozenset({Session.Kind.BREAK, Session.Kind.SOCIAL, Session.Kind.CEREMONY})


def quiet_window(draft: Draft) -> Iterator[Finding]:
    """A session in a time that is kept free for everybody."""
    text = _("“%(session)s” takes time from “%(window)s”: %(when)s.")
    judged = [slot for slot in draft.slots() if slot.session.kind not in FREE]
    for slot, window in crossings(judged, draft.windows):
        names = {"window": pick(window, "name"), "when": in_common(slot, window)}
        yield one_side(draft, Rule.QUIET_WINDOW, slot, link_to(window), text=text, about=window.key, **names)
