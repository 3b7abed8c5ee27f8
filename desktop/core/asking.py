"""Is a question asked exactly while it decides? Kleene's answer, compared with every completion.

The engine judges a condition part by part. Parts that share no name are independent, and then its judgement is exact;
parts that share one are compared here with all completions of their answers. A derived quantity counts as one more
answer: that it hangs together with its inputs, or with another one of the same inputs, is not looked at.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from db.condition_outcome import ANY, FALSE, TRUE, compile_node, deciding
from db.condition_outcome import Test as Tested
from db.condition_tree import Always, And, AnyYes, Atom, Compare, Has, Known, Node, Not, Or, atoms
from db.guideline import Guideline, Input
from desktop.core.engine import Engine

MOST_CASES: Final = 60_000
MOST_MARKS: Final = 8
MOST_DIFFERENCES: Final = 20  # of one part; each is a candidate for the patient that is shown
MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Compared:
    """How many conditions were compared case by case, and where the engine's judgement is not exact."""

    parts: int
    cases: int
    differences: tuple[Difference, ...]


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
    inputs = {i.key: i for i in guideline.decision.inputs()}
    stops = Engine(guideline).stop_rules
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
    return Compared(parts, cases, tuple(differences))


def shared_parts(node: Node, wanted: int) -> Iterator[tuple[Node, int]]:
    """The parts of a condition whose own parts share inputs, with the outcome of them that counts."""
    match node:
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
        found = [a for a in atoms(node) if not isinstance(a, Always)]
        self.names = tuple(dict.fromkeys(a.name for a in found))
        self.answers = [representatives([a for a in found if a.name == n], inputs.get(n)) for n in self.names]
        self.count = 1
        for values in self.answers:
            self.count *= len(values) + 1
        self.exact: dict[tuple[object, ...], int] = {}

    def differences(self, rule: str) -> Iterator[Difference]:
        """Cases in which the engine waits for an answer that decides nothing, or does not wait for one that decides."""
        places = [[*range(len(values)), MISSING] for values in self.answers]
        for case in itertools.product(*places):
            values = self.values(case)
            may = self.test.outcomes(values) & self.wanted
            waiting = deciding(self.test, values, self.wanted) if may else ()
            waits = {a.name for a in waiting if not isinstance(a, Always)}
            for i, name in enumerate(self.names):
                if case[i] is MISSING and (name in waits) != self.decides(i, case):
                    does = "asks for" if name in waits else "does not ask for"
                    decides = "can decide nothing more" if name in waits else "still decides"
                    text = f"rule {rule}: {does} {name}, which {decides}, {after(values)}"
                    yield Difference(rule, text, name, name in waits, self.wanted, tuple(self.settled(values)))

    def settled(self, values: Mapping[str, object]) -> Iterator[tuple[Tested, int]]:
        """The tests of what is answered, with their outcomes."""
        for atom in (a for a in atoms(self.test.node) if not isinstance(a, Always) and a.name in values):
            test = compile_node(atom)
            yield test, test.outcomes(values)

    def values(self, case: tuple[object, ...]) -> dict[str, object]:
        """The answers of a case; what is missing is left out."""
        return {
            name: answers[place]
            for name, answers, place in zip(self.names, self.answers, case, strict=True)
            if isinstance(place, int)
        }

    def decides(self, place: int, case: tuple[object, ...]) -> bool:
        """Are there completions that differ in this answer alone, one with the outcome that counts and one without?"""
        others = [
            range(len(values)) if p is MISSING and i != place else [p]
            for i, (p, values) in enumerate(zip(case, self.answers, strict=True))
        ]
        return any(self.turns(place, full) for full in itertools.product(*others))

    def turns(self, place: int, case: tuple[object, ...]) -> bool:
        """Does the outcome that counts hang on this answer, all others being given?"""
        found = {self.outcome((*case[:place], p, *case[place + 1 :])) for p in range(len(self.answers[place]))}
        return len(found) > 1

    def outcome(self, case: tuple[object, ...]) -> int:
        """Has a complete case the outcome that counts? Of a stop every outcome does."""
        if case not in self.exact:
            self.exact[case] = self.test.outcomes(self.values(case))
        return self.exact[case] & self.wanted


def after(values: Mapping[str, object]) -> str:
    """The answers given so far, in words."""
    found = [f"{name} = {answer_text(value)}" for name, value in values.items()]
    return f"after {'; '.join(found)}" if found else "before anything that it tests is answered"


def answer_text(value: object) -> str:
    """One answer in words."""
    if isinstance(value, Mapping):
        return ", ".join(f"{mark} {answer_text(marked)}" for mark, marked in value.items())
    return ("yes" if value else "no") if isinstance(value, bool) else "unknown" if value is None else str(value)


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
