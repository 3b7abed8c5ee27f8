"""One widget for each kind of input; all have the same small interface, and none has anything chosen beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QRadioButton, QWidget

from db.guideline import Choice, Input
from desktop.core.facts import UNKNOWN, Answer
from desktop.language import gettext as _
from desktop.ui.pieces import FocusFrame, column, row, set_flag, text_label

Reader = Callable[[object], Answer]
"""Reads a raw answer, or raises `AnswerError`."""


class AnswerInput(QWidget):
    """A question with what answers it: `changed` tells that the entry is another one now."""

    changed = Signal()

    def __init__(self, asked: Input, read: Reader) -> None:
        """Show the question; `read` says whether an entry is allowed."""
        super().__init__()
        self.asked = asked
        self.read = read
        self.rows: Sequence[QWidget] = ()
        self.column = column(self, gap=8)
        self.title = text_label(asked.question, "h2")
        self.column.addWidget(self.title)
        if asked.help:
            self.column.addWidget(text_label(asked.help, "meta"))
        self.error = text_label("", "error")
        self.error.hide()
        self.column.addWidget(self.error)
        self.setAccessibleName(asked.question)

    def raw(self) -> object | None:
        """The entry as text, for `read_answer`; None while nothing has been entered."""
        raise NotImplementedError

    def set_answer(self, answer: Answer) -> None:
        """Show an answer that was given before."""
        raise NotImplementedError

    def clear(self) -> None:
        """Take the entry away."""
        raise NotImplementedError

    def choose_unknown(self) -> None:
        """Answer "not known" (to what is not marked yet)."""
        raise NotImplementedError

    def press_digit(self, digit: int) -> None:
        """Act on a digit key."""
        raise NotImplementedError

    def focus_first(self) -> None:
        """Put the focus where the answer is given."""
        raise NotImplementedError

    def missing(self) -> str:
        """What is still to be entered, as a sentence; empty if nothing is."""
        if self.raw() is not None:
            return ""
        return _("{label}: answer this question, or choose “Not known”.").format(label=self.asked.label)

    def moves_on(self, digit: int) -> bool:  # noqa: ARG002
        """Was this digit, just pressed, the whole answer, so that the focus may go to the next question?"""
        return False

    def target(self, digit: int) -> QWidget:
        """The row that a digit acts on, or the title where it acts on no single one."""
        return self.rows[digit - 1] if 1 <= digit <= len(self.rows) else self.title

    def show_error(self, message: str) -> None:
        """Say beside the field what is wrong; an empty message takes it away."""
        self.error.setText(message)
        self.error.setVisible(bool(message))
        self.setAccessibleDescription(message)

    def _entry_changed(self) -> None:
        """Another entry: the old refusal no longer holds."""
        self.show_error("")
        self.changed.emit()


class ChoiceRow(QFrame):
    """A big row with a radio button, its number, its label and help; a click anywhere chooses it."""

    def __init__(self, number: int, choice: Choice) -> None:
        """Make the row, not chosen."""
        super().__init__()
        self.setProperty("role", "choice")
        self.value = choice.value
        self.radio = QRadioButton()
        self.radio.setAccessibleName(f"{number} {choice.label}")
        self.radio.setAccessibleDescription(choice.help)
        self.radio.toggled.connect(lambda on: set_flag(self, "checked", "true" if on else "false"))
        FocusFrame(self, self.radio)
        line = row(self, gap=12)
        line.setContentsMargins(12, 6, 12, 6)
        digit = number_label(number)
        words = column(gap=0)
        words.addWidget(text_label(choice.label, "option"))
        if choice.help:
            words.addWidget(text_label(choice.help, "meta"))
        line.addWidget(self.radio)
        line.addWidget(digit)
        line.addLayout(words, 1)
        self.setMinimumHeight(44)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose the row."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.radio.setFocus(Qt.FocusReason.MouseFocusReason)
            self.radio.click()


class ChoiceInput(AnswerInput):
    """Yes or no, or one of several choices; "not known" is the last row."""

    def __init__(self, asked: Input, read: Reader) -> None:
        """Make one row for each answer."""
        super().__init__(asked, read)
        yes_no = (Choice("yes", _("Yes")), Choice("no", _("No")))
        choices = asked.choices if asked.kind == "one-of" else yes_no
        self.group = QButtonGroup(self)
        self.rows: Sequence[ChoiceRow] = tuple(
            ChoiceRow(n, c) for n, c in enumerate((*choices, Choice(UNKNOWN, _("Not known"))), 1)
        )
        for choice_row in self.rows:
            self.group.addButton(choice_row.radio)
            self.column.addWidget(choice_row)
        self.group.buttonToggled.connect(lambda _button, on: self._entry_changed() if on else None)

    def raw(self) -> object | None:
        """The value of the chosen row."""
        return next((r.value for r in self.rows if r.radio.isChecked()), None)

    def set_answer(self, answer: Answer) -> None:
        """Choose the row of this answer."""
        value = {True: "yes", False: "no", None: UNKNOWN}.get(answer, answer)  # type: ignore[arg-type]
        next(r.radio for r in self.rows if r.value == value).setChecked(True)

    def clear(self) -> None:
        """Choose no row."""
        uncheck(self.group)
        self._entry_changed()

    def choose_unknown(self) -> None:
        """Choose the last row."""
        self.press_digit(len(self.rows))

    def press_digit(self, digit: int) -> None:
        """Choose the row of this number."""
        if 1 <= digit <= len(self.rows):
            self.rows[digit - 1].radio.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.rows[digit - 1].radio.setChecked(True)

    def moves_on(self, digit: int) -> bool:
        """The number of a row is the whole answer."""
        return 1 <= digit <= len(self.rows)

    def focus_first(self) -> None:
        """Go to the chosen row, or the first."""
        (self.group.checkedButton() or self.rows[0].radio).setFocus(Qt.FocusReason.OtherFocusReason)


def number_label(number: int) -> QLabel:
    """The number of a row, as wide as any other."""
    label = text_label(str(number), "value", wrap=False)
    label.setFixedWidth(label.fontMetrics().horizontalAdvance("0") * 2)
    return label


def uncheck(group: QButtonGroup) -> None:
    """Leave no button of an exclusive group pressed."""
    group.setExclusive(False)
    for button in group.buttons():
        button.setChecked(False)
    group.setExclusive(True)
