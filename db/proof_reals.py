"""Numbers by z3: those that fit into regions, or the regions that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

from db.birth import earliest_birth, of_a_year
from db.formula import TODAY, Arithmetic, Name, Number, Term
from db.proof_candidates import entered_range
from db.proof_domain import MOST_DIGITS, Domain, Region
from db.proof_keys import Fixed, Key, Values

SOLVER_MS: Final = 4000
LEEWAY: Final = 4
"""The most days by which the earliest date at an age, counted from the day of the plan, differs from day to day."""


def earliest_day(years: int, domain: Domain) -> int:
    """The earliest date that an age in years allows, in days from the day of the plan."""
    return (earliest_birth(years, domain.on) - domain.on).days


class Reals:
    """One choice of regions, as z3 sees it."""

    def __init__(self, fixed: Fixed, leeway: int = 0, *, written: bool = False) -> None:
        """Give each input its unknown; `leeway` are days before birth that count, `written` asks for answers alone."""
        self.fixed = fixed
        self.leeway = leeway
        self.written = written
        self.symbols: dict[tuple[str, str], Any] = {(k.name, k.tag): self.symbol(k) for k in fixed.free}

    def solve(self) -> tuple[frozenset[Key] | None, Values | None]:
        """The keys that exclude each other, or numbers that fit but may be too fine to be written; neither in doubt."""
        import z3

        solver = z3.Solver()
        solver.set("timeout", SOLVER_MS)
        tracked = {f"key{i}": key for i, key in enumerate(self.fixed.keys) if not key.branch}
        for name, key in tracked.items():
            solver.assert_and_track(inside(self.expression(key), self.fixed.region(key)), name)
        solver.add(*self.born())
        if self.written:
            solver.add(*(self.enterable(key) for key in self.fixed.free))
        result = solver.check()
        if result == z3.unknown:
            return None, None
        if result == z3.unsat:
            named = {tracked[str(c)] for c in solver.unsat_core()}
            return frozenset(named | {k for k in self.fixed.keys if k.branch}), {}
        model = solver.model()
        return None, {k: rational(model.eval(s, model_completion=True)) for k, s in self.symbols.items()}

    def symbol(self, key: Key) -> Any:
        """The unknown that stands for an input: whole days for a date."""
        import z3

        kind = z3.Int if self.fixed.domain.inputs[key.name].kind == "date" else z3.Real
        return kind(f"{key.name}@{key.tag}")

    def born(self) -> Iterator[Any]:
        """No date lies before birth: for each age that counts, the date is late enough or the patient older."""
        import z3

        for age, day in self.fixed.births():
            low, high = self.fixed.region(age).low, self.fixed.region(age).high
            assert low is not None
            assert high is not None
            old, date = self.symbols[age.name, age.tag], self.symbols[day.name, day.tag]
            year = of_a_year(self.fixed.domain.inputs[age.name])
            for years in range(floor(low / year), floor(high / year) + 1):
                first = earliest_day(years, self.fixed.domain) - self.leeway
                yield z3.Or(date >= first, old >= real((years + 1) * year))

    def enterable(self, key: Key) -> Any:
        """An input has a number that can be entered in one of its units."""
        import z3

        symbol, found = self.symbols[key.name, key.tag], []
        for number, unit in enumerate(self.fixed.domain.inputs[key.name].units):
            steps, (low, high) = z3.Int(f"{symbol}#{number}"), entered_range(unit)
            scale = 10**MOST_DIGITS
            bounds = (steps >= ceil(low * scale), steps <= floor(high * scale))
            found.append(z3.And(symbol == z3.ToReal(steps) * real(Fraction(unit.factor) / scale), *bounds))
        return z3.Or(found) if found else True

    def expression(self, key: Key) -> Any:
        """An input, or the formula of a derived quantity."""
        if key.name in self.fixed.domain.inputs:
            return self.symbols[key.name, key.tag]
        term = self.fixed.taken(key)
        assert term is not None
        return self.term(term, key)

    def term(self, term: Term, key: Key) -> Any:
        """One term of a formula without `if … else`."""
        match term:
            case Number(value):
                return real(Fraction(value))
            case Name(name):
                return real(Fraction(0)) if name == TODAY else self.expression(self.fixed.inner(name, key))
            case Arithmetic(sign, left, right):
                return calculate(sign, self.term(left, key), self.term(right, key))
        raise AssertionError(term)


def inside(value: Any, region: Region) -> Any:
    """A value lies in a region."""
    import z3

    limits = []
    if region.low is not None:
        limits.append(value > real(region.low) if region.low_open else value >= real(region.low))
    if region.high is not None:
        limits.append(value < real(region.high) if region.high_open else value <= real(region.high))
    return z3.And(limits)


def calculate(sign: str, left: Any, right: Any) -> Any:
    """Join two values; None for a division of numbers by zero."""
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return None if isinstance(right, float | Fraction) and not right else left / right


def real(number: Fraction) -> Any:
    """An exact number for z3."""
    import z3

    return z3.Q(number.numerator, number.denominator)


def rational(value: Any) -> Fraction:
    """A number of z3's as a fraction; an irrational one is cut after 12 decimals."""
    import z3

    found = value.approx(12) if z3.is_algebraic_value(value) else value
    return Fraction(str(found.as_fraction() if hasattr(found, "as_fraction") else found.as_long()))
