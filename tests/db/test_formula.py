"""Derived quantities: exact, unknown where anything is unknown, and never by guesswork."""

from datetime import date
from decimal import Decimal

import pytest

from db.formula import MAX_PIECES, parse
from db.lexer import ConditionError

CRCL = "(140 - age) * weight * 88.4 / (72 * creatinine) * (0.85 if sex is female else 1)"
MAN = {"age": Decimal(60), "weight": Decimal(72), "creatinine": Decimal("88.4"), "sex": "male"}

VALUES = [
    ("1 + 2 * 3", {}, Decimal(7)),
    ("(1 + 2) * 3", {}, Decimal(9)),
    ("8 / 2 / 2", {}, Decimal(2)),
    ("today - day", {"today": date(2026, 3, 1), "day": date(2026, 2, 1)}, Decimal(28)),
    (CRCL, MAN, Decimal(80)),
    (CRCL, {**MAN, "sex": "female"}, Decimal(68)),
    (CRCL, {**MAN, "sex": None}, None),
    (CRCL, {**MAN, "weight": None}, None),
    ("1 / age", {"age": Decimal(0)}, None),
]


@pytest.mark.parametrize(("text", "values", "value"), VALUES)
def test_values(text, values, value):
    assert parse(text).value(values) == value


@pytest.mark.parametrize("missing", ["age", "weight", "creatinine", "sex"])
def test_what_was_not_asked_is_not_guessed(missing):
    with pytest.raises(KeyError):
        parse(CRCL).value({k: v for k, v in MAN.items() if k != missing})


def test_names():
    assert parse(CRCL).names == ("age", "weight", "creatinine", "sex")
    assert parse("today - day").names == ("day",)


@pytest.mark.parametrize("text", ["", "1 +", "(1", "1 2", "age ** 2", "1 if age > 3 else 2", "age()", "(" * 2000])
def test_refusals(text):
    with pytest.raises(ConditionError):
        parse(text)


def test_a_formula_may_be_as_long_as_the_limit():
    text = " + ".join(["w"] * (MAX_PIECES // 2))
    assert parse(text).names == ("w",)
    with pytest.raises(ConditionError, match="longer than 500 words and signs"):
        parse(f"{text} + w")


def test_formulas_are_equal_where_their_text_is():
    assert parse("age + 1") == parse("age + 1")
    assert parse("age + 1") != parse("1 + age")
    assert parse("age + 1") != "age + 1"
    assert len({parse("age + 1"), parse("age + 1")}) == 1
    assert repr(parse("age + 1")) == "Formula('age + 1')"
