"""A guideline to read, and the words that are looked for in it: through all of it, from hit to hit."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent, QTextCursor

from desktop.ui.reader_hits import Hits
from desktop.ui.reader_html import STATEMENT, Page
from desktop.ui.reader_marks import anchored, selection
from desktop.ui.reader_sought import Sought, words_sought
from desktop.ui.reader_writing import MARGIN, GuidelineText


class ReaderText(GuidelineText):
    """The guideline with the words found marked; hits are numbered from 0 through all of it, written or not."""

    def __init__(self) -> None:
        """Begin without text."""
        super().__init__()
        self.hits = Hits(self)
        self.from_search = False
        self.due = 0
        self.here = self.textCursor()
        self.jump = QTimer(self, singleShot=True, interval=0)
        self.jump.timeout.connect(self.first_found)
        self.hits.counted.connect(self.go_on)
        self.verticalScrollBar().valueChanged.connect(self.paint_marks)

    def find_words(self, words: str) -> None:
        """Mark words, in any of their forms."""
        self.look_for(words_sought(words))

    def look_for(self, sought: Sought, *, from_search: bool = False) -> None:
        """Mark what was looked for, as in the list of hits; one that a search opened counts as gone to."""
        self.from_search, self.due = from_search, 0
        self.jump.stop()
        self.marks.look_for(sought)
        self.marks.at = self.opened()
        self.unselect()
        self.marks.paint()
        if self.page is not None:
            self.hits.look_for(self.marks.sought, self.page)

    def paint_marks(self) -> None:
        """Paint the marks that come into view, if there is a text."""
        if self.places:
            self.marks.paint()

    def forget_words(self) -> None:
        """Look for nothing in the guideline that is shown next: what is looked for in it is not known yet."""
        self.marks.sought = words_sought("")

    def show_page(self, page: Page, section: str = "", statement: str = "") -> None:
        """Show a guideline at a section or statement; the hit that was gone to stays so if it is written again."""
        at, number = self.marks.at, self.number
        super().show_page(page, section, statement)
        if page is not self.hits.page:
            self.due = 0
            self.hits.look_for(self.marks.sought, page)
        elif number >= 0:
            self.marks.at = self.written(number)
        elif at >= 0:
            self.marks.at = self.opened()
        self.marks.paint()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Go on counting."""
        super().showEvent(event)
        if self.hits.total is None:
            self.hits.soon.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Count nothing while nobody looks, so that typing a search is not held up."""
        super().hideEvent(event)
        self.hits.soon.stop()

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
        found = self.marks.found
        first = found.first_from(begins.position())
        return first if first < len(found) and found.begins(first) < ends else -1

    # --- from hit to hit -----------------------------------------------------------------------------------------

    @property
    def number(self) -> int:
        """The number of the hit that is gone to; -1 if there is none, or as long as the hits are being counted."""
        return self.above() + self.marks.at if self.marks.at >= 0 and self.hits.total is not None else -1

    def above(self) -> int:
        """How many hits stand above what is written, all being counted."""
        if self.extent is None or self.extent.titled:
            return 0
        sought = self.hits.sought
        unwritten = sum(len(sought.stops(piece.words())) for piece in self.extent.head)
        return self.hits.before(self.extent.top) + unwritten

    def written(self, number: int) -> int:
        """The number of a hit among those that are written; -1 if it is not."""
        at = number - self.above()
        return at if 0 <= at < len(self.marks.found) else -1

    def next_found(self, step: int) -> None:
        """Go to the next (1) or previous (-1) hit, round the end; where it is not written it may come later."""
        if self.jump.isActive():
            self.first_found()
        at = self.marks.at + step
        if self.marks.at < 0:
            at = self.marks.found.first_from(self.place().position()) - (step < 0)
        self.reach(at, step)

    def find_on(self, sought: Sought) -> None:
        """Mark what is typed so far, and go to the first hit from here on, as soon as the keys leave time for it.

        Here is the hit gone to, so that it stays chosen while its word is typed, or else the top of the pane.
        """
        if not self.jump.isActive():
            self.here = self.place()
        self.look_for(sought)
        self.jump.start()

    def first_found(self) -> None:
        """Go to the first hit from where the typing began on, and tell."""
        self.jump.stop()
        self.reach(self.marks.found.first_from(self.here.position()), 1)
        self.grown.emit()

    def place(self) -> QTextCursor:
        """The beginning of the hit that is gone to, or else of the pane; it moves with the text."""
        if self.marks.at < 0:
            return self.cursorForPosition(self.viewport().rect().topLeft())
        begins = self.marks.found.begins(self.marks.at)
        return selection(self.document(), begins, begins)

    def reach(self, at: int, step: int) -> None:
        """Go to a hit, given by its number among those that are written; beyond these it may come later, by a step."""
        if 0 <= at < len(self.marks.found):
            self.marks.at = at
            self.show_chosen()
        elif self.hits.total is None:
            self.due = step
        elif self.hits.total:
            self.go_to_hit((self.above() + at) % self.hits.total)

    def go_on(self) -> None:
        """Once the hits are counted, go the step that had to wait for it, and tell."""
        step, self.due = self.due, 0
        if step:
            self.next_found(step)
        self.grown.emit()

    def go_to_hit(self, number: int) -> None:
        """Go to a hit, with its section written anew if it is not written."""
        if self.page is None:
            return
        if self.written(number) < 0:
            self.show_page(self.page, self.hits.section(number))
            while self.written(number) < 0 and self.write():
                pass
        self.marks.at = self.written(number)
        if self.marks.at >= 0:  # markup that Qt reads in another way costs a hit, not the window
            self.show_chosen()
        self.section_shown.emit(self.section())

    def show_chosen(self) -> None:
        """Bring the hit that is gone to into view."""
        self.unselect()
        self.marks.paint()
        chosen, bar = self.marks.found[self.marks.at][0], self.verticalScrollBar()
        here = self.cursorRect(chosen)
        if not self.viewport().rect().adjusted(0, MARGIN, 0, -MARGIN).contains(here.center()):
            self.moving = True
            bar.setValue(bar.value() + here.top() - self.viewport().height() // 3)
            self.moving = False
            self.target, self.held = ("", ""), chosen
            self.held_at = self.cursorRect(self.held).top()
            self.section_shown.emit(self.section())

    def unselect(self) -> None:
        """Take a selection away, which would hide the marks below it; Qt scrolls to its end, so that is undone."""
        cursor, bar = self.textCursor(), self.verticalScrollBar()
        if cursor.hasSelection():
            value, self.moving = bar.value(), True
            cursor.clearSelection()
            self.setTextCursor(cursor)
            bar.setValue(value)
            self.moving = False
