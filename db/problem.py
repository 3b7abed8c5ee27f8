"""What is wrong with a guideline's sources, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a guideline: an error keeps it from being built, a warning does not. Lines count from 1."""

    severity: Literal["error", "warning"]
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """As compilers print it: `file:line: message`."""
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the sources."""

    file: str
    line: int


def has_errors(problems: Sequence[Problem]) -> bool:
    """Is there an error among problems?"""
    return any(problem.severity == "error" for problem in problems)
