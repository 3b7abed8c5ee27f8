"""One window for one data folder: a second start brings the first to the front, through files and no socket."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QLockFile, Qt
from PySide6.QtWidgets import QWidget

LOCK: Final = "waymark.lock"
CALL: Final = "waymark.call"


class SingleInstance:
    """The claim of this process on a data folder."""

    def __init__(self, folder: Path) -> None:
        """Try to claim the folder; where nothing can be written, every start is a first one."""
        self.call_file = folder / CALL
        self.lock = QLockFile(str(folder / LOCK))
        self.lock.setStaleLockTime(0)  # only a process that is gone gives its claim up
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            self.first = True
        else:
            self.first = self.lock.tryLock(0) or self.lock.error() != QLockFile.LockError.LockFailedError

    def call(self) -> None:
        """Ask the first window to come to the front."""
        self.call_file.write_text(secrets.token_hex(8), encoding="ascii")

    def listen(self, answer: Callable[[], None]) -> QFileSystemWatcher:
        """Run `answer` whenever another start calls; keep what is returned as long as it shall listen."""
        watcher = QFileSystemWatcher()
        try:
            self.call_file.touch()
        except OSError:
            return watcher
        watcher.addPath(str(self.call_file))
        watcher.fileChanged.connect(answer)
        return watcher


def bring_to_front(window: QWidget) -> None:
    """Show a window above all others."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
