"""A picture of every screen, what a printer would get, and what Qt knows of languages and scripts.

    every-screen OUT

The built program and the checkout must give the same files to the last byte: then nothing that was left out is missed.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PySide6.QtCore import QBuffer, QCollator, QDate, QLocale, QSize, Qt, QTextBoundaryFinder
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget

from desktop import context, tour
from desktop.app import make_pdf, make_window
from desktop.core.answers import read_facts, read_patient
from desktop.core.engine import Engine
from desktop.core.planner import make_plan
from desktop.settings import Settings
from desktop.ui import theme
from desktop.ui.about_dialog import about_dialog
from desktop.ui.paper import make_printer, print_pages
from desktop.ui.settings_dialog import SettingsDialog
from desktop.ui.window import Window

WORDS: Final = (
    "Ärger",
    "zebra",
    "Zürich",
    "öl",
    "ñandú",
    "chico",
    "İzmir",
    "ılık",
    "東京",
    "大阪",
    "กา",
    "ชา",
    "אב",
    "عين",
)
SCRIPTS: Final = (
    *("Latin ñ é ø ł ß", "Ελληνικά", "Кириллица", "עברית 12", "العربية 12", "हिन्दी क्षत्रिय", "ไทย"),
    *("中文", "日本語", "한국어", "Tiếng Việt"),
)
LANGUAGES: Final = ("en", "de", "es", "tr", "sv", "ja", "zh", "th", "ar", "he", "hi")
SETTLE_S: Final = 0.5
PATIENCE_S: Final = 30


def main() -> int:
    """Write everything into the folder that is named."""
    out = Path(sys.argv[1])
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_LOGGING_RULES"] = "default.warning=false;qt.text.font.db=false"
    # what the offscreen platform cannot do, and scripts that this machine has no font for
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    app.setCursorFlashTime(0)
    theme.load_fonts()
    with TemporaryDirectory() as data, context.open_store(None, Path(data)) as store:
        for name in ("light", "dark"):
            window = make_window(store, Settings(theme=name), Path(data))  # type: ignore[arg-type]  # both are themes
            for number, (screen, widget) in enumerate(screens(window)):
                settle(window, widget).save(str(out / f"{name}-{number:02}-{screen}.png"))
        engine = Engine(store.guideline(tour.GUIDELINE))
        plan = make_plan(engine, read_facts(engine.decision, tour.example_answers(), tour.DAY))
        for kind in ("plan", "handout"):
            pdf = make_pdf(plan, kind, "a4", Settings())
            (out / f"{kind}.pdf").write_bytes(pdf)
            print_through_qt(pdf, out / f"{kind}-printed.png")
    (out / "languages.json").write_text(json.dumps(languages(), ensure_ascii=False, indent=1), encoding="utf-8")
    script_sheet().save(str(out / "scripts.png"))
    return 0


def settle(window: Window, widget: QWidget) -> QImage:
    """The picture of a widget of a window that is at rest; Qt draws the pages of a PDF beside it, so it is watched."""
    before, last = QImage(), time.monotonic() + PATIENCE_S
    while time.monotonic() < last:
        end = time.monotonic() + SETTLE_S
        while time.monotonic() < end or (tour.is_busy(window) and time.monotonic() < last):
            QGuiApplication.processEvents()
            time.sleep(0.01)
        now = widget.grab().toImage()
        if now == before:
            return now
        before = now
    raise RuntimeError("a screen does not come to rest")


def screens(window: Window) -> Iterator[tuple[str, QWidget]]:
    """Walk through the window and its dialogs as a user would."""
    window.resize(1024, 768)
    window.show()
    yield "start", window
    window.bar.search.setText(tour.QUERIES[1])
    window.search(tour.QUERIES[1])
    yield "search", window
    window.library.open_chosen()
    yield "reader", window
    window.begin_plan(tour.GUIDELINE)
    yield "begin", window
    example = tour.example_answers()
    guideline = window.services.guideline(tour.GUIDELINE)
    window.case.start(Engine(guideline), read_patient(example["patient"], tour.DAY), tour.DAY)
    window.wizard.advance()
    yield "first-page", window
    while window.case.step.page is not None:
        page = window.case.step.page
        window.wizard.show_page(page)
        yield f"page-{page.id}", window
        for asked in window.case.step.ask:
            window.case.answer(asked.key, example["answers"][asked.key])
    window.wizard.advance()
    yield "check", window
    window.show_plan()
    yield "plan", window
    window.preview()
    yield "preview", window
    for dialog in (SettingsDialog(window.settings, window), about_dialog("0", (), window)):
        dialog.show()
        yield type(dialog).__name__, dialog
        dialog.close()
    window.case.mark_done()
    window.close()


def print_through_qt(pdf: bytes, path: Path) -> None:
    """Print a PDF as the program does, into a file, and take a picture of its first page."""
    buffer = QBuffer()
    buffer.setData(pdf)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    printer = make_printer("a4")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path.with_suffix(".out")))
    if not print_pages(document, printer):
        raise RuntimeError("nothing was printed")
    printed = QPdfDocument()
    printed.load(str(path.with_suffix(".out")))
    printed.render(0, QSize(800, 1130)).save(str(path))
    printed.close()
    path.with_suffix(".out").unlink()


def languages() -> dict[str, object]:
    """What Qt answers of languages: order, case, dates, numbers, the borders of words."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, " ".join(SCRIPTS))
    found: dict[str, object] = {"borders": list(iter(finder.toNextBoundary, -1))}
    for tag in LANGUAGES:
        locale, collator = QLocale(tag), QCollator(QLocale(tag))
        order = sorted(WORDS, key=collator.sortKey)
        collator.setNumericMode(True)
        found[tag] = {
            "order": order,
            "numeric": collator.compare("file10", "file9"),
            "upper": [locale.toUpper(word) for word in WORDS],
            "date": locale.toString(QDate(2026, 11, 22), QLocale.FormatType.LongFormat),
            "number": locale.toString(1234567.5),
            "day": locale.dayName(1),
        }
    return found


def script_sheet() -> QImage:
    """One line in each script, as this system's fonts and Qt's shaping draw them."""
    sheet = QImage(600, 40 * len(SCRIPTS), QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.white)
    painter = QPainter(sheet)
    painter.setFont(theme.current().font("title"))
    for line, text in enumerate(SCRIPTS):
        painter.drawText(10, 30 + 40 * line, text)
    painter.end()
    return sheet


if __name__ == "__main__":
    sys.exit(main())
