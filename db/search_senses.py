"""What else the words of a query may mean: the thesaurus as a store holds it. It is weaker evidence than the words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from db.search import Query
from db.search_stem import stem

LONGEST: Final = 4
"""So many words of a query are looked up as one phrase."""
MOST_BEGUN: Final = 4
AFTER_BLANK: Final = "!"
LAST_LETTER: Final = "\U0010ffff"
SENSE: Final = "SELECT meaning FROM sense WHERE phrase = ?"
STARTED: Final = "SELECT 1 FROM sense WHERE phrase >= ? AND phrase < ? LIMIT 1"
SAME: Final = "SELECT same, other FROM sense WHERE phrase = ?"
BEGUN: Final = "SELECT DISTINCT meaning FROM sense WHERE phrase >= ? AND phrase < ? AND meaning > 0 LIMIT ?"


def is_sense(connection: sqlite3.Connection, phrase: str) -> bool:
    """Is it a phrase of the thesaurus, as stems?"""
    return connection.execute(SENSE, (phrase,)).fetchone() is not None


def may_be_sense(connection: sqlite3.Connection, start: str) -> bool:
    """May it become a phrase of the thesaurus?"""
    return connection.execute(STARTED, (start, start + LAST_LETTER)).fetchone() is not None


def goes_on(connection: sqlite3.Connection, word: str) -> bool:
    """Does a word of the thesaurus begin with another one, or with what is typed of it, and go on?"""
    return connection.execute(STARTED, (word + AFTER_BLANK, word + LAST_LETTER)).fetchone() is not None


def phrase_meaning(connection: sqlite3.Connection, phrase: str) -> int:
    """The number of what a phrase means, as stems; 0 if nothing."""
    row = connection.execute(SENSE, (phrase,)).fetchone()
    return int(row[0]) if row else 0


def same_meaning(connection: sqlite3.Connection, phrase: str) -> tuple[int, tuple[str, ...]] | None:
    """The number of what means the same as a phrase, and what is found instead where nothing of that stands anywhere.

    None if it is no phrase of the thesaurus.
    """
    row = connection.execute(SAME, (phrase,)).fetchone()
    return (int(row[0]), tuple(row[1].split("\n")) if row[1] else ()) if row else None


def typed_meanings(meaning: Callable[[str], int], phrases: Iterable[tuple[int, str]]) -> list[tuple[str, int]]:
    """The phrases of a query that stand for something, as stems, each with the number of what it means.

    Longer phrases go first, and no word stands in two: in "spinal tap" nothing is said of the spine.
    """
    found: list[tuple[str, int]] = []
    taken: set[int] = set()
    for at, phrase in phrases:
        places = range(at, at + phrase.count(" ") + 1)
        if (number := meaning(phrase)) and taken.isdisjoint(places):
            taken.update(places)
            found.append((phrase, number))
    return found


def begun_meanings(connection: sqlite3.Connection, start: str) -> list[int]:
    """The numbers of what some phrases mean that begin so."""
    return [row[0] for row in connection.execute(BEGUN, (start, start + LAST_LETTER, MOST_BEGUN))]


def typed_phrases(query: Query, leads: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
    """All that may be a phrase, with its place: some words in a row, or a single one that does not only join others.

    `leads` tells whether any phrase of several words begins with a stem: with most none does.
    """
    stems = [stem(word) for word in query.said]
    leading = [at for at, word in enumerate(stems[:-1]) if leads(word)]
    for length in range(min(LONGEST, len(stems)), 1, -1) if leading else ():
        for at in leading:
            if at + length <= len(stems):
                yield at, " ".join(stems[at : at + length])
    meant = {wanted.word for wanted in query.words}
    yield from ((at, stems[at]) for at, word in enumerate(query.said) if word in meant)
