"""Derived quantities: exact, unknown where anything is unknown, and never by guesswork."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.condition_outcome import TRUE, UNKNOWN
from db.formula import MAX_PIECES, parse
from db.lexer import ConditionError
from tests.core import naive

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
    ("age / 3 + age / 3 + age / 3", {"age": Decimal(1)}, Decimal(1)),
    ("age / 3 * 3 - age / 7 * 7", {"age": Decimal(1)}, Decimal(0)),
    ("1 / (1 / age)", {"age": Decimal(7)}, Decimal(7)),
]


@pytest.mark.parametrize(("text", "values", "value"), VALUES)
def test_values(text, values, value):
    assert parse(text).value(values) == value


@pytest.mark.parametrize("missing", ["age", "weight", "creatinine", "sex"])
def test_what_was_not_asked_is_not_guessed(missing):
    assert parse(CRCL).outcomes({k: v for k, v in MAN.items() if k != missing}) == TRUE | UNKNOWN


THIN = "(weight if woman or marks has thin else height) + (today - day if known_day else 0)"
NEEDED = [
    ({"woman": True, "known_day": False, "weight": Decimal(50)}, TRUE),
    ({"woman": True, "known_day": False, "weight": None}, UNKNOWN),
    ({"woman": True, "known_day": False}, TRUE | UNKNOWN),
    ({"woman": None, "marks": {"thin": True}, "known_day": False, "weight": Decimal(50), "height": None}, TRUE),
    (
        {"woman": False, "marks": {"thin": None}, "known_day": False, "weight": Decimal(50), "height": Decimal(1)},
        UNKNOWN,
    ),
    ({"woman": False, "known_day": False, "weight": Decimal(50), "height": Decimal(1)}, TRUE | UNKNOWN),
    ({"woman": False, "known_day": False, "weight": None, "height": None}, UNKNOWN),
    ({"woman": True, "known_day": None, "weight": Decimal(50)}, UNKNOWN),
    ({"known_day": None}, UNKNOWN),
]


@pytest.mark.parametrize(("values", "mask"), NEEDED)
def test_a_formula_needs_what_decides_its_sides_and_the_side_that_is_taken(values, mask):
    assert parse(THIN).outcomes(values) == mask
    if mask == TRUE:
        assert parse(THIN).value(values) == Decimal(50)


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


SPELLINGS = [
    CRCL,
    "(140 - age) / 72 * weight * 88.4 / creatinine * (0.85 if sex is female else 1)",
    "(0.85 if sex is female else 1) * 88.4 / 72 / creatinine * weight * (140 - age)",
]
HAIR = Decimal("0.000001")


def at_a_cut(cut):
    """Every patient of whole years and kilograms whose clearance is exactly this, with a creatinine one can enter."""
    for sex, part in (("female", Fraction("0.85")), ("male", Fraction(1))):
        for unit in (Decimal(1), Decimal("88.4")):
            micro = Fraction("88.4") * part / (72 * cut) / Fraction(unit) * 10**6
            for age, weight in product(range(18, 111), range(25, 301)):
                entered, rest = divmod((140 - age) * weight * micro.numerator, micro.denominator)
                if not rest and 18 <= entered * HAIR * unit <= 1768:
                    yield Decimal(age), Decimal(weight), sex, entered * HAIR, unit


@pytest.mark.parametrize("cut", [15, 30, 60, 90])
def test_every_patient_at_a_cut_is_at_it_and_a_hair_beside_it_is_not(cut):
    formulas = [parse(text) for text in SPELLINGS]
    units, sexes = set(), set()
    for number, (age, weight, sex, entered, unit) in enumerate(at_a_cut(cut)):
        patient = {"age": age, "weight": weight, "sex": sex, "creatinine": entered * unit}
        computed = formulas[number % len(SPELLINGS)]
        assert computed.value(patient) == cut
        if number % 10 == 0:
            assert computed.value({**patient, "creatinine": (entered - HAIR) * unit}) > cut
            assert computed.value({**patient, "creatinine": (entered + HAIR) * unit}) < cut
        units.add(unit)
        sexes.add(sex)
    assert (len(units), len(sexes)) == (2, 2)


def test_the_patient_of_a_woman_at_90_is_at_90():
    woman = {"age": Decimal(50), "weight": Decimal(72), "sex": "female", "creatinine": Decimal("75.14")}
    assert [parse(text).value(woman) for text in SPELLINGS] == [90, 90, 90]


@pytest.mark.parametrize("cut", ["1", "0.5", "2.5", "99999999999999999999", "0.000000000000000005"])
def test_what_lies_closer_to_a_cut_than_the_last_digit_stays_beside_it(cut):
    values = {"huge": Decimal(10) ** 30, "hair": Decimal(1)}
    assert parse(f"(huge + hair) / huge * {cut} / 1").value(values) > Decimal(cut)
    assert parse(f"(huge - hair) / huge * {cut} / 1").value(values) < Decimal(cut)
    assert parse(f"huge / huge * {cut}").value(values) == Decimal(cut)


NUMBERS = st.decimals(min_value=0, max_value=999, places=6, allow_nan=False)
TEXTS = st.recursive(
    st.sampled_from(["x", "y", "z", "3", "7", "0.85", "88.4", "(x if y > 1 else 72)"]),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    max_leaves=12,
)


@given(TEXTS, NUMBERS, NUMBERS, NUMBERS)
def test_any_formula_lies_on_the_side_of_every_number_on_which_fractions_say_it_does(text, x, y, z):
    values = {"x": x, "y": y, "z": z}
    found, exact = parse(text).value(values), naive.formula(text)({k: Fraction(v) for k, v in values.items()})
    if exact is None:
        assert found is None
        return
    near = Decimal(f"{Decimal(exact.numerator) / Decimal(exact.denominator):.8f}")
    for cut in (near, near + HAIR, near - HAIR, Decimal(0), Decimal(1), found.quantize(Decimal(1))):
        assert (found < cut, found > cut) == (exact < Fraction(cut), exact > Fraction(cut))
