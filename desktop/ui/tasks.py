"""Background work as a value: a function to run, and what to call with its result in the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

T = TypeVar("T")


class Courier(QObject):
    """Brings a result home to the thread in which it was made."""

    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, done: Callable[[Any], None], failed: Callable[[Exception], None]) -> None:
        """Remember what to call; results arrive in the thread that makes this object."""
        super().__init__()
        self.on_done = done
        self.on_failed = failed
        self.finished.connect(self.bring)
        self.failed.connect(self.bring_error)
        UNDER_WAY.add(self)

    @Slot(object)
    def bring(self, result: object) -> None:
        """Hand over the result."""
        UNDER_WAY.discard(self)
        self.on_done(result)

    @Slot(object)
    def bring_error(self, error: Exception) -> None:
        """Hand over the exception."""
        UNDER_WAY.discard(self)
        self.on_failed(error)


UNDER_WAY: set[Courier] = set()  # keeps each courier alive until it has delivered


class Job(QRunnable):
    """Work for a thread of the pool."""

    def __init__(self, work: Callable[[], T], courier: Courier) -> None:
        """Keep the work and who brings its result."""
        super().__init__()
        self.work = work
        self.courier = courier

    def run(self) -> None:
        """Do the work; an exception is a result too, and goes to whoever asked for the work."""
        try:
            result = self.work()
        except Exception as error:  # noqa: BLE001  # the one place where the errors of all background work arrive
            self.courier.failed.emit(error)
        else:
            self.courier.finished.emit(result)


def raise_here(error: Exception) -> None:
    """Raise the exception of a background job in the window's thread, where the handler of bugs sees it."""
    raise error


def run(work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
    """Run `work` in the background; then `done` with its result, or `failed` with its exception, in this thread."""
    QThreadPool.globalInstance().start(Job(work, Courier(done, failed)))
