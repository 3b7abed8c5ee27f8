"""The stop card: an emergency ends the questions, and there is no way past it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.core.plan import Plan, PlanLine
from desktop.language import gettext as _
from desktop.ui.case import Case
from desktop.ui.pieces import (
    ENTER,
    Scroll,
    SignLabel,
    actions,
    column,
    empty,
    frame,
    notice_card,
    push_button,
    row,
    text_label,
)


class StopPage(QWidget):
    """What to do now; Enter shows the plan, and an answer can be changed."""

    plan_requested = Signal()
    change_requested = Signal()

    def __init__(self, case: Case) -> None:
        """Make the page, still empty."""
        super().__init__()
        self.case = case
        self.area = Scroll(_("Emergency"))
        self.change = push_button(_("Change an answer"), "", self.change_requested.emit)
        self.plan = push_button(_("Show the plan and print  Enter"), "primary", self.plan_requested.emit)
        whole = column(self, gap=0)
        whole.addWidget(self.area, 1)
        whole.addWidget(actions(self.change, self.plan))

    def show_stops(self) -> None:
        """Show what the emergency rules that have fired say."""
        empty(self.area.column)
        card = frame("stop")
        inside = column(card, gap=0)
        inside.addWidget(head(self.case.plan()))
        body = column(margin=24, gap=16)
        first = self.case.plan().group("act-first")
        fired = sorted((line for line in first if line.statement is not None), key=lambda line: line.kind != "stop")
        for line in fired:
            body.addLayout(self._line(line))
        inside.addLayout(body)
        self.area.column.addWidget(card)
        self._add_others([line for line in first if line not in fired])
        self.area.column.addStretch(1)
        self.area.verticalScrollBar().setValue(0)
        self.plan.setFocus(Qt.FocusReason.OtherFocusReason)
        self.plan.setAccessibleDescription(" ".join(line.text for line in fired))

    def _add_others(self, lines: list[PlanLine]) -> None:
        """Below the card: the emergencies that are not excluded either."""
        if lines:
            self.area.column.addWidget(text_label(_("Not excluded either"), "h3"))
        for line in lines:
            self.area.column.addWidget(notice_card(line.kind, line.text))

    def _line(self, line: PlanLine) -> QVBoxLayout:
        """What to do, why, and where it comes from."""
        words = column(gap=4)
        words.addWidget(text_label(line.text, "h3"))
        for note in line.notes:
            words.addWidget(text_label(note.text))
        because = "; ".join(f"{b.label} = {b.answer}" for b in line.because)
        words.addWidget(text_label(_("Because: {answers}").format(answers=because), "meta"))
        words.addWidget(text_label(self._source(line), "meta"))
        return words

    def _source(self, line: PlanLine) -> str:
        """The references of a line in full, or that there is none."""
        references = {r.id: r.citation for r in self.case.guideline.references}
        keys = line.statement.references if line.statement else ()
        if not keys:
            return _("Rule of this program, no source.")
        return _("Source: {source}").format(source="; ".join(references[key] for key in keys))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter shows the plan."""
        if event.key() in ENTER:
            self.plan_requested.emit()
        else:
            super().keyPressEvent(event)


def head(plan: Plan) -> QFrame:
    """The head of the card: sign and word on red."""
    words = (
        _("EMERGENCY: stop here and act")
        if plan.is_emergency
        else _("STOP: this guideline does not cover this patient")
    )
    found = frame("stop-head")
    line = row(found, margin=16, gap=12)
    line.addWidget(SignLabel("stop", 28, "surface"))
    line.addWidget(text_label(words), 1)
    return found
