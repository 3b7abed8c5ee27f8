"""Where a word stands: places of passages, each with a weight, and how such lists are joined.

A place is the number of a passage, from 0. A weight is one byte, from 1: how much the word says about the passage
(BM25 without the rarity of the word, so that a weight never changes when others are added). What many passages hold
is kept as one byte for every passage, 0 where the word is not.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Final

DENSE: Final = 6
"""A word in more than one passage of so many is kept as one byte for every passage."""
HOT: Final = 256
"""For what stands in more passages than this the best places are kept, and a prefix is joined when building."""
BEST: Final = 100
BEGUN: Final = 0.8
"""How much a word counts that only begins as was typed, beside the word itself."""


def place_code(total: int) -> str:
    """The type code of an array of places in a store of so many passages."""
    return "H" if total <= 1 << 16 else "I"


class Postings:
    """The passages of one word, or of all words that begin in one way."""

    def __init__(self, count: int, places: array[int] | None, weights: bytes, best: array[int] | None = None) -> None:
        """`places` is None where `weights` holds a byte for every passage; `best` are the best places, best first."""
        self.count = count
        self.places = places
        self.weights = weights
        self.best = best

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Every place with its weight."""
        if self.places is not None:
            return zip(self.places, self.weights, strict=True)
        return ((place, weight) for place, weight in enumerate(self.weights) if weight)

    @cached_property
    def by_place(self) -> dict[int, int]:
        """The weight of each place."""
        return dict(self.pairs())

    @cached_property
    def top(self) -> int:
        """The highest weight."""
        return self.known(self.best[0]) if self.best else max(self.weights, default=0)

    def known(self, place: int) -> int:
        """The weight of a place, 0 where the word is not."""
        return self.weights[place] if self.places is None else self.by_place.get(place, 0)

    def add_to(self, scores: dict[int, float], rarity: float) -> None:
        """Add this word's share to those of the scored places where it stands."""
        for place in scores:
            if weight := self.known(place):
                scores[place] += rarity * weight

    def add_best(self, scores: dict[int, float], rarity: float) -> None:
        """Add this word's share to the scored places, and its best places to them."""
        self.add_to(scores, rarity)
        for place in self.best or ():
            scores.setdefault(place, rarity * self.known(place))

    def narrow(self, scores: dict[int, float], rarity: float) -> dict[int, float]:
        """The scored places where this word stands too, with its share added."""
        if self.places is None:
            weights = self.weights
            return {place: score + rarity * weights[place] for place, score in scores.items() if weights[place]}
        known = self.by_place
        return {place: score + rarity * known[place] for place, score in scores.items() if place in known}

    def widen(self, scores: dict[int, float], rarity: float) -> None:
        """Add this word's share to the scores, and its places to those scored."""
        score = scores.get
        for place, weight in self.pairs():
            scores[place] = score(place, 0.0) + rarity * weight


NOWHERE: Final = Postings(0, array("H"), b"")


def rarity(count: int, total: int) -> float:
    """How much it says that a word stands in `count` of `total` passages: its inverse document frequency."""
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


def join(parts: Iterable[tuple[Postings, float]]) -> dict[int, int]:
    """The places of several words, each with the highest weight; a word's weights count by its factor."""
    joined: dict[int, int] = {}
    known = joined.get
    for postings, factor in parts:
        scaled = _scaled(factor)
        for place, weight in postings.pairs():
            if scaled[weight] > known(place, 0):
                joined[place] = scaled[weight]
    return joined


@lru_cache(maxsize=4)
def _scaled(factor: float) -> tuple[int, ...]:
    """Every weight with a factor; none becomes 0."""
    return tuple(max(1, round(weight * factor)) for weight in range(256))


def pack(weights: dict[int, int], total: int) -> Postings:
    """Places and their weights as they are kept."""
    places = array(place_code(total), sorted(weights))
    return pack_sorted(places, bytes(map(weights.__getitem__, places)), total)


def pack_sorted(places: array[int], weights: bytes, total: int) -> Postings:
    """Places in order and their weights as they are kept."""
    count = len(places)
    if count <= HOT:
        return Postings(count, places, weights)
    best = array(place_code(total), best_places(places, weights))
    if count * DENSE <= total:
        return Postings(count, places, weights, best)
    dense = bytearray(total)
    for place, weight in zip(places, weights, strict=True):
        dense[place] = weight
    return Postings(count, None, bytes(dense), best)


def best_places(places: array[int], weights: bytes) -> list[int]:
    """The places of the highest weights, best first and equal ones in order."""
    least, enough = 256, 0
    while enough < BEST and least > 1:
        least -= 1
        enough += weights.count(least)
    found = [(-weight, place) for place, weight in zip(places, weights, strict=True) if weight >= least]
    return [place for _, place in sorted(found)[:BEST]]
