"""Runs before the first line of the built program.

Looking for garbage at every turn would cost time at the start. A failure that nobody caught may come of a damaged file,
which is then looked for and named, or of too little memory.
"""

import gc
import os
import sys
from types import TracebackType

gc.set_threshold(50_000)
NO_MEMORY = "the program cannot go on: this process is given too little memory, or a file of it is damaged"


def explain(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Name the damaged file in one sentence and end; a failure of a whole program is told as Python tells it."""
    try:
        from desktop.damage import damaged_file

        fault = damaged_file() or (NO_MEMORY if issubclass(kind, MemoryError) else "")
    except (ImportError, MemoryError, OSError):  # not even that can be loaded
        fault = NO_MEMORY
    if not fault:
        sys.__excepthook__(kind, error, trace)
        return
    if sys.stderr is not None:  # a Windows program without a console has none
        sys.stderr.write(f"{fault}\n")
        sys.stderr.flush()
    os._exit(1)  # else the loader would add its own words


sys.excepthook = explain
