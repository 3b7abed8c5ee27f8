"""One question of the wizard: the inputs of one page, kept together when all of them are answered."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from db.guideline import Input, Page
from desktop.core.facts import AnswerError
from desktop.language import gettext as _
from desktop.language import ngettext
from desktop.ui.case import Case
from desktop.ui.fields import make_input
from desktop.ui.inputs import AnswerInput
from desktop.ui.pieces import (
    ENTER,
    Once,
    Scroll,
    actions,
    column,
    empty,
    frame,
    is_plain,
    notice_card,
    push_button,
    text_label,
)

NAMED: Final = 2
"""So many problems the summary names; all are named at their questions, and a longer summary would hide these."""


class QuestionPage(QWidget):
    """Asks, and keeps the answers in the case on Enter."""

    answered = Signal()
    back_requested = Signal()
    emergencies_requested = Signal()

    def __init__(self, case: Case) -> None:
        """Make the page, still without a question."""
        super().__init__()
        self.case = case
        self.inputs: list[AnswerInput] = []
        self._touched: list[str] = []
        self._loading = False
        self._show_row = Once(self, partial(self._scroll_to_focus, whole=False))
        self._show_question = Once(self, partial(self._scroll_to_focus, whole=True))
        self.errors = ErrorSummary()
        self.area = Scroll(_("Question"), gap=16)
        self.back = push_button(_("Back  Alt+←"), "", self.back_requested.emit, name=_("Back"))
        self.emergencies = push_button(_("Emergencies  Ctrl+E"), "", self.emergencies_requested.emit)
        self.next = push_button(_("Continue  Enter"), "primary", self.submit, name=_("Continue"))
        self.urgent = text_label(_("EMERGENCY marked: press Enter now."), "error", wrap=False)
        whole = column(self, gap=0)
        whole.addWidget(self.errors)
        whole.addWidget(self.area, 1)
        whole.addWidget(actions(self.back, self.emergencies, self.urgent, self.next))

    def show_page(self, page: Page, progress: str, dropped: str) -> None:
        """Ask what is open on a page, beside what was answered on it; `dropped` names answers no longer used."""
        step, given = self.case.step, self.case.facts.answers
        asked = [i for i in page.inputs if i.key in step.pending or (i.key in step.asked and i.key in given)]
        empty(self.area.column)
        self.urgent.hide()
        self.errors.hide()
        self._touched, self._loading = [], True
        self.area.column.addWidget(text_label(progress, "meta"))
        if dropped:
            self.area.column.addWidget(notice_card("info", dropped, _("NO LONGER USED")))
        self.inputs = [self._make(i) for i in asked]
        for widget in self.inputs:
            self.area.column.addWidget(widget)
            if widget.asked.key in given:
                widget.set_answer(given[widget.asked.key])
        self._loading = False
        self.area.column.addStretch(1)
        self.area.verticalScrollBar().setValue(0)
        self.focus_open()

    def _make(self, asked: Input) -> AnswerInput:
        """The widget for one input."""
        widget = make_input(asked, partial(self.case.read, asked.key))
        widget.changed.connect(partial(self._changed, widget))
        return widget

    def _changed(self, widget: AnswerInput) -> None:
        """Remember what was touched last, keep it in sight, and say when an emergency has been marked."""
        if self._loading:
            return
        key = widget.asked.key
        self._touched = [k for k in self._touched if k != key] + [key]
        self.urgent.setVisible(any(self._is_emergency(w) for w in self.inputs))
        if self.errors.isVisible():
            self.errors.show_problems([w.error.text() for w in self.inputs if w.error.text()])
        self._show_row.start()

    def _is_emergency(self, widget: AnswerInput) -> bool:
        """Would what is entered so far be an emergency, lines not marked yet being not known?"""
        raw = widget.raw()
        try:
            return raw is not None and self.case.stops_if(widget.asked.key, raw)
        except AnswerError:
            return False

    def focus_open(self) -> None:
        """Go to the first question without an answer, or the first."""
        if self.inputs:
            next((w for w in self.inputs if w.missing()), self.inputs[0]).focus_first()

    def focus_again(self) -> None:
        """Go back to where the focus was last on this page, so that a key answers the same question as before."""
        last = self.focusWidget()
        if last is not None and any(w.isAncestorOf(last) for w in self.inputs):
            last.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_open()

    def focus_key(self, key: str) -> None:
        """Go to one question of the page."""
        for widget in self.inputs:
            if widget.asked.key == key:
                widget.focus_first()

    def submit(self) -> None:
        """Keep the answers and go on; an emergency needs no further line, anything else missing is named."""
        urgent = [w for w in self.inputs if self._is_emergency(w)]
        problems = [] if urgent else self.problems()
        if problems:
            self.errors.show_problems([message for _widget, message in problems])
            problems[0][0].focus_first()
            self._show_question.start()
            return
        self.keep([w for w in self.inputs if w in urgent or not self.problem(w)])
        self.answered.emit()

    def problems(self) -> list[tuple[AnswerInput, str]]:
        """What is missing or refused, each also shown at its field."""
        found = [(w, message) for w in self.inputs if (message := self.problem(w))]
        for widget, message in found:
            widget.show_error(message)
        return found

    def problem(self, widget: AnswerInput) -> str:
        """What is missing or refused in one question."""
        if message := widget.missing():
            return message
        try:
            self.case.read(widget.asked.key, widget.raw())
        except AnswerError as error:
            return str(error)
        return ""

    def keep(self, widgets: list[AnswerInput]) -> None:
        """Keep the answers of these questions in the case."""
        for widget in widgets:
            self.case.answer(widget.asked.key, widget.raw())
        self._touched = []

    def keep_complete(self) -> None:
        """Keep what is complete and allowed, on the way to another page; the rest was not an answer yet."""
        self.keep([w for w in self.inputs if w.asked.key in self._touched and not self.problem(w)])

    def take_back(self) -> bool:
        """Undo the entry made last on this page; False if none was."""
        if not self._touched:
            return False
        key = self._touched.pop()
        widget = next(w for w in self.inputs if w.asked.key == key)
        self._loading = True
        widget.clear()
        if key in self.case.facts.answers:
            widget.set_answer(self.case.facts.answers[key])
        self._loading = False
        self.urgent.hide()
        widget.focus_first()
        return True

    def focused(self) -> AnswerInput | None:
        """The question that has the focus, or else the first without an answer."""
        focus = QApplication.focusWidget()
        inside = next((w for w in self.inputs if focus is not None and w.isAncestorOf(focus)), None)
        return inside or next((w for w in self.inputs if w.missing()), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Digits answer, Enter continues, N or ? says "not known"."""
        widget, text = self.focused(), event.text()
        digit = int(text) if text.isdecimal() and text.isascii() else None
        if event.key() in ENTER:
            self.submit()
        elif not is_plain(event) or widget is None or (digit is None and text not in ("?", "n", "N")):
            super().keyPressEvent(event)
        elif not self._in_sight(widget, digit or 0):
            self._bring_into_sight(widget)
        elif digit is None:
            widget.choose_unknown()
            self._move_on(widget)
        else:
            widget.press_digit(digit)
            if widget.moves_on(digit):
                self._move_on(widget)

    def _in_sight(self, widget: AnswerInput, digit: int) -> bool:
        """Can the question be seen: its title, what has its focus, or the row that the digit acts on?"""
        focus = QApplication.focusWidget()
        pieces = [widget.title, widget.target(digit)]
        if focus is not None and widget.isAncestorOf(focus):
            pieces.append(focus)
        return any(is_seen(piece) for piece in pieces)

    def _bring_into_sight(self, widget: AnswerInput) -> None:
        """Show a question that had been scrolled away; only the next key acts on it."""
        focus = QApplication.focusWidget()
        if focus is None or not widget.isAncestorOf(focus):
            widget.focus_first()
        self._show_question.start()

    def _scroll_to_focus(self, *, whole: bool) -> None:
        """Show the row that has the focus, and if `whole` as much of its question as there is room for."""
        focus = QApplication.focusWidget()
        widget = next((w for w in self.inputs if focus is not None and w.isAncestorOf(focus)), None)
        if focus is not None and widget is not None:
            row = next((r for r in widget.rows if r.isAncestorOf(focus)), focus)
            if whole:
                self.area.ensureWidgetVisible(widget, 0, 24)
                self.area.ensureWidgetVisible(widget.title, 0, 24)
            self.area.ensureWidgetVisible(row, 0, 24)

    def _move_on(self, widget: AnswerInput) -> None:
        """After a key that is the whole answer, go to the next question without one."""
        later = self.inputs[self.inputs.index(widget) + 1 :]
        following = next((w for w in later if w.missing()), None)
        if following is not None:
            following.focus_first()
            self._show_question.start()


class ErrorSummary(QWidget):
    """What keeps the page from going on; it stands above the questions, so that no scrolling hides it."""

    def __init__(self) -> None:
        """Make it, hidden."""
        super().__init__()
        self.lines = column(self)
        self.lines.setContentsMargins(24, 12, 24, 0)
        self.hide()

    def show_problems(self, messages: list[str]) -> None:
        """Name the problems, each in a line of its own; without any it goes away."""
        empty(self.lines)
        self.setVisible(bool(messages))
        if not messages:
            return
        box = frame("card", kind="stop")
        inside = column(box, margin=12, gap=4)
        inside.addWidget(text_label(_("Before you continue"), ink="stop"))
        for words in [*messages[:NAMED], *more_words(len(messages) - NAMED)]:
            inside.addWidget(text_label(words))
        self.lines.addWidget(box)
        self.setAccessibleName(_("Before you continue") + ": " + " ".join(messages))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))


def more_words(count: int) -> list[str]:
    """How many problems stand only at their questions, as a line; none if all are named."""
    words = ngettext("{count} more question is marked below.", "{count} more questions are marked below.", count)
    return [words.format(count=count)] if count > 0 else []


def is_seen(piece: QWidget) -> bool:
    """Is at least half of a widget's height in view?"""
    return piece.visibleRegion().boundingRect().height() * 2 >= piece.height()
