"""Check the answers: every one with a way to change it, before the plan is made."""

from __future__ import annotations

from functools import partial
from string import ascii_uppercase
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.core.text import answer_words
from desktop.language import gettext as _
from desktop.ui.case import Case
from desktop.ui.pieces import (
    ENTER,
    Scroll,
    SignLabel,
    actions,
    column,
    empty,
    is_plain,
    notice_card,
    push_button,
    row,
    text_label,
)

KEYS: Final = "123456789" + ascii_uppercase


class CheckPage(QWidget):
    """The answers in the author's order; Enter makes the plan."""

    change_requested = Signal(str)
    back_requested = Signal()
    plan_requested = Signal()

    def __init__(self, case: Case) -> None:
        """Make the page, still empty."""
        super().__init__()
        self.case = case
        self.keys: list[str] = []
        self.area = Scroll(_("Check the answers"), gap=12)
        self.back = push_button(_("Back  Alt+←"), "", self.back_requested.emit, name=_("Back"))
        self.make = push_button(_("Make the plan  Enter"), "primary", self.plan_requested.emit, name=_("Make the plan"))
        whole = column(self, gap=0)
        whole.addWidget(self.area, 1)
        whole.addWidget(actions(self.back, self.make))

    def show_answers(self, dropped: str) -> None:
        """Show the answers as they are now; `dropped` names answers no longer used."""
        empty(self.area.column)
        self.area.column.addWidget(text_label(_("Check the answers"), "title"))
        self.area.column.addWidget(text_label(_("Press the number or letter of an answer to change it."), "meta"))
        if dropped:
            self.area.column.addWidget(notice_card("info", dropped, _("NO LONGER USED")))
        self._list_answers()
        self._list_inert()
        self.area.column.addStretch(1)
        self.area.verticalScrollBar().setValue(0)
        self.make.setFocus(Qt.FocusReason.OtherFocusReason)

    def _list_answers(self) -> None:
        """One line for each answer in force."""
        plan = self.case.plan()
        self.keys = [b.input for b in plan.answers]
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)
        for place, because in enumerate(plan.answers):
            key = KEYS[place] if place < len(KEYS) else ""
            grid.addWidget(text_label(key, "value", wrap=False), place, 0)
            grid.addWidget(text_label(because.label), place, 1)
            grid.addLayout(self._answer(because.input, because.answer, unknown=because.input in plan.unknown), place, 2)
            change = push_button(_("Change"), "link", partial(self.change_requested.emit, because.input))
            change.setAccessibleName(_("Change {label}").format(label=because.label))
            grid.addWidget(change, place, 3)
        self.area.column.addLayout(grid)

    def _answer(self, key: str, words: str, *, unknown: bool) -> QGridLayout:
        """The words of one answer, with a mark where it stays an open point or comes from the details."""
        cell = QGridLayout()
        cell.setColumnStretch(1, 1)
        cell.addWidget(text_label(words, "value"), 0, 0, 1, 2)
        if key not in self.case.facts.answers:
            cell.addWidget(text_label(_("From the patient's details"), "meta"), 1, 0, 1, 2)
        if unknown:
            cell.addWidget(SignLabel("open", 16), 1, 0)
            cell.addWidget(text_label(_("Open point"), ink="open"), 1, 1)
        return cell

    def _list_inert(self) -> None:
        """Answers on a branch no longer taken, struck out: they are kept, but nothing rests on them."""
        if not self.case.step.inert:
            return
        self.area.column.addWidget(text_label(_("Not asked (branch not taken)"), "h3"))
        for key in self.case.step.inert:
            asked = self.case.input(key)
            words = answer_words(asked, self.case.filled.answers[key])
            line = row()
            line.addWidget(text_label(f"{asked.label}: {words}", "gone"), 1)
            self.area.column.addLayout(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """A number or letter changes an answer, Enter makes the plan."""
        place = KEYS.find(event.text().upper()) if event.text() and is_plain(event) else -1
        if event.key() in ENTER:
            self.plan_requested.emit()
        elif 0 <= place < len(self.keys):
            self.change_requested.emit(self.keys[place])
        else:
            super().keyPressEvent(event)
