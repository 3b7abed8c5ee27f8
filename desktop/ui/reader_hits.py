"""In how many paragraphs of a guideline, section by section, the words looked for stand, also where none is written."""

from __future__ import annotations

import time
from bisect import bisect_right
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.reader_html import Page
from desktop.ui.reader_sought import Sought, words_sought

STEP: Final = 0.003
"""Seconds after which counting gives way to keys and painting."""


class Hits(QObject):
    """The hits in the title and in each section, in reading order; those of a long guideline are counted bit by bit.

    A paragraph with any of the words is one hit.
    """

    counted = Signal()

    def __init__(self, parent: QObject) -> None:
        """Begin without a guideline."""
        super().__init__(parent)
        self.page: Page | None = None
        self.texts: list[str] = []
        self.sought = words_sought("")
        self.sums: list[int] = []
        self.soon = QTimer(self, singleShot=True, interval=0)
        self.soon.timeout.connect(self.count)

    def look_for(self, sought: Sought, page: Page) -> None:
        """Count anew; the texts of a guideline that was looked through before are still there."""
        if page is not self.page:
            self.page, self.texts = page, []
        self.sought = sought
        self.sums = [0] * (len(page.sections) + 1) if sought.is_nothing else []
        self.count()

    @property
    def total(self) -> int | None:
        """How many there are; None as long as they are being counted."""
        is_counted = self.page is not None and len(self.sums) > len(self.page.sections)
        return self.sums[-1] if is_counted else None

    def count(self) -> None:
        """Count in some more sections, and tell when it was the last one."""
        begun = time.perf_counter()
        while self.page is not None and self.total is None:
            at = len(self.sums)
            if at == len(self.texts):
                self.texts.append(self.page.words(at))
            self.sums.append(self.before(at - 1) + len(self.sought.stops(self.texts[at])))
            if time.perf_counter() - begun > STEP:
                break
        if self.total is None:
            self.soon.start()
        else:
            self.counted.emit()

    def before(self, section: int) -> int:
        """How many stand before a section, which is given by its number in reading order."""
        return self.sums[section] if section >= 0 else 0

    def section(self, number: int) -> str:
        """The id of the section in which a hit stands, given by its number from 0; empty for the title."""
        assert self.page is not None
        at = bisect_right(self.sums, number)
        return self.page.sections[at - 1][0].id if at else ""
