"""What is missing for a line that is not given really brings it, and what excluded one really does."""

import random
from types import MappingProxyType

from desktop.core.answers import read_facts
from desktop.core.engine import Engine
from desktop.core.not_given import kept_words, not_fired, not_given
from desktop.core.planner import make_plan
from tests.core import naive
from tests.core.naive import Naive
from tests.core.patients import Patients, exact
from tests.shipped import shipped
from tests.small import TODAY, guideline

PATIENTS = 25
TRIES = 400


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
            missing = {
                key for key, value in answers.items() if value is None or None in getattr(value, "values", list)()
            }
            assert {key for key, _choice in keys} <= missing
            assert brings(conditions[silent.rule.id], answers, missing, other, patients), (silent.rule.id, keys)
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
