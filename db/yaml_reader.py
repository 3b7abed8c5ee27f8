"""A strict reading of YAML and JSON: nested dicts, lists and text, with the line of everything.

Scalars are taken as written (`no` is the text "no"). What could surprise an author is refused: duplicate keys,
anchors, aliases, tags, empty values, a second document, control characters, and files too large or too deep.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

import yaml

from db.problem import Problem

MAX_SIZE: Final = 4_000_000
MAX_NESTING: Final = 30
MAX_VALUES: Final = 200_000
LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SURROGATE_PAIR: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)

KeyPath = tuple[str | int, ...]


class SourceError(ValueError):
    """A text that cannot be read; `problem` says why and where."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem."""
        super().__init__(str(problem))
        self.problem = problem


@dataclass
class Frame:
    """A mapping or list that is still being read; `key` waits for its value."""

    value: dict[str, object] | list[object]
    path: KeyPath
    key: str | None = None


class Builder:
    """Builds values out of YAML events, and refuses what is not plain data."""

    def __init__(self, name: str) -> None:
        """Start with nothing; `name` stands in the problems."""
        self.name = name
        self.root: object = None
        self.lines: dict[KeyPath, int] = {}
        self.open: list[Frame] = []

    def refuse(self, message: str, line: int) -> NoReturn:
        """Stop reading here."""
        raise SourceError(Problem("error", self.name, line, message))

    def take(self, event: yaml.Event) -> None:
        """Take one event."""
        assert event.start_mark is not None
        line = event.start_mark.line + 1
        match event:
            case yaml.AliasEvent():
                self.refuse("aliases (*name) are not allowed", line)
            case yaml.DocumentStartEvent() if self.lines:
                self.refuse("a second document begins here; one is allowed", line)
            case yaml.CollectionEndEvent():
                self.open.pop()
            case yaml.ScalarEvent() | yaml.CollectionStartEvent():
                self.take_node(event, line)

    def take_node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        """Take a scalar, or the start of a mapping or list."""
        if event.anchor is not None:
            self.refuse("anchors (&name) are not allowed", line)
        if event.tag is not None:
            self.refuse(f"tags are not allowed: {event.tag}", line)
        if isinstance(event, yaml.ScalarEvent):
            if not event.value and not event.style:
                self.refuse('a value is missing; write "" if it is meant to be empty', line)
            self.add(event.value, line)
        else:
            if len(self.open) >= MAX_NESTING:
                self.refuse(f"nested deeper than {MAX_NESTING} levels", line)
            value: dict[str, object] | list[object] = {} if isinstance(event, yaml.MappingStartEvent) else []
            self.open.append(Frame(value, self.add(value, line)))

    def add(self, value: object, line: int) -> KeyPath:
        """Put a value where it belongs, and return its path."""
        path: KeyPath = ()
        if not self.open:
            self.root = value
        else:
            frame = self.open[-1]
            if isinstance(frame.value, list):
                path = (*frame.path, len(frame.value))
                frame.value.append(value)
            elif frame.key is None:
                path = self.add_key(frame, frame.value, value, line)
            else:
                path = (*frame.path, frame.key)
                frame.value[frame.key], frame.key = value, None
        self.lines.setdefault(path, line)
        if len(self.lines) > MAX_VALUES:
            self.refuse(f"more than {MAX_VALUES:,} values", line)
        return path

    def add_key(self, frame: Frame, mapping: dict[str, object], key: object, line: int) -> KeyPath:
        """Remember a key until its value comes; its line is the line of both."""
        if not isinstance(key, str):
            self.refuse("a key must be plain text", line)
        path = (*frame.path, key)
        if key in mapping:
            self.refuse(f"key '{key}' stands twice; first on line {self.lines[path]}", line)
        frame.key = key
        return path


def read_yaml(text: str, name: str) -> tuple[object, Mapping[KeyPath, int]]:
    """Read a YAML or JSON text into nested dicts, lists and text, and the line (from 1) of every path in it.

    Raises `SourceError` at the first fault, with `name` as its file.
    """
    builder = Builder(name)
    check_characters(text, name)
    if text.lstrip()[:1] in ("{", "["):
        text = SURROGATE_PAIR.sub(_join_pair, text)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        builder.refuse(error.problem or "cannot be read as YAML", mark.line + 1 if mark else 1)
    except yaml.YAMLError as error:
        builder.refuse(str(error).partition("\n")[0], 1)
    if not builder.lines:
        builder.refuse("the file is empty", 1)
    return builder.root, builder.lines


def check_characters(text: str, name: str) -> None:
    """Refuse a text that is too large or holds a control character; raises `SourceError`."""
    if len(text) > MAX_SIZE:
        raise SourceError(Problem("error", name, 1, f"larger than {MAX_SIZE:,} characters"))
    if found := UNPRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise SourceError(Problem("error", name, line, f"control character U+{ord(found[0]):04X}"))


def _join_pair(found: re.Match[str]) -> str:
    """One character for the two escapes in which JSON writes it; YAML does not know such pairs."""
    high, low = int(found[2], 16), int(found[3], 16)
    return found[1] + chr(0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00))
