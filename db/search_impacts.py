"""Impacts: how much each passage says on a word, one byte a passage; and the best passages for several words together.

BM25 is a sum over words of a weight (how rare the word is) times an impact (how much the passage says on it). Impacts
do not depend on the query, so they are worked out when the store is built, and the best of a sum are found by looking
closely at few passages: none that is left out can reach the last one taken.
"""

from __future__ import annotations

import heapq
import math
import sys
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, pairwise
from operator import itemgetter
from typing import Final

SPARSE: Final = 20
"""Passages are numbered where at most one of so many says something on a word."""
LEVELS: Final = 63
"""The highest impact; 0 says nothing on the word."""
HIGHEST: Final = 255
SLACK: Final = 1 - 1e-9
"""What rounding of sums may come to."""
MANY: Final = 200
"""After so many passages looked at it pays to measure again."""
GRID: Final = 1.5
"""What a level weighs is a power of this: then most words count the same at the next key."""
SCALED: Final = 16
"""So many lists are kept as integers."""
FEW: Final = 128
"""Up to so many marks are added one by one."""
TIERS: Final = (HIGHEST + 1, 64, 32, 1)
"""The more a level is, the fewer passages can reach it."""
Ranked = list[tuple[int, float]]
"""Passages by number, each with its score, best first."""


@dataclass(frozen=True, slots=True, eq=False)
class Impacts:
    """What each passage says on a word: `marks` has one byte for each, at its number; `count` are not 0.

    `places` are the numbers of these, or None where they are many. Equal is only the very same: it is kept by that.
    """

    marks: bytes
    count: int
    places: Collection[int] | None = None

    @property
    def rarity(self) -> float:
        """The weight of the word: the fewer passages speak of it, the more (the inverse document frequency)."""
        return math.log(1 + (len(self.marks) - 1 - self.count + 0.5) / (self.count + 0.5))


Lists = list[tuple[float, Impacts]]
"""What passages say on words, each with what one mark weighs."""


def is_sparse(count: int, size: int) -> bool:
    """Do so few passages say something on a word that the store holds their numbers?"""
    return count * SPARSE <= size


def pack(places: array[int], marks: bytes, size: int) -> bytes:
    """Impacts as the store holds them: numbers of passages and their marks, or one byte for each of `size` passages.

    Setting byte by byte where they belong takes so long that this is done for few alone.
    """
    if not is_sparse(len(places), size):
        return bytes(_spread(places, marks, size))
    if sys.byteorder == "big":
        places = array("I", places)
        places.byteswap()
    return places.tobytes() + marks


def unpack(data: bytes, count: int, size: int) -> Impacts:
    """Impacts out of what `pack` made."""
    if not is_sparse(count, size):
        return Impacts(data, count)
    places, marks = _parted([(data, count)])
    return Impacts(bytes(_spread(places, marks, size)), count, places)


def merge(packed: Iterable[tuple[bytes, int]], size: int) -> Impacts:
    """What each passage says on any of several words: the most that it says on one; each packed, with its count."""
    longest, *others = sorted(packed, key=itemgetter(1), reverse=True)
    first = unpack(*longest, size)
    if not others:
        return first
    marks = bytearray(first.marks)
    sparse = [pair for pair in others if is_sparse(pair[1], size)]
    for data, _ in others[: len(others) - len(sparse)]:
        marks = _higher(marks, data)
    places, said = _parted(sparse)
    for place, mark in zip(places, said, strict=True):
        if marks[place] < mark:  # noqa: PLR1730  # the call of max() would take twice the time
            marks[place] = mark
    every = None if first.places is None else {*first.places, *places}
    found = len(marks) - marks.count(0) if every is None else len(every)
    return Impacts(bytes(marks), found, every if is_sparse(found, size) else None)


def merge_packed(packed: Iterable[tuple[int, bytes]], size: int) -> tuple[int, bytes]:
    """What each passage says on any of several words, packed with its count as they are."""
    first, *others = packed
    if not others:
        return first
    merged = merge([(marks, count) for count, marks in (first, *others)], size)
    if merged.places is None:
        return merged.count, merged.marks
    places = array("I", sorted(merged.places))
    return merged.count, pack(places, merged.marks.translate(None, b"\0"), size)


def _higher(first: bytes | bytearray, second: bytes) -> bytearray:
    """The higher of two marks for each passage.

    Long integers compare all bytes in one go: the highest bit of a byte, which no mark has, says where the first wins.
    """
    ones = int.from_bytes(b"\1" * len(first), "little")
    one, other = int.from_bytes(first, "little"), int.from_bytes(second, "little")
    wins = (((one | ones << 7) - other) >> 7 & ones) * 255
    return bytearray((one & wins | other & ~wins).to_bytes(len(first), "little"))


def _parted(packed: Sequence[tuple[bytes, int]]) -> tuple[array[int], bytes]:
    """Numbers of passages and their marks, of several words one after the other."""
    places = array("I", b"".join([data[: 4 * count] for data, count in packed]))
    if sys.byteorder == "big":
        places.byteswap()
    return places, b"".join([data[4 * count :] for data, count in packed])


def _spread(places: array[int], marks: bytes, size: int) -> bytearray:
    """One byte for each passage."""
    spread = bytearray(size)
    for place, mark in zip(places, marks, strict=True):
        spread[place] = mark
    return spread


def best(lists: Lists, count: int, fits: Callable[[int], bool] | None = None) -> Ranked:
    """The passages with the highest sums of weight times mark, of those that fit; of equals the first in the store.

    What each passage can reach at most is rounded up to a byte and added up for all of them at once; then those that
    can reach most are looked at, until none that is left can reach the last of the best. Where too many can reach the
    same, they are measured once more, without the words of which no passage is left.
    """
    each = [(weight, impact.marks) for weight, impact in lists]
    if len(each) == 1:
        ((weight, marks),) = each
        every = (place for _, place in _descending(marks) if fits is None or fits(place))
        return [(place, weight * marks[place]) for place in islice(every, count)]
    found: list[tuple[float, int]] = []
    seen: set[int] = set()
    left = lists
    while left:
        step = GRID ** math.ceil(math.log(sum([weight for weight, _ in left]) * LEVELS / (HIGHEST - len(left)), GRID))
        scaled = [(math.ceil(weight * LEVELS / step), impact) for weight, impact in left]
        measured, left = left, []
        candidates = _descending(_reach(scaled))
        if not seen:
            fitting = candidates if fits is None else (pair for pair in candidates if fits(pair[1]))
            first = [place for _, place in islice(fitting, count)]
            found = [(score, -place) for score, place in zip(sums(lists, first), first, strict=True)]
            heapq.heapify(found)
            seen.update(first)
        for looked, (level, place) in enumerate(candidates, 1):
            if len(found) == count and level * step < found[0][0] * SLACK:
                break
            if looked % MANY == 0 and len(rest := _unfinished(measured, scaled, level)) < len(measured):
                left = rest
                break
            if place not in seen and (fits is None or fits(place)):
                score = sum([weight * marks[place] for weight, marks in each])
                (heapq.heappush if len(found) < count else heapq.heappushpop)(found, (score, -place))
            seen.add(place)
    return [(-place, score) for score, place in sorted(found, reverse=True)]


def columns(lists: Lists, places: Sequence[int]) -> list[list[float]]:
    """What passages say on each of some words: column by column is several times faster than passage by passage."""
    return [[weight * marks[place] for place in places] for weight, marks in [(w, i.marks) for w, i in lists]]


def sums(lists: Lists, places: Sequence[int]) -> list[float]:
    """What each of some passages says on some words together."""
    return added(columns(lists, places), places)


def added(every: list[list[float]], places: Sequence[int]) -> list[float]:
    """Some columns together; nothing for each place where there are none."""
    if len(every) < 2:
        return every[0] if every else [0.0] * len(places)
    return list(map(sum, zip(*every, strict=True)))


def _unfinished(lists: Lists, scaled: Sequence[tuple[int, Impacts]], level: int) -> Lists:
    """The lists that have passages whose own mark reaches no more than a level."""
    lowest = [min(LEVELS, level * LEVELS // highest) for highest, _ in scaled]
    pairs = zip(lists, lowest, strict=True)
    return [(w, impact) for (w, impact), most in pairs if any(m in impact.marks for m in range(1, most + 1))]


def _reach(lists: Sequence[tuple[int, Impacts]]) -> bytes | bytearray:
    """For each passage the sum of its marks, of which the highest of a list counts as much as is said; at most 255.

    A long integer adds all its bytes in one go, as long as no sum is greater than a byte; few are added one by one.
    """
    few = [(highest, impact) for highest, impact in lists if impact.places is not None and impact.count <= FEW]
    total = sum([scaled(*each) for each in lists if each not in few])
    reach = bytearray(total.to_bytes(len(lists[0][1].marks), "little"))
    for highest, impact in few:
        counts, marks = _rounded(highest), impact.marks
        for place in impact.places or ():
            reach[place] += counts[marks[place]]
    return reach


@lru_cache(maxsize=SCALED)
def scaled(highest: int, impact: Impacts) -> int:
    """Marks of which the highest counts so much, as an integer; kept: the next key asks for most words again."""
    return int.from_bytes(impact.marks.translate(_rounded(highest)), "little")


@cache
def _rounded(highest: int) -> bytes:
    """What each mark counts if the highest counts so much, rounded up."""
    return bytes([math.ceil(mark * highest / LEVELS) for mark in range(LEVELS + 1)]).ljust(256, b"\0")


def _descending(reach: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """What the passages can reach, and their numbers, those that can reach most first.

    Most can reach little: which levels occur is found much faster without those.
    """
    for highest, lowest in pairwise(TIERS):
        present = reach.translate(None, _outside(lowest, highest))
        is_short = len(present) < highest - lowest
        for level in sorted(set(present), reverse=True) if is_short else range(highest - 1, lowest - 1, -1):
            place = reach.find(level) if is_short or level in present else -1
            while place >= 0:
                yield level, place
                place = reach.find(level, place + 1)


@cache
def _outside(lowest: int, highest: int) -> bytes:
    """All levels that are lower, and the higher ones from the highest on."""
    return bytes([*range(lowest), *range(highest, HIGHEST + 1)])
