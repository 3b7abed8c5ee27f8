"""Pieces are laid out in portions: what is seen at once, the rest whenever the window has nothing else to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.ui.pieces import Scroll

STEP: Final = 0.003
"""Seconds that a portion makes pieces; Qt takes about as long again to lay them out."""


class Portions(QTimer):
    """Lays out pieces in a scroll area; active while there are more to come and their owner is seen.

    The pieces come from an iterator that makes each, puts it into its layout, and gives it.
    """

    def __init__(self, owner: QWidget, area: Scroll) -> None:
        """Lay out inside `owner`, a widget of the area or the area itself."""
        super().__init__(owner)
        self.owner, self.area = owner, area
        self.pieces: Iterator[QWidget] | None = None
        self.waiting: list[Callable[[], object]] = []
        self.timeout.connect(self._lay_portion)
        owner.installEventFilter(self)

    def begin(self, pieces: Iterator[QWidget]) -> None:
        """Lay out as many pieces as the area has room for, and the others later; what was still to come is dropped."""
        self.pieces, self.waiting = pieces, []
        room, width = self.area.viewport().height(), self.area.viewport().width()
        while room > 0 and (piece := self.lay_next()) is not None:
            room -= piece.heightForWidth(width) if piece.hasHeightForWidth() else piece.sizeHint().height()
        if self.pieces is not None and self.owner.isVisible():
            self.start()

    def lay_next(self) -> QWidget | None:
        """Lay out one more piece; None if there is none."""
        piece = next(self.pieces, None) if self.pieces is not None else None
        if piece is not None:
            piece.show()
            return piece
        self.stop()
        self.pieces = None
        waiting, self.waiting = self.waiting, []
        for does in waiting:
            does()
        return None

    def then(self, does: Callable[[], object]) -> None:
        """Do something as soon as every piece is laid out."""
        if self.pieces is None:
            does()
        else:
            self.waiting.append(does)

    def eventFilter(self, _owner: QObject, event: QEvent) -> bool:  # noqa: N802
        """Pause while nothing is seen: Qt would lay out at one go, when it is shown again, all that came meanwhile."""
        if event.type() == QEvent.Type.Hide:
            self.stop()
        elif event.type() == QEvent.Type.Show and self.pieces is not None:
            self.start()
        return False

    def _lay_portion(self) -> None:
        """Lay out pieces for a moment."""
        end = perf_counter() + STEP
        while self.lay_next() is not None and perf_counter() < end:
            pass
