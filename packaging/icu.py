"""A smaller data library for ICU, the part of Qt that knows languages, on Linux.

Qt takes locales, text boundaries and legacy encodings from its own tables; of ICU it uses collation, case mapping and
normalisation. The rest of the 31 MB is never read: converters, dictionaries, and the names of units, currencies,
zones, languages and regions.
"""

from __future__ import annotations

import re
import struct
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

MAGIC: Final = b"\xda\x27\x14\x00\x00\x00\x00\x00\x02\x00CmnD"
ALIGNMENT: Final = 16
FOLDERS_OUT: Final = ("brkitr/", "curr/", "lang/", "rbnf/", "region/", "translit/", "unit/", "zone/")
LOCALE: Final = re.compile(r"[a-z]{2,3}(_[A-Za-z0-9_]+)?\.res")
SUFFIXES_OUT: Final = (".cnv", ".spp", ".cfu")


def wanted(name: str) -> bool:
    """Is this item of the data used? The name is that within the archive, such as `coll/de.res`."""
    return not name.startswith(FOLDERS_OUT) and not name.endswith(SUFFIXES_OUT) and LOCALE.fullmatch(name) is None


def archive(library: bytes) -> bytes:
    """The archive inside a data library, from its header on."""
    start = library.index(MAGIC) - 2
    return library[start:]


def smaller(data: bytes) -> bytes:
    """An archive with only the items that are wanted."""
    head = struct.unpack_from("<H", data)[0]
    count = struct.unpack_from("<I", data, head)[0]
    table = [struct.unpack_from("<II", data, head + 4 + 8 * n) for n in range(count)]
    names = [data[head + at : data.index(b"\0", head + at)] for at, _ in table]
    ends = [*(at for _, at in table[1:]), len(data)]
    items = [
        (name, data[head + at : head + end])
        for name, (_, at), end in zip(names, table, ends, strict=True)
        if wanted(name.decode().partition("/")[2])
    ]
    return data[:head] + packed(items)


def packed(items: list[tuple[bytes, bytes]]) -> bytes:
    """Items as ICU reads them: their number, a table of the places of names and data, the names, the data."""
    at = 4 + 8 * len(items)
    places, names, bodies = [], b"", b""
    for name, _ in items:
        places.append(at + len(names))
        names += name + b"\0"
    names += b"\0" * (-(at + len(names)) % ALIGNMENT)
    at += len(names)
    table = b""
    for place, (_, body) in zip(places, items, strict=True):
        table += struct.pack("<II", place, at + len(bodies))
        bodies += body + b"\0" * (-len(body) % ALIGNMENT)
    return struct.pack("<I", len(items)) + table + names + bodies


def shrink(library: Path) -> None:
    """Replace a data library by one that holds only what is wanted; needs `as` and `ld`."""
    soname = library.name
    symbol = f"icudt{soname.rpartition('.')[2]}_dat"
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").write_bytes(smaller(archive(library.read_bytes())))
        source = (
            f'.section .rodata\n.global {symbol}\n.type {symbol}, @object\n.balign 16\n{symbol}:\n.incbin "data"\n'
            f".size {symbol}, . - {symbol}\n.section .note.GNU-stack\n"
        )
        (folder / "data.s").write_text(source)
        subprocess.run(["as", "-o", "data.o", "data.s"], cwd=folder, check=True)
        link = ["ld", "-shared", "--build-id=none", "-soname", soname, "-o", "out.so", "data.o"]
        subprocess.run(link, cwd=folder, check=True)
        library.write_bytes((folder / "out.so").read_bytes())
