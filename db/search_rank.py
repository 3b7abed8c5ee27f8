"""The passages that answer a query, best first; what was typed is bound, never part of a statement."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from db.search import Query, phrase_line, title_key
from db.search_concepts import Asked
from db.search_impacts import Ranked, best
from db.search_marks import Span, finder, nearness
from db.search_stem import stem
from db.search_words import Words

if TYPE_CHECKING:
    from db.search_numbers import Quantities

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
KEPT: Final = 500
"""So many rows of passages are kept at hand."""
NAMED: Final = "SELECT id FROM passage WHERE name IN (?, ?) AND name <> ''"
PHRASED: Final = "SELECT rowid FROM search WHERE search MATCH ?"
OF_KIND: Final = """
    SELECT id FROM passage WHERE (:guideline IS NULL OR guideline = :guideline)
        AND (:kinds IS NULL OR kind IN (SELECT value FROM json_each(:kinds)))"""
ROWS: Final = """
    SELECT id, guideline, section, statement, kind, title, path, text, cited, entry, whole FROM passage
    WHERE id IN (SELECT value FROM json_each(?))"""


class Place(NamedTuple):
    """The row of a passage, its score, and where in its text the words stand."""

    row: sqlite3.Row
    score: float
    spans: list[Span]


class Index(Words):
    """The index of a store, ready to be asked."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read from a connection whose rows have names."""
        super().__init__(connection)
        self.of_kind = lru_cache(2)(self._of_kind)
        self.kept: dict[int, sqlite3.Row] = {}

    @cached_property
    def quantities(self) -> Quantities:
        """What quantities are called."""
        from db.search_numbers import Quantities

        return Quantities(self.connection)

    def _of_kind(self, guideline: str | None, kinds: str | None) -> frozenset[int]:
        """The passages of a guideline and of some kinds."""
        values = {"guideline": guideline, "kinds": kinds}
        return frozenset(row[0] for row in self.connection.execute(OF_KIND, values))

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
            ranked = asked.covered([place for place, _ in ranked[:COVERED]]) + ranked[COVERED:]
        found = self.places(ranked[: max(limit, NEAREST)], self.marked(query))
        titled = [place for place in self.places(self.titled(query), query) if fits is None or fits(place.row["id"])]
        titled.sort(key=lambda place: place.row["title"].casefold() != query.typed)  # C++ and C# are both called "C"
        first = lifted(found[:NEAREST], asked, query)
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


def _near(phrase: tuple[str, ...]) -> str:
    """The words of a phrase close together: between them stand the other forms of words with hyphens."""
    words = " ".join(f'"{stem(word)}"' for word in phrase)
    return f"NEAR({words}, {2 * len(phrase)})"


def lifted(places: Sequence[Place], asked: Asked, query: Query) -> list[Place]:
    """Passages with a share of what their whole sections score, and more if their words stand together."""
    whole = asked.said([place.row["whole"] for place in places])
    found = []
    for (row, score, spans), said in zip(places, whole, strict=True):
        near = nearness(row["text"], spans, query) if len(query.words) > 1 else 0.0
        found.append(Place(row, (score + SECTION_SHARE * said) * (1 + NEAR_GAIN * near), spans))
    return found


def holds_phrases(row: sqlite3.Row, query: Query) -> bool:
    """Does a passage hold every quoted phrase, word for word, in its title, its text or a phrase of its entry?"""
    lines = [phrase_line(text) for text in (row["title"], row["text"], *row["entry"].split("\n"))]
    return all(any(f" {' '.join(phrase)} " in line for line in lines) for phrase in query.phrases)
