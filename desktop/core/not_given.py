"""Why rules did not apply, and which lines are therefore not on the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from db.condition_outcome import FALSE, TRUE
from db.condition_tree import Has, Known, atoms
from db.guideline import Rule, Statement
from desktop.core.engine import Step
from desktop.core.grounds import NOT_TRUE, Ground, Grounds, Reasons
from desktop.core.naming import Namer
from desktop.core.open_points import Missing, joined
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
    """The lines that are not on the plan, under the answers that keep them from it; what is missing comes first.

    A line of several rules is told once, with what keeps all of them from applying.
    """
    step, statements = plan.engine.step(plan.facts), plan.engine.guideline.statements()
    excluding = Excluding(plan, step)
    given = {line.id for line in plan.lines}
    rules: dict[str, list[Rule]] = {}
    for rule in (rule for rule in plan.engine.decision.rules if rule not in step.fired):
        for line in rule.lines:
            if line.statement not in given and statements[line.statement].kind != "info":
                rules.setdefault(line.statement, []).append(rule)
    silent = {key: excluding.of(tuple(found)) for key, found in rules.items()}
    found: dict[str, list[tuple[Statement, tuple[Rule, ...]]]] = {}
    for key in sorted(silent, key=lambda key: silent[key].state == "excluded"):
        found.setdefault(kept_words(silent[key]), []).append((statements[key], tuple(rules[key])))
    return tuple(NotGiven(words, tuple(lines)) for words, lines in found.items())


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
        self.told: dict[tuple[Rule, ...], NotFired] = {}

    def of_rules(self) -> Iterator[NotFired]:
        """Every rule that did not apply."""
        return (self.of((rule,)) for rule in self.engine.decision.rules if rule not in self.step.fired)

    def of(self, rules: tuple[Rule, ...]) -> NotFired:
        """What kept all of these rules from applying, told as of the first."""
        if rules not in self.told:
            whole = (
                rules[0] if len(rules) == 1 else Rule(rules[0].id, rules[0].topic, joined(list(rules)), rules[0].lines)
            )
            found = self.waits(whole, rules) or self.kept(whole, rules)
            self.told[rules] = replace(found, rule=rules[0])
        return self.told[rules]

    def waits(self, whole: Rule, rules: tuple[Rule, ...]) -> NotFired | None:
        """Rules that wait for questions not yet asked; None if no answer to them can make one apply."""
        if not any(rule in self.step.open for rule in rules):
            return None
        waiting = self.engine.waiting(whole.when, self.step.values, TRUE)
        names = tuple(self.namer.name(key) for key in self.engine.keys if key in waiting)
        return NotFired(whole, names, "not asked") if names else None

    def kept(self, whole: Rule, rules: tuple[Rule, ...]) -> NotFired:
        """Rules that answers excluded, or that something not known keeps from applying."""
        is_false = whole.when.outcomes(self.step.values) == FALSE
        are_excluded = all(rule in self.step.excluded for rule in rules)
        if is_false:
            because = self.namer.because(self.reasons.fewest(whole.when.test, FALSE))
            if not any(has_unknown(self.value(one)) for one in because if one.input not in self.engine.derived):
                return NotFired(whole, because, "excluded")
        elif are_excluded and self.step.stops:
            return NotFired(whole, self.namer.because(self.by_a_stop(rules)), "excluded")
        at_the_end = are_excluded and not is_false
        keys = [key for key in self.missing.lacking(whole) if key in self.missing.given or not at_the_end]
        lacking = tuple(ground for key in keys for ground in self.marks(whole, key))
        if lacking:
            return NotFired(whole, self.namer.because(lacking), "not known")
        if barring := self.barring(whole):
            return NotFired(whole, self.namer.because(barring), "excluded")
        return NotFired(whole, self.namer.because(self.reasons.settling(whole.when, NOT_TRUE)), "not known")

    def by_a_stop(self, rules: tuple[Rule, ...]) -> Grounds:
        """The fewest answers that brought a stop, and those that keep the rules that it does not withhold."""
        stopped = min((self.reasons.settling(stop.when, TRUE) for stop in self.step.stops), key=len)
        left = [rule for rule in rules if self.engine.stands_after_a_stop(rule)]
        return (*stopped, *(self.reasons.settling(joined(left), NOT_TRUE) if left else ()))

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
