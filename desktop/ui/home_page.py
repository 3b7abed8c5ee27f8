"""Before typing: the guidelines, what was read, and what is covered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from db.store import Summary
from desktop.core.proved import no_plan
from desktop.language import gettext as _
from desktop.ui.pieces import text_label
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
        column.addWidget(text_label(edition_words(guideline.version, reviewed, due, guideline.reviewer), "meta"))
        row = QHBoxLayout()
        row.setSpacing(8)
        start = self.button(_("Start plan"), guideline, primary=True)
        start.clicked.connect(lambda: self.plan_requested.emit(guideline.id))
        read = self.button(_("Read guideline"), guideline, primary=False)
        read.clicked.connect(lambda: self.read_requested.emit(guideline.id, "", ""))
        if refusal := no_plan(guideline):
            start.setEnabled(False)
            start.setToolTip(refusal)
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
