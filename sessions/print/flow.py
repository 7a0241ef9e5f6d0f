"""Pages that are written from top to bottom: a new one begins where there is no room."""

from collections.abc import Callable

from ascn8.typeset.book import Book
from ascn8.typeset.leaf import Kind, Leaf
from ascn8.typeset.paper import Block

# Draws what stands above the text of a page, and says where the text may begin.
Head = Callable[[Leaf], float]


class Flow:
    """A text column on pages of one size. `x` and `width` are those of the column, `y` is where the writing stands."""

    def __init__(self, book: Book, width: float, height: float, *, margin: float, bottom: float, head: Head) -> None:
        self._book = book
        self._size = (width, height)
        self._head = head
        self.x = margin
        self.width = width - 2 * margin
        self.bottom = height - bottom
        self.leaves: list[Leaf] = []
        self.y = self._top = 0.0

    @property
    def leaf(self) -> Leaf:
        """The page that is being written."""
        return self.leaves[-1]

    @property
    def room(self) -> float:
        """How much height is left on this page."""
        return self.bottom - self.y

    @property
    def most(self) -> float:
        """How much height a page has that is not the first of its part."""
        return self.bottom - self._top

    def new_page(self, head: Head | None = None) -> Leaf:
        """Go on at the top of another page; `head` for a page with a head of its own."""
        self.leaves.append(self._book.leaf(*self._size))
        self.y = self._top = (head or self._head)(self.leaf)
        return self.leaf

    def need(self, height: float) -> bool:
        """Go to another page unless `height` is left on this one. Returns whether a page was begun."""
        if height <= self.room or self.y <= self._top:
            return False
        self.new_page()
        return True

    def skip(self, height: float) -> None:
        """Leave a distance; none at the top of a page."""
        self.y += height if self.y > self._top else 0

    def add(self, block: Block, *, x: float = 0.0, kind: Kind = "P", language: str = "", slanted: bool = False) -> None:
        """Show a block and go on beneath it; lines that find no room stand on the next page."""
        start = 0
        while start < len(block.lines):
            fits = max(int((self.room + 0.01) / block.step), 0)
            if not fits and self.y > self._top:
                self.new_page()
                continue
            part = block.lines[start : start + max(fits, 1)]
            piece = Block(part, block.size, block.colour, block.step, block.ascent)
            self.y = self.leaf.put(piece, self.x + x, self.y, kind=kind, language=language, slanted=slanted)
            start += len(part)
