"""What guidelines cover and what they do not, in their own words, with their topics as links."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from db.store import Summary
from desktop.language import gettext as _
from desktop.ui.flow import FlowLayout
from desktop.ui.pieces import button_words, push_button, text_label

FEW: Final = 5
"""Of more guidelines than that the titles alone are shown: each can be opened."""
LINK_INSET: Final = 3
"""A link's words begin so many pixels right of its frame, which shows only with the focus."""


class Coverage(QWidget):
    """For whom a guideline is meant and for whom not, and its topics."""

    section_requested = Signal(str, str)

    def __init__(self, guideline: Summary) -> None:
        """Lay out a line for each, what it is on the left."""
        super().__init__()
        self.guideline = guideline
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (caption, words) in enumerate(
            ((_("Covered"), guideline.scope.use), (_("Not covered"), guideline.scope.not_for))
        ):
            said = text_label(words)
            said.setContentsMargins(LINK_INSET, 0, 0, 0)
            grid.addWidget(text_label(caption, "value", wrap=False), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(said, row, 1)
        topics = text_label(_("Topics"), "value", wrap=False)
        topics.setContentsMargins(0, 8, 0, 0)
        grid.addWidget(topics, 2, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.topics(), 2, 1)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """As narrow as it can be; its height goes by its width, and a scroll area would take both at their least."""
        return QSize(super().minimumSizeHint().width(), 0)

    def topics(self) -> QWidget:
        """The links, side by side in as many lines as it takes."""
        found = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        found.setSizePolicy(policy)
        flow = FlowLayout(found, gap=12, line_gap=0)
        flow.setContentsMargins(0, 0, 0, 0)
        for section, title in self.guideline.topics:
            name = f"{title}: {self.guideline.title}"
            flow.addWidget(push_button(button_words(title), "link", partial(self.open, section), name=name))
        return found

    def open(self, section: str) -> None:
        """Ask for a topic to be shown."""
        self.section_requested.emit(self.guideline.id, section)


class AllCoverage(QWidget):
    """What all guidelines cover: of a few each with its topics, of many the titles."""

    section_requested = Signal(str, str)

    def __init__(self, guidelines: tuple[Summary, ...]) -> None:
        """Lay them out below each other."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        if not 0 < len(guidelines) <= FEW:
            column.addWidget(text_label(titles_words(guidelines)))
            return
        for guideline in guidelines:
            column.addWidget(text_label(guideline.title, "h3"))
            coverage = Coverage(guideline)
            coverage.section_requested.connect(self.section_requested)
            column.addWidget(coverage)


def titles_words(guidelines: tuple[Summary, ...]) -> str:
    """What is covered, by the first titles."""
    titles = ", ".join(guideline.title for guideline in guidelines[:FEW]) or _("no guideline")
    words = _("Covered: {titles} and {more} more.") if len(guidelines) > FEW else _("Covered: {titles}.")
    return words.format(titles=titles, more=len(guidelines) - FEW)
