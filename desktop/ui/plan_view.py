"""The plan on the screen: the blocks of its document, each line with its trace, and the rules that did not fire."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QStackedWidget, QWidget

from desktop.core.blocks import Document, Item
from desktop.core.condition_words import ConditionWords
from desktop.core.plan import Plan
from desktop.language import gettext as _
from desktop.settings import Paper
from desktop.ui.banner import PatientBanner
from desktop.ui.case import Case
from desktop.ui.pieces import OwnKeys, Scroll, actions, column, empty, push_button
from desktop.ui.plan_parts import Behind, ItemCard, add_part
from desktop.ui.portions import Portions
from desktop.ui.why_not import WhyNot

if TYPE_CHECKING:
    from desktop.ui.preview_view import PreviewView
    from desktop.ui.what_if import WhatIfPage

MakePdf = Callable[[str, Paper], bytes]
WriteFile = Callable[[Path, bytes], object]


class PlanView(QWidget):
    """Shows one plan; the preview of the paper and the page "what if" lie over it."""

    answer_used = Signal()
    change_requested = Signal(str)
    section_requested = Signal(str, str)
    close_requested = Signal()

    def __init__(
        self,
        case: Case,
        make_pdf: MakePdf,
        write_file: WriteFile = Path.write_bytes,
        paper: Callable[[], Paper] = lambda: "a4",
    ) -> None:
        """Make PDFs with `make_pdf(kind, paper)`, which may raise ValueError with a sentence.

        `write_file` writes a file, and `paper` gives the paper of the settings.
        """
        super().__init__()
        self.case, self.make_pdf, self.write_file, self.paper = case, make_pdf, write_file, paper
        self.preview: PreviewView | None = None
        self.what_if: WhatIfPage | None = None
        self.cards: list[ItemCard] = []
        self.area = Scroll(_("Plan"), gap=10)
        self.laying = Portions(self.area, self.area)
        self.why_not: WhyNot | None = None
        self.change = push_button(_("Change answers"), "", lambda: self.change_requested.emit(""))
        self.close_case = push_button(_("Close case"), "", self.close_requested.emit)
        self.try_answer = push_button(_("What if…  Ctrl+I"), "", self.show_what_if, name=_("What if"))
        self.handout = push_button(_("Handout  Ctrl+H"), "", partial(self.show_preview, "handout"))
        self.print = push_button(_("Print or preview  Ctrl+P"), "primary", partial(self.show_preview, "plan"))
        self.pages = QStackedWidget()
        self.pages.addWidget(self._sheet())
        whole = column(self, gap=0)
        whole.addWidget(PatientBanner(case))
        whole.addWidget(self.pages, 1)
        OwnKeys(self, self._wish)

    def _sheet(self) -> QWidget:
        """The plan with its buttons."""
        sheet = QWidget()
        whole = column(sheet, gap=0)
        whole.addWidget(self.area, 1)
        whole.addWidget(actions(self.close_case, self.change, self.try_answer, self.handout, self.print))
        return sheet

    def show_plan(self, document: Document, plan: Plan) -> None:
        """Lay out the blocks of the plan, those in sight at once."""
        self.pages.setCurrentIndex(0)
        empty(self.area.column)
        self.cards = []
        self.why_not = WhyNot(plan, self.area)
        self.laying.begin(self._pieces(document, plan, self.why_not))
        self.area.verticalScrollBar().setValue(0)
        (self.cards[0] if self.cards else self.print).setFocus(Qt.FocusReason.OtherFocusReason)

    def _pieces(self, document: Document, plan: Plan, why_not: WhyNot) -> Iterator[QWidget]:
        """The blocks of the plan, each as it is put into the column, and at the end why not."""
        lines = {line.id: line for line in plan.lines}
        guideline = plan.engine.guideline
        behind = Behind(plan, ConditionWords(guideline.decision))
        for part in document.parts:
            if isinstance(part, Item):
                card = ItemCard(part, lines.get(part.line), behind)
                card.change_requested.connect(self.change_requested)
                card.section_requested.connect(partial(self.section_requested.emit, guideline.id))
                self.cards.append(card)
                self.area.column.addWidget(card)
                yield card
            else:
                yield from add_part(self.area.column, part)
        self.area.column.addWidget(why_not)
        yield why_not
        self.area.column.addStretch(1)

    def show_preview(self, kind: str = "plan") -> None:
        """Show the paper: "plan" or "handout"."""
        if self.preview is None:
            from desktop.ui.preview_view import PreviewView

            self.preview = PreviewView(self.make_pdf, self.write_file)
            self.preview.closed.connect(partial(self._come_back, self.print))
            self.preview.done.connect(self.case.mark_done)
            self.pages.addWidget(self.preview)
        self.pages.setCurrentWidget(self.preview)
        name = f"{self.case.guideline.id}_{self.case.facts.on.isoformat()}"
        self.preview.open(kind, self.paper(), name)

    def show_what_if(self) -> None:
        """Try another answer; the case stays as it is."""
        if self.what_if is None:
            from desktop.ui.what_if import WhatIfPage

            self.what_if = WhatIfPage(self.case)
            self.what_if.closed.connect(partial(self._come_back, self.try_answer))
            self.what_if.used.connect(self.answer_used)
            self.pages.addWidget(self.what_if)
        self.pages.setCurrentWidget(self.what_if)
        self.what_if.open()

    def _come_back(self, button: QPushButton) -> None:
        """Back to the plan, to the button that led away from it."""
        self.pages.setCurrentIndex(0)
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def toggle_why_not(self) -> None:
        """Show or hide the rules that did not fire."""
        if self.why_not is not None:
            self.laying.then(self.why_not.toggle)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Pass the focus on to the page in view."""
        super().focusInEvent(event)
        if self.preview is not None and self.pages.currentWidget() is self.preview:
            self.preview.print.setFocus(event.reason())
        elif self.what_if is not None and self.pages.currentWidget() is self.what_if:
            self.what_if.questions.setFocus(event.reason())
        else:
            (self.cards[0] if self.cards else self.print).setFocus(event.reason())

    def _wish(self, event: QKeyEvent) -> Callable[[], None] | None:
        """What a key means here; None if it is not one of this view's keys.

        Up and Down move between lines, Alt+T says why not, Ctrl+I tries another answer, Ctrl+P and Ctrl+H show the
        paper, Esc closes what opened below a line.
        """
        if self.pages.currentIndex() != 0:
            return None
        if event.key() == Qt.Key.Key_Escape:
            return self._close_opened()
        control = Qt.KeyboardModifier.ControlModifier
        keys: dict[object, Callable[[], None]] = {
            Qt.KeyboardModifier.AltModifier | Qt.Key.Key_T: self.toggle_why_not,
            control | Qt.Key.Key_I: self.show_what_if,
            control | Qt.Key.Key_P: partial(self.show_preview, "plan"),
            control | Qt.Key.Key_H: partial(self.show_preview, "handout"),
            Qt.KeyboardModifier.NoModifier | Qt.Key.Key_Down: partial(self.go_line, 1),
            Qt.KeyboardModifier.NoModifier | Qt.Key.Key_Up: partial(self.go_line, -1),
        }
        return keys.get(event.keyCombination())

    def _close_opened(self) -> Callable[[], None] | None:
        """What Esc closes: why not, or the trace of the line that has the focus; None if nothing is open there."""
        focus = QApplication.focusWidget()
        if self.why_not is not None and self.why_not.is_open() and focus and self.why_not.isAncestorOf(focus):
            return self.why_not.toggle
        inside = (card for card in self.cards if focus is card or (focus and card.isAncestorOf(focus)))
        card = next((card for card in inside if card.trace.isVisible()), None)
        return card.close_trace if card else None

    def go_line(self, step: int) -> None:
        """Go to the next or the previous line of the plan."""
        focus = QApplication.focusWidget()
        here = next((i for i, c in enumerate(self.cards) if focus is c or (focus and c.isAncestorOf(focus))), None)
        wanted = 0 if here is None else max(here + step, 0)
        while wanted >= len(self.cards) and self.laying.lay_next() is not None:
            pass
        place = min(wanted, len(self.cards) - 1)
        if self.cards:
            self.cards[place].setFocus(Qt.FocusReason.OtherFocusReason)
