"""From the pages of a PDF to a printer: each page as an image of 300 dots to the inch, in its true size."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMarginsF, QRectF, QSize
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from desktop.settings import Paper

DPI: Final = 300
POINTS: Final = 72
SIZES: Final[dict[Paper, QPageSize.PageSizeId]] = {
    "a4": QPageSize.PageSizeId.A4,
    "letter": QPageSize.PageSizeId.Letter,
}


def make_printer(paper: Paper) -> QPrinter:
    """A printer for whole sheets of this paper; the margins are in the pages themselves."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DPI)
    printer.setPageLayout(QPageLayout(QPageSize(SIZES[paper]), QPageLayout.Orientation.Portrait, QMarginsF()))
    printer.setFullPage(True)
    return printer


def print_pages(document: QPdfDocument, printer: QPrinter) -> bool:
    """Print the pages that the printer is set to, all of them if none is named; False if the printer refuses."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    first, last = printer.fromPage() or 1, printer.toPage() or document.pageCount()
    for page in range(first - 1, min(last, document.pageCount())):
        if page >= first:
            printer.newPage()
        size = document.pagePointSize(page)
        scale = printer.resolution() / POINTS
        painter.drawImage(QRectF(0, 0, size.width() * scale, size.height() * scale), page_image(document, page))
    return painter.end()


def page_image(document: QPdfDocument, page: int) -> QImage:
    """One page on white."""
    size = document.pagePointSize(page)
    pixels = QSize(round(size.width() * DPI / POINTS), round(size.height() * DPI / POINTS))
    drawn = document.render(page, pixels)
    image = QImage(drawn.size(), QImage.Format.Format_RGB32)
    image.fill("white")
    painter = QPainter(image)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return image
