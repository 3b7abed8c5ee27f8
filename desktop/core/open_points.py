"""What a missing answer would decide: the rules that it could turn, alone or with what else is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Final

from db.condition import Condition
from db.condition_outcome import TRUE
from db.condition_tree import AnyYes, Atom, Compare, Has, Known, Or, cuts_of
from db.formula import TODAY
from db.guideline import Rule, Statement
from db.ranges import UNBOUNDED, Range, sides
from desktop.core.completions import Option
from desktop.core.engine import Engine, Step, waited
from desktop.core.facts import Facts
from desktop.core.values import add_derived, has_unknown, plain
from desktop.language import gettext as _

FEW_ACTS: Final = 6
FEW_MARKS: Final = 5
MOST_WORLDS: Final = 64
FEW_WORLDS: Final = 8  # for the words of every plan, which must be quick
ORDER: Final = {"stop": 0, "consider": 2}

World = Mapping[str, object]
Way = tuple[World, Mapping[str, Range]]
"""One way in which missing inputs could be answered, and between which numbers those lie that a number stands for."""
LEFT_OPEN: Final = object()
"""Stands for an answer of which nothing is said."""


@dataclass(frozen=True, slots=True)
class Turned:
    """The statements that an answer could bring onto the plan, take from it, or give another date, by their ids."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...]


class Missing:
    """What is not known or not asked of one patient, and what it would decide.

    Answers on a branch no longer taken count as not asked.
    """

    def __init__(self, engine: Engine, facts: Facts, step: Step) -> None:
        """Part what is known from what is missing."""
        self.engine, self.step = engine, step
        self.inputs = {i.key: i for i in engine.decision.inputs()}
        self.given = {key: plain(facts.answers[key]) for key in step.asked}
        self.unknown = frozenset(key for key, value in self.given.items() if has_unknown(value))
        self.all = self.unknown | (self.inputs.keys() - self.given.keys())
        self.fixed: dict[str, object] = {TODAY: facts.on, **self.given}
        self.refused_cuts = cuts_of(conflict.when.test.node for conflict in engine.decision.conflicts)
        self.rests: dict[frozenset[str], World] = {}
        self.turners: dict[tuple[str, frozenset[str]], frozenset[str]] = {}

    def rest(self, free: frozenset[str]) -> World:
        """What is given without these inputs, with what is derived from it."""
        if free not in self.rests:
            found = {key: value for key, value in self.fixed.items() if key not in free}
            add_derived(self.engine.derived.values(), found)
            self.rests[free] = found
        return self.rests[free]

    def turning(self, when: Condition, free: frozenset[str]) -> frozenset[str]:
        """The inputs that may turn a condition true while these are free; those that cannot need no further look."""
        if (when.text, free) not in self.turners:
            names = waited(when, self.rest(free), TRUE)
            self.turners[when.text, free] = frozenset(base for name in names for base in self.engine.bases(name))
        return self.turners[when.text, free]

    def rules(self, key: str) -> Iterator[Rule]:
        """The rules in force that rest on an input."""
        rules = (watched.rule for watched in self.engine.rules_by_input[key])
        return (rule for rule in rules if self.is_in_force(rule))

    def is_in_force(self, rule: Rule) -> bool:
        """Does a rule still count, or does a stop withhold it?"""
        return not self.step.stops or self.engine.stands_after_a_stop(rule)

    def held(self, key: str) -> tuple[Rule, ...]:
        """The rules that do not apply now and that one answer could make true, alone or else with what else is missing.

        Rules are those in force; after a stop only those about the emergency are.
        """
        silent = [rule for rule in self.rules(key) if rule not in self.step.fired]
        for free in (frozenset((key,)), self.unknown):
            found = tuple(rule for rule in silent if self.may_bring(rule, key, free))
            if found:
                return found
        return ()

    def may_bring(self, rule: Rule, key: str, free: frozenset[str]) -> bool:
        """Can an answer make a rule true while these are free? A quantity that is not computed may be any number."""
        return Turning(self, rule.when, key, free, FEW_WORLDS).may_bring()

    def lacking(self, rule: Rule) -> list[str]:
        """The missing inputs that could help a rule to apply, in the author's order; none if what is given bars it."""
        bases = {base for name in rule.when.names for base in self.engine.bases(name)}
        keys = [key for key in self.engine.keys if key in bases and key in self.all]
        found = [key for key in keys if self.may_bring(rule, key, self.all)]
        return [key for key in found if self.engine.waits(rule.when, self.rest(self.all), TRUE, key)]

    def turned(self, key: str) -> Turned:
        """The lines that a missing answer could change, with whatever else is missing."""
        rules = [rule for rule in self.engine.decision.rules if self.is_in_force(rule)]
        givers: dict[str, list[Rule]] = {}
        for rule in rules:
            for line in rule.lines:
                givers.setdefault(line.statement, []).append(rule)
        resting = {line.statement for rule in self.rules(key) for line in rule.lines}
        turning = {s: Turning(self, joined(givers[s]), key, self.all) for s in givers if s in resting}
        now = {line.statement for rule in self.step.fired for line in rule.lines}
        dated = {x.statement for rule in rules for x in rule.lines if x.due and x.due.after == key}
        return Turned(
            added=tuple(s for s, turn in turning.items() if s not in now and turn.may_come()),
            removed=tuple(s for s, turn in turning.items() if s in now and turn.may_go()),
            moved=tuple(s for s in givers if s in dated & now),
        )

    def options(self, key: str, tests: list[Atom]) -> list[object]:
        """The known answers to an input, which is no quantity, that these tests tell apart."""
        asked = self.inputs[key]
        match asked.kind:
            case "yes-no":
                return [True, False]
            case "one-of":
                return [choice.value for choice in asked.choices]
            case "date":
                return [self.fixed[TODAY]]
        return self.marked(key, tests)

    def marked(self, key: str, tests: Sequence[Atom]) -> list[object]:
        """The ways to mark what is missing of an any-of answer and tested."""
        given = self.given.get(key)
        marks: dict[str, bool | None] = {c.value: None for c in self.inputs[key].choices}
        marks |= given if isinstance(given, Mapping) else {}
        named = {atom.choice for atom in tests if isinstance(atom, Has | Known) and atom.choice}
        whole = any(isinstance(atom, AnyYes) or (isinstance(atom, Known) and not atom.choice) for atom in tests)
        open_marks = [c for c, mark in marks.items() if mark is None and (whole or c in named)]
        if len(open_marks) > FEW_MARKS:
            return [LEFT_OPEN]
        ways = product((True, False), repeat=len(open_marks))
        return [{**marks, **dict(zip(open_marks, way, strict=True))} for way in ways]


def joined(rules: list[Rule]) -> Condition:
    """A condition that is true where at least one of these rules applies."""
    if len(rules) == 1:
        return rules[0].when
    text = " or ".join(f"({rule.when.text})" for rule in rules)
    return Condition(text, Or(tuple(rule.when.test.node for rule in rules)))


class Turning:
    """How a condition comes out with every answer to one missing input, while others are free as well."""

    def __init__(
        self, missing: Missing, when: Condition, key: str, free: frozenset[str], most: int = MOST_WORLDS
    ) -> None:
        """Keep what is asked about; the input is free itself."""
        self.engine = missing.engine
        self.missing, self.when, self.key, self.most = missing, when, key, most
        self.free = free | {key}
        self.shared = self.engine.completions.shared(when)

    def answers(self, key: str) -> list[Option]:
        """The known answers to an input that the tests tell apart, each with the numbers that it stands for."""
        tests = self.shared.tests.get(key, [])
        if self.missing.inputs[key].kind != "quantity":
            return [(answer, UNBOUNDED) for answer in self.missing.options(key, tests)]
        whole = self.engine.completions.declared(key)
        cuts = [atom.number for atom in tests if isinstance(atom, Compare)]
        parts = sides([*cuts, *self.missing.refused_cuts.get(key, ())])
        return [(number, part.within(whole)) for number, part in parts if part.meets(whole)]

    def ways(self) -> list[Way]:
        """The ways in which other inputs could be answered, or not; too many of them are left open."""
        found: list[Way] = [({}, {})]
        bases = dict.fromkeys(base for name in self.when.names for base in self.engine.bases(name))
        given = self.missing.rest(self.free)
        for key in (base for base in bases if base != self.key and base not in given):
            options = [*self.answers(key), (self.missing.given.get(key), UNBOUNDED)]
            if len(found) * len(options) <= self.most:
                found = [added(way, key, option) for way in found for option in options]
        return found

    def groups(self) -> Iterator[tuple[int, list[int]]]:
        """The outcomes while the input is not known, and with each answer to it, for each way of the others."""
        if self.key not in self.missing.turning(self.when, self.free):
            return
        own = self.answers(self.key)
        for world, ranges in self.ways():
            way = ({**self.missing.rest(self.free), **world}, ranges)
            if self.waits(way):
                yield from self.of_way(way, own)

    def of_way(self, way: Way, own: list[Option]) -> Iterator[tuple[int, list[int]]]:
        """The same for one way of the others, and for each number of what is computed without the input."""
        found: dict[tuple[object, ...], tuple[int, list[int]]] = {}
        stays = added(way, self.key, (self.missing.given.get(self.key), UNBOUNDED))
        for answered in (added(way, self.key, option) for option in own):
            for one, other in self.computed(answered, stays):
                place = tuple(other.get(name) for name in self.shared.sides)
                _before, after = found.setdefault(place, (self.when.outcomes(other), []))
                if not self.is_refused(answered):
                    after.append(self.when.outcomes(one))
        yield from found.values()

    def computed(self, answered: Way, stays: Way) -> Iterator[tuple[World, World]]:
        """Two worlds with every number that can be computed; none is while some of what it hangs on is left open."""
        world, ranges = answered
        if all(name in world for name in self.shared.behind):
            yield from self.shared.computed(dict(world), dict(stays[0]), ranges, 0)
        else:
            yield self.listed(answered), self.listed(stays)

    def listed(self, way: Way) -> dict[str, object]:
        """The answers of a way without the numbers that stand for others, and what is derived from them."""
        found = {key: value for key, value in way[0].items() if key not in way[1]}
        add_derived(self.engine.derived.values(), found)
        return found

    def waits(self, way: Way) -> bool:
        """May the input still turn the condition, if others are answered in this way? Its outcomes tell then."""
        return any(self.key in self.engine.bases(name) for name in waited(self.when, self.listed(way), TRUE))

    def is_refused(self, way: Way) -> bool:
        """Can the answers of a way not all be true?"""
        return any(conflict.when.outcomes(way[0]) == TRUE for conflict in self.engine.decision.conflicts)

    def may_bring(self) -> bool:
        """Can an answer make the condition true that without it is not?"""
        return any(before & ~TRUE and any(mask & TRUE for mask in after) for before, after in self.groups())

    def may_come(self) -> bool:
        """Is the condition true with one answer, and not with another or without any?"""
        groups = self.groups()
        return any(
            any(m & TRUE for m in after) and any(m & ~TRUE for m in (before, *after)) for before, after in groups
        )

    def may_go(self) -> bool:
        """Is the condition not true with one answer, though it is with another or without any?"""
        groups = self.groups()
        return any(
            any(m & ~TRUE for m in after) and any(m & TRUE for m in (before, *after)) for before, after in groups
        )


def added(way: Way, key: str, option: Option) -> Way:
    """A way with one more answer; one that is left open is not added."""
    (answer, part), (world, ranges) = option, way
    if answer is LEFT_OPEN:
        return way
    is_number = isinstance(answer, Decimal | date)
    return {**world, key: answer}, {**ranges, key: part} if is_number else ranges


def decided_words(about: list[Statement]) -> str:
    """What statements are about: the subjects of what they advise; never that of what they advise against."""
    advised = [s for s in about if s.kind != "do-not"]
    acts = dict.fromkeys(s.act for s in sorted(advised, key=lambda s: ORDER.get(s.kind, 1)) if s.act)
    if acts:
        return some_of(tuple(acts))
    if advised:
        return _("what to do")
    return _("what to avoid") if about else ""


def some_of(acts: tuple[str, ...]) -> str:
    """The first of many subjects, and how many more there are."""
    named = ", ".join(acts[:FEW_ACTS])
    more = len(acts) - FEW_ACTS
    return named if more <= 0 else _("{named} and {more} more").format(named=named, more=more)
