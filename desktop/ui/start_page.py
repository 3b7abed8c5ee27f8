"""The start of a plan: for whom the guideline is meant, what to have ready, and the patient's details if wanted."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from db.guideline import Guideline
from desktop.core.answers import MAX_NAME, read_patient
from desktop.core.facts import AnswerError, Patient
from desktop.core.text import date_words
from desktop.language import gettext as _
from desktop.ui.case import Case
from desktop.ui.inputs import uncheck
from desktop.ui.pieces import (
    ENTER,
    Once,
    Scroll,
    actions,
    column,
    empty,
    frame,
    mark_button,
    notice_card,
    push_button,
    row,
    text_label,
)


class PatientForm(QWidget):
    """The patient's details, all optional, as they are typed."""

    def __init__(self) -> None:
        """Make the fields, empty."""
        super().__init__()
        self.labels = {
            "family": _("Family name"),
            "given": _("Given name"),
            "born": _("Born (05-Apr-1961 or 1961-04-05)"),
            "number": _("Patient number"),
        }
        self.fields: dict[str, QLineEdit] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        for place, (key, words) in enumerate(self.labels.items()):
            self.fields[key] = field = QLineEdit()
            field.setAccessibleName(words)
            field.setMaxLength(MAX_NAME)
            field.textEdited.connect(partial(self._edited, key))
            cell = column(gap=4)
            cell.addWidget(text_label(words, "meta"))
            cell.addWidget(field)
            grid.addLayout(cell, place // 2, place % 2)
        self.refused = ""
        self.error = text_label("", "error")
        self.error.hide()
        whole = column(self)
        whole.addLayout(grid)
        whole.addWidget(self.error)
        whole.addLayout(self._sexes())

    def _sexes(self) -> QVBoxLayout:
        """The buttons for the sex, none pressed."""
        self.sex = QButtonGroup(self)
        line = row(gap=8)
        for value, words in (("female", _("Female")), ("male", _("Male")), ("", _("Not recorded"))):
            button = mark_button(words, f"{_('Sex')}: {words}")
            button.setProperty("value", value)
            self.sex.addButton(button)
            line.addWidget(button)
        self.sex.buttonToggled.connect(lambda _button, _on: self._edited("sex"))
        line.addStretch(1)
        cell = column(gap=4)
        cell.addWidget(text_label(_("Sex"), "meta"))
        cell.addLayout(line)
        return cell

    def show_patient(self, patient: Patient) -> None:
        """Fill the fields with details that are known."""
        born = date_words(patient.born) if patient.born else ""
        values = {"family": patient.family, "given": patient.given, "born": born, "number": patient.number}
        for key, field in self.fields.items():
            field.setText(values[key])
        uncheck(self.sex)
        for button in self.sex.buttons():
            button.setChecked(bool(patient.sex) and button.property("value") == patient.sex)
        self.show_error("")

    def patient(self, on: date) -> Patient:
        """Read the details. Raises `AnswerError`."""
        raw = {key: " ".join(field.text().split()) for key, field in self.fields.items()}
        pressed = self.sex.checkedButton()
        return read_patient({**raw, "sex": pressed.property("value") if pressed else ""}, on)

    def refuse(self, error: AnswerError) -> None:
        """Say what is wrong with the details, and go to the field."""
        key = error.field.removeprefix("patient.")
        words = self.labels.get(key, key)
        self.show_error(str(error).replace(f"{error.field}:", f"{words.split(' (')[0]}:", 1))
        places: dict[str, QWidget] = {**self.fields, "sex": self.sex.checkedButton() or self.sex.buttons()[0]}
        self.refused = key if key in places else "born"
        places[self.refused].setFocus(Qt.FocusReason.OtherFocusReason)

    def _edited(self, key: str, _text: str = "") -> None:
        """Another entry: the old refusal no longer holds."""
        if key == self.refused:
            self.show_error("")

    def show_error(self, message: str) -> None:
        """Show a refusal; an empty message takes it away."""
        self.error.setText(message)
        self.error.setVisible(bool(message))


class StartPage(QWidget):
    """The first page of a plan; Enter starts, with or without details."""

    start_requested = Signal()
    cancel_requested = Signal()

    def __init__(self) -> None:
        """Make the page, still without a guideline."""
        super().__init__()
        self.area = Scroll(_("Start of the plan"))
        self.form = PatientForm()
        self._show_error = Once(self, lambda: self.area.ensureWidgetVisible(self.form.error, 0, 24))
        self.scope = column(gap=12)
        self.start = push_button(_("Start  Enter"), "primary", self.start_requested.emit)
        self.cancel = push_button(_("Cancel"), "", self.cancel_requested.emit)
        self.kept = notice_card("info", _("The answers stay with this patient. For another patient start a new plan."))
        inside = self.area.column
        inside.addLayout(self.scope)
        inside.addWidget(text_label(_("Patient details (optional)"), "h3"))
        inside.addWidget(text_label(_("Leave them empty for practice or teaching: Enter starts."), "meta"))
        inside.addWidget(self.kept)
        inside.addWidget(self.form)
        inside.addStretch(1)
        whole = column(self, gap=0)
        whole.addWidget(self.area, 1)
        whole.addWidget(actions(self.cancel, self.start))

    def show_patient(self, guideline: Guideline, case: Case) -> None:
        """Show what the guideline is for, and the details that are known."""
        empty(self.scope)
        self.scope.addWidget(text_label(_("Plan: {title}").format(title=guideline.title), "title"))
        if not guideline.reviewer:
            unreviewed = _("No clinician has reviewed this content yet.")
            self.scope.addWidget(notice_card("timing", unreviewed, _("NOT REVIEWED")))
        self.scope.addLayout(scope_grid(guideline))
        self.kept.setVisible(case.is_active() and bool(case.facts.answers))
        self.form.show_patient(case.facts.patient if case.is_active() else Patient())
        self.area.verticalScrollBar().setValue(0)
        self.form.fields["family"].setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, error: AnswerError) -> None:
        """Say what is wrong with the details, in full view."""
        self.form.refuse(error)
        self._show_error.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter starts from every field."""
        if event.key() in ENTER:
            self.start_requested.emit()
        else:
            super().keyPressEvent(event)


def scope_grid(guideline: Guideline) -> QGridLayout:
    """For whom, for whom not, what to have ready, and the limits, side by side in pairs."""
    scope = guideline.scope
    grid = QGridLayout()
    grid.setSpacing(12)
    cells = (
        (_("When to use"), scope.use),
        (_("When not to use"), scope.not_for),
        (_("Have to hand"), scope.have_ready),
        (_("Limits"), scope.limits),
    )
    for place, (title, text) in enumerate(cells):
        card = frame("card")
        words = column(card, margin=12, gap=4)
        words.addWidget(text_label(title, "h3"))
        words.addWidget(text_label(text))
        words.addStretch(1)
        grid.addWidget(card, place // 2, place % 2)
    return grid
