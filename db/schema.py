"""The tables of the store. What is listed is relational; what is always loaded whole is one JSON document.

`db.store` reads these tables with plain SQL, so that opening a store needs no SQLAlchemy; a test holds the two
together. The tables of the search index are those of `db.search_index`, which also mends an index without SQLAlchemy.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Integer, MetaData, Table, Text

metadata: Final = MetaData()


def _text(name: str, *, key: bool = False) -> Column[str]:
    """A text that is never absent."""
    return Column(name, Text, primary_key=key, nullable=False)


def _number(name: str) -> Column[int]:
    """A whole number that is never absent."""
    return Column(name, Integer, nullable=False)


def _flag(name: str) -> Column[bool]:
    """A yes or no that is never absent."""
    return Column(name, Boolean, nullable=False)


def _within(*names: str, table: str) -> ForeignKeyConstraint:
    """Each row belongs to a row of another table in the same guideline."""
    target = ("id",) if table == "guideline" else ("guideline", "id")
    return ForeignKeyConstraint(names, [f"{table}.{name}" for name in target])


meta: Final = Table("meta", metadata, _text("key", key=True), _text("value"))
"""What the store says of itself: its `content_hash`."""

guideline: Final = Table(
    "guideline",
    metadata,
    _text("id", key=True),
    *map(_text, ("title", "version", "language", "publisher", "reviewed", "next_review", "reviewer")),
    *map(_text, ("scope", "decision", "terms", "index", "alarms", "handout_parts")),
    _number("rules"),
    _text("content"),
)
"""One guideline; `scope`, `decision`, `terms`, `index`, `alarms` and `handout_parts` are JSON.

`rules` is their number, `content` the hash of the sources, by which a proof is found.
"""

proof: Final = Table(
    "proof", metadata, _text("content", key=True), _text("guideline"), _number("version"), _text("report")
)
"""The report, as JSON, of what was proved of a guideline of this content, in the meaning of this version."""

section: Final = Table(
    "section",
    metadata,
    _text("guideline", key=True),
    _text("id", key=True),
    _number("position"),
    *map(_text, ("title", "parent", "text")),
    _within("guideline", table="guideline"),
)
"""A section; `position` is its place in the guideline, `parent` the id of the section around it or empty."""

statement: Final = Table(
    "statement",
    metadata,
    _text("guideline", key=True),
    _text("id", key=True),
    _text("section"),
    _number("position"),
    *map(_text, ("kind", "text", "rationale", "claims", "facts", "strength", "certainty", "act", "basis")),
    *map(_flag, ("urgent", "dose", "delay", "asks")),
    _text("dose_for"),
    _within("guideline", "section", table="section"),
)
"""A statement; `claims` and `facts` are JSON lists."""

reference: Final = Table(
    "reference",
    metadata,
    _text("guideline", key=True),
    _text("id", key=True),
    _number("position"),
    _text("citation"),
    *map(_flag, ("traced", "secondary")),
    _within("guideline", table="guideline"),
)
"""An entry of a bibliography."""

citation: Final = Table(
    "citation",
    metadata,
    _text("guideline", key=True),
    _text("statement", key=True),
    Column("position", Integer, primary_key=True),
    _text("reference"),
    _within("guideline", "statement", table="statement"),
    _within("guideline", "reference", table="reference"),
)
"""Which references a statement cites, in order."""
