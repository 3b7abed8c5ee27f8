"""Why each line of a plan is there, with its rule in words, and why the other rules gave none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal

from db.guideline import Rule
from desktop.core.blocks import Document, Heading, Item, Paragraph, Part
from desktop.core.condition_words import ConditionWords
from desktop.core.plan import NotFired, Plan, PlanLine
from desktop.language import gettext as _

State = Literal["excluded", "not known", "not asked"]
"""What became of a rule that did not fire: an answer excluded it, or one is not known, or not yet given."""


def states(plan: Plan) -> Mapping[str, State]:
    """What became of each rule that did not fire, by its id."""
    step = plan.engine.step(plan.facts)
    kept: tuple[tuple[State, tuple[Rule, ...]], ...]
    kept = ("excluded", step.excluded), ("not known", step.unsettled), ("not asked", step.open)
    return {rule.id: state for state, rules in kept for rule in rules}


def explained(document: Document, plan: Plan) -> Document:
    """The plan's document with the rule in words below each line, and with the rules that did not fire."""
    words = ConditionWords(plan.engine.decision)
    lines = {line.id: line for line in plan.lines}
    parts: list[Part] = []
    for part in document.parts:
        if part == Heading(_("About this guideline")):
            parts += why_not(plan, words)
        if isinstance(part, Item) and part.line in lines:
            told = (rule_words(rule, words) for rule in rules_of(plan, lines[part.line]))
            parts.append(replace(part, trace=(*part.trace, *told)))
        else:
            parts.append(part)
    return replace(document, parts=tuple(parts))


def rules_of(plan: Plan, line: PlanLine) -> list[Rule]:
    """Every rule that gave a line; of a line that the program wrote itself, the rule that it speaks of."""
    if line.statement is None:
        return [line.rule] if line.rule else []
    silent = {found.rule.id for found in plan.not_fired}
    fired = (rule for rule in plan.engine.decision.rules if rule.id not in silent)
    return [rule for rule in fired if any(given.statement == line.id for given in rule.lines)]


def rule_words(rule: Rule, words: ConditionWords) -> str:
    """A rule in words."""
    return _("{rule} applies where: {words}").format(rule=rule.id, words=words.words(rule.when.test.node))


def why_not(plan: Plan, words: ConditionWords) -> Iterator[Part]:
    """Each rule that did not fire: what it would have said, what speaks against it, and the rule in words."""
    yield Heading(_("Why not: the rules that did not apply"))
    if not plan.not_fired:
        yield Paragraph(_("None"))
    found = states(plan)
    statements = plan.engine.guideline.statements()
    given = {line.id for line in plan.lines}
    for silent in plan.not_fired:
        would = [statements[line.statement] for line in silent.rule.lines if line.statement not in given]
        text = " ".join(s.text for s in would if s.kind != "info")
        yield Item(
            kind="open",
            word=_("NOT GIVEN"),
            text=text or _("Nothing else: another rule has put on the plan what this one says."),
            details=(because_not(silent, found[silent.rule.id]), rule_words(silent.rule, words)),
        )


def because_not(silent: NotFired, state: State) -> str:
    """The answers that excluded a rule, or what is missing."""
    if state == "excluded":
        answers = "; ".join(f"{b.label} = {b.answer}" for b in silent.because if not b.brought_by)
        return _("Excluded by: {answers}").format(answers=answers)
    labels = "; ".join(b.label for b in silent.because if not b.brought_by)
    return (_("Not known: {labels}") if state == "not known" else _("Not asked yet: {labels}")).format(labels=labels)
