"""The passages that answer a query, best first; what was typed is bound, never part of a statement."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from db.search import Query, Wanted, phrase_line, title_key
from db.search_concepts import COVER_GAIN, Asked, Concept, Lists, smallness, worth
from db.search_impacts import LEVELS, Impacts, Ranked, best, merge, unpack
from db.search_marks import Span, finder, nearness
from db.search_senses import begun_meanings, is_understood, typed_meanings
from db.search_stem import stem

if TYPE_CHECKING:
    from db.search_numbers import Quantities

LAST_LETTER: Final = "\U0010ffff"
JOINER_WEIGHT: Final = 0.5
"""What a word counts that only joins others ("when", "the"): where all else is equal it decides."""
JOINER_RAREST: Final = 2.0
"""It does not count as rarer than this: in a small store "whom" is rare, but says nothing; a letter never counts."""
MEANING_WEIGHT: Final = 0.5
"""What other words of the same meaning count, by the thesaurus; in a small store, which says less, up to twice."""
COMMON: Final = 100
COMMON_SHARE: Final = 0.25
"""What more passages say than both of these decides nothing beside a word that stands somewhere itself."""
BEGUN_WEIGHT: Final = 0.5
"""What words count that begin with a word which is one itself and may still be typed."""
INNER_WEIGHT: Final = 0.5
"""What a word counts that stands nowhere by itself, but inside of others."""
SHORTEST_INNER: Final = 3
MOST_INNER: Final = 3
TITLE_SCORE: Final = 1_000.0
"""The score of a section whose whole title was typed: above all else."""
COVERED: Final = 40
"""Among so many of the best it counts how much of what is asked for a passage speaks of."""
NEAREST: Final = 20
"""Among so many of the best it also counts what the whole section says and how near the words stand to each other."""
SECTION_SHARE: Final = 0.2
NEAR_GAIN: Final = 0.25
MOST: Final = 4
"""So many times each word is looked for in a text."""
CACHED: Final = 128
KEPT: Final = 500
"""So many impacts of words, and rows of passages, are kept at hand."""
VOCABULARY: Final = "SELECT word, count FROM word"
SIZE: Final = "SELECT ifnull(max(id), 0) + 1 FROM passage"
IMPACT: Final = "SELECT marks, count FROM impact WHERE stem = ?"
START: Final = "SELECT marks, count FROM start WHERE start = ?"
BEGUN: Final = """
    SELECT marks, count FROM impact WHERE stem IN (SELECT stem FROM word WHERE word >= ? AND word < ?)"""
INNER: Final = """
    SELECT marks, count FROM impact WHERE stem IN (SELECT stem FROM word WHERE instr(word, ?))"""
NAMED: Final = "SELECT id FROM passage WHERE name IN (?, ?) AND name <> ''"
MEANING: Final = "SELECT words, marks, count FROM meaning WHERE id = ?"
PHRASED: Final = "SELECT rowid FROM search WHERE search MATCH ?"
OF_KIND: Final = """
    SELECT id FROM passage WHERE (:guideline IS NULL OR guideline = :guideline)
        AND (:kinds IS NULL OR kind IN (SELECT value FROM json_each(:kinds)))"""
ROWS: Final = """
    SELECT id, guideline, section, statement, kind, title, path, text, cited, whole FROM passage
    WHERE id IN (SELECT value FROM json_each(?))"""
NONE: Final = Impacts(b"", 0)


class Place(NamedTuple):
    """The row of a passage, its score, and where in its text the words stand."""

    row: sqlite3.Row
    score: float
    spans: list[Span]


class Meaning(NamedTuple):
    """Something that words of the thesaurus mean: its words, and what passages say on any of them."""

    words: tuple[str, ...]
    impact: Impacts


class Index:
    """The index of a store, ready to be asked."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read from a connection whose rows have names."""
        self.connection = connection
        self.word = lru_cache(CACHED)(self._word)
        self.begun = lru_cache(CACHED)(self._begun)
        self.meaning = lru_cache(CACHED)(self._meaning)
        self.meanings = lru_cache(CACHED)(self._meanings)
        self.of_kind = lru_cache(2)(self._of_kind)
        self.kept: dict[int, sqlite3.Row] = {}

    def knows(self, word: str) -> bool:
        """Does this word stand anywhere, in any form?"""
        return self.word(stem(word)).count > 0

    def begins(self, prefix: str) -> bool:
        """Does any word begin so?"""
        return self.begun(prefix).count > 0

    def understands(self, wanted: Wanted) -> bool:
        """Is it a word of the texts or of the thesaurus, or may it become one?"""
        known = self.begins(wanted.word) if wanted.is_begun else self.knows(wanted.word)
        return known or is_understood(self.connection, wanted)

    def vocabulary(self) -> Iterable[tuple[str, int]]:
        """Every word as it is written, with how often."""
        return [(row[0], row[1]) for row in self.connection.execute(VOCABULARY)]

    def finished(self, query: Query) -> Query:
        """A query to which nothing more will be typed: its last word is whole, unless it only begins known ones."""
        if not query.words:
            return query
        *before, last = query.words
        begun = last.is_begun and self.begins(last.word) and not self.knows(last.word)
        return replace(query, words=(*before, replace(last, is_begun=begun)))

    @cached_property
    def quantities(self) -> Quantities:
        """What quantities are called."""
        from db.search_numbers import Quantities

        return Quantities(self.connection)

    @cached_property
    def size(self) -> int:
        """One more than the number of the last passage."""
        return int(self.connection.execute(SIZE).fetchone()[0])

    def _word(self, stemmed: str) -> Impacts:
        """What passages say on a stem."""
        row = self.connection.execute(IMPACT, (stemmed,)).fetchone()
        return unpack(row[0], row[1], self.size) if row else NONE

    def _begun(self, prefix: str) -> Impacts:
        """What passages say on any word that begins so."""
        row = self.connection.execute(START, (prefix,)).fetchone()
        return unpack(row[0], row[1], self.size) if row else self._merged(BEGUN, prefix, prefix + LAST_LETTER)

    def _meaning(self, number: int) -> Meaning:
        """A meaning by its number."""
        words, marks, count = self.connection.execute(MEANING, (number,)).fetchone()
        return Meaning(tuple(words.split()), unpack(marks, count, self.size))

    def _meanings(self, query: Query) -> list[tuple[str, Meaning]]:
        """What the phrases of a query stand for, each phrase as stems; one still typed may become any of some."""
        found = typed_meanings(self.connection, query)
        last = query.words[-1]
        begun = stem(last.word)
        if last.is_begun and not self.begins(last.word) and begun not in dict(found):
            found += [(begun, number) for number in begun_meanings(self.connection, last.word)]
        each = ((phrase, self.meaning(number)) for phrase, number in found)
        rare = max(COMMON, COMMON_SHARE * self.size)
        return [(phrase, meant) for phrase, meant in each if meant.impact.count < rare or not self.word(phrase).count]

    def marked(self, query: Query) -> Query:
        """A query with what else is meant by words that stand nowhere themselves, so that a hit shows why it is one."""
        also = {word for phrase, found in self.meanings(query) if not self.word(phrase).count for word in found.words}
        return replace(query, words=(*query.words, *map(Wanted, sorted(also))))

    def _merged(self, sql: str, *values: str) -> Impacts:
        """What passages say on any of several words."""
        rows = self.connection.execute(sql, values).fetchall()
        return merge([(row[0], row[1]) for row in rows], self.size) if rows else NONE

    def _of_kind(self, guideline: str | None, kinds: str | None) -> frozenset[int]:
        """The passages of a guideline and of some kinds."""
        values = {"guideline": guideline, "kinds": kinds}
        return frozenset(row[0] for row in self.connection.execute(OF_KIND, values))

    def impacts(self, wanted: Wanted) -> list[Impacts]:
        """What passages say on a word, and on any that begins so if it may still be typed."""
        found = [self.word(stem(wanted.word)), *([self.begun(wanted.word)] if wanted.is_begun else [])]
        return [impact for impact in found if impact.count]

    def weighted(self, query: Query) -> Lists:
        """The impacts of each word of a query, with what they weigh."""
        return self.asked(query).lists

    def asked(self, query: Query) -> Asked:
        """What a query asks for: its words, those of a phrase together, each with what else means the same."""
        typed = {stem(wanted.word): self.typed(wanted) for wanted in query.words}
        small = smallness(self.size)
        every: list[Concept] = []
        parts: set[str] = set()
        for first, second, whole in self.joined(query):
            every.append(Concept([*typed.pop(first, []), *typed.pop(second, [])], whole))
            parts |= {first, second}
        concepts: dict[str, Concept] = {}
        for phrase, meaning in self.meanings(query):
            if phrase in parts:
                continue
            words = [pair for word in phrase.split() for pair in typed.pop(word, [])]
            weight = MEANING_WEIGHT * (1 + small) * worth(phrase, self.size) * meaning.impact.rarity
            meanings = concepts.setdefault(phrase, Concept(words, [])).meant
            meanings += _leveled([(weight, meaning.impact)])
        unknown = [wanted.word for wanted in query.words if typed.get(stem(wanted.word)) == []]
        single = [lists for lists in typed.values() if lists]
        single += [found for word in unknown[:MOST_INNER] if (found := self.inner(word))]
        every += [*concepts.values(), *(Concept(lists, []) for lists in single)]
        return Asked(every, self.joiners(query), COVER_GAIN * small)

    def joined(self, query: Query) -> Iterator[tuple[str, str, Lists]]:
        """Neighbours in a query that are one word in the texts, as stems, where one of them is none by itself."""
        for first, second in pairwise(query.said):
            whole = self.word(stem(first + second))
            if whole.count and not (self.knows(first) and self.knows(second)):
                yield stem(first), stem(second), _leveled([(whole.rarity, whole)])

    def joiners(self, query: Query) -> Lists:
        """The impacts of the words that only join others; a letter says nothing."""
        meant = {wanted.word for wanted in query.words}
        joining = (stem(word) for word in query.said if len(word) > 1 and word not in meant)
        found = [impact for impact in map(self.word, dict.fromkeys(joining)) if impact.count]
        return _leveled([(JOINER_WEIGHT * min(JOINER_RAREST, impact.rarity), impact) for impact in found])

    def typed(self, wanted: Wanted) -> Lists:
        """The impacts of a word that was typed, with what they weigh."""
        share = worth(stem(wanted.word), self.size)
        found = self.impacts(wanted)
        weights = (share, share * BEGUN_WEIGHT)[: len(found)]  # those that begin so weigh less beside the word itself
        return _leveled([(weight * each.rarity, each) for weight, each in zip(weights, found, strict=True)])

    def inner(self, word: str) -> Lists:
        """The impacts of words in which one stands that stands nowhere by itself."""
        if len(word) < SHORTEST_INNER and word.isascii():
            return []
        impact = self._merged(INNER, word)
        return _leveled([(INNER_WEIGHT * impact.rarity, impact)]) if impact.count else []

    def rank(
        self, query: Query, limit: int, guideline: str | None = None, kinds: Collection[str] | None = None
    ) -> list[Place]:
        """The best passages; for a number first those that name a range of its quantity in which it lies."""
        if any(wanted.word[0].isdigit() for wanted in query.words):
            from db.search_numbers import POOL, without_numbers

            found = self.by_words(without_numbers(query), max(limit, POOL), guideline, kinds)
            factors = self.quantities.factors(query.typed, [(place.row["title"], place.row["text"]) for place in found])
            if factors is not None:
                weighed = [place._replace(score=place.score * x) for place, x in zip(found, factors, strict=True)]
                return sorted(weighed, key=lambda place: -place.score)[: max(0, limit)]
        return self.by_words(query, limit, guideline, kinds)

    def by_words(self, query: Query, limit: int, guideline: str | None, kinds: Collection[str] | None) -> list[Place]:
        """The best passages for the words of a query.

        The first of them are put in order once more, by what their sections say and how near the words stand.
        """
        if not query.words or limit < 1:
            return []
        fits = self.fits(query, guideline, kinds)
        asked = self.asked(query)
        ranked = best(asked.lists, max(limit, COVERED), fits)
        if len(query.said) > 1:
            ranked = asked.covered(place for place, _ in ranked[:COVERED]) + ranked[COVERED:]
        found = self.places(ranked[: max(limit, NEAREST)], self.marked(query))
        titled = [place for place in self.places(self.titled(query), query) if fits is None or fits(place.row["id"])]
        titled.sort(key=lambda place: place.row["title"].casefold() != query.typed)  # C++ and C# are both called "C"
        first = [lifted(place, asked, query) for place in found[:NEAREST]]
        first.sort(key=lambda place: (-place.score, place.row["id"]))
        taken = {place.row["id"] for place in titled}
        return [*titled, *(place for place in first + found[NEAREST:] if place.row["id"] not in taken)][:limit]

    def places(self, ranked: Ranked, query: Query) -> list[Place]:
        """The rows of passages in this order, and where in them the words stand."""
        if not ranked:
            return []
        find = finder(query)
        rows = self.rows([place for place, _ in ranked])
        return [Place(row, score, find(row["text"], MOST)) for row, (_, score) in zip(rows, ranked, strict=True)]

    def rows(self, places: Sequence[int]) -> list[sqlite3.Row]:
        """The rows of passages; they are kept for a while, because the next key finds most of them again."""
        if len(self.kept) > KEPT:
            self.kept.clear()
        new = [place for place in places if place not in self.kept]
        if new:
            self.kept.update((row[0], row) for row in self.connection.execute(ROWS, (json.dumps(new),)))
        return [self.kept[place] for place in places]

    def titled(self, query: Query) -> Ranked:
        """The sections whose whole title was typed."""
        key = " ".join(sorted(set(map(stem, query.said))))
        return [(row[0], TITLE_SCORE) for row in self.connection.execute(NAMED, (key, title_key(query.typed)))]

    def by_section(self, query: Query, guideline: str) -> dict[str, int]:
        """How many statements of each section hold all words of a query, or any of them if none holds all.

        A section that holds them only by itself counts 1.
        """
        places = self.of_kind(guideline, None)
        fits = self.fits(query, None, None)
        senses = {phrase: [meaning.impact] for phrase, meaning in self.meanings(query)} if query.words else {}
        said = [self.impacts(wanted) or senses.get(stem(wanted.word), []) for wanted in query.words]
        each = [
            {p for impact in impacts for p in places if impact.marks[p] and (fits is None or fits(p))}
            for impacts in said
        ]
        found = set.intersection(*each) or set.union(*each) if each else set()
        rows = self.connection.execute(ROWS, (json.dumps(sorted(found)),)).fetchall()
        counts = Counter(row["section"] for row in rows if row["statement"])
        return {row["section"]: counts[row["section"]] or 1 for row in rows}

    def fits(self, query: Query, guideline: str | None, kinds: Collection[str] | None) -> Callable[[int], bool] | None:
        """Tells which passages hold the phrases and not the excluded words, and are of the guideline and kinds wanted.

        None if all do.
        """
        wanted: list[Collection[int]] = []
        if guideline is not None or kinds is not None:
            wanted.append(self.of_kind(guideline, None if kinds is None else json.dumps(sorted(kinds))))
        if query.phrases:
            wanted.append(self.phrased(query))
        barred = [impact.marks for word in query.excluded if (impact := self.word(stem(word))).count]
        if not wanted and not barred:
            return None
        return lambda place: all(place in some for some in wanted) and not any(marks[place] for marks in barred)

    def phrased(self, query: Query) -> set[int]:
        """The passages that hold every quoted phrase, word for word."""
        expression = " AND ".join(map(_near, query.phrases))
        places = [row[0] for row in self.connection.execute(PHRASED, (expression,))]
        rows = self.connection.execute(ROWS, (json.dumps(places),))
        return {row[0] for row in rows if holds_phrases(row, query)}


def _leveled(weighed: Iterable[tuple[float, Impacts]]) -> Lists:
    """Impacts with what one level of them weighs."""
    return [(weight / LEVELS, impact.marks) for weight, impact in weighed]


def _near(phrase: tuple[str, ...]) -> str:
    """The words of a phrase close together: between them stand the other forms of words with hyphens."""
    words = " ".join(f'"{stem(word)}"' for word in phrase)
    return f"NEAR({words}, {2 * len(phrase)})"


def lifted(place: Place, asked: Asked, query: Query) -> Place:
    """A passage with a share of what its whole section scores, and more if its words stand together."""
    row, score, spans = place
    score += SECTION_SHARE * asked.said(row["whole"])
    near = nearness(row["text"], spans, query) if len(query.words) > 1 else 0.0
    return Place(row, score * (1 + NEAR_GAIN * near), spans)


def holds_phrases(row: sqlite3.Row, query: Query) -> bool:
    """Does a passage hold every quoted phrase, word for word?"""
    lines = [phrase_line(row["title"]), phrase_line(row["text"])]
    return all(any(f" {' '.join(phrase)} " in line for line in lines) for phrase in query.phrases)
