"""The outline of a guideline: a tree whose titles wrap, with the number of hits in each section."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget, QTreeWidgetItem

from db.guideline import Section
from desktop.language import gettext as _
from desktop.ui.pieces import keep_bar

PADDING: Final = 12
WORDS: Final = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
BATCH: Final = 500
"""How many sections are entered before keys and painting have their turn."""
TWO_LINES: Final = "A\nA"
LONG: Final = 300
"""With more sections every row has two lines, and a longer title ends in dots: Qt would measure each of them."""


class WrappingDelegate(QStyledItemDelegate):
    """Gives each row the height that its wrapped title needs; in a long outline two lines, with the count in view."""

    def __init__(self, tree: Outline) -> None:
        """Measure for this tree."""
        super().__init__(tree)
        self.tree = tree

    def width(self, index: QModelIndex | QPersistentModelIndex) -> int:
        """How wide the words of a row may be."""
        depth, above = 0, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        return max(self.tree.viewport().width() - depth * self.tree.indentation() - PADDING, 40)

    def needed(self, words: str, width: int) -> QSize:
        """How much room some words need if they may be so wide."""
        room = QRect(0, 0, width, 10_000)
        return self.tree.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), words).size()

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """As high as the title needs at the width of the tree."""
        width = self.width(index)
        is_long = self.tree.uniformRowHeights()
        height = (
            2 * self.tree.fontMetrics().lineSpacing() if is_long else self.needed(str(index.data()), width).height()
        )
        return QSize(width, height + PADDING)

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802
        """Shorten a title that is too long for its row, but not its count."""
        super().initStyleOption(option, index)
        item = self.tree.itemFromIndex(index)
        if self.tree.uniformRowHeights() and isinstance(item, SectionItem):
            option.text = self.fitting(item.section.title, item.count_words(), self.width(index))

    def fitting(self, title: str, count: str, width: int) -> str:
        """A title with its count, shortened to fit into two lines."""
        most = self.needed(TWO_LINES, width).height()

        def is_too_long(words: str) -> bool:
            needed = self.needed(words, width)
            return needed.width() > width or needed.height() > most

        def shortened(length: int) -> str:
            return f"{title[:length].rstrip()}…{count}"

        if not is_too_long(title + count):
            return title + count
        return shortened(bisect_left(range(len(title)), True, key=lambda length: is_too_long(shortened(length))) - 1)


class SectionItem(QTreeWidgetItem):
    """A section, whose words are made when they are shown: thousands are entered, and few of them are seen."""

    def __init__(self, section: Section, counts: Mapping[str, int]) -> None:
        """`counts` are those of all sections, and change."""
        super().__init__()
        self.section = section
        self.counts = counts

    def data(self, column: int, role: int) -> object:
        """The title, with the number of hits if there are any; the whole of it in the tool tip."""
        if role not in WORDS:
            return super().data(column, role)
        return self.section.title + self.count_words()

    def count_words(self) -> str:
        """The number of hits, if there are any."""
        count = self.counts.get(self.section.id, 0)
        return f" ({count})" if count else ""


class Outline(QTreeWidget):
    """The sections of one guideline; those of a long one are entered in batches, so that no step takes long."""

    section_requested = Signal(str)

    def __init__(self) -> None:
        """One column, wrapped."""
        super().__init__()
        self.setAccessibleName(_("Outline"))
        self.setHeaderHidden(True)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        keep_bar(self)
        self.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.setIndentation(16)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setItemDelegate(WrappingDelegate(self))
        self.sections: dict[str, int] = {}
        self.items: dict[str, SectionItem] = {}
        self.counts: dict[str, int] = {}
        self.wanted = ""
        self.coming: Iterator[Section] = iter(())
        self.soon = QTimer(self, singleShot=True, interval=0)
        self.soon.timeout.connect(self.enter)
        self.itemActivated.connect(self.request)
        self.itemClicked.connect(self.request)

    def show_sections(self, sections: Iterable[Section]) -> None:
        """Show the sections of a guideline, which are given in reading order."""
        self.clear()
        self.counts.clear()
        placed = tuple(sections)
        self.sections = {section.id: row for row, section in enumerate(placed)}
        self.items, self.wanted = {}, ""
        is_long = len(placed) > LONG
        self.setUniformRowHeights(is_long)
        self.setTextElideMode(Qt.TextElideMode.ElideRight if is_long else Qt.TextElideMode.ElideNone)
        self.coming = iter(placed)
        self.enter()

    def enter(self) -> None:
        """Enter the next sections, each below its parent."""
        for section in islice(self.coming, BATCH):
            self.items[section.id] = item = SectionItem(section, self.counts)
            if (parent := self.items.get(section.parent)) is None:
                self.addTopLevelItem(item)
            else:
                parent.addChild(item)
                parent.setExpanded(True)
        if len(self.items) < len(self.sections):
            self.soon.start()
        self.show_section(self.wanted)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many hits each section holds; another number may need another height, unless all are the same."""
        if counts != self.counts:
            self.counts.clear()
            self.counts.update(counts)
            if self.uniformRowHeights():
                self.viewport().update()
            else:
                self.scheduleDelayedItemsLayout()

    def show_section(self, section: str) -> None:
        """Mark the section that is being read, as soon as it is entered."""
        self.wanted = section
        item = self.items.get(section)
        if item is None or item is self.currentItem():
            return
        self.setCurrentItem(item)

    def request(self, item: QTreeWidgetItem) -> None:
        """Wish for the section of a row."""
        if isinstance(item, SectionItem):
            self.section_requested.emit(item.section.id)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Wrap anew at the new width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
