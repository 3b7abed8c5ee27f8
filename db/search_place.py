"""Passages that were found: their rows, and what they gain that hold the words as they were typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from db.search import Query, Wanted
from db.search_concepts import Asked
from db.search_likeness import Typed
from db.search_marks import shadow

SECTION_SHARE: Final = 0.2
NEAR_GAIN: Final = 0.25
PHRASE_GAIN: Final = 0.5
"""What a passage gains that holds all that was typed, word for word."""
NAME_GAIN: Final = 0.4
"""What a passage gains whose title or phrase in the author's index is what was typed."""
ENTRY_GAIN: Final = 0.6
"""What is added to it if the words stand in a row there, and not in the text."""
EXACT_GAIN: Final = 1.0
"""What a passage gains that holds all words in the forms that were typed; less in a small store."""
Held = Sequence[Sequence[Wanted]]
"""The words of a query that each of some passages may hold."""


class Row(NamedTuple):
    """The row of a passage."""

    id: int
    guideline: str
    section: str
    statement: str
    kind: str
    title: str
    path: str
    text: str
    cited: str
    entry: str
    names: str
    whole: int
    dose_for: str


class Lines(NamedTuple):
    """Shadows of a passage: of its text, of title and text, and of its phrases in the author's index."""

    text: str
    whole: str
    entry: str


class Place(NamedTuple):
    """The row of a passage, its score, and the queries of which the first is marked that its text holds."""

    row: Row
    score: float
    queries: tuple[Query, ...]


def lines_of(row: Row) -> Lines:
    """The shadows of a passage."""
    whole = shadow(f"{row.title}  {row.text}")
    return Lines(whole[len(row.title) + 2 :], whole, shadow(row.entry) if row.entry else "")


def lifted(  # noqa: PLR0913, PLR0917  # each is known to the caller alone
    places: Sequence[Place],
    lines: Sequence[Lines],
    asked: Asked,
    query: Query,
    held: Held,
    nearnesses: Sequence[float],
) -> list[Place]:
    """Passages with a share of what their whole sections score, and more if they hold the words as they were typed."""
    whole = asked.said([place.row.whole for place in places])
    exact_gain = EXACT_GAIN * (1 - asked.small)
    typed = Typed(query)
    found = []
    for (row, score, queries), line, said, words, near in zip(places, lines, whole, held, nearnesses, strict=True):
        exact, is_said = typed.held(line.whole, words)
        is_indexed = not is_said and bool(row.entry) and typed.held(line.entry, words)[1]
        like = typed.likeness(row.names) * (NAME_GAIN + ENTRY_GAIN * is_indexed)
        gain = NEAR_GAIN * near + exact_gain * exact + PHRASE_GAIN * is_said + like
        found.append(Place(row, (score + SECTION_SHARE * said) * (1 + gain), queries))
    return found


def unlikeness(title: str, typed: str) -> tuple[bool, int]:
    """Titles that were typed are put in order by this: C++ and C# are both called "C", and the shortest says least."""
    return title.casefold() != typed, len(title)


def is_whole(text: str, typed: str) -> bool:
    """Was this very text typed, with or without the full stop at its end?"""
    return text.casefold().rstrip(".") == typed.rstrip(".")
