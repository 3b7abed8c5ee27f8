"""The engine and a second, independent reading of the rules decide the same for random patients.

WAYMARK_PATIENTS sets how many; before a change lands 100,000 are taken.
"""

import os
import random

import pytest

from db.proof import find
from db.proof_claims import Side
from desktop.core.answers import read_facts
from desktop.core.engine import Engine
from desktop.core.planner import make_plan
from tests.core.naive import Naive
from tests.core.patients import Patients, exact
from tests.db.proof_fixtures import sound
from tests.shipped import shipped

PATIENTS = int(os.environ.get("WAYMARK_PATIENTS", "25000"))
PARTS = 4
PLAN_EVERY = 100


class Both:
    """One guideline, as the engine and as the naive evaluator read it."""

    def __init__(self, guideline):
        self.guideline = guideline
        self.engine, self.naive = Engine(guideline), Naive(guideline)
        self.places = {r.id: n for n, r in enumerate(guideline.decision.rules)}

    def numbers(self, rules):
        return [self.places[r.id] for r in rules]

    def difference(self, facts):
        step = self.engine.step(facts)
        found = self.naive.decide(exact(facts.answers), facts.on)
        mine = (self.numbers(step.fired), self.numbers(step.stops), self.numbers(step.unsettled_stops))
        return None if mine == found else (facts.answers, mine, found)

    def shown(self, facts):
        plan = make_plan(self.engine, facts)
        lines = [line for line in plan.lines if line.statement is not None]
        return {x.id: "withheld" if x.withheld else "after" if x.after_settled else "given" for x in lines}


@pytest.mark.parametrize("part", range(PARTS))
def test_the_engine_decides_as_the_naive_evaluator_does(part):
    both = Both(shipped())
    patients = Patients(shipped(), shipped().reviewed, random.Random(part))
    for number in range(PATIENTS // PARTS):
        facts = patients.facts(patients.one())
        assert both.difference(facts) is None
        if number % PLAN_EVERY == 0:
            assert both.shown(facts) == both.naive.lines(exact(facts.answers), facts.on)


def test_a_small_guideline_is_read_alike():
    guideline = sound()
    both = Both(guideline)
    patients = Patients(guideline, guideline.reviewed, random.Random(9))
    for _ in range(2000):
        facts = patients.facts(patients.one())
        assert both.difference(facts) is None


def test_the_naive_evaluator_confirms_the_solvers_patients():
    guideline = shipped()
    both = Both(guideline)
    sides = [f for f in find(guideline) if isinstance(f.claim, Side)]
    assert sides
    for finding in sides:
        for given, fires in (
            (finding.full, finding.claim.fires),
            ({**finding.full, **finding.claim.changes}, not finding.claim.fires),
        ):
            facts = complete(guideline, given)
            outcome = both.naive.outcomes(both.naive.values(exact(facts.answers), facts.on))
            assert (outcome[both.places[finding.claim.rule]] == 2) is fires


def complete(guideline, given):
    """Facts with every input answered; what is not given is not known."""
    answers = {i.key: given.get(i.key, "unknown") for i in guideline.decision.inputs()}
    return read_facts(guideline.decision, {"answers": answers}, guideline.reviewed)


def test_the_naive_evaluator_sees_a_difference():
    guideline = shipped()
    both = Both(guideline)
    both.naive.outcomes = lambda values: [2] * len(guideline.decision.rules)
    patients = Patients(guideline, guideline.reviewed, random.Random(3))
    assert both.difference(patients.facts(patients.one())) is not None
