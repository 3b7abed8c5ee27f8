"""Which content this is: one hash over a guideline's sources, and one over all that a store is built from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from db.proof_report import PROOF_FILE, PROOF_VERSION
from db.search_thesaurus import CLINICAL

SCHEMA_VERSION: Final = 10
"""Counts up whenever the tables, or what they are filled with, change: a store of another version is rebuilt."""


def guideline_hash(folder: Path) -> str:
    """A hash over the names and texts of a guideline's sources: what a proof report speaks of.

    The report itself does not count, nor do the name of the folder and the way in which lines end. Raises `OSError`
    where a file cannot be read.
    """
    digest = hashlib.sha256()
    for name, path in _files(folder):
        if name != PROOF_FILE:
            _add(digest, name, _bytes(path).replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def content_hash(folders: Iterable[Path]) -> str:
    """A hash over the names and bytes of every file in these guideline folders, and over what a store is built with.

    Raises `OSError` where a file cannot be read.
    """
    digest = hashlib.sha256(f"waymark {SCHEMA_VERSION} {PROOF_VERSION}".encode())
    _add(digest, CLINICAL.name, CLINICAL.read_bytes())
    for folder in sorted((folder.resolve() for folder in folders), key=lambda folder: folder.name):
        for name, path in _files(folder):
            _add(digest, f"{folder.name}/{name}", _bytes(path))
    return digest.hexdigest()


def guideline_folders(folder: Path) -> list[Path]:
    """The folders in a folder that hold a guideline; what is hidden or cannot be looked into holds none."""
    names = (path for path in folder.iterdir() if not path.name.startswith("."))
    return sorted(path for path in names if os.path.isfile(path / "guideline.yaml"))  # noqa: PTH113  # is_file() raises


def _add(digest: hashlib._Hash, name: str, data: bytes) -> None:
    """Add a file to a hash, so that no two lists of files read the same."""
    digest.update(f"\0{name}\0{len(data)}\0".encode(errors="surrogateescape"))
    digest.update(data)


def _bytes(path: str) -> bytes:
    """A file as it is; unbuffered, for every start of the program reads them all."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123  # a Path for each file costs more than its reading
        return file.read()


def _files(folder: Path) -> list[tuple[str, str]]:
    """The files of a folder, each with its path, in the order of their names."""
    return sorted(_listed(str(folder), ""))


def _listed(folder: str, above: str) -> Iterator[tuple[str, str]]:
    """The files below a folder; hidden ones, which editors leave behind, are no content."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _listed(entry.path, f"{above}{entry.name}/")
            elif entry.is_file():
                yield f"{above}{entry.name}", entry.path
