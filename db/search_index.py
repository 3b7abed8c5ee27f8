"""Passages become the full-text index: impacts of words (BM25F), an FTS5 table of stems for phrases, and the words.

FTS5 itself ranks by a BM25 without weights for long and short fields, and ranks every passage anew at each keystroke;
what it knows better than any other table is where words stand side by side.
"""

from __future__ import annotations

import gc
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from typing import Final

import msgspec

from db.guideline import Guideline, Term
from db.search import find_tokens, spoken_words, stem_line, telling_key
from db.search_alarms import OR, alarm_line
from db.search_concepts import telling
from db.search_impacts import LEVELS, merge_packed, pack
from db.search_passages import Passage, passages
from db.search_stem import stem
from db.search_thesaurus import Phrases, medicines, nearest, phrases_in, read_thesaurus

WEIGHTS: Final = (2.5, 1.0, 1.0, 0.8, 0.5, 0.3)
"""How much a word counts in title, body, subject, place, synonyms and context, measured by the body."""
BODY: Final = 1
SATURATION: Final = 1.2
LENGTH_SHARE: Final = 0.75
"""The constants of BM25, k1 and b, as they are usual."""
ENTRY_WEIGHT: Final = 1.25
ENTRY_LENGTH_SHARE: Final = 0.1
"""How much a word counts in a phrase of the author's index, and how much the length of all phrases there counts."""
FEW: Final = 200
FEW_OF: Final = 64
"""So many passages, or one of so many of all, are put together while somebody types; for more the store holds it."""
TOGETHER: Final = 1_000
"""So many passages are written at once: one kind of work after the other takes less time than both in turn."""
TABLES: Final = (
    """CREATE TABLE passage (id INTEGER PRIMARY KEY, guideline TEXT NOT NULL, section TEXT NOT NULL,
    statement TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL,
    cited TEXT NOT NULL, name TEXT NOT NULL, entry TEXT NOT NULL, names TEXT NOT NULL,
    whole INTEGER NOT NULL, dose_for TEXT NOT NULL)""",
    "CREATE INDEX passage_name ON passage (name) WHERE name <> ''",
    "CREATE VIRTUAL TABLE search USING fts5(title, body, entry, content = '', columnsize = 0, tokenize = 'unicode61')",
    "INSERT INTO search (search, rank) VALUES ('hashsize', 67108864)",
    "CREATE TABLE word (word TEXT PRIMARY KEY, stem TEXT NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE impact (stem TEXT PRIMARY KEY, count INTEGER NOT NULL, marks BLOB NOT NULL)",
    "CREATE TABLE start (start TEXT PRIMARY KEY, count INTEGER NOT NULL, marks BLOB NOT NULL)",
    """CREATE TABLE sense (phrase TEXT PRIMARY KEY, meaning INTEGER NOT NULL, same INTEGER NOT NULL,
    other TEXT NOT NULL, medicine INTEGER NOT NULL) WITHOUT ROWID""",
    "CREATE TABLE meaning (id INTEGER PRIMARY KEY, words TEXT NOT NULL, count INTEGER NOT NULL, marks BLOB NOT NULL)",
    "CREATE TABLE term (phrase TEXT NOT NULL, number INTEGER NOT NULL)",
    "CREATE INDEX term_phrase ON term (phrase)",
    "CREATE INDEX term_number ON term (number)",
    "CREATE TABLE alarm (words TEXT NOT NULL, passage INTEGER NOT NULL)",
)
"""`impact` holds what passages say on a stem, `start` what they say on any word that begins so (the common ones).
`sense` holds what a phrase of the thesaurus may mean, `meaning` what passages say on any of the words that mean so;
`same` leaves out what is something else, and `other` names it, one a line, where nothing but that stands anywhere;
`medicine` is 1 if it is the name of one.
`term` holds the words of a guideline's terms, as stems; those with the same number mean the same.
`alarm` holds the words that bring a passage to the top, as stems.
`whole` is the section of a statement, or the section itself; `names` are the stems of all names of a passage;
`dose_for` is what a dose in the text of a statement is for, or what the doses in that of a section depend on."""


Said = dict[str, float]
"""How much a passage says on each of some words."""


class _Stems(dict[str, str]):
    """The stems under which each token of a text is found, with blanks between them; `words` are not yet stemmed."""

    def __init__(self) -> None:
        """Know no token."""
        super().__init__()
        self.words: dict[str, list[str]] = {}

    def __missing__(self, token: str) -> str:
        """Work a token out once."""
        if token.isascii() and token.isalpha():  # as most are
            self.words[token] = [token]
            self[token] = found = stem(token)
        else:
            self.words[token] = words = spoken_words(token)
            self[token] = found = " ".join(map(stem, words))
        return found


class _Writer:
    """Takes in passages, then writes what is known of all of them together."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Write into a database that has the tables."""
        self.connection = connection
        self.stems = _Stems()
        self.tokens: Counter[str] = Counter()
        self.once: defaultdict[str, list[int]] = defaultdict(list)
        self.found: defaultdict[str, list[float]] = defaultdict(list)
        self.lengths = array("f", [0.0])
        self.entries: dict[int, Said] = {}
        self.whole = 0
        self.terms = 0
        self.shown: list[tuple[int | str, ...]] = []
        self.lines: list[tuple[int | str, ...]] = []

    def add(self, passage: Passage) -> None:
        """Add one passage and what it is found by."""
        number = len(self.lengths)
        if not passage.statement:
            self.whole = number
        lines, said = zip(*map(self._line, passage.fields), strict=True)
        amounts: Said = dict(Counter(said[BODY]))
        phrases: Said = {}
        for weight, stems in zip(WEIGHTS, said, strict=True):
            if stems is not said[BODY]:
                for word in stems:
                    amounts[word] = amounts.get(word, 0.0) + weight
            for phrase in phrases_in(stems):
                phrases[phrase] = phrases.get(phrase, 0.0) + weight
        once, found = self.once, self.found
        for word, amount in chain(amounts.items(), phrases.items()):
            if amount == 1:
                once[word].append(number)
            else:
                found[word] += (number, amount)
        self.lengths.append(sum(weight * len(stems) for weight, stems in zip(WEIGHTS, said, strict=True)))
        entry = [self._line(phrase, is_counted=False) for phrase in passage.entry]
        if entry:
            self.entries[number] = dict(Counter(word for _, stems in entry for word in _said(stems)))
        for phrase in passage.alarms:
            self.connection.execute("INSERT INTO alarm (words, passage) VALUES (?, ?)", (alarm_line(phrase), number))
            self._line(phrase.replace(OR, " "), is_counted=False)  # its words are no typing mistakes
        self.shown.append(self._row(number, passage))
        self.lines.append((number, *lines[:2], " ".join(line for line, _ in entry)))
        if len(self.lines) == TOGETHER:
            self._flush()

    def add_terms(self, terms: Iterable[Term]) -> None:
        """Add the terms of a guideline."""
        for term in terms:
            self.terms += 1
            said = {(stem_line(word).strip(), self.terms) for word in (term.term, *term.also)}
            self.connection.executemany("INSERT INTO term (phrase, number) VALUES (?, ?)", sorted(said))

    def _line(self, text: str, *, is_counted: bool = True) -> tuple[str, list[str]]:
        """The stems of a text in order, as one line and each; how often its words stand there may not count."""
        if not text:
            return "", []
        tokens = find_tokens(text)
        if is_counted:
            self.tokens.update(tokens)
        else:
            self.tokens.update(dict.fromkeys(tokens, 0))
        stems = list(map(self.stems.__getitem__, tokens))
        line = " ".join(stems)
        return line, stems if line.count(" ") < len(stems) else line.split()  # most tokens have one stem

    def _row(self, number: int, passage: Passage) -> tuple[int | str, ...]:
        """What a hit shows."""
        cited = msgspec.json.encode(passage.references).decode()
        names = "\n".join([passage.name, *map(telling_key, passage.entry)]).strip()
        place = (passage.guideline, passage.section, passage.statement, passage.kind, passage.title, passage.path)
        found_by = (cited, passage.name, "\n".join(passage.entry), names, self.whole)
        return (number, *place, passage.text, *found_by, passage.dose_for)

    def _flush(self) -> None:
        """Write what hits show, and where words stand."""
        self.connection.executemany(
            "INSERT INTO passage (id, guideline, section, statement, kind, title, path, text, cited, name, entry, "
            "names, whole, dose_for) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self.shown,
        )
        self.connection.executemany("INSERT INTO search (rowid, title, body, entry) VALUES (?, ?, ?, ?)", self.lines)
        self.shown.clear()
        self.lines.clear()

    def finish(self) -> None:
        """Write the words, the impacts and the starts of words."""
        self._flush()
        counts: dict[str, int] = {}
        for token, count in self.tokens.items():
            for word in self.stems.words[token]:
                counts[word] = counts.get(word, 0) + count
        words = sorted((word, stem(word), count) for word, count in counts.items())
        size = len(self.lengths)
        mean = sum(self.lengths) / max(1, size - 1) or 1.0
        self.spare = [SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / mean) for length in self.lengths]
        self.lowest = _marks(repeat(1), self.spare)
        said = self.once.keys() | self.found.keys()
        self._add_entries()
        packed = {word: self._packed(word, size) for word in sorted(self.once.keys() | self.found.keys())}
        run = self.connection.executemany
        run("INSERT INTO word (word, stem, count) VALUES (?, ?, ?)", words)
        single = ((word, *row) for word, row in packed.items() if " " not in word)
        run("INSERT INTO impact (stem, count, marks) VALUES (?, ?, ?)", single)
        spoken = [(word, stemmed, packed[stemmed][0]) for word, stemmed, _ in words if stemmed in packed]
        run("INSERT INTO start (start, count, marks) VALUES (?, ?, ?)", self._starts(spoken, packed, 1))
        self._write_senses(packed, said)
        self.connection.execute("INSERT INTO search (search) VALUES ('optimize')")

    def _add_entries(self) -> None:
        """Add what the author's index says to what the texts say: a field of BM25F whose length counts by itself.

        What is added is measured by the length of the text, as all else is, so that it comes to the same in any text.
        """
        lengths = {number: sum(said.values()) for number, said in self.entries.items()}
        mean = sum(lengths.values()) / max(1, len(lengths)) or 1.0
        more: defaultdict[str, dict[float, float]] = defaultdict(dict)
        for number, said in self.entries.items():
            share = 1 - ENTRY_LENGTH_SHARE + ENTRY_LENGTH_SHARE * lengths[number] / mean
            worth = ENTRY_WEIGHT / share * self.spare[number] / SATURATION
            for word, amount in said.items():
                more[word][number] = worth * amount
        for word, amounts in more.items():
            found = self.found[word]
            found += chain.from_iterable((number, 1.0) for number in self.once.pop(word, ()))
            for at in range(0, len(found), 2):
                found[at + 1] += amounts.pop(found[at], 0.0)
            found += chain.from_iterable(amounts.items())

    def _packed(self, word: str, size: int) -> tuple[int, bytes]:
        """How many passages speak of a word, and its impacts: BM25F, with one length for all fields together."""
        once, found, spare = self.once.get(word, ()), self.found.get(word), self.spare
        places, marks = array("I", once), bytes(map(self.lowest.__getitem__, once))
        if found:
            more = array("I", map(int, found[::2]))
            marks += _marks(found[1::2], map(spare.__getitem__, more))
            places += more
        return len(places), pack(places, marks, size)

    def _write_senses(self, packed: dict[str, tuple[int, bytes]], said: set[str]) -> None:
        """Write what each phrase of the thesaurus means: what passages say on any that it finds; 0 if nothing.

        `said` are the words and phrases of the texts alone: what stands only in an author's index stands in none.
        """
        numbers: dict[tuple[str, ...], int] = {(): 0}
        senses: list[tuple[str, int, int, str, int]] = []
        named = medicines()
        for phrase, sense in read_thesaurus().items():
            is_met = phrase in said or not said.isdisjoint(sense.same)
            other = sense.other if is_met else nearest({key: sense.other[key] for key in sense.other if key in said})
            same = self._meaning(sense.same, packed, numbers)
            meaning = self._meaning(other | sense.same, packed, numbers) if other else same
            senses.append((phrase, meaning, same, "" if is_met else "\n".join(other.values()), int(phrase in named)))
        self.connection.executemany(
            "INSERT INTO sense (phrase, meaning, same, other, medicine) VALUES (?, ?, ?, ?, ?)", senses
        )

    def _meaning(
        self, found: Phrases, packed: dict[str, tuple[int, bytes]], numbers: dict[tuple[str, ...], int]
    ) -> int:
        """The number of what some phrases mean, which is written once."""
        known = tuple(sorted(found.keys() & packed.keys()))
        if known not in numbers:
            numbers[known] = len(numbers)
            words = " ".join(telling(found[other] for other in known))
            self.connection.execute(
                "INSERT INTO meaning (id, words, count, marks) VALUES (?, ?, ?, ?)",
                (numbers[known], words, *merge_packed(map(packed.__getitem__, known), len(self.lengths))),
            )
        return numbers[known]

    def _starts(
        self, words: list[tuple[str, str, int]], packed: dict[str, tuple[int, bytes]], length: int
    ) -> Iterator[tuple[str, int, bytes]]:
        """What passages say on any of the words that begin so, for each start that is too common to work out later.

        A start is put together from the longer ones that are held, and from the words that begin with none of them.
        Each word comes with its stem and how many passages hold that.
        """
        groups: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        for each in words:
            groups[each[0][:length]].append(each)
        for start, group in groups.items():
            counts = {stemmed: count for _, stemmed, count in group}.values()
            if len(start) == length and sum(counts) - max(counts) > max(FEW, len(self.lengths) // FEW_OF):
                inner = list(self._starts(group, packed, length + 1))
                held = {begun: (count, marks) for begun, count, marks in inner if len(begun) == length + 1}
                left = {stemmed for word, stemmed, _ in group if word[: length + 1] not in held}
                yield start, *merge_packed([*held.values(), *map(packed.__getitem__, left)], len(self.lengths))
                yield from inner


def _said(stems: list[str]) -> list[str]:
    """The words of a text, and the phrases of the thesaurus in it."""
    return [*stems, *phrases_in(stems)]


def _marks(amounts: Iterable[float], spares: Iterable[float]) -> bytes:
    """The impact of a word for each passage: how much it holds of the word, and what is spared by its length."""
    pairs = zip(amounts, spares, strict=False)  # the lowest amount has no end
    return bytes([int(LEVELS * amount / (amount + spare) + 0.5) or 1 for amount, spare in pairs])


def write_index(connection: sqlite3.Connection, guidelines: Iterable[Guideline]) -> None:
    """Write the passages of guidelines and their index into a database that has none."""
    with _no_garbage():
        for table in TABLES:
            connection.execute(table)
        writer = _Writer(connection)
        for guideline in guidelines:
            writer.add_terms(guideline.terms)
            for passage in passages(guideline):
                writer.add(passage)
        writer.finish()


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Look for no garbage meanwhile: there is none, and to look through all that is known takes a tenth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
