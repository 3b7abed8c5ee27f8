"""Every way in which the missing inputs of a derived quantity can be answered: can one of them turn a condition?

Kleene's judgement of a condition takes a quantity that is not computed yet for any number. Here its formula ties it to
the inputs, those that are given and those that the condition tests beside it. An input turns a condition if, with all
others answered in some way, one answer to it makes the condition come out otherwise than "not known" does: where two
answers differ, one of them differs from that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial, reduce
from typing import Final

from db.condition import Condition
from db.condition_outcome import (
    ANY,
    BOTH,
    EITHER,
    FALSE,
    NEGATED,
    SETTLED,
    TRUE,
    UNKNOWN,
    Test,
    Values,
    compile_node,
    deciding,
    joined,
)
from db.condition_tree import Always, And, Atom, Compare, Known, Not, Or, atoms
from db.formula import TODAY, eithers, names
from db.guideline import Derived, Input
from db.ranges import UNBOUNDED, Range, point, range_of, sides
from desktop.core.representatives import declared, nothing_of, representatives, unknown_marks
from desktop.core.values import computed

Pairs = frozenset[tuple[int, int]]
"""What a condition can come to, each time with what it comes to for the same patient once an answer is not known."""
World = dict[str, object]
Option = tuple[object, Range]
"""An answer that stands for others, and between which numbers those lie."""
MOST_REACHES: Final = 4096
"""The ranges of one formula that are kept; the conditions of a guideline ask for few of them again and again."""


class Completions:
    """The inputs and the derived quantities of one decision."""

    def __init__(self, inputs: Iterable[Input], derived: Mapping[str, Derived]) -> None:
        """Keep them; the formulas are those over inputs alone."""
        self.inputs = {i.key: i for i in inputs}
        self.derived = derived
        self.ranges = {i.key: declared(i) for i in self.inputs.values() if i.kind in ("quantity", "date")}
        self.formulas = {key: Prepared(one, self.ranges) for key, one in derived.items()}
        self.known: dict[Condition, Shared] = {}

    def turns(self, condition: Condition, values: Values, key: str, wanted: int) -> bool:
        """Can an answer to this missing input turn a condition, or turn it true alone if that is wanted?"""
        ways = Ways(self.shared(condition), values, key, wanted)
        return any(turned(ways.test, one, other, wanted) for one, other in ways.worlds())

    def may_be_true(self, condition: Condition, values: Values) -> bool:
        """Is there a way to answer what is missing that makes a condition true?"""
        ways = Ways(self.shared(condition), values, "", TRUE)
        return any(condition.outcomes(one) & TRUE for one, _ in ways.worlds())

    def is_constant(self, condition: Condition, values: Values, outcome: int) -> bool:
        """Has a condition this outcome, whatever is answered?"""
        if self.without_more(condition, values) != outcome:
            return False
        ways = Ways(self.shared(condition), values, "", ANY)
        return all(condition.outcomes(one) == outcome for one, _ in ways.worlds())

    def without_more(self, condition: Condition, values: Values) -> int:
        """The outcome of a condition if nothing more is known."""
        return condition.outcomes({**dict.fromkeys(self.shared(condition).names), **values})

    def declared(self, name: str) -> Range:
        """Between which numbers an input lies."""
        return self.ranges[name]

    def shared(self, condition: Condition) -> Shared:
        """What a condition shares with its derived quantities; found once."""
        if condition not in self.known:
            self.known[condition] = Shared(self, condition)
        return self.known[condition]


class Shared:
    """The derived quantities of one condition, and the answers to their inputs that make a difference to it."""

    def __init__(self, completions: Completions, condition: Condition) -> None:
        """Collect the tests of the condition and of all that it is computed from."""
        self.completions = completions
        self.condition = condition
        derived = completions.derived
        rests = behind(condition.names, derived)
        self.derived = [d for d in derived.values() if d.key in rests or d.key in condition.names]
        nodes = [condition.test.node, *(d.only_if.test.node for d in self.derived)]
        nodes += [either.condition for d in self.derived for either in eithers(d.formula.tree)]
        self.tests: dict[str, list[Atom]] = {}
        for atom in (a for node in nodes for a in atoms(node) if not isinstance(a, Always)):
            self.tests.setdefault(atom.name, []).append(atom)
        self.formulas = [completions.formulas[d.key] for d in self.derived]
        self.rests = {d.key: behind((d.key,), derived) for d in self.derived}
        self.behind = [key for key in completions.inputs if key in rests - set(condition.names)]
        self.behind += [key for key in condition.names if key in rests and key in completions.inputs]
        self.names = {TODAY, *rests, *condition.names}
        self.options: dict[str, list[Option]] = {}
        cuts = {d.key: [a.number for a in self.tests.get(d.key, ()) if isinstance(a, Compare)] for d in self.derived}
        self.sides = {key: sides(numbers) for key, numbers in cuts.items()}

    def answers(self, key: str) -> list[Option]:
        """The answers to an input that the tests tell apart, known ones first."""
        if key not in self.options:
            asked, tests = self.completions.inputs[key], self.tests.get(key, [])
            if asked.kind == "quantity":
                parts = sides([t.number for t in tests if isinstance(t, Compare)])
                whole = self.completions.ranges[key]
                found = [(number, part.within(whole)) for number, part in reversed(parts) if part.meets(whole)]
                self.options[key] = [*found, (None, UNBOUNDED)]
            else:
                told_apart = tests if asked.kind == "any-of" else [*tests, Known(key)]
                values = representatives(told_apart, asked)[::-1]
                values.sort(key=unknown_marks)
                self.options[key] = [(value, UNBOUNDED) for value in values]
        return self.options[key]

    def without_lost(self, world: World) -> World:
        """A world in which the derived quantities that can no longer be computed are not known."""
        lost = [f.key for f in self.formulas if f.key not in world and f.is_lost(world)]
        return {**world, **dict.fromkeys(lost)} if lost else world

    def computed(
        self, one: World, other: World, ranges: Mapping[str, Range], place: int
    ) -> Iterator[tuple[World, World]]:
        """The same with every number that the derived quantities from this place on can come to."""
        if place == len(self.formulas):
            yield one, other
            return
        formula = self.formulas[place]
        name = formula.key
        if name in one:
            yield from self.computed(one, other, ranges, place + 1)
        elif not formula.is_computed(one):
            yield from self.computed({**one, name: None}, {**other, name: None}, ranges, place + 1)
        else:
            stays = other is not one and formula.is_computed(other)
            reach = formula.reach(one, partial(self.range_of, one, ranges))
            for number, part in self.sides[name]:
                if part.meets(reach):
                    first = {**one, name: number}
                    second = first if other is one else {**other, name: number if stays else None}
                    yield from self.computed(first, second, ranges, place + 1)

    def range_of(self, world: World, ranges: Mapping[str, Range], name: str) -> Range:
        """Between which numbers an input lies; a date in days from the day of the plan.

        One that is not known stands on a side of the formula that is not taken.
        """
        value, today = world[name], world[TODAY]
        if value is None:
            return UNBOUNDED
        if isinstance(value, date) and isinstance(today, date):
            first = (self.completions.inputs[name].earliest - today).days
            return Range(Fraction(first), Fraction(0)) if name in ranges else point((value - today).days)
        assert isinstance(value, Decimal)
        return ranges[name] if name in ranges else point(value)


class Ways:
    """The ways to answer what the derived quantities of a condition rest on, and the same without an answer to `key`.

    Left out are ways in which the condition can have no wanted outcome, or in which no answer to `key` can turn it.
    """

    def __init__(self, shared: Shared, values: Values, key: str, wanted: int) -> None:
        """Find what is missing; `test` is as much of the condition as tells whether an answer to `key` turns it."""
        self.shared, self.key, self.wanted = shared, key, wanted
        self.given = {name: values[name] for name in shared.names if name in values}
        self.missing = [k for k in shared.behind if k not in values and k != key] + [k for k in (key,) if k]
        open_names = {*self.missing, *(d.key for d in shared.derived if d.key not in values)}
        self.test = narrowed(shared.condition.test, values, open_names) if key else shared.condition.test

    def worlds(self) -> Iterator[tuple[World, World]]:
        """Each way, with every number that the derived quantities can come to."""
        yield from self.after(self.given, self.missing, {})

    def after(self, world: World, missing: list[str], ranges: dict[str, Range]) -> Iterator[tuple[World, World]]:
        """Answer one missing input after the other, `key` last."""
        if not missing:
            other = {**world, self.key: nothing_of(self.shared.completions.inputs[self.key])} if self.key else world
            yield from self.shared.computed(world, other, ranges, 0)
        elif self.may_differ(self.shared.without_lost(world)):
            for answer, part in self.shared.answers(missing[0]):
                yield from self.after({**world, missing[0]: answer}, missing[1:], {**ranges, missing[0]: part})

    def may_differ(self, world: World) -> bool:
        """May the condition still have a wanted outcome, and an answer to `key` turn it, as its tests tell?"""
        if not self.key:
            return bool(self.test.outcomes(world) & self.wanted)
        turning = (atom.name for atom in deciding(self.test, world, self.wanted) if not isinstance(atom, Always))
        return any(self.key == name or self.key in self.shared.rests.get(name, ()) for name in turning)


def narrowed(test: Test, values: Values, missing: Collection[str]) -> Test:
    """A condition without those of its parts that rest on none of these names and may leave it to the others."""
    if not isinstance(test.node, And | Or):
        return test
    neutral = TRUE if isinstance(test.node, And) else FALSE
    kept = tuple(p for p in test.parts if not p.names.isdisjoint(missing) or not p.outcomes(values) & neutral)
    return joined(test.node, kept)


class Prepared:
    """A derived quantity, ready to be looked at while some of its inputs are missing."""

    def __init__(self, derived: Derived, numbers: Collection[str]) -> None:
        """Compile the conditions of its formula; `numbers` are the inputs that are a number or a date."""
        self.key = derived.key
        self.derived = derived
        self.term = derived.formula.whole
        self.numbers = tuple(n for n in dict.fromkeys(names(self.term)) if n in numbers)
        self.branches = {e: compile_node(e.condition).outcomes for e in eithers(self.term)}
        self.between = lru_cache(maxsize=MOST_REACHES)(self.found)

    def is_computed(self, world: World) -> bool:
        """Has it a number?"""
        return computed(self.derived, world) == TRUE

    def is_lost(self, world: World) -> bool:
        """Can it have no number, whatever is still answered?"""
        return computed(self.derived, world) == UNKNOWN

    def reach(self, world: World, named: Callable[[str], Range]) -> Range:
        """Between which numbers it lies."""
        taken = tuple(outcomes(world) == TRUE for outcomes in self.branches.values())
        return self.between(tuple(map(named, self.numbers)), taken)

    def found(self, ranges: tuple[Range, ...], taken: tuple[bool, ...]) -> Range:
        """The same for the ranges of its numbers and the branches that it takes; `between` keeps it."""
        named, branches = dict(zip(self.numbers, ranges, strict=True)), dict(zip(self.branches, taken, strict=True))
        return range_of(self.term, named.__getitem__, branches.__getitem__)


def behind(names: Iterable[str], derived: Mapping[str, Derived]) -> set[str]:
    """All that derived quantities among these names are computed from, other derived quantities included."""
    found: set[str] = set()
    for one in (derived[name] for name in names if name in derived):
        needed = {*one.formula.names, *one.only_if.names} - {TODAY}
        found |= needed | behind(needed, derived)
    return found


def turned(test: Test, one: World, other: World, wanted: int) -> bool:
    """Can a condition come out otherwise in one world than in the other?"""
    return any(first & wanted != second & wanted for first, second in pairs(test, one, other))


def pairs(test: Test, one: World, other: World) -> Pairs:
    """What a condition comes to in two worlds, whatever is missing in both of them."""
    if not test.parts:
        first, second = test.outcomes(one), test.outcomes(other)
        if first in SETTLED:
            return frozenset([(first, second)])
        return frozenset((o, o) for o in (TRUE, FALSE, UNKNOWN) if first & o)
    found = [pairs(part, one, other) for part in test.parts]
    if isinstance(test.node, Not):
        return frozenset((NEGATED[a], NEGATED[b]) for a, b in found[0])
    return reduce(both if isinstance(test.node, And) else either, found)


@lru_cache(maxsize=4096)
def both(left: Pairs, right: Pairs) -> Pairs:
    """Two of them joined by `and`."""
    return frozenset((BOTH[a][c], BOTH[b][d]) for a, b in left for c, d in right)


@lru_cache(maxsize=4096)
def either(left: Pairs, right: Pairs) -> Pairs:
    """Two of them joined by `or`."""
    return frozenset((EITHER[a][c], EITHER[b][d]) for a, b in left for c, d in right)
