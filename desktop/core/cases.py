"""A guideline's own cases: one patient each, and what the plan must and must not say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from db.guideline import Guideline
from db.problem import Place, Problem
from desktop.core.answers import mapping, read_facts, refuse_unknown
from desktop.core.engine import Engine
from desktop.core.facts import AnswerError, Facts, read_date
from desktop.core.plan import Plan, PlanLine, make_plan

CASE: Final = ("title", "patient", "on", "answers", "expect")
EXPECT: Final = ("status", "must", "never", "must_words", "never_words", "handout", "never_handout")


@dataclass(frozen=True, slots=True)
class Cases:
    """How many cases passed, and what was wrong with the others."""

    passed: int
    failed: tuple[Problem, ...]


def check_cases(guideline: Guideline, cases: Iterable[tuple[Place, Any]]) -> Cases:
    """Run cases, given as their place and their plain values."""
    engine = Engine(guideline)
    passed = 0
    failed: list[Problem] = []
    for place, raw in cases:
        title = title_of(raw)
        faults = [Problem("error", place.file, place.line, f"{title}: {fault}") for fault in faults_of(engine, raw)]
        failed += faults
        passed += not faults
    return Cases(passed, tuple(failed))


def facts_of(guideline: Guideline, raw: object) -> Facts:
    """The patient of a case, on its day; without one, the day of the guideline's review.

    Raises `AnswerError` for what cannot be read.
    """
    case = mapping("", raw)
    refuse_unknown("", case, CASE)
    on = read_date("on", case["on"]) if "on" in case else guideline.reviewed
    return read_facts(guideline.decision, {k: case[k] for k in ("patient", "answers") if k in case}, on)


def readable(guideline: Guideline, cases: Iterable[tuple[Place, Any]]) -> Iterator[Facts]:
    """The patients of the cases that can be read."""
    for _, raw in cases:
        try:
            yield facts_of(guideline, raw)
        except AnswerError:
            continue  # `check_cases` reports it


def title_of(raw: object) -> str:
    """What a case is called."""
    return str(raw.get("title", "untitled")) if isinstance(raw, Mapping) else "untitled"


def faults_of(engine: Engine, raw: object) -> list[str]:
    """What a case expects and the plan does not hold."""
    try:
        facts = facts_of(engine.guideline, raw)
        expect = mapping("expect", mapping("", raw).get("expect", {}))
        refuse_unknown("expect", expect, EXPECT)
    except AnswerError as error:
        return [str(error)]
    named = [*listed(expect, "must"), *listed(expect, "never")]
    unwritten = [f"{key} is not a statement" for key in named if key not in engine.guideline.statements()]
    return unwritten or list(differences(make_plan(engine, facts), expect))


def differences(plan: Plan, expect: Mapping[str, object]) -> Iterator[str]:
    """Where a plan is not as expected; a withheld line does not count as given."""
    status = expect.get("status", plan.status)
    if plan.status != status:
        yield f"status {plan.status}, expected {status}"
    given = given_statements(plan)
    yield from (f"{key} is missing" for key in listed(expect, "must") if key not in given)
    yield from (f"{key} must not be there" for key in listed(expect, "never") if key in given)
    words = " ".join(text for line in plan.lines for text in texts(line)).casefold()
    yield from (f"'{text}' is missing" for text in listed(expect, "must_words") if text.casefold() not in words)
    yield from (f"'{text}' must not be there" for text in listed(expect, "never_words") if text.casefold() in words)
    blocks = {block.id for block in plan.handout}
    yield from (f"handout {key} is missing" for key in listed(expect, "handout") if key not in blocks)
    yield from (f"handout {key} must not be there" for key in listed(expect, "never_handout") if key in blocks)


def listed(expect: Mapping[str, object], key: str) -> Sequence[str]:
    """A list of texts that a case expects."""
    found = expect.get(key, ())
    return [found] if isinstance(found, str) else [str(x) for x in found] if isinstance(found, Sequence) else []


def given_statements(plan: Plan) -> set[str]:
    """The statements on a plan, notes among them."""
    lines = [line for line in plan.lines if not line.withheld]
    return {line.id for line in lines} | {note.id for line in lines for note in line.notes}


def texts(line: PlanLine) -> Iterator[str]:
    """The words of a line and of its notes."""
    yield line.text
    yield from (note.text for note in line.notes)
