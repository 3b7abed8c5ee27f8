"""The finished store: read-only, checked as a whole when it is opened, and read with the standard library alone."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import quote

import msgspec

from db.content import SCHEMA_VERSION
from db.guideline import Decision, Guideline, IndexEntry, Scope, Term, decode_value, from_json
from db.proof_report import PROOF_VERSION, ProofReport, decode_report
from db.search import Query, read_query
from db.search_marks import Span, Spans, snippet
from db.search_rank import Index, Place

if TYPE_CHECKING:
    from db.search_typo import Repairs

SQLITE_HEADER: Final = b"SQLite format 3\0"
APPLICATION_ID: Final = 0x5761794D
"""Marks a SQLite file as a Waymark store."""
SEAL_SIZE: Final = 32
"""A store ends with the SHA-256 of all bytes before it: one changed bit anywhere is noticed."""
MAX_HITS: Final = 1_000

SUMMARIES: Final = """
    SELECT id, title, version, language, reviewed, next_review, reviewer,
        (SELECT count(*) FROM section WHERE guideline = guideline.id) AS sections,
        (SELECT count(*) FROM statement WHERE guideline = guideline.id) AS statements,
        rules,
        EXISTS (SELECT * FROM proof WHERE guideline = guideline.id AND content = guideline.content AND version = ?)
            AS proved
    FROM guideline ORDER BY title, id"""
PROOFS: Final = "SELECT guideline, report FROM proof"
GUIDELINE: Final = """
    SELECT id, title, version, language, publisher, reviewed, next_review, reviewer, scope, decision, terms,
        "index", handout_parts
    FROM guideline WHERE id = ?"""
SECTIONS: Final = "SELECT id, title, parent, text FROM section WHERE guideline = ? ORDER BY position"
STATEMENTS: Final = """
    SELECT section, id, kind, text, rationale, claims, facts, strength, certainty, act, basis, urgent, dose, delay, asks
    FROM statement WHERE guideline = ? ORDER BY position"""
REFERENCES: Final = "SELECT id, citation, traced, secondary FROM reference WHERE guideline = ? ORDER BY position"
CITATIONS: Final = "SELECT statement, reference FROM citation WHERE guideline = ? ORDER BY statement, position"
IDS: Final = "SELECT id FROM guideline"
CONTENT_HASH: Final = "SELECT value FROM meta WHERE key = 'content_hash'"


class StoreError(ValueError):
    """A store that cannot be used; one sentence that names its file."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list of guidelines shows; the dates are ISO dates, sections, statements and rules are counts.

    `proved` says that a proof report of this very content is in the store.
    """

    id: str
    title: str
    version: str
    language: str
    reviewed: str
    next_review: str
    reviewer: str
    sections: int
    statements: int
    rules: int
    proved: bool


class Hit(msgspec.Struct, frozen=True):
    """A statement, or a section as a whole (`statement` is None, `kind` is "section"), that answers a search.

    `spans` are the places in the text where the words stand that were searched. A higher score is better;
    `references` are ids.
    """

    guideline: str
    section: str
    statement: str | None
    kind: str
    title: str
    path: str
    text: str
    spans: Iterable[Span]
    score: float
    references: tuple[str, ...]

    @property
    def snippet(self) -> str:
        """The piece of the text that says most, the words that were searched between `MARK_START` and `MARK_END`.

        It is made when it is shown: most hits are replaced before anybody sees them.
        """
        return snippet(self.text, tuple(self.spans))


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found, best first; `corrected` is the query that was searched instead, if any.

    `excluded` are the words that no hit was to hold; where the query has no other word nothing was searched.
    """

    query: str
    corrected: str | None
    hits: tuple[Hit, ...]
    excluded: tuple[str, ...] = ()
    is_searched: bool = True


class Store:
    """An open store."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Take over an open connection; use `Store.open`."""
        self.path = path
        self.connection = connection
        self.content_hash: str = self.rows(CONTENT_HASH)[0]["value"]
        self.ids = frozenset(row["id"] for row in self.rows(IDS))
        self.index = Index(connection)
        self.repairs: Repairs | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a store and check that no bit of it has changed since it was built; raises `StoreError`."""
        check_file(path)
        with ExitStack() as stack, _damage_named(path):
            connection = sqlite3.connect(_uri(path), uri=True, check_same_thread=False)
            stack.callback(connection.close)
            connection.row_factory = sqlite3.Row
            for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
                connection.execute(f"PRAGMA {pragma}")
            store = cls(path, connection)
            stack.pop_all()
            return store

    def close(self) -> None:
        """Close the store."""
        self.connection.close()

    def __enter__(self) -> Self:
        """Use the store in a `with` block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Close the store at the end of the block."""
        self.close()

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """The rows of a query."""
        return self.connection.execute(sql, values).fetchall()

    def guidelines(self) -> tuple[Summary, ...]:
        """Every guideline, by title."""
        with _damage_named(self.path):
            rows = self.rows(SUMMARIES, PROOF_VERSION)
            return tuple(Summary(**{**dict(row), "proved": bool(row["proved"])}) for row in rows)

    def proofs(self) -> dict[str, ProofReport]:
        """The proof reports in the store, each under the id of its guideline."""
        with _damage_named(self.path):
            return {row["guideline"]: decode_report(row["report"]) for row in self.rows(PROOFS)}

    def guideline(self, identity: str) -> Guideline:
        """A whole guideline; raises `KeyError` if the store does not hold it."""
        if identity not in self.ids:
            raise KeyError(identity)
        with _damage_named(self.path):
            return self._assemble(dict(self.rows(GUIDELINE, identity)[0]))

    def _assemble(self, head: dict[str, Any]) -> Guideline:
        """A guideline out of its rows."""
        identity = head["id"]
        cited: dict[str, list[str]] = {}
        for row in self.rows(CITATIONS, identity):
            cited.setdefault(row["statement"], []).append(row["reference"])
        statements: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows(STATEMENTS, identity):
            lists = {key: msgspec.json.decode(row[key]) for key in ("claims", "facts")}
            statement = {**dict(row), **lists, "references": cited.get(row["id"], [])}
            statements.setdefault(statement.pop("section"), []).append(statement)
        head |= {
            "scope": from_json(head["scope"], Scope),
            "decision": from_json(head["decision"], Decision),
            "terms": msgspec.json.decode(head["terms"], type=tuple[Term, ...]),
            "index": msgspec.json.decode(head["index"], type=tuple[IndexEntry, ...]),
            "handout_parts": msgspec.json.decode(head["handout_parts"]),
            "sections": [{**row, "statements": statements.get(row["id"], [])} for row in self.rows(SECTIONS, identity)],
            "references": [dict(row) for row in self.rows(REFERENCES, identity)],
        }
        return msgspec.convert(head, Guideline, strict=False, dec_hook=decode_value)

    def reference_numbers(self, identity: str) -> dict[str, int]:
        """The number of each reference of a guideline, in the order of its bibliography."""
        with _damage_named(self.path):
            return {row["id"]: number for number, row in enumerate(self.rows(REFERENCES, identity), 1)}

    def search(  # noqa: PLR0913  # each is a choice of whoever searches
        self,
        words: str,
        guideline: str | None = None,
        limit: int = 20,
        *,
        kinds: Collection[str] | None = None,
        exact: bool = False,
        is_finished: bool = False,
    ) -> Results:
        """Sections and statements that answer a search, best first; any text may be searched for.

        `kinds` are kinds of statements, or "section". Words that stand nowhere are repaired, unless the search is to
        be `exact`. The last word may still be typed, unless the search `is_finished`. Raises `StoreError` where the
        index is damaged.
        """
        limit = max(0, min(limit, MAX_HITS))
        if guideline is not None and guideline not in self.ids:
            return Results(words, None, ())
        with _damage_named(self.path):
            query, corrected = self._read(words, is_finished), None
            if not exact and (repaired := self._repaired(words, query)) is not None:
                corrected, query = repaired, self._read(repaired, is_finished)
            found = self.index.rank(query, limit, guideline, kinds)
            return Results(words, corrected, tuple(map(_hit, found)), query.excluded, bool(query.words))

    def _read(self, words: str, is_finished: bool) -> Query:
        """A query out of words, to which more may be typed or not."""
        query = read_query(words)
        return self.index.finished(query) if is_finished else query

    def hits_by_section(self, words: str, guideline: str) -> dict[str, int]:
        """How many statements of each section of a guideline answer a search; raises `StoreError`.

        Where none holds all words those count that hold any; a section with hits outside of statements counts 1.
        """
        with _damage_named(self.path):
            query = read_query(words)
            repaired = self._repaired(words, query)
            return self.index.by_section(query if repaired is None else read_query(repaired), guideline)

    def _repaired(self, words: str, query: Query) -> str | None:
        """The words without their typing mistakes; None if there are none that can be mended."""
        unknown = [wanted for wanted in query.words if not self.index.understands(wanted)]
        if not unknown:
            return None
        if self.repairs is None:
            self.load_repairs()
        assert self.repairs is not None
        return self.repairs.mend(words, unknown)

    def load_repairs(self) -> None:
        """Load what repairs typing mistakes, which takes a moment; else the first mistake loads it."""
        from db.search_typo import Repairs

        with _damage_named(self.path):
            self.repairs = Repairs(self.index.vocabulary())

    def mend_search(self) -> None:
        """Work the index out anew from the guidelines, in memory; raises `StoreError` if they are damaged as well."""
        from db.search_index import write_index

        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.row_factory = sqlite3.Row
        write_index(connection, [self.guideline(identity) for identity in sorted(self.ids)])
        self.index, self.repairs = Index(connection), None


def _hit(place: Place) -> Hit:
    """A hit out of its row."""
    _, guideline, section, statement, kind, title, path, text, cited, *_ = place.row
    references = tuple(json.loads(cited)) if cited != "[]" else ()
    shown = (kind, title, path, text, Spans(place.row.text_line, place.queries))
    return Hit(guideline, section, statement or None, *shown, round(place.score, 4), references)


def check_file(path: Path) -> None:
    """Refuse what is not a whole and unchanged store of this program; raises `StoreError`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StoreError(f"The store {path} cannot be read: {error.strerror or error}.") from None
    if not data.startswith(SQLITE_HEADER) or int.from_bytes(data[68:72], "big") != APPLICATION_ID:
        raise StoreError(f"{path} is not a store of guidelines, or it is damaged.")
    if seal(memoryview(data)[:-SEAL_SIZE]) != data[-SEAL_SIZE:]:
        raise StoreError(f"The store {path} is damaged.")
    if int.from_bytes(data[60:64], "big") != SCHEMA_VERSION:
        raise StoreError(f"The store {path} belongs to another version of the program.")


def seal(data: bytes | memoryview) -> bytes:
    """The seal that follows these bytes of a store."""
    return hashlib.sha256(data).digest()


def _uri(path: Path) -> str:
    """The address under which SQLite opens a file that nobody writes."""
    name = path.absolute().as_posix()
    return f"file://{'' if name.startswith('/') else '/'}{quote(name, errors='surrogateescape')}?mode=ro&immutable=1"


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    """Whatever a damaged store makes fail is a `StoreError`."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_CANTOPEN:  # Python's own have no code
            raise StoreError(f"The store {path} is damaged ({error}).") from error
        size = len(bytes(path.absolute()))
        message = f"The store {path} cannot be opened: SQLite takes no path much over 500 bytes, and this has {size}."
        raise StoreError(message) from error
    except (sqlite3.Error, msgspec.MsgspecError, ValueError, LookupError, TypeError) as error:
        raise StoreError(f"The store {path} is damaged ({error}).") from error
