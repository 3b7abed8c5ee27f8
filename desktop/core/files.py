"""Files that the user asked for: written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path


def write_file(path: Path, data: bytes) -> None:
    """Write beside the file, then put it in its place; on failure nothing is left. Raises `OSError` with the path."""
    try:
        target = path.resolve()
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if target.exists() and not target.is_file():
            target.write_bytes(data)  # a device or a pipe must not be replaced by a file
        else:
            _replace(target, data)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from error


def _replace(path: Path, data: bytes) -> None:
    """Write to a new file in the same folder, flush it to the disk, and rename it."""
    part = path.parent / f".{secrets.token_hex(8)}.part"
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
