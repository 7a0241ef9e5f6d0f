"""Languages of a session, their channels, and who sits in the booth when: changes of staff to the draft.

Every change is judged by the rules of the board: an interpreter in two booths at once is refused or said.
"""

import datetime as dt
import re
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from delegates.models import User
from sessions.interpreting.rota import Turn, check, lay_out
from sessions.languages import NAMES
from sessions.models import Interpretation, InterpreterTurn, Session
from sessions.speaking.appearing import Judged, changing

# A language without a name in sessions/languages.py may be one of ISO 639 all the same.
_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?$")
_CHANNELS = range(1, 100)


def language_code(value: str) -> str:
    """The code as it is kept. Raises Refused for what is none."""
    code = value.strip().replace("_", "-")
    code = code.lower() if "-" not in code else code.split("-")[0].lower() + "-" + code.split("-", 1)[1]
    if not _CODE.match(code):
        raise Refused(
            _("“%(value)s” is no code of a language. Write such as %(examples)s.")
            % {"value": value, "examples": ", ".join(list(NAMES)[1:6])},
            code="no_language",
        )
    return code


@transaction.atomic
def add_language(
    session: Session, *, language: str, channel: int | None, actor: User, at: dt.datetime
) -> Interpretation:
    """Interpret the session into another language. Raises Refused for one that is spoken, there, or a taken channel."""
    code = language_code(language)
    if code in {part.strip().lower() for part in session.language.split(",")}:
        raise Refused(
            _("This language is spoken in the session: nobody needs to interpret into it alone. Take it out of the "
              "session's languages first, if it is interpreted only."),
            code="spoken",
        )  # fmt: skip
    with changing(session, version=None, actor=actor, at=at):
        return _save(Interpretation(session=session, language=code, channel=_channel(channel)))


@transaction.atomic
def set_channel(interpretation: Interpretation, *, channel: int | None, actor: User, at: dt.datetime) -> Interpretation:
    """Give the language its channel of the receiver. Raises Refused where another language has it."""
    with changing(interpretation.session, version=None, actor=actor, at=at):
        row = Interpretation.objects.select_related("session").get(pk=interpretation.pk)
        row.channel = _channel(channel)
        return _save(row)


@transaction.atomic
def drop_language(interpretation: Interpretation, *, actor: User, at: dt.datetime) -> None:
    """Interpret into it no longer; its turns go with it."""
    with changing(interpretation.session, version=None, actor=actor, at=at):
        Interpretation.objects.filter(pk=interpretation.pk).delete()


def minutes_of(session: Session) -> int:
    """How long the session lasts."""
    return int(session.duration.total_seconds()) // 60


def lay_out_turns(
    interpretation: Interpretation, *, team: Sequence[int], turn: int, actor: User, at: dt.datetime
) -> Judged:
    """Turns of the same length for the whole session; what was there is replaced. Raises Refused."""
    turns = lay_out(minutes=minutes_of(interpretation.session), team=team, turn=turn)
    return set_turns(interpretation, turns=turns, actor=actor, at=at)


def set_turns(interpretation: Interpretation, *, turns: Sequence[Turn], actor: User, at: dt.datetime) -> Judged:
    """Exactly these turns. Raises Refused where they overlap, leave the session, or a rule blocks them."""
    with changing(interpretation.session, version=None, actor=actor, at=at) as judged:
        check(turns, minutes=minutes_of(judged.session))
        InterpreterTurn.objects.filter(interpretation=interpretation).delete()
        InterpreterTurn.objects.bulk_create(
            InterpreterTurn(
                interpretation=interpretation,
                interpreter_id=one.who,
                begins_after=one.begins_after,
                minutes=one.minutes,
            )
            for one in turns
        )
    return judged


def _channel(channel: int | None) -> int | None:
    if channel is not None and channel not in _CHANNELS:
        raise Refused(_("A channel is a number between 1 and 99."), code="no_channel")
    return channel


def _save(row: Interpretation) -> Interpretation:
    """The constraints decide; the sentence says which of the two it was."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        others = Interpretation.objects.filter(session=row.session_id).exclude(pk=row.pk)
        if others.filter(language=row.language).exists():
            raise Refused(_("The session is interpreted into this language already."), code="language_twice") from None
        raise Refused(
            _("Channel %(channel)d is another language's in this session.") % {"channel": row.channel or 0},
            code="channel_taken",
        ) from None
    return row
