"""What a plan is: the patient's lines in fixed order, each with its trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from db.guideline import Block, Due, Rule, Statement
from desktop.core.engine import Engine
from desktop.core.facts import Facts

Group = Literal["act-first", "do", "consider", "do-not", "open", "follow-up"]
Status = Literal["complete", "open", "stop"]
State = Literal["excluded", "not known", "not asked"]
"""What became of a rule that did not fire: an answer excluded it, or one is not known, or not yet given."""
GROUPS: Final[tuple[Group, ...]] = get_args(Group)


@dataclass(frozen=True, slots=True)
class Because:
    """One answer that a line rests on; `input` is a key, `label` and `answer` are words.

    `choice` is the one mark of an any-of answer that counts; it is empty where the answer counts as a whole.
    `brought_by` names the derived quantity that was computed from it, if the rule does not test the input itself;
    `rests_on` are the inputs in the formula of a derived quantity.
    """

    input: str
    label: str
    answer: str
    brought_by: str = ""
    rests_on: tuple[str, ...] = ()
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that gave a line, with the fewest answers that made it true."""

    rule: Rule
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the plan.

    `id` is unique in the plan. `statement` is None for a line that the program itself writes (settle now, open
    point); `source` is what such a line rests on. `when` is the due date, `due` how it was computed, `dated` which of
    the `reasons` brought it; `overdue` says that it has passed. `notes` are the info statements attached to the line,
    `acts` all that an open point bears on.
    `reasons` are the rules that gave the line, `rule` first; `because` are the answers of all of them.
    `after_settled` marks a line that holds only once the emergencies are settled, `withheld` one whose dose or delay
    is not shown until then.
    """

    id: str
    group: Group
    kind: str
    statement: Statement | None
    text: str
    because: tuple[Because, ...]
    rule: Rule | None = None
    source: Statement | None = None
    when: date | None = None
    due: Due | None = None
    dated: Reason | None = None
    overdue: bool = False
    notes: tuple[Statement, ...] = ()
    after_settled: bool = False
    withheld: bool = False
    acts: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def why(self) -> tuple[Because, ...]:
        """The fewest answers that made the rule of this line true."""
        return self.reasons[0].because if self.reasons else self.because


@dataclass(frozen=True, slots=True)
class NotFired:
    """A rule that did not fire, and the answers that excluded it, or those that are missing."""

    rule: Rule
    because: tuple[Because, ...]
    state: State


@dataclass(frozen=True, slots=True)
class Plan:
    """The management plan of one patient.

    `unknown` are keys that were asked and are not known, `open` keys not asked yet that can still change the plan,
    `inert` keys whose answers stand on a branch no longer taken, `answers` every answer in force, in the author's
    order.
    """

    engine: Engine
    facts: Facts
    status: Status
    lines: tuple[PlanLine, ...]
    unknown: tuple[str, ...]
    open: tuple[str, ...]
    inert: tuple[str, ...]
    answers: tuple[Because, ...]
    handout: tuple[Block, ...]

    @property
    def is_emergency(self) -> bool:
        """Was the plan stopped by an emergency, and not because the guideline does not cover the patient?"""
        return any(line.kind == "stop" and line.rule and line.rule.topic == "emergency" for line in self.lines)

    def group(self, group: Group) -> tuple[PlanLine, ...]:
        """The lines of one group."""
        return tuple(line for line in self.lines if line.group == group)
