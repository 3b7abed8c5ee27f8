"""Searching beside the window: a connection and a thread of its own, and a damaged index that is built anew there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal

from db.store import WARM_UP, Results
from db.store_file import StoreError
from desktop.ui.tasks import raise_here
from desktop.ui.worker import Worker

PATIENCE: Final = 0.004
"""Seconds that the window waits for an answer: most come sooner, and then the list changes with the key pressed."""
MOST: Final = 20
"""How many hits are shown: a longer list helps nobody."""
HITS: Final = "hits"
COUNTS: Final = "counts"
MENDING: Final = "mending"
LOADING: Final = "loading"
Counts = dict[str, int]


class Search(Protocol):
    """What is asked of an open store, in the thread that opened it."""

    def search(
        self,
        words: str,
        guideline: str | None = None,
        limit: int = 20,
        *,
        kinds: Collection[str] | None = None,
        exact: bool = False,
    ) -> Results:
        """What answers some words; an exact search repairs no typing mistake. Raises `StoreError`."""

    def explained(self, results: Results) -> Results:
        """The same results with the reason of each hit that shows none of the words. Raises `StoreError`."""

    def hits_by_section(self, words: str, guideline: str) -> Counts:
        """How many statements of each section answer some words. Raises `StoreError`."""

    def reference_numbers(self, guideline: str) -> dict[str, int]:
        """The number of each reference of a guideline."""

    def mend_search(self) -> None:
        """Build the index anew. Raises `StoreError`."""

    def close(self) -> None:
        """Close the store."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched: words, in one guideline or all, for one kind of hit or all."""

    words: str
    guideline: str = ""
    kind: str = ""
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, with the numbers of the references: for each guideline those of its bibliography.

    `repaired` are the words that would have been searched instead, if an exact search had been none.
    """

    question: Question
    results: Results
    numbers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    repaired: str | None = None


class SearchDesk(QObject):
    """Takes questions and gives the answers back in the window's thread, only those to the newest question."""

    failed = Signal()
    broke = Signal()
    mended = Signal()
    lost = Signal(object)

    def __init__(self, open_search: Callable[[], Search]) -> None:
        """`open_search` opens the store, in the thread that asks it."""
        super().__init__()
        self.open_search = open_search
        self.known: dict[str, Mapping[str, int]] = {}
        self.mending = self.mended_before = False
        self.thread_own = threading.local()
        self.worker = Worker(self.close)

    def find(self, question: Question, done: Callable[[Answer], None]) -> None:
        """Search; a damaged index begins to be mended, and then there is no answer."""

        def receive(answer: Answer) -> None:
            self.mended_before = False
            done(answer)

        self.worker.ask(HITS, lambda: self.answer(question), receive, self.fail, patience=PATIENCE)

    def count(self, words: str, guideline: str, done: Callable[[Counts], None]) -> None:
        """Count the hits in each section of a guideline."""

        def work() -> Counts:
            return self.search().hits_by_section(words, guideline) if words.strip() else {}

        self.worker.ask(COUNTS, work, done, self.meet, patience=PATIENCE)

    def warm_up(self) -> None:
        """Search once before the first question, which opens the store and mends an index that is damaged.

        What repairs typing mistakes is loaded with the first of them.
        """
        self.worker.ask(LOADING, lambda: self.search().search(WARM_UP, exact=True), lambda _results: None, self.meet)

    def stop(self) -> None:
        """Let the thread go."""
        self.worker.stop()

    def fail(self, error: Exception) -> None:
        """Tell that there is no answer, and see to it that there will be."""
        self.meet(error)
        self.failed.emit()

    def meet(self, error: Exception) -> None:
        """Build a damaged index anew, unless that has just been done in vain; other errors are bugs."""
        if not isinstance(error, StoreError):
            raise_here(error)
        if self.mended_before:
            self.lost.emit(error)
        elif not self.mending:
            self.mending = True
            self.worker.ask(MENDING, lambda: self.search().mend_search(), self.rejoice, self.lost.emit)
            self.broke.emit()

    def rejoice(self, _none: None) -> None:
        """Tell that search works again."""
        self.mending, self.mended_before = False, True
        self.mended.emit()

    # --- in the thread of the worker -----------------------------------------------------------------------------

    def search(self) -> Search:
        """The store of this thread. Raises `StoreError`."""
        if not hasattr(self.thread_own, "opened"):
            self.thread_own.opened = self.open_search()
        opened: Search = self.thread_own.opened
        return opened

    def answer(self, question: Question) -> Answer:
        """Search, see why each passage was found, and number the references. Raises `StoreError`."""
        found = self.search().search(
            question.words,
            question.guideline or None,
            MOST,
            kinds=(question.kind,) if question.kind else None,
            exact=question.exact,
        )
        results = self.search().explained(found)
        cited = {hit.guideline for hit in results.hits if hit.references}
        repaired = self.search().search(question.words, limit=0).corrected if question.exact else results.corrected
        return Answer(question, results, {guideline: self.numbers(guideline) for guideline in cited}, repaired)

    def numbers(self, guideline: str) -> Mapping[str, int]:
        """The numbers of the references of a guideline, read once."""
        if guideline not in self.known:
            self.known[guideline] = self.search().reference_numbers(guideline)
        return self.known[guideline]

    def close(self) -> None:
        """Close the store of this thread."""
        if hasattr(self.thread_own, "opened"):
            self.thread_own.opened.close()
