"""Files that the user asked for: written whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path


def write_file(path: Path, data: bytes) -> None:
    """Write beside the file, then put it in its place; on failure nothing is left. Raises `OSError` with the path."""
    write_files({path: data})


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write several files: all are on the disk before the first is put in its place. Raises `OSError` with the path."""
    parts: dict[Path, Path] = {}
    path = Path()
    try:
        for path, data in files.items():
            parts[path] = _beside(path.resolve(), data)
        for path, part in parts.items():
            if part != path.resolve():
                part.replace(path.resolve())
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from error
    finally:
        for path, part in parts.items():
            if part != path.resolve():
                part.unlink(missing_ok=True)


def _beside(target: Path, data: bytes) -> Path:
    """Write a new file in the folder of the target and flush it to the disk; a device is written into as it is."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    if target.exists() and not target.is_file():
        target.write_bytes(data)  # a device or a pipe must not be replaced by a file
        return target
    part = target.parent / f".{os.urandom(8).hex()}.part"
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part
