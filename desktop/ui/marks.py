"""The widget of an any-of question: one line a choice, each marked yes, no or not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QButtonGroup, QFrame, QWidget

from db.guideline import Choice, Input
from desktop.core.facts import UNKNOWN, Answer
from desktop.language import gettext as _
from desktop.language import ngettext
from desktop.ui.inputs import AnswerInput, Reader, number_label, uncheck
from desktop.ui.pieces import column, mark_button, push_button, row, text_label

MARKS: Final = ("yes", "no", UNKNOWN)


class MarkRow(QFrame):
    """One line of an any-of question, to be marked yes, no or not known."""

    toggled = Signal()

    def __init__(self, number: int, choice: Choice) -> None:
        """Make the line, not marked."""
        super().__init__()
        self.setProperty("role", "choice")
        self.value = choice.value
        self.group = QButtonGroup(self)
        line = row(self, gap=12)
        line.setContentsMargins(12, 6, 12, 6)
        digit = number_label(number)
        words = column(gap=0)
        words.addWidget(text_label(choice.label, "option"))
        if choice.help:
            words.addWidget(text_label(choice.help, "meta"))
        line.addWidget(digit)
        line.addLayout(words, 1)
        for mark, text in zip(MARKS, (_("Yes"), _("No"), _("Not known")), strict=True):
            button = mark_button(text, f"{number} {choice.label}: {text}")
            button.setProperty("mark", mark)
            button.setAccessibleDescription(choice.help)
            self.group.addButton(button)
            line.addWidget(button)
        self.group.buttonToggled.connect(lambda _button, on: self.toggled.emit() if on else None)

    def mark(self) -> str | None:
        """Yes, no or unknown; None while the line is not marked."""
        button = self.group.checkedButton()
        return str(button.property("mark")) if button else None

    def set_mark(self, mark: str) -> None:
        """Mark the line."""
        next(b for b in self.group.buttons() if b.property("mark") == mark).setChecked(True)

    def next_mark(self) -> str:
        """Yes, then no, then not known, then yes again."""
        mark = self.mark()
        return MARKS[(MARKS.index(mark) + 1) % len(MARKS)] if mark else MARKS[0]

    def focus(self) -> None:
        """Go to the mark of this line."""
        (self.group.checkedButton() or self.group.buttons()[0]).setFocus(Qt.FocusReason.ShortcutFocusReason)


class MarksInput(AnswerInput):
    """Any of several choices: each line is marked by itself, so that "no" is never assumed."""

    def __init__(self, asked: Input, read: Reader) -> None:
        """Make one line for each choice, and the two buttons that finish the rest."""
        super().__init__(asked, read)
        self.rows: Sequence[MarkRow] = tuple(MarkRow(n, c) for n, c in enumerate(asked.choices, 1))
        self._again: MarkRow | None = None
        keys = _("A number says yes; the same number again says no, then not known. 0 and ? answer the rest.")
        self.column.addWidget(text_label(keys, "meta"))
        for mark_row in self.rows:
            mark_row.toggled.connect(self._entry_changed)
            mark_row.group.buttonClicked.connect(self._forget)
            self.column.addWidget(mark_row)
        rest = row()
        rest.addStretch(1)
        self.none_button = push_button(_("None of the others  0"), "", lambda: self.mark_rest("no"))
        self.unknown_button = push_button(_("The rest not known  ?"), "", self.choose_unknown)
        for button in (self.none_button, self.unknown_button):
            button.setAutoDefault(False)
            button.setAccessibleName(f"{button.text()} ({asked.label})")
            rest.addWidget(button)
        self.column.addLayout(rest)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._forget)

    def raw(self) -> object | None:
        """The marks by choice, without the lines that are not marked; None while none is."""
        return {r.value: mark for r in self.rows if (mark := r.mark())} or None

    def set_answer(self, answer: Answer) -> None:
        """Mark every line as in this answer."""
        marks = answer if isinstance(answer, Mapping) else {}
        for mark_row in self.rows:
            mark_row.set_mark({True: "yes", False: "no"}.get(marks.get(mark_row.value), UNKNOWN))  # type: ignore[arg-type]

    def clear(self) -> None:
        """Unmark every line."""
        for mark_row in self.rows:
            uncheck(mark_row.group)
        self._entry_changed()

    def mark_rest(self, mark: str) -> None:
        """Give every line that is not marked yet the same mark."""
        for mark_row in self.rows:
            if mark_row.mark() is None:
                mark_row.set_mark(mark)
        self._forget()

    def choose_unknown(self) -> None:
        """What is not marked yet is not known."""
        self.mark_rest(UNKNOWN)

    def press_digit(self, digit: int) -> None:
        """A line's number says yes, pressed again right after no and not known; 0 says no to all not marked yet."""
        if digit == 0:
            self.mark_rest("no")
        elif digit <= len(self.rows):
            pressed = self.rows[digit - 1]
            pressed.set_mark(pressed.next_mark() if pressed is self._again else MARKS[0])
            pressed.focus()
            self._again = pressed

    def moves_on(self, digit: int) -> bool:
        """After 0 no line is left; a line's own number may be pressed again."""
        return digit == 0

    def missing(self) -> str:
        """How many lines are not marked."""
        count = sum(r.mark() is None for r in self.rows)
        message = ngettext(
            "{label}: mark each line; {count} line is not marked yet.",
            "{label}: mark each line; {count} lines are not marked yet.",
            count,
        )
        return message.format(label=self.asked.label, count=count) if count else ""

    def focus_first(self) -> None:
        """Go to the first line that is not marked."""
        next((r for r in self.rows if r.mark() is None), self.rows[0]).focus()

    def _entry_changed(self) -> None:
        """Another entry: the next number says yes."""
        self._forget()
        super()._entry_changed()

    def _forget(self, *_widgets: QWidget | None) -> None:
        """Something came between two numbers, or the focus moved: the next number says yes whatever the mark is."""
        self._again = None
