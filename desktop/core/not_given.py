"""Why rules did not apply, and which lines are therefore not on the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from db.condition_outcome import FALSE, TRUE
from db.condition_tree import Has, Known, atoms
from db.guideline import Rule, Statement
from desktop.core.engine import Step
from desktop.core.grounds import NOT_TRUE, Ground, Grounds, Reasons
from desktop.core.naming import Namer
from desktop.core.open_points import Missing
from desktop.core.plan import Because, NotFired, Plan
from desktop.core.values import add_derived, has_unknown
from desktop.language import gettext as _


@dataclass(frozen=True, slots=True)
class NotGiven:
    """What one set of answers, given or missing, kept from the plan; each line with the rules that would give it."""

    words: str
    lines: tuple[tuple[Statement, tuple[Rule, ...]], ...]


def not_fired(plan: Plan) -> tuple[NotFired, ...]:
    """Every rule that did not apply, with the answers that excluded it or what is missing, in the author's order."""
    step = plan.engine.step(plan.facts)
    return tuple(Excluding(plan, step).of_rules())


def not_given(plan: Plan) -> tuple[NotGiven, ...]:
    """The lines that are not on the plan, under the answers that keep them from it; what is missing comes first."""
    given = {line.id for line in plan.lines}
    statements = plan.engine.guideline.statements()
    found: dict[str, dict[str, list[Rule]]] = {}
    for silent in sorted(not_fired(plan), key=lambda silent: silent.state == "excluded"):
        for line in silent.rule.lines:
            if line.statement not in given and statements[line.statement].kind != "info":
                found.setdefault(kept_words(silent), {}).setdefault(line.statement, []).append(silent.rule)
    return tuple(
        NotGiven(words, tuple((statements[key], tuple(rules)) for key, rules in lines.items()))
        for words, lines in found.items()
    )


class Excluding:
    """Finds what kept the rules of one plan from applying."""

    def __init__(self, plan: Plan, step: Step) -> None:
        """Keep the answers."""
        self.plan, self.step, self.engine = plan, step, plan.engine
        self.namer = Namer(plan.engine, plan.facts, step)
        self.missing = Missing(plan.engine, plan.facts, step)
        self.reasons = Reasons(plan.engine, step.values)
        given = {key: value for key, value in self.missing.fixed.items() if not has_unknown(value)}
        add_derived(plan.engine.derived.values(), given)
        self.known = Reasons(plan.engine, given)

    def of_rules(self) -> Iterator[NotFired]:
        """Every rule that did not apply."""
        fired = {rule.id for rule in self.step.fired}
        for rule in self.engine.decision.rules:
            if rule.id not in fired:
                yield self.waits(rule) or self.kept(rule)

    def waits(self, rule: Rule) -> NotFired | None:
        """A rule that waits for questions not yet asked; None if no answer to them can make it apply."""
        if rule not in self.step.open:
            return None
        waiting = self.engine.waiting(rule.when, self.step.values, TRUE)
        names = tuple(self.namer.name(key) for key in self.engine.keys if key in waiting)
        return NotFired(rule, names, "not asked") if names else None

    def kept(self, rule: Rule) -> NotFired:
        """A rule that answers excluded, or that something not known keeps from applying."""
        is_false = rule.when.outcomes(self.step.values) == FALSE
        if is_false:
            because = self.namer.because(self.reasons.fewest(rule.when.test, FALSE))
            if not any(has_unknown(self.value(one)) for one in because if one.input not in self.engine.derived):
                return NotFired(rule, because, "excluded")
        elif rule in self.step.excluded and self.step.stops:
            grounds = min((self.reasons.settling(stop.when, TRUE) for stop in self.step.stops), key=len)
            return NotFired(rule, self.namer.because(grounds), "excluded")
        at_the_end = rule in self.step.excluded and not is_false
        keys = [key for key in self.missing.lacking(rule) if key in self.missing.given or not at_the_end]
        lacking = tuple(ground for key in keys for ground in self.marks(rule, key))
        if lacking:
            return NotFired(rule, self.namer.because(lacking), "not known")
        if barring := self.barring(rule):
            return NotFired(rule, self.namer.because(barring), "excluded")
        return NotFired(rule, self.namer.because(self.reasons.settling(rule.when, NOT_TRUE)), "not known")

    def barring(self, rule: Rule) -> Grounds:
        """The fewest known answers that keep a rule from applying, whatever the others are; none if they do not."""
        return self.known.settling(rule.when, NOT_TRUE) if self.known.settles(rule.when, NOT_TRUE) else ()

    def value(self, one: Because) -> object:
        """The answer, or the mark of one."""
        value = self.missing.given.get(one.input)
        return value.get(one.choice) if one.choice and isinstance(value, Mapping) else value

    def marks(self, rule: Rule, key: str) -> Iterator[Ground]:
        """What a rule tests of a missing answer: of an any-of answer each mark that is not known."""
        value = self.missing.given.get(key)
        tests = [atom for atom in atoms(rule.when.test.node) if isinstance(atom, Has | Known) and atom.name == key]
        chosen = [atom.choice for atom in tests if isinstance(value, Mapping) and value.get(atom.choice, True) is None]
        yield from (Ground(key, choice) for choice in chosen or [""])


def kept_words(silent: NotFired) -> str:
    """The answers that excluded a rule, or what is missing."""
    shown = [one for one in silent.because if not one.brought_by]
    if silent.state == "excluded":
        return _("Excluded by: {answers}").format(answers="; ".join(f"{b.label} = {b.answer}" for b in shown))
    unasked = [one.label for one in shown if one.answer == _("Not asked")]
    unknown = [one.label for one in shown if one.answer == _("Not known")]
    others = [f"{one.label} = {one.answer}" for one in shown if one.label not in (*unasked, *unknown)]
    words = (
        (_("Not known: {labels}"), unknown),
        (_("Not asked yet: {labels}"), unasked),
        (_("Because also: {labels}"), others),
    )
    return ". ".join(text.format(labels="; ".join(labels)) for text, labels in words if labels)
