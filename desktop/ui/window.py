"""The window: where every signal of the views is wired, and where search meets reading."""

from __future__ import annotations

import gc
import sys
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from desktop.language import gettext as _
from desktop.settings import Settings
from desktop.ui import tasks
from desktop.ui.commands import add_menus
from desktop.ui.history import LIBRARY, Place
from desktop.ui.window_case import CaseKeeping
from desktop.ui.window_commands import make_menus
from desktop.ui.window_services import Services

WARM: Final = 4
TURN_S: Final = 0.0005
"""So long a thread beside the window works until another one has its turn; Python's ten times as long would be waited
for at each row that is painted."""


class Window(CaseKeeping):
    """The one window; its title never holds patient data."""

    def __init__(self, services: Services, settings: Settings) -> None:
        """Make the views and wire them."""
        super().__init__(services, settings)
        self.menus = make_menus(self)
        self.actions_by_name = add_menus(self, self.menus)
        self.wire()
        self.mark_choices()
        self.show_place(self.history.here)
        self.order_tabs()
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
        self.library.page.escaped.connect(self.search_anew)
        self.library.place_requested.connect(self.go)
        self.library.plan_requested.connect(self.begin_plan)
        self.desk.failed.connect(self.library.show_broken)
        self.desk.broke.connect(self.search_broke)
        self.desk.mended.connect(self.search_mended)
        self.desk.lost.connect(self.search_lost)
        self.reader.section_read.connect(self.note_section)
        self.reader.back_requested.connect(lambda: self.travel(-1))
        self.wizard.plan_requested.connect(self.show_plan)
        self.wizard.cancel_requested.connect(self.close_case)
        self.wizard.section_requested.connect(self.open_section)
        self.plan.change_requested.connect(self.change_answer)
        self.plan.section_requested.connect(self.open_section)
        self.plan.close_requested.connect(self.close_case)
        self.plan.answer_used.connect(self.follow_answer)
        self.case.facts_changed.connect(self.show_frame)

    def order_tabs(self) -> None:
        """Let Tab go from the search field to the filters, then to the hits."""
        page = self.library.page
        order = [self.bar.search, *page.filters.boxes, page.filters.clear, page.exact, page.list, self.bar.start]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def warm_up(self) -> None:
        """Read the guidelines in the background, so that the first one opens without a wait.

        What is there by then stays, so the search for garbage is spared to look at it: that would hold up the window.
        """

        def work() -> None:
            for guideline in self.services.guidelines[:WARM]:
                self.services.guideline(guideline.id)

        sys.setswitchinterval(TURN_S)
        gc.freeze()
        self.desk.warm_up()
        tasks.run(work, lambda _done: gc.freeze(), tasks.raise_here)

    # --- search and reading --------------------------------------------------------------------------------------

    def search(self, words: str) -> None:
        """Show what the words typed so far find; the view before stays one step back."""
        place = Place(LIBRARY, words=words)
        if self.history.here.view == LIBRARY:
            self.history.amend(place)
        elif words:
            self.note_leaving()
            self.history.visit(place)
        else:
            return
        self.library.show_query(words)
        self.stack.setCurrentWidget(self.library)
        self.show_frame()

    def search_broke(self) -> None:
        """Say that the index is damaged and is being built anew."""
        self.notice.say(_("Search is being rebuilt. Reading and planning work meanwhile."))

    def search_mended(self) -> None:
        """Search again for what is typed now."""
        self.notice.say("")
        self.library.ask_again()

    def search_lost(self, error: Exception) -> None:
        """Say that search stays away."""
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

    def search_anew(self) -> None:
        """Clear the search from anywhere in its page, and go on typing."""
        self.focus_search()
        self.leave_search()

    def note_section(self, guideline: str, section: str, title: str) -> None:
        """Remember what is being read."""
        self.library.remember(guideline, section, title)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        """Close, unless an unfinished case is to be kept."""
        if self.may_discard():
            self.desk.stop()
            self.reading.stop()
            event.accept()
        else:
            event.ignore()
