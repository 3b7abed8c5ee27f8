"""Is every file of the installed program as it was built? A file that is not is named in one sentence."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop import paths
from desktop.language import gettext as _

SEALED: Final = ("  resources/guidelines.sqlite",)
"""The store has a seal of its own, and is read where its index alone is damaged."""
LIBRARY: Final = re.compile(r"^([^/\s]+): cannot open shared object file")
"""How the loader of Linux names a library of the system that is not there."""


def damaged_resource() -> str:
    """One sentence about a resource that is not as it was installed; empty if all are whole.

    Looked at on every start, so by a checksum that takes no time. A checkout has none: there the version control
    watches.
    """
    if not paths.CHECKSUMS.is_file() and not paths.INSTALLED:
        return ""
    return first_damaged(paths.CHECKSUMS, paths.ROOT, lambda data: f"{zlib.crc32(data):08x}", SEALED)


def damaged_file() -> str:
    """One sentence about any file of the program that is not as it was installed; empty if all are whole.

    It takes a second, and is asked once something has gone wrong that nothing else explains.
    """
    import hashlib

    return first_damaged(paths.MANIFEST, paths.MANIFEST.parent, lambda data: hashlib.sha256(data).hexdigest())


def first_damaged(listed: Path, folder: Path, digest: Callable[[bytes], str], left_out: tuple[str, ...] = ()) -> str:
    """One sentence about the first file of a list, with lines of a digest, two blanks and a place, that differs.

    Lines that end with any of what is `left_out` are passed over.
    """
    path = listed
    try:
        lines = [line for line in listed.read_text(encoding="utf-8").splitlines() if not line.endswith(left_out)]
        if not lines:
            return _("{path}: the file is damaged; install the program again.").format(path=path)
        for line in lines:
            wanted, _blanks, place = line.partition("  ")
            path = folder / place
            if digest(path.read_bytes()) != wanted:
                return _("{path}: the file is damaged; install the program again.").format(path=path)
    except FileNotFoundError:
        return _("{path}: the file is missing; install the program again.").format(path=path)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        return _("{path}: {reason}; install the program again.").format(path=path, reason=reason)
    return ""


def library_words(error: Exception) -> str:
    """What the loader says of a library, in words; a library of the system is one that the user can install."""
    fault = str(error.__cause__ or error)  # PyInstaller puts an error of its own before that of the loader
    if found := LIBRARY.match(fault):
        return _("the system library {name} is missing; install the package that holds it").format(name=found[1])
    return fault
