"""Runs before the first line of the built program.

Looking for garbage would cost time at the start. A failure that nobody caught may come of a damaged file, which is then
looked for and named, or of too little memory.
The files that hold the modules are kept open: an update or a removal of the program under its open window takes away
none of them.
"""

import gc
import os
import sys
import zipimport
from types import TracebackType

gc.set_threshold(500_000)
OPEN_FILES = "/proc/self/fd"
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


def hold_modules() -> None:
    """Read modules on from the files that are open now, also once others stand at their places or none."""
    import pyimod02_importers  # PyInstaller's own, only in a built program

    archive = pyimod02_importers.pyz_archive
    archive._filename = held(archive._filename)  # noqa: SLF001  # it opens the file by this name for each module
    packed = [found for found in sys.path_importer_cache.values() if isinstance(found, zipimport.zipimporter)]
    names = {found.archive: held(found.archive) for found in packed}
    for found in packed:
        found.archive = names[found.archive]


def held(file: str) -> str:
    """Open a file, and give the name by which it can be opened again, whatever becomes of its place."""
    return f"{OPEN_FILES}/{os.open(file, os.O_RDONLY)}"


sys.excepthook = explain
# Windows lets nobody replace a program that runs; pathlib is not loaded yet
if getattr(sys, "frozen", False) and os.path.isdir(OPEN_FILES):  # noqa: PTH112
    hold_modules()
