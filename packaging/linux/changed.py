"""Gives an unpacked package another content, proved and whole, for the test of an upgrade under the running program.

.venv-package/bin/python packaging/linux/changed.py PROGRAM
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "packaging"))

import build  # noqa: E402  # found only through the line above

WORDS: Final = "These words are of another content."


def main() -> int:
    """Add a sentence to the first section of every guideline, and build again what is derived from it."""
    program = Path(sys.argv[1]).resolve()
    inside = program / "_internal"
    for folder in (inside / "resources" / "guidelines").iterdir():
        section = min((folder / "sections").glob("*.md"))
        section.write_text(f"{section.read_text(encoding='utf-8').rstrip()}\n\n{WORDS}\n", encoding="utf-8")
    build.prove(inside / "resources")
    build.write_checksums(inside)
    build.write_launchers(program)
    build.write_hashes(program)
    return 0


if __name__ == "__main__":
    sys.exit(main())
