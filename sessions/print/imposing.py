"""Where the pages of a folded booklet lie on its sheets."""

from collections.abc import Sequence

from ascn8.typeset.book import Book, Placed
from ascn8.typeset.leaf import Leaf
from ascn8.typeset.paper import SOFT

_TICK = 9.0


def sides(pages: int) -> list[tuple[int, int]]:
    """Left and right page (from 0) of each side, front and back in turn, for a booklet stitched in its fold.

    `pages` is a multiple of four: on the outermost sheet the last and the first page lie side by side.
    """
    found = []
    for sheet in range(pages // 4):
        outer = pages - 1 - 2 * sheet
        found += [(outer, 2 * sheet), (2 * sheet + 1, outer - 1)]
    return found


def fold_in_the_middle(book: Book, leaves: Sequence[Leaf]) -> None:
    """Add the sheets to the book: two pages on each side, ticks where the fold runs."""
    width, height = leaves[0].width, leaves[0].height
    for left, right in sides(len(leaves)):
        ticks = book.leaf(2 * width, height)
        for start, end in ((0.0, _TICK), (height - _TICK, height)):
            ticks.line((width, start), (width, end), SOFT, thickness=0.4, dashes=(2, 2))
        book.sheet(2 * width, height, [Placed(leaves[left]), Placed(leaves[right], x=width), Placed(ticks)])
