"""The outline of a guideline: a tree whose titles wrap, with the number of hits in each section."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget, QTreeWidgetItem

from db.guideline import Guideline
from desktop.language import gettext as _
from desktop.ui.reader_html import outline

SECTION_ID: Final = Qt.ItemDataRole.UserRole
PADDING: Final = 12


class WrappingDelegate(QStyledItemDelegate):
    """Gives each row the height that its wrapped title needs; Qt itself would cut it with dots."""

    def __init__(self, tree: Outline) -> None:
        """Measure for this tree."""
        super().__init__(tree)
        self.tree = tree

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """As high as the title needs at the width of the tree."""
        depth, above = 1, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        width = self.tree.viewport().width() - depth * self.tree.indentation() - PADDING
        room = QRect(0, 0, max(width, 40), 10_000)
        text = str(index.data() or "")
        needed = self.tree.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), text)
        return QSize(width, needed.height() + PADDING)


class Outline(QTreeWidget):
    """The sections of one guideline."""

    section_requested = Signal(str)

    def __init__(self) -> None:
        """One column, wrapped."""
        super().__init__()
        self.setAccessibleName(_("Outline"))
        self.setHeaderHidden(True)
        self.setWordWrap(True)
        self.setUniformRowHeights(False)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.setIndentation(16)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setItemDelegate(WrappingDelegate(self))
        self.items: dict[str, QTreeWidgetItem] = {}
        self.titles: dict[str, str] = {}
        self.counts: Mapping[str, int] = {}
        self.itemActivated.connect(self.request)
        self.itemClicked.connect(self.request)

    def show_guideline(self, guideline: Guideline) -> None:
        """Show the sections of a guideline."""
        self.clear()
        self.items, self.counts = {}, {}
        self.titles = {section.id: section.title for section in guideline.sections}
        for section, _depth in outline(guideline):
            item = QTreeWidgetItem([section.title])
            item.setData(0, SECTION_ID, section.id)
            parent = self.items.get(section.parent)
            if parent:
                parent.addChild(item)
            else:
                self.addTopLevelItem(item)
            self.items[section.id] = item
        self.expandAll()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many hits each section holds."""
        for key in self.counts.keys() | counts.keys():
            count, item = counts.get(key, 0), self.items.get(key)
            if item is not None:
                item.setText(0, f"{self.titles[key]} ({count})" if count else self.titles[key])
        self.counts = counts

    def show_section(self, section: str) -> None:
        """Mark the section that is being read."""
        item = self.items.get(section)
        if item is not None and item is not self.currentItem():
            self.setCurrentItem(item)

    def request(self, item: QTreeWidgetItem) -> None:
        """Wish for the section of a row."""
        self.section_requested.emit(item.data(0, SECTION_ID))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Wrap anew at the new width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
