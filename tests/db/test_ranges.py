"""The range of a formula holds every value that it takes, and its ends belong to it only if they are taken."""

from decimal import Decimal
from fractions import Fraction

import pytest

from db import formula
from db.ranges import UNBOUNDED, Range, hull, loose, point, range_of, sides

A, B = Range(Fraction(1), Fraction(2), low_open=True), Range(Fraction(10), Fraction(20), high_open=True)
NAMES = {"a": A, "b": B, "c": Range(Fraction(-1), Fraction(1)), "d": Range(Fraction(-30), Fraction(0)), "n": point(-2)}
RANGES = {
    "a + b": Range(Fraction(11), Fraction(22), low_open=True, high_open=True),
    "a - b": Range(Fraction(-19), Fraction(-8), low_open=True),
    "a * b": Range(Fraction(10), Fraction(40), low_open=True, high_open=True),
    "a / b": Range(Fraction(1, 20), Fraction(1, 5), low_open=True),
    "c * b": Range(Fraction(-20), Fraction(20), low_open=True, high_open=True),
    "(a - 1) * 0": point(0),
    "today - d": Range(Fraction(0), Fraction(30)),
    "a / c": UNBOUNDED,
    "a / c + a": UNBOUNDED,
    "(a if a > 1 else b)": Range(Fraction(1), Fraction(20), low_open=True, high_open=True),
    "(a / c if a > 1 else b)": UNBOUNDED,
}


def spans(text, branch=None):
    return range_of(formula.parse(text).tree, NAMES.__getitem__, lambda _: branch)


@pytest.mark.parametrize("text", RANGES)
def test_ranges(text):
    assert spans(text) == RANGES[text]


def test_a_branch_that_is_taken_counts_alone():
    assert spans("(a if a > 1 else b)", branch=True) == A
    assert spans("(a if a > 1 else b)", branch=False) == B


LOOSE = {
    "a + a * b": (),
    "a - a * b": ("a",),
    "b / (a * a)": (),
    "a * (2 - a)": ("a",),
    "a / (a + 1)": ("a",),
    "c * b + c": (),
    "c * b + b": ("b",),
    "n * a - a": (),
    "1 - n / a": (),
    "(a if b > 1 else 2 - a) + today": ("a",),
}


@pytest.mark.parametrize("text", LOOSE)
def test_what_moves_a_formula_both_ways_is_named(text):
    assert loose(formula.parse(text).tree, NAMES.__getitem__) == LOOSE[text]


def test_what_only_touches_does_not_meet():
    assert not A.meets(Range(None, Fraction(1)))
    assert A.meets(point(2))
    assert not B.meets(point(20))
    assert UNBOUNDED.meets(A)
    assert hull(A, UNBOUNDED) == UNBOUNDED


def test_the_numbers_in_both():
    assert Range(None, Fraction(2), high_open=True).within(A) == Range(
        Fraction(1), Fraction(2), low_open=True, high_open=True
    )
    assert UNBOUNDED.within(UNBOUNDED) == UNBOUNDED


def test_the_sides_of_cuts():
    found = sides([Decimal(2), Decimal(1), Decimal(2)])
    assert [n for n, _ in found] == [0, 1, Decimal("1.5"), 2, 3]
    assert all(part.meets(point(n)) for n, part in found)
    assert sides([]) == [(0, UNBOUNDED)]
