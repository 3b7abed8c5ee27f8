"""A guideline's own cases: one patient each, and what the plan must and must not say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from db.guideline import Guideline
from db.problem import Place, Problem
from desktop.core.answers import mapping, read_facts, refuse_unknown
from desktop.core.engine import Engine
from desktop.core.facts import AnswerError, Facts, read_date, written
from desktop.core.plan import Plan, PlanLine, Status
from desktop.core.planner import make_plan
from desktop.language import gettext as _

CASE: Final = ("title", "patient", "on", "answers", "expect")
STATUSES: Final = get_args(Status)
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
    for _place, raw in cases:
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
        expect = expected(mapping("", raw))
    except AnswerError as error:
        return [str(error)]
    named = [*listed(expect, "must"), *listed(expect, "never")]
    unwritten = [f"{key} is not a statement" for key in named if key not in engine.guideline.statements()]
    return unwritten or list(differences(make_plan(engine, facts), expect))


def expected(case: Mapping[str, object]) -> Mapping[str, object]:
    """What a case expects: at least one thing. Raises `AnswerError`."""
    expect = mapping("expect", case.get("expect", {}))
    refuse_unknown("expect", expect, EXPECT)
    if not any(expect.values()):
        raise AnswerError("expect", _("expect: write what the plan must hold, or must not; else nothing is tried."))
    if expect.get("status", STATUSES[0]) not in STATUSES:
        message = _("expect.status: {status} is not a status; write one of: {allowed}.")
        raise AnswerError("expect", message.format(status=written(expect["status"]), allowed=", ".join(STATUSES)))
    for key in EXPECT[1:]:
        found = expect.get(key, [])
        if not isinstance(found, list) or not all(isinstance(text, str) and text for text in found):
            raise AnswerError("expect", _("expect.{key}: write a list here, such as [one, two].").format(key=key))
    return expect


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
    found: Sequence[str] = expect.get(key, ())  # type: ignore[assignment]  # `expected` has seen to it
    return found


def given_statements(plan: Plan) -> set[str]:
    """The statements on a plan, notes among them."""
    lines = [line for line in plan.lines if not line.withheld]
    return {line.id for line in lines} | {note.id for line in lines for note in line.notes}


def texts(line: PlanLine) -> Iterator[str]:
    """The words of a line, the day it is due as 2026-11-24, and the words of its notes."""
    yield line.text
    if line.when is not None:
        yield line.when.isoformat()
    yield from (note.text for note in line.notes)
