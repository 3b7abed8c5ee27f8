"""Texts as they are read, on one line: for searching, and for the rows of a list, which show no other signs."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

PART_SIGN: Final = " · "
"""Stands in a text without its Markdown between headings, cells and running text, which are no one sentence."""
PATH_SIGN: Final = " › "
"""Stands between the titles that lead to a place."""
PLACE: Final = re.compile(r"\[\[[^\]]*\]\]")
HEADING: Final = re.compile(r"^[ \t]*#+[ \t]+(.*)$", re.MULTILINE)
TABLE_RULE: Final = re.compile(r"^[ \t]*\|[ \t:|-]*$", re.MULTILINE)
SIGNS: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)|^[ \t]*(?:>+|[-+])[ \t]+", re.MULTILINE)
DOUBTFUL: Final = re.compile(r"[*_`\\&]|^[ \t]*(?:>[^ \t]|[^|\s][^|\n]*\||(?:-+|=+)[ \t]*$)", re.MULTILINE)
"""What is a sign of Markdown in some places and stands for itself in others: "2 * 3", "A | B"."""
PARTING: Final = frozenset(("heading_open", "heading_close", "th_open", "td_open", "table_close"))


def one_line(text: str) -> str:
    """A plain text with single blanks, every sign of it kept."""
    return " ".join(text.split())


def plain_text(markdown: str) -> str:
    """A Markdown text as it is read, without its signs; what has doubtful ones is read as the reader does."""
    text = PLACE.sub("\n\n", markdown)
    if DOUBTFUL.search(text) or ("|" in text and not TABLE_RULE.search(text)):
        parts = _read(text)
    else:
        parted = HEADING.sub(r"| \1 |", TABLE_RULE.sub("", text))
        parts = SIGNS.sub(lambda found: found[1] or "", parted).split("|")
    return PART_SIGN.join(one_line(part) for part in parts if part.strip())


def _read(markdown: str) -> list[str]:
    """The parts of a Markdown text, read piece by piece: much slower than by its lines."""
    parts = [""]
    for token in _markdown().parse(markdown):
        if token.type in PARTING:
            parts.append("")
        elif token.type == "inline":
            parts[-1] += "".join(map(_words, token.children or ())) + "\n"
        elif token.type == "list_item_open" and token.info:
            parts[-1] += f"{token.info}{token.markup} "
        else:
            parts[-1] += token.content  # of code
    return parts


def _words(token: Token) -> str:
    """What a piece of running text says."""
    return " " if token.type in ("softbreak", "hardbreak") else token.content


@cache
def _markdown() -> MarkdownIt:
    """The reader of Markdown: tables, but no HTML and no images."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
