"""Numbers behind the regions: can derived quantities fall into these regions together, and for which patient?

A derived quantity is tied to its inputs by its formula. A choice of regions is tried with plain exact arithmetic first;
what no trial finds is put to z3, which either gives numbers or says which of the regions exclude each other.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeVar

from db.formula import TODAY, Arithmetic, Either, Name, Number, Term
from db.proof_candidates import candidates, written
from db.proof_domain import MOST_DIGITS, Domain, Region

SOLVER_MS: Final = 4000
FEW_TRIALS: Final = 60
TRIALS: Final = 1500
N = TypeVar("N", float, Fraction)


class UndecidedError(Exception):
    """A question that the solver did not settle in its time."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One thing that is fixed: the region of a name, or the outcome of an `if … else` of a derived quantity.

    `tag` tells the copies of a patient apart; it is empty for the patient itself.
    """

    name: str
    tag: str
    number: int
    branch: str = ""  # "then" or "else": `number` counts the `if … else` of the formula


Values = Mapping[tuple[str, str], Fraction]


@dataclass(frozen=True, slots=True)
class Answer:
    """Either numbers for every input by (name, tag), or the keys that exclude each other."""

    values: Values | None = None
    core: frozenset[Key] = frozenset()


class Numbers:
    """The derived quantities of a guideline, as constraints on numbers."""

    def __init__(self, domain: Domain) -> None:
        """Start with nothing known; answers are kept."""
        self.domain = domain
        self.answers: dict[frozenset[Key], Answer] = {}
        self.cores: list[frozenset[Key]] = []
        self.pools: dict[tuple[str, int], tuple[Fraction, ...]] = {}
        self.unwritable: list[frozenset[Key]] = []

    def pool(self, name: str, region: int) -> tuple[Fraction, ...]:
        """Simple numbers of a region of an input."""
        if (name, region) not in self.pools:
            self.pools[name, region] = tuple(candidates(self.domain, name, self.domain.regions(name)[region]))
        return self.pools[name, region]

    def solve(self, keys: frozenset[Key], tags: Mapping[tuple[str, str], str]) -> Answer:
        """Decide a choice of keys; `tags` says which copy of an input a derived quantity of a copy uses."""
        if keys not in self.answers:
            self.answers[keys] = Search(self, keys, tags).answer()
            if core := self.answers[keys].core:
                self.cores.append(core)
        return self.answers[keys]


class Search:
    """One choice of regions, and the numbers that fit it."""

    def __init__(self, numbers: Numbers, keys: frozenset[Key], tags: Mapping[tuple[str, str], str]) -> None:
        """Sort the keys into inputs, derived quantities and branches."""
        self.numbers = numbers
        self.domain = numbers.domain
        self.tags = tags
        self.keys = sorted(keys)
        regions = [k for k in self.keys if not k.branch]
        self.free = [k for k in regions if k.name in self.domain.inputs]
        self.bound = [k for k in regions if k.name in self.domain.derived]
        self.points = [k for k in self.bound if self.region(k).is_point]
        self.branches = {(k.name, k.tag, k.number): k.branch for k in self.keys if k.branch}
        self.random = random.Random(7)  # noqa: S311 - the same trials in every run

    def region(self, key: Key) -> Region:
        """The region that a key stands for."""
        return self.domain.regions(key.name)[key.number]

    def answer(self) -> Answer:
        """Numbers that can be written down, or the keys that exclude each other."""
        values = self.try_out(FEW_TRIALS)
        if values is None:
            core, model = self.ask_solver()
            if core is not None:
                return Answer(core=core)
            values = self.round_model(model) or self.try_out(TRIALS)
        if values is None:
            if not self.points:
                raise UndecidedError(f"numbers of {', '.join(dict.fromkeys(k.name for k in self.keys))}")
            self.numbers.unwritable.append(frozenset(self.keys))
            return Answer(core=frozenset(self.keys))
        return Answer(values=values)

    # --- trials -------------------------------------------------------------------------------------------------

    def try_out(self, most: int) -> Values | None:
        """Look for numbers that fit by trying simple ones: roughly first, and exactly where that looks right."""
        pools = [self.numbers.pool(k.name, k.number) for k in self.free]
        if not all(pools):
            return None
        for chosen in self.trials(pools, most):
            values = {(k.name, k.tag): v for k, v in zip(self.free, chosen, strict=True)}
            if self.points:
                self.hit(values, self.points)
            elif not self.looks_right({k: float(v) for k, v in values.items()}):
                continue
            if self.fits(values):
                return values
        return None

    def trials(self, pools: list[tuple[Fraction, ...]], most: int) -> Iterator[tuple[Fraction, ...]]:
        """All combinations of candidates if they are few, else some of them."""
        count = 1
        for pool in pools:
            count *= len(pool)
        if count <= most:
            yield from itertools.product(*pools)
            return
        for _ in range(most):
            yield tuple(self.random.choice(pool) for pool in pools)

    def looks_right(self, values: Mapping[tuple[str, str], float]) -> bool:
        """Does every derived quantity come near enough to its region?"""
        found = ((k, self.computed(k, values, float)) for k in self.bound)
        return all(v is not None and self.region(k).is_near(v) for k, v in found)

    def fits(self, values: Values) -> bool:
        """Does every derived quantity fall into its region, with inputs that can be written?"""
        for key in self.free:
            number = values[key.name, key.tag]
            if not self.region(key).holds(number) or written(self.domain.inputs[key.name], number) is None:
                return False
        found = ((k, self.computed(k, values, Fraction)) for k in self.bound)
        return all(v is not None and self.region(k).holds(v) for k, v in found)

    def hit(self, values: dict[tuple[str, str], Fraction], points: list[Key]) -> None:
        """Change an input for each of these quantities, so that it becomes exactly its number."""
        moved: set[tuple[str, str]] = set()
        for point in points:
            for key in self.free:
                place = (key.name, key.tag)
                found = None if place in moved else self.solve_for(place, values, point)
                if found is not None and self.region(key).holds(found) and self.can_write(key, found):
                    values[place] = found
                    moved.add(place)
                    break

    def can_write(self, key: Key, number: Fraction) -> bool:
        """Can a number be given as an answer?"""
        return written(self.domain.inputs[key.name], number) is not None

    def solve_for(self, place: tuple[str, str], values: Values, point: Key) -> Fraction | None:
        """The value of one input, with few decimals, at which a quantity reaches its number.

        It is looked for as if the quantity were linear in the input, or in its inverse.
        """
        target, rough = self.region(point).low, {k: float(v) for k, v in values.items()}
        assert target is not None
        old = rough[place]
        first, second = (self.computed(point, {**rough, place: v}, float) for v in (old, old + 1))
        if first is None or second is None or first == second or not old:
            return None
        slope = (second - first) / (1 / (old + 1) - 1 / old) if old != -1 else 0.0
        inverse = 1 / old + (float(target) - first) / slope if slope else 0.0
        for guess in (old + (float(target) - first) / (second - first), 1 / inverse if inverse else old):
            number = Fraction(round(guess * 10**MOST_DIGITS), 10**MOST_DIGITS)
            if self.computed(point, {**values, place: number}, Fraction) == target:
                return number
        return None

    def computed(self, key: Key, values: Mapping[tuple[str, str], N], kind: Callable[[Any], N]) -> N | None:
        """A derived quantity in this kind of number; None where it would divide by zero."""
        return self.term(self.domain.derived[key.name].formula.tree, key, values, itertools.count(), kind)

    def term(
        self, term: Term, key: Key, values: Mapping[tuple[str, str], N], count: Iterator[int], kind: Callable[[Any], N]
    ) -> N | None:
        """One term of a formula; the `if … else` are counted as `eithers` counts them."""
        match term:
            case Number(value):
                return kind(value)
            case Name(name):
                return self.name(name, key, values, kind)
            case Arithmetic(sign, left, right):
                first = self.term(left, key, values, count, kind)
                second = self.term(right, key, values, count, kind)
                return None if first is None or second is None else calculate(sign, first, second)
            case Either(then, _, otherwise):
                branch = self.branches.get((key.name, key.tag, next(count)))
                results = [self.term(t, key, values, count, kind) for t in (then, otherwise)]
                return results[branch == "else"] if branch else None

    def name(self, name: str, key: Key, values: Mapping[tuple[str, str], N], kind: Callable[[Any], N]) -> N | None:
        """The number of an input, of today (zero), or of another derived quantity."""
        if name == TODAY:
            return kind(0)
        tag = self.tags.get((name, key.tag), "")
        if name in self.domain.inputs:
            return values[name, tag]
        return self.computed(Key(name, tag, 0), values, kind)

    # --- z3 -----------------------------------------------------------------------------------------------------

    def ask_solver(self) -> tuple[frozenset[Key] | None, Values]:
        """The keys that exclude each other, or numbers that fit but may be too fine to be written."""
        import z3

        solver = z3.Solver()
        solver.set("timeout", SOLVER_MS)
        self.symbols: dict[tuple[str, str], Any] = {(k.name, k.tag): self.symbol(k) for k in self.free}
        tracked = {f"key{i}": key for i, key in enumerate(self.keys) if not key.branch}
        for name, key in tracked.items():
            solver.assert_and_track(self.inside(self.expression(key), self.region(key)), name)
        result = solver.check()
        if result == z3.unknown:
            raise UndecidedError(f"numbers of {', '.join(dict.fromkeys(k.name for k in self.keys))}")
        if result == z3.unsat:
            named = {tracked[str(c)] for c in solver.unsat_core()}
            return frozenset(named | {k for k in self.keys if k.branch}), {}
        model = solver.model()
        return None, {k: rational(model.eval(s, model_completion=True)) for k, s in self.symbols.items()}

    def symbol(self, key: Key) -> Any:
        """The unknown that stands for an input: whole days for a date."""
        import z3

        kind = z3.Int if self.domain.inputs[key.name].kind == "date" else z3.Real
        return kind(f"{key.name}@{key.tag}")

    def inside(self, value: Any, region: Region) -> Any:
        """A value lies in a region."""
        import z3

        limits = []
        if region.low is not None:
            limits.append(value > real(region.low) if region.low_open else value >= real(region.low))
        if region.high is not None:
            limits.append(value < real(region.high) if region.high_open else value <= real(region.high))
        return z3.And(limits)

    def expression(self, key: Key) -> Any:
        """An input, or the formula of a derived quantity, as z3 sees it."""
        if key.name in self.domain.inputs:
            return self.symbols[key.name, key.tag]
        return self.symbolic(self.domain.derived[key.name].formula.tree, key, itertools.count())

    def symbolic(self, term: Term, key: Key, count: Iterator[int]) -> Any:
        """One term as z3 sees it."""
        match term:
            case Number(value):
                return real(Fraction(value))
            case Name(name):
                if name == TODAY:
                    return real(Fraction(0))
                return self.expression(Key(name, self.tags.get((name, key.tag), ""), 0))
            case Arithmetic(sign, left, right):
                return calculate(sign, self.symbolic(left, key, count), self.symbolic(right, key, count))
            case Either(then, _, otherwise):
                branch = self.branches.get((key.name, key.tag, next(count)))
                results = (self.symbolic(then, key, count), self.symbolic(otherwise, key, count))
                return results[branch == "else"]

    def round_model(self, model: Values) -> Values | None:
        """The solver's numbers with few decimals, if they still fit or can be made to."""
        for digits in range(MOST_DIGITS + 1):
            values = {k: Fraction(round(v * 10**digits), 10**digits) for k, v in model.items()}
            self.hit(values, self.points)
            if self.fits(values):
                return values
        return None


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
