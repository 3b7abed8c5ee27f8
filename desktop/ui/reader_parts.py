"""The parts round the text of the reader: the banner above, the evidence beside, the field that finds below."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.guideline import Guideline
from db.search_plain import PATH_SIGN
from desktop.language import gettext as _
from desktop.language import ngettext
from desktop.ui import signs, theme
from desktop.ui.notice import Notice
from desktop.ui.pieces import text_label
from desktop.ui.reader_browser import Browser
from desktop.ui.wording import edition_words


class Banner(QWidget):
    """What is being read, its dates, and what the reader must know about it."""

    def __init__(self) -> None:
        """Lay out the dates, the switches of the panes, and the notices."""
        super().__init__()
        self.dates = text_label("", "meta")
        self.outline_button = self.switch(_("Outline"), "outline", _("Outline (Ctrl+L)"))
        self.evidence_button = self.switch(_("Evidence"), "evidence", _("Evidence (Ctrl+E)"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.outline_button)
        row.addWidget(self.dates, 1)
        row.addWidget(self.evidence_button)
        self.unreviewed = Notice("timing")
        self.overdue = Notice("timing")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.unreviewed)
        column.addWidget(self.overdue)
        self.dates.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.dress()

    def switch(self, text: str, icon: str, name: str) -> QToolButton:
        """A button that shows and hides a pane."""
        button = QToolButton()
        button.setText(text)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setProperty("drawing", icon)
        return button

    def dress(self) -> None:
        """Paint the icons in the colours of the theme."""
        for button in (self.outline_button, self.evidence_button):
            size = theme.current().px(18)
            button.setIcon(signs.tool_icon(str(button.property("drawing")), size))
            button.setIconSize(QSize(size, size))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Paint anew in a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.dress()

    def show_guideline(self, guideline: Guideline, today: date) -> None:
        """Show the dates of a guideline, which the status line names too, and the notices that they call for."""
        edition = edition_words(guideline.version, guideline.reviewed, guideline.next_review, guideline.reviewer)
        is_large = theme.current().percent >= theme.LARGE_TEXT  # the title would take lines from the text
        self.dates.setText(edition if is_large else f"{guideline.title} · {edition}")
        unreviewed = _("No clinician has reviewed this content yet. Check it against your local protocol.")
        self.unreviewed.say("" if guideline.reviewer else unreviewed)
        days = (today - guideline.next_review).days
        late = ngettext(
            "The review date passed {days} day ago: check for a newer version.",
            "The review date passed {days} days ago: check for a newer version.",
            days,
        ).format(days=days)
        self.overdue.say(late if days > 0 else "")


class PlaceLine(QLabel):
    """Where in a guideline its text is being read, in one line; what is too long for it lacks its middle."""

    def __init__(self) -> None:
        """Begin nowhere."""
        super().__init__(textFormat=Qt.TextFormat.PlainText)
        self.setProperty("role", "meta")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.words = ""

    def say(self, titles: Iterable[str]) -> None:
        """Say another place: the titles that lead there, the nearest last."""
        self.words = PATH_SIGN.join(titles)
        self.setAccessibleName(self.words)
        self.fit()

    def fit(self) -> None:
        """Show as much as there is room for."""
        self.setText(self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideMiddle, self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Fit into another width."""
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Fit in another size of the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.fit()


class Evidence(QWidget):
    """The references of the section being read, or of the whole guideline."""

    def __init__(self) -> None:
        """Lay out the choice and the list."""
        super().__init__()
        self.scope = QComboBox()
        self.scope.setAccessibleName(_("References to show"))
        self.scope.addItems([_("References of this section"), _("All references")])
        self.scope.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.text = Browser(_("Evidence"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.scope)
        column.addWidget(self.text, 1)


def place_words(number: int, count: int | None) -> str:
    """Which hit of how many is shown, if one was gone to; a count that is not known yet is awaited."""
    if count is None:
        return _("counting…")
    if number:
        return _("{number} of {count}").format(number=number, count=count)
    return ngettext("{count} hit", "{count} hits", count).format(count=count) if count else _("no hit")


class FindBar(QFrame):
    """The field that finds words in the guideline being read."""

    words_changed = Signal(str)
    next_requested = Signal(int)
    close_requested = Signal()

    def __init__(self) -> None:
        """Lay out the field, the place and the buttons; hidden until it is asked for."""
        super().__init__()
        self.setProperty("role", "card")
        self.field = QLineEdit()
        self.field.setAccessibleName(_("Find in this guideline"))
        self.field.setPlaceholderText(_("Find in this guideline"))
        self.field.setMaxLength(200)
        self.place = text_label("", "meta")
        self.place.setWordWrap(False)
        before, after = QPushButton(_("Previous")), QPushButton(_("Next"))
        close = QPushButton(_("Close"))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        for widget in (self.field, self.place, before, after, close):
            row.addWidget(widget, 1 if widget is self.field else 0)
        self.field.textChanged.connect(self.words_changed)
        self.field.returnPressed.connect(lambda: self.next_requested.emit(1))
        before.clicked.connect(lambda: self.next_requested.emit(-1))
        after.clicked.connect(lambda: self.next_requested.emit(1))
        close.clicked.connect(self.close_requested)
        key = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self.close_requested)
        self.hide()

    def show_place(self, number: int, count: int | None) -> None:
        """Say which hit of how many is shown, if something is looked for."""
        self.place.setText(place_words(number, count) if self.field.text().strip() else "")

    def close_quietly(self) -> None:
        """Hide and empty the field without telling anybody."""
        blocked = self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(blocked)
        self.hide()
