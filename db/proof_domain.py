"""What the proofs need to know of a guideline: names, cuts, and the regions between the cuts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final

from db import formula
from db.condition import Condition
from db.condition_outcome import COMPARE
from db.condition_tree import Always, And, Known, Node, Not, Or, atoms, cuts_of
from db.formula import TODAY, Arithmetic, Either, Name, Term, eithers
from db.guideline import Derived, Due, Guideline, Input, Rule, Statement
from db.ranges import Range

MOST_DIGITS: Final = 6  # decimals that an answer may be written with
MOST_NUMBER: Final = Fraction(10**12 - 1, 10**MOST_DIGITS)  # and the same number of digits before the point
AGE: Final = "age"  # the quantity that says how early a date may lie


@dataclass(frozen=True, slots=True)
class Region(Range):
    """The numbers between two cuts, or one cut."""

    def holds(self, number: Fraction) -> bool:
        """Does a number lie in it?"""
        above = self.low is None or (number > self.low if self.low_open else number >= self.low)
        return above and (self.high is None or (number < self.high if self.high_open else number <= self.high))

    def is_near(self, number: float) -> bool:
        """Does a rough number lie in it, or so close that it may?"""
        slack = 1e-9 * max(1.0, abs(number))
        return (self.low is None or number >= float(self.low) - slack) and (
            self.high is None or number <= float(self.high) + slack
        )

    @property
    def is_point(self) -> bool:
        """Is it a single number?"""
        return self.low is not None and self.low == self.high

    def inside(self) -> Fraction:
        """A number of it."""
        if self.low is None and self.high is None:
            return Fraction(0)
        if self.low is None:
            assert self.high is not None
            return self.high - 1
        return self.low + 1 if self.high is None else (self.low + self.high) / 2

    def __str__(self) -> str:
        """In words: `at 30`, or `from 30 to 60`."""
        if self.is_point:
            return f"at {number_text(self.low)}"
        ends = [("from", self.low), ("to", self.high)]
        return " ".join(f"{word} {number_text(end)}" for word, end in ends if end is not None) or "anywhere"

    def satisfies(self, sign: str, number: Decimal) -> bool:
        """Does it lie on this side of a cut that bounds it?"""
        return COMPARE[sign](self.inside(), Fraction(number))


def number_text(number: Fraction | None) -> str:
    """A number of a condition with all its digits."""
    return "" if number is None else f"{(Decimal(number.numerator) / Decimal(number.denominator)).normalize():f}"


def regions_between(cuts: list[Fraction], low: Fraction | None, high: Fraction | None) -> tuple[Region, ...]:
    """The cuts and what lies between them, from low to high; the bounds belong to it."""
    found: list[Region] = []
    start, is_open = low, False
    for cut in cuts:
        if (low is not None and cut < low) or (high is not None and cut > high):
            continue
        if cut != start or is_open:
            found.append(Region(start, cut, is_open, high_open=True))
        found.append(Region(cut, cut))
        start, is_open = cut, True
    if start is None or start != high or not is_open:
        found.append(Region(start, high, is_open))
    return tuple(found)


class Domain:
    """A guideline seen as a space of patients.

    Dates are counted from the day of the next review: the days that have passed on any day before it are among those.
    """

    def __init__(self, guideline: Guideline) -> None:
        """Index names, statements and rules."""
        self.guideline = guideline
        self.decision = guideline.decision
        self.rules = self.decision.rules
        self.inputs: dict[str, Input] = {i.key: i for i in self.decision.inputs()}
        self.statements: dict[str, Statement] = guideline.statements()
        self.derived: dict[str, Derived] = {d.key: d for d in (*self.decision.derived, *self.differences())}
        self.on: date = max(guideline.reviewed, guideline.next_review)
        self.simple: dict[tuple[str, int], Fraction | None] = {}
        self._bases: dict[str, tuple[str, ...]] = {}

    @cached_property
    def dates(self) -> frozenset[str]:
        """The inputs that are dates."""
        return frozenset(key for key, asked in self.inputs.items() if asked.kind == "date")

    @cached_property
    def has_birth(self) -> bool:
        """Does the age say how early a date may lie?"""
        return bool(self.dates) and AGE in self.inputs and self.inputs[AGE].kind == "quantity"

    @cached_property
    def stop_rules(self) -> tuple[Rule, ...]:
        """The rules that end the questions."""
        return tuple(r for r in self.rules if any(self.statements[x.statement].kind == "stop" for x in r.lines))

    @cached_property
    def givers(self) -> dict[str, list[Rule]]:
        """The rules that put a statement on the plan, in the author's order."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for key in dict.fromkeys(line.statement for line in rule.lines):
                found.setdefault(key, []).append(rule)
        return found

    @cached_property
    def rules_by_input(self) -> dict[str, list[Rule]]:
        """The rules that rest on an input, directly or by a derived quantity."""
        found: dict[str, list[Rule]] = {key: [] for key in self.inputs}
        for rule in self.rules:
            for key in dict.fromkeys(k for name in rule.when.names for k in self.bases(name)):
                found[key].append(rule)
        return found

    def bases(self, name: str) -> tuple[str, ...]:
        """The inputs that a name rests on: itself, or those of a derived quantity."""
        if name not in self.derived:
            return (name,)
        if name not in self._bases:
            inner = (key for needed in needed_names(self.derived[name]) for key in self.bases(needed))
            self._bases[name] = tuple(dict.fromkeys(inner))
        return self._bases[name]

    def bases_of(self, names: Iterable[str]) -> set[str]:
        """The inputs that these names rest on."""
        return {key for name in names for key in self.bases(name)}

    def inner(self, names: Iterable[str]) -> set[str]:
        """These names, and all that they are computed from."""
        found = set(names)
        for name in found & self.derived.keys():
            found |= self.inner(needed_names(self.derived[name]))
        return found

    def number_inputs(self, name: str) -> tuple[str, ...]:
        """The quantity and date inputs whose number enters a derived quantity."""
        terms = [name] if name not in self.derived else list(term_names(self.derived[name].formula.tree))
        found = (key for n in terms for key in ((n,) if n in self.inputs else self.number_inputs(n)))
        return tuple(dict.fromkeys(found))

    def conditions(self) -> Iterator[Node]:
        """Every condition that something is made of; those that refuse answers aside."""
        for when in [*(r.when for r in self.rules), *(i.when for i in self.decision.invariants)]:
            yield when.test.node
        for derived in self.derived.values():
            yield from conditions_of(derived)

    @cached_property
    def cuts(self) -> dict[str, tuple[Fraction, ...]]:
        """The numbers at which a rule must turn, by quantity, in order."""
        return ordered_cuts(self.conditions())

    @cached_property
    def bounds(self) -> dict[str, tuple[Fraction, ...]]:
        """The numbers that each quantity is compared with, also to refuse answers; of a date those of its due days."""
        compared = ordered_cuts([*self.conditions(), *(c.when.test.node for c in self.decision.conflicts)])
        return {**compared, **self.due_bounds()}

    def pairs_of_dues(self) -> Iterator[tuple[Due, Due]]:
        """Each two due days of one line that do not count from the same day."""
        for key in self.givers:
            pairs = itertools.combinations(line_dues(self, key), 2)
            yield from ((one, other) for one, other in pairs if one.after != other.after)

    def differences(self) -> Iterator[Derived]:
        """The days between two dates from which one line counts, as quantities of which no author knows."""
        pairs = ((one.after, other.after) for one, other in self.pairs_of_dues())
        for name in dict.fromkeys(difference(*sorted(pair)) for pair in pairs if TODAY not in pair):
            yield Derived(name, name, "d", formula.parse(name))

    def due_bounds(self) -> dict[str, tuple[Fraction, ...]]:
        """Where two due days of a line are the same: by the date that one counts from, or by the days between two."""
        found: dict[str, set[Fraction]] = {}
        for one, other in self.pairs_of_dues():
            name, turned = days_between(self, one.after, other.after)
            days = one.days - other.days if turned else other.days - one.days
            found.setdefault(name, set()).add(Fraction(days))
        return {name: tuple(sorted(days)) for name, days in found.items()}

    def span(self, name: str) -> tuple[Fraction | None, Fraction | None]:
        """The lowest and highest value: of a quantity in its first unit, of a date in days from the day of the plan."""
        asked = self.inputs.get(name)
        if asked is None:
            return None, None
        if asked.kind == "date":
            return Fraction((asked.earliest - self.on).days), Fraction(0)
        return (
            min(Fraction(u.minimum) * Fraction(u.factor) for u in asked.units),
            max(Fraction(u.maximum) * Fraction(u.factor) for u in asked.units),
        )

    def regions(self, name: str) -> tuple[Region, ...]:
        """The regions of a quantity, a date or a derived quantity."""
        if name not in self._regions:
            low, high = self.span(name)
            self._regions[name] = regions_between(list(self.bounds.get(name, ())), low, high)
        return self._regions[name]

    @cached_property
    def _regions(self) -> dict[str, tuple[Region, ...]]:
        """The regions that were asked for."""
        return {}


def line_dues(domain: Domain, statement: str) -> list[Due]:
    """The due days that rules give a line; a note shows none."""
    if domain.statements[statement].kind == "info":
        return []
    lines = (line for rule in domain.givers[statement] for line in rule.lines if line.statement == statement)
    return list(dict.fromkeys(line.due for line in lines if line.due is not None))


def difference(first: str, second: str) -> str:
    """The name of the days between two dates, which is their formula."""
    return f"{first} - {second}"


def days_between(domain: Domain, first: str, second: str) -> tuple[str, bool]:
    """What says by how many days one date lies behind another, and whether it says it the other way round."""
    if TODAY in (first, second):
        return (second, True) if first == TODAY else (first, False)
    turned = difference(first, second) not in domain.derived
    return (difference(second, first) if turned else difference(first, second)), turned


def ordered_cuts(nodes: Iterable[Node]) -> dict[str, tuple[Fraction, ...]]:
    """The numbers that these conditions compare each quantity with, in order."""
    return {name: tuple(sorted(map(Fraction, cuts))) for name, cuts in cuts_of(nodes).items()}


def conditions_of(derived: Derived) -> Iterator[Node]:
    """The conditions of a derived quantity: when it is computed, and how."""
    yield derived.only_if.test.node
    yield from (e.condition for e in eithers(derived.formula.tree))


def needed_names(derived: Derived) -> Iterator[str]:
    """The names that a derived quantity rests on, in its formula or its condition."""
    yield from (n for n in derived.formula.names if n != TODAY)
    yield from derived.only_if.names


def term_names(term: Term) -> Iterator[str]:
    """The names whose number enters a term; those of its conditions aside."""
    match term:
        case Name(name) if name != TODAY:
            yield name
        case Arithmetic(_, left, right):
            yield from term_names(left)
            yield from term_names(right)
        case Either(then, _, otherwise):
            yield from term_names(then)
            yield from term_names(otherwise)


def names_of(node: Node) -> tuple[str, ...]:
    """The names that a condition tests."""
    return tuple(dict.fromkeys(a.name for a in atoms(node) if not isinstance(a, Always)))


def tests_unknown(when: Condition, names: frozenset[str]) -> bool:
    """Does a condition test `not known(…)` of one of these names?"""
    return _tests_unknown(when.test.node, names, negated=False)


def _tests_unknown(node: Node, names: frozenset[str], *, negated: bool) -> bool:
    """Look for `known(…)` under an odd number of `not`."""
    match node:
        case Not(item):
            return _tests_unknown(item, names, negated=not negated)
        case And(items) | Or(items):
            return any(_tests_unknown(i, names, negated=negated) for i in items)
        case Known(name):
            return negated and name in names
    return False
