"""Runs before the first line of the built program: what Python else compiles at every start is read from a file.

These are the methods of dataclasses and the regular expressions. Each is looked up by its whole text, so that nothing
else can be taken for it; what is not in the file is compiled as ever. What was given is not kept, for it would lie in
memory for no use. The docstring that a dataclass without one makes of its signature is left out, as all docstrings are.
"""

import _sre
import dataclasses
import inspect
import marshal
import re._compiler
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

FILE = "compiled.marshal"


def use_compiled(file: Path) -> None:
    """Take methods and regular expressions from a file that packaging/compiled.py has written."""
    methods, patterns = marshal.loads(file.read_bytes())  # noqa: S302  # a file of the program, as its modules are
    compile_anew = re._compiler.compile  # noqa: SLF001  # no other way leads there

    def run(text: str, *spaces: dict[str, Any]) -> None:
        code, *left = methods.pop(text, (text,))
        if left:
            methods[text] = left
        exec(code, *spaces)  # noqa: S102  # as dataclasses does

    def compile_pattern(pattern: Any, flags: int = 0) -> Any:
        known = patterns.pop((pattern, int(flags)), None)
        return _sre.compile(pattern, *known) if known else compile_anew(pattern, flags)

    def signature(_kind: type) -> None:
        raise ValueError

    dataclasses.inspect = SimpleNamespace(**{**vars(inspect), "signature": signature})  # type: ignore[attr-defined]
    dataclasses.exec = run  # type: ignore[attr-defined]  # found before the one of Python
    re._compiler.compile = compile_pattern  # noqa: SLF001


if getattr(sys, "frozen", False):
    use_compiled(Path(sys._MEIPASS, FILE))  # type: ignore[attr-defined]  # noqa: SLF001  # PyInstaller's word for its folder
