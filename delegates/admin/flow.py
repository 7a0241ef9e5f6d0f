"""How accreditation runs, drawn from the table of moves: boxes for the states, lines for the moves."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from delegates.models.registration import State
from delegates.transitions import RULES, Move

_WIDE, _TALL = 134, 44
_PITCH, _LEFT = 216, 80
_UPPER, _LOWER, _FOOT = 84, 350, 418
_WIDTH, _HEIGHT = 1024, 432
# A move from so many states is drawn as one line that they all feed.
_SHARED_FROM = 4
_FIRST_BUS, _BUS_STEP = 174, 44
# Where the lines leave a box, so that none runs over another or into an arrow head in the middle.
_SHIFTS = (-34, 14, 40)

# Column and row of each state; one that is not named here stands in the table only.
_PLACES: dict[State, tuple[float, int]] = {
    State.DRAFT: (0, _UPPER),
    State.SUBMITTED: (1, _UPPER),
    State.ENDORSED: (2, _UPPER),
    State.APPROVED: (3, _UPPER),
    State.CLEARED: (4, _UPPER),
    State.RETURNED: (1, _LOWER),
    State.DECLINED: (2.5, _LOWER),
    State.WITHDRAWN: (4, _LOWER),
}
_LOOKS = {Move.RETURN: "is-return", Move.DECLINE: "is-decline", Move.WITHDRAW: "is-withdraw"}


def diagram() -> SafeString:
    """The picture, with a title and a description; the table beside it says the same in words."""
    reached = {State.DRAFT, *(rule.leads_to for rule in RULES.values())}
    drawn = [state for state in _PLACES if state in reached]
    shared = [move for move in Move if len(_drawn_from(move, drawn)) >= _SHARED_FROM]
    parts = [_shared(move, place, drawn) for place, move in enumerate(shared)]
    parts += [_single(move, state) for move in Move if move not in shared for state in _drawn_from(move, drawn)]
    parts += [_box(state) for state in drawn]
    return format_html(
        '<svg class="flow" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-labelledby="flow-t flow-d">'
        '<title id="flow-t">{}</title><desc id="flow-d">{}</desc><defs>{}</defs>{}</svg>',
        _WIDTH,
        _HEIGHT,
        _WIDTH,
        _HEIGHT,
        _("The states of a registration and the moves between them"),
        _("From the draft over the stages to the last one; returned, declined and withdrawn below. See the table."),
        _heads(),
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _drawn_from(move: Move, drawn: Iterable[State]) -> list[State]:
    return [state for state in drawn if state in RULES[move].taken_from]


def _x(state: State) -> float:
    return _LEFT + _PLACES[state][0] * _PITCH


def _y(state: State) -> int:
    return _PLACES[state][1]


def _heads() -> SafeString:
    """One arrow head for each colour of line."""
    return format_html_join(
        "",
        '<marker id="flow-{}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="flow-head {}" d="M0 0L10 5L0 10z"/></marker>',
        ((look, look) for look in ("is-forward", *_LOOKS.values())),
    )


def _box(state: State) -> SafeString:
    x, y = _x(state), _y(state)
    return format_html(
        '<rect class="flow-box is-{}" x="{}" y="{}" width="{}" height="{}" rx="10"/>'
        '<text class="flow-state" x="{}" y="{}">{}</text>',
        state.value,
        x - _WIDE / 2,
        y - _TALL / 2,
        _WIDE,
        _TALL,
        x,
        y + 5,
        _short(state),
    )


def _short(state: State) -> str:
    return _("Returned") if state is State.RETURNED else str(state.label)


def _shared(move: Move, place: int, drawn: list[State]) -> SafeString:
    """One line along the states, fed by each of them, with an arrow into the state it leads to."""
    target, level = RULES[move].leads_to, _FIRST_BUS + place * _BUS_STEP
    shift = _SHIFTS[place % len(_SHIFTS)]
    feeds = [(state, _x(state) + shift) for state in _drawn_from(move, drawn)]
    along = [x for _state, x in feeds] + [_x(target)]
    paths = [f"M{min(along)} {level}H{max(along)}"]
    for state, x in feeds:
        edge = _y(state) + _TALL / 2 if _y(state) < level else _y(state) - _TALL / 2
        paths.append(f"M{x} {edge}V{level}")
    look = _LOOKS.get(move, "is-forward")
    dots = format_html_join(
        "", '<circle class="flow-dot {}" cx="{}" cy="{}" r="3"/>', ((look, x, level) for _state, x in feeds)
    )
    return format_html(
        '<g><path class="flow-line {}" d="{}"/>{}{}{}</g>',
        look,
        "".join(paths),
        dots,
        _arrow(f"M{_x(target)} {level}V{_y(target) - _TALL / 2}", look),
        _word(move, max(along) + 8 if max(along) < _WIDTH - 140 else min(along) + 8, level - 7, at="start"),
    )


def _single(move: Move, state: State) -> SafeString:
    """One arrow: beside, over the boxes between, up from below, or around the foot."""
    target = RULES[move].leads_to
    x, y, to_x, to_y = _x(state), _y(state), _x(target), _y(target)
    side = _WIDE / 2 if to_x > x else -_WIDE / 2
    if y == to_y and not _between(state, target):
        return format_html("{}{}", _arrow(f"M{x + side} {y}H{to_x - side}"), _word(move, (x + to_x) / 2, y - 8))
    if y == to_y:
        over = y - _TALL / 2 - 30
        path = f"M{x} {y - _TALL / 2}V{over}H{to_x}V{to_y - _TALL / 2}"
        return format_html("{}{}", _arrow(path), _word(move, (x + to_x) / 2, over - 8))
    if x == to_x:
        at = x - _WIDE / 2 + 14
        path = f"M{at} {y - _TALL / 2}V{to_y + _TALL / 2}"
        return format_html("{}{}", _arrow(path), _word(move, at - 8, (y + to_y) / 2 + 76, at="end"))
    at = to_x - _WIDE / 2 + 14
    path = f"M{x} {y + _TALL / 2}V{_FOOT}H{at}V{to_y + _TALL / 2}"
    return format_html("{}{}", _arrow(path), _word(move, (x + at) / 2, _FOOT - 8))


def _between(one: State, other: State) -> bool:
    """Whether another state stands between two of the same row."""
    low, high = sorted((_x(one), _x(other)))
    return any(_y(state) == _y(one) and low < _x(state) < high for state in _PLACES)


def _arrow(path: str, look: str = "is-forward") -> SafeString:
    return format_html('<path class="flow-line {}" marker-end="url(#flow-{})" d="{}"/>', look, look, path)


def _word(move: Move, x: float, y: float, *, at: str = "middle") -> SafeString:
    return format_html(
        '<text class="flow-move {}" x="{}" y="{}" text-anchor="{}">{}</text>',
        _LOOKS.get(move, "is-forward"),
        x,
        y,
        at,
        move.label,
    )
