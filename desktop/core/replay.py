"""The solver's patients, given to the engine: does the plan show what was claimed of them?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from db.condition_outcome import FALSE, TRUE
from db.condition_tree import Compare, atoms
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
    Unsettled,
)
from db.proof_domain import tests_unknown
from db.standing import standing
from desktop.core.engine import Engine
from desktop.core.exact import exact_value
from desktop.core.facts import Answer
from desktop.core.shown import Shown, beyond_first, pages_asked, patient_of, walked

POSITIVE: Final = ("do", "consider", "timing", "stop")


def replays(engine: Engine, claim: Claim, answers: Answers, on: date | None = None) -> bool:
    """Does a claim hold of the patient with these answers, by default on the day of the guideline's review?"""
    patient = patient_of(engine, answers, on)
    match claim:
        case Gap():
            return has_gap(patient, claim)
        case Unsettled(rule):
            return is_never_settled(patient, rule)
        case Together(first, second, invariant):
            allowed = bool(invariant) and bool(invariant_outcome(patient, invariant) & FALSE)
            return {first, second} <= patient.lines and not allowed
        case Present():
            return is_present(patient, claim, answers)
        case Absent(statement, invariant):
            there = statement in patient.lines or patient.may_come(statement)
            return invariant_outcome(patient, invariant) == TRUE and not there
        case Forgotten():
            return has_forgotten(patient, claim, patient_of(engine, {**answers, claim.key: claim.answer}, on))
        case Side(rule, _, fires, changes):
            after = patient_of(engine, {**answers, **changes}, on)
            turned = next(r for r in engine.decision.rules if r.id == rule)
            return (patient.outcome(turned) == TRUE) is fires and (after.outcome(turned) == TRUE) is not fires
        case Longest(count, first):
            pages = pages_asked(engine, patient.facts)
            return (len(pages) if first else beyond_first(engine, pages)) == count
        case _:
            return comes_near(patient, claim, answers)


def comes_near(patient: Shown, claim: Unfired | Alike | Level | Apart, answers: Answers) -> bool:
    """Is the patient as near to what cannot be as is claimed?"""
    engine = patient.engine
    match claim:
        case Unfired(key, holds):
            rule = next(r for r in engine.decision.rules if r.id == key)
            fired = walked(engine, patient.facts)[0].fired
            return rule not in fired and (patient.outcome(rule) == TRUE) is holds
        case Alike(key, answer):
            after = patient_of(engine, {**answers, key: answer}, patient.facts.on)
            return (patient.lines, patient.days, patient.plan.handout) == (after.lines, after.days, after.plan.handout)
        case Level(name, cut, changes):
            after = patient_of(engine, {**answers, **changes}, patient.facts.on)
            rules = [r for r in engine.decision.rules if compares(r, name, cut)]
            return not any(turns_alone(r, name, patient, after) for r in rules)
        case Apart(name, number):
            return exact_value(patient, name) not in (None, number)


def compares(rule: Rule, name: str, cut: Fraction) -> bool:
    """Does a rule compare a quantity with this number?"""
    tests = (a for a in atoms(rule.when.test.node) if isinstance(a, Compare))
    return any(test.name == name and Fraction(test.number) == cut for test in tests)


def turns_alone(rule: Rule, name: str, before: Shown, after: Shown) -> bool:
    """Does a rule turn between two patients, and would it if nothing but this quantity changed?"""

    def fires(patient: Shown, value: object) -> bool:
        return rule.when.outcomes({**patient.values, name: value}) == TRUE

    first, second = before.values.get(name), after.values.get(name)
    mixed = fires(before, second), fires(after, first)
    return fires(before, first) is not fires(after, second) and mixed != (fires(before, first), fires(after, second))


def has_gap(patient: Shown, claim: Gap) -> bool:
    """Does none of the rules fire, now or after another answer?"""
    excused = patient.step.stops or (claim.topic == "emergency" and patient.step.unsettled_stops)
    return not excused and not any(r.id in claim.rules for r in (*patient.step.fired, *patient.step.open))


def is_never_settled(patient: Shown, key: str) -> bool:
    """Is a stop not known to be absent, though no answer is missing that could settle it?"""
    engine, step = patient.engine, patient.step
    rule = next((r for r in step.unsettled_stops if r.id == key), None)
    if rule is None or step.stops:
        return False
    return not engine.unknown_inputs(rule, step.values) and not engine.waiting(rule.when, step.values)


def invariant_outcome(patient: Shown, key: str) -> int:
    """What the answers make of an invariant's condition."""
    invariant = next(i for i in patient.engine.decision.invariants if i.id == key)
    return invariant.when.outcomes(patient.values)


def is_present(patient: Shown, claim: Present, answers: Answers) -> bool:
    """Does a statement stand where it must never, now or once the emergency is excluded that it waits for?"""
    outcome = invariant_outcome(patient, claim.invariant)
    if claim.statement not in patient.lines or outcome & FALSE:
        return False
    if not claim.settled:
        return outcome == TRUE or claim.statement in patient.free
    then = patient_of(patient.engine, {**answers, **claim.settled}, patient.facts.on)
    excluded = not then.step.stops and not then.step.unsettled_stops
    known = all(extends(patient.facts.answers.get(k), then.facts.answers[k]) for k in claim.settled)
    return excluded and known and not invariant_outcome(then, claim.invariant) & FALSE


def extends(old: Answer | None, new: Answer) -> bool:
    """Does a new answer say no other than the old one, as far as that was known?"""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return all(mark is None or new[choice] is mark for choice, mark in old.items())
    return old is None or old == new


def has_forgotten(before: Shown, claim: Forgotten, after: Shown) -> bool:
    """Did the plan change in the way that is claimed, when the answer became unknown?"""
    key = claim.statement
    match claim.part:
        case "a":
            return key in after.lines and not asks_only(after, claim) and not before.is_due(key)
        case "b":
            lost = key in before.lines and key not in after.lines
            return (lost or is_delayed(before, key, after)) and not names_open(after, claim)
    return is_released(before, key, after) or is_allowed(before, key, after)


def is_delayed(before: Shown, key: str, after: Shown) -> bool:
    """Does a line fall due later than it did?"""
    first, second = (next((x.when for x in p.plan.lines if x.id == key), None) for p in (before, after))
    return first is not None and second is not None and second > first


def asks_only(after: Shown, claim: Forgotten) -> bool:
    """Does the line only ask for what is missing, from rules that test that this answer is not known?"""
    engine = after.engine
    if not engine.guideline.statements()[claim.statement].asks:
        return False
    names = frozenset(n for n in (*engine.keys, *engine.derived) if claim.key in engine.bases(n))
    return all(tests_unknown(r.when, names) for r in after.givers(claim.statement) if r in after.step.fired)


def is_released(before: Shown, key: str, after: Shown) -> bool:
    """Was a line due and not to be followed, and may it now be followed?"""
    held = before.is_due(key) and key not in before.free
    return held and key in after.free and standing(before.engine.guideline.statements()[key], "") != "now"


def is_allowed(before: Shown, key: str, after: Shown) -> bool:
    """Does a line come that a do-not of its act replaced, and not put off for an emergency that only now is open?"""
    statements = before.engine.guideline.statements()
    against = (s for s in statements.values() if s.kind == "do-not" and speak_of_one_act(s, statements[key]))
    replaced = key not in before.lines and statements[key].kind in POSITIVE and bool(statements[key].act)
    warned = replaced and any(s.id in before.lines for s in against)
    was_open = bool(before.step.unsettled_stops) and not before.step.stops
    return warned and key in (after.lines if was_open else after.free)


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
