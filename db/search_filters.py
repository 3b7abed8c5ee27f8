"""Which passages a search may find at all: of a guideline, of some kinds, with what was quoted, without -words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Final

from db.search import Query, phrase_line
from db.search_stem import stem
from db.search_told import Told

MATCHES: Final = 4
"""Of so many quotations and -words it is kept where they may stand."""
HELD: Final = 10_000
"""Of so many passages it is kept whether they hold what was quoted."""
PHRASED: Final = "SELECT rowid FROM search WHERE search MATCH ?"
TEXTS: Final = "SELECT title, text, entry FROM passage WHERE id = ?"
OF_KIND: Final = """
    SELECT id FROM passage WHERE (:guideline IS NULL OR guideline = :guideline)
        AND (:kinds IS NULL OR kind IN (SELECT value FROM json_each(:kinds)))"""


class Filters(Told):
    """The words of a store, with what leaves passages out."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read from a connection whose rows have names."""
        super().__init__(connection)
        self.of_kind = lru_cache(2)(self._of_kind)
        self.matching = lru_cache(MATCHES)(self._matching)
        self.holds = lru_cache(HELD)(self._holds)

    def fits(self, query: Query, guideline: str | None, kinds: Collection[str] | None) -> Callable[[int], bool] | None:
        """Tells which passages hold the phrases and not the excluded words, and are of the guideline and kinds wanted.

        None if all do.
        """
        if guideline is None and kinds is None and not query.phrases and not query.excluded:
            return None
        wanted: list[Collection[int]] = []
        if guideline is not None or kinds is not None:
            wanted.append(self.of_kind(guideline, None if kinds is None else json.dumps(sorted(kinds))))
        if query.phrases:
            wanted.append(self.matching(" AND ".join(map(_near, query.phrases))))
        barred = frozenset[int]().union(*map(self.saying, query.excluded))
        if not wanted and not barred:
            return None

        def fits(place: int) -> bool:
            is_wanted = place not in barred and all([place in some for some in wanted])  # noqa: C419  # half the time
            return is_wanted and (not query.phrases or self.holds(place, query.phrases))

        return fits

    def _of_kind(self, guideline: str | None, kinds: str | None) -> frozenset[int]:
        """The passages of a guideline and of some kinds."""
        values = {"guideline": guideline, "kinds": kinds}
        return frozenset(row[0] for row in self.connection.execute(OF_KIND, values))

    def saying(self, words: str) -> frozenset[int]:
        """The passages that say a word, or several side by side, in any form."""
        return self.matching(f'"{" ".join(map(stem, words.split()))}"')

    def _matching(self, expression: str) -> frozenset[int]:
        """The passages whose own words match: one that is found by a synonym does not say it itself."""
        return frozenset(row[0] for row in self.connection.execute(PHRASED, (expression,)))

    def _holds(self, place: int, phrases: tuple[tuple[str, ...], ...]) -> bool:
        """Does a passage hold every quoted phrase, word for word, in its title, its text or a phrase of its entry?"""
        title, text, entry = self.connection.execute(TEXTS, (place,)).fetchone()
        lines = [phrase_line(part) for part in (title, text, *entry.split("\n"))]
        return all(any(f" {' '.join(phrase)} " in line for line in lines) for phrase in phrases)


def _near(phrase: tuple[str, ...]) -> str:
    """The words of a phrase close together: between them stand the other forms of words with hyphens."""
    words = " ".join(f'"{stem(word)}"' for word in phrase)
    return f"NEAR({words}, {2 * len(phrase)})"
