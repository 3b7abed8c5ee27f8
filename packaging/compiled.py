"""Writes, compiled, what Python else compiles at every start of the program: methods of dataclasses, and patterns.

    .venv-package/bin/python packaging/compiled.py FILE

Only what is loaded with the two programs is recorded. The file holds two tables, as `marshal` writes them: by the text
that a dataclass makes of its fields its code, as often as it is met; by pattern and flags what the engine of regular
expressions is given.
"""

from __future__ import annotations

import _sre
import marshal
import re._compiler
import sys
from pathlib import Path
from types import CodeType
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
WITHOUT_REFERENCES: Final = 2
"""The version of the format in which the same values always give the same bytes."""


class Recorder:
    """Stands in for what compiles, and keeps what was made."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.methods: dict[str, list[CodeType]] = {}
        self.patterns: dict[tuple[str | bytes, int], tuple[Any, ...]] = {}
        self.compile_pattern = re._compiler.compile  # noqa: SLF001  # no other way leads there
        self.given: tuple[Any, ...] = ()

    def __getattr__(self, name: str) -> Any:
        """Everything else of the engine of regular expressions."""
        return getattr(_sre, name)

    def compile(self, pattern: Any, *given: Any) -> re.Pattern[Any]:
        """Make a pattern as the engine does."""
        self.given = given
        return _sre.compile(pattern, *given)

    def pattern(self, pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        """Compile a pattern as `re` does."""
        made = self.compile_pattern(pattern, flags)
        own, code, *groups = self.given
        self.patterns[pattern, int(flags)] = (int(own), list(map(int, code)), *groups)  # some are named numbers
        return made

    def run(self, text: str, *spaces: dict[str, Any]) -> None:
        """Run the text of a method as `dataclasses` does."""
        code = compile(text, "<string>", "exec", dont_inherit=True)
        self.methods.setdefault(text, []).append(code)
        exec(code, *spaces)  # noqa: S102


def record() -> Recorder:
    """Load both programs as a start does, and give what was compiled for them."""
    recorder = Recorder()
    re._compiler._sre = recorder  # noqa: SLF001
    re._compiler.compile = recorder.pattern  # noqa: SLF001
    import dataclasses  # only now, because it has patterns of its own

    dataclasses.exec = recorder.run  # type: ignore[attr-defined]
    sys.path.insert(0, str(ROOT))
    from desktop import app, cli

    app.parser()
    cli.parser()
    return recorder


def main() -> int:
    """Write the file that is named."""
    found = record()
    Path(sys.argv[1]).write_bytes(marshal.dumps((found.methods, found.patterns), WITHOUT_REFERENCES))
    return 0


if __name__ == "__main__":
    sys.exit(main())
