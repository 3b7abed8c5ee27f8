"""From facts to the next step: which rules fire, which are open, and what to ask next.

A question is asked only while some rule can still turn, see `completions`. Inputs are taken in the author's order, so
the result does not depend on the order of answering, and an answer that no rule waits for is inert.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from db.condition import Condition
from db.condition_outcome import ANY, FALSE, SETTLED, TRUE, UNKNOWN, Values, deciding, reasons
from db.condition_table import Table
from db.condition_tree import Always, cuts_of
from db.formula import TODAY
from db.guideline import Guideline, Input, Page, Rule
from desktop.core.completions import Completions
from desktop.core.facts import Facts
from desktop.core.values import add_derived, computed_whole, has_unknown, needs, plain


@dataclass(frozen=True, slots=True)
class Step:
    """The engine's answer to facts.

    `values` are the answers in force and what was derived from them. `fired` and `excluded` rules are settled (a stop
    excludes all but itself and what is about the emergency); `open` ones wait for a question, `unsettled` ones for an
    answer that is not known. `stops` have fired and end the questions; `unsettled_stops` could not be excluded.
    `asked` are the keys in force, `inert` those answered on a branch no longer taken, `pending` those still to be
    asked; `page` and `ask` are what to ask next.
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


@dataclass(frozen=True, slots=True)
class Watched:
    """A rule that rests on an input: its place among the rules, whether it stops, whether the input dates a line."""

    number: int
    rule: Rule
    stops: bool
    dates: bool


class Engine:
    """One guideline's decision, prepared for many steps."""

    def __init__(self, guideline: Guideline) -> None:
        """Index the rules by the inputs that they rest on."""
        self.guideline = guideline
        self.decision = guideline.decision
        self.keys = tuple(i.key for i in self.decision.inputs())
        self.derived = {d.key: d for d in computed_whole(self.decision.derived)}
        self.bases_of = {name: tuple(dict.fromkeys(self.traced(name))) for name in (*self.keys, *self.derived)}
        kinds = {key: s.kind for key, s in guideline.statements().items()}
        self.stop_rules = frozenset(
            r.id for r in self.decision.rules if any(kinds[line.statement] == "stop" for line in r.lines)
        )
        self.stop_numbers = [n for n, rule in enumerate(self.decision.rules) if rule.id in self.stop_rules]
        computed = (n for n, rule in enumerate(self.decision.rules) if self.is_to_compute(rule.when, {}))
        self.computed_first = [n for n in computed if self.stands_after_a_stop(self.decision.rules[n])]
        self.rules_by_input: dict[str, list[Watched]] = {key: [] for key in self.keys}
        for number, rule in enumerate(self.decision.rules):
            for key in dict.fromkeys(k for name in (*rule.when.names, *dates(rule)) for k in self.bases(name)):
                self.rules_by_input[key].append(Watched(number, rule, rule.id in self.stop_rules, key in dates(rule)))
        self.cuts = cuts_of(rule.when.test.node for rule in self.decision.rules)
        self.derived_bases = frozenset(key for name in self.derived for key in self.bases(name))
        self.table = Table([rule.when for rule in self.decision.rules])
        self.unanswered = self.table.outcomes({})
        self.early_stops = [n for n in self.stop_numbers if n in self.computed_first or self.unanswered[n] == TRUE]
        self.completions = Completions(self.decision.inputs(), self.derived)

    def bases(self, name: str) -> tuple[str, ...]:
        """The inputs that a name rests on: itself, or those of a derived quantity."""
        return self.bases_of[name]

    def traced(self, name: str) -> Iterator[str]:
        """The inputs that a name rests on, found anew."""
        if name not in self.derived:
            yield name
        else:
            yield from (key for needed in needs(self.derived[name]) for key in self.traced(needed))

    def step(self, facts: Facts) -> Step:
        """Decide what the facts settle, and what to ask next."""
        walk = Walk(self, facts.on)
        inert, missing = [], []
        for key in self.keys:
            if key not in facts.answers:
                missing.append(key)
            elif walk.waits_for(key):
                walk.answer(key, plain(facts.answers[key]))
            else:
                inert.append(key)
        pending = () if walk.stopped else tuple(key for key in missing if walk.waits_for(key))
        page, ask = self.next_page(pending)
        outcomes = self.table.outcomes(walk.values)
        if walk.stopped:
            outcomes = bytes(TRUE if walk.is_stop(n) else mask for n, mask in enumerate(outcomes))
        elif not pending:
            outcomes = self.at_the_end(outcomes, walk.values)
        outcomes = self.with_first_settled(outcomes, walk.values)
        rules = self.sort(walk, outcomes)
        stops = [(self.decision.rules[number], outcomes[number]) for number in self.stop_numbers]
        return Step(
            values=walk.values,
            fired=tuple(rules["fired"]),
            excluded=tuple(rules["excluded"]),
            open=tuple(rules["open"]),
            unsettled=tuple(rules["unsettled"]),
            stops=tuple(r for r, mask in stops if mask == TRUE),
            unsettled_stops=tuple(r for r, mask in stops if mask not in (TRUE, FALSE)),
            asked=tuple(walk.asked),
            inert=tuple(inert),
            pending=pending,
            page=page,
            ask=ask,
        )

    def at_the_end(self, outcomes: bytes, values: Values) -> bytes:
        """The outcomes when no answer decides any more; what still seems open is as if nothing more were known."""
        found = bytearray(outcomes)
        for number, rule in enumerate(self.decision.rules):
            if found[number] not in SETTLED:  # also where only a formula, since computed, told that no answer decides
                mask = self.completions.without_more(rule.when, values)
                found[number] = mask if mask == TRUE or rule.id in self.stop_rules else FALSE
        return bytes(found)

    def stands_after_a_stop(self, rule: Rule) -> bool:
        """Does a rule still count after a stop? So does what stops, and what is about the emergency."""
        return rule.topic == "emergency" or rule.id in self.stop_rules

    def with_first_settled(self, outcomes: bytes, values: Values) -> bytes:
        """The outcomes with those that stand after a stop and no answer can turn any more, as only a formula tells."""
        found = bytearray(outcomes)
        for number in self.computed_first:
            when = self.decision.rules[number].when
            if found[number] not in SETTLED and self.is_to_compute(when, values):
                outcome = self.completions.without_more(when, values)
                if self.completions.is_constant(when, values, outcome):
                    found[number] = outcome
        return bytes(found)

    def sort(self, walk: Walk, outcomes: bytes) -> dict[str, list[Rule]]:
        """Sort the rules by what the answers make of them."""
        groups: dict[str, list[Rule]] = {"fired": [], "excluded": [], "open": [], "unsettled": []}
        for rule, mask in zip(self.decision.rules, outcomes, strict=True):
            groups[GROUP_OF[mask] if walk.in_force(rule) else "excluded"].append(rule)
        return groups

    def next_page(self, pending: tuple[str, ...]) -> tuple[Page | None, tuple[Input, ...]]:
        """The first page with a pending input, and its pending inputs."""
        for page in self.decision.pages:
            ask = tuple(i for i in page.inputs if i.key in pending)
            if ask:
                return page, ask
        return None, ()

    def waiting(self, condition: Condition, values: Values, wanted: int = ANY) -> set[str]:
        """The unanswered inputs that can still turn a condition, or turn it true alone if that is wanted."""
        found = {key for name in waited(condition, values, wanted) for key in self.bases(name) if key not in values}
        if not self.is_to_compute(condition, values):
            return found
        return {key for key in found if self.completions.turns(condition, values, key, wanted)}

    def waits(self, condition: Condition, values: Values, wanted: int, key: str) -> bool:
        """Is this unanswered input among those that can still turn a condition?"""
        if not any(key in self.bases_of[name] for name in waited(condition, values, wanted)):
            return False
        return not self.is_to_compute(condition, values) or self.completions.turns(condition, values, key, wanted)

    def is_to_compute(self, condition: Condition, values: Values) -> bool:
        """Tests a condition a derived quantity that the answers do not settle yet?"""
        return any(name in self.derived and name not in values for name in condition.names)

    def may_be_true(self, condition: Condition, values: Values) -> bool:
        """Can a condition that is open still come true?"""
        return not self.is_to_compute(condition, values) or self.completions.may_be_true(condition, values)

    def is_constant(self, condition: Condition, values: Values, outcome: int) -> bool:
        """Has a condition that is open this outcome, whatever is answered to what is missing?"""
        return self.is_to_compute(condition, values) and self.completions.is_constant(condition, values, outcome)

    def unknown_inputs(self, rule: Rule, values: Values) -> tuple[str, ...]:
        """The inputs, answered "not known", that keep a rule unsettled."""
        found = (atom for atom in reasons(rule.when.test, values, UNKNOWN) if not isinstance(atom, Always))
        keys = dict.fromkeys(key for atom in found for key in self.bases(atom.name))
        return tuple(key for key in keys if has_unknown(values.get(key, ...)))


class Walk:
    """The answers of one patient, taken in the author's order, and what they make of every rule."""

    def __init__(self, engine: Engine, on: date) -> None:
        """Start with nothing answered."""
        self.engine = engine
        self.values: dict[str, object] = {TODAY: on}
        self.kept = list(engine.unanswered)
        self.stale: set[int] = set()
        self.asked: list[str] = []
        self.stopped = False
        for number in engine.early_stops:
            self.take_stop(number)

    def answer(self, key: str, value: object) -> None:
        """Take one answer, and see what it makes of the rules that rest on it."""
        self.asked.append(key)
        self.values[key] = value
        if key in self.engine.derived_bases:
            self.derive()
        for watched in self.engine.rules_by_input[key]:
            if self.kept[watched.number] not in SETTLED:  # no later answer turns what is settled
                self.stale.add(watched.number)
            if watched.stops:
                self.take_stop(watched.number)

    def take_stop(self, number: int) -> None:
        """End the questions if this stop is true."""
        if self.is_true(number):
            self.stopped = True
            self.kept[number] = TRUE

    def mask(self, number: int) -> int:
        """The outcomes that a rule may still have; seen again only after an answer that it rests on."""
        if number in self.stale:
            self.stale.discard(number)
            self.kept[number] = self.engine.decision.rules[number].when.outcomes(self.values)
        return self.kept[number]

    def is_true(self, number: int) -> bool:
        """Is a rule true, whatever is still answered?"""
        mask, when = self.mask(number), self.engine.decision.rules[number].when
        return mask == TRUE or (mask not in SETTLED and self.engine.is_constant(when, self.values, TRUE))

    def is_stop(self, number: int) -> bool:
        """Has this rule ended the questions?"""
        return self.kept[number] == TRUE and self.engine.decision.rules[number].id in self.engine.stop_rules

    def derive(self) -> None:
        """Add what the answers settle so far."""
        add_derived(self.engine.derived.values(), self.values)

    def in_force(self, rule: Rule) -> bool:
        """Does a rule still count, or does a stop withhold it?"""
        return not self.stopped or self.engine.stands_after_a_stop(rule)

    def waits_for(self, key: str) -> bool:
        """Can an answer to this input still turn a rule that counts, or date a line that may stand?"""
        for watched in self.engine.rules_by_input[key]:
            mask = self.mask(watched.number)
            wanted = ANY if watched.stops else TRUE
            if not mask & wanted or not self.in_force(watched.rule):
                continue
            if mask & TRUE and watched.dates and self.engine.may_be_true(watched.rule.when, self.values):
                return True
            if mask not in SETTLED and self.engine.waits(watched.rule.when, self.values, wanted, key):
                return True
        return False


GROUP_OF = {mask: "open" if mask & TRUE else "unsettled" for mask in range(1, ANY + 1)}
GROUP_OF |= {TRUE: "fired", FALSE: "excluded"}


def waited(condition: Condition, values: Values, wanted: int) -> Iterator[str]:
    """The names that can still turn a condition, as its author wrote them."""
    return (atom.name for atom in deciding(condition.test, values, wanted) if not isinstance(atom, Always))


def dates(rule: Rule) -> tuple[str, ...]:
    """The inputs that the due dates of a rule's lines count from."""
    return tuple(line.due.after for line in rule.lines if line.due and line.due.after != TODAY)
