"""What narrows a search: one guideline, one kind of hit."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import shorten
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QPushButton

from db.store import Summary
from desktop.core.line_words import kind_word
from desktop.language import gettext as _
from desktop.ui.pieces import ENTER, push_button

KINDS: Final = ("stop", "do", "consider", "do-not", "timing", "info")
LONGEST: Final = 40


class FilterBox(QComboBox):
    """A choice in which Enter opens the hit, as in the search field, and the wheel scrolls the page."""

    entered = Signal()

    def __init__(self, name: str, every: str) -> None:
        """`name` is what a screen reader says, `every` the choice that leaves nothing out."""
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.addItem(every, "")

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer more choices, each with its key."""
        for words, key in choices:
            self.addItem(shorten(words, LONGEST, placeholder="…"), key)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Enter goes on to the hits."""
        if event.key() in ENTER:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """Change nothing by accident."""
        event.ignore()


class Filters(QObject):
    """The two choices, and the one step that takes them away."""

    changed = Signal()

    def __init__(self, guidelines: tuple[Summary, ...]) -> None:
        """Begin with everything."""
        super().__init__()
        self.guideline = FilterBox(_("Search in guideline"), _("All guidelines"))
        self.guideline.offer(
            sorted(((guideline.title, guideline.id) for guideline in guidelines), key=lambda one: one[0].casefold())
        )
        self.kind = FilterBox(_("Search for kind"), _("All kinds"))
        self.kind.offer([(_("Sections"), "section"), *((kind_word(kind), kind) for kind in KINDS)])
        self.clear: QPushButton = push_button(_("Show all again (Alt+0)"), "link", self.take_away)
        self.boxes = (self.guideline, self.kind)
        for box in self.boxes:
            box.currentIndexChanged.connect(self.tell)
        self.guideline.setHidden(len(guidelines) < 2)
        self.clear.hide()

    @property
    def chosen(self) -> tuple[str, str]:
        """The guideline and the kind that are chosen; empty where everything is."""
        return str(self.guideline.currentData()), str(self.kind.currentData())

    def tell(self) -> None:
        """Tell that something else is chosen."""
        self.clear.setVisible(any(self.chosen))
        self.changed.emit()

    def choose(self, guideline: str, kind: str) -> None:
        """Choose again what was chosen before, without telling."""
        for box, key in zip(self.boxes, (guideline, kind), strict=True):
            blocked = box.blockSignals(True)
            box.setCurrentIndex(max(box.findData(key), 0))
            box.blockSignals(blocked)
        self.clear.setVisible(any(self.chosen))

    def take_away(self) -> None:
        """Leave nothing out any more."""
        if any(self.chosen):
            self.forget()
            self.changed.emit()

    def forget(self) -> None:
        """Leave nothing out any more, without telling."""
        self.choose("", "")

    def words(self) -> str:
        """What is chosen, in words; empty where everything is."""
        return ", ".join(box.currentText() for box in self.boxes if box.currentData())
