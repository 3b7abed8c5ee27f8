"""The guidelines of a store stay readable when another part of its file is damaged; its index is worked out anew.

The tables of the guidelines are written first, and are by themselves the file of a database, but for its first page,
which SQLite writes anew for each table of the index. A store therefore keeps that first page, with a hash over the
pages of the guidelines, in two places: right after those pages and at its end.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import Final

SIGN: Final = b"Waymark rescue\0\1"
DIGEST_SIZE: Final = 32
PAGE_SIZE: Final = slice(16, 18)
"""Where SQLite keeps the size of a page, in the first page."""
LARGEST_PAGE: Final = 65_536
TABLE: Final = "CREATE TABLE rescue (record BLOB NOT NULL)"


def rescue_record(guidelines: bytes) -> bytes:
    """What is needed to read the guidelines of a damaged store, given the database that holds nothing else."""
    first = guidelines[: int.from_bytes(guidelines[PAGE_SIZE], "big")]
    count = (len(guidelines) // len(first)).to_bytes(4, "big")
    return SIGN + count + hashlib.sha256(guidelines).digest() + zlib.compress(first)


def rescued(data: bytes) -> bytes | None:
    """The database of the guidelines in a damaged store, not one bit changed; None if they are damaged as well."""
    at = data.find(SIGN)
    while at >= 0:
        if (found := _rescued_by(data, at + len(SIGN))) is not None:
            return found
        at = data.find(SIGN, at + 1)
    return None


def _rescued_by(data: bytes, at: int) -> bytes | None:
    """What a record at a place leads to, if that is whole."""
    count, start = int.from_bytes(data[at : at + 4], "big"), at + 4 + DIGEST_SIZE
    try:
        first = zlib.decompressobj().decompress(data[start : start + LARGEST_PAGE], LARGEST_PAGE)
    except zlib.error:
        return None
    found = first + data[len(first) : count * len(first)]
    return found if hashlib.sha256(found).digest() == data[at + 4 : start] else None
