"""The window: the frame round the views, and the one place where every signal is wired."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMessageBox, QWidget

from db.guideline import Guideline
from db.store import Hit, Summary
from desktop.core.document import plan_document
from desktop.core.files import write_file
from desktop.core.plan import Plan
from desktop.language import gettext as _
from desktop.language import ngettext
from desktop.settings import Settings
from desktop.ui import tasks
from desktop.ui.about_dialog import about_dialog, keys_dialog
from desktop.ui.case import Case
from desktop.ui.commands import Command, Menus, add_menus, key_list
from desktop.ui.frame import Frame
from desktop.ui.history import History, Place
from desktop.ui.library_view import LibraryView, Search
from desktop.ui.plan_view import PlanView
from desktop.ui.reader_html import markdown, reference_numbers
from desktop.ui.reader_view import ReaderView
from desktop.ui.wizard_view import WizardView

LIBRARY: Final = "library"
READER: Final = "reader"
WIZARD: Final = "wizard"
PLAN: Final = "plan"
WARM: Final = 4


@dataclass(frozen=True, slots=True)
class Services:
    """What the window asks of the world: callables and values, no store and no paper.

    `make_pdf` takes a plan, "plan" or "handout", the paper, and the settings that hold the clinic's details.
    `mend_search` builds a damaged index anew, and `warm_search` loads what repairs typing mistakes.
    """

    guidelines: tuple[Summary, ...]
    guideline: Callable[[str], Guideline]
    search: Search
    make_pdf: Callable[[Plan, str, str, Settings], bytes]
    keep_settings: Callable[[Settings], None]
    version: str
    today: Callable[[], date] = date.today
    mend_search: Callable[[], None] = lambda: None
    warm_search: Callable[[], None] = lambda: None


class Window(Frame):
    """The one window; its title never holds patient data."""

    def __init__(self, services: Services, settings: Settings) -> None:
        """Make the views and wire them."""
        super().__init__(settings, services.keep_settings)
        self.services = services
        self.history = History(Place(LIBRARY))
        self.case = Case(self)
        self.mending = False
        self.library = LibraryView(services.search, services.guidelines, self.numbers)
        self.reader = ReaderView(services.today)
        self.wizard = WizardView(self.case, services.today)
        self.plan = PlanView(self.case, self.make_pdf, write_file, lambda: self.settings.paper)
        self.views: dict[str, QWidget] = {
            LIBRARY: self.library,
            READER: self.reader,
            WIZARD: self.wizard,
            PLAN: self.plan,
        }
        self.menus = self.make_menus()
        self.actions_by_name = add_menus(self, self.menus)
        for view in self.views.values():
            self.stack.addWidget(view)
        self.wire()
        self.mark_choices()
        self.show_place(self.history.here)
        self.bar.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def wire(self) -> None:
        """Connect every signal of the views with what it means here."""
        self.bar.back_requested.connect(lambda: self.travel(-1))
        self.bar.forward_requested.connect(lambda: self.travel(1))
        self.bar.plan_requested.connect(self.start_plan)
        self.bar.words_typed.connect(self.search)
        self.bar.search.moved.connect(self.library.move_choice)
        self.bar.search.entered.connect(self.library.open_chosen)
        self.bar.search.escaped.connect(self.leave_search)
        self.library.hit_opened.connect(self.open_hit)
        self.library.plan_requested.connect(self.begin_plan)
        self.library.search_failed.connect(self.mend_search)
        self.reader.section_read.connect(self.note_section)
        self.wizard.plan_requested.connect(self.show_plan)
        self.wizard.cancel_requested.connect(self.close_case)
        self.wizard.section_requested.connect(self.open_section)
        self.plan.change_requested.connect(self.change_answer)
        self.plan.section_requested.connect(self.open_section)
        self.plan.close_requested.connect(self.close_case)
        self.plan.answer_used.connect(self.follow_answer)
        self.case.facts_changed.connect(self.show_frame)

    # --- commands ------------------------------------------------------------------------------------------------

    def make_menus(self) -> Menus:
        """Every command of the window, by menu."""
        reader = self.reader
        return {
            _("&File"): [
                Command("new", _("&Start or go on with a plan"), self.start_plan, ("Ctrl+N",)),
                Command("what_if", _("&What if…"), self.plan.show_what_if, ("Ctrl+I",)),
                Command("close_case", _("&Discard the plan…"), self.close_case),
                Command("print", _("&Print or preview"), self.preview, ("Ctrl+P",)),
                None,
                Command("settings", _("S&ettings…"), self.open_settings, ("Ctrl+,",)),
                None,
                Command("quit", _("&Quit"), self.close, ("Ctrl+Q",)),
            ],
            _("&Go"): [
                Command("search", _("&Search"), self.focus_search, ("Ctrl+K",)),
                Command("home", _("&Home"), self.go_home, ("Alt+Home",)),
                Command("back", _("&Back"), lambda: self.travel(-1), ("Alt+Left",)),
                Command("forward", _("&Forward"), lambda: self.travel(1), ("Alt+Right",)),
                None,
                Command("find", _("F&ind in this guideline"), reader.open_find, ("Ctrl+F",)),
                Command("next_hit", _("&Next hit"), reader.next_hit, ("F3",)),
                Command("previous_hit", _("&Previous hit"), lambda: reader.next_hit(-1), ("Shift+F3",)),
                Command("previous_section", _("Pre&vious section"), lambda: reader.step_section(-1), shown="["),
                Command("next_section", _("Ne&xt section"), lambda: reader.step_section(1), shown="]"),
                None,
                Command("next_pane", _("Next p&ane"), lambda: self.cycle_panes(1), ("F6",)),
                Command("previous_pane", _("Previo&us pane"), lambda: self.cycle_panes(-1), ("Shift+F6",)),
            ],
            _("&View"): [
                Command("outline", _("&Outline"), reader.banner.outline_button.toggle, ("Ctrl+L",)),
                Command("evidence", _("&Evidence"), reader.banner.evidence_button.toggle, ("Ctrl+E",)),
                None,
                Command("larger", _("&Larger text"), lambda: self.resize_text(1), ("Ctrl++", "Ctrl+=")),
                Command("smaller", _("&Smaller text"), lambda: self.resize_text(-1), ("Ctrl+-",)),
                Command("normal", _("&Normal text size"), lambda: self.resize_text(0), ("Ctrl+0",)),
                None,
                Command("system", _("Theme as the s&ystem"), lambda: self.choose_theme("system"), group="theme"),
                Command("light", _("L&ight theme"), lambda: self.choose_theme("light"), group="theme"),
                Command("dark", _("&Dark theme"), lambda: self.choose_theme("dark"), group="theme"),
            ],
            _("&Help"): [
                Command("keys", _("&Keys"), self.show_keys, ("F1",)),
                Command("about", _("&About Waymark"), self.show_about),
            ],
        }

    def preview(self) -> None:
        """Show the paper of the plan; the plan first if it is not in view."""
        if self.can_print():
            self.show_plan()
            self.plan.show_preview("plan")

    def show_keys(self) -> None:
        """Show every key."""
        keys_dialog(key_list(self.menus), self).exec()

    def show_about(self) -> None:
        """Show what the program is."""
        about_dialog(self.services.version, self.services.guidelines, self).exec()

    # --- places --------------------------------------------------------------------------------------------------

    def go(self, place: Place) -> None:
        """Go to a place."""
        self.history.visit(place)
        self.show_place(place)

    def travel(self, step: int) -> None:
        """Go back or forward in the history."""
        if self.history.can_go(step):
            self.show_place(self.history.go(step))

    def show_place(self, place: Place) -> None:
        """Bring a place into view."""
        words = place.words if place.view == LIBRARY else ""
        if self.bar.search.text() != words:
            self.bar.search.setText(words)
        if place.view == READER:
            guideline = self.services.guideline(place.guideline)
            self.stack.setCurrentWidget(self.reader)
            self.reader.show_guideline(guideline, place.section, place.statement, place.words)
        else:
            if place.view == LIBRARY:
                self.library.show_query(place.words)
            self.stack.setCurrentWidget(self.views[place.view])
            if place.view == PLAN:
                plan = self.case.plan()
                self.plan.show_plan(plan_document(plan, self.settings, program=self.services.version), plan)
            if place.view in (WIZARD, PLAN):
                self.views[place.view].setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_frame()

    def show_frame(self) -> None:
        """Bring bar, menus and status line up to date with the place and the case."""
        here = self.history.here
        self.bar.show_history(back=self.history.can_go(-1), forward=self.history.can_go(1))
        self.bar.show_unfinished(unfinished=self.has_case())
        self.bar.start.setVisible(here.view not in (WIZARD, PLAN))
        enabled = {
            "back": self.history.can_go(-1),
            "forward": self.history.can_go(1),
            "close_case": self.has_case(),
            "print": self.can_print(),
            "what_if": here.view == PLAN,
        }
        reading = here.view == READER
        for name in ("find", "next_hit", "previous_hit", "previous_section", "next_section", "outline", "evidence"):
            enabled[name] = reading
        for name, can in enabled.items():
            self.actions_by_name[name].setEnabled(can)
        self.pack.setText(self.pack_words(here))

    def pack_words(self, place: Place) -> str:
        """Guideline and version, for the status line."""
        key = self.case.guideline.id if place.view in (WIZARD, PLAN) and self.case.is_active() else place.guideline
        found = [g for g in self.services.guidelines if g.id == key]
        if found:
            return _("{title} {version}").format(title=found[0].title, version=found[0].version)
        count = len(self.services.guidelines)
        return ngettext("{count} guideline", "{count} guidelines", count).format(count=count)

    def go_home(self) -> None:
        """Go to the page before typing."""
        self.go(Place(LIBRARY))
        self.focus_search()

    def panes(self) -> list[QWidget]:
        """The panes that F6 goes round, in reading order."""
        view = self.views[self.history.here.view]
        return [self.bar.search, *(self.reader.panes() if view is self.reader else [view])]

    def warm_up(self) -> None:
        """Read the guidelines in the background, so that the first one opens without a wait."""

        def work() -> None:
            markdown()
            for guideline in self.services.guidelines[:WARM]:
                self.services.guideline(guideline.id)

            self.services.warm_search()

        tasks.run(work, lambda _done: None, tasks.raise_here)

    # --- search and reading --------------------------------------------------------------------------------------

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.search.selectAll()

    def search(self, words: str) -> None:
        """Show what the words typed so far find; the view before stays one step back."""
        place = Place(LIBRARY, words=words)
        if self.history.here.view == LIBRARY:
            self.history.amend(place)
        elif words:
            self.history.visit(place)
        else:
            return
        self.library.show_query(words)
        self.stack.setCurrentWidget(self.library)
        self.show_frame()

    def mend_search(self) -> None:
        """Build the damaged index anew in the background, once, and search again."""
        if self.mending:
            return
        self.mending = True
        self.notice.say(_("Search is being rebuilt (about 5 s). Reading and planning work meanwhile."))
        tasks.run(self.services.mend_search, self.search_mended, self.search_lost)

    def search_mended(self, _done: None) -> None:
        """Search again for what is typed now."""
        self.mending = False
        self.notice.say("")
        if self.history.here.view == LIBRARY:
            self.library.show_query(self.bar.search.text())

    def search_lost(self, error: Exception) -> None:
        """Say that search stays away; it is not tried again in this window."""
        self.notice.say(_("Search could not be rebuilt. Install the program again. {error}").format(error=error))

    def leave_search(self) -> None:
        """Clear the search; an empty search gives way to the view before it."""
        if self.bar.search.text():
            self.bar.search.clear()
            self.search("")
        elif self.history.here.view != LIBRARY:
            self.views[self.history.here.view].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.history.can_go(-1):
            self.travel(-1)

    def open_hit(self, guideline: str, section: str, statement: str) -> None:
        """Open what was found, with the searched words marked."""
        self.go(Place(READER, guideline, section, statement, self.library.words if self.bar.search.text() else ""))

    def open_section(self, guideline: str, section: str) -> None:
        """Open a section of a guideline."""
        self.go(Place(READER, guideline, section))

    def note_section(self, guideline: str, section: str, title: str) -> None:
        """Remember what is being read."""
        self.library.remember(guideline, section, title)

    def numbers(self, hit: Hit) -> tuple[int, ...]:
        """The reference numbers of a hit."""
        found = reference_numbers(self.services.guideline(hit.guideline)) if hit.references else {}
        return tuple(found[r] for r in hit.references if r in found)

    # --- the case ------------------------------------------------------------------------------------------------

    def has_case(self) -> bool:
        """Is there a case to go on with?"""
        return self.case.is_active() or self.case.is_unfinished()

    def can_print(self) -> bool:
        """Is there a plan: in view, or with no question left?"""
        if not self.case.is_active():
            return False
        return self.history.here.view == PLAN or bool(self.case.step.stops) or not self.case.step.pending

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
        """Start a plan, once the one before may be discarded."""
        if self.may_discard():
            self.forget_case()
            self.wizard.begin(self.services.guideline(guideline))
            self.go(Place(WIZARD))

    def show_plan(self) -> None:
        """Show the plan of the case."""
        self.go(Place(PLAN))

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
        if not self.case.is_unfinished():
            return True
        box = QMessageBox(self)
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

    def make_pdf(self, kind: str, paper: str) -> bytes:
        """The paper of the case as it is now."""
        return self.services.make_pdf(self.case.plan(), kind, paper, self.settings)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        """Close, unless an unfinished case is to be kept."""
        if self.may_discard():
            event.accept()
        else:
            event.ignore()
