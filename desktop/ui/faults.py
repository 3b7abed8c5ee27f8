"""One handler for bugs: they are logged without patient data, one calm dialog is shown, and the window lives on.

The log holds the type of an exception and the places in the code that it passed, never its message: a message may
hold an answer.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from traceback import extract_tb
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


class LogFile(logging.Handler):
    """A small file with one predecessor, whose handler is loaded with the first line: most starts write none."""

    def __init__(self, path: Path) -> None:
        """Write to this file."""
        super().__init__()
        self.path = path
        self.file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        if self.file is None:
            from logging.handlers import RotatingFileHandler

            self.file = RotatingFileHandler(self.path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
            self.file.setFormatter(self.formatter)
        self.file.handle(record)

    def close(self) -> None:
        """Close the file."""
        if self.file is not None:
            self.file.close()
        super().close()


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
    found = [f"{inside(frame.filename)}:{frame.lineno} in {frame.name}" for frame in reversed(extract_tb(trace))]
    return f"{kind.__name__} at {' < '.join(found)}"


def inside(filename: str) -> str:
    """A path without the folders that lie outside the program, which may hold a person's name."""
    path = Path(filename)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Log what Qt warns of; its messages name classes and properties, not answers."""
    LOG.log(LEVELS.get(kind, logging.INFO), "Qt %s: %s", context.category, message)


def show_dialog(log_path: Path) -> None:
    """Tell the user that something went wrong, and that the work goes on."""
    box = QMessageBox(QApplication.activeWindow())
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(_("Waymark"))
    box.setText(_("Something went wrong inside Waymark."))
    box.setInformativeText(
        _(
            "Your answers are kept and you can go on. Check the result of the last step before you use it. "
            "What happened was written, without patient data, to:\n{path}"
        ).format(path=log_path)
    )
    box.exec()
