"""The signs of the kinds, drawn as vectors, and the words that always stand beside them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import cos, pi, sin
from typing import Final

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from desktop.paths import ICONS
from desktop.ui import theme

SCALE: Final = 2.0


def sign_pixmap(kind: str, size: int, color: str = "") -> QPixmap:
    """The sign of a kind in a square of `size` pixels, in the ink of the kind unless a colour is given."""
    return draw(kind, size, color or theme.current().inks[kind])


@cache
def draw(kind: str, size: int, color: str) -> QPixmap:
    """Draw a sign on a grid of 24 by 24, with twice the pixels for sharp edges."""
    pixmap = QPixmap(round(size * SCALE), round(size * SCALE))
    pixmap.setDevicePixelRatio(SCALE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 24, size / 24)
    painter.setPen(pen(color, 2.5))
    SIGNS[kind](painter, QColor(color))
    painter.end()
    return pixmap


def pen(color: str, width: float) -> QPen:
    """A round pen."""
    return QPen(QColor(color), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def octagon(painter: QPainter, ink: QColor) -> None:
    """Stop: a filled octagon."""
    corners = [(12 + 10.5 * cos((i + 0.5) * pi / 4), 12 + 10.5 * sin((i + 0.5) * pi / 4)) for i in range(8)]
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))


def tick(painter: QPainter, _ink: QColor) -> None:
    """Do: a tick."""
    painter.setPen(QPen(painter.pen().color(), 3.5, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline(QPolygonF([QPointF(4, 13), QPointF(9.5, 18.5), QPointF(20, 6)]))


def diamond(painter: QPainter, _ink: QColor) -> None:
    """Consider: an open diamond."""
    painter.drawPolygon(QPolygonF([QPointF(12, 2.5), QPointF(21.5, 12), QPointF(12, 21.5), QPointF(2.5, 12)]))


def crossed_circle(painter: QPainter, _ink: QColor) -> None:
    """Do not: a cross in a circle."""
    painter.drawEllipse(QPointF(12, 12), 10, 10)
    painter.drawLine(QPointF(8.2, 8.2), QPointF(15.8, 15.8))
    painter.drawLine(QPointF(15.8, 8.2), QPointF(8.2, 15.8))


def triangle(painter: QPainter, ink: QColor) -> None:
    """Timing or caution: a triangle with a mark."""
    painter.drawPolygon(QPolygonF([QPointF(12, 3), QPointF(22, 20.5), QPointF(2, 20.5)]))
    painter.drawLine(QPointF(12, 9.5), QPointF(12, 13.5))
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(12, 17.2), 0.6, 0.6)


def circled_i(painter: QPainter, ink: QColor) -> None:
    """Information: an i in a circle."""
    painter.drawEllipse(QPointF(12, 12), 10, 10)
    painter.drawLine(QPointF(12, 11.5), QPointF(12, 17))
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(12, 7.4), 0.6, 0.6)


def question(painter: QPainter, ink: QColor) -> None:
    """Open point: a question mark."""
    hook = QPainterPath(QPointF(7.5, 7.5))
    hook.cubicTo(QPointF(8, 2), QPointF(17, 2), QPointF(17, 8))
    hook.cubicTo(QPointF(17, 11.5), QPointF(12, 11.5), QPointF(12, 15.5))
    painter.drawPath(hook)
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(12, 20.3), 0.8, 0.8)


SIGNS: Final[dict[str, Callable[[QPainter, QColor], None]]] = {
    "stop": octagon,
    "do": tick,
    "consider": diamond,
    "do-not": crossed_circle,
    "timing": triangle,
    "info": circled_i,
    "open": question,
}


def tool_icon(name: str, size: int = 20) -> QIcon:
    """An icon of the tool bar in the colour of the text, from its drawing in `resources/icons`."""
    icon = QIcon(svg_pixmap(name, size, theme.current().colors["text"]))
    icon.addPixmap(svg_pixmap(name, size, theme.current().colors["border"]), QIcon.Mode.Disabled)
    return icon


@cache
def svg_pixmap(name: str, size: int, color: str) -> QPixmap:
    """A drawing in one colour."""
    from PySide6.QtSvg import QSvgRenderer

    text = (ICONS / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", color)
    pixmap = QPixmap(round(size * SCALE), round(size * SCALE))
    pixmap.setDevicePixelRatio(SCALE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
