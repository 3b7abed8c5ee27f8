"""The words that are marked in a text, how a mark looks, and where an anchor of the text stands."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QTextEdit

from db.search_marks import Span
from desktop.ui import theme
from desktop.ui.reader_sought import Sought, words_sought


def anchored(start: QTextCursor, name: str) -> QTextCursor | None:
    """The place of an anchor in a text, looked for from a place on; None if it is not written."""
    block = start.block()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            if name in piece.charFormat().anchorNames():
                found = QTextCursor(start)
                found.setPosition(piece.position())
                return found
            pieces += 1
        block = block.next()
    return None


def heading_above(box: QTextCursor) -> QTextCursor:
    """The heading right above a box, or the box where there is none; Qt puts an empty block between them."""
    table = box.currentTable()
    block = box.document().findBlock(table.firstPosition() - 1) if table is not None else box.block()
    if not block.text():
        block = block.previous()
    return QTextCursor(block) if block.blockFormat().headingLevel() else box


def heading_over(place: QTextCursor) -> str:
    """What the nearest heading above a place says; empty if none is written there."""
    block = place.block()
    while block.isValid() and not block.blockFormat().headingLevel():
        block = block.previous()
    return block.text()


def selection(document: QTextDocument, start: int, end: int) -> QTextCursor:
    """A selection of a text from one position to another."""
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor


def found_format(look: theme.Look, *, chosen: bool) -> QTextCharFormat:
    """How a hit looks: not by colour alone, so it is underlined too."""
    form = QTextCharFormat()
    form.setBackground(QColor(look.colors["primary" if chosen else "hit"]))
    form.setForeground(QColor(look.colors["primary_ink" if chosen else "text"]))
    form.setProperty(QTextFormat.Property.TextUnderlineStyle, QTextCharFormat.UnderlineStyle.SingleUnderline.value)
    return form


Hit = list[QTextCursor]
"""The words found in one paragraph."""


class Found:
    """The hits in what is written of a text, in order, kept as numbers: cursors are made for those asked for alone.

    Thousands of cursors would cost more than finding the words, and Qt would move all of them at each piece written.
    """

    def __init__(self, document: QTextDocument) -> None:
        """Begin without any; the places of `stops` are counted from `origin`, which moves with the text."""
        self.document = document
        self.stops: list[list[Span]] = []
        self.origin = 0

    def __len__(self) -> int:
        """How many there are."""
        return len(self.stops)

    def __getitem__(self, number: int) -> Hit:
        """A hit by its number."""
        found = []
        for start, end in self.stops[number]:
            cursor = selection(self.document, self.origin + start, self.origin + end)
            cursor.setKeepPositionOnInsert(True)  # what is written right after a word found is no part of it
            found.append(cursor)
        return found

    def begins(self, number: int) -> int:
        """The position at which a hit begins."""
        return self.origin + self.stops[number][0][0]

    def first_from(self, position: int) -> int:
        """The number of the first hit at a position or after it."""
        return bisect_left(self.stops, position - self.origin, key=lambda stop: stop[0][0])

    def add_below(self, stops: list[list[Span]], begins: int) -> None:
        """Take in the hits of a piece of the text below all others, which begins at a position."""
        away = begins - self.origin
        self.stops += [[(start + away, end + away) for start, end in stop] for stop in stops] if away else stops

    def add_above(self, stops: list[list[Span]], length: int) -> None:
        """Take in the hits of a piece above all others, which made the text so much longer."""
        self.origin += length
        self.stops = [[(start - self.origin, end - self.origin) for start, end in stop] for stop in stops] + self.stops


class Marks:
    """The words found in what is written of a text, those of one paragraph together as one hit.

    `at` is the hit that is gone to; -1 if none is.
    """

    def __init__(self, text: QTextEdit) -> None:
        """Mark in this text; nothing is looked for yet."""
        self.text = text
        self.sought = words_sought("")
        self.found = Found(text.document())
        self.words = ""
        self.at = -1

    def forget(self) -> None:
        """Begin again with a text in which nothing is found yet."""
        self.found, self.words, self.at = Found(self.text.document()), "", -1

    def read(self) -> str:
        """All that is written, read once for all words: it takes longer than to look for one."""
        self.words = self.words or self.text.toPlainText()
        return self.words

    def look_for(self, sought: Sought) -> None:
        """Look for other words in all that is written."""
        words = self.read()
        self.forget()
        self.sought, self.words = sought, words
        self.found.add_below(sought.stops(words), 0)

    def add_below(self, words: str, begins: int) -> None:
        """Look through what is written at the end, from a position on."""
        self.words = ""
        self.found.add_below(self.sought.stops(words), begins)

    def add_above(self, words: str, length: int) -> None:
        """Look through what is written at the beginning, which made the text so much longer."""
        self.words = ""
        found = self.sought.stops(words)
        self.found.add_above(found, length)
        self.at += len(found) if self.at >= 0 else 0

    def near(self) -> range:
        """The numbers of the hits in view, and of those up to a screen above and below it."""
        pane = self.text.viewport().rect()
        ends = (QPoint(pane.center().x(), y) for y in (-pane.height(), 2 * pane.height()))
        first, last = (self.text.cursorForPosition(end).position() for end in ends)
        return range(self.found.first_from(first), self.found.first_from(last + 1))

    def paint(self) -> None:
        """Paint the words found on a ground with a line below, and the hit gone to on the ground of a selection.

        Those out of view are left out, for thousands of them would hold up the window.
        """
        look = theme.current()
        found, chosen = found_format(look, chosen=False), found_format(look, chosen=True)
        painted = []
        for number in self.near():
            for cursor in self.found[number]:
                mark = QTextEdit.ExtraSelection()
                mark.cursor = cursor
                mark.format = chosen if number == self.at else found
                painted.append(mark)
        self.text.setExtraSelections(painted)
