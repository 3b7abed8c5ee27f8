"""Derived quantities: a formula over inputs, computed exactly in `Decimal`.

    (140 - age) * weight / (72 * creatinine) * (0.85 if sex is female else 1)
    today - injury_date

A date minus a date is a number of days. What is unknown makes the whole unknown if the whole needs it: of an
`if … else` the condition, as far as its answers decide it, and the side that is taken.

Numerator and denominator are computed apart, without rounding, and divided once, at the end. That division rounds only
what has more than 28 digits, and never onto or past a number of fewer: it cuts the further digits off, and where a 0 or
5 would then be the last digit, makes it a 1 or 6. So what is not at a cut, which has at most 20 digits
(`MAX_DIGITS`), stays on its side, and what is at it is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_05UP, Context, Decimal, Inexact
from typing import Final

from db.condition import parse_node
from db.condition_outcome import BOTH, FALSE, TRUE, UNKNOWN, Outcome, Values, compile_node
from db.condition_tree import Always, Node, atoms
from db.lexer import ConditionError, Reader

TODAY: Final = "today"
MAX_PIECES: Final = 500
"""Words and signs of one formula: more cannot be read by people, nor computed without deep recursion."""
EXACT: Final = Context(prec=20_000, traps=[Inexact])
"""For sums and products: the 200 parts that `check` allows a quantity, each of at most 50 digits, never fill it."""
LAST: Final = Context(prec=28, rounding=ROUND_05UP, traps=[])
"""For the one division."""
ONE: Final = Decimal(1)

Ratio = tuple[Decimal, Decimal]
"""Numerator and denominator, which is not zero."""
Computation = Callable[[Values], Ratio | date | None]


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
    """A formula as its author wrote it, with its tree and the names it needs; equal where the text is.

    `whole` is the tree with those of other derived quantities, `inner`, in the place of their names: what is computed.
    `outcomes` says from the values whether it can be computed, see `computable`.
    """

    __slots__ = ("_compute", "names", "outcomes", "text", "tree", "whole")

    def __init__(self, text: str, tree: Term, inner: Mapping[str, Term] | None = None) -> None:
        """Collect the names once, and prepare the computation."""
        self.text = text
        self.tree = tree
        self.names = tuple(dict.fromkeys(names(tree)))
        self.outcomes = computable(tree)
        self.whole = inlined(tree, inner) if inner else tree
        self._compute = computation(self.whole)

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

        What it needs must have been asked: its `outcomes` are settled.
        """
        found = self._compute(values)
        if not isinstance(found, tuple):
            return None
        numerator, denominator = found
        return numerator if denominator == ONE else LAST.divide(numerator, denominator)


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


def eithers(term: Term) -> Iterator[Either]:
    """Every `if … else` of a term, the outer ones first."""
    match term:
        case Arithmetic(_, left, right):
            yield from eithers(left)
            yield from eithers(right)
        case Either(then, _, otherwise):
            yield term
            yield from eithers(then)
            yield from eithers(otherwise)


def inlined(term: Term, inner: Mapping[str, Term]) -> Term:
    """A term with other terms in the place of names."""
    match term:
        case Name(name):
            return inner.get(name, term)
        case Arithmetic(sign, left, right):
            return Arithmetic(sign, inlined(left, inner), inlined(right, inner))
        case Either(then, condition, otherwise):
            return Either(inlined(then, inner), condition, inlined(otherwise, inner))
    return term


def computable(term: Term) -> Outcome:
    """Can a term be computed, as a function of the values: `TRUE`, `UNKNOWN`, or both while answers are missing."""
    match term:
        case Name(name) if name != TODAY:
            return lambda values: (UNKNOWN if values[name] is None else TRUE) if name in values else TRUE | UNKNOWN
        case Arithmetic(_, left, right):
            first, second = computable(left), computable(right)
            return lambda values: BOTH[first(values)][second(values)]
        case Either(then, condition, otherwise):
            return _computable_side(compile_node(condition).outcomes, computable(then), computable(otherwise))
    return lambda _values: TRUE


def _computable_side(condition: Outcome, then: Outcome, otherwise: Outcome) -> Outcome:
    """The same for one of two terms: none can be while the condition is unknown."""

    def outcomes(values: Values) -> int:
        mask = condition(values)
        return (then(values) if mask & TRUE else 0) | (otherwise(values) if mask & FALSE else 0) | (mask & UNKNOWN)

    return outcomes


def computation(term: Term) -> Computation:
    """A term as a function of the values; see `Formula.value`."""
    match term:
        case Number(value):
            return lambda _values: (value, ONE)
        case Name(name):
            return _named(name)
        case Arithmetic(sign, left, right):
            return _joined(JOIN[sign], computation(left), computation(right))
    return _chosen(term)


def _named(name: str) -> Computation:
    """The value of an input."""

    def compute(values: Values) -> Ratio | date | None:
        value = values[name]
        return (value, ONE) if isinstance(value, Decimal) else value  # type: ignore[return-value]  # check.py types it

    return compute


def _joined(join: Callable[[Ratio, Ratio], Ratio | None], left: Computation, right: Computation) -> Computation:
    """Two values joined; dates can only be subtracted, which gives days."""

    def compute(values: Values) -> Ratio | None:
        first, second = left(values), right(values)
        if isinstance(first, tuple) and isinstance(second, tuple):
            return join(first, second)
        if isinstance(first, date) and isinstance(second, date):
            return Decimal((first - second).days), ONE
        return None

    return compute


def _chosen(either: Either) -> Computation:
    """One of two values; None where the condition is unknown."""
    outcomes = compile_node(either.condition).outcomes
    parts = {TRUE: computation(either.then), FALSE: computation(either.otherwise)}

    def compute(values: Values) -> Ratio | date | None:
        outcome = outcomes(values)
        return parts[outcome](values) if outcome in parts else None

    return compute


def _sum(first: Ratio, second: Ratio) -> Ratio:
    """Join two numbers by `+`."""
    (a, b), (c, d) = first, second
    if b == d:
        return EXACT.add(a, c), b
    return EXACT.add(EXACT.multiply(a, d), EXACT.multiply(c, b)), EXACT.multiply(b, d)


def _difference(first: Ratio, second: Ratio) -> Ratio:
    """Join two numbers by `-`."""
    return _sum(first, (second[0].copy_negate(), second[1]))


def _product(first: Ratio, second: Ratio) -> Ratio:
    """Join two numbers by `*`."""
    return EXACT.multiply(first[0], second[0]), EXACT.multiply(first[1], second[1])


def _quotient(first: Ratio, second: Ratio) -> Ratio | None:
    """Join two numbers by `/`."""
    return _product(first, (second[1], second[0])) if second[0] else None


JOIN: Final[Mapping[str, Callable[[Ratio, Ratio], Ratio | None]]] = {
    "+": _sum,
    "-": _difference,
    "*": _product,
    "/": _quotient,
}
