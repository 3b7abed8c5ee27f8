"""The names that conditions and formulas may use, and what may be done with each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from db.condition_tree import Always, AnyYes, Atom, Compare, Has, Is, Known, Node, Yes, atoms
from db.formula import TODAY, Arithmetic, Either, Formula, Name, Number, Term
from db.guideline import Guideline, InputKind
from db.wording import similar

NEEDS: Final[dict[type, InputKind]] = {
    Yes: "yes-no",
    Is: "one-of",
    Has: "any-of",
    AnyYes: "any-of",
    Compare: "quantity",
}
WAYS: Final[dict[InputKind, str]] = {
    "yes-no": "the name alone",
    "one-of": "'is' or 'in'",
    "any-of": "'has' or 'any(…)'",
    "quantity": "a comparison",
    "date": "'known(…)'",
}
"""How a condition tests an input of each kind."""

Shape = Literal["number", "date"]


@dataclass(frozen=True)
class Entry:
    """An input or derived quantity as conditions see it."""

    kind: InputKind
    choices: tuple[str, ...] = ()


Vocabulary = dict[str, Entry]


def vocabulary_of(guideline: Guideline) -> Vocabulary:
    """Every name that a guideline's rules may use."""
    inputs = {i.key: Entry(i.kind, tuple(c.value for c in i.choices)) for i in guideline.decision.inputs()}
    return inputs | {derived.key: Entry("quantity") for derived in guideline.decision.derived}


def condition_faults(node: Node, known: Vocabulary) -> Iterator[str]:
    """What is wrong with a condition, test by test, with the column."""
    for atom in atoms(node):
        if not isinstance(atom, Always):
            for fault in _atom_faults(atom, known):
                yield f"{fault} (column {atom.column})"


def _atom_faults(atom: Atom, known: Vocabulary) -> Iterator[str]:
    """What is wrong with one test of one input."""
    assert not isinstance(atom, Always)
    entry = known.get(atom.name)
    if entry is None:
        yield f"there is no input '{atom.name}'{similar(atom.name, known)}"
        return
    if isinstance(atom, Known):
        if atom.choice and entry.kind != "any-of":
            yield f"'{atom.name}' is {entry.kind}: 'has' is for any-of"
            return
    elif NEEDS[type(atom)] != entry.kind:
        yield f"'{atom.name}' is {entry.kind}: test it with {WAYS[entry.kind]}"
        return
    for choice in choices_of(atom):
        if choice not in entry.choices:
            yield f"'{atom.name}' has no choice '{choice}'{similar(choice, entry.choices) or all_of(entry.choices)}"


def all_of(choices: tuple[str, ...]) -> str:
    """The ending of a message that lists every choice."""
    return f"; its choices are {', '.join(choices)}"


def choices_of(atom: Atom) -> tuple[str, ...]:
    """The choices that a test names."""
    match atom:
        case Is(choices=choices):
            return choices
        case Has(choice=choice) | Known(choice=choice) if choice:
            return (choice,)
    return ()


def formula_faults(formula: Formula, known: Vocabulary) -> Iterator[str]:
    """What is wrong with a formula, which must give a number."""
    faults: list[str] = []
    if _shape(formula.tree, known, faults) == "date":
        faults.append("the result is a date, not a number")
    yield from dict.fromkeys(faults)


def _shape(term: Term, known: Vocabulary, faults: list[str]) -> Shape | None:
    """Is a term a number or a date? None where a fault has been noted."""
    match term:
        case Number():
            return "number"
        case Name(name):
            return _name_shape(name, known, faults)
        case Arithmetic(sign, left, right):
            shapes = (_shape(left, known, faults), _shape(right, known, faults))
            if None not in shapes and shapes != ("number", "number") and (sign, *shapes) != ("-", "date", "date"):
                faults.append(f"'{sign}' between a {shapes[0]} and a {shapes[1]}: a date can only be taken from a date")
                return None
            return "number"
        case Either(then, condition, otherwise):
            faults.extend(condition_faults(condition, known))
            shapes = (_shape(then, known, faults), _shape(otherwise, known, faults))
            if None not in shapes and shapes[0] != shapes[1]:
                faults.append("'if' and 'else' give a number and a date")
            return shapes[0]


def _name_shape(name: str, known: Vocabulary, faults: list[str]) -> Shape | None:
    """The shape of the value behind a name."""
    if name == TODAY:
        return "date"
    entry = known.get(name)
    if entry is None:
        faults.append(f"there is no input '{name}'{similar(name, [*known, TODAY])}")
    elif entry.kind in ("quantity", "date"):
        return "date" if entry.kind == "date" else "number"
    else:
        faults.append(f"'{name}' is {entry.kind}: it cannot be computed with")
    return None
