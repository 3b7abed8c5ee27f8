"""Answers in words, as the plan names those that its lines rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from desktop.core.engine import Engine, Step
from desktop.core.facts import Facts
from desktop.core.grounds import Ground
from desktop.core.plan import Because
from desktop.core.text import answer_words, computed_words
from desktop.language import gettext as _


class Namer:
    """Names the answers of one patient that are in force."""

    def __init__(self, engine: Engine, facts: Facts, step: Step) -> None:
        """Keep the answers."""
        self.engine, self.step = engine, step
        self.answers = {key: facts.answers[key] for key in step.asked}
        self.inputs = {i.key: i for i in engine.decision.inputs()}

    def because(self, grounds: Iterable[Ground]) -> tuple[Because, ...]:
        """What an outcome rests on: first what the rule tests, then what a derived quantity brought."""
        found: dict[tuple[str, str], Because] = {}
        for ground in sorted(grounds, key=lambda ground: bool(ground.via)):
            named = replace(self.mark(ground.name, ground.choice), brought_by=ground.via)
            found.setdefault((named.input, named.choice), named)
        return tuple(one for one in found.values() if not one.choice or (one.input, "") not in found)

    def mark(self, key: str, choice: str) -> Because:
        """One mark of an any-of answer; where all its marks are alike, the whole answer says more in fewer words."""
        marks = self.answers.get(key)
        if not choice or not isinstance(marks, Mapping) or set(marks.values()) in ({False}, {None}):
            return self.name(key)
        asked = self.inputs[key]
        label = next(c.label for c in asked.choices if c.value == choice)
        words = {True: _("Yes"), False: _("No"), None: _("Not known")}[marks[choice]]
        return Because(key, _("{label}: {words}").format(label=asked.label, words=label), words, choice=choice)

    def name(self, key: str) -> Because:
        """One input or derived quantity with its answer in words."""
        derived = self.engine.derived.get(key)
        if derived is None:
            return Because(key, self.inputs[key].label, self.answer(key))
        value, cuts = self.step.values.get(key), self.engine.cuts.get(key, ())
        words = computed_words(value, derived.unit, cuts) if isinstance(value, Decimal) else _("Not known")
        return Because(key, derived.label, words, rests_on=derived.formula.names)

    def answer(self, key: str) -> str:
        """The answer to an input in words."""
        if key not in self.answers:
            return _("Not asked")
        return answer_words(self.inputs[key], self.answers[key])
