"""A guideline is written piece by piece, from the wanted place outwards, so that no step takes long.

Of a very long one only the sections round the wanted place are written, for each piece above moves all the text below.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtGui import QTextCursor, QTextDocument, QTextDocumentFragment

from db.guideline import Section
from desktop.ui.reader_html import Page, Piece

Placed = tuple[Section, int]
AROUND: Final = 100
"""So many sections are written before the wanted one, and after it."""


class Growth:
    """The pieces still to be written: `after` what is written, and `before` it, the nearest first.

    `inside` is the section whose heading does not stand in the first piece, if any; `ended` once all after it is
    written, `titled` once the title is. `top` is the number of the first section that is written, and `head` are those
    of its pieces that are not. `more` says whether the guideline goes on above and below what is written here.
    """

    def __init__(self, page: Page, section: str = "", statement: str = "") -> None:
        """Begin at a statement of a section, at a section, or at the title."""
        sections = page.sections
        at = next((n for n, (one, _depth) in enumerate(sections) if one.id == section), 0)
        here = page.pieces(*sections[at]) if sections else []
        cut = next((n for n, piece in enumerate(here) if statement in piece.statements), 0)
        self.page = page
        self.from_top = not (at or cut)
        self.inside = section if cut else ""
        self.ended = self.titled = False
        self.top, self.head = at, here[:cut]
        first, end = max(at - AROUND, 0), at + 1 + AROUND
        self.more = (first > 0, end < len(sections))
        self.after = self.forth(here[cut:], sections[at + 1 : end])
        self.before = self.back(range(at - 1, first - 1, -1))

    def forth(self, here: list[Piece], sections: list[Placed]) -> Iterator[Piece]:
        """From the wanted piece on."""
        if self.from_top:
            yield self.title()
        yield from here
        for section, depth in sections:
            yield from self.page.pieces(section, depth)
        self.ended = True

    def back(self, above: range) -> Iterator[Piece]:
        """From the piece before the wanted one up, to the title if nothing is left out."""
        while self.head:
            yield self.head.pop()
        for number in above:
            self.top, self.head = number, self.page.pieces(*self.page.sections[number])
            while self.head:
                yield self.head.pop()
        if not (self.from_top or self.more[0]):
            yield self.title()

    def title(self) -> Piece:
        """The title, which from now on is written."""
        self.titled = True
        return self.page.title()


def parsed(html: str, like: QTextDocument) -> QTextDocument:
    """HTML read into a document of its own, in the font and style of another."""
    found = QTextDocument()
    found.setDefaultFont(like.defaultFont())
    found.setDefaultStyleSheet(like.defaultStyleSheet())
    found.setHtml(f"<body>{html}</body>")
    return found


def append(document: QTextDocument, piece: QTextDocument) -> int:
    """Write a piece at the end of a document; gives the position at which it begins.

    Qt lets the first block of what is inserted run into the block of the cursor, so a block is made for it, unless it
    is the empty one that Qt puts round tables, which both sides of the seam then have.
    """
    first = piece.begin()
    cursor = QTextCursor(document)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    if document.isEmpty():
        cursor.setBlockFormat(first.blockFormat())
        cursor.setBlockCharFormat(first.charFormat())
    elif first.length() > 1 or document.lastBlock().length() > 1:
        cursor.insertBlock(first.blockFormat(), first.charFormat())
    begins = cursor.position()
    cursor.insertFragment(QTextDocumentFragment(piece))
    return begins


def prepend(document: QTextDocument, piece: QTextDocument) -> None:
    """Write a piece at the beginning of a document, with the same care for the seam."""
    first, old = piece.begin(), document.begin()
    cursor = QTextCursor(document)
    if piece.lastBlock().length() > 1 or old.length() > 1:
        cursor.insertBlock(old.blockFormat(), old.charFormat())
        cursor.movePosition(QTextCursor.MoveOperation.Start)
    cursor.setBlockFormat(first.blockFormat())
    cursor.setBlockCharFormat(first.charFormat())
    cursor.insertFragment(QTextDocumentFragment(piece))
