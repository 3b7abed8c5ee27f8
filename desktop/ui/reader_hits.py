"""In how many paragraphs of a guideline, section by section, the words looked for stand, also where none is written."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.reader_html import Page
from desktop.ui.reader_sought import Sought, words_sought

STEP: Final = 0.003
"""Seconds after which counting gives way to keys and painting."""
CHUNK: Final = 50_000
"""Sections are looked through together, so many letters at a time: one by one takes ten times as long."""
BETWEEN: Final = "\n\n"
"""Parts two sections, so that no word begins in one and ends in the next."""


class Chunk(NamedTuple):
    """What some sections say one after the other, and where in it each of them ends."""

    text: str
    ends: list[int]


def chunk_of(sections: list[str]) -> Chunk:
    """Sections as one text."""
    ends = accumulate(len(section) + len(BETWEEN) for section in sections)
    return Chunk(BETWEEN.join(sections), [end - len(BETWEEN) for end in ends])


class Hits(QObject):
    """The hits in the title and in each section, in reading order; those of a long guideline are counted bit by bit.

    A paragraph with any of the words is one hit.
    """

    counted = Signal()

    def __init__(self, parent: QObject) -> None:
        """Begin without a guideline."""
        super().__init__(parent)
        self.page: Page | None = None
        self.chunks: list[Chunk] = []
        self.coming: list[str] = []
        self.read = self.counted_chunks = 0
        self.sought = words_sought("")
        self.sums: list[int] = []
        self.soon = QTimer(self, singleShot=True, interval=0)
        self.soon.timeout.connect(self.count)

    def look_for(self, sought: Sought, page: Page) -> None:
        """Count anew; the texts of a guideline that was looked through before are still there."""
        if page is not self.page:
            self.page, self.chunks, self.coming, self.read = page, [], [], 0
        self.sought, self.counted_chunks = sought, 0
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
            if self.counted_chunks < len(self.chunks):
                self.count_in(self.chunks[self.counted_chunks])
            else:
                self.read_section(self.page)
            if time.perf_counter() - begun > STEP:
                break
        if self.total is None:
            self.soon.start()
        else:
            self.counted.emit()

    def read_section(self, page: Page) -> None:
        """Read the title or one more section."""
        self.coming.append(page.words(self.read))
        self.read += 1
        if self.read > len(page.sections) or sum(map(len, self.coming)) > CHUNK:
            self.chunks.append(chunk_of(self.coming))
            self.coming = []

    def count_in(self, chunk: Chunk) -> None:
        """Count in the sections of the next chunk."""
        begins, above = [stop[0][0] for stop in self.sought.stops(chunk.text)], self.before(len(self.sums) - 1)
        self.sums += [above + bisect_left(begins, end) for end in chunk.ends]
        self.counted_chunks += 1

    def before(self, section: int) -> int:
        """How many stand before a section, which is given by its number in reading order."""
        return self.sums[section] if section >= 0 else 0

    def section(self, number: int) -> str:
        """The id of the section in which a hit stands, given by its number from 0; empty for the title."""
        assert self.page is not None
        at = bisect_right(self.sums, number)
        return self.page.sections[at - 1][0].id if at else ""
