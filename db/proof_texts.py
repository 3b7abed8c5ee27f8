"""What a line says of a number beside the cut at which its rule turns: on the same side, the same way round?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Final

from db.condition_tree import Compare, atoms
from db.guideline import Guideline, Rule, Statement
from db.proof_reading import Quantity, Said, Spoken, Text
from db.proof_units import DAYS_IN, spelled
from db.proof_words import GENERIC, Meaning

AGAINST: Final = frozenset({"do-not", "stop"})
"""Kinds of lines that say no themselves."""
Cuts = Mapping[Fraction, set[Meaning]]
"""The numbers that a rule compares a quantity with, each with what it asks of them."""
SIGNS: Final[Mapping[str, Meaning]] = {"<": (False, False), "<=": (False, True), ">": (True, False), ">=": (True, True)}
DAY: Final = frozenset({"d", "day", "days"})
SHORTEST: Final = 3
"""A shorter name of another quantity may be any word."""
NEAR: Final = 2
"""A number this many times as large as another, or this many times smaller, may stand for it by mistake."""


def is_read(guideline: Guideline) -> bool:
    """Are the texts of a guideline read? English alone is."""
    return guideline.language.startswith("en")


def tested(rule: Rule) -> Mapping[str, Cuts]:
    """Each quantity that a rule compares itself, with the numbers."""
    found: dict[str, dict[Fraction, set[Meaning]]] = {}
    for atom in (a for a in atoms(rule.when.test.node) if isinstance(a, Compare)):
        found.setdefault(atom.name, {}).setdefault(Fraction(atom.number), set()).add(SIGNS[atom.operator])
    return found


def said(guideline: Guideline, rule: Rule, name: str) -> list[tuple[Statement, Said]]:
    """What the lines of a rule surely say of the numbers of one quantity."""
    found = ((statement, one) for statement, text in texts(guideline, rule, name) for one in text.read())
    return [(statement, one) for statement, one in found if one.sure]


def texts(guideline: Guideline, rule: Rule, name: str) -> Iterator[tuple[Statement, Text]]:
    """The lines of a rule, and apart from each what its dose is for, to be read for one quantity."""
    if is_read(guideline):
        statements, quantity = guideline.statements(), quantity_of(guideline, name)
        for line in (x for x in rule.lines if x.statement in statements):
            said = statements[line.statement]
            yield from ((said, text_of(text, quantity)) for text in (said.text, said.dose_for) if text)


text_of = lru_cache(4096)(Text)
"""A text, read once."""
kept = lru_cache(256)(Quantity)
"""A quantity, whose patterns are made once."""


def quantity_of(guideline: Guideline, name: str) -> Quantity:
    """A quantity as texts write it."""
    decision = guideline.decision
    inputs = [x for x in decision.inputs() if x.kind == "quantity"]
    units = {x.key: tuple((u.name, Fraction(u.factor)) for u in x.units) for x in inputs}
    units |= {x.key: ((x.unit, Fraction(1)),) for x in decision.derived}
    labels = {x.key: x.label for x in inputs} | {x.key: x.label for x in decision.derived}
    days = any(x.key == name and x.unit in DAY for x in decision.derived)
    mine = names_of(name, labels[name])
    words = {word for key, label in labels.items() if key != name for word in names_of(key, label)}
    others = {word for word in words.difference(mine) if len(word) >= SHORTEST}
    return kept(tuple(DAYS_IN.items()) if days else units[name], mine, tuple(sorted(others)), days)


@lru_cache(4096)
def names_of(key: str, label: str) -> tuple[str, ...]:
    """The words for a quantity: its key, its label, and the noun of the label."""
    plain = re.sub(r"\s*\(.*?\)", "", label).strip()
    noun = re.split(r" (?:of|since|in|at|by|on|for) ", plain)[0].split(" ")[-1]
    found = dict.fromkeys(word.casefold() for word in (key, key.replace("_", " "), label, plain, noun) if word)
    times = "|".join(map(spelled, DAYS_IN))
    return tuple(word for word in found if word not in GENERIC and not re.fullmatch(times, word))


def is_held(one: Said, cuts: Cuts) -> bool:
    """Does a text surely speak of a number that its rule tests, or just as the rule does?"""
    return one.number in cuts and (one.sure or cuts[one.number] == {(one.above, one.within)})


def doubtful(text: Text, cuts: Cuts) -> Iterator[Spoken]:
    """The numbers of a text that its rule tests, in words that are not read, or that may speak of something else."""
    yield from (one for one in text.unread() if one.number in cuts)
    yield from (one for one in text.read() if one.number in cuts and not is_held(one, cuts))


def elsewhere(text: Text, cuts: Cuts) -> Iterator[Spoken]:
    """What a text says of other numbers with the unit of a quantity; of times only what is clearly a limit."""
    some: list[Spoken] = [one for one in text.read() if one.sure]
    if not (text.quantity.days or text.quantity.age):
        some += text.unread()
    yield from (one for one in some if one.unit and one.number not in cuts)


def is_near(one: Spoken, cut: Fraction) -> bool:
    """Does a text say something of the quantity by its name, with a number so near to a cut that it stands for it?"""
    return isinstance(one, Said) and one.named and cut <= one.number * NEAR and one.number <= cut * NEAR


def tally(guideline: Guideline, rules: Iterable[Rule]) -> str:
    """How many of the numbers that rules test were held against their lines, and how many not."""
    if not is_read(guideline):
        return f"no number held against a text, for texts in the language {guideline.language} are not read"
    held = unread = silent = 0
    for rule in rules:
        for name, cuts in tested(rule).items():
            read = [text for _, text in texts(guideline, rule, name)]
            sure = {x.number for t in read for x in t.read() if is_held(x, cuts) and x.number not in t.apart}
            doubt = {x.number for t in read for x in doubtful(t, cuts)} - sure
            held, unread, silent = held + len(sure), unread + len(doubt), silent + len(cuts.keys() - sure - doubt)
    return (
        f"of the numbers that rules test, {held} are held against the texts of their lines, {unread} stand there in "
        f"words that are not read, {silent} are not spoken of, or only roughly"
    )


def amiss(guideline: Guideline, rule: Rule, name: str, cut: Fraction, sides: set[str]) -> tuple[str, str] | None:
    """The side of a cut on which a rule turns against its text, and why; None if text and rule agree, or none speaks.

    Days may be spoken of without a rule that turns there, so only their cuts are compared. Where no number meets the
    cut, it matters not on which side of it a rule turns.
    """
    found = [one for _, one in said(guideline, rule, name)]
    left_open = {n for _, text in texts(guideline, rule, name) for n in text.apart}
    for one in (x for x in found if x.number == cut and cut not in left_open):
        wrong = sides - {one.side, "around"}
        if wrong and (not one.within or one.side not in sides):
            return min(wrong), f"the text says “{one.words}”"
    if cut not in {x.number for x in found} | left_open and not quantity_of(guideline, name).days:
        near = (x for x in found if is_near(x, cut))
        return next(((min(sides), f"the text says only “{one.words}”") for one in near), None)
    return None


def direction(guideline: Guideline, rule: Rule, name: str, cut: Fraction) -> tuple[Said, bool] | None:
    """What the text says of a cut, where the rule must then not fire on the other side of it; and if it is excused.

    Nothing of a line that asks, for it tells what an answer would mean, and of lines that speak of both sides. Excused
    is a clause that says no to something, in a line that is no do-not and no stop: "not covered below 30".
    """
    found = [(s, x) for s, x in said(guideline, rule, name) if x.number == cut]
    if len({x.above for _, x in found}) > 1:
        return None
    told = [(x, x.contrary and s.kind not in AGAINST) for s, x in found if not s.asks]
    return min(told, key=lambda one: one[1], default=None)
