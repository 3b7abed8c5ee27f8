"""Why a passage was found that shows none of the words that were searched: where they stand instead."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from db.search import Query
from db.search_marks import MOST, Spans, shadow, shadow_finder, snippet
from db.search_plain import one_line

Where = Literal["index", "reasons", "section"]
"""A phrase of the author's index, the reasons of a statement, or a statement of a section."""
REASONS: Final = "SELECT rationale FROM statement WHERE guideline = ? AND id = ?"
STATEMENTS: Final = "SELECT text, dose_for FROM statement WHERE guideline = ? AND section = ? ORDER BY position"


class Unseen(NamedTuple):
    """A text by which a passage is found and which its hit does not show; `dose_for` is what a dose in it is for."""

    where: Where
    text: str
    dose_for: str = ""


class Reason(NamedTuple):
    """Where words stand that a hit does not show, the piece of that text with the words marked, and what it is for."""

    where: Where
    snippet: str
    dose_for: str = ""


def is_shown(queries: tuple[Query, ...], texts: Iterable[str]) -> bool:
    """Do words of any of some queries stand in any of some texts?"""
    return any(any(Spans(text, queries)) for text in texts)


def unseen_texts(
    connection: sqlite3.Connection, guideline: str, section: str, statement: str | None, entry: str
) -> Iterator[Unseen]:
    """The texts by which a passage is found beside those that its hit shows; `entry` are its phrases, one a line."""
    for phrase in entry.splitlines():
        yield Unseen("index", phrase)
    if statement is not None:
        for row in connection.execute(REASONS, (guideline, statement)):
            yield Unseen("reasons", one_line(row[0]))
    else:
        for row in connection.execute(STATEMENTS, (guideline, section)):
            yield Unseen("section", one_line(row[0]), one_line(row[1]))


def reason_among(queries: Sequence[Query], texts: Iterable[Unseen]) -> Reason | None:
    """The text with most of the words of the first of some queries that stand in any; None if none do."""
    lines = [(each, shadow(each.text)) for each in texts]
    for find in map(shadow_finder, queries):
        found = [(find(line, MOST), each) for each, line in lines]
        spans, best = max(found, key=lambda one: len(one[0]), default=([], Unseen("index", "")))
        if spans:
            return Reason(best.where, snippet(best.text, spans), best.dose_for)
    return None
