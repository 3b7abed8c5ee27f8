"""The hits of a search as rows of a list, and how a row is painted."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from db.store import Hit
from desktop.core.line_words import kind_word
from desktop.core.search_words import reason_words
from desktop.language import gettext as _
from desktop.ui import theme
from desktop.ui.results_row import Row, Style, unmarked

HIT: Final = Qt.ItemDataRole.UserRole
HEADING: Final = Qt.ItemDataRole.UserRole + 1
MARGIN: Final = 12
GUTTER: Final = 32
KEPT: Final = 200
Index = QModelIndex | QPersistentModelIndex
ROOT_INDEX: Final = QModelIndex()


def group_of(hit: Hit) -> str:
    """The heading that a hit stands under."""
    return _("Recommendations") if hit.statement else _("Sections")


def grouped(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The hits by group, the group of the best hit first; within a group best first."""
    order = list(dict.fromkeys(group_of(hit) for hit in hits))
    return tuple(sorted(hits, key=lambda hit: order.index(group_of(hit))))


def heading(group: str, count: int) -> str:
    """The words above the first hit of a group, with the number of its hits."""
    return _("{group} ({count})").format(group=group, count=count)


class ResultsModel(QAbstractListModel):
    """The hits of one search, grouped; a row's text is what a screen reader says."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.hits: tuple[Hit, ...] = ()
        self.bibliographies: Mapping[str, Mapping[str, int]] = {}
        self.headings: dict[int, str] = {}

    def show(self, hits: tuple[Hit, ...], bibliographies: Mapping[str, Mapping[str, int]]) -> None:
        """Show other hits; the bibliographies of their guidelines number the references."""
        self.beginResetModel()
        self.hits, self.bibliographies = grouped(hits), bibliographies
        groups = [group_of(hit) for hit in self.hits]
        self.headings = {groups.index(group): heading(group, groups.count(group)) for group in set(groups)}
        self.endResetModel()

    def numbers(self, hit: Hit) -> tuple[int, ...]:
        """The reference numbers of a hit."""
        found = self.bibliographies.get(hit.guideline, {})
        return tuple(found[r] for r in hit.references if r in found)

    def rowCount(self, parent: Index = ROOT_INDEX) -> int:  # noqa: N802  # Qt's name
        """One row for each hit."""
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The hit of a row, its heading if it is the first of its group, or its words."""
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                kind = f"{kind_word(hit.kind)}: " if hit.statement else ""
                reason = f" {unmarked(reason_words(hit.reason))[0]}" if hit.reason else ""
                return f"{kind}{hit.title}. {hit.path}. {unmarked(hit.snippet)[0]}{reason}"
            case int() if role == HIT:
                return hit
            case int() if role == HEADING:
                return self.headings.get(index.row(), "")
        return None


class HitDelegate(QStyledItemDelegate):
    """Paints a hit: number of the row, title, place, snippet with the words found, reference numbers."""

    def __init__(self, parent: QListView) -> None:
        """Paint for this list, whose width decides the height of the rows."""
        super().__init__(parent)
        self.view = parent
        self.style = Style(theme.current())
        self.rows: dict[tuple[Hit, int], Row] = {}
        self.is_hasty = False
        self.last = QSize()
        self.room = 0

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  # Qt's name
        """As high as the text needs at this width; in haste, rows below those in view are taken to be like the last."""
        view = self.view.viewport()
        if index.row() == 0:  # Qt asks for all rows, the first one first
            self.room = view.height()
        if not self.is_hasty or self.room > 0 or self.key(index) in self.rows:
            height = ceil(self.row(index).height) + MARGIN + self.heading_height(index)
            self.last = QSize(view.width(), height)
            self.room -= height
        return self.last

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the heading, the ground, the number and the text."""
        look = theme.current()
        painter.save()
        rect = QRectF(option.rect)
        rect.setTop(self.paint_heading(painter, rect, index))
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.color("selection"))
            painter.fillRect(QRectF(rect.left(), rect.top(), 4, rect.height()), look.color("primary"))
        painter.setPen(QPen(look.color("hairline"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if index.row() < 9:
            painter.setFont(look.font("meta"))
            painter.setPen(look.color("text_2"))
            place = QRectF(rect.left(), rect.top() + MARGIN / 2, look.px(GUTTER), look.px(24))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(index.row() + 1))
        painter.translate(rect.left() + look.px(GUTTER), rect.top() + MARGIN / 2)
        self.row(index).paint(painter)
        painter.restore()

    def heading_height(self, index: Index) -> int:
        """The room for the heading above a row."""
        return theme.current().px(32) if index.data(HEADING) else 0

    def paint_heading(self, painter: QPainter, rect: QRectF, index: Index) -> float:
        """Paint the heading above a row, and give where the row itself begins."""
        height = self.heading_height(index)
        if height:
            look = theme.current()
            painter.setFont(look.font("meta", 600))
            painter.setPen(look.color("text_2"))
            place = QRectF(rect.left() + MARGIN, rect.top(), rect.width() - 2 * MARGIN, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, index.data(HEADING))
        return rect.top() + height

    def row(self, index: Index) -> Row:
        """The laid-out text of a row at the width of the list."""
        look = theme.current()
        if look is not self.style.look or len(self.rows) > KEPT:
            self.style, self.rows = Style(look), {}
        key = hit, width = self.key(index)
        if key not in self.rows:
            model = index.model()
            numbers = model.numbers(hit) if isinstance(model, ResultsModel) else ()
            self.rows[key] = Row(hit, numbers, self.style, width)
        return self.rows[key]

    def key(self, index: Index) -> tuple[Hit, int]:
        """The hit of a row, and the width of its text."""
        return index.data(HIT), self.view.viewport().width() - theme.current().px(GUTTER) - MARGIN
