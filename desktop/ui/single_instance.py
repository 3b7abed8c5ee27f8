"""One window for one data folder: a second start brings the first to the front, through files and no socket."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QSysInfo, Qt
from PySide6.QtWidgets import QWidget

LOCK: Final = "waymark.lock"
CALL: Final = "waymark.call"
PATIENCE_S: Final = 8.0
"""How long a first window may take to answer: it may still be starting, on an old machine."""
SHORT_PATIENCE_S: Final = 1.0
"""The same behind a lock that names no process of this machine, where most often there is no window."""


class SingleInstance:
    """The claim of this process on a data folder."""

    def __init__(self, folder: Path) -> None:
        """Try to claim the folder; where nothing can be written, every start is a first one."""
        self.call_file = folder / CALL
        self.lock_file = folder / LOCK
        self.lock = QLockFile(str(self.lock_file))
        self.can_call = True
        self.lock.setStaleLockTime(0)  # only a process that is gone gives its claim up
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            self.first = True
        else:
            self.first = self.lock.tryLock(0) or self.lock.error() != QLockFile.LockError.LockFailedError

    def patience(self) -> float:
        """How many seconds the window behind the lock is worth waiting for."""
        process, machine, _program = self.lock.getLockInfo()
        return PATIENCE_S if process and machine == QSysInfo.machineHostName() else SHORT_PATIENCE_S

    def call(self) -> bool:
        """Ask the first window to come to the front; False if none answers in time."""
        try:
            self.call_file.write_text(os.urandom(8).hex(), encoding="ascii")
        except OSError:
            self.can_call = False
            return False
        end = time.monotonic() + self.patience()
        while self.is_called():
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def is_called(self) -> bool:
        """Is there a call that nobody has answered?"""
        try:
            return self.call_file.stat().st_size > 0
        except OSError:
            return False

    def take_over(self) -> None:
        """Claim the folder from what does not answer: a lock of another machine, or one that a power cut damaged.

        What could not be called, as on a full disk, keeps its claim: this window goes without one.
        """
        if not self.can_call:
            return
        try:
            self.lock_file.unlink()
        except OSError:
            return  # not ours to remove: this window goes without a claim
        self.lock.tryLock(0)

    def listen(self, answer: Callable[[], None]) -> QFileSystemWatcher:
        """Run `answer` whenever another start calls; keep what is returned as long as it shall listen."""

        def heard() -> None:
            if self.is_called():
                self.call_file.write_bytes(b"")
                answer()

        watcher = QFileSystemWatcher()
        try:
            self.call_file.touch()
            heard()  # a start that came while this window was not there yet
        except OSError:
            return watcher
        watcher.addPath(str(self.call_file))
        watcher.fileChanged.connect(heard)
        return watcher


def bring_to_front(window: QWidget) -> None:
    """Show a window above all others."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
