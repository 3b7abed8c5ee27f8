"""A guard against a fault of PySide6 6.12 on Python 3.11: `Signal.emit` gives back True without counting it.

Each emission takes one reference from True, and after some five hundred the interpreter aborts. From Python 3.12 on
True is immortal and nothing is needed.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

ENOUGH: Final = 1 << 40
"""More references than emissions in any session."""


def guard_true() -> None:
    """Give True more references than emissions can take away."""
    if sys.version_info < (3, 12) and sys.getrefcount(True) < ENOUGH // 2:
        ctypes.c_ssize_t.from_address(id(True)).value += ENOUGH
