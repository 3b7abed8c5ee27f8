"""Derived quantities: a formula over inputs, computed in `Decimal`.

    (140 - age) * weight / (72 * creatinine) * (0.85 if sex is female else 1)
    today - injury_date

A date minus a date is a number of days. What is unknown makes the whole unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from db.condition import parse_node
from db.condition_outcome import FALSE, TRUE, Values, compile_node
from db.condition_tree import Always, Node, atoms
from db.lexer import ConditionError, Reader

TODAY: Final = "today"
MAX_PIECES: Final = 500
"""Words and signs of one formula: more cannot be read by people, nor computed without deep recursion."""


@dataclass(frozen=True, slots=True)
class Number:
    """A fixed number."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Name:
    """The value of an input, of another derived quantity, or `today`."""

    name: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two terms joined by `+`, `-`, `*` or `/`."""

    sign: str
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Either:
    """One term if a condition is true, another if it is false."""

    then: Term
    condition: Node
    otherwise: Term


Term = Number | Name | Arithmetic | Either


class Formula:
    """A formula as its author wrote it, with its tree and the names it needs; equal where the text is."""

    __slots__ = ("names", "text", "tree")

    def __init__(self, text: str, tree: Term) -> None:
        """Collect the names once."""
        self.text = text
        self.tree = tree
        self.names = tuple(dict.fromkeys(names(tree)))

    def __eq__(self, other: object) -> bool:
        """Compare by text."""
        return isinstance(other, Formula) and self.text == other.text

    def __hash__(self) -> int:
        """Hash by text."""
        return hash(self.text)

    def __repr__(self) -> str:
        """Show the text."""
        return f"Formula({self.text!r})"

    def value(self, values: Values) -> Decimal | None:
        """The computed quantity, or None where something it needs is unknown or it would divide by zero.

        Raises `KeyError` with the first name that has not been asked.
        """
        return evaluate(self.tree, values)


def parse(text: str) -> Formula:
    """Read a formula.

    Raises `ConditionError` with the column where it stops making sense.
    """
    reader = Reader(text)
    if len(reader.pieces) > MAX_PIECES:
        raise ConditionError(f"longer than {MAX_PIECES} words and signs", reader.pieces[MAX_PIECES].column)
    tree = parse_sum(reader)
    if reader.next.kind != "end":
        reader.refuse("'+', '-', '*', '/' or the end")
    return Formula(text, tree)


def parse_sum(reader: Reader) -> Term:
    """Read terms joined by `+` and `-`."""
    reader.deeper()
    term = parse_product(reader)
    while sign := reader.take("+", "-"):
        term = Arithmetic(sign.text, term, parse_product(reader))
    reader.depth -= 1
    return term


def parse_product(reader: Reader) -> Term:
    """Read factors joined by `*` and `/`."""
    term = parse_factor(reader)
    while sign := reader.take("*", "/"):
        term = Arithmetic(sign.text, term, parse_factor(reader))
    return term


def parse_factor(reader: Reader) -> Term:
    """Read a number, a name, or a term in brackets that may have an `if … else`."""
    if reader.take("("):
        term = parse_sum(reader)
        if reader.take("if"):
            condition = parse_node(reader)
            reader.need("else")
            term = Either(term, condition, parse_sum(reader))
        reader.need(")")
        return term
    if reader.next.kind == "number":
        return Number(reader.number())
    return Name(reader.name("a number or a name"))


def names(term: Term) -> Iterator[str]:
    """Every name that a term needs, `today` aside."""
    match term:
        case Name(name) if name != TODAY:
            yield name
        case Arithmetic(_, left, right):
            yield from names(left)
            yield from names(right)
        case Either(then, condition, otherwise):
            yield from (a.name for a in atoms(condition) if not isinstance(a, Always))
            yield from names(then)
            yield from names(otherwise)


def evaluate(term: Term, values: Values) -> Decimal | None:
    """Compute a term; see `Formula.value`."""
    match term:
        case Number(value):
            return value
        case Name(name):
            return values[name]  # type: ignore[return-value]  # check.py has typed the names
        case Arithmetic(sign, left, right):
            return calculate(sign, evaluate(left, values), evaluate(right, values))
    for needed in (a.name for a in atoms(term.condition) if not isinstance(a, Always)):
        values[needed]  # an input that has not been asked raises KeyError
    outcome = compile_node(term.condition).outcomes(values)
    parts = {TRUE: term.then, FALSE: term.otherwise}
    return evaluate(parts[outcome], values) if outcome in parts else None


def calculate(sign: str, left: Decimal | date | None, right: Decimal | date | None) -> Decimal | None:
    """Join two values; dates can only be subtracted, which gives days."""
    if left is None or right is None:
        return None
    if isinstance(left, date) and isinstance(right, date):
        return Decimal((left - right).days)
    assert isinstance(left, Decimal)
    assert isinstance(right, Decimal)
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return left / right if right else None
