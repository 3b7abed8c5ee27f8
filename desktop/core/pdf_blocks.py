"""From the parts of a document to blocks of lines: sizes, weights and rules of the two kinds of paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from desktop.core.blocks import Bullets, Document, Heading, Item, Notice, Paragraph, Part, Rows, Ruled, Title, Trace
from desktop.core.pdf_fonts import BOLD, SEMI_BOLD, text_width
from desktop.core.pdf_layout import Block, Row, Style, set_rows

MM: Final = 72 / 25.4
RULES: Final = {"stop": 6.0, "do-not": 6.0, "do": 3.0, "timing": 3.0, "consider": 1.2, "open": 1.2, "info": 1.2}
LONG_LABEL: Final = 160
FEW: Final = 4


@dataclass(frozen=True, slots=True)
class Look:
    """The styles and measures of one kind of document: `line` to write on, `above` the space over a heading."""

    width: float
    title: Style
    heading: Style
    minor: Style
    body: Style
    small: Style
    note: Style
    word: Style
    gutter: float
    line: float
    above: float


PLAN: Final = Look(
    width=174 * MM,
    title=Style(16, 21, BOLD),
    heading=Style(13, 17, SEMI_BOLD),
    minor=Style(10.5, 14, SEMI_BOLD),
    body=Style(10.5, 14),
    small=Style(9, 12),
    note=Style(9.5, 12.6),
    word=Style(9, 14, BOLD),
    gutter=28 * MM,
    line=9 * MM,
    above=14,
)
HANDOUT: Final = Look(
    width=170 * MM,
    title=Style(22, 28, BOLD),
    heading=Style(16, 20, SEMI_BOLD),
    minor=Style(13, 18, SEMI_BOLD),
    body=Style(13, 17),
    small=Style(12, 15.6),
    note=Style(12, 15.6),
    word=Style(13, 17, BOLD),
    gutter=31 * MM,
    line=9 * MM,
    above=9,
)
LOOKS: Final = {"plan": PLAN, "handout": HANDOUT}


def document_blocks(document: Document) -> tuple[Block, ...]:
    """Every block of a document, in order.

    In a handout all from the heading above the first lines to write on stays together: no last page of a line or two.
    """
    look = LOOKS[document.kind]
    found: list[Block] = []
    above, written = 0, 0
    for part, following in zip_longest(document.parts, document.parts[1:]):
        if isinstance(part, Heading) and isinstance(following, Ruled):
            found = keep_tail(found, 2)
        if isinstance(part, Heading):
            above = len(found)
        written = written or (above if isinstance(part, Ruled) else 0)
        found.extend(part_blocks(part, look))
        if isinstance(following, Ruled) or (isinstance(part, Ruled) and isinstance(following, Paragraph | Notice)):
            found = keep_tail(found, 1)
    if document.kind == "handout" and written:
        return (*found[:written], *(replace(block, keep=True) for block in found[written:]))
    return tuple(found)


def keep_tail(blocks: list[Block], count: int) -> list[Block]:
    """Tie the last blocks to what follows: lines to write on never stand alone on a page."""
    return [*blocks[:-count], *(replace(block, keep=True) for block in blocks[-count:])]


def part_blocks(part: Part, look: Look) -> Iterable[Block]:
    """The blocks of one part."""
    match part:
        case Title():
            return [title_block(part, look)]
        case Heading():
            style = look.minor if part.minor else look.heading
            return [Block(set_rows(part.text, style, look.width), gap=8 if part.minor else look.above, keep=True)]
        case Paragraph():
            return [Block(set_rows(part.text, look.small if part.small else look.body, look.width), gap=5)]
        case Bullets():
            mark = "box" if part.boxes else "bullet"
            return [Block(listed(entry, look, look.width, mark), gap=2) for entry in part.items]
        case Notice():
            return [notice_block(part, look)]
        case Item():
            return [item_block(part, look)]
        case Rows():
            return row_blocks(part, look)
        case Trace():
            return row_blocks(Rows(part.rows), look)
        case Ruled():
            return ruled_blocks(part, look)


def title_block(title: Title, look: Look) -> Block:
    """The title with the words below it."""
    below = set_rows(title.subtitle, look.body, look.width, before=2)
    return Block((*set_rows(title.text, look.title, look.width), *below), keep=True)


def listed(text: str, look: Look, width: float, mark: str = "bullet") -> tuple[Row, ...]:
    """One entry of a list."""
    rows = set_rows(text, look.body, width, indent=look.body.size * (1.2 if mark == "bullet" else 1.7))
    return (*(replace(row, mark=mark) for row in rows[:1]), *rows[1:])


def notice_block(notice: Notice, look: Look) -> Block:
    """A frame with the sign and its word above the text."""
    gutter = look.word.size + 18
    width = look.width - gutter - 4 * MM
    rows = list(set_rows(notice.word, look.word, width))
    for line in notice.text.splitlines():
        entry = line.removeprefix("•")
        rows += set_rows(line, look.body, width) if entry == line else listed(entry, look, width)
    loud = notice.kind == "stop"
    return Block(
        tuple(rows),
        gutter=gutter,
        sign=notice.kind,
        rule=RULES[notice.kind],
        frame=1.6 if loud else 0.6,
        gap=8,
        pad=2.2 * MM if loud else 1.4 * MM,
    )


def item_block(item: Item, look: Look) -> Block:
    """A line of the plan: sign and word at the left, its text and what explains it at the right."""
    width = look.width - look.gutter
    rows = list(set_rows(item.text, look.body, width))
    for text in item.details:
        rows += set_rows(text, look.small, width, before=1)
    for text in item.notes:
        rows += set_rows(text, look.note, width, before=3)
    return Block(
        tuple(rows),
        label=set_rows(item.word, look.word, look.gutter, indent=look.word.size + 14),
        gutter=look.gutter,
        sign=item.kind,
        rule=RULES[item.kind],
        gap=7,
        pad=1,
    )


def row_blocks(rows: Rows, look: Look) -> Iterator[Block]:
    """A table of two columns, a hairline below each row; a very long label stands above its words instead.

    A table of few rows is kept on one page.
    """
    style = replace(look.small, font=SEMI_BOLD)
    widest = max((text_width(label, style.font, style.size) for label, _ in rows.rows), default=0)
    gutter = min(widest + 4 * MM, 55 * MM)
    for number, (label, words) in enumerate(rows.rows, start=1):
        name = set_rows(label, style, gutter - 3 * MM)
        text = set_rows(words, look.small, look.width - gutter)
        if len(label) > LONG_LABEL:
            name, text = (), (*set_rows(label, style, look.width - gutter), *text)
        yield Block(text, label=name, gutter=gutter, pad=1.5, hairline=True, keep=number < len(rows.rows) <= FEW)


def ruled_blocks(ruled: Ruled, look: Look) -> Iterator[Block]:
    """Lines to write on, kept together, each with its label just above the line."""
    for number, label in enumerate(ruled.labels, start=1):
        gutter = look.gutter + 12 * MM if label else 0
        name = set_rows(label, look.small, gutter, before=look.line - look.small.leading)
        yield Block((), name, gutter, least=look.line, write=True, keep=number < len(ruled.labels))
