"""Clauses, the gates that join them, and the solver that looks for a patient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from time import monotonic
from typing import Any, Final

from db.proof_domain import AGE
from db.proof_keys import Fixed, Key, Tags, UndecidedError, Values
from db.proof_numbers import Numbers

YES: Final = 1  # the literal that is always true
NO: Final = -1
MOST_CONFLICTS: Final = 300_000
OUT_OF_TIME: Final = "out of time"
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
        self.count = 2
        self.sure = 2  # an assumption: no choice of regions of which it is not decided whether numbers fit it
        self.sat.add_clause([YES])
        self.gates: dict[tuple[int, ...], int] = {}
        self.keys: dict[Key, int] = {}
        self.groups: list[tuple[tuple[Key, ...], dict[tuple[str, str], str]]] = []
        self.ages: list[Key] = []

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
        """A solution whose numbers exist too, or None.

        Raises `UndecidedError` when it takes too long, or hangs on numbers of which it is not known whether they exist.
        """
        model = self.find((*assumptions, self.sure))
        if model is None and self.sure in self.core():
            model = self.find(assumptions)
        return model

    def find(self, assumptions: tuple[int, ...]) -> Model | None:
        """A solution for these assumptions, or None."""
        while True:
            self.sat.conf_budget(MOST_CONFLICTS)
            found = self.sat.solve_limited(assumptions=assumptions)
            if found is None:
                raise UndecidedError(OUT_OF_TIME)
            self.check_time()
            if not found:
                return None
            literals = frozenset(self.sat.get_model()) | {YES}
            values = self.with_numbers(literals, sure=self.sure in assumptions)
            if values is not None:
                return Model(literals, values)

    def check_time(self) -> None:
        """Raise `UndecidedError` past the deadline."""
        if monotonic() > self.deadline:
            raise UndecidedError(OUT_OF_TIME)

    def core(self) -> set[int]:
        """The assumptions that made the last question unanswerable."""
        return set(self.sat.get_core() or ())

    def with_numbers(self, literals: frozenset[int], *, sure: bool) -> dict[tuple[str, str], Fraction] | None:
        """Numbers for the derived quantities of a solution; None, and a new clause, where there are none.

        Where it is not decided the clause counts while that is assumed, else it raises `UndecidedError`.
        """
        values: dict[tuple[str, str], Fraction] = {}
        derived = self.numbers.domain.derived
        aged = {k for k in self.ages if self.keys[k] in literals}
        aged_tags: dict[tuple[str, str], str] = {}
        for keys, tags in self.groups:
            chosen = frozenset(k for k in keys if self.keys[k] in literals)
            if not any(k.name in derived and not k.branch for k in chosen):
                continue
            found = self.numbers_of(chosen, tags, sure=sure)
            if found is None:
                return None
            values.update(found)
            if aged and any(k.name == AGE or k.name in self.numbers.domain.dates for k in chosen):
                aged, aged_tags = aged | chosen, {**aged_tags, **tags}
        if aged and not self.numbers.born(Fixed(self.numbers.domain, frozenset(aged), aged_tags), values):
            found = self.numbers_of(frozenset(aged), aged_tags, sure=sure)
            return None if found is None else {**values, **found}
        return values

    def numbers_of(self, chosen: frozenset[Key], tags: Tags, *, sure: bool) -> Values | None:
        """Numbers for a choice of keys; None, and a new clause, where there are none."""
        answer = self.numbers.solve(chosen, tags)
        if answer.values is None:
            if answer.doubt and not sure:
                raise UndecidedError(answer.doubt)
            doubt = [-self.sure] if answer.doubt else []
            self.sat.add_clause([*doubt, *(-self.keys[k] for k in answer.core)])
        return answer.values
