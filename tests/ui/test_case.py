"""The case: answers in, facts out, and nothing of one patient left for the next."""

# pytest takes a fixture by its name

from dataclasses import replace
from datetime import date

import pytest

from desktop.core.engine import Engine
from desktop.core.facts import AnswerError, Patient
from tests.small import TODAY, guideline
from tests.ui.care_fixtures import PAT

GIVEN = (("flags", []), ("age", "65"), ("sex", "male"), ("wound", "closed"))


def fill(case, *pairs):
    for key, raw in pairs:
        case.answer(key, raw)


def test_an_answer_is_kept_and_announced(case, qtbot):
    with qtbot.waitSignal(case.facts_changed, timeout=1000):
        case.answer("wound", "open")
    assert case.facts.answers["wound"] == "open"
    assert case.is_unfinished()


@pytest.mark.parametrize(
    ("key", "raw", "words"),
    [
        ("age", "12x", "Age: 12x is not a plain number"),
        ("age", "1,5", "Age: 1,5 is not a plain number"),
        ("age", "121", "Age: 121"),
        ("creatinine", {"value": "97"}, "Creatinine: write a value and a unit"),
        ("creatinine", {"value": "97", "unit": "mg/dL"}, "Creatinine: 97"),
        ("injury_date", "03/04/2026", "Injury date: 03/04/2026 is not a clear date"),
        ("injury_date", "2027-01-01", "Injury date: 01-Jan-2027 is outside"),
        ("wound", "bite", "Wound: bite is not a choice"),
    ],
)
def test_a_refused_answer_changes_nothing_and_names_the_question(case, key, raw, words):
    before = case.facts
    with pytest.raises(AnswerError, match=words):
        case.answer(key, raw)
    assert case.facts is before
    assert not case.is_unfinished()


def test_take_back_undoes_one_answer_after_the_other(case):
    fill(case, *GIVEN)
    case.answer("wound", "open")
    assert [case.take_back() for _ in range(6)] == ["wound", "wound", "sex", "age", "flags", ""]
    assert dict(case.facts.answers) == {}


def test_the_same_answer_again_is_no_change(case):
    fill(case, *GIVEN)
    step = case.step
    fill(case, *GIVEN)
    assert case.step is step


def test_details_fill_in_age_and_a_contradiction_is_refused(case):
    case.set_patient(replace(PAT, born=date(1961, 4, 5)))
    assert "age" in case.step.asked
    assert "age" not in case.facts.answers
    with pytest.raises(AnswerError, match="Age"):
        case.answer("age", "40")
    assert "age" not in case.facts.answers


def test_details_that_contradict_an_answer_are_refused(case):
    case.answer("age", "40")
    with pytest.raises(AnswerError):
        case.set_patient(replace(PAT, born=date(1961, 4, 5)))
    assert case.facts.patient == Patient()


def test_an_undo_never_brings_back_what_contradicts_the_details(case):
    case.answer("age", "40")
    case.answer("age", "65")
    case.set_patient(replace(PAT, born=date(1961, 4, 5)))
    assert case.take_back() == ""
    assert case.plan().facts.patient.family == "Example"


def test_a_new_patient_starts_with_nothing(case):
    fill(case, *GIVEN)
    case.start(Engine(guideline()), PAT, TODAY)
    assert dict(case.facts.answers) == {}
    assert case.take_back() == ""
    assert case.facts.patient == PAT


def test_clear_forgets_everything(case):
    fill(case, *GIVEN)
    case.clear()
    assert not case.is_active()
    assert not case.is_unfinished()
    with pytest.raises(RuntimeError):
        _ = case.facts


def test_unfinished_until_printed_or_saved_and_again_after_a_change(case):
    assert not case.is_unfinished()
    case.answer("wound", "open")
    case.mark_done()
    assert not case.is_unfinished()
    case.answer("wound", "closed")
    assert case.is_unfinished()


def test_details_alone_make_a_case_unfinished(case):
    case.start(Engine(guideline()), PAT, TODAY)
    assert case.is_unfinished()


def test_the_plan_follows_the_facts(case):
    fill(case, ("flags", {"cauda": "yes", "ischaemia": "no"}))
    assert case.plan().status == "stop"
    assert case.plan() is case.plan()
    case.answer("flags", [])
    assert case.plan().status == "open"


def test_stops_if_looks_ahead_without_keeping(case):
    assert case.stops_if("flags", {"cauda": "yes"})
    assert not case.stops_if("flags", {"cauda": "no"})
    assert dict(case.facts.answers) == {}
