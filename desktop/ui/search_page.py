"""What a search found: how much, the filters, the hits; or that nothing was found, and what that does not mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from textwrap import shorten
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QListView, QStackedWidget, QVBoxLayout, QWidget

from db.search import read_query
from db.store import Results, Summary
from desktop.core.search_words import instead_words, missing_words, not_searched_words, without_words
from desktop.language import gettext as _
from desktop.language import ngettext
from desktop.ui.coverage import AllCoverage
from desktop.ui.flow import FlowLayout
from desktop.ui.pieces import Scroll, button_words, keep_bar, push_button, text_label
from desktop.ui.results_model import HIT, HitDelegate, ResultsModel
from desktop.ui.search_desk import MOST, Answer
from desktop.ui.search_filters import LONGEST, Filters

UNBROKEN: Final = re.compile(r"(\S{20})(?=\S)")
"""So many letters without a space may break, or a long word would make the window wider than the screen."""
PAUSE_MS: Final = 100
"""After so long the hits stay for a while, and the rows below those in view are measured as well."""


class SearchPage(QWidget):
    """The hits of one search."""

    hit_opened = Signal(object)
    exact_requested = Signal(bool)
    section_requested = Signal(str, str)
    escaped = Signal()

    def __init__(self, guidelines: tuple[Summary, ...]) -> None:
        """Lay out the count, the filters, the list and the keys."""
        super().__init__()
        self.model = ResultsModel()
        self.summary = text_label("", "meta", wrap=False)
        self.without = text_label("", "meta", wrap=False)
        self.missing = text_label("", "meta", wrap=False)
        self.instead = text_label("", "meta")
        self.exact = push_button("", "link", lambda: self.exact_requested.emit(not self.is_exact))
        self.is_exact = False
        self.filters = Filters(guidelines)
        self.keys = text_label(_("Enter or Alt+1 to 9 opens · Up and Down move · Tab filters · Esc clears"), "meta")
        self.list = HitList()
        self.list.setModel(self.model)
        self.list.clicked.connect(self.open_index)
        self.list.entered_row.connect(self.open_row)
        self.nothing = text_label("")
        self.coverage = AllCoverage(guidelines)
        self.coverage.section_requested.connect(self.section_requested)
        self.empty = Scroll(_("Nothing found"), margin=0)
        self.empty.column.setContentsMargins(0, 12, 0, 0)
        self.empty.column.addWidget(self.nothing)
        self.empty.column.addWidget(self.coverage)
        self.empty.column.addStretch()
        self.body = QStackedWidget()
        self.body.addWidget(self.list)
        self.body.addWidget(self.empty)
        self.lay_out()
        for digit in range(1, 10):
            self.add_key(f"Alt+{digit}", partial(self.open_row, digit - 1))
        self.add_key("Alt+0", self.filters.take_away)
        self.add_key("Esc", self.escaped.emit).setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def lay_out(self) -> None:
        """Put the parts below each other, with count and filters in one line as long as there is room."""
        self.head = QWidget()
        flow = FlowLayout(self.head, margin=0, gap=12, line_gap=4)
        flow.setContentsMargins(0, 0, 0, 0)
        for widget in (self.summary, self.exact, self.missing, self.without, *self.filters.boxes, self.filters.clear):
            flow.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self.instead)
        column.addWidget(self.body, 1)
        column.addWidget(self.keys)

    def add_key(self, key: str, does: Callable[[], object]) -> QShortcut:
        """Let a key do something while this page is in view."""
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.activated.connect(does)
        return shortcut

    def show_answer(self, answer: Answer) -> None:
        """Show the hits, with the first one chosen, or say that there are none."""
        results = answer.results
        if results.hits:
            self.list.hasten()
            self.model.show(results.hits, answer.numbers, results.partial_from)
            self.body.setCurrentWidget(self.list)
            self.choose(0)
            self.list.scrollToTop()
        else:
            self.say(self.nothing_words(results, exact=answer.question.exact))
            self.coverage.setVisible(results.is_searched and not self.filters.words())
        self.keys.setVisible(bool(results.hits))
        self.show_count(results)
        self.show_other(answer)
        self.show_missing(results)

    def show_count(self, results: Results) -> None:
        """Say how much was found, for which words if they are not those typed, and without which."""
        count = ngettext("{count} hit", "{count} hits", len(results.hits)).format(count=len(results.hits))
        if len(results.hits) == MOST:
            count = _("the best {count} hits").format(count=MOST)
        words = f"{count[:1].upper()}{count[1:]}" if results.hits else _("No hit")
        if results.corrected:
            words = _("Showing results for “{corrected}”: {count}").format(
                corrected=shorten(results.corrected, LONGEST, placeholder="…"), count=count
            )
        self.summary.setText(words if results.is_searched else _("Nothing searched"))
        self.without.setText(shorten(without_words(results), LONGEST, placeholder="…"))
        self.without.setVisible(bool(results.excluded) and results.is_searched)
        self.head.show()

    def show_other(self, answer: Answer) -> None:
        """Offer the words as they were typed where others were searched, and the repaired ones where those were not."""
        self.is_exact = answer.question.exact
        other = answer.repaired if self.is_exact else answer.results.corrected and answer.results.query
        text = shorten(other or "", LONGEST, placeholder="…")
        words = _("search for “{text}” instead").format(text=text)
        self.exact.setText(button_words(words))
        self.exact.setAccessibleName(words)
        self.exact.setVisible(bool(other))

    def show_missing(self, results: Results) -> None:
        """Say which words no passage has, among what was found for the others or for something else."""
        words = shorten(missing_words(results), 2 * LONGEST, placeholder="…") if results.hits else ""
        self.missing.setText(words)
        self.missing.setVisible(bool(words))
        instead = shorten(instead_words(results), 8 * LONGEST, placeholder="…")
        self.instead.setText(instead)
        self.instead.setVisible(bool(instead))
        self.list.setAccessibleDescription(f"{words} {instead}".strip())

    def say(self, words: str) -> None:
        """Say something in the place of the hits, of which none is left to open."""
        self.head.hide()
        self.instead.hide()
        self.keys.hide()
        self.nothing.setText(UNBROKEN.sub("\\1\u200b", words))
        self.coverage.hide()
        self.body.setCurrentWidget(self.empty)
        self.model.show((), {})

    def nothing_words(self, results: Results, *, exact: bool = False) -> str:
        """What to say when nothing was found: why nothing was searched; the filter that is on; or how it was searched.

        It says also what an empty answer does not mean.
        """
        if not results.is_searched:
            return not_searched_words(results)
        text = results.query.strip()
        if chosen := self.filters.words():
            words = _("Nothing found for “{text}” in: {chosen}.\n\nPress Enter to search everything.")
            return words.format(text=text, chosen=chosen)
        if results.excluded or read_query(results.query).phrases:
            words = _(
                "Nothing found for “{text}”: words in quotation marks must stand side by side, and what follows a dash "
                "is left out. Without these signs more may be found."
            )
        elif exact:
            words = _("Nothing found for “{text}”: not as it stands, nor in another form or as a synonym.")
        else:
            words = _(
                "Nothing found for “{text}”: not as it stands, nor in another form, as a synonym or with a typing "
                "mistake mended."
            )
        return f"{words.format(text=text)}\n{_('This is not evidence that no treatment exists.')}"

    def choose(self, row: int) -> None:
        """Choose a row, or stay at the first or last."""
        row = min(max(row, 0), self.model.rowCount() - 1)
        if row > 0:
            self.list.take_time()
        self.list.setCurrentIndex(self.model.index(row))

    def scroll_to(self, pixels: int) -> None:
        """Scroll the hits so far down."""
        if pixels:
            self.list.take_time()
            self.list.verticalScrollBar().setValue(pixels)

    def open_chosen(self) -> None:
        """Open the hit that is chosen; where a filter leaves nothing, take it away."""
        if self.model.rowCount():
            self.open_row(self.list.currentIndex().row())
        else:
            self.filters.take_away()

    def open_index(self, index: QModelIndex) -> None:
        """Open the hit that was clicked."""
        self.open_row(index.row())

    def open_row(self, row: int) -> None:
        """Open the hit of a row; a row that is not there opens nothing."""
        if 0 <= row < self.model.rowCount():
            self.hit_opened.emit(self.model.index(row).data(HIT))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Keep the count in the middle of its line in a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            for label in (self.summary, self.missing, self.without):
                label.setMinimumHeight(self.filters.kind.sizeHint().height())


class HitList(QListView):
    """A list whose rows are as high as their text at the width of the list."""

    entered_row = Signal(int)

    def __init__(self) -> None:
        """One column of wrapped rows, scrolled by pixels."""
        super().__init__()
        self.setAccessibleName(_("Search results"))
        self.rows = HitDelegate(self)
        self.setItemDelegate(self.rows)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        keep_bar(self)
        self.activated.connect(lambda index: self.entered_row.emit(index.row()))
        self.pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self.pause.timeout.connect(self.take_time)

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802  # Qt's name
        """The row at a place; what is said above a row belongs to none, so that a click on it opens nothing."""
        index = super().indexAt(point)
        is_above = point.y() < self.visualRect(index).top() + self.rows.heading_height(index)
        return QModelIndex() if is_above else index

    def hasten(self) -> None:
        """Measure only the rows in view, until no other hits have come for a while."""
        self.rows.is_hasty = True
        self.pause.start()

    def take_time(self) -> None:
        """Measure all rows."""
        self.pause.stop()
        if self.rows.is_hasty:
            self.rows.is_hasty = False
            self.doItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Lay the rows out anew at a new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Lay the rows out anew in the new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.scheduleDelayedItemsLayout()
