"""Passages become the index: for every word where it stands, for the prefixes of many words as well."""

from __future__ import annotations

import re
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from db.guideline import Guideline, Section, Statement
from db.search import WORD, Synonyms, find_words, fold, plain_text, spoken_parts
from db.search_postings import BEGUN, HOT, Postings, join, pack, pack_sorted, place_code
from db.search_stem import stem

PATH_SIGN: Final = " › "
SATURATION: Final = 1.2
LENGTHS: Final = {False: 0.75, True: 0.4}
"""How soon more of the same word stops to count, and how much a section or a statement that is longer than others of
its sort is held against it: BM25's k1 and b."""
SCALE: Final = 220
KIND_WEIGHTS: Final = {"stop": 1.12, "do": 1.06, "do-not": 1.06, "consider": 1.06, "timing": 1.06, "info": 1.0}
SECTION_WEIGHT: Final = 0.7
KIND_SIGN: Final = "#"
TITLE_SIGN: Final = "="
PREFIX_SIGN: Final = "*"
"""What makes a key of the index no word: a kind, the stems of a whole title, the beginning of words."""

PLACED: Final = re.compile(r"\[\[([^\[\]\s]+)\]\]")
TABLES: Final = (
    """CREATE TABLE passage (id INTEGER PRIMARY KEY, guideline TEXT NOT NULL, section TEXT NOT NULL,
    statement TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL,
    cited TEXT NOT NULL)""",
    """CREATE TABLE posting (term TEXT PRIMARY KEY, count INTEGER NOT NULL, places BLOB, weights BLOB NOT NULL,
    best BLOB)""",
    "CREATE TABLE word (word TEXT PRIMARY KEY, stem TEXT NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX passage_guideline ON passage (guideline)",
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A section, or a statement in it, as it is searched and shown; `fields` are texts with how much they count."""

    guideline: str
    section: str
    statement: str
    kind: str
    title: str
    path: str
    text: str
    references: tuple[str, ...]
    fields: tuple[tuple[str, float], ...]


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
    fields = (
        (section.title, 3.0),
        (text, 1.0),
        (synonyms.of(f"{section.title} · {text}"), 0.5),
        (path, 0.2),
    )
    return Passage(guideline, section.id, "", "section", section.title, path, text, (), fields)


def _statement(
    guideline: str, section: Section, statement: Statement, place: tuple[str, str], synonyms: Synonyms
) -> Passage:
    """A statement under the title of its section; `place` is its path and the heading it stands under."""
    path, heading = place
    text = plain_text(statement.text)
    rationale = plain_text(statement.rationale)
    fields = (
        (text, 2.0),
        (statement.act, 1.5),
        (section.title, 0.7),
        (heading, 1.2),
        (synonyms.of(f"{text} · {statement.act} · {heading}"), 0.7),
        (rationale, 0.5),
        (synonyms.of(section.title), 0.25),
        (path, 0.2),
    )
    key = (guideline, section.id, statement.id)
    return Passage(*key, statement.kind, section.title, path, text, statement.references, fields)


def write_index(connection: sqlite3.Connection, guidelines: Iterable[Guideline]) -> None:
    """Write the passages of guidelines and their index into a database that has none."""
    for table in TABLES:
        connection.execute(table)
    index = Gathering()
    columns = "(id, guideline, section, statement, kind, title, path, text, cited)"
    for guideline in guidelines:
        rows = [
            (index.add(p), p.guideline, p.section, p.statement, p.kind, p.title, p.path, p.text,
             msgspec.json.encode(p.references).decode())
            for p in passages(guideline)
        ]  # fmt: skip
        connection.executemany(f"INSERT INTO passage {columns} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608
    words = index.words()
    connection.executemany("INSERT INTO posting (term, count, places, weights, best) VALUES (?, ?, ?, ?, ?)",
                           index.postings(words))  # fmt: skip
    connection.executemany("INSERT INTO word (word, stem, count) VALUES (?, ?, ?)",
                           ((word, stem(word), words[word]) for word in sorted(words)))  # fmt: skip


class _Stems(dict[str, tuple[str, ...]]):
    """The stems that each folded word of a text is found by."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        """Work a word out once."""
        self[word] = found = tuple(stem(part) for part in _spoken(word))
        return found


def _spoken(word: str) -> Iterator[str]:
    """The words that a folded word of a text is found by."""
    return (part for whole in find_words(word) for part in spoken_parts(whole))


class Gathering:
    """The words of the passages seen so far."""

    def __init__(self) -> None:
        """Begin without passages."""
        self.total = 0
        self.lengths: array[float] = array("f")
        self.are_statements: list[bool] = []
        self.factors: list[float] = []
        self.found: dict[str, tuple[array[int], array[float]]] = {}
        self.seen: Counter[str] = Counter()
        self.stems = _Stems()
        self.marks: dict[str, dict[int, int]] = defaultdict(dict)

    def add(self, passage: Passage) -> int:
        """Count the words of a passage, and give its place."""
        place, said, length = self.total, dict[str, float](), 0.0
        stems, known = self.stems, said.get
        for text, weight in passage.fields:
            words = WORD.findall(fold(text))
            self.seen.update(words)
            length += weight * len(words) if weight >= 1 else 0
            for word in words:
                for base in stems[word]:
                    said[base] = known(base, 0.0) + weight
        for base, weight in said.items():
            if base not in self.found:
                self.found[base] = (array("I"), array("f"))
            places, weights = self.found[base]
            places.append(place)
            weights.append(weight)
        self.total += 1
        self.lengths.append(length)
        self.are_statements.append(bool(passage.statement))
        self.factors.append(SCALE * KIND_WEIGHTS.get(passage.kind, SECTION_WEIGHT))
        self.marks[KIND_SIGN + passage.kind][place] = 1
        if not passage.statement:
            self.marks[title_key(find_words(passage.title))][place] = 1
        return place

    def words(self) -> dict[str, int]:
        """Every word as it is searched for, with how often it was seen."""
        counts: dict[str, int] = {}
        for word, count in self.seen.items():
            for part in _spoken(word):
                counts[part] = counts.get(part, 0) + count
        return counts

    def postings(self, words: Iterable[str]) -> Iterator[tuple[str, int, bytes | None, bytes, bytes | None]]:
        """The rows of the index: stems, prefixes of words, kinds and titles."""
        norms = self._norms()
        known: dict[str, Postings] = {}
        for base in sorted(self.found):
            known[base] = self._weighed(*self.found.pop(base), norms)
            yield row_of(base, known[base])
        for prefix, bases in hot_prefixes(words, known):
            joined = join_begun(prefix, [(base, known[base]) for base in bases])
            yield row_of(prefix + PREFIX_SIGN, pack(joined, self.total))
        for key in sorted(self.marks):
            yield row_of(key, pack(self.marks[key], self.total))

    def _norms(self) -> list[float]:
        """What the length of each passage makes of its counts, beside others of its sort."""
        sums = {False: [0.0, 0], True: [0.0, 0]}
        for length, said in zip(self.lengths, self.are_statements, strict=True):
            sums[said][0] += length
            sums[said][1] += 1
        average = {sort: total / max(1, count) or 1.0 for sort, (total, count) in sums.items()}
        return [
            SATURATION * (1 - LENGTHS[said] + LENGTHS[said] * length / average[said])
            for length, said in zip(self.lengths, self.are_statements, strict=True)
        ]

    def _weighed(self, places: array[int], counts: array[float], norms: list[float]) -> Postings:
        """The places of a stem with the weights that its counts give."""
        factors = self.factors
        weights = bytes(
            int(factors[place] * count / (count + norms[place])) or 1
            for place, count in zip(places, counts, strict=True)
        )
        return pack_sorted(array(place_code(self.total), places), weights, self.total)


def title_key(words: Iterable[str]) -> str:
    """The key of a whole title: its stems, whatever their order."""
    return TITLE_SIGN + " ".join(sorted({stem(part) for word in words for part in word.split("-")}))


def row_of(term: str, found: Postings) -> tuple[str, int, bytes | None, bytes, bytes | None]:
    """A row of the index."""
    places = None if found.places is None else found.places.tobytes()
    return (term, found.count, places, found.weights, found.best.tobytes() if found.best else None)


def hot_prefixes(words: Iterable[str], known: dict[str, Postings]) -> Iterator[tuple[str, list[str]]]:
    """The beginnings that more than one stem shares and that many passages hold, each with its stems."""
    begun: dict[str, set[str]] = defaultdict(set)
    for word in words:
        base = stem(word)
        for length in range(1, len(word) + 1):
            begun[word[:length]].add(base)
    for prefix in sorted(begun):
        bases = begun[prefix]
        if len(bases) > 1 and sum(known[base].count for base in bases) > HOT:
            yield prefix, sorted(bases)


def join_begun(prefix: str, parts: Iterable[tuple[str, Postings]]) -> dict[int, int]:
    """Where a word stands that begins so; the word itself counts more."""
    whole = stem(prefix)
    return join((postings, 1.0 if base == whole else BEGUN) for base, postings in parts)


def unpack(row: sqlite3.Row, total: int) -> Postings:
    """The postings of a row of the index."""
    code = place_code(total)
    places, best = row["places"], row["best"]
    return Postings(
        row["count"],
        None if places is None else array(code, places),
        row["weights"],
        None if best is None else array(code, best),
    )
