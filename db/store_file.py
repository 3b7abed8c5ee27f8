"""The file of a store: sealed as a whole, checked before it is read, its damage told in one sentence."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

from db.content import SCHEMA_VERSION
from db.rescue import rescued

SQLITE_HEADER: Final = b"SQLite format 3\0"
APPLICATION_ID: Final = 0x5761794D
"""Marks a SQLite file as a Waymark store."""
SEAL_SIZE: Final = 32
"""A store ends with the SHA-256 of all bytes before it: one changed bit anywhere is noticed."""


class StoreError(ValueError):
    """A store that cannot be used; one sentence that names its file."""


def check_file(path: Path) -> bytes | None:
    """Refuse what is not an unchanged store of this program; raises `StoreError`.

    Where its guidelines are unchanged and no more, gives the database of the guidelines alone.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StoreError(f"The store {path} cannot be read: {error.strerror or error}.") from None
    is_store = data.startswith(SQLITE_HEADER) and int.from_bytes(data[68:72], "big") == APPLICATION_ID
    is_whole = is_store and seal(memoryview(data)[:-SEAL_SIZE]) == data[-SEAL_SIZE:]
    found = data if is_whole else rescued(data)
    if found is None and is_store:
        raise StoreError(f"{path}: the store is damaged; build it anew, or install the program again.")
    if found is None:
        raise StoreError(f"{path} is not a store of guidelines, or it is damaged.")
    if int.from_bytes(found[60:64], "big") != SCHEMA_VERSION:
        raise StoreError(f"The store {path} belongs to another version of the program.")
    return None if is_whole else found


def seal(data: bytes | memoryview) -> bytes:
    """The seal that follows these bytes of a store."""
    return hashlib.sha256(data).digest()


def read_only_uri(path: Path) -> str:
    """The address under which SQLite opens a file that nobody writes."""
    name = path.absolute().as_posix()
    return f"file://{'' if name.startswith('/') else '/'}{quote(name, errors='surrogateescape')}?mode=ro&immutable=1"


@contextmanager
def damage_named(path: Path) -> Iterator[None]:
    """Whatever a damaged store makes fail is a `StoreError`."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_CANTOPEN:  # Python's own have no code
            raise StoreError(f"The store {path} is damaged ({error}).") from error
        size = len(bytes(path.absolute()))
        message = f"The store {path} cannot be opened: SQLite takes no path much over 500 bytes, and this has {size}."
        raise StoreError(message) from error
    except (sqlite3.Error, msgspec.MsgspecError, ValueError, LookupError, TypeError) as error:
        raise StoreError(f"The store {path} is damaged ({error}).") from error
