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
from desktop.core.search_words import dose_words, lacking_words, partial_words, reason_words
from desktop.language import gettext as _
from desktop.ui import theme
from desktop.ui.results_row import Row, Style, unmarked

HIT: Final = Qt.ItemDataRole.UserRole
HEADING: Final = Qt.ItemDataRole.UserRole + 1
DIVIDER: Final = Qt.ItemDataRole.UserRole + 2
MARGIN: Final = 12
GUTTER: Final = 32
LINE: Final = 32
KEPT: Final = 200
BEST: Final = 3
"""So many hits stand first whatever they are: a weak section would else push all sections above the best statement."""
Index = QModelIndex | QPersistentModelIndex
ROOT_INDEX: Final = QModelIndex()


def group_of(hit: Hit) -> str:
    """The heading that a hit stands under."""
    return _("Recommendations") if hit.statement else _("Sections")


def grouped(hits: tuple[Hit, ...], best: int) -> list[tuple[str, Hit]]:
    """The hits, each with its heading: so many as they are ranked, the others by kind, the kind of the best first."""
    found = [(group_of(hit) if place >= best else _("Best hits"), hit) for place, hit in enumerate(hits)]
    order = list(dict.fromkeys(group for group, _hit in found))
    return sorted(found, key=lambda one: order.index(one[0]))


def heading(group: str, count: int) -> str:
    """The words above the first hit of a group, with the number of its hits."""
    return _("{group} ({count})").format(group=group, count=count)


class ResultsModel(QAbstractListModel):
    """The hits of one search, grouped, those with all of the words first; a row's text is what a screen reader says."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.hits: tuple[Hit, ...] = ()
        self.bibliographies: Mapping[str, Mapping[str, int]] = {}
        self.headings: dict[int, str] = {}
        self.partial_from: int | None = None

    def show(
        self,
        hits: tuple[Hit, ...],
        bibliographies: Mapping[str, Mapping[str, int]],
        partial_from: int | None = None,
    ) -> None:
        """Show other hits; the bibliographies of their guidelines number the references.

        Those from the place `partial_from` on have only some of the words.
        """
        self.beginResetModel()
        self.hits, self.headings, self.bibliographies = (), {}, bibliographies
        self.partial_from = partial_from
        whole = len(hits) if partial_from is None else partial_from
        for part in (hits[:whole], hits[whole:]):
            begins, ordered = len(self.hits), grouped(part, 0 if self.hits else BEST)
            groups = [group for group, _hit in ordered]
            self.headings |= {begins + groups.index(g): heading(g, groups.count(g)) for g in set(groups)}
            self.hits += tuple(hit for _group, hit in ordered)
        self.endResetModel()

    def numbers(self, hit: Hit) -> tuple[int, ...]:
        """The reference numbers of a hit."""
        found = self.bibliographies.get(hit.guideline, {})
        return tuple(found[r] for r in hit.references if r in found)

    def rowCount(self, parent: Index = ROOT_INDEX) -> int:  # noqa: N802  # Qt's name
        """One row for each hit."""
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The hit of a row, its heading if it is the first of its group, what is said above it, or its words."""
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row_words(hit)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{index.data(DIVIDER)} {row_words(hit)}".lstrip()
            case int() if role == HIT:
                return hit
            case int() if role == HEADING:
                return self.headings.get(index.row(), "")
            case int() if role == DIVIDER:
                return partial_words() if index.row() == self.partial_from else ""
        return None


def row_words(hit: Hit) -> str:
    """All that a row says."""
    kind = f"{kind_word(hit.kind)}: " if hit.statement else ""
    reason = unmarked(reason_words(hit.reason))[0] if hit.reason else ""
    said = (dose_words(hit), unmarked(hit.snippet)[0], reason, lacking_words(hit))
    return f"{kind}{hit.title}. {hit.path}. {' '.join(filter(None, said))}"


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
        """Paint what is said above the row, the ground, the number and the text."""
        look = theme.current()
        painter.save()
        rect = QRectF(option.rect)
        rect.setTop(self.paint_headings(painter, rect, index))
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
        """The room for what is said above a row."""
        return theme.current().px(LINE) * sum(bool(index.data(role)) for role in (DIVIDER, HEADING))

    def paint_headings(self, painter: QPainter, rect: QRectF, index: Index) -> float:
        """Paint what is said above a row, below a line where other hits begin; give where the row itself begins."""
        look, top = theme.current(), rect.top()
        for role, ink in ((DIVIDER, "text"), (HEADING, "text_2")):
            if words := index.data(role):
                painter.setFont(look.font("meta", 600))
                painter.setPen(look.color(ink))
                place = QRectF(rect.left() + MARGIN, top, rect.width() - 2 * MARGIN, look.px(LINE))
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
                top += look.px(LINE)
        if index.row() and index.data(DIVIDER):
            painter.fillRect(QRectF(rect.left(), rect.top() - 1, rect.width(), 1), look.color("border"))
        return top

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
