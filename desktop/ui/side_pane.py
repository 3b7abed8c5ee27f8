"""The whole beside the question: why we ask, the answers so far, and what the plan says so far."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QWidget

from db.guideline import Input
from desktop.core.line_words import kind_word
from desktop.core.plan import Group, Plan
from desktop.core.planner import NOT_ASKED
from desktop.core.why import first_sentence
from desktop.language import gettext as _
from desktop.ui.case import Case
from desktop.ui.pieces import Once, Scroll, SignLabel, column, empty, push_button, row, text_label

SHOWN: Final[tuple[Group, ...]] = ("act-first", "do", "consider", "do-not", "follow-up")


class SidePane(QFrame):
    """Follows the case; `source_requested` names a section of the guideline."""

    source_requested = Signal(str)

    def __init__(self, case: Case) -> None:
        """Make the pane, empty."""
        super().__init__()
        self.case = case
        self.asked: tuple[Input, ...] = ()
        self.setProperty("role", "side")
        self.area = Scroll(_("Beside the question"), margin=16, gap=8)
        self.area.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # so that the keyboard can scroll it
        column(self).addWidget(self.area)
        self.soon = Once(self, self.refresh)
        case.facts_changed.connect(self.soon.start)

    def show_inputs(self, asked: tuple[Input, ...]) -> None:
        """Say why these questions are asked."""
        self.asked = asked
        self.soon.start()

    def refresh(self) -> None:
        """Show the case as it is now."""
        empty(self.area.column)
        if not self.case.is_active() or self.isHidden():
            return
        self._add_why()
        plan = self.case.plan()
        self._add_plan(plan)
        self._add_answers(plan)
        self.area.column.addStretch(1)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up with what happened while the pane was hidden."""
        super().showEvent(event)
        self.soon.start()

    def _add_why(self) -> None:
        """One sentence for each question, and the way to the text it rests on."""
        if self.asked:
            self._add(text_label(_("Why we ask"), "h3"))
        for one in self.asked:
            self._add(text_label(f"{one.label}: {one.why}"))
        for section in dict.fromkeys(i.section for i in self.asked if i.section):
            title = next((s.title for s in self.case.guideline.sections if s.id == section), section)
            does, name = partial(self.source_requested.emit, section), _("Source text: {title}").format(title=title)
            self._add(text_label(name, "meta"))
            self._add(push_button(_("Read the source text"), "link", does, name=name))

    def _add_plan(self, plan: Plan) -> None:
        """The lines that stand already, in short."""
        self._add(text_label(_("The plan so far"), "h3"))
        lines = [line for group in SHOWN for line in plan.group(group) if line.id != NOT_ASKED]
        if not lines:
            self._add(text_label(_("Nothing yet."), "meta"))
        for line in lines:
            holder = QWidget()
            beside = row(holder, gap=8)
            beside.addWidget(SignLabel(line.kind, 16), 0, Qt.AlignmentFlag.AlignTop)
            words = column(gap=0)
            words.addWidget(text_label(kind_word(line.kind), ink=line.kind))
            words.addWidget(text_label(first_sentence(line.text), "meta"))
            beside.addLayout(words, 1)
            self._add(holder)

    def _add_answers(self, plan: Plan) -> None:
        """What was answered, in the author's order."""
        self._add(text_label(_("Answers so far"), "h3"))
        if not plan.answers:
            self._add(text_label(_("None yet."), "meta"))
        for because in plan.answers:
            self._add(text_label(f"{because.label}: {because.answer}", "meta"))

    def _add(self, widget: QWidget) -> None:
        """Put a widget below the others."""
        self.area.column.addWidget(widget)
