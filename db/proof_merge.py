"""Two guidelines as one space of patients: what both ask under one key and kind is one fact, all else stands apart.

The names of the second guideline get a mark. A quantity or a date that both ask is one input; a guideline that does not
accept all its values sees it through a derived quantity, which is not known beyond its range. Of other answers the
marks and choices that both list go together, and a choice that only one lists is not known to the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import msgspec

from db.condition import Condition
from db.condition_tree import Always, And, Compare, Node, Not, Or
from db.formula import TODAY, Arithmetic, Either, Formula, Name, Term
from db.guideline import Decision, Derived, Guideline, Input, Page, Rule, Section, Unit
from db.proof_domain import Domain
from db.proof_logic import World

MARK = "'"
SEEN = "^"  # marks a name for as much of a number as one guideline accepts


@dataclass(frozen=True)
class Merged:
    """Both guidelines: the space of patients, the rules of each, and the second's inputs by the keys of its authors."""

    domain: Domain
    first: Domain
    second: Domain
    names: Mapping[str, str]

    def link(self, world: World) -> None:
        """What both ask has one answer."""
        for key, name in self.names.items():
            if (
                key in self.first.inputs
                and name != key
                and self.first.inputs[key].kind == self.second.inputs[name].kind
            ):
                link(world, self.first.inputs[key], self.second.inputs[name])


def merge(first: Guideline, second: Guideline) -> Merged:
    """Two guidelines as one; the first keeps its names."""
    on = max(first.next_review, second.next_review)
    numbers = ((asked.key, one_number(first, asked)) for asked in second.decision.inputs())
    shared = {key: number for key, number in numbers if number}
    own = [i.key for i in second.decision.inputs()] + [d.key for d in second.decision.derived]
    names = {key: key if key in shared else key + MARK for key in own}
    seen, other_seen = views(first, shared, SEEN, on), views(second, shared, SEEN + MARK, on)
    kept = {key: key for key in (*(i.key for i in first.decision.inputs()), *(d.key for d in first.decision.derived))}
    one = renamed(first, {**kept, **{key: view.key for key, view in seen.items()}}, "") if seen else first
    other = renamed(second, {**names, **{key: view.key for key, view in other_seen.items()}}, MARK)
    inputs = [shared.get(i.key, i) for i in first.decision.inputs()]
    inputs += [i for i in other.decision.inputs() if i.key in names.values() and i.key not in shared]
    decision = Decision(
        pages=(Page("all", "All", tuple(inputs)),),
        derived=(*seen.values(), *other_seen.values(), *one.decision.derived, *other.decision.derived),
        rules=one.decision.rules + other.decision.rules,
        conflicts=one.decision.conflicts + other.decision.conflicts,
    )
    sections = one.sections + other.sections
    both = msgspec.structs.replace(first, decision=decision, sections=sections, reviewed=on, next_review=on)
    return Merged(Domain(both), Domain(one), Domain(other), names)


def one_number(first: Guideline, asked: Input) -> Input | None:
    """The input for a number that both ask, with what either accepts; None if they do not ask the same."""
    mine = next((i for i in first.decision.inputs() if (i.key, i.kind) == (asked.key, asked.kind)), None)
    if mine is None or asked.kind not in ("quantity", "date"):
        return None
    if asked.kind == "date":
        return msgspec.structs.replace(mine, earliest=min(mine.earliest, asked.earliest))
    units = tuple(joint(a, b) for a in mine.units for b in asked.units if (a.name, a.factor) == (b.name, b.factor))
    same_scale = mine.units[0].name == asked.units[0].name
    return msgspec.structs.replace(mine, units=units) if same_scale else None


def joint(first: Unit, second: Unit) -> Unit:
    """A unit with the range that either accepts."""
    low, high = min(first.minimum, second.minimum), max(first.maximum, second.maximum)
    return msgspec.structs.replace(first, minimum=low, maximum=high)


def views(guideline: Guideline, shared: Mapping[str, Input], mark: str, on: date) -> dict[str, Derived]:
    """By the key of each number of which a guideline does not accept all: as much of it as it does."""
    found = {}
    for asked in guideline.decision.inputs():
        number = shared.get(asked.key)
        if number is not None and limits(asked, on) != limits(number, on):
            parts = [And((Compare(asked.key, ">=", a), Compare(asked.key, "<=", b))) for a, b in limits(asked, on)]
            view = Condition(f"{asked.key}{mark} is accepted", Or(tuple(parts)))
            formula_ = Formula(asked.key + mark, Name(asked.key))
            found[asked.key] = Derived(asked.key + mark, asked.label, "", formula_, view)
    return found


def limits(asked: Input, on: date) -> set[tuple[Decimal, Decimal]]:
    """The ranges of a number in its first unit, or of a date in days from the day of the plan."""
    if asked.kind == "date":
        return {(Decimal((asked.earliest - on).days), Decimal(0))}
    return {(u.minimum * u.factor, u.maximum * u.factor) for u in asked.units}


def link(world: World, first: Input, second: Input) -> None:
    """The answers to two inputs are one answer, as far as both list it."""
    here, there = world.slot(first.key), world.slot(second.key)
    for mark, pair in here.marks.items():
        for one, other in zip(pair, there.marks.get(mark, pair), strict=True):
            world.encoder.add(-one, other)
            world.encoder.add(one, -other)
    mine, theirs = ([c.value for c in asked.choices] for asked in (first, second))
    for value, option in zip(mine, here.options, strict=False):
        for other_value, other in zip(theirs, there.options, strict=False):
            if value != other_value:
                world.encoder.add(-option, -other)
    for values, options, others, known in (
        (mine, here.options, there.options, theirs),
        (theirs, there.options, here.options, mine),
    ):
        for value, option in zip(values, options, strict=False):
            if value in known:
                world.encoder.add(-option, others[known.index(value)])


# --- names ---------------------------------------------------------------------------------------------------------


def renamed(guideline: Guideline, names: Mapping[str, str], mark: str) -> Guideline:
    """A guideline with other names for its inputs and derived quantities, and marked ids."""
    old = guideline.decision
    asked = tuple(msgspec.structs.replace(i, key=names[i.key]) for i in old.inputs())
    derived = tuple(
        msgspec.structs.replace(
            d, key=names[d.key], formula=formula(d.formula, names), only_if=condition(d.only_if, names)
        )
        for d in old.derived
    )
    decision = msgspec.structs.replace(
        old,
        pages=(Page("all", "All", asked),),
        derived=derived,
        rules=tuple(marked(rule, names, mark) for rule in old.rules),
        conflicts=tuple(msgspec.structs.replace(c, when=condition(c.when, names)) for c in old.conflicts),
    )
    statements = tuple(msgspec.structs.replace(s, id=s.id + mark) for s in guideline.statements().values())
    whole = Section(f"all{mark}", "All", "", "", statements)
    return msgspec.structs.replace(guideline, decision=decision, sections=(whole,))


def marked(rule: Rule, names: Mapping[str, str], mark: str) -> Rule:
    """A rule with other names, and marked ids."""
    lines = tuple(msgspec.structs.replace(line, statement=line.statement + mark) for line in rule.lines)
    return msgspec.structs.replace(rule, id=rule.id + mark, lines=lines, when=condition(rule.when, names))


def condition(found: Condition, names: Mapping[str, str]) -> Condition:
    """A condition with other names; its text tells it from the old one."""
    return Condition(found.text + MARK, node(found.test.node, names))


def formula(found: Formula, names: Mapping[str, str]) -> Formula:
    """A formula with other names."""
    return Formula(found.text + MARK, term(found.tree, names))


def node(found: Node, names: Mapping[str, str]) -> Node:
    """A tree with other names."""
    match found:
        case Not(item):
            return Not(node(item, names))
        case And(items):
            return And(tuple(node(i, names) for i in items))
        case Or(items):
            return Or(tuple(node(i, names) for i in items))
        case Always():
            return found
    return replace(found, name=names[found.name])


def term(found: Term, names: Mapping[str, str]) -> Term:
    """A term with other names."""
    match found:
        case Name(name) if name != TODAY:
            return Name(names[name])
        case Arithmetic(sign, left, right):
            return Arithmetic(sign, term(left, names), term(right, names))
        case Either(then, condition_, otherwise):
            return Either(term(then, names), node(condition_, names), term(otherwise, names))
    return found
