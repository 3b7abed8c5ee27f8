"""Where the user has been: a list of places to go back and forward in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop.ui.reader_sought import Sought

LIBRARY: Final = "library"
READER: Final = "reader"
WIZARD: Final = "wizard"
PLAN: Final = "plan"


@dataclass(frozen=True, slots=True)
class Place:
    """What the window shows: a view, and for the reader and the library what stands in it.

    For the reader also the words that were searched and what the search made of them, by which they are marked.
    For the library also how it was left: the guideline and the kind that are filtered, whether the words are searched
    as they were typed, the row that is chosen and how far the hits are scrolled, in pixels.
    """

    view: str
    guideline: str = ""
    section: str = ""
    statement: str = ""
    words: str = ""
    sought: Sought | None = None
    filters: tuple[str, str] = ("", "")
    exact: bool = False
    row: int = 0
    scroll: int = 0


class History:
    """The places in the order in which they were visited."""

    def __init__(self, first: Place) -> None:
        """Begin at a place."""
        self.places = [first]
        self.at = 0

    @property
    def here(self) -> Place:
        """Where the user is."""
        return self.places[self.at]

    def visit(self, place: Place) -> None:
        """Go to a place; what lay ahead is forgotten, and the same place is not entered twice."""
        if place != self.here:
            self.places[self.at + 1 :] = [place]
            self.at += 1

    def amend(self, place: Place) -> None:
        """Say more exactly where the user is."""
        self.places[self.at] = place

    def can_go(self, step: int) -> bool:
        """Is there a place so many steps away?"""
        return 0 <= self.at + step < len(self.places)

    def go(self, step: int) -> Place:
        """Go so many steps back (negative) or forward; stays where there is no such place."""
        if self.can_go(step):
            self.at += step
        return self.here

    def forget(self, *views: str) -> None:
        """Forget every visit to these views, so that nothing leads back to a case that is closed."""
        kept = [p for p in self.places[: self.at + 1] if p.view not in views]
        self.places = kept or [Place(LIBRARY)]
        self.at = len(self.places) - 1
