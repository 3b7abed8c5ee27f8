"""What another answer would change: the lines that come, go, or say something else."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.core.facts import Answer
from desktop.core.plan import Plan, PlanLine
from desktop.core.planner import make_plan


@dataclass(frozen=True, slots=True)
class Changed:
    """A line that stands on both plans and is not the same on them."""

    before: PlanLine
    after: PlanLine

    @property
    def says_the_same(self) -> bool:
        """Does the line only rest on other answers, or on another rule?"""
        after = self.after
        before = replace(self.before, because=after.because, rule=after.rule, reasons=after.reasons)
        return replace(before, dated=after.dated) == after


@dataclass(frozen=True, slots=True)
class Changes:
    """The way from one plan to another; lines stand in the order of their plan."""

    before: Plan
    after: Plan
    added: tuple[PlanLine, ...]
    removed: tuple[PlanLine, ...]
    changed: tuple[Changed, ...]


def compare_plans(before: Plan, after: Plan) -> Changes:
    """The lines added, removed and changed from one plan to another."""
    old, new = ({line.id: line for line in plan.lines} for plan in (before, after))
    both = [Changed(old[key], new[key]) for key in new if key in old]
    return Changes(
        before=before,
        after=after,
        added=tuple(line for key, line in new.items() if key not in old),
        removed=tuple(line for key, line in old.items() if key not in new),
        changed=tuple(pair for pair in both if pair.before != pair.after),
    )


def what_if(plan: Plan, key: str, answer: Answer) -> Changes:
    """What one other answer would change; the plan and its facts stay as they are.

    Raises `AnswerError` where it and another answer cannot both be true.
    """
    facts = plan.facts.with_answer(key, answer).checked(plan.engine.decision)
    return compare_plans(plan, make_plan(plan.engine, facts))
