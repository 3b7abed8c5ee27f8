"""What the reader needs to mark the words found: how a mark looks, and where an anchor of the text stands."""

from __future__ import annotations

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextFormat

from desktop.ui import theme


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


def found_format(look: theme.Look, *, chosen: bool) -> QTextCharFormat:
    """How a hit looks: not by colour alone, so it is underlined too."""
    form = QTextCharFormat()
    form.setBackground(QColor(look.colors["primary" if chosen else "hit"]))
    form.setForeground(QColor(look.colors["primary_ink" if chosen else "text"]))
    form.setProperty(QTextFormat.Property.TextUnderlineStyle, QTextCharFormat.UnderlineStyle.SingleUnderline.value)
    return form
