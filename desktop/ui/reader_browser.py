"""A text that is only read, and loads nothing but the signs."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QTextBrowser

from desktop.ui import signs, theme
from desktop.ui.pieces import keep_bar
from desktop.ui.reader_html import SIGN, SIGN_SIZE


class Browser(QTextBrowser):
    """A text that loads nothing but the signs, and follows no link by itself."""

    def __init__(self, name: str) -> None:
        """`name` is what a screen reader says."""
        super().__init__()
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        keep_bar(self)

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
