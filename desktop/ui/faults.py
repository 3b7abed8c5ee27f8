"""One handler for bugs: they are logged without patient data, one calm dialog is shown, and the window lives on.

The log holds the type of an exception and the places in the code that it passed, never its message: a message may
hold an answer. Nothing is imported here once a bug has come: it may have come of an import that failed.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.language import gettext as _
from desktop.paths import ROOT

LOG: Final = logging.getLogger("waymark")
LOG_BYTES: Final = 200_000
LEVELS: Final = {
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def install(log_path: Path, show: Callable[[Path], None]) -> None:
    """From now on log every bug and every Qt warning to `log_path`, and `show` a bug once until it is closed."""
    open_log(log_path)
    sys.excepthook = Handler(log_path, show)
    qInstallMessageHandler(log_qt_message)


def uninstall() -> None:
    """Leave bugs and warnings to Python and Qt again: without a window nobody could close a dialog."""
    sys.excepthook = sys.__excepthook__
    qInstallMessageHandler(None)


def open_log(path: Path) -> None:
    """Write the log to a small file with one predecessor; without a writable folder, to stderr."""
    handler: logging.Handler
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = LogFile(path)
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.handlers[:] = [handler]
    LOG.setLevel(logging.INFO)
    LOG.propagate = False


class LogFile(logging.FileHandler):
    """A small file with one predecessor, opened with the first line: most starts write none."""

    def __init__(self, path: Path) -> None:
        """Write to this file."""
        super().__init__(path, encoding="utf-8", delay=True)
        self.path = path

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; where that fails, as when the folder is gone, logging complains on stderr."""
        try:
            if self.path.is_file() and self.path.stat().st_size >= LOG_BYTES:
                self.close()
                self.path.replace(f"{self.path}.1")
            super().emit(record)
        except OSError:
            self.handleError(record)


class Handler:
    """The hook for exceptions that nobody caught."""

    def __init__(self, log_path: Path, show: Callable[[Path], None]) -> None:
        """Keep where the log is and how to tell the user."""
        self.log_path = log_path
        self.show = show
        self.showing = False

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log the bug and tell the user, once at a time."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        LOG.error("bug: %s", places(kind, trace))
        if not self.showing:
            self.showing = True
            try:
                self.show(self.log_path)
            finally:
                self.showing = False


def places(kind: type[BaseException], trace: TracebackType | None) -> str:
    """The type of an exception and the places that it passed, as `Type at file:line in function < …`."""
    codes = [(frame.f_code, line) for frame, line in walk_tb(trace)]
    found = [f"{inside(code.co_filename)}:{line} in {code.co_name}" for code, line in reversed(codes)]
    return f"{kind.__name__} at {' < '.join(found)}"


def inside(filename: str) -> str:
    """A path without the folders that lie outside the program, which may hold a person's name."""
    path = Path(filename)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Log what Qt warns of; its messages name classes and properties, not answers."""
    LOG.log(LEVELS.get(kind, logging.INFO), "Qt %s: %s", context.category, message)


def program_file() -> tuple[int, int] | None:
    """Which file stands at the place of the program, as its device and number; None where there is none."""
    try:
        found = Path(sys.executable).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


STARTED: Final = program_file()
"""The file that was started."""


def dialog_words() -> tuple[str, str]:
    """What to tell of a bug, and what to do: go on, or start again where the program is no longer the same."""
    if program_file() == STARTED:
        return _("Something went wrong inside Waymark."), _(
            "Your answers are kept and you can go on. Check the result of the last step before you use it. "
            "What happened was written, without patient data, to:\n{path}"
        )
    return _("Waymark was updated or removed while it was open."), _(
        "This step needs a part that is no longer there. Your answers are kept as long as this window is open: "
        "finish or note what you need, then close Waymark and start it again. "
        "What happened was written, without patient data, to:\n{path}"
    )


def show_dialog(log_path: Path) -> None:
    """Tell the user that something went wrong, and what to do."""
    words, more = dialog_words()
    box = QMessageBox(QApplication.activeWindow())
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(_("Waymark"))
    box.setText(words)
    box.setInformativeText(more.format(path=log_path))
    box.exec()
