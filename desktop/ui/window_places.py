"""The views of the window, the ways between them, and what the frame shows of the place where the user is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from db.guideline import Guideline
from desktop.core.document import plan_document
from desktop.core.files import write_file
from desktop.core.proved import not_proved
from desktop.language import gettext as _
from desktop.language import ngettext
from desktop.settings import Settings
from desktop.ui.about_dialog import about_dialog, keys_dialog
from desktop.ui.case import Case
from desktop.ui.commands import Menus, key_list
from desktop.ui.frame import Frame
from desktop.ui.history import LIBRARY, PLAN, READER, WIZARD, History, Place
from desktop.ui.library_view import LibraryView
from desktop.ui.plan_view import PlanView
from desktop.ui.reader_html import markdown
from desktop.ui.reader_view import ReaderView
from desktop.ui.search_desk import SearchDesk
from desktop.ui.window_services import Services
from desktop.ui.wizard_view import WizardView
from desktop.ui.worker import Worker

PATIENCE: Final = 0.008
"""Seconds that the window waits for a guideline before it paints once more: one read before comes at once."""
OPENING: Final = "opening"


class Places(Frame):
    """The frame with its views and a history of places."""

    def __init__(self, services: Services, settings: Settings) -> None:
        """Make the views."""
        super().__init__(settings, services.keep_settings)
        self.services = services
        self.history = History(Place(LIBRARY))
        self.case = Case(self)
        self.menus: Menus = {}
        self.desk = SearchDesk(services.open_search)
        self.reading = Worker()
        self.library = LibraryView(self.desk.find, services.guidelines)
        self.reader = ReaderView(services.today, self.desk.count)
        self.wizard = WizardView(self.case, services.today)
        self.plan = PlanView(self.case, self.make_pdf, write_file, lambda: self.settings.paper)
        self.views: dict[str, QWidget] = {
            LIBRARY: self.library,
            READER: self.reader,
            WIZARD: self.wizard,
            PLAN: self.plan,
        }
        for view in self.views.values():
            self.stack.addWidget(view)

    # --- places --------------------------------------------------------------------------------------------------

    def go(self, place: Place) -> None:
        """Go to a place."""
        self.note_leaving()
        self.history.visit(place)
        self.show_place(place)

    def travel(self, step: int) -> None:
        """Go back or forward in the history."""
        if self.history.can_go(step):
            self.note_leaving()
            self.show_place(self.history.go(step))

    def note_leaving(self) -> None:
        """Remember how a search is left, or where reading was given up, so that the way back leads there."""
        here = self.history.here
        if here.view == LIBRARY and here.words:
            self.history.amend(self.library.left(here))
        elif here.view == READER and self.reader.text.target == ("", "") and self.reader.shown:
            self.history.amend(replace(here, section=self.reader.shown, statement=""))

    def go_home(self) -> None:
        """Go to the page before typing."""
        self.go(Place(LIBRARY))
        self.focus_search()

    def open_section(self, guideline: str, section: str) -> None:
        """Open a section of a guideline."""
        self.go(Place(READER, guideline, section))

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.search.selectAll()

    def show_place(self, place: Place) -> None:
        """Bring a place into view."""
        words = place.words if place.view == LIBRARY else ""
        if self.bar.search.text() != words:
            self.bar.search.setText(words)
        if place.view == READER:
            read = partial(self.read, place.guideline)
            self.reading.ask(OPENING, read, partial(self.show_guideline, place), patience=PATIENCE)
        else:
            self.reading.forget(OPENING)
            self.show_view(place)
        self.show_frame()

    def read(self, guideline: str) -> Guideline:
        """A guideline, and what reads its Markdown, which is loaded with the first; called beside the window."""
        markdown()
        return self.services.guideline(guideline)

    def show_guideline(self, place: Place, guideline: Guideline) -> None:
        """Bring a place of a guideline into view."""
        self.stack.setCurrentWidget(self.reader)
        self.reader.show_guideline(guideline, place.section, place.statement, place.words, place.sought)

    def show_view(self, place: Place) -> None:
        """Bring a view that needs no reading into view."""
        if place.view == LIBRARY:
            self.library.show_place(place)
            self.bar.search.setFocus(Qt.FocusReason.OtherFocusReason)
            self.bar.search.selectAll()  # what is typed next is another search
        self.stack.setCurrentWidget(self.views[place.view])
        if place.view == PLAN:
            plan = self.case.plan()
            self.plan.show_plan(plan_document(plan, self.settings, program=f"Waymark {self.services.version}"), plan)
        if place.view in (WIZARD, PLAN):
            self.views[place.view].setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        """The panes that F6 goes round, in reading order."""
        view = self.views[self.history.here.view]
        return [self.bar.search, *(self.reader.panes() if view is self.reader else [view])]

    # --- what the frame shows ------------------------------------------------------------------------------------

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
        self.unproved.say(self.unproved_words(here))

    def unproved_words(self, place: Place) -> str:
        """Which of the guidelines in view are not proved; empty if all are."""
        found = [g for g in self.services.guidelines if place.view == LIBRARY or g.id == place.guideline]
        titles = ", ".join(g.title for g in not_proved(found))
        words = _("Not proved: {titles}. Search and reading work; no plan is made.")
        return words.format(titles=titles) if titles else ""

    def pack_words(self, place: Place) -> str:
        """Guideline and version, for the status line."""
        key = self.case.guideline.id if place.view in (WIZARD, PLAN) and self.case.is_active() else place.guideline
        found = [g for g in self.services.guidelines if g.id == key]
        if found:
            return _("{title} {version}").format(title=found[0].title, version=found[0].version)
        count = len(self.services.guidelines)
        return ngettext("{count} guideline", "{count} guidelines", count).format(count=count)

    def has_case(self) -> bool:
        """Is there a case to go on with?"""
        return self.case.is_active() or self.case.is_unfinished()

    def can_print(self) -> bool:
        """Is there a plan: in view, or with no question left?"""
        if not self.case.is_active():
            return False
        return self.history.here.view == PLAN or bool(self.case.step.stops) or not self.case.step.pending

    def make_pdf(self, kind: str, paper: str) -> bytes:
        """The paper of the case as it is now."""
        return self.services.make_pdf(self.case.plan(), kind, paper, self.settings)

    def show_keys(self) -> None:
        """Show every key."""
        keys_dialog(key_list(self.menus), self).exec()

    def show_about(self) -> None:
        """Show what the program is."""
        about_dialog(self.services.version, self.services.guidelines, self).exec()
