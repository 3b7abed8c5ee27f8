"""The fewest answers that suffice together: exact, and of equally few those that come first.

An answer is found to be needed by what breaks without it. Whatever suffices has at least one answer of each set that
cannot be missing as a whole; the smallest choice that has one of each such set found so far either suffices, and then
nothing smaller does, or shows another such set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

Mark = tuple[str, str]
"""The name of an input, with one choice of it where each is answered by itself."""
Marks = frozenset[Mark]
Suffices = Callable[[Marks], bool]

MOST_TRIED: Final = 3_000
"""So many choices are tried; no rule that people can read comes near."""


def fewest(suffices: Suffices, marks: Sequence[Mark]) -> Marks:
    """The answers to the fewest inputs that suffice, of these the fewest marks, of these the first of `marks`.

    All of them must suffice, and what suffices must do so beside any others. If there are too many ways to try, none
    of the answers found can be left out, but other ones may be fewer.
    """
    every = frozenset(marks)
    cuts = [[mark] for mark in marks if not suffices(every - {mark})]
    smallest = Smallest(marks)
    while (kept := smallest.of_each(cuts)) is not None:
        if suffices(kept):
            return kept
        cuts.append(cut(suffices, marks, kept))
    return without_the_last(suffices, marks)


def cut(suffices: Suffices, marks: Sequence[Mark], kept: Marks) -> list[Mark]:
    """Of the answers beside these, which do not suffice, some few that cannot all be missing."""
    found = []
    for mark in marks:
        if mark not in kept:
            if suffices(kept | {mark}):
                found.append(mark)
            else:
                kept |= {mark}
    return found


def without_the_last(suffices: Suffices, marks: Sequence[Mark]) -> Marks:
    """Answers of which none can be left out, found by leaving out the last ones first."""
    kept = frozenset(marks)
    for mark in reversed(marks):
        if suffices(kept - {mark}):
            kept -= {mark}
    return kept


class Smallest:
    """Finds the smallest choices of marks, until too many have been tried."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        """Know the order of the marks."""
        self.places = {mark: place for place, mark in enumerate(marks)}
        self.tried = 0

    def of_each(self, cuts: Sequence[Sequence[Mark]]) -> Marks | None:
        """The smallest choice with a mark of each of these sets; None if too many have been tried."""
        best: Marks | None = None
        left: list[Marks] = [frozenset()]
        while left:
            self.tried += 1
            if self.tried > MOST_TRIED:
                return None
            kept = left.pop()
            missed = next((cut for cut in cuts if kept.isdisjoint(cut)), ())
            if best is not None and self.size(kept, more=bool(missed)) >= self.size(best):
                continue
            if not missed:
                best = kept
            left += [kept | {mark} for mark in reversed(missed)]
        return best

    def size(self, kept: Marks, *, more: bool = False) -> tuple[int, int, list[int]]:
        """What makes a choice smaller than another: its names, its marks (at least one `more` to come), its places."""
        return len({name for name, _choice in kept}), len(kept) + more, sorted(self.places[mark] for mark in kept)
