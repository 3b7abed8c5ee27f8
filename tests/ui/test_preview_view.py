"""The paper on the screen: the very bytes, saved and printed; what goes wrong is said in a sentence."""

# pytest takes a fixture by its name

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfgen.canvas import Canvas

from desktop.ui.paper import make_printer, page_image, print_pages
from desktop.ui.preview_view import PreviewView
from tests.ui.care_fixtures import CTRL_P, ESC, on_screen, press, texts

SIZES = {"a4": A4, "letter": LETTER}


def small_pdf(kind, paper):
    """A PDF of two pages with a black square in the middle of each."""
    out = BytesIO()
    width, height = SIZES[paper]
    canvas = Canvas(out, pagesize=(width, height), invariant=True)
    for page in (1, 2):
        canvas.drawString(72, height - 72, f"{kind} {paper} page {page}")
        canvas.rect(width / 2 - 36, height / 2 - 36, 72, 72, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def preview(qtbot, dress):
    dress()
    view = on_screen(qtbot, PreviewView(small_pdf, Path.write_bytes))
    view.open("plan", "a4", "small_2026-11-22")
    return view


def words(document, page=0):
    return document.getAllText(page).text()


def test_it_shows_the_very_bytes(preview):
    assert preview.pdf == small_pdf("plan", "a4")
    assert bytes(preview.buffer.data()) == preview.pdf
    assert preview.document.pageCount() == 2
    assert "plan a4 page 1" in words(preview.document)
    assert "Pages: 2" in texts(preview)


@pytest.mark.parametrize(
    ("group", "place", "shown"), [("kinds", 1, "handout a4 page 1"), ("papers", 1, "plan letter page 1")]
)
def test_another_choice_is_another_paper(preview, group, place, shown):
    getattr(preview, group).buttons()[place].click()
    assert shown in words(preview.document)


def test_saved_is_what_is_shown(preview, tmp_path, qtbot):
    with qtbot.waitSignal(preview.done, timeout=1000):
        preview.save_to(tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_bytes() == preview.pdf
    assert "Saved:" in texts(preview)


def test_a_name_without_ending_gets_one(preview, tmp_path):
    preview.save_to(tmp_path / "out")
    assert (tmp_path / "out.pdf").exists()


def test_a_folder_that_cannot_be_written_is_named_and_nothing_is_done(preview, tmp_path, qtbot):
    with qtbot.assertNotEmitted(preview.done):
        preview.save_to(tmp_path / "missing" / "out.pdf")
    assert "could not be written: No such file or directory. Choose another folder." in texts(preview)


def test_the_suggested_name_holds_kind_guideline_and_day(preview, tmp_path, qtbot, monkeypatch):
    monkeypatch.chdir(tmp_path)
    seen = []

    def accept():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit)
        seen.append(field.text())
        field.setText(str(tmp_path / "chosen.pdf"))
        dialog.accept()

    QTimer.singleShot(200, accept)
    preview.save.click()
    assert seen == ["plan_small_2026-11-22.pdf"]
    assert (tmp_path / "chosen.pdf").read_bytes() == preview.pdf


def test_a_refused_export_is_one_sentence_and_nothing_can_be_printed(qtbot, dress):
    def refuse(_kind, _paper):
        raise ValueError("Line 3: the character ☃ cannot be printed.")

    dress()
    view = on_screen(qtbot, PreviewView(refuse, Path.write_bytes))
    view.open("plan", "a4", "small_2026-11-22")
    assert "the character ☃ cannot be printed" in texts(view)
    assert view.document.pageCount() == 0
    assert not view.save.isEnabled()
    assert not view.print.isEnabled()


@pytest.mark.skipif(bool(QPrinterInfo.availablePrinterNames()), reason="this machine has a printer")
def test_without_a_printer_it_says_what_to_do(preview):
    press(CTRL_P)
    assert "No printer is set up. Save the PDF instead" in texts(preview)


def test_esc_goes_back(preview, qtbot):
    with qtbot.waitSignal(preview.closed, timeout=1000):
        press(ESC)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_printed_page_has_the_size_and_place_of_the_page_shown(preview, tmp_path, paper):
    preview.open("plan", paper, "small_2026-11-22")
    printer = pdf_printer(paper, tmp_path / "printed.pdf")
    assert print_pages(preview.document, printer)
    printed = load(tmp_path / "printed.pdf")
    assert printed.pageCount() == 2
    for page in range(2):
        size, wanted = printed.pagePointSize(page), SIZES[paper]
        assert (size.width(), size.height()) == pytest.approx(wanted, abs=1.5)
        assert black_box(page_image(printed, page)) == pytest.approx(
            black_box(page_image(preview.document, page)), abs=6
        )


def test_a_range_of_pages_is_respected(preview, tmp_path):
    printer = pdf_printer("a4", tmp_path / "printed.pdf")
    printer.setFromTo(2, 2)
    assert print_pages(preview.document, printer)
    printed = load(tmp_path / "printed.pdf")
    assert printed.pageCount() == 1
    assert digest(printed, 0) != digest(preview.document, 0)


@pytest.mark.qt_log_ignore(r"QPainter::begin\(\): Returned false")
def test_a_printer_that_refuses_is_said(preview, tmp_path, qtbot):
    printer = pdf_printer("a4", tmp_path / "missing" / "printed.pdf")
    with qtbot.assertNotEmitted(preview.done):
        preview.print_to(printer)
    assert "did not take the pages" in texts(preview)


def test_printing_finishes_the_case(preview, tmp_path, qtbot):
    with qtbot.waitSignal(preview.done, timeout=5000):
        preview.print_to(pdf_printer("a4", tmp_path / "printed.pdf"))


def pdf_printer(paper, path):
    printer = make_printer(paper)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def load(path):
    document = QPdfDocument()
    assert document.load(str(path)) == QPdfDocument.Error.None_
    return document


def black_box(image):
    """The edges of the square in the middle, in pixels from the centre outwards."""
    middle_x, middle_y = image.width() // 2, image.height() // 2

    def reach(step_x, step_y):
        length = 0
        while image.pixelColor(middle_x + length * step_x, middle_y + length * step_y).lightness() < 128:
            length += 1
        return length

    return [reach(*step) for step in ((1, 0), (-1, 0), (0, 1), (0, -1))]


def digest(document, page):
    image = page_image(document, page)
    return hashlib.sha256(bytes(image.constBits())).hexdigest()
