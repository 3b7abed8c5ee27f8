"""Each property holds of a sound guideline, and each planted fault is found with a patient who shows it."""

import subprocess
import sys
from decimal import Decimal

import msgspec
import pytest

from db import condition, formula
from db.guideline import Conflict, Derived, Page, Rule, Unit
from db.proof import find, prove
from db.proof_claims import CONTRADICTION, CUTS, DEAD, GAP, INVARIANT, PATHS, PROPERTIES, SOUND, UNKNOWN
from desktop.core.answers import read_facts
from desktop.core.engine import Engine
from desktop.core.replay import replays
from tests.db.proof_fixtures import (
    DERIVED,
    PAGES,
    RULES,
    STATEMENTS,
    invariant,
    sound,
    with_rules,
)
from tests.small import asked, rule, statement


def long_guideline():
    """Eighteen pages, all of which one patient is asked."""
    names = [f"q{n}" for n in range(18)]
    pages = tuple(Page(name, name, (asked(name, "yes-no"),)) for name in names)
    rules = [rule(f"R{n}", "cause", f"{name}", f"s{n}") for n, name in enumerate(names)]
    return sound(rules, pages, tuple(statement(f"s{n}") for n in range(18)), (), ())


KILO = Unit("kg", Decimal(25), Decimal(300))
FAULTS = {
    "a topic without a rule for unknown": (with_rules(without=("T-UNKNOWN",)), GAP, "treatment"),
    "an unconditional rule is no answer": (
        with_rules(
            rule("T-UNKNOWN", "treatment", "wound is open or not wound is open or not known(wound)", "ask-wound"),
            without=("T-OPEN", "T-REST"),
        ),
        GAP,
        "treatment",
    ),
    "do and do not": (
        with_rules(rule("I-OPEN", "imaging", "wound in (open, closed)", "early-mri")),
        CONTRADICTION,
        "early-mri",
    ),
    "two that exclude each other": (
        with_rules(rule("I-NOW", "imaging", "wound is none or wound is closed", "mri-now")),
        CONTRADICTION,
        "one-mri",
    ),
    "a rule that never fires": (
        with_rules(rule("P-NEVER", "pain", "pain and crcl < 30 and crcl >= 60", "ask-pain")),
        DEAD,
        "P-NEVER",
    ),
    "a rule behind a stop": (with_rules(rule("C-FLAG", "cause", "flags has cauda", "injury")), DEAD, "C-FLAG"),
    "an input that changes nothing": (
        sound(pages=(*PAGES, Page("idle", "Idle", (asked("idle", "yes-no"),)))),
        DEAD,
        "idle",
    ),
    "choices that never differ": (
        sound(
            pages=(
                PAGES[0],
                Page(
                    "wound",
                    "Wound",
                    (asked("wound", "one-of", "none", "closed", "open", "burn", "crush"), PAGES[1].inputs[1]),
                ),
                *PAGES[2:],
            )
        ),
        DEAD,
        "burn and crush",
    ),
    "a mark without effect": (
        sound(
            pages=(Page("flags", "Flags", (asked("flags", "any-of", "cauda", "ischaemia", "itch"),)), *PAGES[1:]),
            rules=tuple(
                r
                if r.id != "E-NONE"
                else rule("E-NONE", "emergency", "not flags has cauda and not flags has ischaemia", "no-flag")
                for r in RULES
            ),
            invariants=(),
        ),
        DEAD,
        "itch",
    ),
    "unknown adds a line": (
        with_rules(rule("P-DRUG", "pain", "pain and not (known(crcl) and crcl < 30)", "drug")),
        UNKNOWN,
        "(a) drug",
    ),
    "unknown removes a warning": (
        with_rules(rule("E-KIDNEY", "emergency", "pain and not known(creatinine)", "stop-leg")),
        UNKNOWN,
        "(b) no-drug",
    ),
    "unknown removes a warning that no open line can name": (
        sound(statements=tuple(s if s.id != "no-drug" else statement("no-drug", "do-not") for s in STATEMENTS)),
        UNKNOWN,
        "(b) no-drug",
    ),
    "unknown allows what a warning withheld": (
        with_rules(rule("I-OPEN", "imaging", "wound is open or not known(injury_date)", "early-mri")),
        UNKNOWN,
        "(c) early-mri",
    ),
    "never": (sound(invariants=(invariant("n", "crcl < 60", never=("drug",)),)), INVARIANT, "drug is given"),
    "never, while it is not known": (
        sound(invariants=(invariant("n", "wound is open", never=("ask-wound",)),)),
        INVARIANT,
        "ask-wound is given",
    ),
    "always": (
        sound(invariants=(invariant("a", "wound is open", always=("explore",)),)),
        INVARIANT,
        "explore is missing",
    ),
    "a cut that turns nothing": (
        with_rules(rule("P-CUT", "pain", "pain and (crcl < 45 or crcl >= 45)", "ask-pain")),
        CUTS,
        "crcl 45",
    ),
    "a part of a rule that nobody meets": (
        with_rules(rule("P-HIGH", "pain", "weight < 20 and pain", "ask-pain")),
        DEAD,
        "column 1",
    ),
    "an idle quantity": (
        sound(pages=(*PAGES, Page("idle", "Idle", (asked("idle", "quantity", units=(KILO,)),)))),
        DEAD,
        "kg for: idle = 25, kg",
    ),
    "an idle date": (sound(pages=(*PAGES, Page("idle", "Idle", (asked("idle", "date"),)))), DEAD, "idle"),
    "idle choices": (
        sound(pages=(*PAGES, Page("idle", "Idle", (asked("idle", "any-of", "a", "b"),)))),
        DEAD,
        "as with [] for: idle = [a]",
    ),
    "an idle choice": (
        sound(pages=(*PAGES, Page("idle", "Idle", (asked("idle", "one-of", "a", "b"),)))),
        DEAD,
        "as with b for: idle = a",
    ),
    "a derived quantity that never meets its cut": (
        with_rules(rule("P-CUT", "pain", "pain and crcl > 200000", "ask-pain")),
        CUTS,
        "which is never met",
    ),
    "a cut out of range": (
        with_rules(rule("P-CUT", "pain", "pain and weight >= 10 and weight < 301", "ask-pain")),
        CUTS,
        "weight",
    ),
    "a path too long": (long_guideline(), PATHS, "17 beyond"),
}


def test_every_property_holds_of_a_sound_guideline():
    proofs = prove(sound())
    assert [(p.property, p.holds) for p in proofs] == [(name, True) for name in PROPERTIES]
    assert all(p.detail for p in proofs)


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(name):
    guideline, property_, words = FAULTS[name]
    found = [f for f in find(guideline) if not f.holds and f.property == property_ and words in f.detail]
    assert found
    engine = Engine(guideline)
    for finding in found:
        assert replays(engine, finding.claim, finding.small), finding.detail
        assert replays(engine, finding.claim, finding.full), finding.detail


@pytest.mark.parametrize("name", FAULTS)
def test_no_answer_of_a_witness_can_be_left_out(name):
    guideline, property_, words = FAULTS[name]
    finding = next(f for f in find(guideline) if not f.holds and f.property == property_ and words in f.detail)
    assert len(finding.small) <= len(finding.full)
    assert len(finding.small) <= 9 or property_ == PATHS


REFUSED = Conflict("no-man", condition.parse("sex is male and wound is closed"), "Correct one.")


def refusing(guideline, *conflicts):
    return msgspec.structs.replace(guideline, decision=msgspec.structs.replace(guideline.decision, conflicts=conflicts))


def test_answers_that_the_program_refuses_break_nothing():
    guideline = with_rules(rule("NEW", "cause", "sex is male and wound is closed", "injury"))
    assert not any(f.property == DEAD for f in find(guideline) if not f.holds)
    assert any(f.property == DEAD and "NEW" in f.detail for f in find(refusing(guideline, REFUSED)) if not f.holds)


def test_a_witness_holds_no_answers_that_the_program_refuses():
    broken = sound(invariants=(invariant("n", "wound is closed", never=("physio",)),))
    refused = refusing(broken, REFUSED)
    patients = [f.full for f in find(refused) if f.full]
    assert any("sex" in answers for answers in patients)
    for answers in patients:
        read_facts(refused.decision, {"answers": answers}, refused.reviewed)


def test_a_number_that_only_refuses_answers_needs_no_rule_that_turns():
    heavy = Conflict("heavy", condition.parse("weight > 250 and wound is closed"), "Correct one.")
    assert all(p.holds for p in prove(refusing(sound(), heavy)))


BAD = {
    "a cycle": (
        sound(
            derived=(
                *DERIVED,
                Derived("a", "A", "x", formula.parse("b + 1")),
                Derived("b", "B", "x", formula.parse("a + 1")),
            )
        ),
        "rest on themselves: a, b",
    ),
    "an undeclared name": (with_rules(rule("T-OPEN", "treatment", "wond is open", "explore")), "wond is not declared"),
    "an undeclared statement": (
        with_rules(rule("T-OPEN", "treatment", "wound is open", "exlore")),
        "exlore is not declared",
    ),
    "a division by zero": (
        sound(derived=(*DERIVED, Derived("bad", "Bad", "x", formula.parse("100 / (weight - 70)")))),
        "bad may divide by zero: weight = 70, kg",
    ),
    "a derived quantity that tests what is known": (
        sound(
            derived=(*DERIVED, Derived("bad", "Bad", "x", formula.parse("weight"), condition.parse("not known(age)")))
        ),
        "bad tests known(…)",
    ),
    "a formula that tests what is known": (
        sound(derived=(*DERIVED, Derived("bad", "Bad", "x", formula.parse("weight * (2 if known(pain) else 1)")))),
        "bad tests known(…)",
    ),
    "too many rules": (
        sound(rules=tuple(Rule(f"R{n}", "cause", condition.parse("pain")) for n in range(20_001))),
        "more than",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_makes_no_sense_is_reported_and_nothing_is_claimed(name):
    guideline, words = BAD[name]
    proofs = prove(guideline)
    assert {p.property for p in proofs} == {SOUND}
    assert any(words in p.detail for p in proofs)


def test_a_guarded_division_is_no_fault():
    derived = Derived("good", "Good", "x", formula.parse("(100 / (weight - 70) if weight > 70 else 0)"))
    only_if = Derived("fine", "Fine", "x", formula.parse("100 / (weight - 70)"), condition.parse("weight > 70"))
    assert all(p.property != SOUND for p in prove(sound(derived=(*DERIVED, derived, only_if))))


def test_derived_quantities_are_tied_to_their_inputs():
    bounded = with_rules(rule("P-HIGH", "pain", "pain and crcl > 9000", "ask-pain"))
    assert any(f.property == DEAD and "P-HIGH" in f.detail for f in find(bounded))
    reached = with_rules(rule("P-HIGH", "pain", "pain and crcl > 900", "ask-pain"))
    assert not any(f.property == DEAD and "P-HIGH" in f.detail for f in find(reached))


def test_two_derived_quantities_share_their_inputs():
    half = Derived("half", "Half", "kg", formula.parse("weight / 2"), condition.parse("always"))
    guideline = with_rules(rule("P-BOTH", "pain", "pain and half > 100 and weight < 150", "ask-pain"))
    guideline = sound(rules=guideline.decision.rules, derived=(*DERIVED, half))
    assert any(f.property == DEAD and "P-BOTH" in f.detail for f in find(guideline))


def test_dates_are_whole_days():
    guideline = with_rules(rule("I-DAY", "imaging", "days > 10 and days < 11", "ask-wound"))
    assert any(f.property == DEAD and "I-DAY" in f.detail for f in find(guideline))


def test_what_takes_too_long_is_not_claimed_to_hold():
    proofs = prove(sound(), seconds=-1.0)
    assert proofs
    assert not any(p.holds for p in proofs)
    assert {p.detail for p in proofs} == {"not decided: out of time"}


def test_ten_thousand_rules_are_bounded():
    flags = [f"flag{n}" for n in range(50)]
    pages = tuple(
        Page(f"p{n}", f"P{n}", tuple(asked(f, "yes-no") for f in flags[n * 5 : n * 5 + 5])) for n in range(10)
    )
    rules = tuple(
        rule(f"R{n}", "cause", f"{flags[n % 50]} and not {flags[(n * 7 + 1) % 50]}", "injury") for n in range(10_000)
    )
    proofs = prove(sound(rules, pages, STATEMENTS, (), ()), seconds=5.0)
    assert {p.property for p in proofs} <= set(PROPERTIES)


def test_numbers_of_other_units_are_written_in_a_unit_that_holds_them():
    unit = (Unit("µmol/L", Decimal(100), Decimal(200)), Unit("mg/dL", Decimal(3), Decimal(4), Decimal(100)))
    pages = (*PAGES[:3], Page("kidney", "Kidney", (asked("creatinine", "quantity", units=unit),)))
    rules = (rule("C", "cause", "creatinine >= 350", "injury"), rule("D", "cause", "creatinine < 350", "no-injury"))
    guideline = sound(rules, pages, STATEMENTS, (), (invariant("n", "creatinine >= 350", never=("injury",)),))
    witness = next(p.witness for p in prove(guideline) if p.property == INVARIANT and not p.holds)
    assert witness["creatinine"]["unit"] == "mg/dL"


def test_the_running_program_does_not_load_the_solvers():
    code = "import sys, desktop.core.plan, db.store; print(sorted({'z3', 'pysat'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
