"""The program's icon in the forms that the systems want, drawn from its SVG."""

from __future__ import annotations

from pathlib import Path

import targets
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer


def write(source: Path, folder: Path) -> None:
    """Write PNG pictures for Linux, an icon for Windows and one for macOS."""
    drawn = {size: picture(source, size) for size in {*targets.PNG_SIZES, *targets.ICNS_KINDS}}
    for size in targets.PNG_SIZES:
        (folder / f"waymark-{size}.png").write_bytes(drawn[size])
    (folder / "waymark.ico").write_bytes(targets.ico({size: drawn[size] for size in targets.PNG_SIZES}))
    (folder / "waymark.icns").write_bytes(targets.icns({size: drawn[size] for size in targets.ICNS_KINDS}))


def picture(source: Path, size: int) -> bytes:
    """The icon as a square PNG of this many pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(source)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes for the format
    return bytes(buffer.data().data())
