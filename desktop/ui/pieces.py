"""Small pieces that several pages are built of: labels by role, buttons, cards with a sign, a scroll area."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.core.line_words import kind_word
from desktop.ui import theme
from desktop.ui.flow import FlowLayout
from desktop.ui.signs import sign_pixmap
from desktop.ui.tall_column import TallColumn

L = TypeVar("L", bound=QBoxLayout)
Wish = Callable[[QKeyEvent], Callable[[], object] | None]
"""What a key means to a view; None if it is not one of its own."""
ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def text_label(text: str, role: str = "body", *, ink: str = "", wrap: bool = True) -> QLabel:
    """A label that shows its text as it is, never as markup; `ink` is the kind that gives its colour."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    label.setProperty("role", role)
    if ink:
        label.setProperty("ink", ink)
    return label


def button_words(text: str) -> str:
    """A text as a button shows it whole: a single & would make a key of the letter behind it, and not be shown."""
    return text.replace("&", "&&")


def keep_bar(area: QAbstractScrollArea) -> None:
    """Keep room for the scroll bar, or a text would wrap anew when it comes; where nothing scrolls it is empty."""
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    bar = area.verticalScrollBar()
    bar.setEnabled(False)
    bar.rangeChanged.connect(lambda low, high: bar.setEnabled(high > low))


def push_button(text: str, role: str = "", does: Callable[[], object] | None = None, *, name: str = "") -> QPushButton:
    """A button that Enter presses while it has the focus; `name` is what a screen reader says."""
    button = QPushButton(text)
    button.setProperty("role", role)
    button.setAutoDefault(True)
    button.setAccessibleName(name or text)
    if does:
        button.clicked.connect(lambda _checked=False: does())
    return button


def mark_button(text: str, name: str) -> QPushButton:
    """A button that stays pressed; Enter does not press it, because Enter continues."""
    button = QPushButton(text)
    button.setCheckable(True)
    button.setAutoDefault(False)
    button.setProperty("role", "mark")
    button.setAccessibleName(name)
    return button


def set_flag(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and let the style look again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def column(parent: QWidget | None = None, *, margin: int = 0, gap: int = 8) -> QVBoxLayout:
    """A column of widgets."""
    return spaced(TallColumn(parent), margin, gap)


def row(parent: QWidget | None = None, *, margin: int = 0, gap: int = 8) -> QHBoxLayout:
    """A row of widgets."""
    return spaced(QHBoxLayout(parent) if parent else QHBoxLayout(), margin, gap)


def spaced(layout: L, margin: int, gap: int) -> L:
    """Set the space around and between the parts of a layout."""
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)
    return layout


def empty(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty(inner)


def frame(role: str, *, kind: str = "") -> QFrame:
    """A frame that the style sheet knows by its role and kind."""
    found = QFrame()
    found.setProperty("role", role)
    if kind:
        found.setProperty("kind", kind)
    return found


class SignLabel(QLabel):
    """The sign of a kind; its word stands beside it, so a screen reader passes over it."""

    def __init__(self, kind: str, size: int = 20, token: str = "") -> None:
        """Draw the sign in the ink of the kind, or in the colour of a token."""
        super().__init__()
        self.kind, self.size_at_100, self.token = kind, size, token
        self.draw()

    def draw(self) -> None:
        """Draw in the look that the program wears now."""
        look = theme.current()
        color = look.colors[self.token] if self.token else ""
        self.setPixmap(sign_pixmap(self.kind, look.px(self.size_at_100), color))
        self.setFixedSize(self.sizeHint())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw again in a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.draw()


def notice_card(kind: str, text: str, word: str = "") -> QFrame:
    """A framed notice: sign, word, text."""
    card = frame("card", kind=kind)
    line = row(card, margin=12, gap=12)
    line.addWidget(SignLabel(kind), 0, Qt.AlignmentFlag.AlignTop)
    words = column(gap=4)
    words.addWidget(text_label(word or kind_word(kind), ink=kind))
    words.addWidget(text_label(text))
    line.addLayout(words, 1)
    return card


def actions(*widgets: QWidget) -> QFrame:
    """The bar of buttons below a page, the main action at the right."""
    bar = frame("actions")
    flow = FlowLayout(bar, margin=24, gap=8, line_gap=8, last_right=True)
    for widget in widgets:
        flow.addWidget(widget)
    return bar


class Scroll(QScrollArea):
    """A scroll area for a column of pieces, which keeps the focused one in sight."""

    def __init__(self, name: str, *, margin: int = 24, gap: int = 12) -> None:
        """Make an empty column; `name` is what a screen reader says."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.inside = QWidget()
        self.column = spaced(TallColumn(self.inside), margin, gap)
        self.setWidget(self.inside)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Bring what has the focus now into sight."""
        if now is None or not self.isVisible() or not self.inside.isAncestorOf(now):
            return
        around = now.parentWidget()
        whole = around if around is not None and around.property("role") == "choice" else now
        self.ensureWidgetVisible(whole, 0, 24)


class FocusFrame(QObject):
    """Shows on a frame that a widget inside has the focus, so that the ring is drawn round the whole."""

    def __init__(self, around: QFrame, watched: QWidget) -> None:
        """Watch one widget for one frame; the frame owns the watcher."""
        super().__init__(around)
        self._around = around
        watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follow the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            set_flag(self._around, "focused", "true" if event.type() == QEvent.Type.FocusIn else "false")
        return False


class Once(QTimer):
    """Does something once, as soon as the event loop is free, however often it was wished for before."""

    def __init__(self, parent: QObject, does: Callable[[], object]) -> None:
        """Do `does` when started; the parent owns the timer."""
        super().__init__(parent)
        self.setSingleShot(True)
        self.setInterval(0)
        self.timeout.connect(does)


class OwnKeys(QObject):
    """Gives a view's own keys precedence over what has the focus inside it, and over shortcuts of the window."""

    def __init__(self, view: QWidget, wish: Wish) -> None:
        """Ask `wish` what a key means; the view owns the watcher."""
        super().__init__(view)
        self._view, self._wish = view, wish
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Watch what has the focus now, where it is inside the view."""
        if now is not None and (now is self._view or self._view.isAncestorOf(now)):
            now.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Claim a key that means something here, and do what it means."""
        if not isinstance(event, QKeyEvent) or event.type() == QEvent.Type.KeyRelease:
            return False
        act = self._wish(event)
        if act is None:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            act()
        return True


def is_plain(event: QKeyEvent) -> bool:
    """Is this a key without Ctrl, Alt or Meta?"""
    held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    return held == Qt.KeyboardModifier.NoModifier
