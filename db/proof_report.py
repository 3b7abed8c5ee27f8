"""What was proved of a guideline, written down, so that it is not proved again and the program without solvers knows.

A guideline whose content no report fits is "not proved": it can be searched and read, and no plan is made from it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from db.proof_claims import PROPERTIES

PROOF_VERSION: Final = 8
"""Counts up whenever the rule language, the engine or a property means something else: older reports fit no more."""
PROOF_FILE: Final = "proof.json"
"""The file in which a guideline folder brings its report; it is no part of the content that the report speaks of."""
ASKED: Final = "asked only while it decides"
REPLAYED: Final = "replayed"
PROVED: Final = frozenset((*PROPERTIES, ASKED, REPLAYED))
"""All that has to hold of a guideline."""


class ProofReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What holds of one content: every property by its name, what the paths are like, how many cases passed.

    `content` is the hash of the guideline's sources. There is no report of a guideline of which something fails.
    """

    guideline: str
    content: str
    version: int
    properties: tuple[str, ...]
    paths: str
    cases: int

    def fits(self, guideline: str, content: str, cases: int) -> bool:
        """Does it say that all holds of this content of this guideline with so many cases, as this program means it?"""
        spoken = (self.guideline, self.content, self.version, self.cases)
        return spoken == (guideline, content, PROOF_VERSION, cases) and frozenset(self.properties) == PROVED


def report_bytes(report: ProofReport) -> bytes:
    """A report as JSON for a file that people read; the same report gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(report, order="deterministic"), indent=2) + b"\n"


def decode_report(text: bytes | str) -> ProofReport:
    """Read a report; raises `msgspec.MsgspecError` and `UnicodeDecodeError`."""
    return msgspec.json.decode(text, type=ProofReport)


def read_report(folder: Path) -> tuple[ProofReport | None, str]:
    """The report that a guideline folder brings, or why it cannot be read; neither if it brings none."""
    path = folder / PROOF_FILE
    if path.exists() and not (path.is_file() or path.is_dir()):  # a pipe or device may never end
        return None, "cannot be read: not a regular file"
    try:
        return decode_report(path.read_bytes()), ""
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        return None, f"cannot be read: {error.strerror or error}"
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return None, f"is no proof report: {error}"
