"""Home and search: what is here before typing, and the hits while typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import Final, Protocol

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.store import Hit, Results, StoreError, Summary
from desktop.language import gettext as _
from desktop.ui.pieces import text_label
from desktop.ui.results_model import HIT, HitDelegate, ResultsModel
from desktop.ui.wording import edition_words

RECENT: Final = 5
LONGEST: Final = 40
BATCH: Final = 8
"""Rows that are laid out before the list is painted; those below follow when nothing else is to be done."""
MAX_WIDTH: Final = 880


@dataclass(frozen=True, slots=True)
class Visit:
    """A section that was read: its place, and its title in words."""

    guideline: str
    section: str
    title: str


class Search(Protocol):
    """Finds what answers some words; an exact search repairs no typing mistake."""

    def __call__(self, words: str, /, *, exact: bool = False) -> Results:
        """Raises `StoreError` where the index is damaged."""


class LibraryView(QStackedWidget):
    """The guidelines, and what a search finds in them."""

    hit_opened = Signal(str, str, str)
    plan_requested = Signal(str)
    search_failed = Signal()

    def __init__(
        self,
        search: Search,
        guidelines: tuple[Summary, ...],
        numbers: Callable[[Hit], tuple[int, ...]],
    ) -> None:
        """Search with `search`; `numbers` gives the reference numbers of a hit."""
        super().__init__()
        self.search = search
        self.guidelines = guidelines
        self.typed = self.words = ""
        self.home = Home(guidelines)
        self.home.read_requested.connect(self.hit_opened)
        self.home.plan_requested.connect(self.plan_requested)
        self.hits = HitsPage(numbers)
        self.hits.hit_opened.connect(self.hit_opened)
        self.hits.exact_requested.connect(lambda: self.show_query(self.typed, exact=True))
        self.nothing = text_label("")
        self.nothing.setMargin(24)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        for page in (self.home, self.hits, self.nothing):
            self.addWidget(page)

    def show_query(self, text: str, *, exact: bool = False) -> None:
        """Show what is found for the words typed so far; nothing typed shows the home page."""
        self.typed = text
        if not text.strip():
            self.setCurrentWidget(self.home)
            return
        try:
            results = self.search(text, exact=exact)
        except StoreError:
            self.nothing.setText(_("Search does not work now, because its index is damaged. Reading works."))
            self.setCurrentWidget(self.nothing)
            self.search_failed.emit()
            return
        self.words = results.corrected or text
        if results.hits:
            self.hits.show_results(text, results)
            self.setCurrentWidget(self.hits)
        else:
            self.nothing.setText(self.nothing_words(text))
            self.setCurrentWidget(self.nothing)

    def nothing_words(self, text: str) -> str:
        """What to say when nothing was found: what is covered, and what the silence does not mean."""
        covered = ", ".join(g.title for g in self.guidelines) or _("no guideline")
        message = _(
            "Nothing found for “{text}”: not as it stands, nor in another form, as a synonym or with a typing mistake "
            "mended.\n\nCovered: {covered}.\nThis is not evidence that no treatment exists."
        )
        return message.format(text=text.strip(), covered=covered)

    def move_choice(self, step: int) -> None:
        """Choose the next or the previous hit."""
        if self.currentWidget() is self.hits:
            self.hits.choose(self.hits.list.currentIndex().row() + step)

    def open_chosen(self) -> None:
        """Open the hit that is chosen."""
        if self.currentWidget() is self.hits:
            self.hits.open_row(self.hits.list.currentIndex().row())

    def remember(self, guideline: str, section: str, title: str) -> None:
        """Put a section on top of what was read in this session."""
        self.home.remember(Visit(guideline, section, title))


class HitsPage(QWidget):
    """The hits of one search."""

    hit_opened = Signal(str, str, str)
    exact_requested = Signal()

    def __init__(self, numbers: Callable[[Hit], tuple[int, ...]]) -> None:
        """Lay out the count, the list and the keys."""
        super().__init__()
        self.model = ResultsModel(numbers)
        self.summary = text_label("", "meta")
        self.exact = QPushButton()
        self.exact.setProperty("role", "link")
        self.exact.clicked.connect(self.exact_requested)
        self.keys = text_label(_("Enter opens · Up and Down move · Alt+1 to Alt+9 open a hit · Esc clears"), "meta")
        self.list = HitList()
        self.list.setModel(self.model)
        self.list.clicked.connect(self.open_index)
        self.list.entered_row.connect(self.open_row)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.summary, 1)
        head.addWidget(self.exact)
        column.addLayout(head)
        for widget in (self.list, self.keys):
            column.addWidget(widget)
        for digit in range(1, 10):
            key = QShortcut(QKeySequence(f"Alt+{digit}"), self)
            key.activated.connect(lambda row=digit - 1: self.open_row(row))

    def show_results(self, text: str, results: Results) -> None:
        """Show hits, with the first one chosen."""
        self.model.show(results.hits)
        count = _("{count} hits").format(count=len(results.hits)) if len(results.hits) > 1 else _("1 hit")
        self.exact.setVisible(bool(results.corrected))
        self.exact.setText(_("search for “{text}” instead").format(text=shorten(text, LONGEST, placeholder="…")))
        if results.corrected:
            words = _("Showing results for “{corrected}”: {count}")
            self.summary.setText(words.format(corrected=results.corrected.strip(), count=count))
        else:
            self.summary.setText(count)
        self.choose(0)
        self.list.scrollToTop()

    def choose(self, row: int) -> None:
        """Choose a row, or stay at the first or last."""
        row = min(max(row, 0), self.model.rowCount() - 1)
        self.list.setCurrentIndex(self.model.index(row))

    def open_index(self, index: QModelIndex) -> None:
        """Open the hit that was clicked."""
        self.open_row(index.row())

    def open_row(self, row: int) -> None:
        """Open the hit of a row; a row that is not there opens nothing."""
        if 0 <= row < self.model.rowCount():
            hit: Hit = self.model.index(row).data(HIT)
            self.hit_opened.emit(hit.guideline, hit.section, hit.statement or "")


class HitList(QListView):
    """A list whose rows are as high as their text at the width of the list."""

    entered_row = Signal(int)

    def __init__(self) -> None:
        """One column of wrapped rows, scrolled by pixels."""
        super().__init__()
        self.setAccessibleName(_("Search results"))
        self.setItemDelegate(HitDelegate(self))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(BATCH)
        self.activated.connect(lambda index: self.entered_row.emit(index.row()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Lay the rows out anew at the new width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Lay the rows out anew in the new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.scheduleDelayedItemsLayout()


class Home(QScrollArea):
    """Before typing: the guidelines, what was read, and what is covered."""

    read_requested = Signal(str, str, str)
    plan_requested = Signal(str)

    def __init__(self, guidelines: tuple[Summary, ...]) -> None:
        """Lay out one column."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.visits: list[Visit] = []
        sheet = QWidget()
        sheet.setMaximumWidth(MAX_WIDTH)
        self.column = QVBoxLayout(sheet)
        self.column.setContentsMargins(24, 24, 24, 24)
        self.column.setSpacing(12)
        self.column.addWidget(text_label(_("Guidelines"), "h2"))
        for guideline in guidelines:
            self.column.addWidget(self.card(guideline))
        if not guidelines:
            self.column.addWidget(text_label(_("No guideline is installed.")))
        self.column.addSpacing(12)
        self.column.addWidget(text_label(_("Recently read"), "h2"))
        self.recent = QVBoxLayout()
        self.recent.setSpacing(4)
        self.column.addLayout(self.recent)
        self.column.addSpacing(12)
        self.column.addWidget(text_label(_("What is covered"), "h2"))
        self.column.addWidget(text_label(self.covered(guidelines)))
        self.column.addStretch()
        self.show_recent()
        outer = QWidget()
        row = QHBoxLayout(outer)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(sheet, 1)
        row.addStretch(0)
        self.setWidget(outer)

    def covered(self, guidelines: tuple[Summary, ...]) -> str:
        """What the program knows, and what it does not claim."""
        sections = sum(g.sections for g in guidelines)
        statements = sum(g.statements for g in guidelines)
        words = _(
            "{sections} sections and {statements} statements, each with its source, strength and certainty as the "
            "source gives them. What is not found here may still exist. Waymark helps to decide; the clinician "
            "decides. It never uses a network."
        )
        return words.format(sections=sections, statements=statements)

    def card(self, guideline: Summary) -> QFrame:
        """One guideline with its dates and what can be done with it."""
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(text_label(guideline.title, "h3"))
        reviewed, due = date.fromisoformat(guideline.reviewed), date.fromisoformat(guideline.next_review)
        column.addWidget(text_label(edition_words(guideline.version, reviewed, due), "meta"))
        row = QHBoxLayout()
        row.setSpacing(8)
        start = self.button(_("Start plan"), guideline, primary=True)
        start.clicked.connect(lambda: self.plan_requested.emit(guideline.id))
        read = self.button(_("Read guideline"), guideline, primary=False)
        read.clicked.connect(lambda: self.read_requested.emit(guideline.id, "", ""))
        row.addWidget(start)
        row.addWidget(read)
        row.addStretch()
        column.addLayout(row)
        return card

    def button(self, text: str, guideline: Summary, *, primary: bool) -> QPushButton:
        """A button of a guideline's card, whose name says which guideline."""
        button = QPushButton(text)
        button.setAccessibleName(f"{text}: {guideline.title}")
        if primary:
            button.setProperty("role", "primary")
        return button

    def remember(self, visit: Visit) -> None:
        """Put a visit on top."""
        self.visits = [visit, *(v for v in self.visits if v != visit)][:RECENT]
        self.show_recent()

    def show_recent(self) -> None:
        """Show the visits, or that there are none."""
        while (item := self.recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for visit in self.visits:
            link = QPushButton(visit.title)
            link.setProperty("role", "link")
            link.clicked.connect(lambda _on=False, v=visit: self.read_requested.emit(v.guideline, v.section, ""))
            self.recent.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        if not self.visits:
            self.recent.addWidget(
                text_label(_("Nothing yet. What you open stands here until the window closes."), "meta")
            )
