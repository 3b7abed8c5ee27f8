"""The paper on the screen: the very bytes that are saved or printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, get_args

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QWidget

from desktop.language import gettext as _
from desktop.settings import Paper
from desktop.ui.paper import make_printer, print_pages
from desktop.ui.pieces import OwnKeys, actions, column, frame, mark_button, push_button, row, text_label

KINDS: Final = ("plan", "handout")
PAPERS: Final[tuple[Paper, ...]] = get_args(Paper)


class PreviewView(QWidget):
    """Shows one PDF, lets it be saved or printed, and says in one sentence what went wrong."""

    closed = Signal()
    done = Signal()

    def __init__(self, make_pdf: Callable[[str, Paper], bytes], write_file: Callable[[Path, bytes], object]) -> None:
        """Make the PDF with `make_pdf(kind, paper)`, which may raise ValueError, and write it with `write_file`."""
        super().__init__()
        self.make_pdf, self.write_file = make_pdf, write_file
        self.pdf = b""
        self.kind: str = KINDS[0]
        self.paper: Paper = PAPERS[0]
        self.name = ""
        self.buffer = QBuffer(self)  # the document reads from it as long as it is shown
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setDocument(self.document)
        self.message = text_label("", "error")
        self.pages = text_label("", "meta", wrap=False)
        whole = column(self, gap=0)
        whole.addWidget(self._choices())
        whole.addWidget(self.view, 1)
        whole.addWidget(self._actions())
        OwnKeys(self, self._wish)

    def _choices(self) -> QWidget:
        """Which paper, and of which size."""
        bar = frame("bar")
        line = row(bar, gap=8)
        line.setContentsMargins(24, 8, 24, 8)
        self.kinds = self._segments(line, dict(zip(KINDS, (_("Clinician plan"), _("Patient handout")), strict=True)))
        line.addSpacing(16)
        self.papers = self._segments(line, dict(zip(PAPERS, ("A4", "Letter"), strict=True)))
        line.addStretch(1)
        line.addWidget(self.pages)
        for group in (self.kinds, self.papers):
            group.buttonClicked.connect(self._chosen)
        return bar

    def _segments(self, line: QHBoxLayout, words: dict[str, str]) -> QButtonGroup:
        """Buttons of which one is pressed."""
        group = QButtonGroup(self)
        for value, text in words.items():
            button = mark_button(text, text)
            button.setProperty("value", value)
            group.addButton(button)
            line.addWidget(button)
        return group

    def _actions(self) -> QWidget:
        """Back, save and print, and what went wrong."""
        self.back = push_button(_("Back  Esc"), "", self.closed.emit, name=_("Back"))
        self.save = push_button(_("Save PDF…  Ctrl+S"), "", self.ask_and_save, name=_("Save PDF"))
        self.print = push_button(_("Print…  Ctrl+P"), "primary", self.ask_and_print, name=_("Print"))
        self.message.setContentsMargins(24, 8, 24, 0)
        self.message.hide()
        holder = QWidget()
        inside = column(holder, gap=0)
        inside.addWidget(self.message)
        inside.addWidget(actions(self.back, self.save, self.print))
        return holder

    def open(self, kind: str, paper: Paper, name: str) -> None:
        """Show a paper; `name` names the guideline and the day in the file name, never the patient."""
        self.name = name
        self._press(self.kinds, kind)
        self._press(self.papers, paper)
        self._chosen()
        self.print.setFocus(Qt.FocusReason.OtherFocusReason)

    def _press(self, group: QButtonGroup, value: str) -> None:
        """Press the button of a value."""
        for button in group.buttons():
            button.setChecked(button.property("value") == value)

    def _chosen(self) -> None:
        """Make the paper that is chosen, and show it."""
        self.kind = next(k for k in KINDS if k == pressed(self.kinds))
        self.paper = next(p for p in PAPERS if p == pressed(self.papers))
        self.say("")
        try:
            self.pdf = self.make_pdf(self.kind, self.paper)
        except ValueError as error:
            self.pdf = b""
            self.say(str(error))
        self._load()

    def _load(self) -> None:
        """Show the bytes."""
        self.document.close()
        self.buffer.close()
        self.buffer.setData(QByteArray(self.pdf))
        self.buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        if self.pdf:
            self.document.load(self.buffer)
        count = self.document.pageCount()
        self.pages.setText(_("Pages: {count}").format(count=count) if self.pdf else "")
        self.view.setAccessibleName(_("Clinician plan") if self.kind == "plan" else _("Patient handout"))
        for button in (self.save, self.print):
            button.setEnabled(count > 0)

    def file_name(self) -> str:
        """The name that is suggested for the file; it never holds the patient's name."""
        return f"{self.kind}_{self.name}.pdf"

    def ask_and_save(self) -> None:
        """Ask where to, and save."""
        path, _filter = QFileDialog.getSaveFileName(self, _("Save PDF"), self.file_name(), "PDF (*.pdf)")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Save the bytes; what goes wrong is said, and nothing is lost."""
        path = path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf")
        try:
            self.write_file(path, self.pdf)
        except OSError as error:
            words = _("{path} could not be written: {reason}. Choose another folder.")
            self.say(words.format(path=path, reason=error.strerror or error))
        else:
            self.say(_("Saved: {path}").format(path=path), good=True)
            self.done.emit()

    def ask_and_print(self) -> None:
        """Let the system ask for printer and copies, and print."""
        if not QPrinterInfo.availablePrinterNames():
            self.say(_("No printer is set up. Save the PDF instead (Ctrl+S)."))
            return
        printer = make_printer(self.paper)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, self.document.pageCount())
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self.print_to(printer)

    def print_to(self, printer: QPrinter) -> None:
        """Print the pages that are shown."""
        if print_pages(self.document, printer):
            self.say(_("Sent to the printer."), good=True)
            self.done.emit()
        else:
            self.say(_("The printer did not take the pages. Save the PDF instead (Ctrl+S)."))

    def say(self, text: str, *, good: bool = False) -> None:
        """Say what happened; an empty text takes it away."""
        self.message.setProperty("role", "value" if good else "error")
        self.message.style().unpolish(self.message)
        self.message.style().polish(self.message)
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _wish(self, event: QKeyEvent) -> Callable[[], None] | None:
        """The button that a key presses here; None if it is not one of this view's keys.

        Esc goes back, Ctrl+S saves, Ctrl+P prints.
        """
        keys = {
            Qt.KeyboardModifier.NoModifier | Qt.Key.Key_Escape: self.back,
            Qt.KeyboardModifier.AltModifier | Qt.Key.Key_Left: self.back,
            Qt.KeyboardModifier.ControlModifier | Qt.Key.Key_S: self.save,
            Qt.KeyboardModifier.ControlModifier | Qt.Key.Key_P: self.print,
        }
        button = keys.get(event.keyCombination())
        return button.click if button else None


def pressed(group: QButtonGroup) -> object:
    """The value of the button that is pressed; None if none is."""
    return next((b.property("value") for b in group.buttons() if b.isChecked()), None)
