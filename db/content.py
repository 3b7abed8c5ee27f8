"""Which content this is: one hash over a guideline's sources, and one over all that a store is built from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from db.proof_report import PROOF_FILE, PROOF_VERSION
from db.search_thesaurus import CLINICAL

Entries = dict[str, os.DirEntry[str]]
SCHEMA_VERSION: Final = 20
"""Counts up whenever the tables, or what they are filled with, change: a store of another version is rebuilt."""


def entries_hash(entries: Entries) -> str:
    """A hash over the names and texts of a guideline's sources, given its entries: what a proof report speaks of.

    The report itself does not count, nor do the name of the folder and the way in which lines end. Raises `OSError`
    where a file cannot be read.
    """
    digest = hashlib.sha256()
    for name, entry in entries.items():
        if name != PROOF_FILE and entry.is_file():
            _add(digest, name, _bytes(entry.path).replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def content_hash(folders: Iterable[Path]) -> str:
    """A hash over the names and bytes of every file in these guideline folders, and over what a store is built with.

    Raises `OSError` where a file cannot be read.
    """
    digest = hashlib.sha256(f"waymark {SCHEMA_VERSION} {PROOF_VERSION}".encode())
    _add(digest, CLINICAL.name, CLINICAL.read_bytes())
    for folder in sorted((folder.resolve() for folder in folders), key=lambda folder: folder.name):
        for name, entry in guideline_entries(folder).items():
            if entry.is_file():
                _add(digest, f"{folder.name}/{name}", _bytes(entry.path))
    return digest.hexdigest()


def guideline_entries(folder: Path) -> Entries:
    """What stands in a guideline folder and in its folders, links followed, each under its name as `rules/10.yaml`.

    Reading and hashing both go by this list, so that nothing is read of which the hash does not speak. It ends two
    floors down, where reading ends, so that a link to a folder around it leads nowhere. Raises `OSError`.
    """
    found: Entries = {}
    for entry in _entries(str(folder)):
        found[entry.name] = entry
        if entry.is_dir():
            found |= {f"{entry.name}/{inner.name}": inner for inner in _entries(entry.path)}
    return dict(sorted(found.items()))


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


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """What stands in a folder; hidden entries, which editors leave behind, are no content."""
    with os.scandir(folder) as entries:
        return [entry for entry in entries if not entry.name.startswith(".")]
