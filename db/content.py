"""Which content a store was built from: one hash over all files of the guideline folders."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

SCHEMA_VERSION: Final = 2
"""Counts up whenever the tables, or what they are filled with, change: a store of another version is rebuilt."""


def content_hash(folders: Iterable[Path]) -> str:
    """A hash over the names and bytes of every file in these guideline folders, and over `SCHEMA_VERSION`.

    Raises `OSError` where a file cannot be read.
    """
    digest = hashlib.sha256(f"waymark {SCHEMA_VERSION}".encode())
    for folder in sorted((folder.resolve() for folder in folders), key=lambda folder: folder.name):
        for name, path in _files(folder):
            data = path.read_bytes()
            digest.update(f"\0{folder.name}/{name}\0{len(data)}\0".encode(errors="surrogateescape"))
            digest.update(data)
    return digest.hexdigest()


def _files(folder: Path) -> list[tuple[str, Path]]:
    """The files of a folder in the order of their names; hidden ones, which editors leave behind, are no content."""
    names = ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    return sorted((name, path) for name, path in names if not f"/{name}".count("/."))
