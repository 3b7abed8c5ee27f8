"""Passages become the full-text index: impacts of words (BM25F), an FTS5 table of stems for phrases, and the words.

FTS5 itself ranks by a BM25 without weights for long and short fields, and ranks every passage anew at each keystroke;
what it knows better than any other table is where words stand side by side.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

import msgspec

from db.guideline import Guideline
from db.search import find_tokens, spoken_words
from db.search_impacts import LEVELS, merge, pack
from db.search_passages import Passage, passages
from db.search_stem import stem
from db.search_thesaurus import phrases_in, read_thesaurus

WEIGHTS: Final = (2.5, 1.0, 1.0, 0.8, 0.5, 0.3)
"""How much a word counts in title, body, subject, place, synonyms and context, measured by the body."""
BODY: Final = 1
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
    "CREATE TABLE sense (phrase TEXT PRIMARY KEY, meaning INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE meaning (id INTEGER PRIMARY KEY, words TEXT NOT NULL, count INTEGER NOT NULL, marks BLOB NOT NULL)",
)
"""`impact` holds what passages say on a stem, `start` what they say on any word that begins so (the common ones).
`sense` holds what a phrase of the thesaurus may mean, `meaning` what passages say on any of the words that mean so.
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
        self.found: defaultdict[str, tuple[array[int], array[float]]] = defaultdict(lambda: (array("I"), array("f")))
        self.phrases: defaultdict[str, tuple[array[int], array[float]]] = defaultdict(lambda: (array("I"), array("f")))
        self.lengths = array("f", [0.0])
        self.whole = 0

    def add(self, passage: Passage) -> None:
        """Add one passage and what it is found by."""
        number = len(self.lengths)
        if not passage.statement:
            self.whole = number
        said = [self._stems(field) for field in passage.fields]
        amounts: dict[str, float] = dict(Counter(said[BODY]))
        for weight, stems in zip(WEIGHTS, said, strict=True):
            if stems is not said[BODY]:
                for word in stems:
                    amounts[word] = amounts.get(word, 0.0) + weight
        for word, amount in amounts.items():
            places, found = self.found[word]
            places.append(number)
            found.append(amount)
        self._add_phrases(number, said)
        self.lengths.append(sum(weight * len(stems) for weight, stems in zip(WEIGHTS, said, strict=True)))
        self._show(number, passage, " ".join(said[0]), " ".join(said[1]))

    def _add_phrases(self, number: int, said: list[list[str]]) -> None:
        """Add the phrases of the thesaurus that stand in the fields of a passage."""
        amounts: dict[str, float] = {}
        for weight, stems in zip(WEIGHTS, said, strict=True):
            for phrase in phrases_in(stems):
                amounts[phrase] = amounts.get(phrase, 0.0) + weight
        for phrase, amount in amounts.items():
            places, found = self.phrases[phrase]
            places.append(number)
            found.append(amount)

    def _stems(self, text: str) -> list[str]:
        """The stems of a text in order."""
        if not text:
            return []
        tokens = find_tokens(text)
        self.tokens.update(tokens)
        return list(chain.from_iterable(map(self.stems.__getitem__, tokens)))

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
        packed = {word: (len(found[0]), self._packed(*found, size)) for word, found in sorted(self.found.items())}
        run = self.connection.executemany
        run("INSERT INTO word (word, stem, count) VALUES (?, ?, ?)", words)
        run("INSERT INTO impact (stem, count, marks) VALUES (?, ?, ?)", ((word, *row) for word, row in packed.items()))
        starts = self._starts([(word, stemmed) for word, stemmed, _ in words], packed, 1)
        run("INSERT INTO start (start, count, marks) VALUES (?, ?, ?)", starts)
        packed |= {phrase: (len(found[0]), self._packed(*found, size)) for phrase, found in self.phrases.items()}
        self._write_senses(packed)
        self.connection.execute("INSERT INTO search (search) VALUES ('optimize')")

    def _packed(self, places: array[int], amounts: array[float], size: int) -> bytes:
        """The impacts of a word: BM25F, with one length for all fields together."""
        spare = self.spare
        return pack(
            places,
            bytes([int(LEVELS * x / (x + spare[place]) + 0.5) or 1 for place, x in zip(places, amounts, strict=True)]),
            size,
        )

    def _write_senses(self, packed: dict[str, tuple[int, bytes]]) -> None:
        """Write what each phrase of the thesaurus means: what passages say on any that it finds; 0 if nothing."""
        numbers: dict[tuple[str, ...], int] = {(): 0}
        run = self.connection.execute
        for phrase, found in read_thesaurus().items():
            known = tuple(sorted(other for other in found if other in packed))
            if known not in numbers:
                numbers[known] = len(numbers)
                words = " ".join(found[other] for other in known if " " not in other)
                run(
                    "INSERT INTO meaning (id, words, count, marks) VALUES (?, ?, ?, ?)",
                    (numbers[known], words, *self._merged(map(packed.__getitem__, known))),
                )
            run("INSERT INTO sense (phrase, meaning) VALUES (?, ?)", (phrase, numbers[known]))

    def _merged(self, packed: Iterable[tuple[int, bytes]]) -> tuple[int, bytes]:
        """The impacts of several words or phrases together, packed, with their count."""
        size = len(self.lengths)
        merged = merge([(marks, count) for count, marks in packed], size)
        places = array("I", [place for place, mark in enumerate(merged.marks) if mark])
        return merged.count, pack(places, merged.marks.replace(b"\0", b""), size)

    def _starts(
        self, words: list[tuple[str, str]], packed: dict[str, tuple[int, bytes]], length: int
    ) -> Iterator[tuple[str, int, bytes]]:
        """What passages say on any of the words that begin so, for each start that is too common to work out later."""
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
