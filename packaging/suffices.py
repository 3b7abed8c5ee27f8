"""Proves that what was left out of the built program is not missed: it and the checkout give the same screens.

    .venv-package/bin/python packaging/suffices.py

Every screen in both themes, both papers, the printed pages, every script, and what Qt knows of languages are made twice
and compared, byte by byte; pictures by their pixels. Exit status: 0 the same, 1 not, each difference on a line.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import build
import runpath
import targets
from ending import end_in_order
from PySide6.QtGui import QImage

MAKER: Final = "every-screen"


def main() -> int:
    """Make everything twice, and name what differs."""
    end_in_order()
    suffix = ".exe" if sys.platform == "win32" else ""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = folder / "program"
        shutil.copytree(build.PROGRAM, program)
        beside = program / "_internal" if targets.target(sys.platform).launcher else program
        shutil.copy(build.ROOT / "build" / "waymark" / f"{MAKER}{suffix}", beside)
        make(folder / "built", str(beside / f"{MAKER}{suffix}"))
        make(folder / "plain", sys.executable, "packaging/every_screen.py")
        found = differences(folder / "built", folder / "plain")
        count = len(list((folder / "plain").iterdir()))
    for difference in found:
        print(f"built program and checkout differ: {difference}", file=sys.stderr)
    strange = runpath.strange(build.PROGRAM) if sys.platform == "linux" else []
    for library in strange:
        print(f"it looks for libraries outside the program: {library}", file=sys.stderr)
    print(f"{count} screens, papers and tables compared, {len(found)} differ")
    return 1 if found or strange else 0


def make(out: Path, *command: str) -> None:
    """Let a command write everything into a folder."""
    environment = {**os.environ, "PYTHONPATH": str(build.ROOT), "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([*command, str(out)], cwd=build.ROOT, env=environment, check=True)


def differences(one: Path, other: Path) -> list[str]:
    """The names of the files that are not the same in both folders."""
    names = {path.name for folder in (one, other) for path in folder.iterdir()}
    return sorted(name for name in names if not same(one / name, other / name))


def same(one: Path, other: Path) -> bool:
    """Are two files the same: pictures to the pixel, others to the byte?"""
    if not (one.is_file() and other.is_file()):
        return False
    if one.suffix == ".png":
        form = QImage.Format.Format_RGB32
        return QImage(str(one)).convertToFormat(form) == QImage(str(other)).convertToFormat(form)
    return one.read_bytes() == other.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
