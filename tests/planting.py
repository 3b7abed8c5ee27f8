"""Faults planted one by one in the rules of a guideline: every mutant differs from it by one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import msgspec

from db import formula
from db.condition import parse
from db.condition_tree import Always, And, AnyYes, Compare, Has, Is, Known, Node, Not, Or, Yes
from db.guideline import Guideline

TURNED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


@dataclass(frozen=True)
class Mutant:
    """A guideline with one fault; ``rule` or `derived` is the id of what has it, both empty for a unit."""

    kind: str
    rule: str
    text: str
    guideline: Guideline
    derived: str = ""

    @property
    def name(self) -> str:
        """The kind of fault and where it is."""
        return " ".join(filter(None, (self.kind, self.rule, self.derived)))


def written(node: Node) -> str:
    """A condition as text."""
    match node:
        case Always():
            return "always"
        case Yes(name):
            return name
        case Is(name, choices):
            return f"{name} in ({', '.join(choices)})"
        case Has(name, choice):
            return f"{name} has {choice}"
        case AnyYes(name):
            return f"any({name})"
        case Compare(name, sign, number):
            return f"{name} {sign} {number}"
        case Known(name, choice):
            return f"known({name} has {choice})" if choice else f"known({name})"
        case Not(item):
            return f"not ({written(item)})"
        case And(items):
            return " and ".join(f"({written(i)})" for i in items)
        case Or(items):
            return " or ".join(f"({written(i)})" for i in items)


def variants(node: Node):
    """Every condition that differs from this one by one fault, with the kind of fault."""
    match node:
        case Not(item):
            yield "dropped", item
            yield from ((kind, Not(other)) for kind, other in variants(item))
        case And(items) | Or(items):
            swapped = Or if isinstance(node, And) else And
            yield "swapped", swapped(items)
            for i, item in enumerate(items):
                rest = (*items[:i], *items[i + 1 :])
                yield "dropped", rest[0] if len(rest) == 1 else type(node)(rest)
                yield from ((kind, type(node)((*items[:i], other, *items[i + 1 :]))) for kind, other in variants(item))
        case Compare(name, sign, number):
            yield "cut", Compare(name, TURNED[sign], number)
            yield from (("cut", Compare(name, sign, number + step)) for step in (Decimal(-1), Decimal(1)))
            yield "unit", Compare(name, sign, number * 10)
            yield "unknown", And((node, Known(name)))
        case Yes(name) | Is(name) | AnyYes(name):
            yield "unknown", And((node, Known(name)))
        case Has(name, choice):
            yield "unknown", And((node, Known(name, choice)))


def mutants(guideline: Guideline):
    """Every mutant of a guideline's rules, formulas and units."""
    rules = guideline.decision.rules
    for number, rule in enumerate(rules):
        for kind, node in variants(rule.when.test.node):
            text = written(node)
            changed = msgspec.structs.replace(rule, when=parse(text))
            decision = msgspec.structs.replace(
                guideline.decision, rules=(*rules[:number], changed, *rules[number + 1 :])
            )
            yield Mutant(kind, rule.id, text, msgspec.structs.replace(guideline, decision=decision))
    yield from derived_mutants(guideline)
    yield from unit_mutants(guideline)


def derived_mutants(guideline: Guideline):
    """A wrong condition, and a wrong number, of a derived quantity."""
    derived = guideline.decision.derived
    for number, one in enumerate(derived):
        changed = [
            ("derived", msgspec.structs.replace(one, only_if=parse(written(node))))
            for _, node in variants(one.only_if.test.node)
        ]
        for old, new in (("88.4", "8.84"), ("72", "7.2"), ("140", "130"), ("0.85", "0.95")):
            if old in one.formula.text:
                text = one.formula.text.replace(old, new)
                changed.append(("unit", msgspec.structs.replace(one, formula=formula.parse(text))))
        for kind, new in changed:
            decision = msgspec.structs.replace(
                guideline.decision, derived=(*derived[:number], new, *derived[number + 1 :])
            )
            yield Mutant(
                kind,
                "",
                f"{new.formula.text} if {new.only_if.text}",
                msgspec.structs.replace(guideline, decision=decision),
                one.key,
            )


def unit_mutants(guideline: Guideline):
    """A wrong factor of a unit."""
    for p, page in enumerate(guideline.decision.pages):
        for i, asked in enumerate(page.inputs):
            for u, unit in enumerate(asked.units[1:], 1):
                for factor in (unit.factor / 10, unit.factor * 10, Decimal(1)):
                    units = (*asked.units[:u], msgspec.structs.replace(unit, factor=factor), *asked.units[u + 1 :])
                    inputs = (*page.inputs[:i], msgspec.structs.replace(asked, units=units), *page.inputs[i + 1 :])
                    pages = guideline.decision.pages
                    changed = (*pages[:p], msgspec.structs.replace(page, inputs=inputs), *pages[p + 1 :])
                    decision = msgspec.structs.replace(guideline.decision, pages=changed)
                    yield Mutant(
                        "unit",
                        "",
                        f"{asked.key} {unit.name} {factor}",
                        msgspec.structs.replace(guideline, decision=decision),
                    )
