"""A text that speaks of a number is held against its rule in any ordinary wording, and on the right side of it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest

from db import formula
from db.check import check_guideline
from db.guideline import Derived, Page, Statement, Unit
from db.proof_claims import CUTS
from db.proof_cuts import cuts
from db.proof_days import reworded
from db.proof_domain import Domain
from db.proof_search import Search
from db.proof_texts import amiss, direction, tally
from desktop.core.prove import prove
from tests.small import asked, guideline, rule

BELOW = (
    *("below {} mL/min", "< {} mL/min", "<{} mL/min", "&lt; {} mL/min", "less than {} mL/min", "lower than {} mL/min"),
    *("smaller than {} mL/min", "under {} mL/min", "beneath {} mL/min", "below **{}** mL/min", "fewer than {} mL/min"),
    *("from 15 to below {} mL/min", "15 to less than {} mL/min", "15 mL/min to under {} mL/min", "CrCl<{} mL/min"),
    *("younger than {} mL/min", "shorter than {} mL/min", "earlier than {} mL/min", "sooner than {} mL/min"),
    *("not at or above {} mL/min", "not at least {} mL/min", "it does not reach {} mL/min", "{} mL/min is not reached"),
    *("up to but not including {} mL/min", "below  {}  mL/min"),
)
AT_MOST = (
    *("no more than {} mL/min", "not above {} mL/min", "not over {} mL/min", "does not exceed {} mL/min"),
    *("≤ {} mL/min", "<= {} mL/min", "≤{} mL/min", "less than or equal to {} mL/min", "below or equal to {} mL/min"),
    *("{} mL/min or less", "{} or lower mL/min", "{} mL/min or lower", "{} mL/min and below", "{} mL/min or under"),
    *(
        "between 15 and {} mL/min",
        "15\N{EN DASH}{} mL/min",
        "15-{} mL/min",
        "15 up to {} mL/min",
        "from 15 to {} mL/min",
    ),
    *("at or below {} mL/min", "equal to or less than {} mL/min", "at most {} mL/min", "up to {} mL/min"),
    *("up to and including {} mL/min", "no later than {} mL/min", "not longer than {} mL/min", "never above {} mL/min"),
    *("not exceeding {} mL/min", "lower than or equal {} mL/min", "{} mL/min at the most", "{} mL/min maximum"),
    *("{} mL/min or earlier", "{} mL/min or shorter", "{} mL/min or younger", "{} mL/min downwards"),
)
ABOVE = (
    *("above {} mL/min", "> {} mL/min", "greater than {} mL/min", "higher than {} mL/min", "exceeds {} mL/min"),
    *("exceeding {} mL/min", "beyond {} mL/min", "more than {} mL/min", "over {} mL/min", "older than {} mL/min"),
    *(
        "longer than {} mL/min",
        "later than {} mL/min",
        "larger than {} mL/min",
        "CrCl>{} mL/min",
        "not at most {} mL/min",
    ),
    *("not at or below {} mL/min", "{} mL/min is exceeded"),
)
AT_LEAST = (
    *(
        "at least {} mL/min",
        "≥ {} mL/min",
        ">= {} mL/min",
        "≥{} mL/min",
        "no less than {} mL/min",
        "not below {} mL/min",
    ),
    *("{} mL/min or more", "{} mL/min or higher", "{} mL/min or greater", "{} mL/min and above", "{} mL/min and more"),
    *("{}+ mL/min", "{} mL/min+", "{} mL/min or older", "greater than or equal to {} mL/min", "reaches {} mL/min"),
    *("at or above {} mL/min", "equal to or over {} mL/min", "above or equal to {} mL/min", "from {} mL/min"),
    *("from {} mL/min upwards", "no earlier than {} mL/min", "not shorter than {} mL/min", "not under {} mL/min"),
    *("{} mL/min or longer", "{} mL/min or later", "{} mL/min at least", "{} mL/min minimum", "{} mL/min and up"),
    *("not younger than {} mL/min", "{} mL/min and over", "from {} to 45 mL/min", "between {} and 45 mL/min"),
)
NAMED = (
    *(("at a clearance below {}", "<"), ("a clearance of {} or more", ">="), ("where the clearance is ≤{}", "<=")),
    *(("where the clearance is >{}", ">"), ("the clearance, at or above {},", ">=")),
)
WORDINGS = [
    *((words, "<") for words in BELOW),
    *((words, "<=") for words in AT_MOST),
    *((words, ">") for words in ABOVE),
    *((words, ">=") for words in AT_LEAST),
    *NAMED,
]
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
CLEARANCES = (
    *("mL/min", "ml/min", "ML/MIN", "mL / min", "ml per min", "ml per minute", "mL/minute", "mL·min-1", "mL min⁻¹"),
    *("millilitres per minute", "milliliters/min", "mL/min/1.73 m²", "ml/min per 1.73 m2"),
)
AGES = ("years", "year", "yrs", "yr", "y", "years old", "years of age", "YEARS")
SPELLINGS = [
    *(("mL/min", unit) for unit in CLEARANCES),
    *(("mL/min/1.73 m²", unit) for unit in CLEARANCES),
    *(("years", unit) for unit in AGES),
    *(("kg", unit) for unit in ("kg", "kgs", "kilograms", "kilos")),
    *(("µmol/L", unit) for unit in ("µmol/L", "μmol/l", "umol/L", "micromol/L", "micromoles per litre")),
    *(("mg/dL", unit) for unit in ("mg/dL", "mg/dl", "mg per dL", "milligrams per decilitre")),
    *(("days", unit) for unit in ("days", "day", "d")),
]
SIDES = {"<": "below", "<=": "above", ">": "above", ">=": "below"}
NEIGHBOUR = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


def small(text, when, kind="do", **more):
    """A guideline with one line, given where a clearance compares so."""
    said = Statement("said", kind, text, "So it is.", basis="product", **more)
    clearance = asked("egfr", "quantity", units=(Unit("mL/min", Decimal(0), Decimal(200)),))
    pages = (Page("kidney", "Kidney", (msgspec.structs.replace(clearance, label="Clearance"),)),)
    made = guideline((rule("R", "treatment", when, "said"),), pages, (said,))
    return msgspec.structs.replace(made, decision=msgspec.structs.replace(made.decision, derived=()))


def one_line(text, unit):
    """A guideline with one line, from a rule that compares a quantity of this unit, or days that are counted."""
    said = Statement("said", "do", text, "So it is.", basis="product")
    page = Page("page", "Page", (asked("x", "quantity", units=(Unit(unit, Decimal(0), Decimal(200)),)),))
    counted = Derived("x", "Days", "days", formula.parse("today - day"))
    days = Page("page", "Page", (asked("day", "date"),))
    made = guideline((rule("R", "treatment", "x < 30", "said"),), (days if unit == "days" else page,), (said,))
    derived = (counted,) if unit == "days" else ()
    return msgspec.structs.replace(made, decision=msgspec.structs.replace(made.decision, derived=derived))


def against(text, when, kind="do", **more):
    """What the check of cuts says against the line."""
    return [f for f in cuts(Search(Domain(small(text, when, kind, **more)), 120.0)) if not f.holds]


def warnings(text, when):
    return [p.message for p in check_guideline(small(text, when), {}) if "held against" in p.message]


@pytest.mark.parametrize(("words", "sign"), WORDINGS)
def test_a_wording_is_read(words, sign):
    text = f"Give it {words.format(30)}."
    assert against(text, f"egfr {sign} 30") == []
    assert warnings(text, f"egfr {sign} 30") == []
    for other in (OPPOSITE[sign], NEIGHBOUR[sign], OPPOSITE[NEIGHBOUR[sign]]):
        (found,) = against(text, f"egfr {other} 30")
        assert "but the text says “" in found.detail


@pytest.mark.parametrize(("unit", "spelling"), SPELLINGS)
@pytest.mark.parametrize("number", ["30", "30.0", "thirty"])
def test_every_wording_is_read_in_every_spelling_of_the_unit(unit, spelling, number):
    for words, sign in (w for w in WORDINGS if w not in NAMED):
        made = one_line(f"Give it {words.format(number).replace('mL/min', spelling)}.", unit)
        told = direction(made, made.decision.rules[0], "x", Fraction(30))
        assert told is not None, words
        assert told[0].above is (sign in (">", ">=")), words
        for side in ("below", "above"):
            wrong = amiss(made, made.decision.rules[0], "x", Fraction(30), {side})
            assert (wrong is None) is (side == SIDES[sign]), words


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
        ("Give it at 30 mL/min or more and under supervision.", "egfr >= 30", {}),
        ("Give it below 30 mL/min and under supervision.", "egfr < 30", {}),
        ("Give it above 15 mL/min or below a clearance of 10 mL/min.", "egfr > 15", {}),
        ("Give it at 30 mL/min or more; below 30 mL/min or less than that, none.", "egfr >= 30", {}),
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
        ("Give it at 30 mL/min and above all early.", "Give it at 30 mL/min"),
        ("Give it short of 30 mL/min.", "it short of 30 mL/min"),
        ("The clearance, short of 30, decides.", "clearance, short of 30"),
    ],
)
def test_words_that_are_not_read_are_told(text, words):
    assert warnings(text, "egfr < 30") == [
        f"“{words}” is a number that its rule tests, in words that are not held against the rule"
    ]
    assert not any("that its rule tests" in message for message in warnings(text, "egfr < 31"))


@pytest.mark.parametrize(
    "text",
    [
        *("Give not above 75 mg below 30 mL/min.", "Give no more than 75 mg below 30 mL/min."),
        *("Do not exceed 75 mg below 30 mL/min.", "Give it without exceeding 75 mg below 30 mL/min."),
        "Never more than 75 mg below 30 mL/min.",
    ],
)
def test_a_no_that_belongs_to_another_number_excuses_nothing(text):
    (found,) = against(text, "egfr >= 30")
    assert "on the upper side of egfr 30 alone" in found.detail
    assert against(text, "egfr < 30") == []


def test_a_clause_that_says_no_is_told_where_it_excuses_the_other_side():
    found = [f.detail for f in cuts(Search(Domain(small("Below 30 mL/min it is not covered.", "egfr >= 30")), 120.0))]
    text = (
        "R fires on the upper side of egfr 30 alone, but the text says “Below 30 mL/min”, beside a word such as “not”"
    )
    assert text in found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Give it below 30 mL/min.", "1 are held against the texts of their lines, 0 stand"),
        ("Give it until 30 mL/min.", "0 are held against the texts of their lines, 1 stand"),
        ("Give it.", "0 are held against the texts of their lines, 0 stand"),
    ],
)
def test_the_proof_says_how_many_numbers_were_held_against_texts(text, words):
    made = small(text, "egfr < 30")
    (proof,) = [p for p in prove(made) if p.property == CUTS]
    assert words in proof.detail
    assert tally(msgspec.structs.replace(made, language="de"), made.decision.rules) == (
        "no number held against a text, for texts in the language de are not read"
    )


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


def test_a_cut_that_only_a_later_day_reaches_leaves_no_empty_sentence():
    counted = Derived("days", "Days", "days", formula.parse("today - day"))
    page = Page("page", "Page", (asked("day", "date", earliest=date(2026, 1, 1)),))
    lines = tuple(Statement(key, "do", f"Do {key}.", "So it is.", basis="product") for key in ("early", "late"))
    rules = (rule("R", "treatment", "days >= 365", "late"), rule("S", "treatment", "days < 365", "early"))
    made = guideline(rules, (page,), lines)
    made = msgspec.structs.replace(made, decision=msgspec.structs.replace(made.decision, derived=(counted,)))
    (proof,) = [p for p in prove(made) if p.property == CUTS]
    assert proof.holds
    assert proof.detail.startswith("days 365 (below: R, S; above: -); of the numbers that rules test")


def test_days_move_all_at_once():
    moved = {"2026-12-22": "2026-11-22", "2026-11-22": "2026-10-23"}
    assert reworded("on 2026-12-22 or 2026-11-22", ["day"], moved) == "on 2026-11-22 or 2026-10-23"
    assert reworded("on 2026-12-22", [], moved) == "on 2026-12-22"
