"""The engine confirms the solver's patients, waits for nothing in vain, and runs the guideline's own cases."""

import itertools
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest

from db.guideline import Page
from db.problem import Place
from db.proof_claims import (
    PATHS,
    PROPERTIES,
    Absent,
    Alike,
    Apart,
    Forgotten,
    Gap,
    Level,
    Longest,
    Present,
    Side,
    Together,
    Unfired,
    Unsettled,
)
from desktop.core.asking import compare
from desktop.core.cases import check_cases, facts_of, readable
from desktop.core.engine import Engine, Walk
from desktop.core.exact import misplaced
from desktop.core.prove import ASKED, REPLAYED, prove
from desktop.core.replay import replays
from desktop.core.shown import pages_asked, pages_in_force
from tests.db.proof_fixtures import PAGES, STATEMENTS, invariant, sound, with_rules
from tests.shipped import pinned_cases, shipped, shipped_cases
from tests.small import asked, rule

ENGINE = Engine(sound())
CALM = {"flags": []}
KIDNEY = {"age": "40", "sex": "male", "weight": "54", "creatinine": {"value": "221", "unit": "µmol/L"}}


def test_a_sound_guideline_is_proved_and_replayed():
    proofs = prove(sound())
    assert [p.property for p in proofs] == [*PROPERTIES, ASKED, REPLAYED]
    assert all(p.holds for p in proofs), [p for p in proofs if not p.holds]


def test_a_witness_can_be_given_to_the_program_as_it_is():
    broken = sound(invariants=(invariant("n", "crcl < 60", never=("drug",)),))
    proof = next(p for p in prove(broken) if not p.holds)
    assert msgspec.json.decode(msgspec.json.encode(proof.witness)) == proof.witness
    assert replays(Engine(broken), Present("drug", "n"), proof.witness)


CLAIMS = [
    (Gap("treatment", ("T-OPEN",)), {**CALM, "wound": "closed"}, True),
    (Gap("treatment", ("T-OPEN",)), {**CALM, "wound": "open"}, False),
    (Gap("treatment", ("T-OPEN",)), CALM, False),
    (Gap("treatment", ("T-OPEN",)), {"flags": ["cauda"]}, False),
    (Gap("emergency", ("E-CAUDA",)), {"flags": "unknown"}, False),
    (Unsettled("E-CAUDA"), {"flags": "unknown"}, False),
    (Unsettled("E-CAUDA"), {}, False),
    (Together("explore", "early-mri"), {**CALM, "wound": "open"}, True),
    (Together("explore", "physio"), {**CALM, "wound": "open"}, False),
    (Present("drug", "no-drug-in-failure"), {**CALM, "pain": "yes", **KIDNEY}, False),
    (Absent("explore", "explore-open"), {**CALM, "wound": "open"}, False),
    (Unfired("T-OPEN", holds=False), {**CALM, "wound": "closed"}, True),
    (Unfired("T-OPEN", holds=True), {"flags": ["cauda"], "wound": "open"}, True),
    (Unfired("T-OPEN", holds=True), {**CALM, "wound": "open"}, False),
    (Alike("wound", "none"), {"flags": ["cauda"], "wound": "open"}, True),
    (Alike("wound", "none"), {**CALM, "wound": "open"}, False),
    (Level("crcl", Fraction(30), {"weight": "53"}), {**CALM, **KIDNEY}, True),
    (Level("crcl", Fraction(30), {"weight": "53"}), {**CALM, **KIDNEY, "pain": "yes"}, False),
    (Apart("weight", Fraction(54)), {"weight": "55"}, True),
    (Apart("weight", Fraction(54)), {"weight": "54"}, False),
    (Forgotten("a", "ask-pain", "pain", "unknown"), {**CALM, "wound": "open", "pain": "yes"}, False),
    (Forgotten("a", "explore", "pain", "unknown"), {**CALM, "wound": "open", "pain": "yes"}, False),
    (Forgotten("b", "stop-cauda", "flags", "unknown"), {"flags": ["cauda"]}, False),
    (Forgotten("b", "no-block", "flags", "unknown"), {"flags": ["cauda"]}, False),
    (Forgotten("c", "physio", "flags", "unknown"), {"flags": ["cauda"], "wound": "closed"}, False),
    (Side("P-DRUG", "crcl", True, {"weight": "53"}), {**CALM, "pain": "yes", **KIDNEY}, True),
    (Side("P-DRUG", "crcl", False, {"weight": "53"}), {**CALM, "pain": "yes", **KIDNEY}, False),
    (Longest(3), {**CALM, "wound": "closed", "pain": "yes"}, True),
    (Longest(3), {**CALM, "wound": "none", "pain": "no"}, False),
]


@pytest.mark.parametrize(("claim", "answers", "expected"), CLAIMS)
def test_a_claim_is_confirmed_only_where_it_is_true(claim, answers, expected):
    assert replays(ENGINE, claim, answers) is expected


def test_a_number_is_compared_on_the_right_side_of_a_cut():
    claim = Side("P-DRUG", "crcl", True, {"weight": "53"})
    assert list(misplaced(ENGINE, claim, {**CALM, "pain": "yes", **KIDNEY})) == []


def test_a_number_on_the_wrong_side_is_told(monkeypatch):
    derive = Walk.derive

    def rounded(walk):
        derive(walk)
        if walk.values.get("crcl") is not None:
            walk.values["crcl"] = walk.values["crcl"].quantize(Decimal(1))

    monkeypatch.setattr(Walk, "derive", rounded)
    claim = Side("P-DRUG", "crcl", True, {"weight": "53"})
    assert list(misplaced(ENGINE, claim, {**CALM, "pain": "yes", **KIDNEY}))


def test_a_patient_whom_the_engine_sees_otherwise_is_a_defect(monkeypatch):
    monkeypatch.setattr("desktop.core.prove.replays", lambda *_: False)
    proofs = prove(sound())
    assert not [p for p in proofs if p.property == REPLAYED and p.holds]
    assert [p for p in proofs if p.property == REPLAYED and not p.holds and p.witness]


def test_a_guideline_that_makes_no_sense_is_not_replayed():
    proofs = prove(with_rules(rule("T-OPEN", "treatment", "wond is open", "explore")))
    assert {p.property for p in proofs} == {"sound"}


# --- asking --------------------------------------------------------------------------------------------------------

EXACT = [
    "wound is open or wound is closed and pain",
    "crcl >= 15 and crcl < 30 and pain",
    "not (flags has cauda and pain) and any(flags)",
    "known(pain) and wound is open or not known(wound)",
    "pain and wound is open or not pain and wound is open",
    "always",
]
INEXACT = [
    "(wound is open or pain) and (wound is open or sex is male)",
    "(wound is open or pain) and wound is closed and sex is male",
]


@pytest.mark.parametrize("text", EXACT)
def test_parts_that_share_no_input_are_judged_exactly(text):
    assert compare(with_rules(rule("NEW", "cause", text, "injury"))).differences == ()


@pytest.mark.parametrize("text", INEXACT)
def test_a_question_asked_in_vain_is_found(text):
    found = compare(with_rules(rule("NEW", "cause", text, "injury"))).differences
    assert any("NEW: asks" in difference.text for difference in found)


def test_too_many_cases_are_told_and_not_run():
    names = [f"q{n}" for n in range(12)]
    pages = (*PAGES, *(Page(name, name, (asked(name, "yes-no"),)) for name in names))
    text = " or ".join(f"{a} and {b}" for a, b in itertools.pairwise(names))
    guideline = sound((rule("BIG", "cause", text, "injury"),), pages, STATEMENTS)
    assert "too many cases" in compare(guideline).differences[0].text


# --- cases ---------------------------------------------------------------------------------------------------------

CASES = [
    ({"answers": CALM, "expect": {"status": "open", "must": ["no-flag"], "never": ["stop-leg"]}}, None),
    ({"answers": CALM, "expect": {"status": "complete"}}, "status open, expected complete"),
    ({"answers": CALM, "expect": {"must": ["explore"]}}, "explore is missing"),
    ({"answers": CALM, "expect": {"never": ["no-flag"]}}, "no-flag must not be there"),
    ({"answers": CALM, "expect": {"must_words": ["nowhere"]}}, "'nowhere' is missing"),
    ({"answers": CALM, "expect": {"never_words": ["text of NO-FLAG"]}}, "'text of NO-FLAG' must not be there"),
    ({"answers": CALM, "expect": {"handout": ["help"]}}, "handout help is missing"),
    ({"answers": CALM, "expect": {"never_handout": ["help"]}}, None),
    ({"answers": CALM, "expect": {"must": ["explor"]}}, "explor is not a statement"),
    ({"answers": {"flags": ["x"]}, "expect": {}}, "x is not a choice"),
    ({"answers": CALM, "expects": {}}, "did you mean expect"),
    ({"answers": CALM, "expect": {"status": "open"}, "on": "2026-13-01"}, "not a day"),
    ("nothing", "write names"),
]


@pytest.mark.parametrize(("raw", "fault"), CASES)
def test_a_case_passes_or_says_what_is_wrong(raw, fault):
    done = check_cases(sound(), [(Place("cases/one.yaml", 3), raw)])
    assert done.passed == (fault is None)
    assert len(done.failed) == (fault is not None)
    assert fault is None or (fault in str(done.failed[0]) and str(done.failed[0]).startswith("cases/one.yaml:3: "))


def test_a_withheld_line_is_not_given():
    flags = {"flags": {"cauda": "no", "ischaemia": "unknown"}, "pain": "yes", "wound": "none", **KIDNEY}
    done = check_cases(sound(), [(Place("x", 1), {"answers": flags, "expect": {"never": ["drug"]}})])
    assert done.failed == ()


def test_the_day_of_a_case_is_its_own_or_that_of_the_review():
    guideline = sound()
    assert facts_of(guideline, {"on": "2026-10-01"}).on.isoformat() == "2026-10-01"
    assert facts_of(guideline, {}).on == guideline.reviewed


def test_the_median_path_of_the_cases_is_told():
    cases = [
        ("x", {"answers": {**CALM, "wound": "none", "pain": "no"}}),
        ("y", {"answers": {"flags": ["cauda"]}}),
        ("z", 1),
    ]
    proofs = prove(sound(), readable(sound(), cases))
    assert "the median of 1 cases is 1 beyond the first" in next(p for p in proofs if p.property == PATHS).detail


# --- the shipped guideline -----------------------------------------------------------------------------------------


def test_the_shipped_guideline_is_proved():
    proofs = prove(shipped(), readable(shipped(), shipped_cases()))
    assert [p for p in proofs if not p.holds] == []


def test_the_shipped_cases_pass():
    done = check_cases(shipped(), shipped_cases())
    assert done.failed == ()
    assert done.passed == len(shipped_cases())


def test_the_rules_say_what_they_said_when_they_were_pinned():
    assert check_cases(shipped(), pinned_cases()).failed == ()


def test_every_case_is_asked_no_page_twice():
    engine = Engine(shipped())
    for facts in readable(shipped(), shipped_cases()):
        pages = pages_asked(engine, facts)
        assert len(pages) == len(set(pages))
        assert engine.step(facts).stops or pages_in_force(engine, facts) == pages
