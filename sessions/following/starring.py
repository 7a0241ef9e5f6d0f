"""Stars: the sessions that an account marked for its own agenda. Adding and taking away twice is the same as once."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from delegates.models import User
from sessions.models import Session, Star
from sessions.programme import Item, Programme

# A browser cannot hand over more than this; no programme that people read has so many sessions for one reader.
MOST_AT_ONCE = 500


def why_not_star(item: Item) -> Refused | None:
    """The one reason why `item` cannot be added to an agenda; None: it can. A star can always be taken away."""
    if item.is_gone:
        return Refused(_("This session is no longer in the programme, so it cannot be added."), code="gone")
    if item.is_cancelled:
        return Refused(_("This session is cancelled, so it cannot be added."), code="cancelled")
    return None


def star(*, user: User, item: Item, at: dt.datetime) -> None:
    """Add `item` to the agenda of `user`. Raises Refused with the reason of `why_not_star`."""
    if reason := why_not_star(item):
        raise reason
    if not Session.objects.filter(code=item.code).exists():  # deleted since the release
        raise Refused(_("This session is no longer in the programme, so it cannot be added."), code="gone")
    _add(user, [item.code], at)


def unstar(*, user: User, item: Item) -> None:
    """Take `item` out of the agenda of `user`, also where it is cancelled or gone by now."""
    Star.objects.filter(user=user, session__code=item.code).delete()


def merge(*, user: User, codes: Iterable[str], programme: Programme, at: dt.datetime) -> int:
    """Add what a browser kept before its reader signed in; return how many sessions are new in the agenda.

    What is not published, cancelled or gone by now is left out in silence: the reader never saw a promise of it.
    """
    items = (programme.by_code.get(code) for code in list(dict.fromkeys(codes))[:MOST_AT_ONCE])
    return _add(user, [item.code for item in items if item and why_not_star(item) is None], at)


@transaction.atomic
def _add(user: User, codes: list[str], at: dt.datetime) -> int:
    """One row for each session, however often and fast somebody presses: the constraint decides, nobody waits."""
    before = Star.objects.filter(user=user).count()
    keys = Session.objects.filter(code__in=codes).values_list("pk", flat=True)
    rows = [Star(user=user, session_id=key, starred_at=at) for key in keys]
    Star.objects.bulk_create(rows, ignore_conflicts=True)
    return Star.objects.filter(user=user).count() - before
