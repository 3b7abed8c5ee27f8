"""Clauses, the gates that join them, and the solver that looks for a patient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from time import monotonic
from typing import Any, Final

from db.proof_keys import Key, UndecidedError
from db.proof_numbers import Numbers

YES: Final = 1  # the literal that is always true
NO: Final = -1
MOST_CONFLICTS: Final = 300_000
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Model:
    """A solution: its true literals, and numbers by (name, tag)."""

    literals: frozenset[int]
    values: Mapping[tuple[str, str], Fraction]


class Encoder:
    """Clauses, and the solver that holds them."""

    def __init__(self, numbers: Numbers, deadline: float) -> None:
        """Start an empty solver; past the deadline (monotonic seconds) it gives up."""
        from pysat.solvers import Solver

        self.sat: Any = Solver(name="glucose4")
        self.numbers = numbers
        self.deadline = deadline
        self.count = 1
        self.sat.add_clause([YES])
        self.gates: dict[tuple[int, ...], int] = {}
        self.keys: dict[Key, int] = {}
        self.groups: list[tuple[tuple[Key, ...], dict[tuple[str, str], str]]] = []

    def close(self) -> None:
        """Free the solver."""
        self.sat.delete()

    def new(self) -> int:
        """A fresh literal."""
        self.count += 1
        return self.count

    def add(self, *clause: int) -> None:
        """At least one of these literals holds."""
        self.sat.add_clause(clause)

    def every(self, literals: Iterable[int]) -> int:
        """A literal that holds exactly where all of these do."""
        wanted = set(literals) - {YES}
        if NO in wanted or any(-x in wanted for x in wanted):
            return NO
        if len(wanted) < 2:
            return next(iter(wanted), YES)
        gate = tuple(sorted(wanted))
        if gate not in self.gates:
            found = self.gates[gate] = self.new()
            for literal in gate:
                self.sat.add_clause((-found, literal))
            self.sat.add_clause([found, *(-x for x in gate)])
        return self.gates[gate]

    def some(self, literals: Iterable[int]) -> int:
        """A literal that holds exactly where at least one of these does."""
        return -self.every(-x for x in literals)

    def differs(self, first: int, second: int) -> int:
        """A literal that holds exactly where one of two does and the other does not."""
        return NO if first == second else self.some((self.every((first, -second)), self.every((-first, second))))

    def at_most_one(self, literals: Sequence[int]) -> None:
        """No two of these hold together."""
        for i, first in enumerate(literals):
            for second in literals[:i]:
                self.sat.add_clause((-first, -second))

    def solve(self, *assumptions: int) -> Model | None:
        """A solution whose numbers exist too, or None; raises `UndecidedError` when it takes too long."""
        while True:
            self.sat.conf_budget(MOST_CONFLICTS)
            found = self.sat.solve_limited(assumptions=assumptions)
            if found is None or monotonic() > self.deadline:
                raise UndecidedError("out of time")
            if not found:
                return None
            literals = frozenset(self.sat.get_model()) | {YES}
            values = self.with_numbers(literals)
            if values is not None:
                return Model(literals, values)

    def core(self) -> set[int]:
        """The assumptions that made the last question unanswerable."""
        return set(self.sat.get_core() or ())

    def with_numbers(self, literals: frozenset[int]) -> dict[tuple[str, str], Fraction] | None:
        """Numbers for the derived quantities of a solution; None, and a new clause, where there are none."""
        values: dict[tuple[str, str], Fraction] = {}
        for keys, tags in self.groups:
            chosen = frozenset(k for k in keys if self.keys[k] in literals)
            derived = self.numbers.domain.derived
            if not any(k.name in derived and not k.branch for k in chosen):
                continue
            answer = self.numbers.solve(chosen, tags)
            if answer.values is None:
                self.sat.add_clause([-self.keys[k] for k in answer.core])
                return None
            values.update(answer.values)
        return values
