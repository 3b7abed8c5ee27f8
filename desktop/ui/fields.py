"""The inputs that are typed: quantities with their unit, and dates."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QSizePolicy, QWidget

from db.guideline import Input, Unit
from desktop.core.facts import UNKNOWN, Answer, AnswerError, Quantity
from desktop.core.text import NO_BREAK, date_words, number_words, quantity_words
from desktop.language import gettext as _
from desktop.ui.inputs import AnswerInput, ChoiceInput, Reader, uncheck
from desktop.ui.marks import MarksInput
from desktop.ui.pieces import mark_button, row, text_label

EXACT = Decimal("0.01")


class TextField(QLineEdit):
    """A field for one line; `?` is left to the page, where it means "not known"."""

    def __init__(self, letters: int) -> None:
        """Make the field wide enough for so many letters, at every text size."""
        super().__init__()
        self.letters = letters
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(36)

    def sizeHint(self) -> QSize:  # noqa: N802
        """The width of the letters."""
        return QSize(self.fontMetrics().averageCharWidth() * self.letters + 32, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Pass `?` on to the page; all other keys edit the text."""
        if event.text() == "?":
            event.ignore()
        else:
            super().keyPressEvent(event)


class FieldInput(AnswerInput):
    """A typed answer with "not known" beside it, and an echo of how the entry was read."""

    def __init__(self, asked: Input, read: Reader, letters: int) -> None:
        """Make the field, empty; `letters` is how wide it is."""
        super().__init__(asked, read)
        self.field = TextField(letters)
        self.field.setAccessibleName(asked.question)
        self.unknown = mark_button(_("Not known  ?"), f"{asked.label}: {_('Not known')}")
        self.echo = text_label("", "meta")
        self.line = row(gap=8)
        self.line.addWidget(self.field)
        self.line.addWidget(self.unknown)
        self.line.addStretch(1)
        self.column.addLayout(self.line)
        self.field.textEdited.connect(self._typed)
        self.field.editingFinished.connect(self.check)
        self.unknown.toggled.connect(self._unknown_toggled)

    def clear(self) -> None:
        """Empty the field."""
        self.unknown.setChecked(False)
        self.field.clear()
        self._entry_changed()

    def choose_unknown(self) -> None:
        """Choose "not known"; what was typed goes."""
        self.unknown.setChecked(True)

    def press_digit(self, digit: int) -> None:
        """A digit is typed into the field; on "not known" it means nothing, so that it joins no number beside it."""
        if self.unknown.hasFocus():
            return
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.insert(str(digit))
        self._typed()

    def focus_first(self) -> None:
        """Go to the field; typing there takes "not known" back."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def check(self) -> None:
        """On leaving the field: say how the entry is read, or why it is refused."""
        if self.raw() is None or self.missing():
            return
        try:
            self.echo.setText(self.echo_words(self.read(self.raw())))
        except AnswerError as error:
            self.show_error(str(error))

    def echo_words(self, answer: Answer) -> str:
        """How an entry was read."""
        raise NotImplementedError

    def _typed(self) -> None:
        """Something was typed, so it is not "not known"."""
        self.unknown.setChecked(False)
        self._entry_changed()

    def _unknown_toggled(self, on: bool) -> None:
        """With "not known" nothing else is entered."""
        if on:
            self.field.clear()
        self._entry_changed()

    def _entry_changed(self) -> None:
        """Another entry: the old echo no longer holds."""
        self.echo.setText("")
        super()._entry_changed()


class QuantityInput(FieldInput):
    """A number with its unit; where there are several units, none is chosen beforehand."""

    def __init__(self, asked: Input, read: Reader) -> None:
        """Put the units and their ranges beside the field."""
        super().__init__(asked, read, letters=10)
        self.group = QButtonGroup(self)
        self.units: list[QPushButton] = []
        if len(asked.units) == 1:
            self.line.insertWidget(1, text_label(range_words(asked.units[0]), wrap=False))
        else:
            self._add_units()
        self.column.addWidget(self.echo)

    def _add_units(self) -> None:
        """One button for each unit, and the ranges in a line of their own."""
        before: QWidget = self.field
        for place, unit in enumerate(self.asked.units, 1):
            button = mark_button(unit.name, f"{self.asked.label}: {unit.name}")
            self.units.append(button)
            self.group.addButton(button)
            self.line.insertWidget(place, button)
            QWidget.setTabOrder(before, button)
            before = button
        QWidget.setTabOrder(before, self.unknown)
        self.group.buttonToggled.connect(lambda _button, on: self._unit_chosen() if on else None)
        ranges = _(" or ").join(range_words(u) for u in self.asked.units)
        self.column.addWidget(text_label(_("Allowed: {ranges}").format(ranges=ranges), "meta"))

    def raw(self) -> object | None:
        """The number as it was typed, with its unit where there is a choice."""
        if self.unknown.isChecked():
            return UNKNOWN
        text, unit = self.field.text().strip(), self.group.checkedButton()
        if not text:
            return None
        if not self.units:
            return text
        return {"value": text, "unit": unit.text()} if unit else {"value": text}

    def missing(self) -> str:
        """The number, or its unit."""
        if self.units and self.field.text().strip() and not self.group.checkedButton():
            return _("{label}: choose the unit of the number.").format(label=self.asked.label)
        return super().missing()

    def set_answer(self, answer: Answer) -> None:
        """Show a number and its unit as they were entered."""
        if not isinstance(answer, Quantity):
            self.choose_unknown()
            return
        self.field.setText(number_words(answer.entered))
        for button in self.units:
            button.setChecked(button.text() == answer.unit)
        self.check()

    def clear(self) -> None:
        """Empty the field, and choose no unit."""
        uncheck(self.group)
        super().clear()

    def press_digit(self, digit: int) -> None:
        """Choose a unit by its place while a unit has the focus, else type the digit."""
        if not any(u.hasFocus() for u in self.units):
            super().press_digit(digit)
        elif 1 <= digit <= len(self.units):
            self.units[digit - 1].setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.units[digit - 1].setChecked(True)

    def focus_first(self) -> None:
        """Go to the units where only the unit is missing, else to the field."""
        if self.units and self.field.text().strip() and not self.group.checkedButton():
            self.units[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().focus_first()

    def echo_words(self, answer: Answer) -> str:
        """The number as it was read, in every unit."""
        if not isinstance(answer, Quantity):
            return ""
        others = [in_unit(answer, unit) for unit in self.asked.units if unit.name != answer.unit]
        return _("Read as {answer}").format(answer=str(answer)) + "".join(f" = {words}" for words in others)

    def _unit_chosen(self) -> None:
        """A unit makes the number readable."""
        self.unknown.setChecked(False)
        self._entry_changed()
        self.check()

    def _unknown_toggled(self, on: bool) -> None:
        """With "not known" there is no unit."""
        if on:
            uncheck(self.group)
        super()._unknown_toggled(on)


class DateInput(FieldInput):
    """A date, typed with the month in letters or the year first."""

    def __init__(self, asked: Input, read: Reader) -> None:
        """Say beside the field how a date is written."""
        super().__init__(asked, read, letters=14)
        self.line.insertWidget(1, text_label(_("03-Apr-2026 or 2026-04-03"), "meta", wrap=False))
        self.column.addWidget(self.echo)

    def raw(self) -> object | None:
        """The date as it was typed."""
        return UNKNOWN if self.unknown.isChecked() else self.field.text().strip() or None

    def set_answer(self, answer: Answer) -> None:
        """Show a date that was given before."""
        if answer is None:
            self.choose_unknown()
        else:
            self.field.setText(date_words(answer))  # type: ignore[arg-type]
            self.check()

    def echo_words(self, answer: Answer) -> str:
        """The day as it was read, month in letters."""
        return _("Read as {answer}").format(answer=date_words(answer)) if answer else ""  # type: ignore[arg-type]


def range_words(unit: Unit) -> str:
    """What may be entered in a unit: `18 to 1768 µmol/L`."""
    return f"{number_words(unit.minimum)} to {quantity_words(unit.maximum, unit.name)}".replace(" ", NO_BREAK)


def in_unit(quantity: Quantity, unit: Unit) -> str:
    """A quantity in another unit, to two decimals; only for checking the entry, rules use the exact value."""
    return _("about {number}").format(number=quantity_words((quantity.value / unit.factor).quantize(EXACT), unit.name))


def make_input(asked: Input, read: Reader) -> AnswerInput:
    """The widget for an input."""
    kinds = {"any-of": MarksInput, "quantity": QuantityInput, "date": DateInput}
    return kinds.get(asked.kind, ChoiceInput)(asked, read)
