"""Every way in which the missing inputs of a derived quantity can be answered: can one of them turn a condition?

Kleene's judgement of a condition takes a quantity that is not computed yet for any number. Here its formula ties it to
the inputs, those that are given and those that the condition tests beside it. An input turns a condition if, with all
others answered in some way, one answer to it makes the condition come out otherwise than "not known" does: where two
answers differ, one of them differs from that.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial, reduce
from typing import Final

from db.condition import Condition
from db.condition_outcome import ANY, BOTH, EITHER, FALSE, NEGATED, SETTLED, TRUE, UNKNOWN, Test, Values, compile_node
from db.condition_tree import Always, And, AnyYes, Atom, Compare, Has, Known, Not, atoms
from db.formula import TODAY, eithers
from db.guideline import Derived, Input
from db.ranges import UNBOUNDED, Range, point, range_of, sides

Pairs = frozenset[tuple[int, int]]
"""What a condition can come to, each time with what it comes to for the same patient once an answer is not known."""
World = dict[str, object]
Option = tuple[object, Range]
"""An answer that stands for others, and between which numbers those lie."""
MOST_MARKS: Final = 8


class Completions:
    """The inputs and the derived quantities of one decision."""

    def __init__(self, inputs: Iterable[Input], derived: Mapping[str, Derived]) -> None:
        """Keep them; the formulas are those over inputs alone."""
        self.inputs = {i.key: i for i in inputs}
        self.derived = derived
        self.ranges = {i.key: declared(i) for i in self.inputs.values() if i.kind in ("quantity", "date")}
        self.known: dict[Condition, Shared] = {}

    def turns(self, condition: Condition, values: Values, key: str, wanted: int) -> bool:
        """Can an answer to this missing input turn a condition, or turn it true alone if that is wanted?"""
        worlds = self.shared(condition).worlds(values, key, wanted)
        return any(turned(condition.test, one, other, wanted) for one, other in worlds)

    def may_be_true(self, condition: Condition, values: Values) -> bool:
        """Is there a way to answer what is missing that makes a condition true?"""
        return any(condition.outcomes(one) & TRUE for one, _ in self.shared(condition).worlds(values, "", TRUE))

    def is_constant(self, condition: Condition, values: Values, outcome: int) -> bool:
        """Has a condition this outcome, whatever is answered?"""
        if self.without_more(condition, values) != outcome:
            return False
        return all(condition.outcomes(one) == outcome for one, _ in self.shared(condition).worlds(values, "", ANY))

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
        self.formulas = [Prepared(d) for d in self.derived]
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
                self.options[key] = [(value, UNBOUNDED) for value in reversed(representatives(told_apart, asked))]
        return self.options[key]

    def worlds(self, values: Values, key: str, wanted: int) -> Iterator[tuple[World, World]]:
        """Each way to answer what the derived quantities rest on, and the same way without an answer to `key`.

        Ways in which the condition can have no wanted outcome are left out.
        """
        given = {name: values[name] for name in self.names if name in values}
        missing = [k for k in self.behind if k not in values and k != key] + [k for k in (key,) if k]
        forgotten = {key: nothing_of(self.completions.inputs[key])} if key else {}
        yield from self.ways(given, missing, {}, forgotten, wanted)

    def ways(
        self, world: World, missing: list[str], ranges: dict[str, Range], forgotten: World, wanted: int
    ) -> Iterator[tuple[World, World]]:
        """Answer one missing input after the other."""
        if not missing:
            other = {**world, **forgotten} if forgotten else world
            yield from self.computed(world, other, ranges, 0)
            return
        for answer, part in self.answers(missing[0]):
            one = {**world, missing[0]: answer}
            if wanted == ANY or len(missing) == 1 or self.condition.outcomes(self.without_lost(one)) & wanted:
                yield from self.ways(one, missing[1:], {**ranges, missing[0]: part}, forgotten, wanted)

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
        """Between which numbers an input lies; a date in days from the day of the plan."""
        value, today = world[name], world[TODAY]
        if isinstance(value, date) and isinstance(today, date):
            first = (self.completions.inputs[name].earliest - today).days
            return Range(Fraction(first), Fraction(0)) if name in ranges else point((value - today).days)
        assert isinstance(value, Decimal)
        return ranges[name] if name in ranges else point(value)


class Prepared:
    """A derived quantity, ready to be looked at while some of its inputs are missing."""

    def __init__(self, derived: Derived) -> None:
        """Compile the conditions of its formula."""
        self.key = derived.key
        self.term = derived.formula.whole
        self.needed = tuple(n for n in derived.formula.names if n != TODAY)
        self.only_if = derived.only_if.outcomes
        self.branches = {e: compile_node(e.condition).outcomes for e in eithers(self.term)}

    def is_computed(self, world: World) -> bool:
        """Has it a number?"""
        known = all(world[name] is not None for name in self.needed) and self.only_if(world) == TRUE
        return known and all(outcomes(world) in (TRUE, FALSE) for outcomes in self.branches.values())

    def is_lost(self, world: World) -> bool:
        """Can it have no number, whatever is still answered?"""
        return any(world.get(name, ...) is None for name in self.needed) or not self.only_if(world) & TRUE

    def reach(self, world: World, named: Callable[[str], Range]) -> Range:
        """Between which numbers it lies."""
        return range_of(self.term, named, lambda either: self.branches[either](world) == TRUE)


def declared(asked: Input) -> Range:
    """The numbers that a quantity can be, in its first unit; of a date, that it lies in the past."""
    if asked.kind == "date":
        return Range(None, Fraction(0))
    ends = [(Fraction(u.minimum * u.factor), Fraction(u.maximum * u.factor)) for u in asked.units]
    return Range(min(low for low, _ in ends), max(high for _, high in ends))


def behind(names: Iterable[str], derived: Mapping[str, Derived]) -> set[str]:
    """All that derived quantities among these names are computed from, other derived quantities included."""
    found: set[str] = set()
    for one in (derived[name] for name in names if name in derived):
        needed = {*one.formula.names, *one.only_if.names} - {TODAY}
        found |= needed | behind(needed, derived)
    return found


def nothing_of(asked: Input | None) -> object:
    """What stands for an answer that is not known: of an any-of input every mark, of a derived quantity no number."""
    return dict.fromkeys((c.value for c in asked.choices), None) if asked and asked.kind == "any-of" else None


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


def representatives(tests: list[Atom], asked: Input | None) -> list[object]:
    """Answers to one input, one for each way in which its tests can turn out together."""
    outcomes = [compile_node(t).outcomes for t in tests]
    found: dict[tuple[int, ...], object] = {}
    for value in [None, *possible(tests, asked)]:
        if value is None and asked is not None and asked.kind == "any-of":
            continue  # its marks are unknown one by one
        found.setdefault(tuple(o({name_of(tests): value}) for o in outcomes), value)
    return list(found.values())


def name_of(tests: list[Atom]) -> str:
    """The name that these tests are about."""
    first = tests[0]
    assert not isinstance(first, Always)
    return first.name


def possible(tests: list[Atom], asked: Input | None) -> Iterator[object]:
    """Known answers that cover every way in which the tests can turn out."""
    if asked is None or asked.kind == "quantity":
        yield from numbers([t.number for t in tests if isinstance(t, Compare)])
    elif asked.kind == "yes-no":
        yield from (True, False)
    elif asked.kind == "one-of":
        yield from (c.value for c in asked.choices)
    elif asked.kind == "date":
        yield date(2000, 1, 1)
    else:
        yield from marks(tests, asked)


def numbers(cuts: list[Decimal]) -> Iterator[Decimal]:
    """Each cut, and a number on either side of it."""
    ordered = sorted(set(cuts))
    if not ordered:
        yield Decimal(0)
        return
    yield ordered[0] - 1
    yield from ordered
    yield from ((a + b) / 2 for a, b in itertools.pairwise(ordered))
    yield ordered[-1] + 1


def marks(tests: list[Atom], asked: Input) -> Iterator[dict[str, bool | None]]:
    """Every way to mark the choices that matter; the others stand together as one."""
    named = [t.choice for t in tests if isinstance(t, Has | Known) and t.choice]
    rest = [c.value for c in asked.choices if c.value not in named]
    whole = any(isinstance(t, AnyYes) or (isinstance(t, Known) and not t.choice) for t in tests)
    chosen = list(dict.fromkeys([*named, *rest[: 1 if whole else 0]]))[:MOST_MARKS]
    for combination in itertools.product((True, False, None), repeat=len(chosen)):
        yield {**dict.fromkeys(rest, False), **dict(zip(chosen, combination, strict=True))}
