"""From text to lines, and from blocks of lines to pages; lengths are in points.

A block is kept whole if a page can hold it. Every turn of the loop places something or begins a page, and at the
top of a page at least one line is placed, so that the longest text still flows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from desktop.core.glyphs import printable
from desktop.core.pdf_fonts import REGULAR, glyphs, text_width
from desktop.core.text import NO_BREAK

UNITS: Final = "mg|g|kg|mL|L|cm|mm|mmol|µmol|micrograms?|units?|minutes?|hours?|days?|weeks?|months?|years?"
BOUND: Final = re.compile(
    rf"(?<=\d) (?=(?:{UNITS})\b|%)|(?<=\bdo) (?=not\b)|(?<=\bdo not) (?=\w)|(?<=\d) (?=\w+ \d{{4}}\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set."""

    size: float
    leading: float
    font: str = REGULAR
    grey: float = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of text, `before` points below the last, with a mark ("bullet" or "box") before it."""

    text: str
    style: Style
    before: float = 0
    indent: float = 0
    mark: str = ""

    @property
    def height(self) -> float:
        """With the space above."""
        return self.style.leading + self.before


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stand together: `rows` begin at `gutter`, `label` and the sign stand to the left of them.

    `rule` and `frame` are the widths of the rule at the left and of the frame; `gap` is the space above the block,
    `pad` the space inside; `write` draws a line to write on. A block with `keep` stays with the next one.
    """

    rows: tuple[Row, ...]
    label: tuple[Row, ...] = ()
    gutter: float = 0
    sign: str = ""
    rule: float = 0
    frame: float = 0
    gap: float = 0
    pad: float = 0
    least: float = 0
    write: bool = False
    hairline: bool = False
    keep: bool = False

    @property
    def height(self) -> float:
        """Without the gap above."""
        tallest = max(sum(row.height for row in rows) for rows in (self.rows, self.label))
        return max(tallest + 2 * self.pad, self.least)

    def split(self, room: float, *, forced: bool) -> tuple[Block | None, Block]:
        """What fits into the room, and the rest; less than two lines are not split off unless forced."""
        count, used = 0, 2 * self.pad
        while count < len(self.rows) and used + self.rows[count].height <= room:
            used += self.rows[count].height
            count += 1
        count = max(count, 1) if forced else count
        if count < 2 and not forced:
            return None, self
        rest = replace(self, rows=self.rows[count:], label=(), sign="", gap=0, least=0)
        return replace(self, rows=self.rows[:count], keep=False), rest


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and its distance from the top of the live area."""

    block: Block
    top: float


def set_lines(text: str, style: Style, width: float) -> tuple[str, ...]:
    """Break a text into lines; what a no-break space joins stays together, a longer word is broken anywhere."""
    words = (word for word in re.split(r"[ \t\r\n]+", BOUND.sub(NO_BREAK, text)) if word)
    lines: list[str] = []
    for piece in (found for word in words for found in pieces(word, style, width)):
        longer = f"{lines[-1]} {piece}" if lines else piece
        if lines and text_width(longer, style.font, style.size) <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
    return tuple(line.replace(NO_BREAK, " ") for line in lines)


def pieces(word: str, style: Style, width: float) -> Iterator[str]:
    """A word in pieces that fit the line."""
    if text_width(word, style.font, style.size) <= width:
        yield word
        return
    start = 0
    for end in range(1, len(word) + 1):
        if text_width(word[start:end], style.font, style.size) > width and end - 1 > start:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]


def set_rows(text: str, style: Style, width: float, before: float = 0, indent: float = 0) -> tuple[Row, ...]:
    """Check a text and set it in lines; the space above belongs to the first."""
    lines = set_lines(printable(text, glyphs()), style, width - indent)
    return tuple(Row(line, style, 0 if number else before, indent) for number, line in enumerate(lines))


def paginate(blocks: Iterable[Block], height: float) -> tuple[tuple[Placed, ...], ...]:
    """Place blocks on pages of this height."""
    pages = Pages(height)
    for run in runs(blocks):
        pages.add(run)
    return tuple(tuple(page) for page in pages.pages)


def runs(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks that stay with their next ones, together."""
    run: list[Block] = []
    for block in blocks:
        run.append(block)
        if not block.keep:
            yield run
            run = []
    if run:
        yield run


class Pages:
    """The pages while they are filled."""

    def __init__(self, height: float) -> None:
        """Begin with one empty page."""
        self.height = height
        self.used = 0.0
        self.pages: list[list[Placed]] = [[]]

    def add(self, run: list[Block]) -> None:
        """Place a run whole where it fits; a run that no page can hold begins on a new one, and is split."""
        needed = sum(block.gap + block.height for block in run)
        if not self.fits(needed) and self.used and (needed <= self.height or run[0].keep):
            self.turn()
        stuck = False
        for block in run:
            self.flow(block, stuck=stuck)
            stuck = block.keep

    def flow(self, block: Block, *, stuck: bool) -> None:
        """Place one block, split if no page can hold it, or if it must stay with the one above."""
        rest = block
        while not self.fits(self.gap(rest) + rest.height):
            if self.used and rest.height <= self.height and not stuck:
                self.turn()
                continue
            head, rest = rest.split(self.height - self.used - self.gap(rest), forced=not self.used)
            if head:
                self.place(head)
            self.turn()
        self.place(rest)

    def fits(self, needed: float) -> bool:
        """Is there room on the page?"""
        return self.used + needed <= self.height + 0.01

    def gap(self, block: Block) -> float:
        """The space above a block; none at the top of a page."""
        return block.gap if self.used else 0

    def place(self, block: Block) -> None:
        """Put a block below what is on the page."""
        top = self.used + self.gap(block)
        self.pages[-1].append(Placed(block, top))
        self.used = top + block.height

    def turn(self) -> None:
        """Begin a page."""
        self.pages.append([])
        self.used = 0
