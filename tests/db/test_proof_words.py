"""A text that speaks of a number is held against its rule in any ordinary wording, and on the right side of it."""

from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest

from db.check import check_guideline
from db.guideline import Page, Statement, Unit
from db.proof_claims import CUTS
from db.proof_cuts import cuts
from db.proof_days import reworded
from db.proof_domain import Domain
from db.proof_search import Search
from db.proof_texts import amiss
from desktop.core.prove import prove
from tests.small import asked, guideline, rule

BELOW = (
    *("below {} mL/min", "< {} mL/min", "<{} mL/min", "&lt; {} mL/min", "less than {} mL/min", "lower than {} mL/min"),
    *("smaller than {} mL/min", "under {} ml/min", "beneath {} mL/min", "below **{}** mL/min", "below {} mL / min"),
    *("from 15 to below {} mL/min", "15 to less than {} mL/min", "at a clearance below {}", "younger than {} mL/min"),
)
AT_MOST = (
    *("no more than {} mL/min", "not above {} mL/min", "not over {} mL/min", "does not exceed {} mL/min"),
    *("≤ {} mL/min", "<= {} mL/min", "less than or equal to {} mL/min", "{} mL/min or less", "{} or lower mL/min"),
    *(
        "{} mL/min or lower",
        "{} mL/min and below",
        "between 15 and {} mL/min",
        "15\N{EN DASH}{} mL/min",
        "15-{} mL/min",
    ),
)
ABOVE = (
    *("above {} mL/min", "> {} mL/min", "greater than {} mL/min", "higher than {} mL/min", "exceeds {} mL/min"),
    *("exceeding {} mL/min", "beyond {} mL/min", "more than {} mL/min", "over {} mL/min", "older than {} mL/min"),
)
AT_LEAST = (
    *("at least {} mL/min", "≥ {} mL/min", ">= {} mL/min", "no less than {} mL/min", "not below {} mL/min"),
    *("{} mL/min or more", "{} mL/min or higher", "{} mL/min or greater", "{} mL/min and above", "{} mL/min and more"),
    *(
        "{}+ mL/min",
        "{} mL/min+",
        "{} mL/min or older",
        "greater than or equal to {} mL/min",
        "a clearance of {} or more",
    ),
)
WORDINGS = [
    *((words, "<") for words in BELOW),
    *((words, "<=") for words in AT_MOST),
    *((words, ">") for words in ABOVE),
    *((words, ">=") for words in AT_LEAST),
]
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
NEIGHBOUR = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


def small(text, when, kind="do", **more):
    """A guideline with one line, given where a clearance compares so."""
    said = Statement("said", kind, text, "So it is.", basis="product", **more)
    clearance = asked("egfr", "quantity", units=(Unit("mL/min", Decimal(0), Decimal(200)),))
    pages = (Page("kidney", "Kidney", (msgspec.structs.replace(clearance, label="Clearance"),)),)
    made = guideline((rule("R", "treatment", when, "said"),), pages, (said,))
    return msgspec.structs.replace(made, decision=msgspec.structs.replace(made.decision, derived=()))


def against(text, when, kind="do", **more):
    """What the check of cuts says against the line."""
    return [f for f in cuts(Search(Domain(small(text, when, kind, **more)), 120.0)) if not f.holds]


def warnings(text, when):
    return [p.message for p in check_guideline(small(text, when), {}) if "number that its rule tests" in p.message]


@pytest.mark.parametrize(("words", "sign"), WORDINGS)
def test_a_wording_is_read(words, sign):
    text = f"Give it {words.format(30)}."
    assert against(text, f"egfr {sign} 30") == []
    assert warnings(text, f"egfr {sign} 30") == []
    for other in (OPPOSITE[sign], NEIGHBOUR[sign], OPPOSITE[NEIGHBOUR[sign]]):
        (found,) = against(text, f"egfr {other} 30")
        assert "but the text says “" in found.detail


@pytest.mark.parametrize(
    ("text", "when", "patient", "fires"),
    [
        ("Halve the dose below 30 mL/min.", "egfr >= 30", "30", "on the upper side of egfr 30 alone"),
        ("Give it at 30 mL/min or more.", "egfr < 30", "0", "on the lower side of egfr 30 alone"),
        ("Give it from 15 to below 30 mL/min.", "egfr < 15", "0", "on the lower side of egfr 15 alone"),
        ("Halve the dose at 30 mL/min or less.", "egfr < 30", "30", "between egfr 30 and below"),
        ("Give it above 30 mL/min.", "egfr >= 30", "30", "between egfr 30 and below"),
        ("Give it below 30 mL/min.", "egfr <= 30", "30", "between egfr 30 and above"),
        ("Give it at least 30 mL/min.", "egfr > 30", "30", "between egfr 30 and above"),
    ],
)
def test_the_patient_is_one_whom_text_and_rule_treat_differently(text, when, patient, fires):
    (found,) = against(text, when)
    assert fires in found.detail
    assert found.small == {"egfr": {"value": patient, "unit": "mL/min"}}
    assert found.detail.endswith(f"egfr = {patient}, mL/min")


@pytest.mark.parametrize(
    ("text", "when", "more"),
    [
        ("Do not give it below 30 mL/min.", "egfr < 30", {"kind": "do-not"}),
        ("Below 30 mL/min it is not covered here.", "egfr >= 30", {}),
        ("Settle the number: below 30 mL/min another drug is better.", "egfr >= 30", {"asks": True}),
        ("Below 30 mL/min half, at 30 mL/min or more all of it.", "egfr >= 30", {}),
        ("The clearance stands for age over 65.", "egfr >= 30", {}),
        ("Exactly on a boundary (15 or 30 mL/min) the lower row counts, exactly so.", "egfr >= 30", {}),
    ],
)
def test_what_speaks_of_the_number_otherwise_is_let_be(text, when, more):
    assert against(text, when, **more) == []
    assert warnings(text, when) == []


def test_a_do_not_on_the_side_that_it_does_not_name_is_found():
    (found,) = against("Do not give it below 30 mL/min.", "egfr >= 30", "do-not")
    assert "on the upper side of egfr 30 alone" in found.detail


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Give it below a clearance of 30 mL/min.", "a clearance of 30 mL/min"),
        ("Give it short of 30 mL/min.", "it short of 30 mL/min"),
        ("The clearance, short of 30, decides.", "clearance, short of 30"),
    ],
)
def test_words_that_are_not_read_are_told(text, words):
    assert warnings(text, "egfr < 30") == [
        f"“{words}” is a number that its rule tests, in words that are not held against the rule"
    ]
    assert warnings(text, "egfr < 31") == []


def test_a_number_of_something_else_is_no_number_of_the_quantity():
    assert warnings("Give 30 mg at this clearance, for 30 weeks.", "egfr < 30") == []
    assert against("At this clearance give up to 30 mg.", "egfr > 30") == []


def test_the_patient_tells_nothing_that_the_rule_does_not_need():
    found = small("Give it below 30 mL/min.", "egfr >= 30 and (ill or not ill or old)")
    decision = found.decision
    more = Page("more", "More", (asked("ill", "yes-no"), asked("old", "yes-no")))
    decision = msgspec.structs.replace(decision, pages=(*decision.pages, more))
    (proof,) = [p for p in prove(msgspec.structs.replace(found, decision=decision)) if p.property == CUTS]
    assert len(proof.witness) == 2
    assert proof.witness["egfr"] == {"value": "30", "unit": "mL/min"}


def test_where_no_number_meets_the_cut_either_side_will_do():
    made = small("Give it below 30 mL/min.", "egfr <= 30")
    assert amiss(made, made.decision.rules[0], "egfr", Fraction(30), {"around"}) is None
    assert amiss(made, made.decision.rules[0], "egfr", Fraction(30), {"above"}) is not None


def test_days_move_all_at_once():
    moved = {"2026-12-22": "2026-11-22", "2026-11-22": "2026-10-23"}
    assert reworded("on 2026-12-22 or 2026-11-22", ["day"], moved) == "on 2026-11-22 or 2026-10-23"
    assert reworded("on 2026-12-22", [], moved) == "on 2026-12-22"
