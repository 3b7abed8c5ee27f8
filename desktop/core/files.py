"""Files that the user asked for: written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def write_file(path: Path, data: bytes) -> None:
    """Write beside the file, then put it in its place; on failure nothing is left. Raises `OSError` with the path."""
    try:
        if path.is_dir():
            raise IsADirectoryError(21, os.strerror(21), str(path))
        _replace(path, data)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from error


def _replace(path: Path, data: bytes) -> None:
    """Write to a new file in the same folder, flush it to the disk, and rename it."""
    number, name = tempfile.mkstemp(prefix=".waymark-", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode(path))
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced; a new one is readable by its owner alone."""
    return path.stat().st_mode & 0o777 if path.exists() else 0o600
