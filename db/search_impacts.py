"""Impacts: how much each passage says on a word, one byte a passage; and the best passages for several words together.

BM25 is a sum over words of a weight (how rare the word is) times an impact (how much the passage says on it). Impacts
do not depend on the query, so they are worked out when the store is built, and the best of a sum are found without
looking at all passages: none that is left out can reach the last one taken (Fagin's threshold algorithm).
"""

from __future__ import annotations

import heapq
import math
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

LEVELS: Final = 63
"""The highest impact; 0 says nothing on the word."""
Ranked = list[tuple[int, float]]
"""Passages by number, each with its score, best first."""


@dataclass(frozen=True, slots=True)
class Impacts:
    """What each passage says on a word: `marks` has one byte for each, at its number; `count` are not 0."""

    marks: bytes
    count: int

    @property
    def rarity(self) -> float:
        """The weight of the word: the fewer passages speak of it, the more (the inverse document frequency)."""
        return math.log(1 + (len(self.marks) - 1 - self.count + 0.5) / (self.count + 0.5))


def pack(places: array[int], marks: bytes, size: int) -> bytes:
    """Impacts as the store holds them: numbers of passages and their marks, or one byte for each of `size` passages."""
    if len(places) * 5 > size:
        return bytes(_spread(places, marks, size))
    if sys.byteorder == "big":
        places = array("I", places)
        places.byteswap()
    return places.tobytes() + marks


def unpack(data: bytes, count: int, size: int) -> Impacts:
    """Impacts out of what `pack` made."""
    return Impacts(data if len(data) != 5 * count else bytes(_spread(*_parted(data, count), size)), count)


def merge(packed: Iterable[tuple[bytes, int]], size: int) -> Impacts:
    """What each passage says on any of several words: the most that it says on one; each packed, with its count."""
    longest, *others = sorted(packed, key=lambda pair: -pair[1])
    marks = bytearray(unpack(*longest, size).marks)
    for data, count in others:
        if len(data) == 5 * count:
            for place, mark in zip(*_parted(data, count), strict=True):
                if marks[place] < mark:  # noqa: PLR1730  # the call of max() would take twice the time
                    marks[place] = mark
        else:
            marks = bytearray(map(max, marks, data))
    return Impacts(bytes(marks), len(marks) - marks.count(0))


def _parted(data: bytes, count: int) -> tuple[array[int], bytes]:
    """Numbers of passages and their marks."""
    places = array("I", data[: 4 * count])
    if sys.byteorder == "big":
        places.byteswap()
    return places, data[4 * count :]


def _spread(places: array[int], marks: bytes, size: int) -> bytearray:
    """One byte for each passage."""
    spread = bytearray(size)
    for place, mark in zip(places, marks, strict=True):
        spread[place] = mark
    return spread


def best(lists: Sequence[tuple[float, bytes]], count: int, fits: Callable[[int], bool] | None = None) -> Ranked:
    """The passages with the highest sums of weight times mark, of those that fit; of equals the first in the store.

    Passages are taken level by level from the list that could still add most, until what all lists together could
    still add is less than the last of the best has.
    """
    found: list[tuple[float, int]] = []
    seen: set[int] = set()
    levels = [_level(marks, LEVELS) for _, marks in lists]
    heads = [weight * level for (weight, _), level in zip(lists, levels, strict=True)]
    least = 0.0
    while (most := max(heads, default=0.0)) and sum(heads) >= least:
        at = heads.index(most)
        weight, marks = lists[at]
        for place in _places(marks, levels[at]):
            if place in seen or not (fits is None or fits(place)):
                continue
            seen.add(place)
            score = sum([weight * marks[place] for weight, marks in lists])
            if len(found) < count:
                heapq.heappush(found, (score, -place))
            elif score >= least:
                heapq.heappushpop(found, (score, -place))
            least = found[0][0] if len(found) == count else 0.0
        levels[at] = _level(marks, levels[at] - 1)
        heads[at] = weight * levels[at]
    return [(-place, score) for score, place in sorted(found, reverse=True)]


def _places(marks: bytes, level: int) -> Iterator[int]:
    """The passages with this mark."""
    place = marks.find(level)
    while place > 0:
        yield place
        place = marks.find(level, place + 1)


def _level(marks: bytes, level: int) -> int:
    """The highest mark that is not above a level."""
    while level and level not in marks:
        level -= 1
    return level
