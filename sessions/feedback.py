"""What those who were there say of a session: a rating and words, once, changeable for two weeks.

Results carry no names. Of fewer than three answers nothing is shown but their number, to the secretariat and to the
speakers alike: with one or two, people could tell who said what.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from delegates.models import Registration
from sessions.models import Appearance, Feedback, Seating, Session, Signup
from sessions.programme import Item

OPEN_FOR = dt.timedelta(days=14)
FEWEST = 3
RATINGS = (5, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Share:
    """How many gave one rating. `percent` of all answers, as wide as its bar."""

    rating: int
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Result:
    """What was said of one session. `average`, `shares` and `words` are empty while too few have answered."""

    code: str
    count: int
    average: float | None = None
    shares: tuple[Share, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """How many answers are missing until something is shown."""
        return max(FEWEST - self.count, 0)


def why_not_give(*, item: Item, registration: Registration | None, at: dt.datetime) -> Refused | None:
    """The one reason why this person cannot say anything of `item` now; None: it is possible."""
    if item.is_cancelled or item.is_gone or item.kind == Session.Kind.BREAK:
        return Refused(_("There is nothing to say of this one: it does not take place, or is a break."), code="nothing")
    if registration is None or not registration.is_attending:
        return Refused(_("Only those who attend the meeting can say how a session was."), code="not_attending")
    if any(part.person.code == _speaker_of(registration) for part in item.parts):
        return Refused(_("You appear in this session: others say how it was, and you see the result."), code="speaks")
    seat = Signup.objects.filter(registration=registration, session__code=item.code, state=Signup.State.CONFIRMED)
    seating = Seating.objects.filter(signups__in=seat).first()
    if seating is None and (reason := _was_not_there(item, registration)):
        return reason
    ended = seating.ends_at if seating else item.ends_at
    if at < ended:
        return Refused(_("The session is not over yet. Please come back when it has ended."), code="not_over")
    if at >= ended + OPEN_FOR:
        return Refused(_("The two weeks for saying how this session was are over."), code="too_late")
    return None


def _speaker_of(registration: Registration) -> str | None:
    speaker = getattr(registration, "speaker", None)
    return speaker.code if speaker else None


def _was_not_there(item: Item, registration: Registration) -> Refused | None:
    """Why somebody without a seat cannot have been in the room."""
    if Seating.objects.filter(session__code=item.code).exists():
        return Refused(_("Only those who had a seat can say how it was."), code="no_seat")
    required = Session.objects.filter(code=item.code, required_categories=registration.category_id)
    if not item.is_open and not required.exists():
        return Refused(
            _("This session was by invitation. Only those who had to attend can say how it was."), code="closed"
        )
    return None


@transaction.atomic
def give(*, item: Item, registration: Registration, rating: int, words: str, at: dt.datetime) -> Feedback:
    """Keep what this person says, in place of what the person said before. Raises Refused as `why_not_give`."""
    if reason := why_not_give(item=item, registration=registration, at=at):
        raise reason
    if rating not in RATINGS:
        raise Refused(_("Choose a rating from 1 to 5."), code="rating")
    session = Session.objects.filter(code=item.code).first()
    if session is None:
        raise Refused(_("This session is no longer kept, so nothing can be said of it."), code="nothing")
    row, _made = Feedback.objects.update_or_create(
        session=session, registration=registration, defaults={"rating": rating, "words": words, "given_at": at}
    )
    return row


def given_by(registration: Registration | None, item: Item) -> Feedback | None:
    """What this person said of `item`."""
    return Feedback.objects.filter(registration=registration, session__code=item.code).first() if registration else None


def results(codes: Collection[str] | None = None) -> dict[str, Result]:
    """What was said of the sessions `codes` (of all without), by code. One query."""
    rows = Feedback.objects.order_by("session__starts_at", "session__pk")
    if codes is not None:
        rows = rows.filter(session__code__in=codes)
    said: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for code, rating, words in rows.values_list("session__code", "rating", "words"):
        said[code].append((rating, words))
    return {code: _result(code, answers) for code, answers in said.items()}


def results_for(appearances: Iterable[Appearance]) -> list[tuple[Session, Result]]:
    """What was said of the sessions in which somebody appears (not of those declined). One query."""
    sessions = {row.session.code: row.session for row in appearances if row.answer != Appearance.Answer.DECLINED}
    found = results(sessions)
    return [(session, found[code]) for code, session in sessions.items() if code in found]


def _result(code: str, answers: list[tuple[int, str]]) -> Result:
    if len(answers) < FEWEST:
        return Result(code, len(answers))
    ratings = [rating for rating, _words in answers]
    return Result(
        code,
        len(answers),
        average=round(sum(ratings) / len(ratings), 1),
        shares=tuple(
            Share(rating, ratings.count(rating), round(100 * ratings.count(rating) / len(ratings)))
            for rating in RATINGS
        ),
        # In the order of the alphabet: the order of time would tell who wrote what.
        words=tuple(sorted(words for _rating, words in answers if words)),
    )
