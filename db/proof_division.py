"""May a formula divide by zero?"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

from db.condition_outcome import COMPARE
from db.condition_tree import And, Compare, Node, Not, Or
from db.formula import TODAY, Arithmetic, Either, Name, Number, Term
from db.proof_domain import Domain
from db.proof_reals import SOLVER_MS, calculate, rational, real


def divides_by_zero(domain: Domain, key: str) -> dict[str, str] | None:
    """Numbers within the ranges for which a derived quantity divides by zero, as text by input; None if there are none.

    The conditions of the formula on numbers count; those on choices may fall either way.
    """
    import z3

    division = Division(domain)
    division.symbolic(domain.derived[key].formula.tree)
    solver = z3.Solver()
    solver.set("timeout", SOLVER_MS)
    solver.add(*division.ranges)
    solver.add(division.guard(domain.derived[key].only_if.test.node))
    solver.add(z3.Or([z3.And(*guards, divisor == 0) for guards, divisor in division.found]))
    result = solver.check() if division.found else z3.unsat
    if result == z3.unsat:
        return None
    if result == z3.unknown:
        return {}
    values = {name: rational(solver.model().eval(s, model_completion=True)) for name, s in division.symbols.items()}
    return {name: value_text(domain, name, value) for name, value in values.items()}


def value_text(domain: Domain, name: str, value: Fraction) -> str:
    """A number, or the day that it stands for."""
    if name in domain.dates:
        return f"{domain.on + timedelta(days=int(value))} (on {domain.on})"
    return f"{float(value):g}"


class Division:
    """The divisors of a formula, each with what must hold for it to be used."""

    def __init__(self, domain: Domain) -> None:
        """Start with nothing found."""
        self.domain = domain
        self.found: list[tuple[list[Any], Any]] = []
        self.symbols: dict[str, Any] = {}
        self.ranges: list[Any] = []
        self.guards: list[Any] = []
        self.free = 0

    def symbolic(self, term: Term) -> Any:
        """A term as z3 sees it; its divisors are collected on the way."""
        import z3

        match term:
            case Number(value):
                return z3.Q(*value.as_integer_ratio())
            case Name(name):
                return self.name(name)
            case Arithmetic(sign, left, right):
                first, second = self.symbolic(left), self.symbolic(right)
                if sign == "/":
                    self.found.append(([*self.guards], second))
                return calculate(sign, first, second)
            case Either(then, condition, otherwise):
                guard = self.guard(condition)
                branches = []
                for holds, branch in ((guard, then), (z3.Not(guard), otherwise)):
                    self.guards.append(holds)
                    branches.append(self.symbolic(branch))
                    self.guards.pop()
                return z3.If(guard, *branches)

    def name(self, name: str) -> Any:
        """An input within its range, today, or another derived quantity."""
        import z3

        if name == TODAY:
            return z3.RealVal(0)
        if name in self.domain.derived:
            return self.symbolic(self.domain.derived[name].formula.tree)
        if name not in self.symbols:
            symbol = z3.Int(name) if self.domain.inputs[name].kind == "date" else z3.Real(name)
            low, high = self.domain.span(name)
            assert low is not None
            assert high is not None
            self.symbols[name] = symbol
            self.ranges += [symbol >= real(low), symbol <= real(high)]
        return self.symbols[name]

    def guard(self, node: Node) -> Any:
        """A condition as z3 sees it; a test of a choice may hold or not."""
        import z3

        match node:
            case Not(item):
                return z3.Not(self.guard(item))
            case And(items):
                return z3.And([self.guard(i) for i in items])
            case Or(items):
                return z3.Or([self.guard(i) for i in items])
            case Compare(name, sign, number):
                return COMPARE[sign](self.name(name), z3.Q(*number.as_integer_ratio()))
        self.free += 1
        return z3.Bool(f"free{self.free}")
