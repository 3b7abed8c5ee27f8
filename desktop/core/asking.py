"""Is a question asked exactly while it decides? The engine's answer, compared with every completion.

The engine judges a condition part by part. Parts that share no name are independent, and then its judgement is exact;
parts that share one are compared here with all completions of their answers, numbers within their range. A derived
quantity that is not computed yet may be any number of a range, which its formula and what is given leave it: it is
compared for every such range. Whether the engine's range is not too wide is told of the formula, see `too_wide`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Final

from db.condition_outcome import ANY, FALSE, TRUE, compile_node, deciding
from db.condition_outcome import Test as Tested
from db.condition_tree import Always, And, Compare, Is, Node, Not, Or, atoms
from db.guideline import Guideline, Input
from db.ranges import loose
from desktop.core.completions import turned
from desktop.core.engine import Engine
from desktop.core.representatives import nothing_of, representatives

MOST_CASES: Final = 60_000
MOST_DIFFERENCES: Final = 20  # of one part; each is a candidate for the patient that is shown
Case = tuple[tuple[int, ...], ...]
"""Of each name, which of its answers it may still have."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How many conditions were compared case by case, and where the engine's judgement is not exact."""

    parts: int
    cases: int
    differences: tuple[Difference, ...]
    too_wide: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the engine's judgement of a rule is not exact, in words.

    `name` is what it asks for in vain, or does not ask for (`asks`), once the tests of what is answered have these
    outcomes; without one nothing was compared.
    """

    rule: str
    text: str
    name: str = ""
    asks: bool = False
    wanted: int = ANY
    outcomes: tuple[tuple[Tested, int], ...] = ()

    def shows(self, engine: Engine, values: Mapping[str, object]) -> bool:
        """Does the engine judge so of these answers?"""
        rule = next(r for r in engine.decision.rules if r.id == self.rule)
        return self.asks is any(engine.waits(rule.when, values, self.wanted, key) for key in engine.bases(self.name))


def compare(guideline: Guideline) -> Compared:
    """Compare the engine's judgement with the exact one, rule by rule."""
    inputs, engine = {i.key: i for i in guideline.decision.inputs()}, Engine(guideline)
    stops = engine.stop_rules
    parts = cases = 0
    differences: list[Difference] = []
    for rule in guideline.decision.rules:
        whole = rule.when.test.node
        for node, wanted in [(whole, ANY)] if rule.id in stops else shared_parts(whole, TRUE):
            part = Part(node, wanted, inputs)
            parts += 1
            if part.count > MOST_CASES:
                text = f"rule {rule.id}: too many cases to compare ({part.count})"
                differences.append(Difference(rule.id, text))
                continue
            cases += part.count
            differences += itertools.islice(part.differences(rule.id), MOST_DIFFERENCES)
    return Compared(parts, cases, tuple(differences), tuple(too_wide(engine)))


def too_wide(engine: Engine) -> Iterator[str]:
    """Where the range of a derived quantity may be wider than what it can come to, so that a question may be idle."""
    used = {name for rule in engine.decision.rules for name in rule.when.names}
    for key, derived in engine.derived.items():
        names = loose(derived.formula.whole, engine.completions.declared) if key in used else ()
        if names:
            yield f"{key} may go both ways with {', '.join(names)}"
    for rule in engine.decision.rules:
        computed = [name for name in rule.when.names if name in engine.derived]
        for first, second in itertools.combinations(computed, 2):
            shared = [key for key in engine.bases(first) if key in engine.bases(second)]
            if shared:
                yield f"rule {rule.id} compares {first} and {second}, both of {', '.join(shared)}"


def shared_parts(node: Node, wanted: int) -> Iterator[tuple[Node, int]]:
    """The parts of a condition whose own parts share inputs, with the outcome of them that counts.

    So are comparisons by themselves, for no answer may reach the number, or every choice may be named.
    """
    match node:
        case Compare() | Is():
            yield node, wanted
        case Not(item):
            yield from shared_parts(item, FALSE if wanted == TRUE else TRUE)
        case And(items) | Or(items):
            for group in connected(items):
                joined = type(node)(tuple(group))
                yield from shared_parts(group[0], wanted) if len(group) == 1 else [(joined, wanted)]


def connected(items: tuple[Node, ...]) -> list[list[Node]]:
    """Conditions grouped so that no two groups share an input."""
    groups: list[tuple[set[str], list[Node]]] = []
    for item in items:
        names, members = {a.name for a in atoms(item) if not isinstance(a, Always)}, [item]
        apart = []
        for other, nodes in groups:
            if names.isdisjoint(other):
                apart.append((other, nodes))
            else:
                names, members = names | other, [*nodes, *members]
        groups = [*apart, (names, members)]
    return [nodes for _, nodes in groups]


class Part:
    """A condition, and every way to answer or leave open what it tests."""

    def __init__(self, node: Node, wanted: int, inputs: Mapping[str, Input]) -> None:
        """Find answers that stand for all others."""
        self.test: Tested = compile_node(node)
        self.wanted = wanted
        self.inputs = inputs
        found = [a for a in atoms(node) if not isinstance(a, Always)]
        self.names = tuple(dict.fromkeys(a.name for a in found))
        self.answers = [representatives([a for a in found if a.name == n], inputs.get(n)) for n in self.names]
        self.places = [places(values, n in inputs) for n, values in zip(self.names, self.answers, strict=True)]
        self.count = prod(map(len, self.places))
        self.exact: dict[tuple[int, ...], int] = {}

    def differences(self, rule: str) -> Iterator[Difference]:
        """Cases in which the engine waits for an answer that decides nothing, or does not wait for one that decides."""
        for case in itertools.product(*self.places):
            values = self.values(case)
            may = self.test.outcomes(values) & self.wanted
            waiting = deciding(self.test, values, self.wanted) if may else ()
            waits = {a.name for a in waiting if not isinstance(a, Always)}
            for i, name in enumerate(self.names):
                if len(case[i]) == 1:
                    continue
                asks = name in waits and (not self.is_to_compute(case) or self.turns(i, case))
                if asks != self.decides(i, case):
                    does = "asks for" if asks else "does not ask for"
                    decides = "can decide nothing more" if asks else "still decides"
                    text = f"rule {rule}: {does} {name}, which {decides}, {after(values)}"
                    yield Difference(rule, text, name, asks, self.wanted, tuple(self.settled(values)))

    def settled(self, values: Mapping[str, object]) -> Iterator[tuple[Tested, int]]:
        """The tests of what is answered, with their outcomes."""
        for atom in (a for a in atoms(self.test.node) if not isinstance(a, Always) and a.name in values):
            test = compile_node(atom)
            yield test, test.outcomes(values)

    def values(self, case: Case) -> dict[str, object]:
        """The answers of a case; what is missing is left out."""
        return {
            name: answers[place[0]]
            for name, answers, place in zip(self.names, self.answers, case, strict=True)
            if len(place) == 1
        }

    def is_to_compute(self, case: Case) -> bool:
        """Is a derived quantity missing?"""
        return any(n not in self.inputs and len(place) > 1 for n, place in zip(self.names, case, strict=True))

    def turns(self, place: int, case: Case) -> bool:
        """Turns this answer the condition, as the engine judges it with the numbers that can be computed?"""
        name, given = self.names[place], self.values(case)
        free = [i for i, n in enumerate(self.names) if len(case[i]) > 1 and (n not in self.inputs or i == place)]
        forgotten = {name: nothing_of(self.inputs.get(name))}
        for way in itertools.product(*(case[i] for i in free)):
            one = {**given, **{self.names[i]: self.answers[i][p] for i, p in zip(free, way, strict=True)}}
            if turned(self.test, one, {**one, **forgotten}, self.wanted):
                return True
        return False

    def decides(self, place: int, case: Case) -> bool:
        """Are there completions that differ in this answer alone, one with the outcome that counts and one without?"""
        others = [[0] if i == place else answers for i, answers in enumerate(case)]
        for full in itertools.product(*others):
            found = {self.outcome((*full[:place], p, *full[place + 1 :])) for p in case[place]}
            if len(found) > 1:
                return True
        return False

    def outcome(self, case: tuple[int, ...]) -> int:
        """Has a complete case the outcome that counts? Of a stop every outcome does."""
        if case not in self.exact:
            self.exact[case] = self.test.outcomes(self.values(tuple((p,) for p in case)))
        return self.exact[case] & self.wanted


def places(answers: Sequence[object], is_asked: bool) -> list[tuple[int, ...]]:
    """What may be known of one name: an answer, or nothing; of a derived quantity also numbers next to each other."""
    known = [(place,) for place in range(len(answers))]
    if is_asked:
        return [*known, tuple(range(len(answers)))]
    ends = itertools.combinations(range(1, len(answers) + 1), 2)  # the first is "not known"
    return [*known, *((0, *range(low, high)) for low, high in ends)]


def after(values: Mapping[str, object]) -> str:
    """The answers given so far, in words."""
    found = [f"{name} = {answer_text(value)}" for name, value in values.items()]
    return f"after {'; '.join(found)}" if found else "before anything that it tests is answered"


def answer_text(value: object) -> str:
    """One answer in words."""
    if isinstance(value, Mapping):
        return ", ".join(f"{mark} {answer_text(marked)}" for mark, marked in value.items())
    return ("yes" if value else "no") if isinstance(value, bool) else "unknown" if value is None else str(value)
