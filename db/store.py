"""The finished store: read-only, checked as a whole when it is opened, and read with the standard library alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import chain, repeat
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import msgspec

from db.guideline import Decision, Guideline, IndexEntry, Scope, Term, decode_value, from_json
from db.proof_report import PROOF_VERSION, ProofReport, decode_report
from db.search import Query, Wanted, fold, read_query
from db.search_marks import Span, Spans, snippet
from db.search_place import Place
from db.search_rank import Index
from db.search_reasons import Reason, is_shown, reason_among, unseen_texts
from db.store_file import check_file, damage_named, read_only_uri

if TYPE_CHECKING:
    from db.search_typo import Repairs

MAX_HITS: Final = 1_000
MAX_PASSED: Final = 3
"""So many words that would find nothing are passed over for the next likely one."""
WARM_UP: Final = "a"
"""Searched once before anybody types; what numbers are read with is left for the first of them, for it takes memory."""

SUMMARIES: Final = """
    SELECT id, title, version, language, reviewed, next_review, reviewer, scope,
        (SELECT count(*) FROM section WHERE guideline = guideline.id) AS sections,
        (SELECT count(*) FROM statement WHERE guideline = guideline.id) AS statements,
        rules,
        EXISTS (SELECT * FROM proof WHERE guideline = guideline.id AND content = guideline.content AND version = ?)
            AS proved
    FROM guideline ORDER BY title, id"""
TOPICS: Final = "SELECT guideline, id, title FROM section WHERE parent = '' ORDER BY position"
MAX_TOPICS: Final = 20
PROOFS: Final = "SELECT guideline, report FROM proof"
GUIDELINE: Final = """
    SELECT id, title, version, language, publisher, reviewed, next_review, reviewer, scope, decision, terms,
        "index", alarms, handout_parts
    FROM guideline WHERE id = ?"""
SECTIONS: Final = "SELECT id, title, parent, text FROM section WHERE guideline = ? ORDER BY position"
STATEMENTS: Final = """
    SELECT section, id, kind, text, rationale, claims, facts, strength, certainty, act, basis,
        urgent, dose, delay, asks, dose_for
    FROM statement WHERE guideline = ? ORDER BY position"""
REFERENCES: Final = "SELECT id, citation, traced, secondary FROM reference WHERE guideline = ? ORDER BY position"
CITATIONS: Final = "SELECT statement, reference FROM citation WHERE guideline = ? ORDER BY statement, position"
IDS: Final = "SELECT id FROM guideline"
CONTENT_HASH: Final = "SELECT value FROM meta WHERE key = 'content_hash'"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list of guidelines shows; the dates are ISO dates, sections, statements and rules are counts.

    `proved` says that a proof report of this very content is in the store, `topics` are the ids and titles of the first
    sections that stand in no other, in their order.
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
    scope: Scope
    topics: tuple[tuple[str, str], ...]


class Hit(msgspec.Struct, frozen=True):
    """A statement, or a section as a whole (`statement` is None, `kind` is "section"), that answers a search.

    `spans` are the places in the text where the words stand that were searched: those of the first of `queries` that
    stand there at all. A higher score is better; `references` are ids. `entry` are its phrases in the author's index,
    one a line; `reason` is where the words stand if the hit shows none of them, once the results are explained.
    `lacking` are words that it does not have, in any form or by another, though it stands before one that has all.
    `dose_for` is what a dose in the text of a statement is for; of a section, what the doses in its text depend on.
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
    queries: tuple[Query, ...] = ()
    entry: str = ""
    reason: Reason | None = None
    lacking: tuple[str, ...] = ()
    dose_for: str = ""

    @property
    def snippet(self) -> str:
        """The piece of the text that says most, the words that were searched between `MARK_START` and `MARK_END`.

        It is made when it is shown: most hits are replaced before anybody sees them.
        """
        return snippet(self.text, tuple(self.spans))


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found, best first; `corrected` is the query that was searched instead, if any.

    `excluded` are the words and phrases left out; where the query has no other word nothing was searched.
    `missing` are finished words that no passage has, wanted or not; from the hit at place `partial_from` on none has
    all the others.
    `instead` are words that no passage has either, each with what is something else by which passages were found.
    """

    query: str
    corrected: str | None
    hits: tuple[Hit, ...]
    excluded: tuple[str, ...] = ()
    is_searched: bool = True
    missing: tuple[str, ...] = ()
    partial_from: int | None = None
    instead: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Store:
    """An open store."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, is_whole: bool = True) -> None:
        """Take over an open connection; use `Store.open`."""
        self.path = path
        self.connection = connection
        self.is_whole = is_whole
        self.content_hash: str = self.rows(CONTENT_HASH)[0]["value"]
        self.ids = frozenset(row["id"] for row in self.rows(IDS))
        self.index = Index(connection)
        self.repairs: Repairs | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a store and check that no bit of it has changed since it was built; raises `StoreError`.

        Where only the index is damaged, as `is_whole` tells, the guidelines are there, and `mend_search` is needed.
        """
        guidelines = check_file(path)
        with ExitStack() as stack, damage_named(path):
            place = read_only_uri(path) if guidelines is None else ":memory:"
            connection = sqlite3.connect(place, uri=guidelines is None, check_same_thread=False)
            stack.callback(connection.close)
            if guidelines is not None:
                connection.deserialize(guidelines)
            connection.row_factory = sqlite3.Row
            for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
                connection.execute(f"PRAGMA {pragma}")
            store = cls(path, connection, is_whole=guidelines is None)
            stack.pop_all()
            return store

    def reopened(self) -> Store:
        """The same content once more, for another thread; raises `StoreError`.

        Where another store was put in the place of this one, it is copied from the file that is still open.
        """
        found = Store.open(self.path)
        if found.content_hash == self.content_hash:
            return found
        found.close()
        with damage_named(self.path):
            connection = sqlite3.connect(":memory:", check_same_thread=False)
            self.connection.backup(connection)
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("it was written over while it was read")
            connection.row_factory = sqlite3.Row
            return Store(self.path, connection, is_whole=self.is_whole)

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
        with damage_named(self.path):
            topics: dict[str, list[tuple[str, str]]] = {}
            for identity, section, title in self.rows(TOPICS):
                topics.setdefault(identity, []).append((section, title))
            return tuple(_summary(row, topics.get(row["id"], [])) for row in self.rows(SUMMARIES, PROOF_VERSION))

    def proofs(self) -> dict[str, ProofReport]:
        """The proof reports in the store, each under the id of its guideline."""
        with damage_named(self.path):
            return {row["guideline"]: decode_report(row["report"]) for row in self.rows(PROOFS)}

    def guideline(self, identity: str) -> Guideline:
        """A whole guideline; raises `KeyError` if the store does not hold it."""
        if identity not in self.ids:
            raise KeyError(identity)
        with damage_named(self.path):
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
            "alarms": msgspec.json.decode(head["alarms"], type=tuple[IndexEntry, ...]),
            "handout_parts": msgspec.json.decode(head["handout_parts"]),
            "sections": [{**row, "statements": statements.get(row["id"], [])} for row in self.rows(SECTIONS, identity)],
            "references": [dict(row) for row in self.rows(REFERENCES, identity)],
        }
        return msgspec.convert(head, Guideline, strict=False, dec_hook=decode_value)

    def reference_numbers(self, identity: str) -> dict[str, int]:
        """The number of each reference of a guideline, in the order of its bibliography."""
        with damage_named(self.path):
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
        with damage_named(self.path):
            query, corrected = self._read(words, is_finished), None
            if not exact and (repaired := self._repaired(words, query, is_finished)) is not None:
                is_longer = not is_finished and fold(repaired).startswith(fold(words))  # completed, not corrected
                corrected, query = None if is_longer else repaired, self._read(repaired, is_finished)
            found = self.index.rank(query, limit, guideline, kinds)
            places = [place.row.id for place in found]
            missing, partial_from, lacking = self.index.met(query, places)
            left_out, idle = self._left_out(query)
            each = self.index.instead(query, places)
            missing = (*missing, *(word for word, others in each if not others), *idle)
            told = missing, partial_from, tuple(pair for pair in each if pair[1])
            hits = tuple(map(_hit, found, chain(lacking, repeat(()))))
            return Results(words, corrected, hits, left_out, bool(query.words), *told)

    def explained(self, results: Results) -> Results:
        """The same results with the reason of each hit that shows none of the words; raises `StoreError`."""
        with damage_named(self.path):
            return replace(results, hits=tuple(map(self._explained, results.hits)))

    def _explained(self, hit: Hit) -> Hit:
        """A hit with its reason, if it needs one."""
        if any(hit.spans) or is_shown(hit.queries, (hit.title, hit.path)):
            return hit
        texts = unseen_texts(self.connection, hit.guideline, hit.section, hit.statement, hit.entry)
        return msgspec.structs.replace(hit, reason=reason_among(hit.queries, texts))

    def _read(self, words: str, is_finished: bool) -> Query:
        """A query out of words, to which more may be typed or not."""
        query = self.index.joined(read_query(words))
        return self.index.finished(query) if is_finished else query

    def hits_by_section(self, words: str, guideline: str) -> dict[str, int]:
        """How many statements of each section of a guideline answer a search; raises `StoreError`.

        Where none holds all words those count that hold any; a section with hits outside of statements counts 1.
        """
        with damage_named(self.path):
            query = self._read(words, is_finished=False)
            repaired = self._repaired(words, query)
            return self.index.by_section(query if repaired is None else self._read(repaired, False), guideline)

    def _left_out(self, query: Query) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What of the words not wanted leaves something out, and what stands nowhere; alone they are not looked up."""
        if not query.words:
            return query.excluded, ()
        said = tuple(words for words in query.excluded if self.index.saying(words))
        typed = query.excluded[-1:] if query.is_leaving else ()
        return said, tuple(words for words in query.excluded if words not in (*said, *typed))

    def _repaired(self, words: str, query: Query, is_finished: bool = False) -> str | None:
        """The words without their typing mistakes; None if there are none that can be mended so that more is found."""
        barred = [Wanted(word) for words in query.excluded for word in words.split()]
        if barred and query.is_leaving:
            barred[-1] = Wanted(barred[-1].word, is_begun=True)
        unknown = [wanted for wanted in (*query.words, *barred) if not self.index.understands(wanted)]
        if not unknown:
            return None
        if self.repairs is None:
            self.load_repairs()
        assert self.repairs is not None
        from db.search_typo import mend

        passed: set[str] = set()
        while mended := self.repairs.mended(unknown, self.index.is_form, passed, query.said):
            repaired = self._read(mend(words, mended), is_finished)
            idle = {meant for meant in mended.values() if not self.index.shows(repaired, meant)}
            if idle <= passed or len(passed) >= MAX_PASSED:
                mended = {word: meant for word, meant in mended.items() if meant not in idle}
                return mend(words, mended) if mended else None
            passed |= idle
        return None

    def load_repairs(self) -> None:
        """Load what repairs typing mistakes, which takes a moment; else the first mistake loads it."""
        from db.search_typo import Repairs

        with damage_named(self.path):
            self.repairs = Repairs(self.index.vocabulary(), self.index.are_beside)

    def mend_search(self) -> None:
        """Work the index out anew from the guidelines, in memory; raises `StoreError` if they are damaged as well."""
        from db.search_index import write_index

        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.row_factory = sqlite3.Row
        write_index(connection, [self.guideline(identity) for identity in sorted(self.ids)])
        self.index, self.repairs = Index(connection), None


def _summary(row: sqlite3.Row, topics: list[tuple[str, str]]) -> Summary:
    """A summary out of the row of its guideline."""
    read = {
        "proved": bool(row["proved"]),
        "scope": from_json(row["scope"], Scope),
        "topics": tuple(topics[:MAX_TOPICS]),
    }
    return Summary(**{**dict(row), **read})


def _hit(place: Place, lacking: tuple[str, ...]) -> Hit:
    """A hit out of its row, with the words that it lacks."""
    row, score, queries = place
    return Hit(
        row.guideline,
        row.section,
        row.statement or None,
        row.kind,
        row.title,
        row.path,
        row.text,
        Spans(row.text, queries),
        round(score, 4),
        tuple(json.loads(row.cited)) if row.cited != "[]" else (),
        queries,
        row.entry,
        None,
        lacking,
        row.dose_for,
    )
