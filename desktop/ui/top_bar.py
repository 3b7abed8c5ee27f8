"""The bar on top of the window: history, the search field, and the one primary action."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QToolButton

from db.search import MAX_LENGTH
from desktop.language import gettext as _
from desktop.ui import signs, theme


class SearchField(QLineEdit):
    """The search field: the keys that move, open and clear go on to the list of hits."""

    moved = Signal(int)
    entered = Signal()
    escaped = Signal()

    def __init__(self) -> None:
        """Make the field, with the button that clears it inside; Qt's own button does not grow with the text."""
        super().__init__()
        self.clear_button = QToolButton(self)
        self.clear_button.setAccessibleName(_("Clear the search (Esc)"))
        self.clear_button.setToolTip(self.clear_button.accessibleName())
        self.clear_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clear_button.setCursor(Qt.CursorShape.ArrowCursor)
        self.clear_button.clicked.connect(self.escaped)
        self.clear_button.hide()
        self.textChanged.connect(self.show_button)

    def dress(self) -> None:
        """Paint the button in the colours and the size of the look."""
        size = theme.current().px(20)
        self.clear_button.setIcon(signs.tool_icon("close", size))
        self.clear_button.setIconSize(QSize(size, size))
        self.place()
        self.show_button(self.text())

    def show_button(self, text: str) -> None:
        """Show the button beside a text, which leaves room for it."""
        self.clear_button.setVisible(bool(text))
        self.setTextMargins(0, 0, self.button_width() if text else 0, 0)

    def button_width(self) -> int:
        """The width of the button, never too small to be hit."""
        return theme.current().px(20) + 12

    def place(self) -> None:
        """Put the button at the right, as high as the field."""
        width, frame = self.button_width(), 4
        self.clear_button.setGeometry(self.width() - width - frame, frame, width, self.height() - 2 * frame)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Keep the button at the right."""
        super().resizeEvent(event)
        self.place()

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
        self.clear = self.search.clear_button
        self.search.setPlaceholderText(_("Search guidelines, sections, medicines    Ctrl+K"))
        self.search.setAccessibleName(_("Search"))
        self.search.setMaxLength(MAX_LENGTH)
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
        self.search.dress()

    def show_history(self, *, back: bool, forward: bool) -> None:
        """Say whether there is a way back and forward."""
        self.back.setEnabled(back)
        self.forward.setEnabled(forward)

    def show_unfinished(self, *, unfinished: bool) -> None:
        """Name the primary action after what it does: start a plan, or go on with the one begun."""
        self.start.setText(_("Go on with plan") if unfinished else _("Start plan"))
        self.start.setToolTip(_("Ctrl+N"))
