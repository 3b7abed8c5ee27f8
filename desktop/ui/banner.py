"""Whose case this is: the banner above every page that holds patient data, and above no other."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from desktop.core.facts import Answer, Patient
from desktop.core.page_frame import identity
from desktop.language import gettext as _
from desktop.ui.case import Case
from desktop.ui.flow import FlowLayout
from desktop.ui.pieces import row, text_label


class PatientBanner(QFrame):
    """Name, date of birth with age, sex and number, in the words of the printed plan."""

    def __init__(self, case: Case) -> None:
        """Follow the case."""
        super().__init__()
        self.case = case
        self.setProperty("role", "patient")
        self.setAccessibleName(_("Patient"))
        self.flow = FlowLayout(self, margin=24)
        self.shown: tuple[Patient, Answer] | None = None
        case.facts_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the patient of the case as it is now."""
        found = self.known()
        if found == self.shown:
            return
        self.shown = found
        self.flow.clear()
        if not self.case.is_active():
            return
        if self.case.facts.patient.is_empty():
            self.flow.addWidget(text_label(_("No patient details: the plan cannot be filed"), "value", wrap=False))
        else:
            for label, words in identity(self.case.plan()):
                self.flow.addWidget(pair(label, words))
        self.updateGeometry()

    def known(self) -> tuple[Patient, Answer] | None:
        """What the banner rests on: the details, and the sex that was answered; None without a case."""
        return (self.case.facts.patient, self.case.facts.answers.get("sex")) if self.case.is_active() else None


def pair(label: str, words: str) -> QWidget:
    """A label in light type, and what it says in bold."""
    found = QWidget()
    line = row(found, gap=6)
    line.addWidget(text_label(label, "meta", wrap=False))
    line.addWidget(text_label(words, "value", wrap=False))
    found.setAccessibleName(f"{label} {words}")
    return found
