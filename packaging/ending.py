"""What ends a script from outside ends it in order: no process and no folder stays behind."""

from __future__ import annotations

import signal
import sys
from types import FrameType


def end_in_order() -> None:
    """Let a signal to end run what stands in `finally` and after `with`, as an error would."""
    for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
        if number := getattr(signal, name, None):
            signal.signal(number, end)


def end(number: int, _frame: FrameType | None) -> None:
    """End the script with the exit status that the signal gives."""
    sys.exit(128 + number)
