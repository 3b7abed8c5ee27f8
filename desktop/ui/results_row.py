"""One hit laid out as it stands in the list: sign, kind and title, its place, the sentence with the words found.

A line above the sentence says what a dose in it is for. Where the hit shows none of the words, one below says where
they stand, and another which of them it does not have.
Text layouts instead of a rich text document: a list that changes with every key must be laid out quickly.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from db.search import MARK_END, MARK_START
from db.store import Hit
from desktop.core.line_words import kind_word
from desktop.core.search_words import dose_words, lacking_words, reason_words
from desktop.ui import signs, theme

SIGN_SIZE: Final = 16
SIGN_GAP: Final = 6
Marks = list[tuple[int, int]]
"""Where pieces of a text begin, and how long they are."""
Styled = tuple[int, int, QTextCharFormat]


class Style:
    """What the rows of a list have in common in one look."""

    def __init__(self, look: theme.Look) -> None:
        """Make fonts and formats once."""
        self.look = look
        self.title, self.place, self.text = look.font("body", 700), look.font("meta"), look.font("body")
        self.sign = look.px(SIGN_SIZE)
        self.quiet = colored(look.color("text_2"))
        self.inks = {kind: colored(QColor(ink)) for kind, ink in look.inks.items()}
        self.heeded = colored(look.color("text"))
        self.heeded.setFontWeight(QFont.Weight.DemiBold)
        self.found = colored(look.color("text"))
        self.found.setBackground(QBrush(look.color("hit")))
        self.found.setFontWeight(QFont.Weight.Bold)
        self.wrapped = QTextOption(Qt.AlignmentFlag.AlignLeft)
        self.wrapped.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)

    def marked(self, marks: Marks) -> list[Styled]:
        """The format of words that were found, over each of them."""
        return [(start, length, self.found) for start, length in marks]


class Row:
    """The laid-out text of a hit at a width."""

    def __init__(self, hit: Hit, numbers: tuple[int, ...], style: Style, width: int) -> None:
        """Lay out the parts below each other; `numbers` are those of the references."""
        self.style, self.width, self.height = style, width, 0.0
        self.kind = hit.kind if hit.statement else ""
        word = f"{kind_word(self.kind)}  " if self.kind else ""
        ink = [(0, len(word), style.inks[self.kind])] if self.kind else []
        snippet, marks = unmarked(hit.snippet)
        cited = "".join(f" [{number}]" for number in numbers)
        self.parts = [
            self.lay_out(word + hit.title, style.title, ink, style.sign + SIGN_GAP if self.kind else 0),
            self.lay_out(hit.path, style.place, [(0, len(hit.path), style.quiet)]),
        ]
        if dose_for := dose_words(hit):  # above the dose, so that no edge of the list cuts it off
            self.parts.append(self.lay_out(dose_for, style.text, [(0, len(dose_for), style.heeded)]))
        text_formats = [*style.marked(marks), (len(snippet), len(cited), style.quiet)]
        self.parts.append(self.lay_out(snippet + cited, style.text, text_formats))
        if hit.reason:
            reason, marks = unmarked(reason_words(hit.reason))
            self.parts.append(self.lay_out(reason, style.place, [(0, len(reason), style.quiet), *style.marked(marks)]))
        if lacking := lacking_words(hit):
            self.parts.append(self.lay_out(lacking, style.place, [(0, len(lacking), style.quiet)]))

    def lay_out(self, text: str, font: QFont, formats: list[Styled], indent: int = 0) -> QTextLayout:
        """Break a text into lines below what stands already; the first line leaves room for the sign."""
        layout = QTextLayout(text, font)
        layout.setCacheEnabled(True)  # or Qt would shape the letters again whenever the row is painted
        layout.setTextOption(self.style.wrapped)
        layout.setFormats([spread(*one) for one in formats])
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(self.width - indent, 1))
            line.setPosition(QPointF(indent, self.height))
            self.height += line.height()
            indent = 0
        layout.endLayout()
        return layout

    def paint(self, painter: QPainter) -> None:
        """Paint at the painter's origin."""
        if self.kind:
            middle = (self.parts[0].lineAt(0).height() - self.style.sign) / 2
            painter.drawPixmap(QPointF(0, middle), signs.sign_pixmap(self.kind, self.style.sign))
        painter.setPen(self.style.look.color("text"))
        for part in self.parts:
            part.draw(painter, QPointF(0, 0))


def colored(color: QColor) -> QTextCharFormat:
    """A format of a colour."""
    found = QTextCharFormat()
    found.setForeground(QBrush(color))
    return found


def spread(start: int, length: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    """A format over a piece of a text."""
    found = QTextLayout.FormatRange()
    found.start, found.length, found.format = start, length, form
    return found


def unmarked(snippet: str) -> tuple[str, Marks]:
    """A snippet without its marks, and where the words found stand in it."""
    text, found = "", []
    for piece in snippet.split(MARK_START):
        word, end, rest = piece.partition(MARK_END)
        if end:
            found.append((len(text), len(word)))
        text += word + rest
    return text, found
