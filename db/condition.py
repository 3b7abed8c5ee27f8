"""The rule language: parse a condition, evaluate it, and say which answers decide it.

A condition is a sentence over the guideline's inputs::

    wound is closed and not deficit is worsening
    crcl >= 15 and crcl < 30
    red_flags has cauda_equina or any(steroid_cautions)
    not known(creatinine)

Three values after Kleene: true, false, unknown. While questions are still open a condition may have
several *outcomes*, so evaluation answers with a set of them, held as a bit mask.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from db.lexer import ConditionError, Reader

__all__ = ["ANY", "FALSE", "TRUE", "UNKNOWN", "Condition", "ConditionError", "parse"]

TRUE: Final = 1
FALSE: Final = 2
UNKNOWN: Final = 4
ANY: Final = TRUE | FALSE | UNKNOWN
SETTLED: Final = frozenset({TRUE, FALSE, UNKNOWN})

Values = Mapping[str, object]
"""What is known, by name: a bool, a choice, a `Decimal`, a date, a mapping of choices to bool or None; None for
"asked and not known". A name that is absent has not been asked."""

COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Always:
    """True for every patient."""


@dataclass(frozen=True, slots=True)
class Yes:
    """A yes/no input that was answered yes."""

    name: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Is:
    """A one-of input whose answer is among these choices."""

    name: str
    choices: tuple[str, ...]
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Has:
    """An any-of input in which this choice was marked yes."""

    name: str
    choice: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AnyYes:
    """An any-of input in which at least one choice was marked yes."""

    name: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """A quantity against a fixed number, in the quantity's first unit."""

    name: str
    operator: str
    number: Decimal
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Known:
    """Asked, and the answer is known; of an any-of input, this choice of it or all of them."""

    name: str
    choice: str = ""
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """True where the inner condition is false."""

    item: Node


@dataclass(frozen=True, slots=True)
class And:
    """True where all of them are."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True where at least one of them is."""

    items: tuple[Node, ...]


Atom = Always | Yes | Is | Has | AnyYes | Compare | Known
Node = Atom | Not | And | Or


# --- reading -----------------------------------------------------------------------------------------------------


def parse_node(reader: Reader) -> Node:
    """Read a condition; `or` binds weakest, then `and`, then `not`."""
    reader.deeper()
    items = [parse_and(reader)]
    while reader.take("or"):
        items.append(parse_and(reader))
    reader.depth -= 1
    return items[0] if len(items) == 1 else Or(tuple(items))


def parse_and(reader: Reader) -> Node:
    """Read conditions joined by `and`."""
    items = [parse_not(reader)]
    while reader.take("and"):
        items.append(parse_not(reader))
    return items[0] if len(items) == 1 else And(tuple(items))


def parse_not(reader: Reader) -> Node:
    """Read a condition that may be negated or stand in brackets."""
    if reader.take("not"):
        reader.deeper()
        inner = Not(parse_not(reader))
        reader.depth -= 1
        return inner
    if reader.take("("):
        node = parse_node(reader)
        reader.need(")")
        return node
    return parse_atom(reader)


def parse_atom(reader: Reader) -> Node:
    """Read one test of one input."""
    column = reader.next.column
    if reader.take("always"):
        return Always()
    if reader.take("known"):
        reader.need("(")
        name = reader.name("the name of an input")
        choice = reader.name("a choice") if reader.take("has") else ""
        reader.need(")")
        return Known(name, choice, column)
    if reader.take("any"):
        reader.need("(")
        name = reader.name("the name of an input")
        reader.need(")")
        return AnyYes(name, column)
    return parse_test(reader, reader.name("the name of an input"), column)


def parse_test(reader: Reader, name: str, column: int) -> Node:
    """Read what follows the name of an input; nothing makes it a yes/no test."""
    if reader.take("is"):
        negated = reader.take("not")
        test = Is(name, (reader.name("a choice"),), column)
        return Not(test) if negated else test
    if reader.take("in"):
        return Is(name, parse_choices(reader), column)
    if reader.take("has"):
        return Has(name, reader.name("a choice"), column)
    sign = reader.take(*COMPARE)
    return Compare(name, sign.text, reader.number(), column) if sign else Yes(name, column)


def parse_choices(reader: Reader) -> tuple[str, ...]:
    """Read a list of choices in brackets."""
    reader.need("(")
    choices = [reader.name("a choice")]
    while reader.take(","):
        choices.append(reader.name("a choice"))
    reader.need(")")
    return tuple(choices)


# --- evaluating --------------------------------------------------------------------------------------------------

Outcome = Callable[[Values], int]
MASK: Final[Mapping[bool | None, int]] = {True: TRUE, False: FALSE, None: UNKNOWN}
NEGATED: Final = tuple((FALSE if m & TRUE else 0) | (TRUE if m & FALSE else 0) | (m & UNKNOWN) for m in range(ANY + 1))


def _both(a: int, b: int) -> int:
    """Outcomes of `a and b`, each taken for itself."""
    found = (a | b) & FALSE | (a & b & TRUE)
    return found | (UNKNOWN if (a & UNKNOWN and b & ~FALSE) or (b & UNKNOWN and a & ~FALSE) else 0)


MASKS: Final = range(ANY + 1)
BOTH: Final = tuple(tuple(_both(a, b) for b in MASKS) for a in MASKS)
EITHER: Final = tuple(tuple(NEGATED[BOTH[NEGATED[a]][NEGATED[b]]] for b in MASKS) for a in MASKS)


@dataclass(frozen=True, slots=True)
class Test:
    """A condition ready to be evaluated: its node, the function from values to outcomes, and its parts."""

    node: Node
    outcomes: Outcome
    parts: tuple[Test, ...] = ()


def compile_node(node: Node) -> Test:
    """Make a tree ready to be evaluated."""
    match node:
        case Not(item):
            inner = compile_node(item)
            outcomes = inner.outcomes
            return Test(node, lambda values: NEGATED[outcomes(values)], (inner,))
        case And(items):
            parts = tuple(compile_node(i) for i in items)
            return Test(node, _all([p.outcomes for p in parts]), parts)
        case Or(items):
            parts = tuple(compile_node(i) for i in items)
            return Test(node, _any([p.outcomes for p in parts]), parts)
        case _:
            return Test(node, compile_atom(node))


def _all(parts: list[Outcome]) -> Outcome:
    """All of these, from left to right; false ends it."""

    def outcomes(values: Values) -> int:
        mask = TRUE
        for part in parts:
            mask = BOTH[mask][part(values)]
            if mask == FALSE:
                return FALSE
        return mask

    return outcomes


def _any(parts: list[Outcome]) -> Outcome:
    """At least one of these, from left to right; true ends it."""

    def outcomes(values: Values) -> int:
        mask = FALSE
        for part in parts:
            mask = EITHER[mask][part(values)]
            if mask == TRUE:
                return TRUE
        return mask

    return outcomes


def compile_atom(atom: Atom) -> Outcome:
    """Turn one test into a function from values to the mask of its outcomes."""
    if isinstance(atom, Always):
        return lambda _: TRUE
    name, test = atom.name, _test_of(atom)
    missing = TRUE | FALSE if isinstance(atom, Known) else ANY

    def outcome(values: Values) -> int:
        return test(values[name]) if name in values else missing

    return outcome


def _test_of(atom: Yes | Is | Has | AnyYes | Compare | Known) -> Callable[[Any], int]:
    """The outcome of a test for an answer that is not missing; None stands for unknown."""
    match atom:
        case Yes():
            return MASK.__getitem__
        case Is(choices=choices):
            return lambda v: UNKNOWN if v is None else TRUE if v in choices else FALSE
        case Has(choice=choice):
            return lambda v: UNKNOWN if v is None else MASK[v.get(choice)]
        case AnyYes():
            return lambda v: UNKNOWN if v is None else _any_yes(v.values())
        case Compare(operator=sign, number=number):
            compare = COMPARE[sign]
            return lambda v: UNKNOWN if v is None else TRUE if compare(v, number) else FALSE
        case _:
            known = atom.choice
            return lambda v: TRUE if _is_known(v, known) else FALSE


def _any_yes(marks: Collection[bool | None]) -> int:
    """Is at least one of these marks yes?"""
    return TRUE if True in marks else UNKNOWN if None in marks else FALSE


def _is_known(value: object, choice: str) -> bool:
    """Is an answer known, in the choice that is asked for or in all of them?"""
    if value is None or isinstance(value, bool | str | Decimal | date):  # quicker than to look for a mapping
        return value is not None
    assert isinstance(value, Mapping)
    return value.get(choice) is not None if choice else None not in value.values()


# --- a condition as a value ----------------------------------------------------------------------------------------


class Condition:
    """A condition as its author wrote it, ready to be evaluated.

    Equal where the text is. Not a dataclass, so that JSON holds its text alone.
    """

    __slots__ = ("names", "outcomes", "test", "text")

    def __init__(self, text: str, tree: Node) -> None:
        """Compile the tree once."""
        self.text = text
        self.test = compile_node(tree)
        self.outcomes = self.test.outcomes
        self.names = tuple(dict.fromkeys(a.name for a in atoms(tree) if not isinstance(a, Always)))

    def __eq__(self, other: object) -> bool:
        """Compare by text."""
        return isinstance(other, Condition) and self.text == other.text

    def __hash__(self) -> int:
        """Hash by text."""
        return hash(self.text)

    def __repr__(self) -> str:
        """Show the text."""
        return f"Condition({self.text!r})"


def parse(text: str) -> Condition:
    """Read a condition.

    Raises `ConditionError` with the column where it stops making sense.
    """
    reader = Reader(text)
    tree = parse_node(reader)
    if reader.next.kind != "end":
        reader.refuse("'and', 'or' or the end")
    return Condition(text, tree)


def atoms(node: Node) -> Iterator[Atom]:
    """Every test of one input in a tree, in the author's order."""
    match node:
        case Not(item):
            yield from atoms(item)
        case And(items) | Or(items):
            for item in items:
                yield from atoms(item)
        case _:
            yield node


def deciding(test: Test, values: Values, wanted: int = ANY) -> Iterator[Atom]:
    """The tests on unanswered inputs that can still turn this condition, in the author's order.

    Where only one outcome is wanted (true or false), parts that cannot bring it about are left out.
    """
    mask = test.outcomes(values)
    if mask in SETTLED or not mask & wanted:
        return
    if not test.parts:
        yield cast(Atom, test.node)
    for part in test.parts:
        yield from deciding(part, values, NEGATED[wanted] if isinstance(test.node, Not) else wanted)


def reasons(test: Test, values: Values, outcome: int) -> Iterator[Atom]:
    """The tests that suffice for this outcome (true, false or unknown), in the author's order.

    Of several that would each suffice, the first is named.
    """
    match test.node:
        case Not():
            yield from reasons(test.parts[0], values, NEGATED[outcome])
        case And() | Or():
            found = [part for part in test.parts if part.outcomes(values) & outcome]
            needs_all = outcome == UNKNOWN or (outcome == TRUE) == isinstance(test.node, And)
            for part in found if needs_all else found[:1]:
                yield from reasons(part, values, outcome)
        case atom:
            yield atom
