"""The hits of a search as rows of a list, and how a row is painted."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import QPainter, QPen, QPixmap, QTextDocument
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from db.search import MARK_END, MARK_START
from db.store import Hit
from desktop.core.line_words import kind_word
from desktop.language import gettext as _
from desktop.ui import signs, theme

HIT: Final = Qt.ItemDataRole.UserRole
HEADING: Final = Qt.ItemDataRole.UserRole + 1
MARGIN: Final = 12
GUTTER: Final = 32
SIGN_SIZE: Final = 16
SIGN_NAME: Final = "sign"
Index = QModelIndex | QPersistentModelIndex
ROOT_INDEX: Final = QModelIndex()


def group_of(hit: Hit) -> str:
    """The heading that a hit stands under."""
    return _("Recommendations") if hit.statement else _("Sections")


def grouped(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The hits by group, the group of the best hit first; within a group best first."""
    order = list(dict.fromkeys(group_of(hit) for hit in hits))
    return tuple(sorted(hits, key=lambda hit: order.index(group_of(hit))))


def plain(snippet: str) -> str:
    """A snippet without its marks."""
    return snippet.replace(MARK_START, "").replace(MARK_END, "")


class ResultsModel(QAbstractListModel):
    """The hits of one search, grouped; a row's text is what a screen reader says."""

    def __init__(self, numbers: Callable[[Hit], tuple[int, ...]]) -> None:
        """Begin empty; `numbers` gives the reference numbers of a hit."""
        super().__init__()
        self.numbers = numbers
        self.hits: tuple[Hit, ...] = ()

    def show(self, hits: tuple[Hit, ...]) -> None:
        """Show other hits."""
        self.beginResetModel()
        self.hits = grouped(hits)
        self.endResetModel()

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
                return f"{kind}{hit.title}. {hit.path}. {plain(hit.snippet)}"
            case int() if role == HIT:
                return hit
            case int() if role == HEADING:
                return self.heading(index.row())
        return None

    def heading(self, row: int) -> str:
        """The heading above a row, if it is the first of its group, with the number of hits."""
        group = group_of(self.hits[row])
        if row and group_of(self.hits[row - 1]) == group:
            return ""
        count = sum(group_of(hit) == group for hit in self.hits)
        return _("{group} ({count})").format(group=group, count=count)


class HitDelegate(QStyledItemDelegate):
    """Paints a hit: number of the row, title, place, snippet with the words found, reference numbers."""

    def __init__(self, parent: QListView) -> None:
        """Paint for this list, whose width decides the height of the rows."""
        super().__init__(parent)
        self.view = parent
        self.documents: dict[tuple[Hit, int, str, int], QTextDocument] = {}

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  # Qt's name
        """As high as the text needs at this width."""
        width = self.view.viewport().width()
        height = round(self.document(index, width).size().height()) + MARGIN
        return QSize(width, height + self.heading_height(index))

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
        self.document(index, self.view.viewport().width()).drawContents(painter)
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

    def document(self, index: Index, width: int) -> QTextDocument:
        """The laid-out text of a row at a width of the list."""
        hit, look = index.data(HIT), theme.current()
        key = (hit, width, look.name, look.percent)
        if key not in self.documents:
            if len(self.documents) > 200:
                self.documents.clear()
            model = index.model()
            numbers = model.numbers(hit) if isinstance(model, ResultsModel) else ()
            self.documents[key] = lay_out(hit, numbers, look, width - look.px(GUTTER) - MARGIN)
        return self.documents[key]


def lay_out(hit: Hit, numbers: tuple[int, ...], look: theme.Look, width: int) -> QTextDocument:
    """The text of a hit laid out at a width."""
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(look.font("body"))
    size = look.px(SIGN_SIZE)
    sign = signs.sign_pixmap(hit.kind, size) if hit.statement else QPixmap()
    document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(SIGN_NAME), sign)
    document.setHtml(hit_html(hit, numbers, look))
    document.setTextWidth(width)
    return document


def hit_html(hit: Hit, numbers: tuple[int, ...], look: theme.Look) -> str:
    """A hit as Qt's HTML: title and references, place, snippet with the words found on a ground and bold."""
    text, quiet = look.colors["text"], look.colors["text_2"]
    mark = f'<span style="background-color:{look.colors["hit"]};font-weight:700">'
    snippet = escape(hit.snippet, quote=False).replace(MARK_START, mark).replace(MARK_END, "</span>")
    kind = ""
    if hit.statement:
        size = look.px(SIGN_SIZE)
        kind = f'<img src="{SIGN_NAME}" width="{size}" height="{size}" style="vertical-align:middle">&nbsp;'
        kind += f'<b style="color:{look.inks[hit.kind]}">{escape(kind_word(hit.kind))}</b>&nbsp;&nbsp;'
    cited = " ".join(f"[{n}]" for n in numbers)
    return (
        f'<div style="color:{text}">{kind}<b>{escape(hit.title)}</b></div>'
        f'<div style="color:{quiet};font-size:{look.pt("meta"):g}pt">{escape(hit.path)}</div>'
        f'<div style="color:{text}">{snippet} <span style="color:{quiet}">{cited}</span></div>'
    )
