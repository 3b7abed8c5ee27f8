"""Words in groups by how they begin, so that those like a mistyped one are found while somebody types."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from db.search_slips import VOWELS

CANDIDATES: Final = 8
LENGTHS: Final = (0, 1, -1, 2, -2)
"""By how many letters forms of words may differ, the likeliest first."""
FIRST: Final = dict.fromkeys(f"{VOWELS}h", "a")
"""The first letter is seldom wrong; one stands for all vowels and h."""


def reach(length: int) -> int:
    """How many slips may lie between a typed word of this length and the one that was meant."""
    return 1 if length < 6 else 2 if length < 8 else 3


class Forms:
    """Words by a form of each, in groups small enough to be looked through while somebody types."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        """Take the form of each word."""
        self.words: dict[str, str] = {}
        for word, form in forms.items():
            self.words[form] = f"{self.words[form]} {word}" if form in self.words else word
        self.by_start: defaultdict[tuple[str, str, int], list[str]] = defaultdict(list)
        self.by_rest: defaultdict[str, list[str]] = defaultdict(list)
        for form in self.words:
            self.by_start[FIRST.get(form[0], form[0]), form[1:2], len(form)].append(form)
            self.by_rest[form[2:5]].append(form)

    def all(self, form: str) -> list[str]:
        """The words of a form."""
        return self.words.get(form, "").split()

    def near(self, form: str) -> list[str]:
        """The words whose form takes the fewest edits, or one more.

        They are looked for among the forms that begin as it does and are nearly as long, and those that are so from the
        third letter on. The third letter of a form may be the second.
        """
        first, seconds, size = FIRST.get(form[0], form[0]), dict.fromkeys((form[1:2], form[2:3])), len(form)
        far = 1 if form in self.words else reach(size)
        found: dict[str, int] = {}
        for more in LENGTHS:
            for second in seconds if abs(more) <= far else ():
                far = add_near(form, self.by_start.get((first, second, size + more)), far, found)
        for rest in dict.fromkeys(form[at : at + 3] for at in range(4)):
            far = add_near(form, self.by_rest.get(rest), far, found)
        nearest = [other for other in sorted(found, key=found.__getitem__)[:CANDIDATES] if found[other] <= far]
        return [word for other in nearest for word in self.all(other)]


def add_near(form: str, group: list[str] | None, far: int, found: dict[str, int]) -> int:
    """Add the nearest forms of a group to those found, with their edits, and tell how many edits are still near."""
    if not group:
        return far
    near = process.extract(form, group, scorer=OSA.distance, score_cutoff=far, limit=CANDIDATES)
    found.update((other, distance) for other, distance, _ in near)
    return min(far, near[0][1] + 1) if near else far
