"""The wizard: start page, one page for each question, check the answers, and the stop card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QSizePolicy, QStackedWidget, QWidget

from db.guideline import Guideline, Page
from desktop.core.engine import Engine
from desktop.core.facts import AnswerError
from desktop.language import gettext as _
from desktop.ui.banner import PatientBanner
from desktop.ui.case import Case
from desktop.ui.check_page import CheckPage
from desktop.ui.pieces import OwnKeys, column, row
from desktop.ui.question_page import QuestionPage
from desktop.ui.side_pane import SidePane
from desktop.ui.start_page import StartPage
from desktop.ui.stop_page import StopPage

LINES_WIDE = 55
"""The side pane needs a window this many lines of text wide: 1000 pixels at 100 %."""


class WizardView(QWidget):
    """Walks one patient through a guideline's questions."""

    plan_requested = Signal()
    cancel_requested = Signal()
    section_requested = Signal(str, str)

    def __init__(self, case: Case, today: Callable[[], date] = date.today) -> None:
        """Make the pages; `today` gives the day of the plan."""
        super().__init__()
        self.case = case
        self.today = today
        self.guideline: Guideline | None = None
        self.page: Page | None = None
        self._inert: tuple[str, ...] = ()
        self.banner = PatientBanner(case)
        self.start = StartPage()
        self.question = QuestionPage(case)
        self.check = CheckPage(case)
        self.stop = StopPage(case)
        self.side = SidePane(case)
        self.pages = QStackedWidget()
        for page in (self.start, self.question, self.check, self.stop):
            self.pages.addWidget(page)
        self.side.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        beside = row(gap=0)
        beside.addWidget(self.pages, 1)
        beside.addWidget(self.side)
        whole = column(self, gap=0)
        whole.addWidget(self.banner)
        whole.addLayout(beside, 1)
        OwnKeys(self, self._wish)
        self._connect()

    def _connect(self) -> None:
        """Every signal of the pages."""
        self.start.start_requested.connect(self._start)
        self.start.cancel_requested.connect(self.cancel_requested)
        self.question.answered.connect(self.advance)
        self.question.back_requested.connect(self.go_back)
        self.question.emergencies_requested.connect(self.show_emergencies)
        self.check.change_requested.connect(self.show_input)
        self.check.back_requested.connect(self.go_back)
        self.check.plan_requested.connect(self.plan_requested)
        self.stop.change_requested.connect(self.show_check)
        self.stop.plan_requested.connect(self.plan_requested)
        self.side.source_requested.connect(self._show_source)

    def begin(self, guideline: Guideline) -> None:
        """Show the start page for a new patient; nothing of the case before remains."""
        self.case.clear()
        self.guideline = guideline
        self._inert = ()
        self._show(self.start)
        self.start.show_patient(guideline, self.case)

    def _start(self) -> None:
        """Read the details, and ask the first question that is open."""
        if self.guideline is None:
            return
        try:
            patient = self.start.form.patient(self.today())
            if self.case.is_active():
                self.case.set_patient(patient)
            else:
                self.case.start(Engine(self.guideline), patient, self.today())
        except AnswerError as error:
            self.start.refuse(error)
        else:
            self.advance()

    def advance(self) -> None:
        """Show what comes next: the stop card, an open question, or all answers."""
        step = self.case.step
        if step.stops:
            self.show_stop()
        elif step.page is not None:
            self.show_page(step.page)
        else:
            self.show_check()

    def show_page(self, page: Page) -> None:
        """Ask the questions of one page."""
        self.page = page
        self._show(self.question)
        self.question.show_page(page, self._progress(page), self._dropped())
        self.question.emergencies.setVisible(page is not self._emergency_page())
        self.side.show_inputs(tuple(w.asked for w in self.question.inputs))

    def show_check(self) -> None:
        """Show all answers, each with a way to change it."""
        self._show(self.check)
        self.check.show_answers(self._dropped())
        self.side.show_inputs(())

    def show_stop(self) -> None:
        """Show the stop card."""
        self._show(self.stop)
        self.stop.show_stops()

    def show_start(self) -> None:
        """Show the patient's details again."""
        self._show(self.start)
        if self.guideline is not None:
            self.start.show_patient(self.guideline, self.case)

    def show_input(self, key: str) -> None:
        """Show the page of one answer, to change it; one from the patient's details is changed there.

        An empty key shows all answers.
        """
        if not key:
            self.show_check()
            return
        if key not in self.case.facts.answers:
            self.show_start()
            return
        self.show_page(next(p for p in self.case.engine.decision.pages if key in {i.key for i in p.inputs}))
        self.question.focus_key(key)

    def show_emergencies(self) -> None:
        """Show the page that asks for emergencies; what is complete on this one is kept."""
        page = self._emergency_page()
        if page is not None:
            self.question.keep_complete()
            self.show_page(page)

    def _emergency_page(self) -> Page | None:
        """The first page with an input that a stop rule rests on."""
        engine = self.case.engine
        rules = [r for r in engine.decision.rules if r.id in engine.stop_rules]
        keys = {key for rule in rules for name in rule.when.names for key in engine.bases(name)}
        return next((p for p in engine.decision.pages if keys & {i.key for i in p.inputs}), None)

    def go_back(self) -> None:
        """Show the page before this one; what is complete on this one is kept."""
        if self.pages.currentWidget() is self.question:
            self.question.keep_complete()
            if self.case.step.stops:
                self.show_stop()
                return
        before = self._pages_before(self.page if self.pages.currentWidget() is self.question else None)
        if before:
            self.show_page(before[-1])
        else:
            self.show_start()

    def take_back(self) -> None:
        """Undo the last entry, or the last answer that was kept, and show its question."""
        if self.pages.currentWidget() is self.question and self.question.take_back():
            return
        key = self.case.take_back() if self.case.is_active() else ""
        if key:
            page = next(p for p in self.case.engine.decision.pages if key in {i.key for i in p.inputs})
            self.show_page(page)
            self.question.focus_key(key)

    def _show(self, page: QWidget) -> None:
        """Bring a page to the front; the stop card and the start take the full width."""
        self.pages.setCurrentWidget(page)
        self.banner.setVisible(page is not self.start)
        self._fit()

    def _show_source(self, section: str) -> None:
        """Wish for a section of the guideline."""
        if self.guideline is not None:
            self.section_requested.emit(self.guideline.id, section)

    def _pages_before(self, page: Page | None) -> list[Page]:
        """The pages with answers in force, up to a page (None: all)."""
        pages = self.case.engine.decision.pages
        until = pages.index(page) if page in pages else len(pages)
        given = set(self.case.step.asked) & set(self.case.facts.answers)
        return [p for p in pages[:until] if given & {i.key for i in p.inputs}]

    def _progress(self, page: Page) -> str:
        """Which question this is, and how many can still follow; branches only ever shorten the way."""
        pending = set(self.case.step.pending)
        more = sum(bool(pending & {i.key for i in p.inputs}) for p in self.case.engine.decision.pages if p is not page)
        number = len(self._pages_before(page)) + 1
        words = _("{title} · Question {number}").format(title=page.title, number=number)
        return words + " · " + (_("at most {more} more").format(more=more) if more else _("the last one"))

    def _dropped(self) -> str:
        """The answers that a change has put out of use since the last page, in words."""
        inert = self.case.step.inert
        gone = [self.case.input(key).label for key in inert if key not in self._inert]
        self._inert = inert
        if not gone:
            return ""
        text = _("{answers}. They no longer bear on this plan, and count again if you change back.")
        return text.format(answers=", ".join(gone))

    def _fit(self) -> None:
        """Show the side pane where there is room for it."""
        line = self.fontMetrics().height()
        wanted = self.pages.currentWidget() in (self.question, self.check)
        self.side.setFixedWidth(line * 17)
        self.side.setVisible(wanted and self.width() >= LINES_WIDE * line)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Pass the focus on to where the page in view wants it."""
        super().focusInEvent(event)
        if self.pages.currentWidget() is self.question:
            self.question.focus_again()
            return
        first = self.start.form.fields["family"]
        for page, main in ((self.start, first), (self.check, self.check.make), (self.stop, self.stop.plan)):
            if self.pages.currentWidget() is page:
                main.setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit the side pane to the new width."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Fit the side pane to a new text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _wish(self, event: QKeyEvent) -> Callable[[], None] | None:
        """What a key means here; None if it is not one of this view's keys.

        Alt+Left goes back, Ctrl+Z takes back, Ctrl+E asks for emergencies, Ctrl+R shows the source text.
        """
        if not self.case.is_active() or self.pages.currentWidget() is self.start:
            return None
        if event.matches(QKeySequence.StandardKey.Undo):
            focus = QApplication.focusWidget()
            return None if isinstance(focus, QLineEdit) and focus.isUndoAvailable() else self.take_back
        keys = {
            Qt.KeyboardModifier.AltModifier | Qt.Key.Key_Left: self.go_back,
            Qt.KeyboardModifier.ControlModifier | Qt.Key.Key_E: self.show_emergencies,
            Qt.KeyboardModifier.ControlModifier | Qt.Key.Key_R: self._show_first_source,
        }
        return keys.get(event.keyCombination())

    def _show_first_source(self) -> None:
        """Wish for the section behind the question that has the focus."""
        widget = self.question.focused() or next(iter(self.question.inputs), None)
        if widget is not None and widget.asked.section:
            self._show_source(widget.asked.section)
