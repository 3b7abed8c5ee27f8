"""What a line says of a number beside the cut at which its rule turns: on the same side, the same way round?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from db.guideline import Guideline, Rule, Statement
from db.proof_words import DAY, DAYS_IN, Said, Text

AGAINST: Final = frozenset({"do-not", "stop"})
"""Kinds of lines that say no themselves."""


def said(guideline: Guideline, rule: Rule, name: str) -> list[tuple[Statement, Said]]:
    """What the lines of a rule say of the numbers of one quantity, with a unit or of a cut that it is compared with."""
    return [(statement, one) for statement, text in texts(guideline, rule, name) for _, one in text.read()]


def texts(guideline: Guideline, rule: Rule, name: str) -> Iterator[tuple[Statement, Text]]:
    """The lines of a rule, to be read for one quantity; English alone is read."""
    if guideline.language.startswith("en"):
        statements, (units, names) = guideline.statements(), units_of(guideline, name)
        for line in (x for x in rule.lines if x.statement in statements):
            yield statements[line.statement], Text(statements[line.statement].text, units, names)


def units_of(guideline: Guideline, name: str) -> tuple[Mapping[str, Fraction], tuple[str, ...]]:
    """The units of a quantity as texts write them, each with its factor, and the words for it."""
    for asked in guideline.decision.inputs():
        if asked.key == name:
            return {u.name: Fraction(u.factor) for u in asked.units}, (name, asked.label)
    derived = next(d for d in guideline.decision.derived if d.key == name)
    units = DAYS_IN if derived.unit in DAY else {derived.unit: Fraction(1)}
    return units, (name, derived.label)


def amiss(guideline: Guideline, rule: Rule, name: str, cut: Fraction, sides: set[str]) -> tuple[str, str] | None:
    """The side of a cut on which a rule turns against its text, and why; None if text and rule agree, or none speaks.

    Days may be spoken of without a rule that turns there, so only their cuts are compared. Where no number meets the
    cut, it matters not on which side of it a rule turns.
    """
    found = [one for _, one in said(guideline, rule, name)]
    left_open = {n for _, text in texts(guideline, rule, name) for n in text.apart()}
    for one in (x for x in found if x.number == cut and cut not in left_open):
        wrong = sides - {one.side, "around"}
        if wrong and (not one.within or one.side not in sides):
            return min(wrong), f"the text says “{one.words}”"
    spoken = [x for x in found if not x.bare]
    is_days = units_of(guideline, name)[0] is DAYS_IN
    if spoken and not is_days and cut not in {x.number for x in found} | left_open:
        return min(sides), f"the text says only “{spoken[0].words}”"
    return None


def direction(guideline: Guideline, rule: Rule, name: str, cut: Fraction) -> Said | None:
    """What the text says of a cut, where the rule must then not fire on the other side of it.

    Not so a line that asks, for it tells what an answer would mean; one that speaks of both sides; and a clause that
    says no to something, in a line that is no do-not and no stop: "not covered below 30".
    """
    found = [(s, x) for s, x in said(guideline, rule, name) if x.number == cut]
    if len({x.above for _, x in found}) > 1:
        return None
    held = (x for s, x in found if not s.asks and not (x.contrary and s.kind not in AGAINST))
    return next(held, None)
