"""Which rules fire, what is asked next, and what an answer is still good for."""

import itertools
import random
from decimal import Decimal

import msgspec
import pytest

from db import condition, formula
from db.guideline import Derived
from desktop.core.answers import read_facts
from desktop.core.engine import Engine
from tests.small import RULES, TODAY, guideline, rule

GUIDELINE = guideline()
ENGINE = Engine(GUIDELINE)
ADULT = {"flags": [], "age": "65", "sex": "male"}


def step_of(**answers):
    return ENGINE.step(read_facts(GUIDELINE.decision, {"answers": answers}, TODAY))


def ids(rules):
    return {r.id for r in rules}


QUESTIONS = [
    ({}, "flags"),
    ({"flags": []}, "person"),
    ({"flags": ["cauda"]}, None),
    ({"flags": "unknown"}, "person"),
    (ADULT, "wound"),
    ({**ADULT, "wound": "open"}, "injury"),
    ({**ADULT, "wound": "none"}, "pain"),
    ({**ADULT, "wound": "none", "pain": "no"}, None),
    ({**ADULT, "wound": "none", "pain": "unknown"}, None),
    ({**ADULT, "wound": "none", "pain": "yes"}, "kidney"),
    ({"flags": [], "age": "17", "sex": "male", "wound": "none", "pain": "yes"}, None),
    ({"flags": [], "age": "unknown", "sex": "male", "wound": "none", "pain": "yes"}, None),
]


@pytest.mark.parametrize(("answers", "page"), QUESTIONS)
def test_next_page(answers, page):
    found = step_of(**answers).page
    assert (found and found.id) == page


def test_only_what_still_matters_on_a_page_is_asked():
    step = step_of(**ADULT, wound="none", pain="yes", weight="unknown")
    assert step.values["crcl"] is None
    assert step.page is None


def test_a_stop_rule_ends_the_questions_and_makes_other_answers_inert():
    step = step_of(flags=["cauda"], wound="closed")
    assert ids(step.stops) == {"R-CAUDA"}
    assert step.inert == ("wound",)
    assert step.pending == ()


def test_unknown_is_neither_yes_nor_no():
    step = step_of(**{**ADULT, "flags": "unknown", "wound": "unknown", "worsening": "no", "pain": "no"})
    assert {"R-CAUDA", "R-CLOSED"} <= ids(step.unsettled)
    assert "R-WOUND" in ids(step.fired)
    assert not {"R-CLOSED", "R-SOON", "R-OPEN"} & ids(step.fired)


def test_the_order_of_answering_does_not_matter():
    answers = {**ADULT, "wound": "closed", "worsening": "no", "pain": "yes", "weight": "70"}
    facts = read_facts(GUIDELINE.decision, {"answers": answers}, TODAY)
    first = ENGINE.step(facts)
    for order in itertools.islice(itertools.permutations(answers), 0, 5040, 97):
        shuffled = read_facts(GUIDELINE.decision, {"answers": {k: answers[k] for k in order}}, TODAY)
        assert ENGINE.step(shuffled) == first


def test_back_and_change_equals_a_fresh_run():
    facts = read_facts(GUIDELINE.decision, {"answers": {**ADULT, "wound": "closed"}}, TODAY)
    changed = facts.with_answer("wound", "none")
    fresh = read_facts(GUIDELINE.decision, {"answers": {**ADULT, "wound": "none"}}, TODAY)
    assert ENGINE.step(changed) == ENGINE.step(fresh)


def test_answers_on_a_branch_no_longer_taken_change_nothing():
    kept = step_of(**ADULT, wound="none", pain="no", weight="70", creatinine={"value": "400", "unit": "µmol/L"})
    fresh = step_of(**ADULT, wound="none", pain="no")
    assert kept.inert == ("weight", "creatinine")
    assert kept.fired == fresh.fired


def walk(chooser):
    """Answer whatever is asked until nothing is; returns the last step and how many pages were asked."""
    facts = read_facts(GUIDELINE.decision, {}, TODAY)
    for pages in range(20):
        step = ENGINE.step(facts)
        if step.page is None:
            return step, pages
        for question in step.ask:
            facts = facts.with_answer(question.key, chooser(question))
    raise AssertionError("the questions do not end")


def test_every_random_walk_ends_settled():
    def answer(question):
        marks = {c.value: random.choice([True, False, None]) for c in question.choices}
        options = {
            "yes-no": [True, False, None],
            "one-of": [*(c.value for c in question.choices), None],
            "any-of": [marks],
        }
        return random.choice(options.get(question.kind, [None]))

    random.seed(20261122)
    for _ in range(500):
        step, _pages = walk(answer)
        assert step.open == ()


def test_what_is_derived_from_what_is_derived_is_not_rounded_between():
    small = guideline(rules=(*RULES, rule("R-WHOLE", "pain", "pain and whole >= 65", "mri-soon")))
    third = Derived("third", "Third", "years", formula.parse("age / 3"))
    whole = Derived("whole", "Whole", "years", formula.parse("third * 3"))
    decision = msgspec.structs.replace(small.decision, derived=(*small.decision.derived, third, whole))
    engine = Engine(msgspec.structs.replace(small, decision=decision))
    answers = {**ADULT, "age": "65", "wound": "open", "pain": "yes"}
    step = engine.step(read_facts(decision, {"answers": answers}, TODAY))
    assert step.values["whole"] == 65
    assert "R-WHOLE" in [r.id for r in step.fired]
    assert engine.cuts["whole"] == {65}
    assert engine.derived["whole"].formula.names == ("third",)


def test_what_is_derived_stays_while_another_quantity_waits_for_an_answer():
    small = guideline(rules=(*RULES, rule("R-YOUNG", "pain", "pain and to_live >= 60", "mri-soon")))
    to_live = Derived("to_live", "Years to 100", "years", formula.parse("100 - age"), condition.parse("always"))
    decision = msgspec.structs.replace(small.decision, derived=(to_live, *small.decision.derived))
    engine = Engine(msgspec.structs.replace(small, decision=decision))
    answers = {**ADULT, "wound": "open", "pain": "yes", "weight": "70"}
    step = engine.step(read_facts(decision, {"answers": answers}, TODAY))
    assert step.values["to_live"] == Decimal(35)
    assert "crcl" not in step.values
    assert "creatinine" in step.pending
