"""A guard against a fault of PySide6 6.12 on Python 3.11: it gives back None and True without counting them.

It is built for Python 3.12 and later, where the constants are immortal and nobody counts. Before that each call of Qt
that gives nothing back takes one reference from None, and after some thousands the interpreter aborts.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

ENOUGH: Final = 1 << 40
"""More references than calls in any session."""


def guard_constants() -> None:
    """Give None, True and False more references than Qt can take away."""
    if sys.version_info >= (3, 12):
        return
    for constant in (None, True, False):
        if sys.getrefcount(constant) < ENOUGH // 2:
            ctypes.c_ssize_t.from_address(id(constant)).value += ENOUGH
