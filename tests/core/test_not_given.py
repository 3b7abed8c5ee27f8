"""What is missing for a line that is not given really brings it, and what excluded one really does."""

import random
from types import MappingProxyType

import msgspec
import pytest

from db import condition, formula
from db.guideline import Conflict, Derived
from desktop.core.answers import read_facts
from desktop.core.engine import Engine
from desktop.core.not_given import kept_words, not_fired, not_given
from desktop.core.planner import make_plan
from desktop.core.wire import plan_json
from tests.core import naive
from tests.core.naive import Naive
from tests.core.patients import Patients, exact
from tests.core.test_completions import BMI, SINCE, facts_of, made
from tests.shipped import shipped
from tests.small import RULES, TODAY, guideline, rule

PATIENTS = 25
TRIES = 8000


def few_unknown(patients, inputs, rng):
    """A patient of whom three answers are not known, none of them a number or a date, whose reach is only estimated."""
    answers = patients.one()
    for asked in inputs:
        if asked.kind == "any-of":
            answers[asked.key] = {c.value: False for c in asked.choices}
        while answers[asked.key] is None:
            answers[asked.key] = patients.one()[asked.key]
    answers |= {"pattern": "several_nerves", "pain": True}
    for asked in rng.sample([i for i in inputs if i.choices or i.kind == "yes-no"], 3):
        marks = {c.value: False for c in asked.choices}
        answers[asked.key] = {**marks, rng.choice(list(marks)): None} if asked.kind == "any-of" else None
    return {key: MappingProxyType(v) if isinstance(v, dict) else v for key, v in answers.items()}


def test_what_is_missing_brings_the_rule_when_it_is_given():
    made, rng = shipped(), random.Random(7)
    on, inputs = made.reviewed, list(made.decision.inputs())
    engine, other = Engine(made), Naive(made)
    patients = Patients(made, on, rng)
    conditions = {r.id: naive.condition(r.when.text) for r in made.decision.rules}
    conflicts = [naive.condition(c.when.text) for c in made.decision.conflicts]
    checked = 0
    for _patient in range(PATIENTS):
        answers = few_unknown(patients, inputs, rng)
        if any(c(exact(answers)) == 2 for c in conflicts):
            continue
        plan = make_plan(engine, patients.facts(answers))
        for silent in (s for s in not_fired(plan) if s.state != "excluded"):
            keys = {(b.input, b.choice) for b in silent.because if b.input not in engine.derived}
            in_force = {**answers, **dict.fromkeys(plan.inert)}
            missing = {
                key for key, value in in_force.items() if value is None or None in getattr(value, "values", list)()
            }
            assert {key for key, _choice in keys} <= missing
            assert brings(conditions[silent.rule.id], in_force, missing, other, patients), (silent.rule.id, keys)
            checked += 1
    assert checked > PATIENTS


def brings(applies, answers, missing, other, patients):
    """Is there a way to give what is missing with which the rule applies?"""
    for _try in range(TRIES):
        drawn = exact(patients.one())
        tried = {k: filled(exact(answers)[k], drawn[k]) if k in missing else v for k, v in exact(answers).items()}
        if applies(other.values(tried, patients.on)) == 2:
            return True
    return False


def filled(value, drawn):
    if isinstance(value, dict):
        return {c: drawn[c] if mark is None else mark for c, mark in value.items()}
    return drawn


def plan_of(**answers):
    made = guideline()
    return make_plan(Engine(made), read_facts(made.decision, {"answers": {"flags": [], **answers}}, TODAY))


def kept(plan):
    return {silent.rule.id: kept_words(silent) for silent in not_fired(plan)}


def test_words_for_what_kept_a_rule():
    plan = plan_of(age="65", sex="male", wound="none", worsening="no", pain="yes", weight="60", creatinine="unknown")
    words = kept(plan)
    assert words["R-OPEN"] == "Excluded by: Wound = None"
    assert words["R-DRUG"] == "Not known: Creatinine"
    assert kept(plan_of())["R-OPEN"] == "Not asked yet: Wound"


def test_what_cannot_be_computed_is_excluded_and_not_missing():
    words = kept(plan_of(age="12", sex="male", wound="none", worsening="no", pain="yes", weight="60"))
    assert words["R-DRUG"] == "Excluded by: Creatinine clearance = Not known"


def test_an_answer_out_of_force_changes_no_words():
    made, rng = shipped(), random.Random(5)
    engine, patients = Engine(made), Patients(made, made.reviewed, rng)
    changed = 0
    for _patient in range(PATIENTS):
        plan = make_plan(engine, patients.facts(patients.one()))
        in_force = {key: answer for key, answer in plan.facts.answers.items() if key not in plan.inert}
        same = make_plan(engine, patients.facts(in_force))
        assert (same.lines, same.open, same.inert) == (plan.lines, plan.open, ())
        assert not_fired(same) == not_fired(plan)
        without, whole = plan_json(same, why=True), plan_json(plan, why=True)
        assert without == {**whole, "inert": []}
        changed += bool(plan.inert)
    assert changed > PATIENTS / 2


def test_an_answer_on_a_branch_no_longer_taken_is_no_reason():
    small = guideline(
        rules=(*RULES, rule("R-NO-DATE", "cause", "wound is closed and not known(injury_date)", "follow"))
    )
    answers = {"flags": [], "wound": "unknown", "worsening": "no", "pain": "no", "injury_date": "2026-11-01"}
    plan = make_plan(Engine(small), read_facts(small.decision, {"answers": answers}, TODAY))
    assert ("injury_date" in plan.inert, kept(plan)["R-NO-DATE"]) == (
        True,
        "Not known: Wound",
    )


def test_a_rule_that_a_number_bars_waits_for_no_question():
    small = made("bmi > 90", "drugs has two")
    plan = make_plan(Engine(small), facts_of(small, weight="90"))
    assert (plan.open, kept(plan)["R"]) == (("drugs",), "Excluded by: Weight = 90\u00a0kg")


def test_what_the_formula_leaves_idle_is_not_said_to_be_missing():
    small = made("bmi > 90 and drugs has one")
    plan = make_plan(Engine(small), facts_of(small, weight="90", drugs="unknown"))
    assert kept(plan)["R"] == "Excluded by: Weight = 90\u00a0kg"
    assert [line.text for line in plan.lines if line.id == "open:drugs"] == []


def test_what_two_answers_that_clash_would_bring_is_only_not_known():
    small = guideline()
    conflict = Conflict("BOTH", condition.parse("wound is open and worsening"), "Not both.")
    small = msgspec.structs.replace(small, decision=msgspec.structs.replace(small.decision, conflicts=(conflict,)))
    answers = {"flags": [], "wound": "unknown", "worsening": "yes", "pain": "no"}
    plan = make_plan(Engine(small), read_facts(small.decision, {"answers": answers}, TODAY))
    assert kept(plan)["R-OPEN"] == "Not known: Wound"


def test_after_two_stops_one_of_them_is_reason_enough():
    assert kept(plan_of(flags=["cauda", "ischaemia"]))["R-FOLLOW"] == "Excluded by: Flags: Cauda = Yes"


def test_one_mark_is_named_and_not_the_whole_answer():
    made = plan_of(flags={"cauda": "no", "ischaemia": "unknown"})
    assert kept(made)["R-CAUDA"] == "Excluded by: Flags: Cauda = No"
    assert kept(made)["R-LEG"] == "Not known: Flags: Ischaemia"
    assert kept(plan_of(flags=[]))["R-CAUDA"] == "Excluded by: Flags = None of the 2"


def test_lines_stand_under_what_keeps_them_and_what_is_missing_first():
    plan = plan_of(age="65", sex="male", wound="none", worsening="no", pain="unknown")
    groups = not_given(plan)
    assert groups[0].words.startswith("Not known: Pain")
    given = {line.id for line in plan.lines}
    named = [statement.id for group in groups for statement, _rules in group.lines]
    everything = {s for s, one in plan.engine.guideline.statements().items() if one.kind != "info"}
    assert set(named) == everything - given


def test_a_line_of_several_rules_is_told_once_with_what_keeps_all_of_them():
    one = made("child and weight < 60", "child and weight >= 60", "drugs has one and not child", derived=())
    words = kept_line(one, "explore", child="no", drugs=[])
    assert words == "Excluded by: Child = No; Drugs = None of the 2"
    assert kept_line(one, "explore", child="yes", weight="unknown") == "Not known: Weight"


def kept_line(one, key, **answers):
    """What keeps one line from the plan."""
    groups = not_given(make_plan(Engine(one), facts_of(one, **answers)))
    (words,) = (group.words for group in groups for statement, _rules in group.lines if statement.id == key)
    return words


INDEX = msgspec.structs.replace(BMI, only_if=condition.parse("always"))
DOSE = Derived("dose", "Dose", "mg", formula.parse("bmi * 1"), condition.parse("not child"))


@pytest.mark.parametrize("answers", [{"child": "yes"}, {"child": "unknown"}, {"child": "yes", "weight": "50"}])
def test_a_quantity_that_rests_on_another_which_was_never_asked_for_is_explained(answers):
    small = made("dose >= 25", "dose < 25", "not known(dose)", derived=(INDEX, DOSE))
    plan = make_plan(Engine(small), facts_of(small, **answers))
    words = kept(plan)
    assert all("Child" in words[name] or "Dose" in words[name] for name in ("R", "M0"))
    assert [b.input for line in plan.lines if line.id == "explore" for b in line.because] == ["dose", "child"]


@pytest.mark.parametrize("answers", [{}, {"child": "yes"}])
def test_a_number_of_days_that_no_date_brings_is_explained_before_the_date_is_asked(answers):
    small = made("since < 0", "since >= 0", "not known(since)", derived=(SINCE,))
    words = kept(make_plan(Engine(small), facts_of(small, **answers)))
    assert (words["R"], words["M0"]) == ("", "Not asked yet: Seen")
