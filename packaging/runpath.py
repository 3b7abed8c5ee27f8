"""Where the libraries of the built program look for others: beside themselves, and nowhere on the builder's machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Final

OWN: Final = "$ORIGIN"


def searched(file: Path) -> list[str]:
    """The folders in which a library or program looks for others, by its RPATH and RUNPATH."""
    said = subprocess.run(["readelf", "-dW", file], capture_output=True, text=True, check=True).stdout
    return [folder for path in re.findall(r"\(R(?:UN)?PATH\).*\[(.*)\]", said) for folder in path.split(":")]


def strange(program: Path) -> list[Path]:
    """The files of a program that look for libraries elsewhere than beside themselves."""
    files = [p for p in sorted(program.rglob("*")) if p.is_file() and p.read_bytes()[:4] == b"\x7fELF"]
    return [p for p in files if any(folder.split("/")[0] != OWN for folder in searched(p))]


def mend(program: Path) -> None:
    """Let every such library look beside itself; patchelf overwrites what stood there, in place."""
    for library in strange(program):
        subprocess.run(["patchelf", "--set-rpath", OWN, library], check=True)
