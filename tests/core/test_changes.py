"""What another answer would change, as values."""

from datetime import date

import pytest

from desktop.core.answers import read_facts
from desktop.core.changes import compare_plans, what_if
from desktop.core.engine import Engine
from desktop.core.facts import AnswerError
from desktop.core.planner import make_plan
from tests.small import TODAY, guideline

GUIDELINE = guideline()
ANSWERS = {
    "flags": [],
    "age": "65",
    "sex": "male",
    "wound": "closed",
    "worsening": "no",
    "pain": "no",
    "injury_date": "2026-11-17",
}


def plan_of(**answers):
    facts = read_facts(GUIDELINE.decision, {"answers": {**ANSWERS, **answers}}, TODAY)
    return make_plan(Engine(GUIDELINE), facts)


def ids(lines):
    return [line.id for line in lines]


def test_lines_that_come_and_go():
    changes = what_if(plan_of(), "wound", "open")
    assert ids(changes.added) == ["explore"]
    assert ids(changes.removed) == ["mri-month"]
    assert changes.changed == ()


def test_a_line_that_changes_stands_as_it_was_and_as_it_would_be():
    changes = compare_plans(plan_of(), plan_of(injury_date="2026-11-01"))
    (pair,) = changes.changed
    assert (pair.before.when.isoformat(), pair.after.when.isoformat()) == ("2026-12-17", "2026-12-01")
    assert not pair.says_the_same
    assert (changes.added, changes.removed) == ((), ())


def test_a_line_that_only_rests_on_other_answers_says_the_same():
    changes = compare_plans(plan_of(wound="none"), plan_of(wound="closed", worsening="yes"))
    pair = next(pair for pair in changes.changed if pair.after.id == "mri-soon")
    assert pair.says_the_same


def test_the_same_answer_changes_nothing():
    changes = what_if(plan_of(), "wound", "closed")
    assert (changes.added, changes.removed, changes.changed) == ((), (), ())


def test_an_answer_that_cannot_be_true_beside_another_is_refused():
    with pytest.raises(AnswerError, match=r"Injury date: 01-Jan-1950 is before birth at this age"):
        what_if(plan_of(), "injury_date", date(1950, 1, 1))


def test_the_plan_itself_stays_as_it_is():
    plan = plan_of()
    before = plan.lines
    changes = what_if(plan, "flags", {"cauda": True, "ischaemia": False})
    assert changes.after.status == "stop"
    assert plan.lines == before
    assert plan.facts.answers["flags"] == {"cauda": False, "ischaemia": False}
