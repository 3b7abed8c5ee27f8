"""A strip with a sign and a sentence, shown only while there is something to say."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from desktop.language import gettext as _
from desktop.ui import signs, theme
from desktop.ui.pieces import text_label


class Notice(QFrame):
    """A strip with a sign and a sentence."""

    def __init__(self, kind: str) -> None:
        """In the colours of a kind."""
        super().__init__()
        self.kind = kind
        self.setProperty("kind", kind)
        self.sign = QLabel()
        self.sign.setAccessibleName(_("Caution"))
        self.words = text_label("")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.sign)
        row.addWidget(self.words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def say(self, words: str) -> None:
        """Say a sentence; nothing to say hides the strip, and the same again changes nothing."""
        if words == self.words.text():
            return
        self.words.setText(words)
        self.sign.setPixmap(signs.sign_pixmap(self.kind, theme.current().px(18)))
        self.setVisible(bool(words))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the sign anew in a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.sign.setPixmap(signs.sign_pixmap(self.kind, theme.current().px(18)))
