"""From a step to the plan: decide, and write every line with the answers that it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from db.condition_outcome import TRUE, UNKNOWN, reasons
from db.condition_tree import Atom, Has, Is
from db.guideline import Block, Due, Line, Rule, Statement
from db.standing import URGENT_PART, standing
from desktop.core.condition_words import ConditionWords
from desktop.core.engine import Engine, Step
from desktop.core.facts import Facts
from desktop.core.grounds import Reasons
from desktop.core.naming import Namer
from desktop.core.open_points import Missing, decided_words
from desktop.core.plan import GROUPS, Because, Group, Plan, PlanLine, Reason
from desktop.core.text import unknown_words
from desktop.core.values import has_unknown
from desktop.language import gettext as _

NOT_ASKED: Final = "settle:not-asked"
KIND_GROUPS: Final[dict[str, Group]] = {"stop": "act-first", "do": "do", "consider": "consider", "do-not": "do-not"}


def make_plan(engine: Engine, facts: Facts) -> Plan:
    """Decide, and write the lines of the plan."""
    facts = facts.filled(engine.decision)
    return Planner(engine, facts, engine.step(facts)).plan()


class Planner:
    """What the functions that write one plan share."""

    def __init__(self, engine: Engine, facts: Facts, step: Step) -> None:
        """Keep the engine, the facts and its answer to them."""
        self.engine = engine
        self.facts = facts
        self.step = step
        self.statements = engine.guideline.statements()
        self.inputs = {i.key: i for i in engine.decision.inputs()}
        self.words = ConditionWords(engine.decision)
        self.namer = Namer(engine, facts, step)
        self.found = Reasons(engine, step.values)
        self.unknown = tuple(k for k in step.asked if has_unknown(step.values[k]))

    def plan(self) -> Plan:
        """Write the whole plan."""
        fired = self.step.fired
        lines = [line for rule in fired for line in self.rule_lines(rule)]
        lines = merge(lines)
        if self.step.unsettled_stops:
            lines = [self.guard(line) for line in lines]
        lines = [*self.settle_lines(), *lines, *self.open_lines(), *self.pending_lines()]
        return Plan(
            engine=self.engine,
            facts=self.facts,
            status="stop" if self.step.stops else "open" if self.step.pending else "complete",
            lines=tuple(sorted(lines, key=self.place)),
            unknown=self.unknown,
            open=self.step.pending,
            inert=self.step.inert,
            answers=tuple(self.namer.name(key) for key in self.step.asked),
            handout=self.handout(fired),
        )

    def place(self, line: PlanLine) -> tuple[int, bool, int, date]:
        """Where a line stands: by group; after a stop, what to settle comes behind what to do; then by urgency.

        What is to be done later stands by its date.
        """
        day = line.when if line.group == "follow-up" and line.when else date.min
        return GROUPS.index(line.group), bool(self.step.stops) and line.statement is None, urgency(line), day

    def rule_lines(self, rule: Rule) -> list[PlanLine]:
        """The lines of one fired rule; an info statement is attached to the line before it."""
        because = self.namer.because(self.found.settling(rule.when, TRUE))
        lines: list[PlanLine] = []
        for line in rule.lines:
            statement = self.statements[line.statement]
            if statement.kind == "info":
                lines[-1] = replace(lines[-1], notes=(*lines[-1].notes, statement))
            else:
                lines.append(self.plan_line(rule, line, statement, because))
        return lines

    def plan_line(self, rule: Rule, line: Line, statement: Statement, because: tuple[Because, ...]) -> PlanLine:
        """One line, with its due date."""
        when = self.due_date(line.due) if line.due else None
        reason = Reason(rule, because)
        return PlanLine(
            id=statement.id,
            group=group_of(statement),
            kind=statement.kind,
            statement=statement,
            text=statement.text,
            because=because,
            reasons=(reason,),
            rule=rule,
            when=when,
            due=line.due,
            dated=reason if line.due else None,
            overdue=when is not None and when < self.facts.on,
        )

    def due_date(self, due: Due) -> date | None:
        """The day on which a line is due; None if the date that it counts from is not known, or no calendar has it."""
        start = self.facts.on if due.after == "today" else self.step.values.get(due.after)
        if not isinstance(start, date) or due.days > (date.max - start).days:
            return None
        return start + timedelta(days=due.days)

    def guard(self, line: PlanLine) -> PlanLine:
        """While an emergency is not excluded: no dose, no delay, and elective lines only afterwards."""
        statement, rule = line.statement, line.rule
        if statement is None or rule is None or (how := standing(statement, rule.topic)) == "now":
            return line
        undated = replace(line, when=None, due=None, dated=None, overdue=False)
        if how == "later":
            return replace(undated, after_settled=True)
        act = statement.act or rule.topic
        text = withheld_words((act,))
        return replace(undated, group="open", kind="open", text=text, notes=(), withheld=True, acts=(act,))

    def settle_lines(self) -> list[PlanLine]:
        """A line for every emergency that is not excluded; one for all that have not been asked about."""
        lines: list[PlanLine] = []
        waiting: set[str] = set()
        for rule in self.step.unsettled_stops:
            known = not self.engine.unknown_inputs(rule, self.step.values)
            if known and (left := self.engine.waiting(rule.when, self.step.values)):
                waiting |= left
            else:
                lines.append(self.settle_line(rule))
        if waiting and not self.step.stops:
            because = tuple(self.namer.name(key) for key in self.engine.keys if key in waiting)
            labels = "; ".join(b.label for b in because)
            text = _("Settle now, not asked yet: {labels}.").format(labels=labels)
            lines.append(PlanLine(NOT_ASKED, "act-first", "timing", None, text, because))
        return lines

    def settle_line(self, rule: Rule) -> PlanLine:
        """The line of an emergency that is not known to be absent, and what to do if it is there."""
        stop = next(s for s in (self.statements[line.statement] for line in rule.lines) if s.kind == "stop")
        unknown = list(reasons(rule.when.test, self.step.values, UNKNOWN))
        flags = "; ".join(dict.fromkeys(self.flag(atom) for atom in unknown))
        because = self.namer.because(self.found.lacking(rule.when.test))
        named = stop.text.casefold().startswith(self.flag(unknown[0]).casefold())
        text = _("Settle now, and act if it is so. {act}") if named else _("Settle now: {flags}. If so: {act}")
        text = text.format(flags=flags, act=stop.text)
        return PlanLine(f"settle:{rule.id}", "act-first", "timing", None, text, because, rule, stop)

    def flag(self, atom: Atom) -> str:
        """What is not known to be absent: a choice by its label alone, any other test in words."""
        match atom:
            case Has(name, choice):
                return self.words.choice(name, choice)
            case Is(name, choices):
                return self.words.any_choice(name, choices)
        return self.words.atom(atom)

    def open_lines(self) -> list[PlanLine]:
        """A line for every answer that is not known; after a stop, only where a rule in force hangs on it."""
        missing = Missing(self.engine, self.facts, self.step)
        held = {key: missing.held(key) for key in self.unknown}
        return [self.open_line(key, rules) for key, rules in held.items() if rules or not self.step.stops]

    def open_line(self, key: str, rules: tuple[Rule, ...]) -> PlanLine:
        """The open point of one unknown answer, with what it would decide."""
        about = [self.statements[line.statement] for rule in rules for line in rule.lines]
        words = decided_words(about)
        text = _("{label}: not known.").format(label=unknown_words(self.inputs[key], self.facts.answers[key]))
        if words:
            text += " " + _("It would decide: {acts}.").format(acts=words)
        acts = tuple(dict.fromkeys(s.act for s in about if s.act))
        return PlanLine(f"open:{key}", "open", "open", None, text, (self.namer.name(key),), acts=acts)

    def pending_lines(self) -> list[PlanLine]:
        """A line for every question that has not been asked and can still change the plan."""
        if self.step.stops:
            return []
        text = _("{label}: not asked yet. The plan can still change.")
        return [
            PlanLine(
                f"open:{key}", "open", "open", None, text.format(label=self.inputs[key].label), (self.namer.name(key),)
            )
            for key in self.step.pending
        ]

    def handout(self, fired: tuple[Rule, ...]) -> tuple[Block, ...]:
        """The handout blocks of the fired rules, under their headings in the author's order.

        While an emergency is not excluded, nothing elective is handed out.
        """
        step, parts = self.step, self.engine.guideline.handout_parts
        given = {block for rule in fired for block in rule.handout}
        urgent = {b for rule in fired if rule.topic == "emergency" or rule in step.stops for b in rule.handout}
        held = urgent if step.unsettled_stops else given
        chosen = [b for b in self.engine.decision.blocks if b.id in (given if b.part == URGENT_PART else held)]
        return tuple(sorted(chosen, key=lambda b: parts.index(b.part)))


def urgency(line: PlanLine) -> int:
    """Among what comes first: an emergency that stops the plan, then what else is about emergencies, then the rest."""
    emergency = line.rule is None or line.rule.topic == "emergency"
    if line.group != "act-first":
        return 0
    return 0 if emergency and line.kind == "stop" else 1 if emergency else 2


def withheld_words(acts: tuple[str, ...]) -> str:
    """What is not shown while an emergency is not excluded."""
    return _("Withheld until what stands under Act first is settled: {acts}.").format(acts=", ".join(acts))


def group_of(statement: Statement) -> Group:
    """The group that a statement's line stands in."""
    if statement.kind == "timing":
        return "act-first" if statement.urgent else "follow-up"
    return KIND_GROUPS[statement.kind]


def merge(lines: list[PlanLine]) -> list[PlanLine]:
    """One line for each statement; of two due dates the earlier counts, and the reasons are joined."""
    found: dict[str, PlanLine] = {}
    for line in lines:
        same = found.get(line.id)
        found[line.id] = join(same, line) if same else line
    return list(found.values())


def join(first: PlanLine, second: PlanLine) -> PlanLine:
    """Two lines of one statement as one; the first keeps its rule, and the day keeps the reason that brought it."""
    earlier = min((first, second), key=lambda line: line.when or date.max)
    return replace(
        first,
        because=tuple(dict.fromkeys((*first.because, *second.because))),
        reasons=(*first.reasons, *second.reasons),
        notes=tuple(dict.fromkeys((*first.notes, *second.notes))),
        when=earlier.when,
        due=earlier.due,
        dated=earlier.dated,
        overdue=earlier.overdue,
    )
