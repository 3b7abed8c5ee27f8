"""What a document is made of: a tuple of parts, which screen, paper and terminal only lay out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Title:
    """The title of the document, with the words below it."""

    text: str
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; it stays with what follows. `minor` stands within a group of the plan."""

    text: str
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `small` for notes."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short sentences; `boxes` draws a tick box before each."""

    items: tuple[str, ...]
    boxes: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A framed notice that must not be overlooked; kind as of a statement.

    `word` stands beside the sign. `text` may hold several lines; one that begins with a bullet is an entry of a list.
    """

    kind: str
    text: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the plan: its kind (which gives sign and colour), its word, its text, and lines of detail below it.

    `line` is the id of the plan line, for the window; `trace` are lines that explain it.
    """

    kind: str
    word: str
    text: str
    details: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    trace: tuple[str, ...] = ()
    line: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs of a label and its words, as a table of two columns."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """For paper: each rule with the answers that made it true and its statements; the screen has it at each line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Ruled:
    """Lines to write on, each with a label before it."""

    labels: tuple[str, ...]


Part = Title | Heading | Paragraph | Bullets | Notice | Item | Rows | Trace | Ruled


@dataclass(frozen=True, slots=True)
class Document:
    """Blocks in order, with what stands on every page: the identity box above, and the footer below.

    `identity` is empty when no patient details are known; then `anonymous` stands in its place. `title` goes into
    the metadata and holds no patient data; so do `subject` (guideline and version) and `program`. `kind` is "plan" or
    "handout".
    """

    kind: str
    title: str
    language: str
    identity: tuple[tuple[str, str], ...]
    anonymous: str
    footer: tuple[str, ...]
    parts: tuple[Part, ...]
    subject: str = ""
    program: str = ""
