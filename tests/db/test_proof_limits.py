"""What a proof may not overlook: numbers hard to find, questions not asked, other days, dates before birth."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from db import condition, formula
from db.check import check_guideline
from db.guideline import Block, Derived, Page, Unit
from db.proof_claims import CONTRADICTION, CUTS, DEAD, GAP, INVARIANT, SOUND, Present, Together
from desktop.core.engine import Engine, Walk
from desktop.core.prove import REPLAYED, prove
from desktop.core.smallest import smallest
from tests.db.proof_fixtures import PAGES, RULES, STATEMENTS, invariant, sound, with_rules
from tests.small import asked, rule, statement

PLAIN = ("a", "b", "c", "d")
AGE = asked("age", "quantity", units=(Unit("years", Decimal(0), Decimal(120)),))
IN_MONTHS = asked(
    "age",
    "quantity",
    units=(Unit("months", Decimal(0), Decimal(1440)), Unit("years", Decimal(0), Decimal(120), Decimal(12))),
)


def emergency(inputs, whens, derived=()):
    """A guideline whose rules on the emergency have these conditions, and whose other topics are not applicable."""
    rules = [rule(f"R{n}", "emergency", when, PLAIN[n]) for n, when in enumerate(whens)]
    rest = [rule(f"N-{t}", t, "always", "none") for t in ("cause", "imaging", "treatment", "pain", "follow-up")]
    rules += [msgspec.structs.replace(r, not_applicable=True) for r in rest]
    statements = (*(statement(key, asks=key == "d") for key in PLAIN), statement("none", asks=True))
    return sound(tuple(rules), (Page("all", "All", inputs),), statements, derived, ())


def failing(guideline, property_):
    """What a property fails with."""
    return [p for p in prove(guideline) if p.property == property_ and not p.holds]


def quantity(key, *units):
    return asked(key, "quantity", units=tuple(Unit(n, Decimal(a), Decimal(b), Decimal(f)) for n, a, b, f in units))


def test_a_region_that_only_the_second_unit_reaches_is_not_left_out():
    height = quantity("h", ("cm", 1, 10, 1), ("in", 1, "6.6", "1.7"))
    whens = ("h < 10", "h >= 10 and h <= 10", "h > 11.05", "not known(h)")
    (gap,) = failing(emergency((height,), whens), GAP)[:1]
    assert gap.witness["h"]["unit"] == "in"


def test_a_region_between_two_close_cuts_is_not_left_out():
    whens = ("x <= 1", "x >= 1.000003", "not known(x)")
    (gap,) = failing(emergency((quantity("x", ("u", 0, 10, 1)),), whens), GAP)
    assert gap.witness == {"x": {"value": "1.000001", "unit": "u"}}


def test_numbers_that_are_not_found_are_not_taken_for_none():
    cut = Decimal("1.234") ** 3 + Decimal("2.3457") ** 3
    cubes = Derived("z", "Z", "u", formula.parse("x * x * x + y * y * y"))
    inputs = (quantity("x", ("u", 0, 10, 1)), quantity("y", ("u", 0, 10, 1)))
    whens = (f"z < {cut}", f"z > {cut}", "not known(z)")
    (gap,) = failing(emergency(inputs, whens, (cubes,)), GAP)
    assert gap.detail.startswith("not decided: no numbers were found for z at 14.7858")


def test_what_is_always_given_is_given_after_a_stop_too():
    pages = (Page("all", "All", (asked("broken", "yes-no"), asked("x", "yes-no"))),)
    rules = (
        rule("STOP", "emergency", "broken", "halt"),
        *(rule(f"X{n}", "emergency", when, "call") for n, when in enumerate(("x", "not x", "not known(x)"))),
    )
    statements = (statement("halt", "stop", act="help"), statement("call", asks=True))
    guideline = sound(rules, pages, statements, (), (invariant("i", "broken", always=("call",)),))
    assert [p.witness for p in failing(guideline, INVARIANT)] == [{"broken": "yes"}]
    given = (rule("CALL", "emergency", "broken", "halt", "call"), *rules[1:])
    assert failing(sound(given, pages, statements, (), guideline.decision.invariants), INVARIANT) == []


NOT_GIVEN = [
    ("not known(days)", False),
    ("not known(days) or known(days)", False),
    ("broken or not known(days)", True),
]


@pytest.mark.parametrize(("when", "holds"), NOT_GIVEN)
def test_what_is_computed_from_a_missing_answer_is_neither_known_nor_unknown(when, holds):
    pages = (Page("all", "All", (asked("broken", "yes-no"), asked("day", "date"))),)
    days = Derived("days", "Days", "days", formula.parse("today - day"), condition.parse("always"))
    rules = (rule("STOP", "emergency", "broken", "halt"), rule("CALL", "emergency", when, "call"))
    statements = (statement("halt", "stop", act="help"), statement("call", asks=True))
    guideline = sound(rules, pages, statements, (days,), (invariant("i", "broken", always=("call",)),))
    assert (failing(guideline, INVARIANT) == []) is holds


DAYS = Derived("days", "Days", "days", formula.parse("today - day"))


@pytest.mark.parametrize(("age", "two"), [(AGE, 2), (IN_MONTHS, 24)], ids=["years", "months"])
def test_a_date_before_birth_makes_no_rule_fire(age, two):
    whens = (f"age < {two} and days >= 2000", f"age >= {two} or days < 2000", "not known(age) or not known(days)")
    found = failing(emergency((age, asked("day", "date")), whens, (DAYS,)), DEAD)
    assert "R0 never fires" in found[0].detail
    possible = (whens[0].replace("2000", "700"), whens[1].replace("2000", "700"), whens[2])
    assert failing(emergency((age, asked("day", "date")), possible, (DAYS,)), DEAD) == []


def test_days_are_proved_until_the_next_review():
    day = asked("day", "date", earliest=date(2026, 10, 1))
    whens = ("days <= 60", "days > 60 and days < 200", "not known(days)")
    (gap,) = failing(emergency((day,), whens, (DAYS,)), GAP)
    assert "(on 2027-11-01)" in gap.detail
    assert date.fromisoformat(gap.witness["day"]) >= day.earliest
    ratio = Derived("days", "Days", "days", formula.parse("100 / (60 - (today - day))"))
    assert failing(emergency((day,), whens, (ratio,)), SOUND)


def test_the_proof_says_for_which_days_it_holds():
    assert "on every day from 2026-11-01 to 2027-11-01" in next(p.detail for p in prove(sound()) if p.property == GAP)


def test_acts_are_compared_letter_case_aside():
    statements = tuple(
        s if s.id != "no-early-mri" else statement("no-early-mri", "do-not", act="Early MRI") for s in STATEMENTS
    )
    rules = tuple(
        r if r.id != "I-OPEN" else rule("I-OPEN", "imaging", "wound in (open, closed)", "early-mri") for r in RULES
    )
    assert failing(sound(rules=rules, statements=statements), CONTRADICTION)


EXCLUSIVE = [
    (("wheels", "feet"), "no statement 'wheels'"),
    (("drug",), "two under 'exclusive'"),
    (("drug", "review"), ""),
    (("drug", "sheet"), ""),
    (("drug", "twin"), "'twin' is a statement and a handout block"),
]


@pytest.mark.parametrize(("named", "words"), EXCLUSIVE)
def test_statements_may_exclude_each_other_and_nothing_more(named, words):
    blocks = (Block("sheet", "Later", "Text."), Block("twin", "Later", "Text."))
    made = sound(invariants=(invariant("i", "always", exclusive=named),))
    made = msgspec.structs.replace(made, decision=msgspec.structs.replace(made.decision, blocks=blocks))
    sections = tuple(
        msgspec.structs.replace(s, statements=(*s.statements, statement("twin"))) if s is made.sections[0] else s
        for s in made.sections
    )
    found = [p.message for p in check_guideline(msgspec.structs.replace(made, sections=sections), {})]
    mine = [m for m in found if "wheels" in m or "invariant" in m or "handout block" in m]
    assert any(words in m for m in mine) if words else mine == []


def test_a_topic_that_is_no_part_says_so_in_a_rule_that_is_always_true():
    assert failing(emergency((asked("x", "yes-no"),), ("x", "not x", "not known(x)")), GAP) == []
    plain = with_rules(rule("T-ALL", "treatment", "always", "physio"), without=("T-OPEN", "T-REST", "T-UNKNOWN"))
    assert "but T-ALL, always true" in failing(plain, GAP)[0].detail


WRONG = [("wound is open", "says 'when: always'"), ("always", "topic treatment has other rules")]


@pytest.mark.parametrize(("when", "words"), WRONG)
def test_a_topic_is_a_part_of_the_guideline_or_is_not(when, words):
    made = msgspec.structs.replace(rule("T-NONE", "treatment", when, "physio"), not_applicable=True)
    assert any(words in p.message for p in check_guideline(with_rules(made), {}))


ROUNDED = Derived("z", "Z", "u", formula.parse("x / y * y"))
XY = (quantity("x", ("u", 0, 10, 1)), quantity("y", ("u", 1, 9, 1)))


@pytest.fixture
def short(monkeypatch):
    """An engine that computes a little too little."""
    derive = Walk.derive

    def too_little(walk):
        derive(walk)
        if walk.values.get("z") is not None and not walk.values.get("short"):
            walk.values |= {"z": walk.values["z"] - Decimal("0.01"), "short": True}

    monkeypatch.setattr(Walk, "derive", too_little)


def test_a_formula_that_divides_meets_its_cut():
    proofs = prove(emergency(XY, ("z < 1", "z >= 1", "not known(z)"), (ROUNDED,)))
    assert [p for p in proofs if p.property in (CUTS, REPLAYED) and not p.holds] == []


@pytest.mark.usefixtures("short")
def test_the_patient_of_a_cut_on_the_wrong_side_is_the_one_who_has_it():
    found = failing(emergency(XY, ("z < 1", "z >= 1", "not known(z)"), (ROUNDED,)), CUTS)
    (first,) = [p for p in found if "rule R0: z < 1 is decided on the wrong side" in p.detail][:1]
    assert Decimal("0.99") <= Decimal(first.witness["x"]["value"]) - Decimal("0.01") < 1
    assert Decimal(first.witness["x"]["value"]) >= 1


@pytest.mark.usefixtures("short")
def test_what_the_program_does_not_show_is_told_in_words():
    third = Derived("z", "Z", "u", formula.parse("x / 3 * 3"))
    whens = ("z < 1", "z >= 1", "not known(z)")
    details = [p.detail for p in failing(emergency(XY[:1], whens, (third,)), REPLAYED)]
    assert "the program does not show what the proof of “cuts” found: rule R" in " ".join(details)


def test_a_cut_is_written_with_all_its_digits():
    whens = ("x < 1.000003", "x >= 1.000003", "not known(x)")
    proofs = prove(emergency(XY[:1], whens))
    assert next(p.detail for p in proofs if p.property == CUTS).startswith("x 1.000003 (below")


def test_the_program_leaves_out_of_a_patient_what_is_not_needed():
    broken = sound(invariants=(invariant("n", "wound is open", never=("explore",)),))
    more = {"flags": ["cauda", "ischaemia"], "wound": "open", "pain": "yes", "sex": "male"}
    there = smallest(Engine(broken), Present("explore", "n"), {**more, "flags": []})
    assert there[1] == {"wound": "open"}
    both = smallest(Engine(broken), Together("stop-cauda", "no-block"), more)
    assert both[1] == {"flags": {"cauda": "yes"}}


BAD = [
    (asked("day", "date", earliest=date(2030, 1, 1)), "is after the review"),
    (quantity("n", ("u", -10, 10, 1)), "lies between 0 and 999999.999999"),
    (quantity("n", ("u", 0, 1_000_000, 1)), "lies between 0 and 999999.999999"),
]


@pytest.mark.parametrize(("wrong", "words"), BAD)
def test_what_nobody_can_answer_is_refused_at_its_place(wrong, words):
    made = sound(pages=(*PAGES, Page("bad", "Bad", (wrong,))))
    assert any(words in p.message for p in check_guideline(made, {}))
