"""What a search found: how much, the filters, the hits; or that nothing was found, and what that does not mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from textwrap import shorten
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QListView, QStackedWidget, QVBoxLayout, QWidget

from db.store import Hit, Results, Summary
from desktop.core.search_words import not_searched_words, without_words
from desktop.language import gettext as _
from desktop.language import ngettext
from desktop.ui.flow import FlowLayout
from desktop.ui.pieces import push_button, text_label
from desktop.ui.results_model import HIT, HitDelegate, ResultsModel
from desktop.ui.search_desk import MOST, Answer
from desktop.ui.search_filters import LONGEST, Filters

UNBROKEN: Final = re.compile(r"(\S{20})(?=\S)")
"""So many letters without a space may break, or a long word would make the window wider than the screen."""
PAUSE_MS: Final = 100
"""After so long the hits stay for a while, and the rows below those in view are measured as well."""


class SearchPage(QWidget):
    """The hits of one search."""

    hit_opened = Signal(str, str, str)
    exact_requested = Signal()

    def __init__(self, guidelines: tuple[Summary, ...]) -> None:
        """Lay out the count, the filters, the list and the keys."""
        super().__init__()
        self.covered = ", ".join(g.title for g in guidelines) or _("no guideline")
        self.model = ResultsModel()
        self.summary = text_label("", "meta", wrap=False)
        self.without = text_label("", "meta", wrap=False)
        self.exact = push_button("", "link", self.exact_requested.emit)
        self.filters = Filters(guidelines)
        self.keys = text_label(
            _("Enter opens · Up and Down move · Alt+1 to Alt+9 open a hit · Tab filters · Esc clears"), "meta"
        )
        self.list = HitList()
        self.list.setModel(self.model)
        self.list.clicked.connect(self.open_index)
        self.list.entered_row.connect(self.open_row)
        self.nothing = text_label("")
        self.nothing.setContentsMargins(0, 12, 0, 0)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.body = QStackedWidget()
        self.body.addWidget(self.list)
        self.body.addWidget(self.nothing)
        self.lay_out()
        for digit in range(1, 10):
            self.add_key(f"Alt+{digit}", partial(self.open_row, digit - 1))
        self.add_key("Alt+0", self.filters.take_away)

    def lay_out(self) -> None:
        """Put the parts below each other, with count and filters in one line as long as there is room."""
        self.head = QWidget()
        flow = FlowLayout(self.head, margin=0, gap=12, line_gap=4)
        flow.setContentsMargins(0, 0, 0, 0)
        for widget in (self.summary, self.without, self.exact, *self.filters.boxes, self.filters.clear):
            flow.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self.body, 1)
        column.addWidget(self.keys)

    def add_key(self, key: str, does: Callable[[], object]) -> None:
        """Let a key do something while this page is in view."""
        QShortcut(QKeySequence(key), self).activated.connect(does)

    def show_answer(self, answer: Answer) -> None:
        """Show the hits, with the first one chosen, or say that there are none."""
        results = answer.results
        self.filters.offer_found(results.hits)
        if results.hits:
            self.list.hasten()
            self.model.show(results.hits, answer.numbers)
            self.body.setCurrentWidget(self.list)
            self.choose(0)
            self.list.scrollToTop()
        else:
            self.say(self.nothing_words(results))
        self.show_count(results)

    def show_count(self, results: Results) -> None:
        """Say how much was found, for which words if they are not those typed, and without which."""
        count = ngettext("{count} hit", "{count} hits", len(results.hits)).format(count=len(results.hits))
        if len(results.hits) == MOST:
            count = _("the best {count} hits").format(count=MOST)
        words = f"{count[:1].upper()}{count[1:]}" if results.hits else _("No hit")
        if results.corrected:
            meant, typed = (shorten(text, LONGEST, placeholder="…") for text in (results.corrected, results.query))
            words = _("Showing results for “{corrected}”: {count}").format(corrected=meant, count=count)
            self.exact.setText(_("search for “{text}” instead").format(text=typed))
        self.summary.setText(words if results.is_searched else _("Nothing searched"))
        self.without.setText(shorten(without_words(results), LONGEST, placeholder="…"))
        self.without.setVisible(bool(results.excluded) and results.is_searched)
        self.exact.setVisible(bool(results.corrected))
        self.head.show()

    def say(self, words: str) -> None:
        """Say something in the place of the hits, of which none is left to open."""
        self.head.hide()
        self.nothing.setText(UNBROKEN.sub("\\1\u200b", words))
        self.body.setCurrentWidget(self.nothing)
        self.model.show((), {})

    def nothing_words(self, results: Results) -> str:
        """What to say when nothing was found: why nothing was searched; the filter that is on; or what is covered.

        It says also what an empty answer does not mean.
        """
        if not results.is_searched:
            return not_searched_words(results)
        text = results.query.strip()
        if chosen := self.filters.words():
            words = _("Nothing found for “{text}” in: {chosen}.\n\nPress Enter to search everything.")
            return words.format(text=text, chosen=chosen)
        message = _(
            "Nothing found for “{text}”: not as it stands, nor in another form, as a synonym or with a typing mistake "
            "mended.\n\nCovered: {covered}.\nThis is not evidence that no treatment exists."
        )
        return message.format(text=text, covered=self.covered)

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
            hit: Hit = self.model.index(row).data(HIT)
            self.hit_opened.emit(hit.guideline, hit.section, hit.statement or "")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Keep the count in the middle of its line in a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            for label in (self.summary, self.without):
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
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.activated.connect(lambda index: self.entered_row.emit(index.row()))
        self.pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self.pause.timeout.connect(self.take_time)

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
