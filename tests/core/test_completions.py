"""Nothing is asked that can decide nothing more, for a derived quantity hangs on what is given."""

from decimal import Decimal

import msgspec
import pytest

from db import condition, formula
from db.guideline import Derived, Due, Invariant, Line, Page, Unit
from db.proof_claims import INVARIANT
from db.proof_domain import Domain
from db.proof_paths import paths
from db.proof_search import Search
from desktop.core.answers import read_facts
from desktop.core.asking import compare
from desktop.core.engine import Engine
from desktop.core.not_given import not_fired
from desktop.core.planner import make_plan
from desktop.core.prove import ASKED, REPLAYED, prove
from tests.small import TODAY, asked, guideline, rule

KILOGRAMS, METRES = Unit("kg", Decimal(20), Decimal(200)), Unit("m", Decimal(1), Decimal(2))
INPUTS = (
    asked("flags", "any-of", "cauda"),
    asked("weight", "quantity", units=(KILOGRAMS,)),
    asked("child", "yes-no"),
    asked("height", "quantity", units=(METRES,)),
    asked("seen", "date"),
    asked("drugs", "any-of", "one", "two"),
)
BMI = Derived("bmi", "BMI", "kg/m", formula.parse("weight / (height * height)"), condition.parse("not child"))
DOUBLE = Derived("double", "Double", "kg", formula.parse("bmi * 2"))
SINCE = Derived("since", "Since", "days", formula.parse("today - seen"))


def made(text, *more, derived=(BMI, DOUBLE, SINCE), due=None):
    base = guideline()
    rules = (
        rule("STOP", "emergency", "flags has cauda", "stop-cauda"),
        rule("R", "cause", text, "explore"),
        *(rule(f"M{n}", "cause", when, "explore") for n, when in enumerate(more)),
    )
    if due:
        rules = (*rules[:1], msgspec.structs.replace(rules[1], lines=(Line("explore", Due(9, due, "source")),)))
    pages = tuple(Page(i.key, i.key, (i,)) for i in INPUTS)
    decision = msgspec.structs.replace(
        base.decision, pages=pages, derived=derived, rules=rules, invariants=(), conflicts=(), blocks=()
    )
    return msgspec.structs.replace(base, decision=decision)


def facts_of(one, **answers):
    return read_facts(one.decision, {"answers": {"flags": [], **answers}}, TODAY)


def pending(text, *more, due=None, **answers):
    one = made(text, *more, due=due)
    return set(Engine(one).step(facts_of(one, **answers)).pending)


PENDING = [
    ("bmi > 100", {}, {"weight", "child", "height"}),
    ("bmi > 100", {"weight": "90"}, set()),  # at most 90, at a height of 1 m
    ("bmi >= 90", {"weight": "90"}, {"child", "height"}),
    ("bmi > 90", {"weight": "90"}, set()),
    ("bmi > 100", {"weight": "150", "child": "yes"}, set()),
    ("weight < 50 and bmi > 60", {}, set()),
    ("weight < 50 and bmi >= 50", {}, set()),  # 50 is not below 50
    ("weight <= 50 and bmi >= 50", {}, {"weight", "child", "height"}),
    ("weight < 50 and bmi > 45 and drugs has one", {"weight": "46"}, {"child", "height", "drugs"}),
    ("weight < 50 and bmi > 45 and drugs has one", {"weight": "44"}, set()),
    ("child and bmi > 20", {}, set()),
    ("double > 200", {"weight": "90"}, set()),
    ("double > 170", {"weight": "90"}, {"child", "height"}),
    ("since < 0", {}, set()),
    ("since >= 0", {}, {"seen"}),
    ("known(seen) and since > 10", {"seen": "unknown"}, set()),
    ("not known(bmi)", {"weight": "unknown"}, set()),
    ("bmi > 20 and since > 10", {"weight": "90", "child": "no", "height": "2"}, {"seen"}),
    ("bmi > 23 and since > 10", {"weight": "90", "child": "no", "height": "2"}, set()),  # 22.5
]


@pytest.mark.parametrize(("text", "answers", "keys"), PENDING)
def test_only_what_decides_is_asked(text, answers, keys):
    assert pending(text, **answers) == keys


def test_a_date_is_asked_for_only_where_the_line_may_stand():
    assert "seen" in pending("bmi >= 90", due="seen", weight="90")
    assert pending("bmi > 90", due="seen", weight="90") == set()


def test_a_rule_that_can_no_longer_be_true_is_excluded_by_what_is_given():
    one = made("bmi > 90")
    facts = facts_of(one, weight="90")
    step = Engine(one).step(facts)
    assert [r.id for r in step.excluded] == ["STOP", "R"]
    silent = next(n for n in not_fired(make_plan(Engine(one), facts)) if n.rule.id == "R")
    assert (silent.state, [b.input for b in silent.because]) == ("excluded", ["weight"])


def test_a_rule_that_is_true_however_it_is_completed_fires():
    one = made("bmi < 300 or not known(bmi)")
    step = Engine(one).step(facts_of(one))
    assert ("R" in [r.id for r in step.fired], step.pending) == (True, ())


def test_a_stop_that_is_true_however_it_is_completed_ends_the_questions():
    one = made("weight < 50")
    stop = rule("STOP", "emergency", "bmi < 300 or not known(bmi)", "stop-cauda")
    one = msgspec.structs.replace(one, decision=msgspec.structs.replace(one.decision, rules=(stop,)))
    step = Engine(one).step(facts_of(one, weight="60"))
    assert [r.id for r in step.stops] == ["STOP"]


def with_stop(when, *rules, derived=(BMI,)):
    one = made("drugs has one", *rules, derived=derived)
    rules = (rule("STOP", "emergency", when, "stop-cauda"), *one.decision.rules[1:])
    return msgspec.structs.replace(one, decision=msgspec.structs.replace(one.decision, rules=rules))


@pytest.mark.parametrize("when", ["bmi < 300 or not known(bmi)", "always"])
def test_a_stop_that_is_true_for_every_patient_ends_the_questions_before_the_first(when):
    one = with_stop(when)
    step = Engine(one).step(read_facts(one.decision, {"answers": {}}, TODAY))
    assert ([r.id for r in step.stops], step.page, step.pending) == (["STOP"], None, ())


def test_a_stop_that_no_answer_can_make_true_is_excluded_while_others_are_asked():
    one = with_stop("known(weight) and not known(weight) and known(bmi)", "weight < 50")
    facts = facts_of(one)
    step = Engine(one).step(facts)
    assert (step.unsettled_stops, "weight" in step.pending) == ((), True)
    assert not any(line.id.startswith("settle:") for line in make_plan(Engine(one), facts).lines)


TWICE = Derived("twice", "Twice", "kg", formula.parse("bmi * 2"), condition.parse("child"))
CONSTANT = [
    ("not known(twice)", {"child": "unknown"}, []),
    ("bmi < 300 or not known(bmi)", {}, []),
    ("drugs has one and not known(twice)", {"drugs": ["one"]}, ["drugs"]),
    ("not known(twice) and (child or not known(bmi))", {"child": "unknown"}, ["twice", "bmi", "child"]),
    ("bmi < 100 or not known(bmi)", {"weight": "90"}, ["weight"]),
    ("not known(twice)", {"child": "no", "weight": "50"}, []),
]


@pytest.mark.parametrize(("text", "answers", "because"), CONSTANT)
def test_a_rule_that_only_a_formula_settles_rests_on_the_fewest_answers(text, answers, because):
    one = made(text, derived=(BMI, TWICE))
    plan = make_plan(Engine(one), facts_of(one, **answers))
    line = next(x for x in plan.lines if x.id == "explore")
    assert [b.input for b in line.because] == because
    assert "R" not in [n.rule.id for n in not_fired(plan)]


def test_a_stop_that_an_answer_makes_true_however_it_is_completed_ends_the_questions():
    one = made("weight < 50")
    stop = rule("STOP", "emergency", "bmi < 100 or not known(bmi)", "stop-cauda")
    one = msgspec.structs.replace(one, decision=msgspec.structs.replace(one.decision, rules=(stop,)))
    engine = Engine(one)
    assert engine.step(facts_of(one, weight="150")).pending == ("child", "height")
    step = engine.step(facts_of(one, weight="90", child="no"))
    assert ([r.id for r in step.stops], step.pending) == (["STOP"], ())


def test_a_stop_that_waits_for_a_number_does_not_end_the_questions():
    one = made("drugs has one")
    stop = rule("STOP", "emergency", "bmi > 40", "stop-cauda")
    one = msgspec.structs.replace(one, decision=msgspec.structs.replace(one.decision, rules=(stop,)))
    step = Engine(one).step(facts_of(one, weight="90"))
    assert (step.stops, step.pending) == ((), ("child", "height"))


def test_a_number_that_a_rule_tests_twice_is_compared_on_either_side_of_each_cut():
    found = compare(made("weight < 50 or (weight > 90 and child)"))
    assert (found.differences, found.cases) == ((), 24)


@pytest.mark.parametrize("text", ["weight > 200", "child and not weight <= 200", "weight < 20 or child"])
def test_a_number_that_no_answer_passes_is_asked_for_in_vain(text):
    assert {d.name for d in compare(made(text)).differences} == {"weight"}
    assert compare(made(text.replace("200", "199").replace("20 ", "21 "))).differences == ()


def test_an_answer_hidden_behind_another_that_is_tested_twice_is_named():
    found = compare(made("(known(weight) and child) or (known(weight) and drugs has one)"))
    assert {d.name for d in found.differences} == {"child", "drugs"}


def test_a_path_that_the_program_never_takes_is_an_upper_bound(monkeypatch):
    monkeypatch.setattr("db.proof_paths.MOST_TRIES", 1)
    search = Search(Domain(made("bmi > 20")), 60.0, lambda _claim, _answers, _on: False)
    (found,) = paths(search)
    assert (found.claim, found.detail.endswith("beyond the first, at most (upper bound)")) == (None, True)


def test_the_check_says_where_a_question_may_be_in_vain():
    assert compare(made("bmi > 20")).too_wide == ()
    turning = Derived("bow", "Bow", "kg", formula.parse("weight * (100 - weight)"))
    found = compare(made("bow > 20", "bow > 5 and bmi > 3", derived=(BMI, turning))).too_wide
    assert found == ("bow may go both ways with weight", "rule M0 compares bow and bmi, both of weight")
    proof = next(p for p in prove(made("bow > 20", derived=(turning,))) if p.property == ASKED)
    assert proof.holds
    assert "may be asked in vain, for the range is wider than the numbers: bow may go both ways" in proof.detail


def test_an_open_rule_waits_for_what_can_still_turn_it():
    one = made("weight <= 90 and bmi >= 90 and drugs has one", "drugs has two")
    facts = facts_of(one, weight="90")
    silent = next(n for n in not_fired(make_plan(Engine(one), facts)) if n.rule.id == "R")
    assert (silent.state, [b.input for b in silent.because]) == ("not asked", ["child", "height", "drugs"])


THIN = Derived("thin", "Thin", "kg", formula.parse("(weight / 2 if child or drugs has one else height)"))


@pytest.mark.parametrize("drugs", [None, [], ["one"], "unknown"])
def test_a_quantity_is_computed_once_what_it_really_needs_is_known(drugs):
    one = made("thin >= 30", "thin < 30", "not known(thin)", derived=(THIN,))
    given = {"weight": "50", "child": "yes"} | ({} if drugs is None else {"drugs": drugs})
    facts = facts_of(one, **given)
    step = Engine(one).step(facts)
    assert step.values["thin"] == 25
    assert (step.pending, set(step.inert)) == ((), set() if drugs is None else {"drugs"})
    assert [r.id for r in step.fired] == ["M0"]
    (line,) = (x for x in make_plan(Engine(one), facts).lines if x.id == "explore")
    assert [b.input for b in line.because] == ["thin", "child", "weight"]


NOTHING = [
    ({"child": "yes", "weight": "unknown"}, ["thin", "weight", "child"]),
    ({"child": "unknown", "drugs": {"one": "unknown", "two": "no"}}, ["thin", "child", "drugs"]),
    ({"weight": "unknown", "height": "unknown"}, ["thin", "weight", "height"]),
    ({"weight": "50", "child": "no", "height": "unknown", "drugs": []}, ["thin", "child", "drugs", "height"]),
]


@pytest.mark.parametrize(("answers", "because"), NOTHING)
def test_a_quantity_that_cannot_be_computed_names_what_it_lacks_and_no_more(answers, because):
    one = made("not known(thin)", derived=(THIN,))
    plan = make_plan(Engine(one), facts_of(one, **answers))
    (line,) = (x for x in plan.lines if x.id == "explore")
    assert [b.input for b in line.because] == because


def test_the_proofs_compute_a_quantity_once_what_it_really_needs_is_known():
    one = made("thin >= 30", "thin < 30", "not known(thin)", derived=(THIN,))
    shown = msgspec.structs.replace(
        one.decision,
        invariants=(Invariant("i", condition.parse("not any(flags) and child and weight < 60"), always=("explore",)),),
    )
    assert [p for p in prove(msgspec.structs.replace(one, decision=shown)) if not p.holds and p.property in LIKE] == []


LIKE = (INVARIANT, REPLAYED, ASKED)
