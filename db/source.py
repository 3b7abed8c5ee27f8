"""Guideline sources in: YAML and Markdown become a `Guideline`; faults come back as problems with file and line.

Every item (a rule, an input, a statement …) is converted for itself, so that all faults are listed at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from db.conversion import Fault, convert
from db.guideline import (
    Block,
    Decision,
    Derived,
    Guideline,
    Input,
    Invariant,
    Page,
    Record,
    Reference,
    Rule,
    Section,
    Statement,
    Term,
)
from db.problem import Place, Problem
from db.yaml_reader import MAX_SIZE, KeyPath, SourceError, check_characters, read_yaml

__all__ = ["Source", "SourceError", "read_guideline", "read_yaml"]

R = TypeVar("R", bound=Record)
FILES: Final = ("guideline.yaml", "decision.yaml", "references.yaml", "terms.yaml", "invariants.yaml")
FOLDERS: Final = {"rules": ".yaml", "sections": ".md", "handout": ".md", "cases": ".yaml"}
ELSEWHERE: Final = ("decision", "references", "terms", "sections")
"""Keys of a guideline that have their own files."""


@dataclass(frozen=True)
class Source:
    """A guideline as read from its folder, and where each item stands: `places["rule:R-1"]`, `places["input:age.why"]`.

    The second of two items with one id is found under `"rule:R-1 (2)"`. `"body:ID"` is where a section's text begins.
    """

    guideline: Guideline
    places: Mapping[str, Place]


@dataclass(frozen=True)
class Piece:
    """A part of a file: its value, and its path among the lines of the file."""

    file: str
    value: object
    lines: Mapping[KeyPath, int]
    path: KeyPath = ()

    def at(self, key: str | int) -> Piece:
        """A part of this part."""
        return Piece(self.file, self.value[key], self.lines, (*self.path, key))  # type: ignore[index]

    def line(self, path: KeyPath = ()) -> int:
        """The line of a path below this part, or of the nearest part around it."""
        full = (*self.path, *path)
        while full not in self.lines:
            full = full[:-1]
        return self.lines[full]


class Reading:
    """One guideline folder being read; collects problems and places."""

    def __init__(self, folder: Path) -> None:
        """Start with no problems."""
        self.folder = folder
        self.problems: list[Problem] = []
        self.places: dict[str, Place] = {}

    def fault(self, file: str, line: int, message: str) -> None:
        """Note an error."""
        self.problems.append(Problem("error", file, line, message))

    def file_name(self, path: Path) -> str:
        """A file's name as problems and places say it."""
        return f"{self.folder.name}/{path.relative_to(self.folder).as_posix()}"

    def text(self, path: Path) -> str | None:
        """The text of a file; what keeps it from being read is a problem."""
        name = self.file_name(path)
        try:
            with path.open("rb") as file:
                data = file.read(MAX_SIZE + 1)
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
            check_characters(text, name)
        except OSError as error:
            self.fault(name, 1, f"cannot be read: {error.strerror or error}")
        except UnicodeDecodeError as error:
            self.fault(name, error.object.count(b"\n", 0, error.start) + 1, "not UTF-8 text")
        except SourceError as error:
            self.problems.append(error.problem)
        else:
            return text
        return None

    def parse(self, text: str | None, name: str) -> Piece | None:
        """A YAML text as a piece; faults of its syntax are problems."""
        if text is None:
            return None
        try:
            value, lines = read_yaml(text, name)
        except SourceError as error:
            self.problems.append(error.problem)
            return None
        return Piece(name, value, lines)

    def yaml(self, path: Path) -> Piece | None:
        """A YAML file as a piece."""
        return self.parse(self.text(path), self.file_name(path))

    def item(self, piece: Piece, kind: type[R], name: str = "") -> R | None:
        """Convert one item and note its place under `name`, which may take the item's id: `"rule:{id}"`."""
        found = convert(piece.value, kind)
        if isinstance(found, Fault):
            self.fault(piece.file, piece.line(found.path), found.message)
            return None
        if name:
            self.place(name.format_map(msgspec.structs.asdict(found)), piece)
        return found

    def place(self, name: str, piece: Piece) -> None:
        """Note where an item and each of its parts stand."""
        count = 1
        unique = name
        while unique in self.places:
            count += 1
            unique = f"{name} ({count})"
        for path in _paths(piece.value):
            self.places[".".join([unique, *map(str, path)])] = Place(piece.file, piece.line(path))

    def items(self, piece: Piece | None, read: Callable[[Piece], R | None]) -> tuple[R, ...]:
        """Read every item of a list."""
        if piece is None:
            return ()
        if not isinstance(piece.value, list):
            self.fault(piece.file, piece.line(), "expected a list")
            return ()
        found = (read(piece.at(index)) for index in range(len(piece.value)))
        return tuple(item for item in found if item is not None)

    def listed(self, piece: Piece | None, kind: type[R], name: str) -> tuple[R, ...]:
        """Read a list of items of one kind."""
        return self.items(piece, lambda each: self.item(each, kind, name))

    def with_parts(self, piece: Piece, kind: type[R], name: str, **parts: Callable[[Piece], object]) -> R | None:
        """Convert an item whose named lists are read item by item."""
        if not isinstance(piece.value, dict):
            return self.item(piece, kind)
        read = {key: part(piece.at(key)) for key, part in parts.items() if key in piece.value}
        whole = Piece(piece.file, {**piece.value, **read}, piece.lines, piece.path)
        found = self.item(whole, kind)
        if found is not None:
            self.place(name.format_map(msgspec.structs.asdict(found)), piece)
        return found


def read_guideline(folder: Path) -> tuple[Source | None, list[Problem]]:
    """Read a guideline folder; the source is None where there is an error among the problems."""
    folder = folder.resolve()
    reading = Reading(folder)
    if not folder.is_dir():
        reading.fault(folder.name, 1, "no such folder")
        return None, reading.problems
    _note_unread(reading)
    head = _read_head(reading)
    decision = _read_decision(reading)
    sections = _read_sections(reading)
    lists = {
        "references": reading.listed(reading.yaml(folder / "references.yaml"), Reference, "reference:{id}"),
        "terms": reading.listed(reading.yaml(folder / "terms.yaml"), Term, "term:{term}"),
    }
    if head is None or any(p.severity == "error" for p in reading.problems):
        return None, reading.problems
    whole = msgspec.structs.replace(head, decision=decision, sections=sections, **lists)
    return Source(whole, reading.places), reading.problems


def _files(folder: Path, name: str) -> list[Path]:
    """The files of one kind, in the order of their names."""
    return sorted((folder / name).glob(f"[!.]*{FOLDERS[name]}"))


def _note_unread(reading: Reading) -> None:
    """Warn of files that nothing reads, which are likely misnamed."""
    read = {reading.folder / name for name in FILES}.union(*(_files(reading.folder, name) for name in FOLDERS))
    for path in sorted(reading.folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(reading.folder).parts)
        if path.is_file() and path not in read and not hidden:
            message = "this file is not read; is its name right?"
            reading.problems.append(Problem("warning", reading.file_name(path), 1, message))


def _read_head(reading: Reading) -> Guideline | None:
    """What a guideline says of itself, without its content."""
    piece = reading.yaml(reading.folder / "guideline.yaml")
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
    """The pages, derived quantities, rules, invariants and handout blocks."""
    pages: tuple[Page, ...] = ()
    derived: tuple[Derived, ...] = ()
    piece = reading.yaml(reading.folder / "decision.yaml")
    if piece is not None and isinstance(piece.value, dict):
        for key in piece.value:
            if key not in ("pages", "derived"):
                reading.fault(piece.file, piece.line((key,)), f"unknown key '{key}'; known are pages, derived")
        pages = _part(reading, piece, "pages", lambda each: _read_page(reading, each))
        derived = _part(reading, piece, "derived", lambda each: reading.item(each, Derived, "derived:{key}"))
    elif piece is not None:
        reading.fault(piece.file, piece.line(), "expected the keys pages and derived")
    rules = (reading.listed(reading.yaml(path), Rule, "rule:{id}") for path in _files(reading.folder, "rules"))
    return Decision(
        pages=pages,
        derived=derived,
        rules=tuple(rule for found in rules for rule in found),
        invariants=reading.listed(reading.yaml(reading.folder / "invariants.yaml"), Invariant, "invariant:{id}"),
        blocks=_read_blocks(reading),
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
        section = reading.with_parts(
            head, Section, "section:{id}", statements=lambda part: reading.listed(part, Statement, "statement:{id}")
        )
        if section is not None:
            reading.places[f"body:{section.id}"] = Place(head.file, line)
            found.append(msgspec.structs.replace(section, text=body))
    return tuple(found)


def _read_blocks(reading: Reading) -> tuple[Block, ...]:
    """The pieces of the handout."""
    found = []
    for head, body, _line in _read_markdown(reading, "handout"):
        whole = Piece(head.file, {**head.value, "text": body}, head.lines)  # type: ignore[dict-item]
        block = reading.item(whole, Block, "block:{id}")
        if block is not None:
            found.append(block)
    return tuple(found)


def _read_markdown(reading: Reading, name: str) -> Iterator[tuple[Piece, str, int]]:
    """Front matter, text, and the line on which the text begins, of each Markdown file in a folder."""
    for path in _files(reading.folder, name):
        text, file = reading.text(path), reading.file_name(path)
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


def _paths(value: object) -> Iterator[KeyPath]:
    """Every path into a nested value, the empty one first."""
    yield ()
    parts: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        for path in _paths(part):
            yield (key, *path)
