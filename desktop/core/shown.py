"""One patient of a proof, as the engine and the planner see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

from db.condition_outcome import TRUE
from db.guideline import Rule
from db.proof_claims import Answers
from desktop.core.engine import Engine, Step, Walk
from desktop.core.facts import Facts, read_answer
from desktop.core.plan import Plan, PlanLine
from desktop.core.planner import make_plan
from desktop.core.values import plain


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
        """The statements on the plan that are not withheld, notes among them, and the blocks of the handout."""
        return self.said(line for line in self.plan.lines if not line.withheld)

    @cached_property
    def days(self) -> Mapping[str, date]:
        """When the statements on the plan that are not withheld are due, of those that are due on a day."""
        return {line.id: line.when for line in self.plan.lines if line.statement and line.when and not line.withheld}

    @cached_property
    def free(self) -> frozenset[str]:
        """The same of what is to be followed now."""
        return self.said(line for line in self.plan.lines if not line.withheld and not line.after_settled)

    def said(self, lines: Iterable[PlanLine]) -> frozenset[str]:
        """The statements of these lines, notes among them, and the blocks of the handout."""
        found = [line for line in lines if line.statement]
        notes = (note.id for line in found for note in line.notes)
        return frozenset((*(line.id for line in found), *notes, *(block.id for block in self.plan.handout)))

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


def patient_of(engine: Engine, answers: Answers, on: date | None = None) -> Shown:
    """The patient with these answers, by default on the day of the guideline's review.

    Answers that contradict each other are let pass.
    """
    on = on or engine.guideline.reviewed
    read = {i.key: read_answer(i, answers[i.key], on) for i in engine.decision.inputs() if i.key in answers}
    return Shown(engine, Facts(on, answers=MappingProxyType(read)))


def walked(engine: Engine, facts: Facts) -> tuple[Step, list[str]]:
    """The last step of a patient who is asked page by page, and the pages; what is not given is "not known"."""
    now = Facts(facts.on, facts.patient)
    pages: list[str] = []
    while (step := engine.step(now)).page is not None:
        pages.append(step.page.id)
        for asked in step.ask:
            unknown = read_answer(asked, "unknown", facts.on)
            now = now.with_answer(asked.key, facts.answers.get(asked.key, unknown))
    return step, pages


def pages_asked(engine: Engine, facts: Facts) -> list[str]:
    """The pages that a patient with these answers is asked."""
    return walked(engine, facts)[1]


def pages_in_force(engine: Engine, facts: Facts) -> list[str]:
    """The same pages, unless a stop ends the questions, from one step: those with an answer in force."""
    unknown = {i.key: read_answer(i, "unknown", facts.on) for i in engine.decision.inputs()}
    step = engine.step(Facts(facts.on, facts.patient, MappingProxyType({**unknown, **facts.answers})))
    return [page.id for page in engine.decision.pages if any(i.key in step.asked for i in page.inputs)]


def beyond_first(engine: Engine, pages: list[str]) -> int:
    """How many pages these are beyond the first, which asks for emergencies."""
    return len([page for page in pages if page != engine.decision.pages[0].id])
