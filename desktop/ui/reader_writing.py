"""The text of a guideline in one scroll: how it is written, and where its sections begin."""

from __future__ import annotations

import time
from bisect import bisect_right
from operator import and_
from typing import Final

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QHideEvent, QResizeEvent, QShowEvent, QTextCursor

from desktop.language import gettext as _
from desktop.ui import theme
from desktop.ui.reader_browser import Browser
from desktop.ui.reader_growth import Growth, append, parsed, prepend
from desktop.ui.reader_html import STATEMENT, Page, Piece
from desktop.ui.reader_marks import Marks, anchored, heading_above, heading_over, selection

MARGIN: Final = 24
LEAD: Final = 16
ABOVE: Final = 4
"""An opened statement stands below so small a part of the pane: the warning that it goes with often stands above it."""
STEP: Final = 0.003
"""Seconds after which the writing of a guideline gives way to keys and painting."""
PAUSE_MS: Final = 5


class GuidelineText(Browser):
    """A guideline, of which what is wanted is there at once; the rest grows round it."""

    section_shown = Signal(str)
    grown = Signal()

    def __init__(self) -> None:
        """Begin without text."""
        super().__init__(_("Guideline text"))
        self.page: Page | None = None
        self.extent: Growth | None = None
        self.growth: Growth | None = None
        self.target = ("", "")
        self.held = selection(self.document(), 0, 0)
        self.held_at = 0
        self.places: list[tuple[QTextCursor, str]] = []
        self.marks = Marks(self)
        self.moving = False
        self.soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self.soon.timeout.connect(self.grow)
        self.verticalScrollBar().valueChanged.connect(self.tell_section)

    # --- writing -------------------------------------------------------------------------------------------------

    def show_page(self, page: Page, section: str = "", statement: str = "") -> None:
        """Show a guideline at a section or statement: a screen of it now, the rest soon."""
        self.page, self.target, self.places = page, (section, statement), []
        self.marks.forget()
        self.fill("")
        self.set_margins()
        self.extent = self.growth = Growth(page, section, statement)
        begun = time.perf_counter()
        self.write()
        if self.growth.from_top:  # then that was the title alone
            self.write()
        self.held = self.wanted()
        while self.cursorRect(self.held).top() < self.lead() and self.write_above():
            pass
        while self.is_short() or time.perf_counter() - begun < STEP:
            if not self.write():
                break
        self.bring_target()
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
            self.marks.paint()
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

    def write_above(self) -> bool:
        """Write the next piece above the wanted place, if that is a statement; False if there is none."""
        piece = next(self.growth.before, None) if self.growth is not None and self.target[1] else None
        if piece is not None:
            self.write_before(piece)
        return piece is not None

    def write_after(self, piece: Piece) -> None:
        """Write a piece at the end."""
        text = parsed(piece.html, self.document())
        begins = append(self.document(), text)
        if key := piece.section or ("" if self.places or self.growth is None else self.growth.inside):
            self.places.append((selection(self.document(), begins, begins), key))
        self.marks.add_below(text.toPlainText(), begins)

    def write_before(self, piece: Piece) -> None:
        """Write a piece at the beginning."""
        text, length = parsed(piece.html, self.document()), self.document().characterCount()
        prepend(self.document(), text)
        if piece.section:
            known = bool(self.places) and self.places[0][1] == piece.section  # a part of this section was written first
            self.places[: int(known)] = [(selection(self.document(), 0, 0), piece.section)]
        self.marks.add_above(text.toPlainText(), self.document().characterCount() - length)

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
        page = self.page if event.size().width() != event.oldSize().width() else None
        if page is not None:
            if self.target == ("", "") and self.verticalScrollBar().value():
                self.target = (self.section(), "")
            self.places = []
            self.fill("")  # or Qt would lay all of it out, before it is written anew
        super().resizeEvent(event)
        if page is not None:
            self.show_page(page, *self.target)

    @property
    def more(self) -> tuple[bool, bool]:
        """Does the guideline go on above, and below, what is written of it once nothing grows any more?"""
        return self.extent.more if self.extent is not None else (False, False)

    # --- moving --------------------------------------------------------------------------------------------------

    def section(self) -> str:
        """The section at the top of the pane."""
        reached = bisect_right(self.places, self.top().position(), key=lambda place: place[0].position())
        return self.places[max(reached - 1, 0)][1] if self.places else ""

    def heading(self) -> str:
        """The heading at the top of the pane, or the nearest above it, which is out of view; empty if there is none."""
        return heading_over(self.top())

    def top(self) -> QTextCursor:
        """What is read at the top of the pane."""
        return self.cursorForPosition(QPoint(2 * MARGIN, 2 * MARGIN))

    def tell_section(self) -> None:
        """Say which section is being read."""
        if self.places and not self.moving:
            self.target = ("", "")
            self.held_at = self.cursorRect(self.held).top()
            self.section_shown.emit(self.section())
            self.turn_over()

    def turn_over(self) -> None:
        """Near the end of what is written of a very long guideline, write it anew round the section being read."""
        bar, pane = self.verticalScrollBar(), self.viewport().height()
        ends = bar.value() < pane, bar.value() > bar.maximum() - pane
        if self.growth is not None or self.page is None or not any(map(and_, self.more, ends)):
            return
        self.target = (self.section(), "")
        top = self.cursorRect(self.wanted()).top()
        self.show_page(self.page, *self.target)
        self.target = ("", "")
        needed = bar.value() + self.cursorRect(self.held).top() - top + pane
        while self.document().size().height() < needed and self.write():
            pass
        self.held_at = top
        self.hold()

    def go_to(self, section: str, statement: str = "") -> None:
        """Bring the heading of a section, or the box of a statement, near the top; without either, the title."""
        is_written = any(key == section for _at, key in self.places) if section else not self.more[0]
        if self.page is not None and (self.growth is not None or not is_written):
            self.show_page(self.page, section, statement)
        else:
            self.target = (section, statement)
            self.bring_target()

    def bring_target(self) -> None:
        """Scroll to the wanted place, with a little room above it; to the very top where none is wanted."""
        self.held = self.wanted()
        self.held_at = self.lead()
        self.hold()

    def lead(self) -> int:
        """How far below the top the place held is to stand: a statement that no heading begins, with what is above."""
        if self.target[1] and not self.held.block().blockFormat().headingLevel():
            return max(LEAD, self.viewport().height() // ABOVE)
        return LEAD if any(self.target) else self.viewport().height()

    def wanted(self) -> QTextCursor:
        """Where the wanted statement, with a heading right above it, or section begins; else where the text does."""
        section, statement = self.target
        begins = next((at for at, key in self.places if key == section), selection(self.document(), 0, 0))
        box = anchored(begins, STATEMENT + statement) if statement else None
        return heading_above(box) if box is not None else begins

    def hold(self) -> None:
        """Scroll so that the place held is as far below the top as it was, whatever was written above it."""
        bar = self.verticalScrollBar()
        self.document().size()  # lays all of it out, on which the range of the bar depends
        if away := self.cursorRect(self.held).top() - self.held_at:
            self.moving = True
            bar.setValue(bar.value() + away)
            self.moving = False
