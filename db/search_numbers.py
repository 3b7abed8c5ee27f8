"""Numbers in a query as values of a quantity, and the ranges of it that passages name: "CrCl 45", "30 to 60 mL/min".

The words before a number name its quantity, those after it its unit. A passage that names the very value answers best,
then one whose range holds it; one that names other ranges of the same quantity alone does not. `db.search_ranges` reads
both out of texts.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, islice, pairwise, zip_longest
from typing import Final, NamedTuple

from db.search import VALUE, Query, Wanted, stem_line
from db.search_place import Place
from db.search_ranges import ABOVE, BELOW, FROM, FULL, UNITS, UP_TO, Range, is_measured, ranges
from db.search_stem import stem
from db.search_weights import HOLDS, Weight, weights_of

MOST_VALUES: Final = 8
"""So many different numbers of a query are compared with ranges; those after them only count as words."""
SEEMS: Final = 0.8
"""What it is multiplied by if a range holds a number that is said to be of something else."""
ALONE: Final = 4
"""So many times a factor counts where nothing but a number with its unit is asked for."""
CACHED: Final = 5_000
KEPT: Final = 500
"""So many phrases, and so many passages with their ranges, are kept at hand."""
GAP: Final = "#"
"""Stands for a number among the words that were said."""
BOUNDING: Final = frozenset(word for phrase in (*ABOVE, *FROM, *BELOW, *UP_TO) for word in phrase.split())
"""Words that make a number the end of a range."""
SENSES: Final = "SELECT group_concat(phrase, char(10)) FROM sense"
"""All phrases in one text: reading row by row takes five times as long, and the first number typed waits for it."""
SENSE: Final = "SELECT meaning, words FROM sense JOIN meaning ON meaning = meaning.id WHERE phrase = ?"
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
    """A range in a passage, with the phrases beside it that may name its quantity and the title, as stems.

    `is_topic` says that the title has such a phrase too: it may be what the passage is about, and no quantity.
    """

    range: Range
    phrases: tuple[str, str]
    title: str
    is_topic: bool


class Judged(NamedTuple):
    """How surely a value is known to be of a quantity, the lower the surer, its ranges, and its name if it has one."""

    doubt: int
    ranges: list[Named]
    name: str = ""


class Weighed(NamedTuple):
    """What passages count for their ranges, and the stems that say what quantity is meant and in which unit."""

    weights: list[Weight]
    naming: frozenset[str]


def without_numbers(query: Query) -> Query:
    """A query by its other words alone; the words beside a number do not come to stand beside each other."""
    words = tuple(wanted for wanted in query.words if not _is_number(wanted.word))
    said = " ".join(GAP if _is_number(word) else word for word in query.said).strip(f"{GAP} ").split()
    return replace(query, words=words, said=tuple(said))


def with_full_units(query: Query, knows: Callable[[str], bool]) -> Query:
    """A query whose short units are written in full, where the texts know the full name and not the short one."""
    full = {
        word: f"{FULL[singular]}s"
        for number, word in pairwise(query.said)
        if _is_number(number) and (singular := word if word in FULL else word.removesuffix("s")) in FULL
        if knows(f"{FULL[singular]}s") and (len(word) == 1 or not knows(word))
    }
    words = tuple(each._replace(word=full[each.word]) if each.word in full else each for each in query.words)
    return replace(query, words=words, said=tuple(full.get(word, word) for word in query.said)) if full else query


@lru_cache(maxsize=8)
def with_numbers_marked(queries: tuple[Query, ...], query: Query, is_named: bool) -> tuple[Query, ...]:
    """Queries that mark the numbers that were typed where a passage names them, and no other numbers."""
    numbers = tuple(Wanted(wanted.word) for wanted in query.words if is_named and _is_number(wanted.word))
    words = [tuple(wanted for wanted in each.words if not _is_number(wanted.word)) for each in queries]
    return tuple(replace(each, words=(*own, *numbers)) for each, own in zip(queries, words, strict=True))


def is_alone(query: Query) -> bool:
    """Does a query ask for nothing but numbers and their units?"""
    words = (wanted.word for wanted in query.words)
    return all(_is_number(word) or word in BOUNDING or {word, word.removesuffix("s")} & UNITS.keys() for word in words)


def _amount(word: str) -> float:
    """The number that a word is, not a number if it is none."""
    try:
        return float(word)
    except ValueError:
        return math.nan


def _is_number(word: str) -> bool:
    """Does it begin with a digit?"""
    return word[0].isdigit()


class Quantities:
    """What quantities are called, by the thesaurus and the terms of the guidelines that a store holds."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read from the store."""
        self.terms: dict[str, set[str]] = {}
        for phrase, number in connection.execute(TERMS):
            self.terms.setdefault(phrase, set()).add(f"term {number}")
        self.connection = connection
        phrases: str = connection.execute(SENSES).fetchone()[0] or ""
        self.senses = frozenset(phrases.split("\n"))
        self.side = lru_cache(CACHED)(self._side)
        self.named = lru_cache(KEPT)(self._named)

    def weights(self, query: Query, passages: Sequence[tuple[str, str]]) -> Weighed | None:
        """What passages, each by title and text, count for their ranges; None if a number means nothing here.

        Passages that name no range of the quantity stay as they are. Only the values count whose quantity is surest; of
        the others it counts a little where a passage names them.
        """
        said = frozenset(stem(wanted.word) for wanted in query.words)
        every = [_cases(self.named(title, text), said) for title, text in passages]
        all_named = list(chain.from_iterable(every))
        values = islice(dict.fromkeys(_values(query.typed)), MOST_VALUES)
        judged = [(value, self.meant(value, all_named)) for value in values]
        surest = min((found.doubt for _, found in judged if found.ranges), default=None)
        if surest is None:
            return None
        weights = [Weight()] * len(passages)
        for value, found in judged:
            meant = set(map(id, found.ranges if found.doubt == surest else ()))
            of_it = [[each.range for each in named if id(each) in meant] for named in every]
            more = weights_of(value, of_it) if meant else [_named_at_all(value, named) for named in every]
            both = zip(weights, more, strict=True)
            weights = [Weight(one.factor * other.factor, one.is_named or other.is_named) for one, other in both]
        if all(weight == Weight() for weight in weights):
            return None
        sure = [(value.unit, found) for value, found in judged if found.ranges and found.doubt == surest]
        units = (
            unit for unit, found in sure if is_measured(unit) or unit in {each.range.unit for each in found.ranges}
        )
        naming = frozenset(chain(*(map(stem, unit) for unit in units), *(found.name.split() for _, found in sure)))
        power = ALONE if is_alone(query) else 1
        return Weighed([Weight(each.factor**power, each.is_named) for each in weights], naming)

    def without_others(self, query: Query, passages: Sequence[tuple[str, str]], knows: Callable[[str], bool]) -> Query:
        """A query without the numbers of quantities of which passages, by title and text, name no range.

        `weights` has found none there: what holds the same number speaks of something else. A quantity is known by its
        unit or by the words before it, a name as "serum creatinine" or "age", or a word that stands nowhere.
        """
        others = [value for value in _values(query.typed) if self._is_other(value, passages, knows)]
        ends = {end for value in others for end, _ in value[:2]}
        units = {part for value in others if len(value.unit) > 1 for part in value.unit}
        dropped = {word for word in query.said if word in units or (_is_number(word) and _amount(word) in ends)}
        words = tuple(wanted for wanted in query.words if wanted.word not in dropped)
        return replace(query, words=words, said=tuple(w for w in query.said if w not in dropped)) if words else query

    def lowered(self, place: Place, passed: Iterable[str]) -> Place:
        """A passage, which counts less if a range of it holds a number that was passed over: it would look meant."""
        amounts = [amount for word in passed if not math.isnan(amount := _amount(word))]
        every = [each.range for each in self.named(place.row.title, place.row.text)]
        is_met = any(each.low[0] <= amount <= each.high[0] for amount in amounts for each in every if each.is_wide)
        return place._replace(score=place.score * SEEMS) if is_met else place

    def _is_other(self, value: Range, passages: Sequence[tuple[str, str]], knows: Callable[[str], bool]) -> bool:
        """Is it said what a value is of, and does no passage say both? "CKD 4" is a name, and no value."""
        if is_measured(value.unit):
            told = (each.range for passage in passages for each in self.named(*passage))
            return not any(value.names(each) and value.may_be(each) for each in told)
        name = self._phrases(value.before, ())[0]
        whole = f"{name} {value.low[0]:g}"
        if not name or not self.senses.isdisjoint((whole, " ".join((whole, *value.after[:1])))):
            return False
        if name not in self.senses and name not in self.terms:
            return not knows(name)
        every = [self.named(*passage) for passage in passages]
        beside = {phrase for named in every for each in named for phrase in each.phrases}
        longer = [phrase for phrase in beside if f" {name} " in f" {phrase} " and name != phrase]
        both = zip(passages, every, strict=True)
        naming = (passage for passage, named in both if any(value.names(each.range) for each in named))
        return not any(_holds(stem_line(" ".join(passage)), name, longer) for passage in naming)

    def _named(self, title: str, text: str) -> tuple[Named, ...]:
        """The ranges of a passage; they are kept, because the next key finds most passages again."""
        found = ranges(text)
        line = stem_line(title) if found else ""
        named = ((each, self._phrases(each.before, each.after)) for each in found)
        return tuple(
            Named(each, phrases, line, any(phrase and f" {phrase} " in line for phrase in phrases))
            for each, phrases in named
        )

    def meant(self, value: Range, every: Sequence[Named]) -> Judged:
        """The ranges of the quantity asked for, by its name before or after the number, else its unit, else its topic.

        A unit at the end may still be typed: it is taken for the first that it can become. A topic names a quantity
        only where all ranges under it have one unit. An age is no other time.
        """
        if value.is_age:
            every = [each for each in every if each.range.may_be_age()]
        kinds = {each.range.unit: each.range for each in every}
        units = {unit for unit, other in kinds.items() if _fits(value, other)}
        fitting = [each for each in every if each.range.unit in units]
        sides = list(map(self.side, self._phrases(value.before, value.after)))
        is_given = is_measured(value.unit)
        named = [each for each in fitting if each.range.unit or not is_given]
        if found := self._best_called(sides, named):
            limits = [each for each in every if is_given and (value.is_wide or not each.range.is_closed)]
            very = [each for each in limits if value.is_alike(each.range) and value.names(each.range)]
            return Judged(0, [*found.ranges, *very], found.name)
        for doubt, alike in enumerate(_alike(value, kinds), 1):
            if alike:
                return Judged(doubt, [each for each in every if each.range.unit in alike])
        if found := self._best_called(sides, fitting):
            return found
        about = [each for each in fitting if any(f" {name} " in each.title for name in value.before[-1:])]
        return Judged(3, about if len({each.range.unit for each in about}) == 1 else [])

    def _best_called(self, sides: Sequence[Side], fitting: Sequence[Named]) -> Judged | None:
        """The ranges that one of the phrases beside a value calls, unless it is only what their titles say."""
        called = sorted([Judged(3, self._called(side, fitting), side.phrase) for side in sides], key=_topical)
        return next((found for found in called if found.ranges and _topical(found) < 1), None)

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
        row = self.connection.execute(SENSE, (phrase,)).fetchone()
        sense, words = (f"sense {row[0]}", row[1]) if row else ("", "")
        names = {phrase, *self.terms.get(phrase, ()), *([sense] if words else [])} if phrase else set()
        return Side(phrase, frozenset(names), frozenset(map(stem, words.split())))


def _holds(line: str, name: str, longer: Iterable[str]) -> bool:
    """Does a line of stems hold a name, and not only as a part of longer ones?"""
    for phrase in longer:
        line = line.replace(f" {phrase} ", f" {GAP} ")
    return f" {name} " in line


def _cases(named: tuple[Named, ...], said: frozenset[str]) -> tuple[Named, ...]:
    """The ranges of a passage without those for a case that was not asked for."""
    return tuple([each for each in named if not each.range.where or not said.isdisjoint(each.range.where)])


def _values(typed: str) -> Iterator[Range]:
    """The numbers that were typed; what stands between two of them belongs to the second."""
    values = ranges(VALUE.sub(r"\1 \2", typed))
    for value, following in zip_longest(values, values[1:]):
        is_between = following is not None and value.before and value.after == following.before
        yield value._replace(after=()) if is_between else value


def _topical(found: Judged) -> float:
    """How many of some ranges go by a word that their title says too, of 1."""
    return sum(each.is_topic for each in found.ranges) / max(1, len(found.ranges))


def _fits(value: Range, other: Range) -> bool:
    """May these be of one unit?"""
    return not is_measured(value.unit) or not other.unit or value.may_be(other)


def _alike(value: Range, kinds: dict[tuple[str, ...], Range]) -> Iterator[set[tuple[str, ...]]]:
    """The units of the same kind as a value's, then those that it may still become or has but for the day."""
    exact = {unit for unit, other in kinds.items() if value.is_alike(other)}
    close = {unit for unit, other in kinds.items() if value.is_close(other)}
    yield exact if exact == close else set()
    first = next((other for other in kinds.values() if not value.after and value.may_be(other)), value)
    yield close or {unit for unit, other in kinds.items() if first.is_alike(other)}


def _named_at_all(value: Range, every: Iterable[Named]) -> Weight:
    """What a passage counts for a value whose quantity is not sure, given all its ranges: little."""
    return Weight(HOLDS if any(value.names(each.range) for each in every) else 1.0)
