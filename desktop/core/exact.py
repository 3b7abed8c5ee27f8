"""Numbers around a cut: does the engine decide them as exact fractions do?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from db.condition_outcome import COMPARE, TRUE, compile_node
from db.condition_tree import Compare, atoms
from db.formula import Arithmetic, Either, Name, Number, Term
from db.proof_claims import Answers, Side
from desktop.core.engine import Engine
from desktop.core.facts import Facts, Quantity
from desktop.core.shown import Shown, patient_of

STEP: Final = Decimal("0.000001")  # the finest difference that an answer can be written with


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
