"""A document as plain text for the terminal: the same words as on screen and paper."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from desktop.core.blocks import Bullets, Document, Heading, Item, Notice, Paragraph, Part, Rows, Ruled, Title, Trace
from desktop.language import gettext as _

WIDTH: Final = 100


def document_text(document: Document) -> str:
    """The whole document, wrapped to 100 columns."""
    top = "  ".join(f"{label} {words}" for label, words in document.identity) or document.anonymous
    lines = [top, *(line for part in document.parts for line in part_lines(part)), "", *document.footer]
    return "\n".join(lines)


def part_lines(part: Part) -> Iterator[str]:
    """The lines of one block."""
    match part:
        case Title(text, subtitle):
            yield from ("", text, "=" * min(len(text), WIDTH))
            yield from wrap(subtitle)
        case Heading(text, minor):
            yield from ("", text) if minor else ("", text, "-" * min(len(text), WIDTH))
        case Paragraph(text):
            yield from wrap(text)
        case Bullets(items):
            for item in items:
                yield from wrap(item, "- ")
        case Notice(_, text, word):
            yield from (line for words in f"{word}: {text}".splitlines() for line in wrap(words, "! "))
        case Item():
            yield from item_lines(part)
        case Rows(rows):
            for label, words in rows:
                yield from wrap(f"{label}: {words}", "  ")
        case Trace():
            yield _("Beside each line.")
        case Ruled(labels):
            yield from (f"{label} ______________" for label in labels)


def item_lines(item: Item) -> Iterator[str]:
    """A line of the plan with its details, notes and trace."""
    yield from wrap(item.text, f"[{item.word}] ")
    for detail in (*item.details, *item.notes, *item.trace):
        yield from wrap(detail, "    ")


def wrap(text: str, lead: str = "") -> Iterator[str]:
    """Wrap a text, its later lines indented below the first."""
    yield from textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))
