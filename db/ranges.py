"""Between which numbers a formula can fall while some of its inputs are missing: intervals with open or closed ends.

A range is never too narrow. It holds nothing but what the formula can come to if every name stands once in the formula,
or moves it the same way wherever it stands (`loose`), for a formula has no gaps.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from db.formula import TODAY, Arithmetic, Either, Name, Number, Term

Sign = int | None
"""Which way a name moves a formula: up (1), down (-1), or either."""


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers between two ends, which may belong to it or not; None stands for no bound."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def meets(self, other: Range) -> bool:
        """Is there a number in both?"""
        return not (self.is_below(other) or other.is_below(self))

    def is_below(self, other: Range) -> bool:
        """Lies all of it below all of another?"""
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and (self.high_open or other.low_open))

    def within(self, other: Range) -> Range:
        """The numbers that are in both, of which there is one."""
        lows = [(r.low, r.low_open) for r in (self, other) if r.low is not None]
        highs = [(r.high, not r.high_open) for r in (self, other) if r.high is not None]
        (low, low_open), (high, closed) = max(lows, default=(None, False)), min(highs, default=(None, True))
        return Range(low, high, low_open, not closed)

    @property
    def sign(self) -> Sign:
        """1 if it holds no negative number, -1 if no positive one."""
        if self.low is not None and self.low >= 0:
            return 1
        return -1 if self.high is not None and self.high <= 0 else None


UNBOUNDED: Final = Range(None, None)
End = tuple[Fraction, bool]
Branches = Callable[[Either], bool | None]
"""Which side an `if … else` takes; None if that is open."""


def point(number: Fraction | Decimal | int) -> Range:
    """The range of a single number."""
    found = Fraction(number)
    return Range(found, found)


def range_of(term: Term, named: Callable[[str], Range], branches: Branches) -> Range:
    """The range of a term; `named` gives that of a name, dates being numbers of days from today."""
    match term:
        case Number(value):
            return point(value)
        case Name(name):
            return point(0) if name == TODAY else named(name)
        case Arithmetic(sign, left, right):
            return joined(sign, range_of(left, named, branches), range_of(right, named, branches))
        case Either(then, _, otherwise):
            branch = branches(term)
            if branch is not None:
                return range_of(then if branch else otherwise, named, branches)
            return hull(range_of(then, named, branches), range_of(otherwise, named, branches))


def joined(sign: str, left: Range, right: Range) -> Range:
    """The range of two ranges joined; without a bound where one of them has none, or where zero may divide."""
    a, b, c, d = left.low, left.high, right.low, right.high
    if a is None or b is None or c is None or d is None:
        return UNBOUNDED
    if sign == "+":
        return Range(a + c, b + d, left.low_open or right.low_open, left.high_open or right.high_open)
    if sign == "-":
        return Range(a - d, b - c, left.low_open or right.high_open, left.high_open or right.low_open)
    if sign == "/" and c <= 0 <= d:
        return UNBOUNDED
    lefts, rights = [(a, left.low_open), (b, left.high_open)], [(c, right.low_open), (d, right.high_open)]
    ends = [product(sign, *pair) for pair in itertools.product(lefts, rights)]
    (low, low_open), (high, high_open) = min(ends), max(ends, key=lambda end: (end[0], not end[1]))
    return Range(low, high, low_open, high_open)


def product(sign: str, left: End, right: End) -> End:
    """Two ends multiplied or divided; what is open leaves it open, unless the other is a zero that belongs to it."""
    (x, x_open), (y, y_open) = left, right
    zero = (x == 0 and not x_open) or (sign == "*" and y == 0 and not y_open)
    return x * y if sign == "*" else x / y, not zero and (x_open or y_open)


def hull(first: Range, second: Range) -> Range:
    """The range that holds both."""
    if None in (first.low, first.high, second.low, second.high):
        return UNBOUNDED
    low = min((r.low, r.low_open) for r in (first, second))
    high = max((r.high, not r.high_open) for r in (first, second))
    return Range(low[0], high[0], low[1], not high[1])


def sides(cuts: list[Decimal]) -> list[tuple[Decimal, Range]]:
    """What numbers can be to these cuts: each cut, and what lies between them, with a number of it."""
    if not cuts:
        return [(Decimal(0), UNBOUNDED)]
    marks = sorted(set(cuts))
    found = [(marks[0] - 1, Range(None, Fraction(marks[0]), high_open=True))]
    for low, high in itertools.pairwise(marks):
        found.append((low, point(low)))
        found.append(((low + high) / 2, Range(Fraction(low), Fraction(high), low_open=True, high_open=True)))
    last = marks[-1]
    return [*found, (last, point(last)), (last + 1, Range(Fraction(last), None, low_open=True))]


def loose(term: Term, named: Callable[[str], Range]) -> tuple[str, ...]:
    """The names for which a range of this term may be too wide: they move it both ways."""
    found: dict[str, list[Sign]] = {}
    for name, sign in moves(term, named, 1):
        found.setdefault(name, []).append(sign)
    return tuple(name for name, signs in found.items() if len(signs) > 1 and (len(set(signs)) > 1 or None in signs))


def moves(term: Term, named: Callable[[str], Range], sign: Sign) -> Iterator[tuple[str, Sign]]:
    """Every place at which a name stands, with the way in which it moves the whole."""
    match term:
        case Name(name) if name != TODAY:
            yield name, sign
        case Arithmetic(joint, left, right):
            first, second = (range_of(side, named, lambda _: None) for side in (left, right))
            by = {"+": (1, 1), "-": (1, -1), "*": (second.sign, first.sign), "/": (second.sign, turned(first.sign))}
            yield from moves(left, named, both(sign, by[joint][0]))
            yield from moves(right, named, both(sign, by[joint][1]))
        case Either(then, _, otherwise):
            yield from moves(then, named, sign)
            yield from moves(otherwise, named, sign)


def both(first: Sign, second: Sign) -> Sign:
    """The sign of a product."""
    return None if first is None or second is None else first * second


def turned(sign: Sign) -> Sign:
    """The other sign."""
    return None if sign is None else -sign
