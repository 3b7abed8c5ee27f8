"""The text of a guideline in one scroll: where its sections begin, and the words that are looked for in it."""

from __future__ import annotations

import sys
import time
from bisect import bisect_left, bisect_right
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHideEvent,
    QResizeEvent,
    QShowEvent,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from db.search import read_query
from db.search_marks import finder
from desktop.language import gettext as _
from desktop.ui import signs, theme
from desktop.ui.reader_growth import Growth, append, parsed, prepend
from desktop.ui.reader_html import SIGN, SIGN_SIZE, STATEMENT, Page, Piece
from desktop.ui.reader_marks import anchored, found_format

MARGIN: Final = 24
LEAD: Final = 16
STEP: Final = 0.006
"""Seconds after which the writing of a guideline gives way to keys and painting."""
PAUSE_MS: Final = 5


class Browser(QTextBrowser):
    """A text that loads nothing but the signs, and follows no link by itself."""

    def __init__(self, name: str) -> None:
        """`name` is what a screen reader says."""
        super().__init__()
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802  # Qt's name
        """Give a sign; anything else is refused."""
        address = QUrl(name)
        if kind == QTextDocument.ResourceType.ImageResource.value and address.scheme() + ":" == SIGN:
            return signs.sign_pixmap(address.path(), theme.current().px(SIGN_SIZE))
        return None

    def fill(self, html: str, use: str = "body") -> None:
        """Show other HTML in the colours of the theme and the font of a use of type."""
        look = theme.current()
        document = self.document()
        document.clear()
        document.setDefaultFont(look.font(use))
        style = f"a {{ color: {look.colors['link']}; text-decoration: none; }} body {{ color: {look.colors['text']}; }}"
        document.setDefaultStyleSheet(style)
        self.setHtml(f"<body>{html}</body>")


class ReaderText(Browser):
    """The guideline itself; what is wanted is there at once, the rest grows round it."""

    section_shown = Signal(str)
    grown = Signal()

    def __init__(self) -> None:
        """Begin without text."""
        super().__init__(_("Guideline text"))
        self.page: Page | None = None
        self.growth: Growth | None = None
        self.target = ("", "")
        self.held = self.selection(0, 0)
        self.held_at = 0
        self.places: list[tuple[QTextCursor, str]] = []
        self.spans_in = finder(read_query(""))
        self.found: list[QTextCursor] = []
        self.at = -1
        self.from_search = False
        self.moving = False
        self.soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self.soon.timeout.connect(self.grow)
        self.verticalScrollBar().valueChanged.connect(self.tell_section)

    # --- writing -------------------------------------------------------------------------------------------------

    def show_page(self, page: Page, section: str = "", statement: str = "") -> None:
        """Show a guideline at a section or statement: a screen of it now, the rest soon."""
        self.page, self.target = page, (section, statement)
        self.places, self.found, self.at = [], [], -1
        self.fill("")
        self.set_margins()
        self.growth = Growth(page, section, statement)
        begun = time.perf_counter()
        self.write()
        self.held = self.wanted()
        while self.is_short() or time.perf_counter() - begun < STEP:
            if not self.write():
                break
        self.bring_target()
        self.at = self.opened()
        self.paint_found()
        if self.growth is not None:
            self.soon.start()

    def is_short(self) -> bool:
        """Does what is written not fill the pane yet, or not from the wanted place on?"""
        height, pane = self.document().size().height(), self.viewport().height() + 2 * LEAD
        below = height - self.verticalScrollBar().value() - self.cursorRect(self.held).top()
        return height < pane or (below < pane and self.growth is not None and not self.growth.ended)

    def grow(self) -> None:
        """Write a little more, without moving what is in view."""
        begun = time.perf_counter()
        while self.write() and time.perf_counter() - begun < STEP:
            pass
        self.hold()
        if self.growth is None:
            self.paint_found()
        elif self.isVisible():
            self.soon.start()
        self.grown.emit()

    def write(self) -> bool:
        """Write the next piece, those after the wanted place first; False once all are written."""
        if self.growth is None:
            return False
        if (piece := next(self.growth.after, None)) is not None:
            self.write_after(piece)
        elif (piece := next(self.growth.before, None)) is not None:
            self.write_before(piece)
        else:
            self.growth = None
        return self.growth is not None

    def write_after(self, piece: Piece) -> None:
        """Write a piece at the end."""
        text = parsed(piece.html, self.document())
        begins = append(self.document(), text)
        if key := piece.section or ("" if self.places or self.growth is None else self.growth.inside):
            self.places.append((self.selection(begins, begins), key))
        self.found += self.spans(text.toPlainText(), begins)

    def write_before(self, piece: Piece) -> None:
        """Write a piece at the beginning."""
        text = parsed(piece.html, self.document())
        prepend(self.document(), text)
        if piece.section:
            known = bool(self.places) and self.places[0][1] == piece.section  # a part of this section was written first
            self.places[: int(known)] = [(self.selection(0, 0), piece.section)]
        found = self.spans(text.toPlainText(), 0)
        self.found = found + self.found
        self.at += len(found) if self.at >= 0 else 0

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Go on writing."""
        super().showEvent(event)
        if self.growth is not None:
            self.soon.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Write nothing while nobody looks, so that typing a search is not held up."""
        super().hideEvent(event)
        self.soon.stop()

    def set_margins(self) -> None:
        """Keep lines at a length that can be read, in the middle of the pane."""
        longest = (
            theme.tokens()["space"]["line_length"] * QFontMetricsF(self.document().defaultFont()).averageCharWidth()
        )
        spare = (self.viewport().width() - longest) / 2
        frame = self.document().rootFrame()
        form = frame.frameFormat()
        form.setMargin(0)
        form.setTopMargin(16)
        form.setBottomMargin(MARGIN)
        form.setLeftMargin(max(MARGIN, spare))
        form.setRightMargin(max(MARGIN, spare))
        frame.setFrameFormat(form)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Keep the length of the lines, and the place that is being read."""
        section = self.section()
        super().resizeEvent(event)
        if event.size().width() == event.oldSize().width() or self.page is None:
            return
        if self.target == ("", "") and self.verticalScrollBar().value():
            self.target = (section, "")
        self.show_page(self.page, *self.target)

    # --- moving --------------------------------------------------------------------------------------------------

    def section(self) -> str:
        """The section at the top of the pane."""
        below = self.cursorForPosition(QPoint(2 * MARGIN, 2 * MARGIN)).position()
        reached = bisect_right(self.places, below, key=lambda place: place[0].position())
        return self.places[max(reached - 1, 0)][1] if self.places else ""

    def tell_section(self) -> None:
        """Say which section is being read."""
        if self.places and not self.moving:
            self.target = ("", "")
            self.held_at = self.cursorRect(self.held).top()
            self.section_shown.emit(self.section())

    def go_to(self, section: str, statement: str = "") -> None:
        """Bring the heading of a section, or the box of a statement, near the top; without either, the title."""
        if self.page is not None and self.growth is not None:
            self.show_page(self.page, section, statement)
        else:
            self.target = (section, statement)
            self.bring_target()

    def bring_target(self) -> None:
        """Scroll to the wanted place, with a little room above it; to the very top where none is wanted."""
        self.held, self.held_at = self.wanted(), LEAD if any(self.target) else self.viewport().height()
        self.hold()

    def wanted(self) -> QTextCursor:
        """Where the wanted statement or section begins; the beginning of the text if neither is written."""
        section, statement = self.target
        begins = next((at for at, key in self.places if key == section), self.selection(0, 0))
        return (anchored(begins, STATEMENT + statement) if statement else None) or begins

    def hold(self) -> None:
        """Scroll so that the place held is as far below the top as it was, whatever was written above it."""
        bar = self.verticalScrollBar()
        self.document().size()  # lays all of it out, on which the range of the bar depends
        if away := self.cursorRect(self.held).top() - self.held_at:
            self.moving = True
            bar.setValue(bar.value() + away)
            self.moving = False

    # --- finding -------------------------------------------------------------------------------------------------

    def find_words(self, words: str, *, from_search: bool = False) -> None:
        """Mark the words searched for, in any of their forms; a hit that a search opened counts as gone to."""
        self.from_search = from_search
        self.spans_in = finder(read_query(words))
        self.found = self.spans(self.document().toPlainText(), 0)
        self.at = self.opened()
        self.unselect()
        self.paint_found()

    def opened(self) -> int:
        """The number of the first mark in the statement or section that a search opened; -1 if there is none."""
        section, statement = self.target
        number = next((n for n, (_at, key) in enumerate(self.places) if key == section), None)
        if number is None or not self.from_search:
            return -1
        begins = self.places[number][0]
        ends = self.places[number + 1][0].position() if number + 1 < len(self.places) else sys.maxsize
        if statement and (box := anchored(begins, STATEMENT + statement)) is not None:
            begins, table = box, box.currentTable()
            ends = table.lastPosition() if table is not None else ends
        first = bisect_left(self.found, begins.position(), key=QTextCursor.selectionStart)
        return first if first < len(self.found) and self.found[first].selectionStart() < ends else -1

    def unselect(self) -> None:
        """Take a selection away, which would hide the marks below it; Qt scrolls to its end, so that is undone."""
        cursor, bar = self.textCursor(), self.verticalScrollBar()
        if cursor.hasSelection():
            value, self.moving = bar.value(), True
            cursor.clearSelection()
            self.setTextCursor(cursor)
            bar.setValue(value)
            self.moving = False

    def spans(self, text: str, begins: int) -> list[QTextCursor]:
        """The words searched for in a piece of the document that begins at a position."""
        return [self.selection(begins + start, begins + end) for start, end in self.spans_in(text, sys.maxsize)]

    def selection(self, start: int, end: int) -> QTextCursor:
        """A selection of the text from one position to another."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def next_found(self, step: int) -> int:
        """Go to the next (1) or previous (-1) hit, round the end; gives its number from 1, or 0 if there is none."""
        if not self.found:
            return 0
        if self.at < 0:
            top = self.cursorForPosition(self.viewport().rect().topLeft()).position()
            after = [i for i, c in enumerate(self.found) if c.selectionStart() >= top]
            self.at = after[0] if after and step > 0 else -1 if step < 0 else 0
        else:
            self.at += step
        self.at %= len(self.found)
        self.unselect()
        self.paint_found()
        here = self.cursorRect(self.found[self.at])
        bar = self.verticalScrollBar()
        if not self.viewport().rect().adjusted(0, MARGIN, 0, -MARGIN).contains(here.center()):
            bar.setValue(bar.value() + here.top() - self.viewport().height() // 3)
        return self.at + 1

    def paint_found(self) -> None:
        """Paint the hits on a ground with a line below, and the one gone to on the ground of a selection."""
        look = theme.current()
        marks = []
        for number, cursor in enumerate(self.found):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor
            mark.format = found_format(look, chosen=number == self.at)
            marks.append(mark)
        self.setExtraSelections(marks)
