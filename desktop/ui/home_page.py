"""Before typing: what was read, the guidelines, and what is covered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape
from itertools import zip_longest
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from db.store import Summary
from desktop.core.proved import no_plan
from desktop.language import gettext as _
from desktop.ui import theme
from desktop.ui.coverage import FEW, LINK_INSET, AllCoverage, Coverage
from desktop.ui.flow import FlowLayout, PairLayout
from desktop.ui.pieces import button_words, push_button, text_label
from desktop.ui.tall_column import TallColumn
from desktop.ui.wording import edition_words

RECENT: Final = 5
MAX_WIDTH: Final = 880


@dataclass(frozen=True, slots=True)
class Visit:
    """A section that was read: its place, and its title in words."""

    guideline: str
    section: str
    title: str


class Home(QScrollArea):
    """Before typing: what was read, the guidelines, and what is covered."""

    read_requested = Signal(str, str)
    plan_requested = Signal(str)

    def __init__(self, guidelines: tuple[Summary, ...]) -> None:
        """Lay out one column."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.visits: list[Visit] = []
        self.sheet = QWidget()
        self.sheet.setMaximumWidth(theme.current().px(MAX_WIDTH))
        column = TallColumn(self.sheet)
        column.setContentsMargins(24 - LINK_INSET, 12, 24, 24)
        column.setSpacing(12)
        self.links = [push_button("", "link", partial(self.open, number)) for number in range(RECENT)]
        self.read = self.lay_out_read()
        column.addWidget(self.read)
        column.addLayout(aligned(heading(_("Guidelines")), self.cards(guidelines)))
        if 1 < len(guidelines) <= FEW:
            coverage = AllCoverage(guidelines)
            coverage.section_requested.connect(self.read_requested)
            column.addLayout(aligned(heading(_("What they cover")), coverage))
        column.addLayout(aligned(heading(_("What it holds")), text_label(self.covered(guidelines))))
        column.addStretch()
        self.show_recent()
        outer = QWidget()
        row = QHBoxLayout(outer)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.sheet, 1)
        row.addStretch(0)
        self.setWidget(outer)

    def lay_out_read(self) -> QWidget:
        """What was read, below its heading; it stands above all else, or guidelines would push it out of view."""
        found = QWidget()
        column = TallColumn(found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(aligned(heading(_("Recently read"))))
        links = FlowLayout(margin=0, gap=16, line_gap=0)
        links.setContentsMargins(0, 0, 0, 0)
        column.addLayout(links)
        for link in self.links:
            links.addWidget(link)
        return found

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

    def cards(self, guidelines: tuple[Summary, ...]) -> QWidget:
        """A card for each guideline; several stand side by side and are short, so that all of a few are in view."""
        if not guidelines:
            return text_label(_("No guideline is installed."))
        found = QWidget()
        pairs = PairLayout(found)
        for guideline in guidelines:
            pairs.addWidget(self.card(guideline, is_whole=len(guidelines) == 1))
        return found

    def card(self, guideline: Summary, *, is_whole: bool) -> QFrame:
        """One guideline with its dates, what can be done with it and, if `is_whole`, what it covers."""
        card = QFrame()
        card.setProperty("role", "card")
        column = TallColumn(card)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(text_label(guideline.title, "h3"))
        reviewed, due = date.fromisoformat(guideline.reviewed), date.fromisoformat(guideline.next_review)
        column.addWidget(text_label(edition_words(guideline.version, reviewed, due, guideline.reviewer), "meta"))
        column.addStretch()
        row = QHBoxLayout()
        row.setSpacing(8)
        start = self.button(_("Start plan"), guideline, primary=True)
        start.clicked.connect(lambda: self.plan_requested.emit(guideline.id))
        read = self.button(_("Read guideline"), guideline, primary=False)
        read.clicked.connect(lambda: self.read_requested.emit(guideline.id, ""))
        if refusal := no_plan(guideline):
            start.setEnabled(False)
            start.setToolTip(f"<p>{escape(refusal)}</p>")  # else a title could be taken for markup
        row.addWidget(start)
        row.addWidget(read)
        row.addStretch()
        column.addLayout(row)
        if is_whole:
            coverage = Coverage(guideline)
            coverage.section_requested.connect(self.read_requested)
            column.addWidget(coverage)
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
        if self.isVisible():
            self.show_recent()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Show what was read meanwhile: laid out at once, many guidelines would hold up the section that is opened."""
        super().showEvent(event)
        self.show_recent()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Keep the column as wide as its text asks for in a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.sheet.setMaximumWidth(theme.current().px(MAX_WIDTH))

    def show_recent(self) -> None:
        """Show the visits, if there are any."""
        for link, visit in zip_longest(self.links, self.visits):
            link.setText(button_words(visit.title) if visit else "")
            link.setAccessibleName(visit.title if visit else "")
            link.setVisible(visit is not None)
        self.read.setVisible(bool(self.visits))

    def open(self, number: int) -> None:
        """Ask for a section that was read to be shown again."""
        visit = self.visits[number]
        self.read_requested.emit(visit.guideline, visit.section)


def heading(words: str) -> QLabel:
    """A heading, with some room above it."""
    found = text_label(words, "h2")
    found.setContentsMargins(0, 12, 0, 0)
    return found


def aligned(*widgets: QWidget) -> QVBoxLayout:
    """Widgets below each other whose left edge is that of the words of a link."""
    column = TallColumn()
    column.setContentsMargins(LINK_INSET, 0, 0, 0)
    column.setSpacing(12)
    for widget in widgets:
        column.addWidget(widget)
    return column
