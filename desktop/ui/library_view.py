"""Home and search: what is here before typing, and the hits while typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from db.store import Hit, Summary
from desktop.language import gettext as _
from desktop.ui.history import READER, Place
from desktop.ui.home_page import Home, Visit
from desktop.ui.reader_sought import sought_by
from desktop.ui.search_desk import Answer, Question
from desktop.ui.search_page import SearchPage

LONG_MS: Final = 300
"""So long the hits of the words before stay in view; then it is said that the search still runs."""
Ask = Callable[[Question, Callable[[Answer], None]], None]
"""Searches, and hands over the answer at once or later, unless another question comes first."""


class LibraryView(QStackedWidget):
    """The guidelines, and what a search finds in them.

    While an answer is awaited the hits before it stay in view, but none of them opens: keys are kept for the answer.
    """

    place_requested = Signal(object)
    plan_requested = Signal(str)

    def __init__(self, ask: Ask, guidelines: tuple[Summary, ...]) -> None:
        """Search with `ask`."""
        super().__init__()
        self.ask = ask
        self.question: Question | None = None
        self.words = ""
        self.waiting = self.opening = False
        self.steps = self.scroll_wanted = 0
        self.home = Home(guidelines)
        self.page = SearchPage(guidelines)
        self.late = QTimer(self, singleShot=True, interval=LONG_MS)
        for page in (self.home, self.page):
            self.addWidget(page)
        self.wire()

    def wire(self) -> None:
        """Connect the pages."""
        self.home.read_requested.connect(self.open_section)
        self.home.plan_requested.connect(self.plan_requested)
        self.page.hit_opened.connect(self.open_hit)
        self.page.exact_requested.connect(self.ask_exactly)
        self.page.section_requested.connect(self.open_section)
        self.page.filters.changed.connect(self.ask_again)
        for box in self.page.filters.boxes:
            box.entered.connect(self.open_chosen)
        self.late.timeout.connect(self.say_late)

    def show_place(self, place: Place) -> None:
        """Show a search again as it was left."""
        self.page.filters.choose(*place.filters)
        self.show_query(place.words, exact=place.exact, row=place.row, scroll=place.scroll)

    def left(self, place: Place) -> Place:
        """The place of a search as it is being left."""
        if self.question is None or self.waiting:
            return place
        scroll = self.page.list.verticalScrollBar().value()
        filters, exact = self.page.filters.chosen, self.question.exact
        return replace(place, filters=filters, exact=exact, row=max(self.row(), 0), scroll=scroll)

    def show_query(self, text: str, *, exact: bool = False, row: int = 0, scroll: int = 0) -> None:
        """Show what is found for the words typed so far, choose a row of it, and scroll so many pixels down.

        Nothing typed shows the home page, and filters nothing.
        """
        self.opening, self.steps, self.scroll_wanted = False, row, scroll
        if not text.strip():
            self.question, self.waiting = None, False
            self.late.stop()
            self.page.filters.forget()
            self.setCurrentWidget(self.home)
            return
        self.waiting = True
        self.question = Question(text, *self.page.filters.chosen, exact=exact)
        self.late.start()
        self.ask(self.question, self.show_answer)

    def show_answer(self, answer: Answer) -> None:
        """Show an answer, if it is to the newest question, and do what was asked of it meanwhile."""
        if answer.question is not self.question:
            return
        self.late.stop()
        self.waiting = False
        self.words = answer.results.corrected or answer.question.words
        self.page.show_answer(answer)
        self.setCurrentWidget(self.page)
        self.page.choose(self.steps)
        self.page.scroll_to(self.scroll_wanted)
        if self.opening and self.isVisible():
            self.page.open_chosen()

    def say_late(self) -> None:
        """Say that the search still runs."""
        self.page.say(_("Searching…"))
        self.setCurrentWidget(self.page)

    def show_broken(self) -> None:
        """Say that there is no search now; the strip says whether there will be."""
        self.late.stop()
        self.waiting = False
        self.page.say(_("Nothing was searched: the index is damaged. The strip above says what is done about it."))
        self.setCurrentWidget(self.page)

    def ask_again(self) -> None:
        """Search once more for the same words."""
        if self.question is not None:
            self.show_query(self.question.words, exact=self.question.exact)

    def ask_exactly(self, exact: bool) -> None:
        """Search for the words as they were typed, or with their typing mistakes mended."""
        if self.question is not None:
            self.show_query(self.question.words, exact=exact)

    def move_choice(self, step: int) -> None:
        """Choose the next or the previous hit."""
        if self.waiting:
            self.steps, self.scroll_wanted = self.steps + step, 0
        elif self.currentWidget() is self.page:
            self.page.choose(self.row() + step)

    def row(self) -> int:
        """The row of the hit that is chosen."""
        return self.page.list.currentIndex().row()

    def open_chosen(self) -> None:
        """Open the hit that is chosen, or that the answer will choose."""
        if self.waiting:
            self.opening = True
        elif self.currentWidget() is self.page:
            self.page.open_chosen()

    def open_hit(self, hit: Hit) -> None:
        """Open a hit of the newest answer; one that another answer is about to replace does not open."""
        if not self.waiting:
            sought = sought_by(hit, self.page.model.hits)
            place = Place(READER, hit.guideline, hit.section, hit.statement or "", self.words, sought)
            self.place_requested.emit(place)

    def open_section(self, guideline: str, section: str) -> None:
        """Open a section, or a guideline at its title."""
        self.place_requested.emit(Place(READER, guideline, section))

    def remember(self, guideline: str, section: str, title: str) -> None:
        """Put a section on top of what was read in this session."""
        self.home.remember(Visit(guideline, section, title))
