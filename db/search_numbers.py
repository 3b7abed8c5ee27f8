"""Numbers in a query as values of a quantity, and the ranges of it that passages name: "CrCl 45", "30 to 60 mL/min".

The words before a number name its quantity, those after it its unit. A passage whose range holds the value answers;
one that names other ranges of the same quantity alone does not. `db.search_ranges` reads both out of texts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Final, NamedTuple

from db.search import Query, stem_line
from db.search_ranges import Range, is_measured, ranges
from db.search_stem import stem

POOL: Final = 60
"""So many of the best passages for the words are looked at for ranges."""
HOLDS: Final = 1.25
HOLDS_NOT: Final = 0.4
"""What the score of a passage is multiplied by if its range holds the value, and if none of its ranges does."""
CACHED: Final = 5_000
KEPT: Final = 500
"""So many phrases, and so many passages with their ranges, are kept at hand."""
SENSES: Final = "SELECT phrase, meaning, words FROM sense LEFT JOIN meaning ON meaning = meaning.id"
TERMS: Final = "SELECT phrase, number FROM term"


class Side(NamedTuple):
    """A phrase before or after a number: what means the very same, and the words of all that it may mean, as stems."""

    phrase: str
    names: frozenset[str]
    words: frozenset[str]

    def means(self, other: Side) -> bool:
        """Does it mean the other one, or what the other one ends with?"""
        words = other.phrase.split()
        return bool(words) and bool(self.names & {*other.names, words[-1]} or self.words.issuperset(words))


class Named(NamedTuple):
    """A range in a passage, with the phrases beside it that may name its quantity and the title, as stems."""

    range: Range
    phrases: tuple[str, str]
    title: str

    @property
    def is_topic(self) -> bool:
        """Does the title say such a phrase too? It may be what the passage is about, and no quantity."""
        return any(phrase and f" {phrase} " in self.title for phrase in self.phrases)


def without_numbers(query: Query) -> Query:
    """A query by its other words alone."""
    words = tuple(wanted for wanted in query.words if not wanted.word[0].isdigit())
    return replace(query, words=words, said=tuple(word for word in query.said if not word[0].isdigit()))


class Quantities:
    """What quantities are called, by the thesaurus and the terms of the guidelines that a store holds."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read from the store."""
        self.terms: dict[str, set[str]] = {}
        for phrase, number in connection.execute(TERMS):
            self.terms.setdefault(phrase, set()).add(f"term {number}")
        self.senses = {row[0]: (f"sense {row[1]}", row[2] or "") for row in connection.execute(SENSES)}
        self.side = lru_cache(CACHED)(self._side)
        self.named = lru_cache(KEPT)(self._named)

    def factors(self, typed: str, passages: Sequence[tuple[str, str]]) -> list[float] | None:
        """What the scores of passages, each by title and text, are multiplied by; None if a number means nothing here.

        Passages that name no range of the quantity stay as they are.
        """
        every = [self.named(title, text) for title, text in passages]
        factors = [1.0] * len(passages)
        is_meant = False
        for value in _values(typed):
            meant = set(map(id, self.meant(value, list(chain.from_iterable(every)))))
            is_meant = is_meant or bool(meant)
            for number, named in enumerate(every if meant else ()):
                if found := [each.range for each in named if id(each) in meant]:
                    factors[number] *= _factor(value, found)
        return factors if is_meant else None

    def _named(self, title: str, text: str) -> tuple[Named, ...]:
        """The ranges of a passage; they are kept, because the next key finds most passages again."""
        found = ranges(text)
        line = stem_line(title) if found else ""
        return tuple(Named(each, self._phrases(each.before, each.after), line) for each in found)

    def meant(self, value: Range, every: Sequence[Named]) -> list[Named]:
        """The ranges of the quantity asked for, by its name before or after the number, else its unit, else its topic.

        A unit at the end may still be typed: it is taken for the first that it can become. A topic names a quantity
        only where all ranges under it have one unit.
        """
        kinds = {each.range.unit: each.range for each in every}
        units = {unit for unit, other in kinds.items() if _fits(value, other)}
        fitting = [each for each in every if each.range.unit in units]
        asked = map(self.side, self._phrases(value.before, value.after))
        for found in sorted([self._called(side, fitting) for side in asked], key=_topical):
            if found and _topical(found) < 1:
                return found
        first = next((other for other in kinds.values() if not value.after and value.may_be(other)), value)
        alike = {unit for unit, other in kinds.items() if value.is_alike(other) or first.is_alike(other)}
        if alike:
            return [each for each in every if each.range.unit in alike]
        about = [each for each in fitting if any(f" {name} " in each.title for name in value.before[-1:])]
        return about if len({each.range.unit for each in about}) == 1 else []

    def _called(self, asked: Side, fitting: Sequence[Named]) -> list[Named]:
        """The ranges beside which a phrase stands that the one asked for means."""
        phrases = {phrase for each in fitting for phrase in each.phrases}
        meant = {phrase for phrase in phrases if asked.means(self.side(phrase))}
        return [each for each in fitting if not meant.isdisjoint(each.phrases)]

    def _phrases(self, before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, str]:
        """The longest known phrases before and after a range, or single words."""
        ends = [" ".join(before[at:]) for at in range(len(before))]
        starts = [" ".join(after[: len(after) - at]) for at in range(len(after))]
        return self._known(ends), self._known(starts)

    def _known(self, phrases: list[str]) -> str:
        """The first phrase that is known, else the last."""
        known = (phrase for phrase in phrases if phrase in self.senses or phrase in self.terms)
        return next(known, phrases[-1] if phrases else "")

    def _side(self, phrase: str) -> Side:
        """What a phrase means."""
        sense, words = self.senses.get(phrase, ("", ""))
        names = {phrase, *self.terms.get(phrase, ()), *([sense] if words else [])} if phrase else set()
        return Side(phrase, frozenset(names), frozenset(map(stem, words.split())))


def _values(typed: str) -> Iterator[Range]:
    """The numbers that were typed; what stands between two of them belongs to the second."""
    values = ranges(typed)
    for value, following in zip_longest(values, values[1:]):
        is_between = following is not None and value.before and value.after == following.before
        yield value._replace(after=()) if is_between else value


def _topical(found: Sequence[Named]) -> float:
    """How many of some ranges go by a word that their title says too, of 1."""
    return sum(each.is_topic for each in found) / max(1, len(found))


def _fits(value: Range, other: Range) -> bool:
    """May these be of one unit?"""
    return not is_measured(value.unit) or not other.unit or value.may_be(other)


def _factor(value: Range, found: Sequence[Range]) -> float:
    """What a passage's score is multiplied by, given its ranges of the quantity."""
    if any(value.meets(each) for each in found):
        return HOLDS
    return HOLDS_NOT if any(each.is_wide for each in found) else 1.0
