"""Numbers in a query as values of a quantity, and the ranges of it that passages name: "CrCl 45", "30 to 60 mL/min".

The words before a number name its quantity, those after it its unit. A passage whose range holds the value answers;
one that names other ranges of the same quantity alone does not. `db.search_ranges` reads both out of texts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby, zip_longest
from typing import Final, NamedTuple

from db.search import Query, stem_line
from db.search_ranges import Range, is_measured, ranges
from db.search_stem import stem

POOL: Final = 100
"""So many of the best passages for the words are looked at for ranges."""
HOLDS: Final = 1.25
HOLDS_NOT: Final = 0.4
"""What the score of a passage is multiplied by if its range holds the value, and if none of its ranges does."""
CACHED: Final = 1_000
KNOWN: Final = """
    SELECT phrase, meaning, words FROM sense LEFT JOIN meaning ON meaning = meaning.id
    WHERE phrase IN (SELECT value FROM json_each(?))"""
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
    """A range in a passage, by its number, with the phrases that may name its quantity and the title, as stems."""

    range: Range
    passage: int
    sides: tuple[Side, Side]
    title: str

    @property
    def is_topic(self) -> bool:
        """Does the title say such a phrase too? It may be what the passage is about, and no quantity."""
        return any(side.phrase and f" {side.phrase} " in self.title for side in self.sides)


def without_numbers(query: Query) -> Query:
    """A query by its other words alone."""
    words = tuple(wanted for wanted in query.words if not wanted.word[0].isdigit())
    return replace(query, words=words, said=tuple(word for word in query.said if not word[0].isdigit()))


class Quantities:
    """What quantities are called, by the thesaurus and the terms of the guidelines that a store holds."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read from the store."""
        self.connection = connection
        self.terms: dict[str, set[str]] = {}
        for phrase, number in connection.execute(TERMS):
            self.terms.setdefault(phrase, set()).add(f"term {number}")
        self.sides = lru_cache(CACHED)(self._sides)

    def factors(self, typed: str, passages: Sequence[tuple[str, str]]) -> list[float] | None:
        """What the scores of passages, each by title and text, are multiplied by; None if a number means nothing here.

        Passages that name no range of the quantity stay as they are.
        """
        every = list(self._every(passages))
        factors = [1.0] * len(passages)
        is_meant = False
        for value in _values(typed):
            for number, found in groupby(self.meant(value, every), lambda each: each.passage):
                is_meant = True
                factors[number] *= _factor(value, [each.range for each in found])
        return factors if is_meant else None

    def _every(self, passages: Sequence[tuple[str, str]]) -> Iterator[Named]:
        """The ranges of all passages."""
        for number, (title, text) in enumerate(passages):
            found = ranges(text)
            line = stem_line(title) if found else ""
            yield from (Named(each, number, self.sides(each.before, each.after), line) for each in found)

    def meant(self, value: Range, every: Sequence[Named]) -> list[Named]:
        """The ranges of the quantity asked for, by its name before or after the number, else its unit, else its topic.

        A unit at the end may still be typed: it is taken for the first that it can become. A topic names a quantity
        only where all ranges under it have one unit.
        """
        fitting = [each for each in every if _fits(value, each.range)]
        asked = self.sides(value.before, value.after)
        named = [[each for each in fitting if any(map(side.means, each.sides))] for side in asked]
        for found in sorted(named, key=_topical):
            if found and _topical(found) < 1:
                return found
        first = next((each.range for each in every if not value.after and value.may_be(each.range)), value)
        if measured := [each for each in every if value.is_alike(each.range) or first.is_alike(each.range)]:
            return measured
        about = [each for each in fitting if any(f" {name} " in each.title for name in value.before[-1:])]
        return about if len({each.range.unit for each in about}) == 1 else []

    def _sides(self, before: tuple[str, ...], after: tuple[str, ...]) -> tuple[Side, Side]:
        """The longest known phrases before and after a range, or single words."""
        ends = [" ".join(before[at:]) for at in range(len(before))]
        starts = [" ".join(after[: len(after) - at]) for at in range(len(after))]
        rows = self.connection.execute(KNOWN, (json.dumps([*ends, *starts]),))
        senses = {row[0]: (f"sense {row[1]}", row[2] or "") for row in rows}
        return self._side(ends, senses), self._side(starts, senses)

    def _side(self, phrases: list[str], senses: dict[str, tuple[str, str]]) -> Side:
        """The first phrase that is known, else the last."""
        known = (phrase for phrase in phrases if phrase in senses or phrase in self.terms)
        phrase = next(known, phrases[-1] if phrases else "")
        sense, words = senses.get(phrase, ("", ""))
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
