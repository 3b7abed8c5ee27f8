"""Between which numbers a formula can fall, from the ranges of its inputs: a quick answer before the solvers are asked.

The range is never too narrow. It is exact where each input stands once and the formula only rises or falls with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from db.formula import TODAY, Arithmetic, Either, Name, Number, Term

Span = tuple[Fraction | None, Fraction | None]
"""The lowest and the highest number; None stands for no bound."""
UNBOUNDED: Span = (None, None)


def span(term: Term, named: Callable[[str], Span], branches: Iterator[str | None]) -> Span:
    """The range of a term; `named` gives that of a name, `branches` which side each `if … else` takes, if known."""
    match term:
        case Number(value):
            return Fraction(value), Fraction(value)
        case Name(name):
            return (Fraction(0), Fraction(0)) if name == TODAY else named(name)
        case Arithmetic(sign, left, right):
            return joined(sign, span(left, named, branches), span(right, named, branches))
        case Either(then, _, otherwise):
            branch = next(branches)
            sides = [span(side, named, branches) for side in (then, otherwise)]
            return {"then": sides[0], "else": sides[1]}.get(branch or "", hull(*sides))


def joined(sign: str, left: Span, right: Span) -> Span:
    """The range of two ranges joined; without a bound where one of them has none, or where zero may divide."""
    (a, b), (c, d) = left, right
    if a is None or b is None or c is None or d is None:
        return UNBOUNDED
    match sign:
        case "+":
            return a + c, b + d
        case "-":
            return a - d, b - c
        case "*":
            ends = [x * y for x in (a, b) for y in (c, d)]
        case _:
            if c <= 0 <= d:
                return UNBOUNDED
            ends = [x / y for x in (a, b) for y in (c, d)]
    return min(ends), max(ends)


def hull(first: Span, second: Span) -> Span:
    """The range that holds both."""
    (a, b), (c, d) = first, second
    return None if a is None or c is None else min(a, c), None if b is None or d is None else max(b, d)
