"""The signs of the kinds, drawn as vectors: no font needs to hold them, and they differ in shape, not in colour."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any

Canvas = Any  # ReportLab carries no types


def draw_sign(canvas: Canvas, kind: str, x: float, y: float, size: float) -> None:
    """Draw the sign of a kind into a square whose lower left corner is (x, y)."""
    draw = {
        "stop": octagon,
        "do": tick,
        "consider": diamond,
        "do-not": crossed_circle,
        "timing": triangle,
        "open": question,
        "info": information,
    }[kind]
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(size, size)
    canvas.setLineWidth(0.12)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    draw(canvas)
    canvas.restoreState()


def polygon(canvas: Canvas, points: list[tuple[float, float]], *, closed: bool = True, fill: bool = False) -> None:
    """Draw straight lines between points of the unit square."""
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    if closed:
        path.close()
    canvas.drawPath(path, stroke=1, fill=int(fill))


def octagon(canvas: Canvas) -> None:
    """Stop: a filled octagon with a white bar."""
    angles = [pi / 8 + number * pi / 4 for number in range(8)]
    polygon(canvas, [(0.5 + 0.48 * cos(a), 0.5 + 0.48 * sin(a)) for a in angles], fill=True)
    canvas.setStrokeGray(1)
    canvas.setLineWidth(0.16)
    canvas.line(0.27, 0.5, 0.73, 0.5)


def tick(canvas: Canvas) -> None:
    """Do: a tick."""
    canvas.setLineWidth(0.16)
    polygon(canvas, [(0.1, 0.5), (0.38, 0.2), (0.9, 0.84)], closed=False)


def diamond(canvas: Canvas) -> None:
    """Consider: a diamond."""
    polygon(canvas, [(0.5, 0.04), (0.96, 0.5), (0.5, 0.96), (0.04, 0.5)])


def crossed_circle(canvas: Canvas) -> None:
    """Do not: a cross in a circle."""
    canvas.circle(0.5, 0.5, 0.46)
    canvas.line(0.32, 0.32, 0.68, 0.68)
    canvas.line(0.32, 0.68, 0.68, 0.32)


def triangle(canvas: Canvas) -> None:
    """Timing: a triangle with an exclamation mark."""
    polygon(canvas, [(0.02, 0.08), (0.98, 0.08), (0.5, 0.94)])
    canvas.line(0.5, 0.4, 0.5, 0.62)
    canvas.circle(0.5, 0.23, 0.035, fill=1)


def question(canvas: Canvas) -> None:
    """Open: a question mark."""
    canvas.setLineWidth(0.15)
    path = canvas.beginPath()
    path.moveTo(0.24, 0.7)
    path.curveTo(0.26, 1.0, 0.78, 1.02, 0.78, 0.7)
    path.curveTo(0.78, 0.5, 0.5, 0.52, 0.5, 0.3)
    canvas.drawPath(path)
    canvas.circle(0.5, 0.07, 0.04, fill=1)


def information(canvas: Canvas) -> None:
    """Info: an i in a circle."""
    canvas.circle(0.5, 0.5, 0.46)
    canvas.line(0.5, 0.25, 0.5, 0.52)
    canvas.circle(0.5, 0.72, 0.035, fill=1)
