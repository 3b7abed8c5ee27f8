"""The range of a formula holds every value that it takes, and is exact where each input stands once."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import formula
from db.proof_intervals import UNBOUNDED, span
from tests.db.proof_fixtures import CRCL

RANGES = {
    "a + b": ({"a": (1, 2), "b": (10, 20)}, (11, 22)),
    "a - b": ({"a": (1, 2), "b": (10, 20)}, (-19, -8)),
    "(a - b) * b": ({"a": (1, 2), "b": (10, 20)}, (-380, -80)),
    "a / b": ({"a": (1, 2), "b": (10, 20)}, (Fraction(1, 20), Fraction(1, 5))),
    "a / (b - 15)": ({"a": (1, 2), "b": (10, 20)}, UNBOUNDED),
    "a + b / (b - b)": ({"a": (1, 2), "b": (10, 20)}, UNBOUNDED),
    "today - a": ({"a": (-30, 0)}, (0, 30)),
    "(a if a > 1 else b)": ({"a": (1, 2), "b": (10, 20)}, (1, 20)),
}


def range_of(text, names, branches=()):
    found = {name: (Fraction(low), Fraction(high)) for name, (low, high) in names.items()}
    taken = iter([*branches, *[None] * 9])
    return span(formula.parse(text).tree, found.__getitem__, taken)


@pytest.mark.parametrize("text", RANGES)
def test_ranges(text):
    names, expected = RANGES[text]
    assert range_of(text, names) == expected


def test_a_branch_that_is_taken_counts_alone():
    names = RANGES["(a if a > 1 else b)"][0]
    assert range_of("(a if a > 1 else b)", names, ["then"]) == (1, 2)
    assert range_of("(a if a > 1 else b)", names, ["else"]) == (10, 20)


NUMBER = st.decimals(min_value=18, max_value=90, places=2)


@given(NUMBER, NUMBER, NUMBER, NUMBER, st.sampled_from(["female", "male"]))
def test_no_value_lies_outside(age, weight, creatinine, other, sex):
    value = formula.parse(CRCL).value({"age": age, "weight": weight, "creatinine": creatinine, "sex": sex})
    names = {"age": sorted((age, other)), "weight": sorted((weight, other)), "creatinine": sorted((creatinine, other))}
    low, high = range_of(CRCL, names)
    assert float(low) <= float(value) * (1 + 1e-9)
    assert float(value) * (1 - 1e-9) <= float(high)
