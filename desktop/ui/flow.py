"""Layouts that put widgets side by side and go on in the next line where the width ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Widgets in lines, like words; nothing is cut where the window is narrow."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        margin: int = 12,
        gap: int = 24,
        line_gap: int = 4,
        last_right: bool = False,
    ) -> None:
        """Make an empty layout with these spaces, in pixels; `last_right` puts the last widget at the right edge."""
        super().__init__(parent)
        self.setContentsMargins(margin, 8, margin, 8)
        self.gap, self.line_gap, self.last_right = gap, line_gap, last_right
        self.items: list[QLayoutItem] = []
        self.heights: dict[int, int] = {}

    def clear(self) -> None:
        """Take every widget out."""
        for item in self.items:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.items = []

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """Add an item at the end."""
        self.items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self.items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """The item at a place; None beyond the last."""
        return self.items[index] if 0 <= index < len(self.items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Take out the item at a place; None beyond the last."""
        return self.items.pop(index) if 0 <= index < len(self.items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """The height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """The height at a width; Qt asks again and again before anything has changed."""
        if width not in self.heights:
            self.heights[width] = self.arrange(QRect(0, 0, width, 0), move=False)
        return self.heights[width]

    def invalidate(self) -> None:
        """Forget the heights: an item has changed."""
        self.heights = {}
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Put the items into a rectangle."""
        super().setGeometry(rect)
        self.arrange(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        """The least size."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802
        """The size of the widest item."""
        size = QSize()
        for item in self.items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def arrange(self, rect: QRect, *, move: bool) -> int:
        """Lay the items out in lines, and say how high that is."""
        margins = self.contentsMargins()
        inside = rect.marginsRemoved(margins)
        x, y, line = inside.x(), inside.y(), 0
        shown = [item for item in self.items if not item.isEmpty()]
        for item in shown:
            size = item.sizeHint()
            if x > inside.x() and x + size.width() > inside.right() + 1:
                x, y, line = inside.x(), y + line + self.line_gap, 0
            if self.last_right and item is shown[-1]:
                x = max(x, inside.right() + 1 - size.width())
            if move:
                width = min(size.width(), inside.width())
                item.setGeometry(QRect(QPoint(x, y), QSize(width, size.height())))
            x, line = x + size.width() + self.gap, max(line, size.height())
        return y + line - rect.y() + margins.bottom()


class PairLayout(FlowLayout):
    """Widgets in two columns of one width, or in one where there is no room for two; the two in a line end together."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 12) -> None:
        """Make an empty layout with this space between the widgets, in pixels."""
        super().__init__(parent, gap=gap)
        self.setContentsMargins(0, 0, 0, 0)

    def arrange(self, rect: QRect, *, move: bool) -> int:
        """Lay the items out in lines, and say how high that is."""
        shown = [item for item in self.items if not item.isEmpty()]
        across = 2 if len(shown) > 1 and rect.width() >= 2 * self.minimumSize().width() + self.gap else 1
        width = (rect.width() - (across - 1) * self.gap) // across
        y = rect.y()
        for first in range(0, len(shown), across):
            line = shown[first : first + across]
            height = max(item.heightForWidth(width) for item in line)
            for number, item in enumerate(line if move else ()):
                item.setGeometry(QRect(rect.x() + number * (width + self.gap), y, width, height))
            y += height + self.gap
        return max(y - self.gap - rect.y(), 0)
