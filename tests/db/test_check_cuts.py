"""A number that may be of something else is never an error: a warning, or nothing where the words clearly are of it."""

from decimal import Decimal

import msgspec
import pytest

from db import formula
from db.check import check_guideline
from db.guideline import Derived, Page, Statement, Unit
from db.proof_cuts import cuts
from db.proof_domain import Domain
from db.proof_search import Search
from tests.small import asked, guideline, rule

AGE_RULE, LAB_RULE = ("age", "years", "age >= 65"), ("creatinine", "mg/dL", "creatinine >= 2")


def warned(made):
    return [p.message for p in check_guideline(made, {}) if "held against" in p.message]


def of(name, unit, text, when):
    """A guideline with one line, given where a number of the patient compares so; bilirubin is asked as well."""
    said = Statement("said", "do", text, "So it is.", basis="product")
    inputs = [asked(key, "quantity", units=(Unit(unit, Decimal(0), Decimal(400)),)) for key in (name, "bilirubin")]
    made = guideline((rule("R", "treatment", when, "said"),), (Page("page", "Page", tuple(inputs)),), (said,))
    return msgspec.structs.replace(made, decision=msgspec.structs.replace(made.decision, derived=()))


def failing(made):
    return [f.detail for f in cuts(Search(Domain(made), 120.0)) if not f.holds and "the text says" in f.detail]


@pytest.mark.parametrize(
    ("key", "unit", "when", "text"),
    [
        (*AGE_RULE, "Refer if symptoms last more than 65 years."),
        (*AGE_RULE, "Repeat the scan within 2 years."),
        (*AGE_RULE, "Refer if symptoms last more than 2 years."),
        (*AGE_RULE, "From 65 years, refer; repeat after more than 2 years."),
        (*AGE_RULE, "Give 500 mg daily for up to 1 year."),
        (*AGE_RULE, "Ask about trauma in the 5 years before."),
        (*AGE_RULE, "Ask about trauma 5 years ago."),
        (*LAB_RULE, "Halve the dose, also if bilirubin is above 2 mg/dL."),
        (*LAB_RULE, "Halve the dose, also if bilirubin is above 4 mg/dL."),
        ("weight", "kg", "weight >= 100", "Give 5 mg/kg below 39 degrees."),
    ],
)
def test_what_is_clearly_of_something_else_is_let_be(key, unit, when, text):
    made = of(key, unit, text, when)
    assert (failing(made), warned(made)) == ([], [])


@pytest.mark.parametrize(
    ("key", "unit", "when", "text", "words"),
    [
        ("weight", "kg", "weight >= 100", "Use a hoist; lift at most 20 kg by hand.", "at most 20 kg"),
        ("weight", "kg", "weight >= 100", "Ask about a weight loss above 10 kg.", "above 10 kg"),
        ("creatinine", "mg/dL", "creatinine >= 1.5", "Stop it; also if urate is above 2 mg/dL.", "above 2 mg/dL"),
        ("egfr", "mL/min", "egfr <= 30", "Give 75 mg for a clearance of 60 mL/min.", "a clearance of 60 mL/min"),
        ("score", "points", "score >= 3", "Give it at most 2 points further.", "at most 2 points"),
    ],
)
def test_another_number_that_may_be_of_something_else_is_a_warning(key, unit, when, text, words):
    made = of(key, unit, text, when)
    assert failing(made) == []
    assert warned(made) == [f"“{words}” is not held against its rule, which tests another number of {key}"]


@pytest.mark.parametrize(
    ("key", "unit", "when", "text", "words"),
    [
        ("egfr", "mL/min", "egfr >= 30", "Give more when CrCl is >30.", ">30"),
        ("age", "years", "age >= 65", "Give it for more than 65 years.", "more than 65 years"),
        ("age", "years", "age >= 65", "Give it to more than 65.", "more than 65"),
    ],
)
def test_a_number_of_the_cut_that_may_be_of_something_else_is_a_warning_where_it_differs(key, unit, when, text, words):
    made = of(key, unit, text, when)
    assert failing(made) == []
    assert warned(made) == [f"“{words}” is a number that its rule tests, in words that are not held against the rule"]
    assert warned(of(key, unit, text, when.replace(">=", ">"))) == []


def test_a_number_near_the_cut_of_a_quantity_that_is_named_is_found():
    made = of("creatinine", "mg/dL", "Stop it if creatinine is above 2 mg/dL.", "creatinine > 1.5")
    (found,) = failing(made)
    assert "but the text says only “above 2 mg/dL”" in found
    assert warned(made) == []


@pytest.mark.parametrize(
    "text",
    [
        *("Refer patients older than 65.", "Refer if aged over 65.", "Refer above 65 yr.", "Refer above 65 y."),
        *("Refer 66-year-olds and older people.", "Refer over 65-year-olds."),
    ],
)
def test_an_age_on_the_wrong_side_is_found(text):
    made = of("age", "years", text, "age >= 65")
    assert len(failing(made)) == 1


def test_a_quantity_without_a_unit_is_read_by_its_name_alone():
    made = of("x", "points", "Give it where the ratio is above 30, below 30 tablets.", "y < 30")
    bare = Derived("y", "Ratio", "", formula.parse("x * 2"))
    unitless = msgspec.structs.replace(made, decision=msgspec.structs.replace(made.decision, derived=(bare,)))
    (found,) = failing(unitless)
    assert "the text says “above 30”" in found
    assert warned(unitless) == []


@pytest.mark.parametrize(
    ("unit", "text", "fails"),
    [
        ("10⁹/L", "Stop it at a count above 50 × 10⁹/L.", True),
        ("10⁹/L", "Stop it at a count above 50x10^9 per litre.", True),
        ("×10⁹/L", "Stop it at a count below 50 × 10⁹/L.", False),
    ],
)
def test_powers_of_ten_are_read(unit, text, fails):
    assert bool(failing(of("platelets", unit, text, "platelets < 50"))) is fails


def test_a_unit_that_is_spelt_in_a_strange_way_is_a_warning():
    made = of("egfr", "mL/min", "Stop it if eGFR is below 30 mls/min.", "egfr >= 30")
    assert failing(made) == []
    assert warned(made) == [
        "“if eGFR is below 30” is a number that its rule tests, in words that are not held against the rule"
    ]
    assert warned(of("egfr", "mL/min", "Give up to 30 mg if eGFR is low.", "egfr >= 30")) == []
