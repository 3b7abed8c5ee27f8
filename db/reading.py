"""One guideline folder being read: files as pieces, items out of pieces, and the problems and places on the way."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from db.content import guideline_entries
from db.conversion import Fault, convert
from db.guideline import Record
from db.problem import Place, Problem
from db.yaml_reader import MAX_SIZE, KeyPath, SourceError, check_characters, read_yaml

R = TypeVar("R", bound=Record)
FOLDERS: Final = {"rules": ".yaml", "sections": ".md", "handout": ".md", "cases": ".yaml"}
"""The folders of a guideline, each with the ending of its files."""


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
        """Start with no problems; files are known by their names in the folder. Raises `OSError`."""
        self.folder = folder
        self.entries = guideline_entries(folder)
        self.problems: list[Problem] = []
        self.places: dict[str, Place] = {}

    def fault(self, file: str, line: int, message: str) -> None:
        """Note an error."""
        self.problems.append(Problem("error", file, line, message))

    def file_name(self, name: str) -> str:
        """A file's name as problems and places say it."""
        return f"{self.folder.name}/{name}"

    def names(self, folder: str) -> list[str]:
        """The files of one of the guideline's folders, in the order of their names."""
        return [name for name in self.entries if name.startswith(f"{folder}/") and name.endswith(FOLDERS[folder])]

    def text(self, file: str) -> str | None:
        """The text of a file; what keeps it from being read is a problem."""
        name = self.file_name(file)
        if file not in self.entries:
            self.fault(name, 1, f"cannot be read: {os.strerror(errno.ENOENT)}")
            return None
        path = Path(self.entries[file])
        if path.exists() and not (path.is_file() or path.is_dir()):  # a pipe or device may never end
            self.fault(name, 1, "cannot be read: not a regular file")
            return None
        try:
            with path.open("rb") as opened:
                data = opened.read(MAX_SIZE + 1)
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

    def yaml(self, file: str) -> Piece | None:
        """A YAML file as a piece."""
        return self.parse(self.text(file), self.file_name(file))

    def if_there(self, file: str) -> Piece | None:
        """The same of a file that a folder may do without."""
        return self.yaml(file) if file in self.entries else None

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

    def texts(self, piece: Piece) -> tuple[str, ...]:
        """Read every text of a list."""
        if not isinstance(piece.value, list):
            self.fault(piece.file, piece.line(), "expected a list")
            return ()
        for index, value in enumerate(piece.value):
            if not isinstance(value, str):
                self.fault(piece.file, piece.line((index,)), "expected text")
        return tuple(value for value in piece.value if isinstance(value, str))

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


def _paths(value: object) -> Iterator[KeyPath]:
    """Every path into a nested value, the empty one first."""
    yield ()
    parts: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        for path in _paths(part):
            yield (key, *path)
