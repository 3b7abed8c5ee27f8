"""Runs before the first line of the built program.

Looking for garbage at every turn would cost time at the start. A failure that nobody caught may come of a damaged file,
which is then looked for and named.
"""

import gc
import os
import sys
from types import TracebackType

gc.set_threshold(50_000)


def explain(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Name the damaged file in one sentence and end; a failure of a whole program is told as Python tells it."""
    from desktop.damage import damaged_file

    fault = damaged_file()
    if not fault:
        sys.__excepthook__(kind, error, trace)
        return
    if sys.stderr is not None:  # a Windows program without a console has none
        sys.stderr.write(f"{fault}\n")
        sys.stderr.flush()
    os._exit(1)  # else the loader would add its own words


sys.excepthook = explain
