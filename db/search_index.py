"""Passages become the full-text index: an FTS5 table of stems, and the words that they come from."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from db.guideline import Guideline, Section, Statement
from db.search import Synonyms, find_words, plain_text, spoken_parts
from db.search_stem import stem

PATH_SIGN: Final = " › "
WEIGHTS: Final = (4.0, 2.0, 1.5, 0.7, 0.7, 0.4)
"""How much a hit counts in title, body, subject, place, synonyms and context."""
PLACED: Final = re.compile(r"\[\[([^\[\]\s]+)\]\]")
TABLES: Final = (
    """CREATE TABLE passage (id INTEGER PRIMARY KEY, guideline TEXT NOT NULL, section TEXT NOT NULL,
    statement TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL,
    cited TEXT NOT NULL)""",
    """CREATE VIRTUAL TABLE search USING fts5(title, body, subject, place, synonyms, context, content = '',
    tokenize = 'unicode61')""",
    "CREATE TABLE word (word TEXT PRIMARY KEY, stem TEXT NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX word_stem ON word (stem)",
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A section, or a statement in it, as it is searched and shown; `fields` are the texts of the index's columns."""

    guideline: str
    section: str
    statement: str
    kind: str
    title: str
    path: str
    text: str
    references: tuple[str, ...]
    fields: tuple[str, str, str, str, str, str]


def passages(guideline: Guideline) -> Iterator[Passage]:
    """Each section, then its statements."""
    synonyms = Synonyms((term.term, *term.also) for term in guideline.terms)
    sections = {section.id: section for section in guideline.sections}
    for section in guideline.sections:
        path = PATH_SIGN.join([guideline.title, *(outer.title for outer in ancestors(section, sections))])
        yield _section(guideline.id, section, path, synonyms)
        under = headings(section.text)
        for statement in section.statements:
            yield _statement(guideline.id, section, statement, (path, under.get(statement.id, "")), synonyms)


def headings(markdown: str) -> dict[str, str]:
    """The heading inside a section's text under which each placed statement stands."""
    found: dict[str, str] = {}
    heading = ""
    for line in markdown.splitlines():
        if line.startswith("#"):
            heading = plain_text(line)
        elif placed := PLACED.fullmatch(line.strip()):
            found[placed[1]] = heading
    return found


def ancestors(section: Section, sections: dict[str, Section]) -> list[Section]:
    """The sections around a section, outermost first."""
    found: list[Section] = []
    while section.parent:
        section = sections[section.parent]
        found.insert(0, section)
    return found


def _section(guideline: str, section: Section, path: str, synonyms: Synonyms) -> Passage:
    """A section as a whole, without the statements that stand in it."""
    text = plain_text(section.text)
    fields = (section.title, text, "", path, synonyms.of(f"{section.title} · {text}"), "")
    return Passage(guideline, section.id, "", "section", section.title, path, text, (), fields)


def _statement(
    guideline: str, section: Section, statement: Statement, place: tuple[str, str], synonyms: Synonyms
) -> Passage:
    """A statement under the title of its section; `place` is its path and the heading it stands under."""
    path, heading = place
    text = plain_text(statement.text)
    subject = f"{statement.act} · {heading}"
    context = f"{plain_text(statement.rationale)} · {synonyms.of(section.title)} · {path}"
    fields = ("", text, subject, section.title, synonyms.of(f"{text} · {subject}"), context)
    key = (guideline, section.id, statement.id)
    return Passage(*key, statement.kind, section.title, path, text, statement.references, fields)


def write_index(connection: sqlite3.Connection, guidelines: Iterable[Guideline]) -> None:
    """Write the passages of guidelines and their index into a database that has none."""
    for table in TABLES:
        connection.execute(table)
    seen: Counter[str] = Counter()
    number = 0
    for guideline in guidelines:
        for passage in passages(guideline):
            number += 1
            words = [spoken(field) for field in passage.fields]
            seen.update(word for said in words for word in said)
            _add(connection, number, passage, [" ".join(map(stem, said)) for said in words])
    rows = ((word, stem(word), seen[word]) for word in sorted(seen))
    connection.executemany("INSERT INTO word (word, stem, count) VALUES (?, ?, ?)", rows)
    connection.execute("INSERT INTO search (search) VALUES ('optimize')")


def _add(connection: sqlite3.Connection, number: int, passage: Passage, stems: list[str]) -> None:
    """Add one passage and what it is found by."""
    cited = msgspec.json.encode(passage.references).decode()
    place = (passage.guideline, passage.section, passage.statement, passage.kind, passage.title, passage.path)
    connection.execute(
        "INSERT INTO passage (id, guideline, section, statement, kind, title, path, text, cited) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, *place, passage.text, cited),
    )
    connection.execute(
        "INSERT INTO search (rowid, title, body, subject, place, synonyms, context) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, *stems),
    )


def spoken(text: str) -> list[str]:
    """The words that a text is found by: each word, and of one with hyphens its parts as well."""
    return [part for word in find_words(text) for part in spoken_parts(word)]
