"""What a query asks for, one thing after the other, and how much a passage says on all of them.

Several words can be one thing, and a thing can be said in other words: "blood thinner" is one, and a passage on
anticoagulants speaks of it. Whoever adds up all words lets a thing that is said in many ways outweigh the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from db.search import STOP_WORDS
from db.search_stem import stem

COMMON_WORDS: Final = Path(__file__).resolve().parent.parent / "resources" / "words" / "common.txt"
SECOND_SHARE: Final = 0.5
"""What a thing counts more if it is said both in the words of the query and in others."""
COVER_GAIN: Final = 1.5
"""How much more a passage counts that speaks of everything than one that speaks of next to nothing."""
LIGHTER: Final = 0.5
"""A common English word weighs less by this share: "order" is rare in a small store, but says little."""
SMALL: Final = 1_000
"""In a store of so many passages both count half, in a large one next to nothing: it knows by itself what is rare."""
Lists = list[tuple[float, bytes]]
"""The impacts of words, each with what they weigh."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that is asked for: the impacts of the words that were typed, and of others that mean the same."""

    typed: Lists
    meant: Lists

    @property
    def weight(self) -> float:
        """The most that one of its words weighs."""
        return max((weight for weight, _ in (*self.typed, *self.meant)), default=0.0)

    def said(self, place: int) -> float:
        """How much a passage says on it: in the one way or the other, and a little more if in both."""
        typed = sum([weight * marks[place] for weight, marks in self.typed])
        if not self.meant:
            return typed
        meant = max([weight * marks[place] for weight, marks in self.meant], default=0.0)
        return max(typed, meant) + SECOND_SHARE * min(typed, meant)


@dataclass(frozen=True, slots=True)
class Asked:
    """All that is asked for.

    `joiners` are the impacts of words that only join others; `cover_gain` is what a passage gains that covers all.
    """

    concepts: Sequence[Concept]
    joiners: Lists
    cover_gain: float

    @property
    def lists(self) -> Lists:
        """The impacts of all words."""
        return [pair for concept in self.concepts for pair in (*concept.typed, *concept.meant)] + self.joiners

    def said(self, place: int) -> float:
        """How much a passage says on everything together."""
        joined = sum([weight * marks[place] for weight, marks in self.joiners])
        return joined + sum([concept.said(place) for concept in self.concepts])

    def covered(self, places: Iterable[int]) -> list[tuple[int, float]]:
        """Passages with what each says, and more the more of what is asked for it speaks of; best first."""
        weighed = [(concept, concept.weight) for concept in self.concepts]
        whole = sum([weight for _, weight in weighed]) or 1.0
        found = []
        for place in places:
            each = [(concept.said(place), weight) for concept, weight in weighed]
            share = sum([weight for amount, weight in each if amount]) / whole
            joined = sum([weight * marks[place] for weight, marks in self.joiners])
            found.append((place, (joined + sum([amount for amount, _ in each])) * (1 + self.cover_gain * share)))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))


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
