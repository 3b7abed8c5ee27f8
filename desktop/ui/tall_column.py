"""A column that asks each of its parts for a height once, however many there are."""

from __future__ import annotations

from PySide6.QtWidgets import QLayoutItem, QVBoxLayout, QWidget


class TallColumn(QVBoxLayout):
    """A column in which a part whose height depends on the width is never lower than it needs to be.

    A plain one lays every text in it out again, more than once, whenever one part changes: Qt keeps the height of each
    part but not its least height, and a scroll area asks for both at two widths, with its bar and without.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty column, of a widget or to be put into another layout."""
        super().__init__(parent)  # type: ignore[arg-type]  # Qt takes none
        self.heights: dict[int, tuple[int, int]] = {}

    def invalidate(self) -> None:
        """Forget the heights: a part has changed."""
        self.heights = {}
        super().invalidate()

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """The height at a width."""
        return self._at(width)[0]

    def minimumHeightForWidth(self, width: int) -> int:  # noqa: N802
        """The least height at a width."""
        return self._at(width)[1]

    def _at(self, width: int) -> tuple[int, int]:
        """Height and least height at a width."""
        if width not in self.heights:
            margins, places = self.contentsMargins(), range(self.count())
            items = [item for place in places if (item := self.itemAt(place)) is not None and not item.isEmpty()]
            around = margins.top() + margins.bottom() + self.spacing() * max(len(items) - 1, 0)
            both = [heights(item, width - margins.left() - margins.right()) for item in items]
            self.heights[width] = (
                sum(high for high, _least in both) + around,
                sum(low for _high, low in both) + around,
            )
        return self.heights[width]


def heights(item: QLayoutItem, width: int) -> tuple[int, int]:
    """Height and least height of a part at a width."""
    if item.hasHeightForWidth():
        return (item.heightForWidth(width),) * 2
    return item.sizeHint().height(), item.minimumSize().height()
