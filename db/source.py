"""Guideline sources in: YAML and Markdown become a `Guideline`; faults come back as problems with file and line.

Every item (a rule, an input, a statement …) is converted for itself, so that all faults are listed at once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from db.content import entries_hash
from db.guideline import (
    Block,
    Conflict,
    Decision,
    Derived,
    Guideline,
    IndexEntry,
    Input,
    Invariant,
    Page,
    Record,
    Reference,
    Resolution,
    Rule,
    Section,
    Statement,
    Term,
)
from db.problem import Place, Problem, has_errors
from db.proof_report import PROOF_FILE
from db.reading import FOLDERS, Piece, Reading
from db.yaml_reader import SourceError, read_yaml

__all__ = ["Source", "SourceError", "read_guideline", "read_yaml"]

R = TypeVar("R", bound=Record)
Acting = TypeVar("Acting", Statement, Resolution)
FILES: Final = (
    "guideline.yaml",
    "decision.yaml",
    "references.yaml",
    "terms.yaml",
    "index.yaml",
    "alarms.yaml",
    "invariants.yaml",
    PROOF_FILE,
)
UNSEEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
"""Signs without width, which are no part of an act."""
DECISION_KEYS: Final = ("pages", "derived", "conflicts", "resolutions")
ELSEWHERE: Final = ("decision", "references", "terms", "index", "alarms", "sections")
"""Keys of a guideline that have their own files."""


@dataclass(frozen=True)
class Source:
    """A guideline as read from its folder, and where each item stands: `places["rule:R-1"]`, `places["input:age.why"]`.

    The second of two items with one id is found under `"rule:R-1 (2)"`. `"body:ID"` is where a section's text begins,
    `"handout:ID"` where that of a handout block does. `content` is the hash of the sources.
    """

    folder: Path
    content: str
    guideline: Guideline
    places: Mapping[str, Place]


def read_guideline(folder: Path) -> tuple[Source | None, list[Problem]]:
    """Read a guideline folder; the source is None where there is an error among the problems.

    Raises `OSError` where a file cannot be read that nothing here reads, such as a case.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        return None, [Problem("error", folder.name, 1, "no such folder")]
    reading = Reading(folder)
    content = entries_hash(reading.entries)  # before anything is read: what is edited meanwhile is not what was proved
    _note_unread(reading)
    head = _read_head(reading)
    decision = _read_decision(reading)
    sections = _read_sections(reading)
    lists = {
        "references": reading.listed(reading.yaml("references.yaml"), Reference, "reference:{id}"),
        "terms": reading.listed(reading.if_there("terms.yaml"), Term, "term:{term}"),
        "index": _read_index(reading, "index"),
        "alarms": _read_index(reading, "alarms"),
    }
    if head is None or has_errors(reading.problems):
        return None, reading.problems
    whole = msgspec.structs.replace(head, decision=decision, sections=sections, **lists)
    return Source(folder, content, whole, reading.places), reading.problems


def _note_unread(reading: Reading) -> None:
    """Warn of what nothing reads, which is likely misnamed."""
    read = {*FILES, *FOLDERS}.union(*map(reading.names, FOLDERS))
    for name, entry in reading.entries.items():
        folder = entry.is_dir()
        if name not in read and (not folder or "/" in name):  # of a folder beside the known ones each file is told
            message = f"this {'folder' if folder else 'file'} is not read; is its name right?"
            reading.problems.append(Problem("warning", reading.file_name(name), 1, message))


def _read_head(reading: Reading) -> Guideline | None:
    """What a guideline says of itself, without its content."""
    piece = reading.yaml("guideline.yaml")
    if piece is None:
        return None
    if not isinstance(piece.value, dict):
        return reading.item(piece, Guideline)
    for key in ELSEWHERE:
        if key in piece.value:
            reading.fault(piece.file, piece.line((key,)), f"unknown key '{key}'")
    whole = Piece(piece.file, {**piece.value, "decision": Decision(pages=())}, piece.lines)
    head = reading.item(whole, Guideline)
    reading.place("guideline", piece)
    return head


def _read_decision(reading: Reading) -> Decision:
    """The pages, derived quantities, conflicts, resolutions, rules, invariants and handout blocks."""
    pages: tuple[Page, ...] = ()
    derived: tuple[Derived, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    piece = reading.yaml("decision.yaml")
    if piece is not None and isinstance(piece.value, dict):
        for key in piece.value:
            if key not in DECISION_KEYS:
                known = ", ".join(DECISION_KEYS)
                reading.fault(piece.file, piece.line((key,)), f"unknown key '{key}'; known are {known}")
        pages = _part(reading, piece, "pages", lambda each: _read_page(reading, each))
        derived = _part(reading, piece, "derived", lambda each: reading.item(each, Derived, "derived:{key}"))
        conflicts = _part(reading, piece, "conflicts", lambda each: reading.item(each, Conflict, "conflict:{id}"))
        resolutions = _part(reading, piece, "resolutions", lambda p: reading.item(p, Resolution, "resolution:{id}"))
        resolutions = tuple(map(_with_plain_act, resolutions))
    elif piece is not None:
        reading.fault(piece.file, piece.line(), "expected the keys pages and derived")
    rules = (reading.listed(reading.yaml(name), Rule, "rule:{id}") for name in reading.names("rules"))
    return Decision(
        pages=pages,
        derived=derived,
        rules=tuple(rule for found in rules for rule in found),
        invariants=reading.listed(reading.if_there("invariants.yaml"), Invariant, "invariant:{id}"),
        blocks=_read_blocks(reading),
        conflicts=conflicts,
        resolutions=resolutions,
    )


def _part(reading: Reading, piece: Piece, key: str, read: Callable[[Piece], R | None]) -> tuple[R, ...]:
    """The items under one key, which may be absent."""
    assert isinstance(piece.value, dict)
    return reading.items(piece.at(key), read) if key in piece.value else ()


def _read_page(reading: Reading, piece: Piece) -> Page | None:
    """A page and its inputs."""
    return reading.with_parts(piece, Page, "page:{id}", inputs=lambda part: reading.listed(part, Input, "input:{key}"))


def _read_sections(reading: Reading) -> tuple[Section, ...]:
    """The sections, each with its statements and its text."""
    found = []
    for head, body, line in _read_markdown(reading, "sections"):
        section = reading.with_parts(head, Section, "section:{id}", statements=partial(_read_statements, reading))
        if section is not None:
            reading.places[f"body:{section.id}"] = Place(head.file, line)
            found.append(msgspec.structs.replace(section, text=body))
    return tuple(found)


def _read_statements(reading: Reading, piece: Piece) -> tuple[Statement, ...]:
    """The statements of a section."""
    return tuple(map(_with_plain_act, reading.listed(piece, Statement, "statement:{id}")))


def _with_plain_act(item: Acting) -> Acting:
    """An item whose act is the same whatever blanks, unseen signs and forms of its letters its author wrote."""
    act = unicodedata.normalize("NFC", item.act.translate(UNSEEN))
    return msgspec.structs.replace(item, act=" ".join(act.split()))


def _read_blocks(reading: Reading) -> tuple[Block, ...]:
    """The pieces of the handout."""
    found = []
    for head, body, line in _read_markdown(reading, "handout"):
        whole = Piece(head.file, {**head.value, "text": body}, head.lines)  # type: ignore[dict-item]
        block = reading.item(whole, Block, "block:{id}")
        if block is not None:
            reading.places[f"handout:{block.id}"] = Place(head.file, line)
            found.append(block)
    return tuple(found)


def _read_index(reading: Reading, name: str) -> tuple[IndexEntry, ...]:
    """The author's index, or the alarms: under each id what readers type."""
    piece = reading.if_there(f"{name}.yaml")
    if piece is not None and not isinstance(piece.value, dict):
        reading.fault(piece.file, piece.line(), "expected ids, each with a list of phrases")
    if piece is None or not isinstance(piece.value, dict):
        return ()
    entries = []
    for key in piece.value:
        part = piece.at(key)
        entries.append(IndexEntry(key, reading.texts(part)))
        reading.place(f"{name}:{key}", part)
    return tuple(entries)


def _read_markdown(reading: Reading, folder: str) -> Iterator[tuple[Piece, str, int]]:
    """Front matter, text, and the line on which the text begins, of each Markdown file in a folder."""
    for name in reading.names(folder):
        text, file = reading.text(name), reading.file_name(name)
        if text is None:
            continue
        front, closed, body = text.removeprefix("---\n").partition("\n---\n")
        if not text.startswith("---\n") or not closed:
            reading.fault(file, 1, "expected front matter between two lines of ---")
            continue
        head = reading.parse(f"\n{front}", file)
        if head is None:
            continue
        if not isinstance(head.value, dict):
            reading.fault(file, 2, "expected keys and values")
        elif "text" in head.value:
            reading.fault(file, head.line(("text",)), "unknown key 'text'; the text stands below the front matter")
        else:
            blank = len(body) - len(body.lstrip("\n"))
            yield head, body.strip("\n"), text.count("\n", 0, len(text) - len(body) + blank) + 1
