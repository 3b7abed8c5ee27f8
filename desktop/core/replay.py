"""The solver's patients, given to the engine: does the plan show what was claimed of them?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Final

from db.condition_outcome import COMPARE, FALSE, TRUE, compile_node
from db.condition_tree import Compare, atoms
from db.formula import Arithmetic, Either, Name, Number, Term
from db.guideline import Rule, Statement
from db.proof_claims import (
    Absent,
    Alike,
    Answers,
    Apart,
    Claim,
    Forgotten,
    Gap,
    Level,
    Longest,
    Present,
    Side,
    Together,
    Unfired,
)
from desktop.core.engine import Engine, Step, Walk, plain
from desktop.core.facts import Facts, Quantity, read_answer
from desktop.core.plan import Plan
from desktop.core.planner import make_plan

STEP: Final = Decimal("0.000001")  # the finest difference that an answer can be written with


@dataclass(frozen=True)
class Shown:
    """One patient as the engine and the planner see them."""

    engine: Engine
    facts: Facts

    @cached_property
    def step(self) -> Step:
        """What the engine decides."""
        return self.engine.step(self.facts)

    @cached_property
    def plan(self) -> Plan:
        """The plan."""
        return make_plan(self.engine, self.facts)

    @cached_property
    def values(self) -> Mapping[str, object]:
        """Every answer, in force or not, and what is derived from it."""
        walk = Walk(self.engine, self.facts.on)
        for key in (k for k in self.engine.keys if k in self.facts.answers):
            walk.answer(key, plain(self.facts.answers[key]))
        return walk.values

    @cached_property
    def lines(self) -> frozenset[str]:
        """The statements on the plan that are not withheld, notes among them."""
        found = [line for line in self.plan.lines if line.statement and not line.withheld]
        return frozenset([line.id for line in found] + [note.id for line in found for note in line.notes])

    @cached_property
    def free(self) -> frozenset[str]:
        """The statements that are to be followed now."""
        later = {line.id for line in self.plan.lines if line.after_settled}
        return self.lines - later

    def outcome(self, rule: Rule) -> int:
        """What the answers make of a rule, whether it is in force or not."""
        return rule.when.outcomes(self.values)

    def givers(self, statement: str) -> list[Rule]:
        """The rules that give a statement."""
        return [r for r in self.engine.decision.rules if any(line.statement == statement for line in r.lines)]

    def is_due(self, statement: str) -> bool:
        """Would some rule give a statement?"""
        return any(self.outcome(r) == TRUE for r in self.givers(statement))

    def may_come(self, statement: str) -> bool:
        """Could an answer that is still missing bring a statement?"""
        return any(r in self.step.open for r in self.givers(statement)) and not self.step.stops


def replays(engine: Engine, claim: Claim, answers: Answers, on: date | None = None) -> bool:
    """Does a claim hold of the patient with these answers, by default on the day of the guideline's review?"""
    patient = patient_of(engine, answers, on)
    match claim:
        case Gap():
            return has_gap(patient, claim)
        case Together(first, second):
            return {first, second} <= patient.lines
        case Present(statement, invariant):
            outcome = invariant_outcome(patient, invariant)
            true_and_there = outcome == TRUE and statement in patient.lines
            return true_and_there or (not outcome & FALSE and statement in patient.free)
        case Absent(statement, invariant):
            there = statement in patient.lines or patient.may_come(statement)
            return invariant_outcome(patient, invariant) == TRUE and not there
        case Forgotten():
            return has_forgotten(patient, claim, patient_of(engine, {**answers, claim.key: claim.answer}, on))
        case Side(rule, _, fires, changes):
            after = patient_of(engine, {**answers, **changes}, on)
            turned = next(r for r in engine.decision.rules if r.id == rule)
            return (patient.outcome(turned) == TRUE) is fires and (after.outcome(turned) == TRUE) is not fires
        case Longest(beyond):
            return beyond_first(engine, pages_asked(engine, patient.facts)) == beyond
        case _:
            return comes_near(patient, claim, answers)


def comes_near(patient: Shown, claim: Unfired | Alike | Level | Apart, answers: Answers) -> bool:
    """Is the patient as near to what cannot be as is claimed?"""
    engine = patient.engine
    match claim:
        case Unfired(key, holds):
            rule = next(r for r in engine.decision.rules if r.id == key)
            return rule not in patient.step.fired and (patient.outcome(rule) == TRUE) is holds
        case Alike(key, answer):
            after = patient_of(engine, {**answers, key: answer}, patient.facts.on)
            return patient.lines == after.lines and patient.plan.handout == after.plan.handout
        case Level(name, changes):
            after = patient_of(engine, {**answers, **changes}, patient.facts.on)
            rules = [r for r in engine.decision.rules if name in r.when.names]
            return all((patient.outcome(r) == TRUE) is (after.outcome(r) == TRUE) for r in rules)
        case Apart(name, number):
            return exact_value(patient, name) not in (None, number)


def patient_of(engine: Engine, answers: Answers, on: date | None = None) -> Shown:
    """The patient with these answers, by default on the day of the guideline's review.

    Answers that contradict each other are let pass.
    """
    on = on or engine.guideline.reviewed
    read = {i.key: read_answer(i, answers[i.key], on) for i in engine.decision.inputs() if i.key in answers}
    return Shown(engine, Facts(on, answers=MappingProxyType(read)))


def has_gap(patient: Shown, claim: Gap) -> bool:
    """Does none of the rules fire, now or after another answer?"""
    excused = patient.step.stops or (claim.topic == "emergency" and patient.step.unsettled_stops)
    return not excused and not any(r.id in claim.rules for r in (*patient.step.fired, *patient.step.open))


def invariant_outcome(patient: Shown, key: str) -> int:
    """What the answers make of an invariant's condition."""
    invariant = next(i for i in patient.engine.decision.invariants if i.id == key)
    return invariant.when.outcomes(patient.values)


def has_forgotten(before: Shown, claim: Forgotten, after: Shown) -> bool:
    """Did the plan change in the way that is claimed, when the answer became unknown?"""
    key = claim.statement
    match claim.part:
        case "a":
            return key in after.lines and not before.is_due(key) and not before.may_come(key)
        case "b":
            return key in before.lines and key not in after.lines and not names_open(after, claim)
    released = key in after.free and key not in before.free and not before.may_come(key)
    return released or (key in after.lines and is_warned_against(before, key))


def is_warned_against(patient: Shown, key: str) -> bool:
    """Is there a do-not for the act of this statement?"""
    statements = patient.engine.guideline.statements()
    against = (s for s in statements.values() if s.kind == "do-not" and speak_of_one_act(s, statements[key]))
    return any(s.id in patient.lines for s in against)


def speak_of_one_act(first: Statement, second: Statement) -> bool:
    """Are two statements about one act, letter case aside?"""
    return first.act.casefold() == second.act.casefold()


def names_open(patient: Shown, claim: Forgotten) -> bool:
    """Does a line of the plan name the unknown answer and the act that hangs on it?"""
    act = patient.engine.guideline.statements()[claim.statement].act.casefold()
    given = {r.id for r in patient.givers(claim.statement)}
    for line in patient.plan.lines:
        if line.statement is not None or claim.key not in {b.input for b in line.because}:
            continue
        if (line.rule is not None and line.rule.id in given) or (act and act in map(str.casefold, line.acts)):
            return True
    return False


def pages_asked(engine: Engine, facts: Facts) -> list[str]:
    """The pages that a patient with these answers is asked; what is not among them is "not known"."""
    now = Facts(facts.on, facts.patient)
    pages: list[str] = []
    while (step := engine.step(now)).page is not None:
        pages.append(step.page.id)
        for asked in step.ask:
            unknown = read_answer(asked, "unknown", facts.on)
            now = now.with_answer(asked.key, facts.answers.get(asked.key, unknown))
    return pages


def pages_in_force(engine: Engine, facts: Facts) -> list[str]:
    """The same pages, unless a stop ends the questions, from one step: those with an answer in force."""
    unknown = {i.key: read_answer(i, "unknown", facts.on) for i in engine.decision.inputs()}
    step = engine.step(Facts(facts.on, facts.patient, MappingProxyType({**unknown, **facts.answers})))
    return [page.id for page in engine.decision.pages if any(i.key in step.asked for i in page.inputs)]


def beyond_first(engine: Engine, pages: list[str]) -> int:
    """How many pages these are beyond the first, which asks for emergencies."""
    return len([page for page in pages if page != engine.decision.pages[0].id])


# --- cuts --------------------------------------------------------------------------------------------------------


def misplaced(
    engine: Engine, claim: Side, answers: Answers, on: date | None = None
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Tests around a cut that the engine's decimals and exact fractions decide differently, each with the patient."""
    rule = next(r for r in engine.decision.rules if r.id == claim.rule)
    tests = [a for a in atoms(rule.when.test.node) if isinstance(a, Compare) and a.name == claim.name]
    for given in (answers, {**answers, **claim.changes}):
        for facts, moved_answers in nearby(patient_of(engine, given, on).facts, given, claim.changes):
            patient = Shown(engine, facts)
            value, exact = patient.values.get(claim.name), exact_value(patient, claim.name)
            if not isinstance(value, Decimal) or exact is None:
                continue
            for test in tests:
                if COMPARE[test.operator](value, test.number) != COMPARE[test.operator](exact, Fraction(test.number)):
                    text = f"rule {rule.id}: {claim.name} {test.operator} {test.number} is decided on the wrong side"
                    yield f"{text}: the formula gives {value}, rounded from {float(exact):g}", moved_answers


def nearby(facts: Facts, answers: Answers, keys: Mapping[str, object]) -> Iterator[tuple[Facts, Answers]]:
    """The same patient, and those with one number a hair lower or higher, each with the answers."""
    yield facts, answers
    for key in keys:
        answer = facts.answers.get(key)
        if isinstance(answer, Quantity):
            for difference in (-STEP, STEP):
                near = moved(answer, difference)
                yield facts.with_answer(key, near), {**answers, key: {"value": str(near.entered), "unit": near.unit}}


def moved(answer: Quantity, difference: Decimal) -> Quantity:
    """A quantity moved by so much in the unit that it was entered in."""
    factor = answer.value / answer.entered if answer.entered else Decimal(1)
    entered = answer.entered + difference
    return replace(answer, entered=entered, value=entered * factor)


def exact_value(patient: Shown, name: str) -> Fraction | None:
    """A quantity as a fraction, computed without rounding; None if it is not known."""
    value = patient.values.get(name)
    if value is None or name not in patient.engine.derived:
        return Fraction(value) if isinstance(value, Decimal) else None
    return exact_term(patient, patient.engine.derived[name].formula.tree)


def exact_term(patient: Shown, term: Term) -> Fraction | None:
    """One term of a formula as a fraction; dates are counted in days."""
    match term:
        case Number(value):
            return Fraction(value)
        case Name(name):
            day = patient.values.get(name)
            return Fraction(day.toordinal()) if isinstance(day, date) else exact_value(patient, name)
        case Arithmetic(sign, left, right):
            first, second = exact_term(patient, left), exact_term(patient, right)
            return None if first is None or second is None else exactly(sign, first, second)
        case Either(then, condition, otherwise):
            outcome = compile_node(condition).outcomes(patient.values)
            return exact_term(patient, then if outcome == TRUE else otherwise)


def exactly(sign: str, left: Fraction, right: Fraction) -> Fraction | None:
    """Join two fractions; None for a division by zero."""
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return left / right if right else None
