"""From facts to the next step: which rules fire, which are open, and what to ask next.

A question is asked only while some rule can still turn. Inputs are taken in the author's order, so the result does
not depend on the order of answering, and an answer that no rule waits for is inert.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from db.condition import FALSE, TRUE, UNKNOWN, Always, Atom, Condition, Known, deciding, reasons
from db.formula import TODAY
from db.guideline import Derived, Guideline, Input, Page, Rule
from desktop.core.facts import Answer, Facts, Quantity

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Step:
    """The engine's answer to facts.

    `values` are the answers in force and what was derived from them. `fired` and `excluded` rules are settled
    (a stop excludes all that is not about the emergency); `open` ones wait for a question, `unsettled` ones for an answer that is not known. `stops` have fired and end the
    questions; `unsettled_stops` could not be excluded. `asked` are the keys in force, `inert` those answered on a
    branch no longer taken, `pending` those still to be asked; `page` and `ask` are what to ask next.
    """

    values: Values
    fired: tuple[Rule, ...]
    excluded: tuple[Rule, ...]
    open: tuple[Rule, ...]
    unsettled: tuple[Rule, ...]
    stops: tuple[Rule, ...]
    unsettled_stops: tuple[Rule, ...]
    asked: tuple[str, ...]
    inert: tuple[str, ...]
    pending: tuple[str, ...]
    page: Page | None
    ask: tuple[Input, ...]


class Engine:
    """One guideline's decision, prepared for many steps."""

    def __init__(self, guideline: Guideline) -> None:
        """Index the rules by the inputs that they rest on."""
        self.guideline = guideline
        self.decision = guideline.decision
        self.derived = {d.key: d for d in self.decision.derived}
        self.rules_by_input: dict[str, list[Rule]] = {}
        for rule in self.decision.rules:
            names = (*rule.when.names, *dates(rule))
            for key in dict.fromkeys(k for name in names for k in self.bases(name)):
                self.rules_by_input.setdefault(key, []).append(rule)

    @cached_property
    def stop_rules(self) -> frozenset[str]:
        """The ids of the rules that end the questions."""
        kinds = {key: s.kind for key, s in self.guideline.statements().items()}
        return frozenset(r.id for r in self.decision.rules if any(kinds[line.statement] == "stop" for line in r.lines))

    def bases(self, name: str) -> tuple[str, ...]:
        """The inputs that a name rests on: itself, or those of a derived quantity."""
        if name not in self.derived:
            return (name,)
        return tuple(dict.fromkeys(key for needed in needs(self.derived[name]) for key in self.bases(needed)))

    def step(self, facts: Facts) -> Step:
        """Decide what the facts settle, and what to ask next."""
        values: dict[str, object] = {TODAY: facts.on}
        asked, inert, pending = [], [], []
        for key in (i.key for i in self.decision.inputs()):
            waited_for = self.decides(key, values)
            if key not in facts.answers:
                pending.append(key)
            elif waited_for:
                asked.append(key)
                values[key] = plain(facts.answers[key])
                self.derive(values)
            else:
                inert.append(key)
        pending = [key for key in pending if self.decides(key, values)]
        page, ask = self.next_page(pending)
        return self.sort(values, tuple(asked), tuple(inert), tuple(pending), page, ask)

    def sort(
        self,
        values: Values,
        asked: tuple[str, ...],
        inert: tuple[str, ...],
        pending: tuple[str, ...],
        page: Page | None,
        ask: tuple[Input, ...],
    ) -> Step:
        """Sort the rules by what the values make of them."""
        groups: dict[str, list[Rule]] = {"fired": [], "excluded": [], "open": [], "unsettled": []}
        masks = [(rule, rule.when.outcomes(values)) for rule in self.decision.rules]
        stops = tuple(r for r, mask in masks if r.id in self.stop_rules and mask == TRUE)
        for rule, mask in masks:
            withheld = stops and rule.topic != "emergency"
            name = GROUP_OF.get(mask) or ("open" if mask & TRUE else "unsettled")
            groups["excluded" if withheld else name].append(rule)
        sorted_rules = {name: tuple(rules) for name, rules in groups.items()}
        return Step(
            values=values,
            **sorted_rules,
            stops=stops,
            unsettled_stops=tuple(r for r, m in masks if r.id in self.stop_rules and m not in (TRUE, FALSE)),
            asked=asked,
            inert=inert,
            pending=pending,
            page=page,
            ask=ask,
        )

    def next_page(self, pending: list[str]) -> tuple[Page | None, tuple[Input, ...]]:
        """The first page with a pending input, and its pending inputs."""
        for page in self.decision.pages:
            ask = tuple(i for i in page.inputs if i.key in pending)
            if ask:
                return page, ask
        return None, ()

    def derive(self, values: dict[str, object]) -> None:
        """Add each derived quantity that the values settle: a number, or None if it cannot be known."""
        for derived in self.derived.values():
            if derived.key in values:
                continue
            mask = derived.only_if.outcomes(values)
            if mask in (FALSE, UNKNOWN) or any(values.get(k, ...) is None for k in derived.formula.names):
                values[derived.key] = None
            elif mask == TRUE and all(k in values for k in derived.formula.names):
                values[derived.key] = derived.formula.value(values)

    def decides(self, key: str, values: Values) -> bool:
        """Can an answer to this input still turn a rule that matters, or date a line that may stand?"""
        stopped = any(r.when.outcomes(values) == TRUE for r in self.decision.rules if r.id in self.stop_rules)
        return any(
            key in dates(rule) or key in self.waiting(rule.when, values)
            for rule in self.rules_by_input.get(key, ())
            if (rule.topic == "emergency" or not stopped)
            and (rule.id in self.stop_rules or rule.when.outcomes(values) & TRUE)
        )

    def waiting(self, condition: Condition, values: Values) -> set[str]:
        """The unanswered inputs that can still turn a condition."""
        names = {atom.name for atom in deciding(condition.test, values) if not isinstance(atom, Always)}
        return {key for name in names for key in self.bases(name) if key not in values}

    def because(self, condition: Condition, values: Values, outcome: int) -> tuple[str, ...]:
        """The inputs and derived quantities whose values suffice for this outcome, in the author's order."""
        found = (atom for atom in reasons(condition.test, values, outcome) if not isinstance(atom, Always))
        return tuple(dict.fromkeys(atom.name for atom in found))

    def unknown_inputs(self, rule: Rule, values: Values) -> tuple[str, ...]:
        """The inputs, answered "not known", that keep a rule unsettled."""
        names = self.because(rule.when, values, UNKNOWN)
        keys = dict.fromkeys(key for name in names for key in self.bases(name))
        return tuple(key for key in keys if has_unknown(values.get(key, ...)))


GROUP_OF = {TRUE: "fired", FALSE: "excluded", UNKNOWN: "unsettled"}


def dates(rule: Rule) -> tuple[str, ...]:
    """The inputs that the due dates of a rule's lines count from."""
    return tuple(line.due.after for line in rule.lines if line.due and line.due.after != TODAY)


def needs(derived: Derived) -> Iterator[str]:
    """The names that a derived quantity rests on, in its formula or its condition."""
    yield from (n for n in derived.formula.names if n != TODAY)
    yield from derived.only_if.names


def plain(answer: Answer) -> object:
    """An answer as rules see it: a quantity is its number in the first unit."""
    return answer.value if isinstance(answer, Quantity) else answer


def has_unknown(value: object) -> bool:
    """Is a value, or one mark of an any-of answer, not known?"""
    return None in value.values() if isinstance(value, Mapping) else value is None
