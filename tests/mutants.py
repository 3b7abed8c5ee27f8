"""Faults planted one by one in the shipped rules: do its cases or the proofs catch them?

    python tests/mutants.py              judge all of them, list the survivors with the reason, and say the figure
    python tests/mutants.py 200          judge so many
    python tests/mutants.py pins FILE    write a case for each survivor, for a person to read and keep

The guideline's own cases are asked first, then the proofs, then the pins. A mutant whose rules fire alike for every
patient is equivalent: whatever the program shows of a rule that stops nothing rests on when it fires, of a stop also on
when it is unsettled. The solver decides it, and an equivalent mutant is left out and counted.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from itertools import chain, islice
from pathlib import Path

import msgspec
import yaml

from db.condition import parse
from db.guideline import Guideline, Rule
from db.proof_domain import Domain
from db.proof_invariants import invariants
from db.proof_lines import Lines
from db.proof_logic import World
from db.proof_properties import contradictions, gaps
from db.proof_search import Search, words
from db.proof_unknown import Forgetting
from desktop.core.cases import facts_of, faults_of, given_statements, texts
from desktop.core.engine import Engine
from desktop.core.plan import Plan
from desktop.core.planner import make_plan
from desktop.core.prove import Program
from desktop.core.shown import Shown
from tests.planting import Mutant, mutants
from tests.shipped import pinned_cases, shipped, shipped_cases

SECONDS = 60.0
FEW = 8
"""So many patients are tried for each line that a mutant may move."""
OTHER = "the_other_one"
CAUGHT = ("cases", "proofs", "pins")
MASKED = "other rules give every patient the same lines, notes, dates and handout"


class Judge:
    """The cases and the pins, read once."""

    def __init__(self, guideline: Guideline) -> None:
        self.guideline = guideline
        self.engine = Engine(guideline)
        self.rules = {r.id: r for r in guideline.decision.rules}
        self.cases = self.read(raw for _, raw in shipped_cases())
        self.pins = self.read(raw for _, raw in pinned_cases())

    def read(self, found):
        """Cases, each with the values of its patient."""
        return [(raw, Shown(self.engine, facts_of(self.guideline, raw)).values) for raw in found]

    def verdict(self, mutant: Mutant) -> str:
        """Which of "cases", "equivalent", "proofs", "pins", "masked" or "survives" a mutant is."""
        if self.fails(mutant, self.cases):
            return "cases"
        if self.is_equivalent(mutant):
            return "equivalent"
        if self.is_disproved(mutant):
            return "proofs"
        if self.fails(mutant, self.pins):
            return "pins"
        return "masked" if self.is_masked(mutant) else "survives"

    def fails(self, mutant: Mutant, cases) -> bool:
        """Does one of these cases fail? Those in which the rule turns out as before are not run."""
        engine = Engine(mutant.guideline)
        return any(faults_of(engine, raw) for raw, values in cases if self.touches(mutant, values))

    def touches(self, mutant: Mutant, values) -> bool:
        """Can a mutant change the plan of a patient with these values?"""
        if not mutant.rule:
            return True
        return self.rules[mutant.rule].when.outcomes(values) != changed_rule(mutant).when.outcomes(values)

    def is_equivalent(self, mutant: Mutant) -> bool:
        """Is there no patient for whom a rule fires differently, or a stop is unsettled differently?"""
        twins = Twins(self.guideline, mutant)
        return bool(twins.pairs) and twins.lines.encoder.solve(twins.differ()) is None

    def is_masked(self, mutant: Mutant) -> bool:
        """Does every patient get the same lines with the same notes and dates, and the same handout, by other rules?"""
        twins = Twins(self.guideline, mutant)
        return bool(twins.pairs) and twins.lines.encoder.solve(twins.lines_differ()) is None

    def is_disproved(self, mutant: Mutant) -> bool:
        """Does a property fail of a patient, and the program agree? All of them hold of the rules as they are."""
        program = Program(mutant.guideline)
        search = Search(Domain(mutant.guideline), SECONDS)
        names = changed_rule(mutant).when.names if mutant.rule else tuple(search.domain.derived)
        keys = dict.fromkeys(k for name in names for k in search.domain.bases(name))
        forgetting = (Forgetting(search, key).findings() for key in keys)
        checks = chain((check(search) for check in (invariants, contradictions, gaps)), forgetting)
        found = chain.from_iterable(checks)
        return any(not one.holds and program.shows(one.claim, one.full, search.domain.on) for one in found)

    def told_apart(self, mutant: Mutant):
        """The first case that the rules pass and the mutant does not; None if no case can say it."""
        other = Engine(mutant.guideline)
        found = candidates(self.guideline, mutant)
        return next((c for c in found if not faults_of(self.engine, c) and faults_of(other, c)), None)

    def reason(self, mutant: Mutant) -> str:
        """Why a mutant survives: the patient whom no case has."""
        case = self.told_apart(mutant)
        if case is None:
            return "no case can say it: the plans of the patients tried hold the same statements, words and blocks"
        return f"no case has {words(case['answers'])}: expect {case['expect']}"


# --- a case for each survivor --------------------------------------------------------------------------------------


def pins(judge: Judge):
    """Small cases that tell the rules from each mutant that survives; each counts for the mutants after it."""
    for mutant in sample(0):
        if judge.verdict(mutant) == "survives" and (case := judge.told_apart(mutant)):
            judge.pins += judge.read([case])
            yield case


def candidates(guideline: Guideline, mutant: Mutant):
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
        """A stop rule turns out differently; or a line, note or block stands by the old rule or the new one alone."""
        if old in self.search.domain.stop_rules:
            return [self.differ()]
        lines, encoder = self.lines, self.lines.encoder
        mine = {r.id for pair in self.pairs for r in pair}
        others = [r for r in self.search.domain.rules if r.id not in mine]
        turned = encoder.every((lines.counts(old), encoder.differs(lines.holds(old), lines.holds(new))))
        same = [[-lines.fires(r) for r in others if thing in self.given(r)] for thing in self.given(old)]
        return [encoder.every((turned, *silent)) for silent in same]

    def given(self, rule: Rule):
        """What a rule puts on paper: blocks, and lines with their notes and what decides how and when they stand."""
        statements = self.search.domain.statements
        notes = [line.statement for line in rule.lines if statements[line.statement].kind == "info"]
        hosts = {note: self.lines.host(rule, note) for note in notes}
        return {*rule.handout, *((x.statement, hosts.get(x.statement), x.due, rule.topic) for x in rule.lines)}


def renamed(rule: Rule, key: str) -> Rule:
    """A rule that rests on the changed twin of a derived quantity."""
    return msgspec.structs.replace(rule, when=parse(re.sub(rf"\b{key}\b", OTHER, rule.when.text)))


def changed_rule(mutant: Mutant):
    """The rule that has the fault."""
    return next(r for r in mutant.guideline.decision.rules if r.id == mutant.rule)


# --- all of them ---------------------------------------------------------------------------------------------------


@cache
def sample(count: int, seed: int = 1) -> list[Mutant]:
    """So many of the mutants of the shipped guideline, the same for the same seed; all of them for 0."""
    found = list(mutants(shipped()))
    return random.Random(seed).sample(found, count) if count else found


@cache
def judge_of_shipped() -> Judge:
    """The judge of one process."""
    return Judge(shipped())


def judged(count: int, number: int) -> tuple[str, str]:
    """The verdict on one mutant of a sample, and of one that is not caught, why."""
    judge, mutant = judge_of_shipped(), sample(count)[number]
    verdict = judge.verdict(mutant)
    if verdict == "survives":
        return verdict, judge.reason(mutant)
    return verdict, MASKED if verdict == "masked" else ""


def judge_all(count: int) -> bool:
    """Judge a sample on all processors, list what is not caught, and say the figure; is it high enough?"""
    chosen, counts, start = sample(count), Counter(), time.monotonic()
    with ProcessPoolExecutor() as pool:
        found = pool.map(partial(judged, count), range(len(chosen)), chunksize=8)
        for mutant, (verdict, reason) in zip(chosen, found, strict=True):
            counts[verdict] += 1
            if reason:
                print(f"{verdict}: {mutant.name}: {mutant.text}\n    {reason}", flush=True)
    caught, real = sum(counts[by] for by in CAUGHT), len(chosen) - counts["equivalent"]
    by = ", ".join(f"{counts[one]} by {one}" for one in CAUGHT)
    left = f"{counts['masked']} masked and {counts['survives']} others survive; {counts['equivalent']} equivalent"
    seconds = time.monotonic() - start
    print(f"{len(chosen)} mutants: caught {caught} of {real} = {caught / real:.2%} ({by}); {left}; {seconds:.0f} s")
    return caught >= 0.99 * real


def main() -> int:
    """Judge the mutants, or write pins."""
    if sys.argv[1:2] == ["pins"]:
        found = list(pins(judge_of_shipped()))
        Path(sys.argv[2]).write_text(
            yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=118), encoding="utf-8"
        )
        print(f"{len(found)} cases written to {sys.argv[2]}")
        return 0
    return 0 if judge_all(int(sys.argv[1]) if len(sys.argv) > 1 else 0) else 1


if __name__ == "__main__":
    sys.exit(main())
