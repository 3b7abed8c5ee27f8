"""Reading a guideline: outline, text, evidence, and the words that were searched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from textwrap import shorten
from typing import Final

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from db.guideline import Guideline, Section
from desktop.language import gettext as _
from desktop.ui import theme
from desktop.ui.pieces import text_label
from desktop.ui.reader_html import REFERENCE, Page
from desktop.ui.reader_outline import Outline
from desktop.ui.reader_parts import Banner, Evidence, FindBar, PlaceLine, place_words
from desktop.ui.reader_sought import Sought, words_sought
from desktop.ui.reader_text import ReaderText

LONGEST: Final = 40
OUTLINE_WIDTH: Final = 240
EVIDENCE_WIDTH: Final = 260
Counter = Callable[[str, str, Callable[[dict[str, int]], None]], None]
"""Counts the hits of some words in each section of a guideline, and hands the counts over at once or later."""


class ReaderView(QWidget):
    """One guideline in three panes."""

    section_read = Signal(str, str, str)
    back_requested = Signal()

    def __init__(self, today: Callable[[], date], count: Counter) -> None:
        """Lay out the panes; `today` decides whether the review date has passed, `count` fills the outline."""
        super().__init__()
        self.today = today
        self.count = count
        self.guideline: Guideline | None = None
        self.sections: dict[str, Section] = {}
        self.page: Page | None = None
        self.shown = ""
        self.words = ""
        self.sought: Sought | None = None
        self.searched: tuple[str, Sought | None] = ("", None)
        self.banner = Banner()
        self.outline = Outline()
        self.place = PlaceLine()
        self.text = ReaderText()
        self.evidence = Evidence()
        self.finder = FindBar()
        self.keys = text_label("", "meta")
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.place)
        column.addWidget(self.text, 1)
        column.addWidget(self.finder)
        column.addWidget(self.keys)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for pane in (self.outline, middle, self.evidence):
            self.splitter.addWidget(pane)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.banner)
        column.addWidget(self.splitter, 1)
        self.narrow: bool | None = None
        self.wire()

    def wire(self) -> None:
        """Connect the panes with each other."""
        self.outline.section_requested.connect(self.go_to)
        self.text.section_shown.connect(self.follow)
        self.text.section_shown.connect(lambda _section: self.show_place())
        self.text.grown.connect(self.note_growth)
        self.text.anchorClicked.connect(self.open_link)
        self.evidence.scope.currentIndexChanged.connect(lambda _index: self.show_evidence())
        self.banner.outline_button.toggled.connect(self.show_outline)
        self.banner.evidence_button.toggled.connect(self.show_evidence_pane)
        self.finder.words_changed.connect(partial(self.mark_words, is_typed=True))
        self.finder.next_requested.connect(self.next_hit)
        self.finder.close_requested.connect(self.close_find)
        for key, step in (("[", -1), ("]", 1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.step_section(step))

    # --- showing -------------------------------------------------------------------------------------------------

    def show_guideline(
        self,
        guideline: Guideline,
        section: str = "",
        statement: str = "",
        words: str = "",
        sought: Sought | None = None,
    ) -> None:
        """Show a guideline at a section or statement, with the words that were searched marked as in the hit."""
        if self.guideline != guideline or self.page is None or self.page.look != theme.current():
            self.load(guideline, section, statement)
        else:
            self.text.go_to(section, statement)
        self.finder.close_quietly()
        self.searched = words, sought
        self.mark_words(words, sought, from_search=True)
        here = section or self.text.section()
        self.follow(here)
        self.tell_read(here)
        self.show_place()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def load(self, guideline: Guideline, section: str = "", statement: str = "") -> None:
        """Write the guideline into the panes, at a section or statement."""
        self.guideline = guideline
        self.sections = {one.id: one for one in guideline.sections}
        self.page = Page(guideline, theme.current())
        self.banner.show_guideline(guideline, self.today())
        self.outline.show_sections(section for section, _depth in self.page.sections)
        self.shown = ""
        self.text.forget_words()
        self.text.show_page(self.page, section, statement)

    def follow(self, section: str) -> None:
        """Let outline and evidence follow the section that is being read."""
        found = self.sections.get(section)
        if found is None or self.guideline is None or section == self.shown:
            return
        self.shown = section
        self.outline.show_section(section)
        self.show_evidence()

    def show_place(self) -> None:
        """Say above the text what stands at its top: the section below those that it is part of, and the heading."""
        titles: list[str] = []
        found, heading = self.sections.get(self.text.section()), self.text.heading()
        while found is not None:
            titles.insert(0, found.title)
            found = self.sections.get(found.parent)
        if self.guideline is not None and heading == self.guideline.title:
            titles = []
        self.place.say(dict.fromkeys((*titles, heading) if heading else titles))

    def show_evidence(self, chosen: str = "") -> None:
        """Show the references of the section being read, or all, and bring the chosen one into view."""
        if self.page is not None:
            section = self.sections.get(self.shown) if self.evidence.scope.currentIndex() == 0 else None
            self.evidence.text.fill(self.page.evidence(section, chosen), "meta")
            if chosen:
                self.evidence.text.scrollToAnchor(REFERENCE + chosen)

    # --- moving --------------------------------------------------------------------------------------------------

    def go_to(self, section: str) -> None:
        """Go to a section."""
        self.text.go_to(section)
        self.follow(section)
        self.show_place()
        self.tell_read(section)

    def tell_read(self, section: str) -> None:
        """Tell that a section was opened; scrolling past one does not count."""
        found = self.sections.get(section)
        if found is not None and self.guideline is not None:
            self.section_read.emit(self.guideline.id, section, found.title)

    def step_section(self, step: int) -> None:
        """Go to the section before or after the one being read."""
        keys = list(self.outline.sections)
        if keys:
            at = keys.index(self.shown) if self.shown in keys else 0
            self.go_to(keys[min(max(at + step, 0), len(keys) - 1)])

    def open_link(self, link: QUrl) -> None:
        """Show the reference of a mark; other addresses lead nowhere, for there is no network."""
        if link.scheme() + ":" == REFERENCE:
            self.banner.evidence_button.setChecked(True)
            self.show_evidence(link.path())

    def panes(self) -> list[QWidget]:
        """The panes that can be seen, in reading order."""
        return [p for p in (self.outline, self.text, self.evidence.text) if p.isVisibleTo(self)]

    # --- finding -------------------------------------------------------------------------------------------------

    def mark_words(
        self, words: str, sought: Sought | None = None, *, from_search: bool = False, is_typed: bool = False
    ) -> None:
        """Mark words in the text, and show in the outline how much they find in each section.

        `sought` is what the search made of the words; without it the words alone are marked. While they are typed the
        first hit from the place on that is being read is gone to.
        """
        self.words, self.sought = words, sought
        if is_typed:
            self.text.find_on(words_sought(words))
        else:
            self.text.look_for(sought or words_sought(words), from_search=from_search)
        self.show_found()
        if self.guideline is not None:
            self.count(words, self.guideline.id, self.outline.show_counts)

    def show_found(self) -> None:
        """Say which hit of how many is shown, after a search with the keys that lead on."""
        place = self.text.number + 1, self.text.hits.total
        self.finder.show_place(*place)
        words = _("“{words}”: {place} · F3 next · Esc back to the hits")
        sought = shorten(self.words, LONGEST, placeholder="…")
        self.keys.setText(words.format(words=sought, place=place_words(*place)))
        self.keys.setVisible(self.sought is not None and self.finder.isHidden())

    def open_find(self) -> None:
        """Open the field that finds words in this guideline."""
        self.finder.show()
        self.keys.hide()
        self.finder.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.finder.field.selectAll()
        self.text.marks.read()

    def close_find(self) -> None:
        """Close the field and forget its words; those of the search that opened the text are marked again."""
        self.finder.close_quietly()
        self.mark_words(*self.searched)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Esc closes what lies on top: the field that finds words, else the text that a search opened."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.finder.isVisible():
            self.close_find()
        elif self.searched[1] is not None:
            self.back_requested.emit()

    def next_hit(self, step: int = 1) -> None:
        """Go to the next or the previous hit."""
        self.text.next_found(step)
        self.show_found()

    def note_growth(self) -> None:
        """Say anew what more text may change: the hits, and where the text is read once nothing moves it any more."""
        self.show_found()
        if self.text.growth is None:
            self.show_place()

    # --- panes ---------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Hide the side panes where there is no room."""
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Write the text anew in a new look, at the section that was being read."""
        super().changeEvent(event)
        if event.type() != QEvent.Type.StyleChange:
            return
        self.arrange()
        if self.page is not None and self.guideline is not None and self.page.look != theme.current():
            section = self.shown
            self.load(self.guideline, section)
            self.mark_words(self.words, self.sought)
            self.follow(section)

    def arrange(self) -> None:
        """Show the side panes if there is room for them; a change of the room is what moves them."""
        narrow = theme.is_narrow(self.width())
        if narrow != self.narrow:
            self.narrow = narrow
            self.banner.outline_button.setChecked(not narrow)
            self.banner.evidence_button.setChecked(not narrow)
            self.show_outline(not narrow)
            self.show_evidence_pane(not narrow)

    def show_outline(self, shown: bool) -> None:
        """Show or hide the outline; in a narrow window one side pane at a time."""
        self.outline.setVisible(shown)
        self.outline.scrollTo(self.outline.currentIndex())
        if shown and self.narrow:
            self.banner.evidence_button.setChecked(False)
        self.set_widths()

    def show_evidence_pane(self, shown: bool) -> None:
        """Show or hide the evidence; in a narrow window one side pane at a time."""
        self.evidence.setVisible(shown)
        if shown and self.narrow:
            self.banner.outline_button.setChecked(False)
        self.set_widths()

    def set_widths(self) -> None:
        """Give the side panes their width and the text the rest."""
        most = self.width() // 3
        outline = min(theme.current().px(OUTLINE_WIDTH), most)
        evidence = min(theme.current().px(EVIDENCE_WIDTH), most)
        self.splitter.setSizes([outline, max(self.width() - outline - evidence, 200), evidence])
