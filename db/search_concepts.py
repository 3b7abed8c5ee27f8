"""What a query asks for, one thing after the other, and how much a passage says on all of them.

Several words can be one thing, and a thing can be said in other words: "blood thinner" is one, and a passage on
anticoagulants speaks of it. Whoever adds up all words lets a thing that is said in many ways outweigh the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import neg
from pathlib import Path
from typing import Final

import msgspec

from db.search import STOP_WORDS
from db.search_impacts import Lists, added, columns, sums
from db.search_stem import stem

COMMON_WORDS: Final = Path(__file__).resolve().parent.parent / "resources" / "words" / "common.txt"
SECOND_SHARE: Final = 0.5
"""What a thing counts more if it is said both in the words of the query and in others."""
COVER_GAIN: Final = 1.4
"""How much more a passage counts that speaks of everything than one that speaks of nothing, in a store of any size: a
title counts so much that two words in it would outweigh all three in a text."""
LIGHTER: Final = 0.5
"""A common English word weighs less by this share: "order" is rare in a small store, but says little."""
SMALL: Final = 1_000
"""In a store of so many passages that counts half, in a large one next to nothing: it knows by itself what is rare."""


class Concept(msgspec.Struct, frozen=True):
    """One thing that is asked for: the impacts of the words that were typed, and of others that mean the same."""

    typed: Lists
    meant: Lists

    @property
    def weight(self) -> float:
        """The most that one of its words weighs."""
        return max((weight for weight, _ in (*self.typed, *self.meant)), default=0.0)

    def said(self, places: Sequence[int]) -> list[float]:
        """How much each of some passages says on it: in the one way or the other, and a little more if in both."""
        typed = sums(self.typed, places)
        if not self.meant:
            return typed
        meant = map(max, zip(*columns(self.meant, places), strict=True))
        return [max(one, other) + SECOND_SHARE * min(one, other) for one, other in zip(typed, meant, strict=True)]


class Asked(msgspec.Struct, frozen=True):
    """All that is asked for.

    `joiners` are the impacts of words that only join others; `small` is how small the store is, from 0 to 1.
    """

    concepts: Sequence[Concept]
    joiners: Lists
    small: float

    @property
    def lists(self) -> Lists:
        """The impacts of all words."""
        return [pair for concept in self.concepts for pair in (*concept.typed, *concept.meant)] + self.joiners

    def said(self, places: Sequence[int]) -> list[float]:
        """How much each of some passages says on everything together."""
        return added([sums(self.joiners, places), *(concept.said(places) for concept in self.concepts)], places)

    def covered(self, places: Sequence[int]) -> list[tuple[int, float]]:
        """Passages with what each says, and more the more of what is asked for it speaks of; best first."""
        weights = [concept.weight for concept in self.concepts]
        gain = COVER_GAIN / (sum(weights) or 1.0)
        each = [concept.said(places) for concept in self.concepts]
        spoken_of = [[weight if one else 0.0 for one in column] for weight, column in zip(weights, each, strict=True)]
        said = added([sums(self.joiners, places), *each], places)
        shares = added(spoken_of, places)
        scores = [one * (1 + gain * share) for one, share in zip(said, shares, strict=True)]
        return [(place, -score) for score, place in sorted(zip(map(neg, scores), places, strict=True))]


def smallness(size: int) -> float:
    """How little the number of passages tells how rare a word is: from 1 for none to 0 for very many."""
    return 1 / (1 + (size / SMALL) ** 2)


def worth(stemmed: str, size: int) -> float:
    """What a word counts beside how rare it is in a store of so many passages: common English says little."""
    return 1 - LIGHTER * smallness(size) if stemmed in common_stems() else 1.0


@lru_cache(maxsize=1)
def common_stems() -> frozenset[str]:
    """The stems of the commonest words of the English language."""
    return frozenset(map(stem, COMMON_WORDS.read_text(encoding="ascii").split()))


def telling(phrases: Iterable[str]) -> list[str]:
    """The words to mark where some phrases stand in a text: single ones, and of several those that are not common."""
    each = ((word, " " in phrase) for phrase in phrases for word in phrase.split())
    said = (word for word, is_part in each if not is_part or not (word in STOP_WORDS or stem(word) in common_stems()))
    return list(dict.fromkeys(said))
