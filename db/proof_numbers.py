"""Numbers behind the regions: can derived quantities fall into these regions together, and for which patient?

A derived quantity is tied to its inputs by its formula. What the ranges of the inputs rule out is told at once; else a
choice of regions is tried with plain exact arithmetic; what no trial finds is put to z3, which either gives numbers or
says which of the regions exclude each other.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, TypeVar

from db.birth import whole_years
from db.formula import TODAY, Arithmetic, Name, Number, Term
from db.proof_candidates import candidates, simple_number, written
from db.proof_domain import MOST_DIGITS, Domain
from db.proof_intervals import Span, span
from db.proof_keys import Answer, Fixed, Key, Tags, Values
from db.proof_reals import LEEWAY, Reals, calculate, earliest_day

FEW_TRIALS: Final = 60
FEW_POINTS: Final = 6  # trials that must meet a cut exactly, before z3 is asked
TRIALS: Final = 1500
N = TypeVar("N", float, Fraction)


@lru_cache(maxsize=1000)
def exactly(number: Decimal | int) -> Fraction:
    """A number of a formula as a fraction."""
    return Fraction(number)


@lru_cache(maxsize=1000)
def roughly(number: Decimal | int) -> float:
    """A number of a formula as a float."""
    return float(number)


class Numbers:
    """The derived quantities of a guideline, as constraints on numbers."""

    def __init__(self, domain: Domain) -> None:
        """Start with nothing known; answers are kept."""
        self.domain = domain
        self.answers: dict[frozenset[Key], Answer] = {}
        self.cores: list[frozenset[Key]] = []
        self.pools: dict[tuple[str, int], tuple[Fraction, ...]] = {}

    def pool(self, name: str, region: int) -> tuple[Fraction, ...]:
        """Simple numbers of a region of an input."""
        if (name, region) not in self.pools:
            self.pools[name, region] = tuple(candidates(self.domain, name, self.domain.regions(name)[region]))
        return self.pools[name, region]

    def solve(self, keys: frozenset[Key], tags: Tags) -> Answer:
        """Decide a choice of keys."""
        if keys not in self.answers:
            self.answers[keys] = Search(self, Fixed(self.domain, keys, tags)).answer()
            answer = self.answers[keys]
            if answer.core and not answer.doubt:
                self.cores.append(answer.core)
        return self.answers[keys]

    def born(self, fixed: Fixed, values: Values) -> bool:
        """Lies no date before birth? An input that nothing is computed from has the first number of its region."""
        for pair in fixed.births():
            age, day = (values.get((k.name, k.tag), simple_number(self.domain, k.name, k.number)) for k in pair)
            assert age is not None
            assert day is not None
            if day < earliest_day(whole_years(self.domain.inputs[pair[0].name], age), self.domain):
                return False
        return True


class Search:
    """One choice of regions, and the numbers that fit it."""

    def __init__(self, numbers: Numbers, fixed: Fixed) -> None:
        """Make the same trials in every run."""
        self.numbers = numbers
        self.fixed = fixed
        self.domain = numbers.domain
        self.random = random.Random(7)  # noqa: S311 - the same trials in every run

    def answer(self) -> Answer:
        """Numbers that can be written down, or the keys that exclude each other, or neither."""
        core = self.out_of_range()
        if core:
            return Answer(core=core)
        values = self.try_out(FEW_POINTS if self.fixed.points else FEW_TRIALS)
        return Answer(values=values) if values else self.solved()

    def solved(self) -> Answer:
        """The same from z3: with any numbers first, then with those alone that can be written down."""
        core, model = Reals(self.fixed).solve()
        values = self.round_model(model) if model else None
        if core is None:
            values = values or self.try_out(TRIALS)
        if values is None and (core is None or any(self.fixed.births())):
            core, model = Reals(self.fixed, LEEWAY, written=core is None).solve()
            values = model if model and self.fits(model) else None
        if values is not None:
            return Answer(values=values)
        if core is not None:
            return Answer(core=core)
        doubt = f"no numbers were found for {self.fixed}, and none excluded"
        return Answer(core=frozenset(self.fixed.keys), doubt=doubt)

    # --- ranges -------------------------------------------------------------------------------------------------

    def out_of_range(self) -> frozenset[Key] | None:
        """A derived quantity that cannot fall into its region, with the regions of inputs that keep it out."""
        for key in self.fixed.bound:
            regions = {(k.name, k.tag): k for k in self.fixed.free}
            if not self.misses(key, regions):
                continue
            for place in tuple(regions):
                fewer = {p: k for p, k in regions.items() if p != place}
                if self.misses(key, fewer):
                    regions = fewer
            return frozenset([key, *regions.values(), *(k for k in self.fixed.keys if k.branch)])
        return None

    def misses(self, key: Key, regions: Mapping[tuple[str, str], Key]) -> bool:
        """Lies a derived quantity outside its region while these inputs lie within theirs?"""
        (low, high), region = self.range_of(key, regions), self.fixed.region(key)
        below = high is not None and region.low is not None and high < region.low
        return below or (low is not None and region.high is not None and low > region.high)

    def range_of(self, key: Key, regions: Mapping[tuple[str, str], Key]) -> Span:
        """The range of an input or of a derived quantity."""
        if key.name in self.domain.derived:
            formula = self.domain.derived[key.name].formula.tree
            return span(
                formula, lambda n: self.range_of(self.fixed.inner(n, key), regions), self.fixed.branches_of(key)
            )
        chosen = regions.get((key.name, key.tag))
        if chosen is None:
            return self.domain.span(key.name)
        return self.fixed.region(chosen).low, self.fixed.region(chosen).high

    # --- trials -------------------------------------------------------------------------------------------------

    def try_out(self, most: int) -> Values | None:
        """Look for numbers that fit by trying simple ones: roughly first, and exactly where that looks right."""
        pools = [self.numbers.pool(k.name, k.number) for k in self.fixed.free]
        if not all(pools):
            return None
        for chosen in self.trials(pools, most):
            values = {(k.name, k.tag): v for k, v in zip(self.fixed.free, chosen, strict=True)}
            if self.fixed.points:
                self.hit(values, self.fixed.points)
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
        found = ((k, self.computed(k, values, roughly)) for k in self.fixed.bound)
        return all(v is not None and self.fixed.region(k).is_near(v) for k, v in found)

    def fits(self, values: Values) -> bool:
        """Does every derived quantity fall into its region, with inputs that can be written?"""
        for key in self.fixed.free:
            number = values[key.name, key.tag]
            if not self.fixed.region(key).holds(number) or written(self.domain.inputs[key.name], number) is None:
                return False
        if not self.numbers.born(self.fixed, values):
            return False
        found = ((k, self.computed(k, values, exactly)) for k in self.fixed.bound)
        return all(v is not None and self.fixed.region(k).holds(v) for k, v in found)

    def hit(self, values: dict[tuple[str, str], Fraction], points: list[Key]) -> None:
        """Change an input for each of these quantities, so that it becomes exactly its number."""
        moved: set[tuple[str, str]] = set()
        for point in points:
            for key in self.fixed.free:
                place = (key.name, key.tag)
                found = None if place in moved else self.solve_for(place, values, point)
                if found is not None and self.fixed.region(key).holds(found) and self.can_write(key, found):
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
        target, rough = self.fixed.region(point).low, {k: float(v) for k, v in values.items()}
        assert target is not None
        old = rough[place]
        first, second = (self.computed(point, {**rough, place: v}, roughly) for v in (old, old + 1))
        if first is None or second is None or first == second or not old:
            return None
        slope = (second - first) / (1 / (old + 1) - 1 / old) if old != -1 else 0.0
        inverse = 1 / old + (float(target) - first) / slope if slope else 0.0
        for guess in (old + (float(target) - first) / (second - first), 1 / inverse if inverse else old):
            number = Fraction(round(guess * 10**MOST_DIGITS), 10**MOST_DIGITS)
            if self.computed(point, {**values, place: number}, exactly) == target:
                return number
        return None

    def computed(self, key: Key, values: Mapping[tuple[str, str], N], kind: Callable[[Any], N]) -> N | None:
        """A derived quantity in this kind of number; None where it would divide by zero."""
        term = self.fixed.taken(key)
        return None if term is None else self.term(term, key, values, kind)

    def term(self, term: Term, key: Key, values: Mapping[tuple[str, str], N], kind: Callable[[Any], N]) -> N | None:
        """One term of a formula without `if … else`."""
        match term:
            case Number(value):
                return kind(value)
            case Name(name):
                return self.name(name, key, values, kind)
            case Arithmetic(sign, left, right):
                first, second = (self.term(side, key, values, kind) for side in (left, right))
                return None if first is None or second is None else calculate(sign, first, second)
        raise AssertionError(term)

    def name(self, name: str, key: Key, values: Mapping[tuple[str, str], N], kind: Callable[[Any], N]) -> N | None:
        """The number of an input, of today (zero), or of another derived quantity."""
        if name == TODAY:
            return kind(0)
        inner = self.fixed.inner(name, key)
        return values[name, inner.tag] if name in self.domain.inputs else self.computed(inner, values, kind)

    def round_model(self, model: Values) -> Values | None:
        """The solver's numbers with few decimals, if they still fit or can be made to."""
        for digits in range(MOST_DIGITS + 1):
            values = {k: Fraction(round(v * 10**digits), 10**digits) for k, v in model.items()}
            self.hit(values, self.fixed.points)
            if self.fits(values):
                return values
        return None
