"""Answers, changes, undos and corrected details in any order: the plan is that of the final answers alone."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.core.engine import Engine
from desktop.core.facts import AnswerError, Facts
from desktop.core.planner import make_plan
from desktop.ui.case import Case
from tests.core.patients import cuts_of
from tests.shipped import shipped
from tests.ui.care_fixtures import PAT

WALKS = 12
STEPS = 60
SHOWN = ("lines", "status", "unknown", "open", "inert", "answers", "handout")


def raw_answer(guideline, asked, on, rng):
    """An answer as it comes from the window; one in six is not known."""
    if rng.random() < 1 / 6:
        return "unknown"
    values = [choice.value for choice in asked.choices]
    match asked.kind:
        case "yes-no":
            return rng.choice(("yes", "no"))
        case "one-of":
            return rng.choice(values)
        case "any-of":
            return {value: rng.choice(("yes", "no", "no", "no", "unknown")) for value in values}
        case "quantity":
            unit = asked.units[0]
            numbers = [n for n in cuts_of(guideline, asked.key) if unit.minimum <= n <= unit.maximum]
            return {"value": str(rng.choice([unit.minimum, unit.maximum, *numbers])), "unit": unit.name}
    return (on - timedelta(days=rng.choice((0, 5, 29, 30, 100, 400)))).isoformat()


class Walk:
    """One case under the hands of somebody who cannot decide."""

    def __init__(self, seed):
        self.rng, self.guideline = random.Random(seed), shipped()
        self.on = self.guideline.reviewed
        self.inputs = self.guideline.decision.inputs()
        self.case = Case()
        self.case.start(Engine(self.guideline), PAT, self.on)

    def move(self):
        """Answer what is asked, change any answer, go back, or correct the details; some are refused."""
        rng, case = self.rng, self.case
        do = rng.choice(("ask", "ask", "ask", "change", "back", "back", "details"))
        try:
            if do == "back":
                case.take_back()
            elif do == "details":
                case.set_patient(replace(PAT, born=rng.choice((None, date(1961, 4, 5), date(2015, 1, 1)))))
            else:
                asked = rng.choice(case.step.ask if do == "ask" and case.step.ask else self.inputs)
                case.answer(asked.key, raw_answer(self.guideline, asked, self.on, rng))
        except AnswerError:
            pass

    def fresh(self):
        """The plan of the same patient, had the answers been given once and in another order."""
        facts = Facts(self.on, self.case.facts.patient)
        answers = list(self.case.facts.answers.items())
        self.rng.shuffle(answers)
        for key, answer in answers:
            facts = facts.with_answer(key, answer)
        return make_plan(Engine(self.guideline), facts)


@pytest.mark.parametrize("seed", range(WALKS))
def test_the_plan_is_that_of_the_final_answers(seed):
    walk = Walk(seed)
    for step in range(STEPS):
        walk.move()
        plan = walk.case.plan()  # made and kept at every step, so that one that is out of date would show
        if step % 5 == 0:
            fresh = walk.fresh()
            for name in SHOWN:
                assert getattr(plan, name) == getattr(fresh, name), (seed, step, name)
            assert walk.case.step.pending == fresh.open
