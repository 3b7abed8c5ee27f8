"""The bar on top of the window: history, the search field, and the one primary action."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QToolButton

from desktop.language import gettext as _
from desktop.ui import signs, theme


class SearchField(QLineEdit):
    """The search field: the keys that move, open and clear go on to the list of hits."""

    moved = Signal(int)
    entered = Signal()
    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Pass the keys of the list on; all others edit the text."""
        match event.key():
            case Qt.Key.Key_Down:
                self.moved.emit(1)
            case Qt.Key.Key_Up:
                self.moved.emit(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.entered.emit()
            case Qt.Key.Key_Escape:
                self.escaped.emit()
            case _other:
                super().keyPressEvent(event)


class TopBar(QFrame):
    """Back, Forward, search, and "Start plan"."""

    back_requested = Signal()
    forward_requested = Signal()
    plan_requested = Signal()
    words_typed = Signal(str)

    def __init__(self) -> None:
        """Lay out the bar."""
        super().__init__()
        self.setProperty("role", "bar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.back = self.tool(_("Back (Alt+Left)"), self.back_requested)
        self.forward = self.tool(_("Forward (Alt+Right)"), self.forward_requested)
        self.search = SearchField()
        self.search.setPlaceholderText(_("Search guidelines, sections, medicines    Ctrl+K"))
        self.search.setAccessibleName(_("Search"))
        self.clear = self.search.addAction(QIcon(), QLineEdit.ActionPosition.TrailingPosition)
        self.clear.setText(_("Clear the search (Esc)"))
        self.clear.triggered.connect(self.search.escaped)
        self.search.textChanged.connect(lambda text: self.clear.setVisible(bool(text)))
        self.clear.setVisible(False)
        self.search.setMaxLength(200)
        self.search.textEdited.connect(self.words_typed)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.setMaximumWidth(720)
        self.start = QPushButton()
        self.start.setProperty("role", "primary")
        self.start.clicked.connect(self.plan_requested)
        self.show_unfinished(unfinished=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        for widget in (self.back, self.forward):
            row.addWidget(widget)
        row.addWidget(self.search, 1)
        row.addStretch()
        row.addWidget(self.start)
        self.dress()

    def tool(self, name: str, wish: SignalInstance) -> QToolButton:
        """A button with an icon, a name and a tool tip."""
        button = QToolButton()
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(wish)
        return button

    def dress(self) -> None:
        """Paint the icons in the colours of the theme."""
        size = theme.current().px(20)
        for button, name in ((self.back, "back"), (self.forward, "forward")):
            button.setIcon(signs.tool_icon(name, size))
            button.setIconSize(QSize(size, size))
        self.clear.setIcon(signs.tool_icon("close", size))

    def show_history(self, *, back: bool, forward: bool) -> None:
        """Say whether there is a way back and forward."""
        self.back.setEnabled(back)
        self.forward.setEnabled(forward)

    def show_unfinished(self, *, unfinished: bool) -> None:
        """Name the primary action after what it does: start a plan, or go on with the one begun."""
        self.start.setText(_("Go on with plan") if unfinished else _("Start plan"))
        self.start.setToolTip(_("Ctrl+N"))
