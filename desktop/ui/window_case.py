"""The case in the window: one at a time, begun, gone on with, shown as a plan, and never lost without a question."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from desktop.core.proved import no_plan
from desktop.language import gettext as _
from desktop.ui.history import PLAN, WIZARD, Place
from desktop.ui.window_places import Places


class CaseKeeping(Places):
    """The window's dealings with the case."""

    def start_plan(self) -> None:
        """Go on with the plan begun, or start one for the guideline that is being read."""
        if self.has_case():
            self.go(Place(PLAN if any(p.view == PLAN for p in self.history.places) else WIZARD))
            return
        here = self.history.here.guideline
        ids = [g.id for g in self.services.guidelines]
        if here or len(ids) == 1:
            self.begin_plan(here or ids[0])
        else:
            self.go_home()

    def begin_plan(self, guideline: str) -> None:
        """Start a plan, once the one before may be discarded; from a guideline that is not proved there is none."""
        refusal = next(no_plan(g) for g in self.services.guidelines if g.id == guideline)
        if refusal:
            self.unproved.say(refusal)
        elif self.may_discard():
            self.forget_case()
            self.wizard.begin(self.services.guideline(guideline))
            self.go(Place(WIZARD))

    def show_plan(self) -> None:
        """Show the plan of the case."""
        self.go(Place(PLAN))

    def preview(self) -> None:
        """Show the paper of the plan; the plan first if it is not in view."""
        if self.can_print():
            self.show_plan()
            self.plan.show_preview("plan")

    def change_answer(self, key: str) -> None:
        """Go back to a question."""
        self.go(Place(WIZARD))
        if key:
            self.wizard.show_input(key)
        else:
            self.wizard.show_check()

    def follow_answer(self) -> None:
        """Go on from an answer that was changed on the plan: to the question that it opens, or to the new plan."""
        self.wizard.advance()
        if self.case.step.page is None:
            self.show_plan()
        else:
            self.go(Place(WIZARD))

    def close_case(self) -> None:
        """Close the case and go home, once it may be discarded."""
        if self.may_discard():
            self.forget_case()
            self.show_place(self.history.here)

    def forget_case(self) -> None:
        """Forget the case and every way back to it."""
        self.history.forget(WIZARD, PLAN)
        self.case.clear()

    def may_discard(self) -> bool:
        """Ask before an unfinished case is lost."""
        return not self.case.is_unfinished() or is_discarded(self)


def is_discarded(window: QWidget) -> bool:
    """Ask whether the answers may be lost; Enter and Esc keep them."""
    box = QMessageBox(window)
    box.setObjectName("discard")
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(_("Waymark"))
    box.setText(_("This plan has not been printed or saved."))
    box.setInformativeText(_("If you discard it, its answers are gone. Waymark keeps no copy."))
    keep = box.addButton(_("Keep the plan"), QMessageBox.ButtonRole.RejectRole)
    discard = box.addButton(_("Discard the plan"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    return box.clickedButton() is discard
