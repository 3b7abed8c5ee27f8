"""The main job by keyboard alone, in the real window over the real store: search, read, answer, plan, print."""

from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

from db.store import Store
from desktop.app import make_window
from desktop.settings import Settings
from tests.ui.care_fixtures import press
from tests.ui.test_wizard_view import answer_keys

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot, shipped_store, tmp_path):
    with Store.open(shipped_store) as store:
        found = make_window(store, Settings(theme="light"), tmp_path)
        qtbot.addWidget(found)
        found.resize(1024, 768)
        found.show()
        qtbot.waitExposed(found)
        yield found
        found.case.clear()


def paper_instead_of_a_printer(monkeypatch, path):
    """There is no printer here: what the system dialog would choose is a PDF file."""

    def choose(dialog):
        dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        dialog.printer().setOutputFileName(str(path))
        return QPrintDialog.DialogCode.Accepted

    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", lambda: ["A printer"])
    monkeypatch.setattr(QPrintDialog, "exec", choose)


def test_from_the_first_word_to_the_printed_plan(window, qtbot, tmp_path, monkeypatch):
    printed = Path(tmp_path / "printed.pdf")
    paper_instead_of_a_printer(monkeypatch, printed)
    press((Qt.Key.Key_K, CTRL))
    press("plexus mri")
    qtbot.wait(50)
    press(Qt.Key.Key_Return)
    assert window.stack.currentWidget() is window.reader
    press((Qt.Key.Key_N, CTRL))
    assert window.stack.currentWidget() is window.wizard
    press("Example")
    press(Qt.Key.Key_Return)
    while window.wizard.pages.currentWidget() is window.wizard.question:
        for widget in window.wizard.question.inputs:
            if widget.missing():
                widget.focus_first()
                press(*answer_keys(widget, "?" if widget.asked.key == "lesion" else "1"))
        press(Qt.Key.Key_Return)
    assert window.wizard.pages.currentWidget() is window.wizard.check
    press(Qt.Key.Key_Return)
    assert window.stack.currentWidget() is window.plan
    qtbot.wait(50)
    press((Qt.Key.Key_P, CTRL))
    qtbot.waitUntil(lambda: window.plan.preview is not None and window.plan.preview.document.pageCount() > 0)
    press((Qt.Key.Key_P, CTRL))
    qtbot.waitUntil(printed.exists)
    assert len(PdfReader(printed).pages) == window.plan.preview.document.pageCount()
    assert window.windowTitle() == "Waymark"
    assert not window.case.is_unfinished()
    assert window.case.facts.patient.family == "Example"
    assert window.case.facts.on == date.today()  # noqa: DTZ011  # the clinic's own day
