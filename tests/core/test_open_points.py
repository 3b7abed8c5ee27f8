"""The lines that hang on a missing answer, compared with every completion of what is missing."""

import itertools
import random
from types import MappingProxyType

from desktop.core.answers import read_facts
from desktop.core.engine import Engine
from desktop.core.open_points import Missing
from tests.core import naive
from tests.core.naive import Naive
from tests.core.patients import Patients, exact
from tests.shipped import shipped
from tests.small import TODAY, guideline

PATIENTS = 120
LISTED = ("yes-no", "one-of", "any-of")


class Completed:
    """The shipped guideline, and every way to answer what is not known of a patient."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.made = shipped()
        self.on = self.made.reviewed
        self.engine, self.naive = Engine(self.made), Naive(self.made)
        self.inputs = {i.key: i for i in self.made.decision.inputs()}
        self.patients = Patients(self.made, self.on, self.rng)
        self.conflicts = [naive.condition(c.when.text) for c in self.made.decision.conflicts]
        self.conditions = {r.id: naive.condition(r.when.text) for r in self.made.decision.rules}

    def patient(self):
        """Answers of which two are not known, none of them a number or a date, and no emergency."""
        answers = self.patients.one()
        for key, asked in self.inputs.items():
            if asked.kind == "any-of":
                answers[key] = {c.value: key != "red_flags" and self.rng.random() < 0.1 for c in asked.choices}
            while answers[key] is None:
                answers[key] = self.patients.one()[key]
        answers |= {"pattern": "several_nerves", "pain": True} if self.rng.random() < 0.7 else {}
        listed = [key for key, asked in self.inputs.items() if asked.kind in LISTED and key != "red_flags"]
        for key in self.rng.sample(listed, 2):
            answers[key] = (
                {**answers[key], **dict.fromkeys(self.rng.sample(list(answers[key]), 1))}
                if isinstance(answers[key], dict)
                else None
            )
        return answers

    def ways(self, key, value):
        """The answers to one input, that it stays as it is last."""
        asked = self.inputs[key]
        if asked.kind == "any-of":
            mark = next(c for c, m in value.items() if m is None)
            return [{**value, mark: True}, {**value, mark: False}, value]
        return [*([c.value for c in asked.choices] or (True, False)), None]

    def given(self, answers):
        """The statements whose rules hold; None for answers that cannot all be true."""
        if any(c(answers) == 2 for c in self.conflicts):
            return None
        values = self.naive.values(answers, self.on)
        rules = (r for r in self.made.decision.rules if self.conditions[r.id](values) == 2)
        return {line.statement for rule in rules for line in rule.lines}

    def told_apart(self, inert):
        """The statements whose rules rest on no answer out of force, which is as if it were not given."""
        rules = self.made.decision.rules
        of_inert = {rule.id for rule in rules if {b for n in rule.when.names for b in self.engine.bases(n)} & {*inert}}
        others = {line.statement for rule in rules if rule.id in of_inert for line in rule.lines}
        return {line.statement for rule in rules for line in rule.lines} - others

    def hanging(self, answers, missing, key, now):
        """The statements on the plan now, or with an answer to this input, that the input decides."""
        others = [k for k in missing if k != key]
        found = set()
        for way in itertools.product(*(self.ways(k, answers[k]) for k in others)):
            base = {**answers, **dict(zip(others, way, strict=True))}
            every = [self.given({**base, key: value}) for value in self.ways(key, answers[key])]
            known = [lines for lines in every[:-1] if lines is not None]
            whole = [lines for lines in every if lines is not None]
            seen = set().union(*known) | now & set().union(*whole)
            found |= {s for s in seen if len({s in lines for lines in whole}) > 1}
        return found


def test_the_lines_that_hang_on_a_missing_answer_are_exactly_those_named():
    world, checked = Completed(3), 0
    for _patient in range(PATIENTS):
        answers = world.patient()
        plain = exact({key: MappingProxyType(v) if isinstance(v, dict) else v for key, v in answers.items()})
        missing = [k for k, v in plain.items() if v is None or (isinstance(v, dict) and None in v.values())]
        facts = world.patients.facts({k: MappingProxyType(v) if isinstance(v, dict) else v for k, v in answers.items()})
        step = world.engine.step(facts)
        if world.given(plain) is None or step.stops or step.unsettled_stops:
            continue
        now = {line.statement for rule in step.fired for line in rule.lines}
        for key in (k for k in missing if k in step.asked):
            turned = Missing(world.engine, facts, step).turned(key)
            found, hanging = {*turned.added, *turned.removed}, world.hanging(plain, missing, key, now)
            told = world.told_apart(step.inert)
            assert (found & told, hanging <= found) == (hanging & told, True), (key, missing)
            checked += 1
    assert checked > PATIENTS / 4


def turned(key, **answers):
    made = guideline()
    facts = read_facts(made.decision, {"answers": {"flags": [], **answers}}, TODAY)
    engine = Engine(made)
    return Missing(engine, facts, engine.step(facts)).turned(key)


def test_what_comes_goes_and_moves():
    assert turned("wound", wound="unknown", worsening="no").added == ("explore", "mri-month", "mri-soon")
    assert turned("wound", wound="unknown", worsening="no").removed == ("ask-wound",)
    assert turned("injury_date", wound="closed", worsening="no", injury_date="unknown").moved == ("mri-month",)


def test_what_another_answer_has_settled_is_not_named():
    assert turned("wound", wound="unknown", worsening="yes").added == ("explore",)


def test_an_answer_that_bars_a_quantity_leaves_nothing_to_decide():
    barred = {"age": "12", "sex": "male", "pain": "yes", "weight": "60"}
    assert turned("creatinine", **barred, creatinine="unknown") == turned(
        "creatinine", age="12", creatinine="unknown", pain="no"
    )


def test_a_mark_that_is_known_stays_as_it_is():
    assert turned("flags", flags={"cauda": "no", "ischaemia": "unknown"}).added == ("stop-leg",)
