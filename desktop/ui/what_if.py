"""What if one answer were another: the lines that would come, go or change; the case stays as it is until told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFrame, QLineEdit, QSizePolicy, QWidget

from desktop.core.changes import Changes, what_if
from desktop.core.document import group_title
from desktop.core.facts import AnswerError
from desktop.core.line_words import due_words, kind_word
from desktop.core.plan import PlanLine
from desktop.language import gettext as _
from desktop.language import ngettext
from desktop.ui.case import Case
from desktop.ui.fields import FieldInput, make_input
from desktop.ui.inputs import AnswerInput
from desktop.ui.pieces import (
    ENTER,
    Scroll,
    SignLabel,
    actions,
    column,
    empty,
    frame,
    is_plain,
    push_button,
    row,
    text_label,
)
from desktop.ui.portions import Portions


class QuestionBox(QComboBox):
    """The questions to choose from; digits and `?` are left to the page, where they answer."""

    def __init__(self) -> None:
        """Make it as wide as the page."""
        super().__init__()
        self.setAccessibleName(_("Question"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Pass on what answers; all other keys choose a question."""
        if event.text() == "?" or (event.text().isdecimal() and is_plain(event)):
            event.ignore()
        else:
            super().keyPressEvent(event)


class WhatIfPage(QWidget):
    """One question, another answer to it, and what that would change."""

    closed = Signal()
    used = Signal()

    def __init__(self, case: Case) -> None:
        """Make the page, still without a question."""
        super().__init__()
        self.case = case
        self.input: AnswerInput | None = None
        self.changes: Changes | None = None
        self.questions = QuestionBox()
        self.questions.activated.connect(lambda _index: self.show_question())
        self.asking, self.results = column(), column()
        self.summary = text_label("", "value")
        self.summary.setContentsMargins(24, 8, 24, 8)
        self.area = Scroll(_("What if"))
        self.laying = Portions(self.area, self.area)
        self.back = push_button(_("Back to the plan  Esc"), "", self.closed.emit, name=_("Back to the plan"))
        words = _("Use this answer")
        self.use = push_button(f"{words}  Ctrl+Enter", "primary", self.use_answer, name=words)
        self._lay_out()

    def _lay_out(self) -> None:
        """The question to choose, its answers, the changes, and the buttons."""
        inside = self.area.column
        inside.addWidget(text_label(_("What if…"), "title"))
        inside.addWidget(text_label(_("Try another answer to one question. The plan stays as it is."), "meta"))
        inside.addWidget(self.questions)
        inside.addLayout(self.asking)
        inside.addLayout(self.results)
        inside.addStretch(1)
        whole = column(self, gap=0)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.summary)
        whole.addWidget(actions(self.back, self.use))

    def open(self) -> None:
        """Offer the answers of the case; those from the patient's details are changed there."""
        plan = self.case.plan()
        offered = [b for b in plan.answers if b.input in self.case.facts.answers]
        self.questions.clear()
        for because in offered:
            self.questions.addItem(f"{because.label}: {because.answer}", because.input)
        self.questions.setEnabled(bool(offered))
        self.show_question()
        (self.questions if offered else self.back).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_question(self) -> None:
        """Ask the chosen question, with its present answer given."""
        key = self.questions.currentData()
        empty(self.asking)
        self.input = None
        if key is not None:
            self.input = make_input(self.case.input(key), partial(self.case.read, key))
            self.input.set_answer(self.case.facts.answers[key])
            self.input.changed.connect(self.show_changes)
            self.asking.addWidget(self.input)
        self.area.verticalScrollBar().setValue(0)
        self.show_changes()

    def show_changes(self) -> None:
        """Show what the answer as it stands would change."""
        self.changes = self._compare()
        empty(self.results)
        self.use.setEnabled(self.changes is not None)
        words = summary(self.changes) if self.changes else _("Give another answer to see what it would change.")
        self.summary.setText(words)
        self.use.setAccessibleDescription(words)
        self.laying.begin(self._cards(self.changes) if self.changes else iter(()))

    def _compare(self) -> Changes | None:
        """What the answer would change; None while there is none, or it is refused, or the same as before."""
        if self.input is None or self.input.missing():
            return None
        key = self.input.asked.key
        try:
            answer = self.case.read(key, self.input.raw())
        except AnswerError as error:
            if not isinstance(self.input, FieldInput):  # which says so itself when it is left
                self.input.show_error(str(error))
            return None
        return None if answer == self.case.facts.answers[key] else what_if(self.case.plan(), key, answer)

    def _cards(self, changes: Changes) -> Iterator[QWidget]:
        """Each line that differs, in the order of the plan, as it is put below the answers."""
        labels = {i.key: i.label for i in self.case.engine.decision.inputs()}
        shown = [(_("Added"), line, False) for line in changes.added]
        shown += [(_("Removed"), line, True) for line in changes.removed]
        for pair in changes.changed:
            if not pair.says_the_same:
                shown += [(_("Changed, before"), pair.before, True), (_("Changed, after"), pair.after, False)]
        for what, line, gone in shown:
            card = change_card(what, line, labels, gone=gone)
            self.results.addWidget(card)
            yield card

    def use_answer(self) -> None:
        """Make the answer that of the case."""
        if self.input is not None and self.changes is not None:
            self.case.answer(self.input.asked.key, self.input.raw())
            self.used.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc closes, Ctrl+Enter uses the answer, digits and `?` answer as in the questions."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in ENTER and control:
            self.use_answer()
        elif self.input is not None and is_plain(event) and self._answers(self.input, event.text()):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _answers(self, asked: AnswerInput, text: str) -> bool:
        """Give an answer by its key, unless a field is being typed in; False if the key is none."""
        if text.isdecimal() and text.isascii() and not isinstance(QApplication.focusWidget(), QLineEdit):
            asked.press_digit(int(text))
            return True
        if text in ("?", "n", "N"):
            asked.choose_unknown()
            return True
        return False


def change_card(what: str, line: PlanLine, labels: Mapping[str, str], *, gone: bool = False) -> QFrame:
    """One line with its sign, what happens to it, its group, its word and its texts; struck out where it goes."""
    texts = [words for words in (line.text, due_words(line, labels), *(note.text for note in line.notes)) if words]
    word = f"{what} · {group_title(line.group)} · {kind_word(line.kind)}"
    card = frame("card", kind=line.kind)
    card.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    card.setAccessibleName(f"{word}: {' '.join(texts)}")
    inside = row(card, margin=12, gap=12)
    inside.addWidget(SignLabel(line.kind), 0, Qt.AlignmentFlag.AlignTop)
    words = column(gap=4)
    words.addWidget(text_label(word, ink=line.kind))
    for text in texts:
        words.addWidget(text_label(text, "gone" if gone else "body"))
    inside.addLayout(words, 1)
    return card


def summary(changes: Changes) -> str:
    """How many lines would come, go and say something else."""
    changed = sum(not pair.says_the_same for pair in changes.changed)
    counts = (
        (len(changes.added), ngettext("{n} line added", "{n} lines added", len(changes.added))),
        (len(changes.removed), ngettext("{n} line removed", "{n} lines removed", len(changes.removed))),
        (changed, ngettext("{n} line changed", "{n} lines changed", changed)),
    )
    found = ", ".join(words.format(n=n) for n, words in counts if n)
    return f"{found}." if found else _("No line of the plan would change.")
