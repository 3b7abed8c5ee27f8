"""The text of a guideline in one scroll: where its sections begin, and the words that are looked for in it."""

from __future__ import annotations

import sys
from typing import Final

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QResizeEvent, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from db.search import read_query
from db.search_marks import finder
from desktop.language import gettext as _
from desktop.ui import signs, theme
from desktop.ui.reader_html import SECTION, SIGN, SIGN_SIZE, STATEMENT

MARGIN: Final = 24
LEAD: Final = 16


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
    """The guideline itself."""

    section_shown = Signal(str)

    def __init__(self) -> None:
        """Begin without text."""
        super().__init__(_("Guideline text"))
        self.places: list[tuple[int, str]] = []
        self.found: list[QTextCursor] = []
        self.at = -1
        self.moving = False
        self.verticalScrollBar().valueChanged.connect(self.tell_section)

    def show_html(self, html: str) -> None:
        """Show a guideline and remember where its sections begin."""
        self.places, self.found, self.at = [], [], -1
        self.fill(html)
        self.set_margins()
        block = self.document().begin()
        while block.isValid():
            for name in block_anchors(block.begin()):
                if name.startswith(SECTION):
                    self.places.append((block.position(), name.removeprefix(SECTION)))
            block = block.next()

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
        """Keep the length of the lines, and the section that is being read."""
        section = self.section()
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.set_margins()
            if section and self.verticalScrollBar().value():
                self.go_to_section(section)

    def section(self) -> str:
        """The section at the top of the pane."""
        below = self.cursorForPosition(QPoint(2 * MARGIN, 2 * MARGIN)).position()
        reached = [key for start, key in self.places if start <= below]
        return reached[-1] if reached else self.places[0][1] if self.places else ""

    def tell_section(self) -> None:
        """Say which section is being read."""
        if self.places and not self.moving:
            self.section_shown.emit(self.section())

    def go_to_section(self, section: str) -> None:
        """Bring the heading of a section to the top."""
        self.bring(SECTION + section)

    def go_to_statement(self, statement: str) -> None:
        """Bring the box of a statement to the top."""
        self.bring(STATEMENT + statement)

    def bring(self, anchor: str) -> None:
        """Bring an anchor near the top, with a little room above it."""
        self.moving = True
        self.scrollToAnchor(anchor)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() - LEAD)
        self.moving = False

    def find_words(self, words: str) -> dict[str, int]:
        """Mark the words searched for, in any of their forms; gives the number of hits in each section."""
        text = self.document().toPlainText()
        self.at = -1
        self.found = [self.selection(*span) for span in finder(read_query(words))(text, sys.maxsize)]
        self.paint_found()
        counts: dict[str, int] = {}
        for cursor in self.found:
            section = next((key for start, key in reversed(self.places) if start <= cursor.selectionStart()), "")
            counts[section] = counts.get(section, 0) + 1
        return counts

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


def found_format(look: theme.Look, *, chosen: bool) -> QTextCharFormat:
    """How a hit looks: not by colour alone, so it is underlined too."""
    form = QTextCharFormat()
    form.setBackground(QColor(look.colors["primary" if chosen else "hit"]))
    form.setForeground(QColor(look.colors["primary_ink" if chosen else "text"]))
    form.setProperty(QTextFormat.Property.TextUnderlineStyle, QTextCharFormat.UnderlineStyle.SingleUnderline.value)
    return form


def block_anchors(fragments: object) -> list[str]:
    """The names of the anchors in a block."""
    names: list[str] = []
    while not fragments.atEnd():  # type: ignore[attr-defined]
        names += fragments.fragment().charFormat().anchorNames()  # type: ignore[attr-defined]
        fragments += 1  # type: ignore[operator]
    return names
