"""What an answer that is not known would decide, in the words of an open point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from db.condition_outcome import TRUE
from db.guideline import Rule, Statement
from desktop.core.engine import Engine, Step, has_unknown
from desktop.language import gettext as _

FEW_ACTS: Final = 6
CHOSEN: Final = ("yes-no", "one-of")
ORDER: Final = {"stop": 0, "consider": 2}


def held_rules(engine: Engine, step: Step, key: str) -> tuple[Rule, ...]:
    """The rules not settled that one answer could make true, alone or else with what else is not known."""
    unsettled = {rule.id: rule for rule in (*step.unsettled_stops, *step.unsettled)}.values()
    tested = [r for r in unsettled if any(key in engine.bases(name) for name in r.when.names)]
    missing = {name for name, value in step.values.items() if has_unknown(value)}
    for left_out in ({key}, missing):
        found = tuple(r for r in tested if any(r.when.outcomes(v) & TRUE for v in tried(engine, step, key, left_out)))
        if found:
            return found
    return ()


def tried(engine: Engine, step: Step, key: str, left_out: set[str]) -> Iterator[dict[str, object]]:
    """The answers without those left out, and with each choice of the one asked for, if it has choices."""
    asked = next(i for i in engine.decision.inputs() if i.key == key)
    resting = {name for name in engine.derived if left_out.intersection(engine.bases(name))}
    others = {name: value for name, value in step.values.items() if name not in left_out | resting}
    if asked.kind not in CHOSEN:
        yield others
        return
    answers: tuple[object, ...] = tuple(c.value for c in asked.choices) or (True, False)
    for answer in answers:
        values = {**others, key: answer}
        if not any(c.when.outcomes(values) == TRUE for c in engine.decision.conflicts):
            yield values


def decided_words(about: list[Statement]) -> str:
    """What statements are about: the subjects of what they advise; never that of what they advise against."""
    advised = [s for s in about if s.kind != "do-not"]
    acts = dict.fromkeys(s.act for s in sorted(advised, key=lambda s: ORDER.get(s.kind, 1)) if s.act)
    if acts:
        return some_of(tuple(acts))
    if advised:
        return _("what to do")
    return _("what to avoid") if about else ""


def some_of(acts: tuple[str, ...]) -> str:
    """The first of many subjects, and how many more there are."""
    named = ", ".join(acts[:FEW_ACTS])
    more = len(acts) - FEW_ACTS
    return named if more <= 0 else _("{named} and {more} more").format(named=named, more=more)
