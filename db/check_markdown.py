"""Checks of running text: no raw HTML, no images, and links only where they lead somewhere.

Sections are Markdown; a handout block is plain text, in which a mark of either kind would be printed as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from db.findings import Finding, Subject

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

REFERENCE: Final = "reference:"
ADDRESSES: Final = ("https://", "http://", "mailto:")
MARKS: Final = ("<", "](", "]:", "][")
"""What HTML, images and links cannot be written without: a text with none of them is not read as Markdown."""
VANISHING: Final = re.compile(r"^[ \t]*(>)[ \t]*\d|(?<=\d)(\*)(?=\d)[^\n*]*(?<=\S)\*", re.MULTILINE)
"""Signs before and between numbers that Markdown takes for marks of a quotation and of emphasis, and does not show."""


@cache
def markdown() -> MarkdownIt:
    """A reader that finds what the window's own does not show: HTML, images, and links of every kind."""
    from markdown_it import MarkdownIt

    found = MarkdownIt("commonmark").enable("table")
    found.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return found


def check_markdown(subject: Subject) -> Iterator[Finding]:
    """Raw HTML, images and odd links, each on its line."""
    texts = [(f"body:{section.id}", section.text) for section in subject.guideline.sections]
    texts += [(f"handout:{block.id}", block.text) for block in subject.guideline.decision.blocks]
    for name, text in texts:
        if any(mark in text for mark in MARKS):
            yield from _check_text(subject, name, text)
        for found in VANISHING.finditer(text):
            sign, line = found[1] or found[2], text.count("\n", 0, found.start(found.lastindex or 0))
            yield Finding(f"{name}+{line}", f"the sign {sign} is not shown here; write \\{sign} for the sign itself")


def _check_text(subject: Subject, name: str, text: str) -> Iterator[Finding]:
    """What is wrong in one text."""
    for line, token in _tokens(text):
        place = f"{name}+{line}"
        match token.type:
            case "html_block" | "html_inline":
                mark = token.content.strip().partition("\n")[0]
                yield Finding(place, f"raw HTML is not allowed: {mark}; write \\< for the sign itself")
            case "image":
                yield Finding(place, f"images are not shown: {token.attrs.get('src')}")
            case "link_open":
                yield from _check_link(subject, place, unquote(str(token.attrs.get("href"))))


def _check_link(subject: Subject, place: str, address: str) -> Iterator[Finding]:
    """Where one link leads: to a reference, or to an address that is only printed."""
    if address.startswith(ADDRESSES):
        message = f"the program opens no address: {address}; cite it as a reference"
        yield Finding(place, message, "warning")
    elif not address.startswith(REFERENCE):
        yield Finding(place, f"a link leads to a reference, [words]({REFERENCE}ID), and not to '{address}'")
    elif message := subject.missing("reference", address.removeprefix(REFERENCE)):
        yield Finding(place, message)


def _tokens(text: str) -> Iterator[tuple[int, Token]]:
    """The pieces of a text, each with its line from 0."""
    line = 0
    for block in markdown().parse(text):
        line = block.map[0] if block.map else line
        yield line, block
        for piece in block.children or ():
            yield line, piece
            line += piece.type in ("softbreak", "hardbreak")
