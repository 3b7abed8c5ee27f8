"""Passages become the full-text index: impacts of words (BM25F), an FTS5 table of stems for phrases, and the words.

FTS5 itself ranks by a BM25 without weights for long and short fields, and ranks every passage anew at each keystroke;
what it knows better than any other table is where words stand side by side.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from db.guideline import Guideline
from db.search import find_tokens, spoken_words
from db.search_impacts import LEVELS, merge, pack
from db.search_passages import Passage, passages
from db.search_stem import stem

WEIGHTS: Final = (2.5, 1.0, 1.0, 0.8, 0.5, 0.3)
"""How much a word counts in title, body, subject, place, synonyms and context."""
SATURATION: Final = 1.2
LENGTH_SHARE: Final = 0.75
"""The constants of BM25, k1 and b, as they are usual."""
FEW: Final = 1_000
"""So many passages, or an eighth of all, are put together while somebody types; for more the store holds the result."""
TABLES: Final = (
    """CREATE TABLE passage (id INTEGER PRIMARY KEY, guideline TEXT NOT NULL, section TEXT NOT NULL,
    statement TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL,
    cited TEXT NOT NULL, name TEXT NOT NULL, whole INTEGER NOT NULL)""",
    "CREATE INDEX passage_name ON passage (name) WHERE name <> ''",
    "CREATE VIRTUAL TABLE search USING fts5(title, body, content = '', columnsize = 0, tokenize = 'unicode61')",
    "CREATE TABLE word (word TEXT PRIMARY KEY, stem TEXT NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE impact (stem TEXT PRIMARY KEY, count INTEGER NOT NULL, marks BLOB NOT NULL)",
    "CREATE TABLE start (start TEXT PRIMARY KEY, count INTEGER NOT NULL, marks BLOB NOT NULL)",
)
"""`impact` holds what passages say on a stem, `start` what they say on any word that begins so (the common ones).
`whole` is the section of a statement, or the section itself."""


class _Stems(dict[str, tuple[str, ...]]):
    """The stems under which each token of a text is found."""

    def __missing__(self, token: str) -> tuple[str, ...]:
        """Work a token out once."""
        self[token] = found = tuple(map(stem, spoken_words(token)))
        return found


class _Writer:
    """Takes in passages, then writes what is known of all of them together."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Write into a database that has the tables."""
        self.connection = connection
        self.stems = _Stems()
        self.tokens: Counter[str] = Counter()
        self.places: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        self.amounts: defaultdict[str, array[float]] = defaultdict(lambda: array("f"))
        self.lengths = array("f", [0.0])
        self.whole = 0

    def add(self, passage: Passage) -> None:
        """Add one passage and what it is found by."""
        number = len(self.lengths)
        if not passage.statement:
            self.whole = number
        said = [self._stems(field) for field in passage.fields]
        amounts: dict[str, float] = {}
        for weight, stems in zip(WEIGHTS, said, strict=True):
            for word, count in Counter(stems).items():
                amounts[word] = amounts.get(word, 0.0) + weight * count
        for word, amount in amounts.items():
            self.places[word].append(number)
            self.amounts[word].append(amount)
        self.lengths.append(sum(weight * len(stems) for weight, stems in zip(WEIGHTS, said, strict=True)))
        self._show(number, passage, " ".join(said[0]), " ".join(said[1]))

    def _stems(self, text: str) -> list[str]:
        """The stems of a text in order."""
        tokens = find_tokens(text)
        self.tokens.update(tokens)
        return [word for token in tokens for word in self.stems[token]]

    def _show(self, number: int, passage: Passage, title: str, body: str) -> None:
        """Write what a hit shows, and where its words stand."""
        cited = msgspec.json.encode(passage.references).decode()
        place = (passage.guideline, passage.section, passage.statement, passage.kind, passage.title, passage.path)
        self.connection.execute(
            "INSERT INTO passage (id, guideline, section, statement, kind, title, path, text, cited, name, whole) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, *place, passage.text, cited, passage.name, self.whole),
        )
        self.connection.execute("INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)", (number, title, body))

    def finish(self) -> None:
        """Write the words, the impacts and the starts of words."""
        counts: Counter[str] = Counter()
        for token, count in self.tokens.items():
            for word in spoken_words(token):
                counts[word] += count
        words = sorted((word, stem(word), count) for word, count in counts.items())
        size = len(self.lengths)
        mean = sum(self.lengths) / max(1, size - 1) or 1.0
        self.spare = [SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / mean) for length in self.lengths]
        packed = {word: (len(self.places[word]), self._packed(word, size)) for word in sorted(self.places)}
        run = self.connection.executemany
        run("INSERT INTO word (word, stem, count) VALUES (?, ?, ?)", words)
        run("INSERT INTO impact (stem, count, marks) VALUES (?, ?, ?)", ((word, *row) for word, row in packed.items()))
        starts = self._starts([(word, stemmed) for word, stemmed, _ in words], packed, 1)
        run("INSERT INTO start (start, count, marks) VALUES (?, ?, ?)", starts)
        self.connection.execute("INSERT INTO search (search) VALUES ('optimize')")

    def _packed(self, word: str, size: int) -> bytes:
        """The impacts of a word: BM25F, with one length for all fields together."""
        spare = self.spare
        pairs = zip(self.places[word], self.amounts[word], strict=True)
        marks = bytes([int(LEVELS * amount / (amount + spare[place]) + 0.5) or 1 for place, amount in pairs])
        return pack(self.places[word], marks, size)

    def _starts(
        self, words: list[tuple[str, str]], packed: dict[str, tuple[int, bytes]], length: int
    ) -> Iterator[tuple[str, int, bytes]]:
        """What passages say on any word of some that begin so, for each start that many words of many passages share."""
        groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for pair in words:
            if len(pair[0]) >= length:
                groups[pair[0][:length]].append(pair)
        size = len(self.lengths)
        for start, group in groups.items():
            rows = [packed[stemmed] for stemmed in sorted({stemmed for _, stemmed in group})]
            counts = [count for count, _ in rows]
            if sum(counts) - max(counts) > max(FEW, size // 8):
                merged = merge([(marks, count) for count, marks in rows], size)
                yield start, merged.count, merged.marks
                yield from self._starts(group, packed, length + 1)


def write_index(connection: sqlite3.Connection, guidelines: Iterable[Guideline]) -> None:
    """Write the passages of guidelines and their index into a database that has none."""
    for table in TABLES:
        connection.execute(table)
    writer = _Writer(connection)
    for guideline in guidelines:
        for passage in passages(guideline):
            writer.add(passage)
    writer.finish()
