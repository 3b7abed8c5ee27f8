"""Faults planted one by one in the shipped rules: do its cases or the proofs catch them?

    python tests/mutants.py              judge all of them and list the survivors
    python tests/mutants.py 200          judge so many
    python tests/mutants.py pins FILE    write a case for each survivor, for a person to read and keep

A mutant whose rules fire alike for every patient is equivalent, and one whose plan and handout are alike for every
patient, because another rule gives the same, is masked: the solver finds both, and they are left out and counted.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path

import msgspec
import yaml

from db import formula
from db.condition import parse
from db.condition_tree import Always, And, AnyYes, Compare, Has, Is, Known, Node, Not, Or, Yes
from db.guideline import Guideline, Rule
from db.proof_domain import Domain
from db.proof_invariants import invariants
from db.proof_lines import Lines
from db.proof_logic import World
from db.proof_properties import contradictions, gaps
from db.proof_search import Search
from db.proof_unknown import Forgetting
from desktop.core.cases import facts_of, faults_of, given_statements, texts
from desktop.core.engine import Engine
from desktop.core.plan import Plan
from desktop.core.planner import make_plan
from desktop.core.shown import Shown
from tests.shipped import pinned_cases, shipped, shipped_cases

TURNED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
SECONDS = 60.0
FEW = 8
"""So many patients are tried for each line that a mutant may move."""
OTHER = "the_other_one"


@dataclass(frozen=True)
class Mutant:
    """A guideline with one fault; ``rule` or `derived` is the id of what has it, both empty for a unit."""

    kind: str
    rule: str
    text: str
    guideline: Guideline
    derived: str = ""


# --- planting ----------------------------------------------------------------------------------------------------


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


# --- catching ----------------------------------------------------------------------------------------------------


class Judge:
    """The cases, read once, and what the proofs say of the rules as they are."""

    def __init__(self, guideline: Guideline) -> None:
        self.guideline = guideline
        self.cases = [raw for _, raw in (*shipped_cases(), *pinned_cases())]
        engine = Engine(guideline)
        self.values = [Shown(engine, facts_of(guideline, raw)).values for raw in self.cases]
        self.rules = {r.id: r for r in guideline.decision.rules}

    def verdict(self, mutant: Mutant) -> str:
        """Which of "cases", "proofs", "equivalent", "masked" or "survives" a mutant is."""
        if self.fails_a_case(mutant):
            return "cases"
        if self.is_equivalent(mutant):
            return "equivalent"
        if self.is_disproved(mutant):
            return "proofs"
        return "masked" if self.is_masked(mutant) else "survives"

    def fails_a_case(self, mutant: Mutant) -> bool:
        """Does a case fail? Cases in which the rule turns out as before are not run."""
        engine = Engine(mutant.guideline)
        return any(faults_of(engine, self.cases[n]) for n in self.touched(mutant))

    def touched(self, mutant: Mutant) -> list[int]:
        """The cases that a mutant can change."""
        if not mutant.rule:
            return list(range(len(self.cases)))
        before = self.rules[mutant.rule].when
        after = changed_rule(mutant).when
        return [n for n, v in enumerate(self.values) if before.outcomes(v) != after.outcomes(v)]

    def is_equivalent(self, mutant: Mutant) -> bool:
        """Is there no patient for whom a rule fires differently, or a stop is unsettled differently?"""
        twins = Twins(self.guideline, mutant)
        return bool(twins.pairs) and twins.lines.encoder.solve(twins.differ()) is None

    def is_masked(self, mutant: Mutant) -> bool:
        """Does every patient get the same lines with the same due dates, and the same handout, by other rules?"""
        twins = Twins(self.guideline, mutant)
        return bool(twins.pairs) and twins.lines.encoder.solve(twins.lines_differ()) is None

    def is_disproved(self, mutant: Mutant) -> bool:
        """Does a property fail? All of them hold of the rules as they are."""
        search = Search(Domain(mutant.guideline), SECONDS)
        if any(not f.holds for check in (invariants, contradictions, gaps) for f in check(search)):
            return True
        names = changed_rule(mutant).when.names if mutant.rule else tuple(search.domain.derived)
        keys = dict.fromkeys(k for name in names for k in search.domain.bases(name))
        return any(True for key in keys for _ in Forgetting(search, key).findings())


# --- a case for each survivor --------------------------------------------------------------------------------------


def pins(judge: Judge):
    """Small cases that tell the rules from each mutant that survives; each counts for the mutants after it."""
    engine = Engine(judge.guideline)
    for mutant in sample(0):
        if judge.fails_a_case(mutant) or judge.is_equivalent(mutant) or judge.is_disproved(mutant):
            continue
        for case in told_apart(judge.guideline, mutant):
            if not faults_of(engine, case) and faults_of(Engine(mutant.guideline), case):
                judge.cases.append(case)
                judge.values.append(Shown(engine, facts_of(judge.guideline, case)).values)
                yield case
                break


def told_apart(guideline: Guideline, mutant: Mutant):
    """Cases of patients whose plans the rules and the mutant write differently."""
    twins, engines = Twins(guideline, mutant), (Engine(guideline), Engine(mutant.guideline))
    for old, new in twins.pairs:
        for turned in twins.turns(old, new):
            for _, small, full in islice(twins.search.patients(twins.lines.world, turned), FEW):
                for answers in (small, full):
                    case = {"title": old.id, "on": str(twins.search.domain.on), "answers": answers}
                    for expect in expectations(*(make_plan(e, facts_of(guideline, case)) for e in engines)):
                        yield {**case, "expect": expect}


def expectations(plan: Plan, other: Plan):
    """What a case may expect that one plan holds and the other does not: statements first, then blocks, then words."""
    sides = [
        ("must", "never", given_statements),
        ("handout", "never_handout", lambda plan: {block.id for block in plan.handout}),
        ("must_words", "never_words", lambda plan: {words for line in plan.lines for words in texts(line)}),
    ]
    for must, never, seen in sides:
        yield from ({must: [thing]} for thing in sorted(seen(plan) - seen(other)))
        yield from ({never: [thing]} for thing in sorted(seen(other) - seen(plan)))


class Twins:
    """The rules and a mutant in one guideline: each rule that a mutant changes stands beside its changed twin."""

    def __init__(self, guideline: Guideline, mutant: Mutant) -> None:
        decision = guideline.decision
        changed, derived = [], decision.derived
        if mutant.rule:
            changed = [changed_rule(mutant)]
        elif mutant.derived:
            other = next(d for d in mutant.guideline.decision.derived if d.key == mutant.derived)
            derived = (*derived, msgspec.structs.replace(other, key=OTHER))
            changed = [renamed(r, mutant.derived) for r in decision.rules if mutant.derived in r.when.names]
        old = {r.id: r for r in decision.rules}
        rules = (*decision.rules, *changed)
        both = msgspec.structs.replace(decision, rules=rules, derived=derived)
        self.search = Search(Domain(msgspec.structs.replace(guideline, decision=both)), SECONDS)
        self.lines = Lines(World(self.search.encoder()))
        self.pairs = [(old[r.id], r) for r in changed]

    def differ(self) -> int:
        """Some changed rule holds where the old one does not, or the other way round; of a stop unknown counts too."""
        lines, found = self.lines, []
        for old, new in self.pairs:
            differs = [lines.encoder.differs(lines.holds(old), lines.holds(new))]
            if old in self.search.domain.stop_rules:
                differs.append(lines.encoder.differs(*(lines.world.unknown(r.when.test.node) for r in (old, new))))
            found.append(lines.encoder.every((lines.counts(old), lines.encoder.some(differs))))
        return lines.encoder.some(found)

    def lines_differ(self) -> int:
        """Some patient's plan or handout is not the same."""
        return self.lines.encoder.some(turned for pair in self.pairs for turned in self.turns(*pair))

    def turns(self, old: Rule, new: Rule) -> list[int]:
        """A stop rule turns out differently; or a line or block stands by the old rule or the new one alone."""
        if old in self.search.domain.stop_rules:
            return [self.differ()]
        lines, encoder = self.lines, self.lines.encoder
        mine = {r.id for pair in self.pairs for r in pair}
        others = [r for r in self.search.domain.rules if r.id not in mine]
        turned = encoder.every((lines.counts(old), encoder.differs(lines.holds(old), lines.holds(new))))
        same = [[-lines.fires(r) for r in others if thing in given(r)] for thing in given(old)]
        return [encoder.every((turned, *silent)) for silent in same]


def given(rule: Rule):
    """What a rule puts on paper: lines, with what decides how each is shown and when it is due, and blocks."""
    return {*rule.handout, *((line.statement, line.due, rule.topic) for line in rule.lines)}


def renamed(rule: Rule, key: str) -> Rule:
    """A rule that rests on the changed twin of a derived quantity."""
    return msgspec.structs.replace(rule, when=parse(re.sub(rf"\b{key}\b", OTHER, rule.when.text)))


def changed_rule(mutant: Mutant):
    """The rule that has the fault."""
    return next(r for r in mutant.guideline.decision.rules if r.id == mutant.rule)


def sample(count: int, seed: int = 1) -> list[Mutant]:
    """So many of the mutants of the shipped guideline, the same for the same seed; all of them for 0."""
    found = list(mutants(shipped()))
    return random.Random(seed).sample(found, count) if count else found


def main() -> int:
    """Judge the mutants and list those that survive."""
    if sys.argv[1:2] == ["pins"]:
        found = list(pins(Judge(shipped())))
        Path(sys.argv[2]).write_text(
            yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=118), encoding="utf-8"
        )
        print(f"{len(found)} cases written to {sys.argv[2]}")
        return 0
    chosen = sample(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    judge, counts, start = Judge(shipped()), Counter(), time.monotonic()
    for mutant in chosen:
        verdict = judge.verdict(mutant)
        counts[verdict] += 1
        if verdict == "survives":
            print(f"survives: {mutant.kind} {mutant.rule}: {mutant.text}", flush=True)
    real = len(chosen) - counts["equivalent"] - counts["masked"]
    caught = counts["cases"] + counts["proofs"]
    seconds = time.monotonic() - start
    print(f"{len(chosen)} mutants: {dict(counts)}; caught {caught} of {real} = {caught / real:.2%}, {seconds:.0f} s")
    return 0 if caught >= 0.99 * real else 1


if __name__ == "__main__":
    sys.exit(main())
