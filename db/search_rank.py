"""The passages that answer a query, best first, from the FTS5 table; what was typed is quoted stems and bound."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from db.search import Query, Wanted, phrase_line, stem_line
from db.search_index import WEIGHTS
from db.search_stem import stem

LAST_LETTER: Final = "\U0010ffff"
MOST_STEMS: Final = 60
"""How many stems the beginning of a word stands for at most; the commonest come first."""
FEW: Final = 4
"""Of so many words typed all should stand in a passage; in a whole sentence what they say together decides."""
SPARE: Final = 40
TITLE_TIER: Final = 200.0
WHOLE_TIER: Final = 150.0
ALL_TIER: Final = 100.0
"""Lift a section whose title is the query, a passage that holds all of its words, and one that holds the last word
as it was typed and not only one that begins so, above the others."""
KIND_FACTORS: Final = {"stop": 1.12, "do": 1.06, "do-not": 1.06, "consider": 1.06, "timing": 1.06, "section": 0.7}
TIMING_FACTOR: Final = 1.6
"""What a statement on timing gains where a search asks for a time."""
BEGUN: Final = "SELECT stem FROM word WHERE word >= ? AND word < ? GROUP BY stem ORDER BY sum(count) DESC LIMIT ?"
BEGINS: Final = "SELECT 1 FROM word WHERE word >= ? AND word < ? LIMIT 1"
KNOWS: Final = "SELECT 1 FROM word WHERE stem = ? LIMIT 1"
VOCABULARY: Final = "SELECT word, count FROM word"
FACTORS: Final = " ".join(f"WHEN '{kind}' THEN {factor}" for kind, factor in KIND_FACTORS.items())
MATCHES: Final = f"""
    SELECT p.id, p.title, p.text, p.statement, -bm25(search, {", ".join(map(str, WEIGHTS))})
        * CASE p.kind {FACTORS} ELSE 1.0 END * iif(p.kind = 'timing', :timing, 1.0) AS score
    FROM search JOIN passage AS p ON p.id = search.rowid
    WHERE search MATCH :words AND (:guideline IS NULL OR p.guideline = :guideline)
        AND (:kinds IS NULL OR p.kind IN (SELECT value FROM json_each(:kinds)))
    ORDER BY score DESC, p.id LIMIT :limit"""  # noqa: S608  # built of constants; what users type is bound
Ranked = list[tuple[int, float]]


class Index:
    """The index of a store, ready to be asked."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read from a connection whose rows have names."""
        self.connection = connection

    def knows(self, word: str) -> bool:
        """Does this word stand anywhere, in any form?"""
        return self.connection.execute(KNOWS, (stem(word),)).fetchone() is not None

    def begins(self, prefix: str) -> bool:
        """Does any word begin so?"""
        return self.connection.execute(BEGINS, (prefix, prefix + LAST_LETTER)).fetchone() is not None

    def vocabulary(self) -> Iterable[tuple[str, int]]:
        """Every word as it is written, with how often."""
        return [(row[0], row[1]) for row in self.connection.execute(VOCABULARY)]

    def rank(
        self, query: Query, limit: int, guideline: str | None = None, kinds: Collection[str] | None = None
    ) -> Ranked:
        """The places of the best passages with their scores: those with all words, then those with most."""
        if not query.words:
            return []
        excluded = " OR ".join(_quote(stem(word)) for word in query.excluded)
        values = {
            "timing": TIMING_FACTOR if query.asks_when else 1.0,
            "guideline": guideline,
            "kinds": None if kinds is None else json.dumps(sorted(kinds)),
            "limit": limit + SPARE,
        }
        found: dict[int, float] = {}
        for lift, expression in self.tiers(query):
            for row in self.connection.execute(MATCHES, values | {"words": _without(expression, excluded)}):
                if row["id"] not in found and holds_phrases(row, query):
                    found[row["id"]] = row["score"] + lift + (TITLE_TIER if is_titled(row, query) else 0.0)
            if len(found) >= limit:
                break
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]

    def tiers(self, query: Query) -> Iterator[tuple[float, str]]:
        """FTS5 expressions, strictest first, each with how far it lifts what it finds."""
        words = [self.quoted(wanted, wanted.is_begun) for wanted in query.words]
        if len(words) <= FEW:
            if query.words[-1].is_begun and self.knows(query.words[-1].word):
                yield WHOLE_TIER, " AND ".join(self.quoted(wanted, False) for wanted in query.words)
            yield ALL_TIER, " AND ".join(words)
        if len(words) > 1:
            yield 0.0, " OR ".join(words)

    def quoted(self, wanted: Wanted, begun: bool) -> str:
        """One word as its quoted stem; of a word still being typed also the stems of all that begin so."""
        stems = [stem(wanted.word)]
        if begun:
            rows = self.connection.execute(BEGUN, (wanted.word, wanted.word + LAST_LETTER, MOST_STEMS))
            stems += [row[0] for row in rows]
        return f"({' OR '.join(map(_quote, dict.fromkeys(stems)))})"


def _quote(word: str) -> str:
    """A stem as one FTS5 string."""
    return '"' + word.replace('"', '""') + '"'


def _without(expression: str, excluded: str) -> str:
    """An expression without the passages that hold an excluded word."""
    return f"({expression}) NOT ({excluded})" if excluded else expression


def holds_phrases(row: sqlite3.Row, query: Query) -> bool:
    """Does a passage hold every quoted phrase, word for word?"""
    if not query.phrases:
        return True
    lines = [phrase_line(row["title"]), phrase_line(row["text"])]
    return all(any(f" {' '.join(phrase)} " in line for line in lines) for phrase in query.phrases)


def is_titled(row: sqlite3.Row, query: Query) -> bool:
    """Is it a section whose whole title was typed?"""
    return not row["statement"] and set(stem_line(row["title"]).split()) == {stem(word) for word in query.said}
