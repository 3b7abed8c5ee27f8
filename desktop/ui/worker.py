"""A thread of its own for questions that must not hold up the window; of one kind only the newest is answered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from desktop.ui.tasks import raise_here

T = TypeVar("T")


class Postman(QObject):
    """Carries answered questions into the window's thread."""

    answered = Signal(object)

    def __init__(self) -> None:
        """Made in the window's thread."""
        super().__init__()
        self.answered.connect(self.bring)

    @Slot(object)
    def bring(self, request: Request) -> None:
        """Hand a question back to the worker that was asked."""
        request.home(request)


@lru_cache(maxsize=1)
def postman() -> Postman:
    """The one postman: it outlives every thread, which might otherwise be the last to hold, and destroy, a QObject."""
    return Postman()


class Request:
    """A question: work to do, whom to give its result or its exception, and where it goes when it is answered."""

    def __init__(
        self,
        kind: str,
        work: Callable[[], T],
        answer: tuple[Callable[[T], None], Callable[[Exception], None]],
        home: Callable[[Request], None],
    ) -> None:
        """Begin without an answer."""
        self.kind = kind
        self.home = home
        self.work = work
        self.done, self.failed = answer
        self.finished = threading.Event()
        self.result: Any = None
        self.error: Exception | None = None

    def run(self) -> None:
        """Do the work; an exception is an answer too."""
        try:
            self.result = self.work()
        except Exception as error:  # noqa: BLE001  # it goes to whoever asked
            self.error = error
        self.finished.set()


class Line:
    """The questions that wait for one thread, the oldest first, one of each kind."""

    def __init__(self) -> None:
        """Begin without a question."""
        self.changed = threading.Condition()
        self.waiting: dict[str, Request] = {}
        self.closed = False

    def put(self, request: Request) -> None:
        """Add a question; an older one of its kind is dropped."""
        with self.changed:
            self.waiting.pop(request.kind, None)
            self.waiting[request.kind] = request
            self.changed.notify()

    def take(self) -> Request | None:
        """Wait for the next question; None once the line is closed."""
        with self.changed:
            self.changed.wait_for(lambda: self.closed or self.waiting)
            return None if self.closed else self.waiting.pop(next(iter(self.waiting)))

    def close(self) -> None:
        """Drop what waits, and let the thread go."""
        with self.changed:
            self.closed = True
            self.changed.notify()


class Worker:
    """Asks in a thread that begins with the first question, and answers in the thread of the window."""

    def __init__(self, leave: Callable[[], object] = lambda: None) -> None:
        """`leave` is the last thing that the thread does."""
        self.leave = leave
        self.line: Line | None = None
        self.newest: dict[str, Request] = {}
        self.postman = postman()

    def ask(
        self,
        kind: str,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] = raise_here,
        *,
        patience: float = 0.0,
    ) -> None:
        """Have `work` done, then `done` called with its result; an older question of this kind gets no answer.

        An answer that comes within `patience`, in seconds, is delivered before this returns.
        """
        self.newest[kind] = request = Request(kind, work, (done, failed), self.deliver)
        if self.line is None:
            self.line = Line()
            threading.Thread(target=self.serve, args=(self.line,), daemon=True).start()
        self.line.put(request)
        if patience and request.finished.wait(patience):
            self.deliver(request)

    def serve(self, line: Line) -> None:
        """Answer until the line is closed."""
        while (request := line.take()) is not None:
            request.run()
            if not line.closed:
                self.postman.answered.emit(request)
        self.leave()

    def deliver(self, request: Request) -> None:
        """Hand an answer over once, if it is still the newest of its kind."""
        if self.newest.get(request.kind) is not request:
            return
        del self.newest[request.kind]
        if request.error is None:
            request.done(request.result)
        else:
            request.failed(request.error)

    def forget(self, kind: str) -> None:
        """Want no answer of this kind any more."""
        self.newest.pop(kind, None)

    def stop(self) -> None:
        """Want no answer at all, and let the thread go; another question begins another thread."""
        self.newest.clear()
        if self.line is not None:
            self.line.close()
            self.line = None
