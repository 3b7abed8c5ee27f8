"""The answers named for a rule are enough, and none of them can be left out: tried with the naive evaluator."""

import random
from types import MappingProxyType

import pytest

from db import condition
from db.condition_outcome import FALSE, TRUE
from desktop.core.answers import read_facts
from desktop.core.engine import Engine
from desktop.core.grounds import Reasons
from desktop.core.planner import make_plan
from tests.core import naive
from tests.core.naive import Naive
from tests.core.patients import Patients, exact
from tests.shipped import shipped, shipped_cases
from tests.small import RULES, TODAY, guideline, rule

PATIENTS = 8
CASES = 30
DRAWN = 6000
EXAMPLES = 8
OUTCOMES = ((TRUE, 2), (FALSE, 0))


class Tried:
    """Rules of the shipped guideline, tried with some answers kept and all others replaced."""

    def __init__(self):
        self.guideline = shipped()
        self.on = self.guideline.reviewed
        self.engine, self.naive = Engine(self.guideline), Naive(self.guideline)
        self.patients = Patients(self.guideline, self.on, random.Random(11))
        self.conditions = {r.id: naive.condition(r.when.text) for r in self.guideline.decision.rules}
        inputs = self.guideline.decision.inputs()
        blank = {i.key: {c.value: None for c in i.choices} if i.kind == "any-of" else None for i in inputs}
        drawn = [exact(self.patients.one()) for _ in range(25)]
        alike = [same_marks(answers, mark) for answers in drawn[:10] for mark in (True, False)]
        self.others = [blank, *drawn, *alike]
        self.examples = {r.id: [[], [], []] for r in self.guideline.decision.rules}
        for answers in [exact(self.patients.one()) for _ in range(DRAWN)]:
            outcomes = self.naive.outcomes(self.naive.values(answers, self.on))
            for kinds, outcome in zip(self.examples.values(), outcomes, strict=True):
                if len(kinds[outcome]) < EXAMPLES:
                    kinds[outcome].append(answers)

    def suffices(self, rule, answers, kept, wanted):
        """Has the rule the outcome with these answers kept, whatever the others are?"""
        examples = [other for kind in self.examples[rule.id] for other in kind]
        mixed = (mix(answers, other, kept) for other in (*examples, *self.others))
        return all(self.conditions[rule.id](self.naive.values(m, self.on)) == wanted for m in mixed)

    def check(self, facts):
        """Every settled rule of one patient: how many were tried."""
        step = self.engine.step(facts)
        reasons, answers, count = Reasons(self.engine, step.values), exact(facts.answers), 0
        for outcome, wanted in OUTCOMES:
            for one in self.guideline.decision.rules:
                if one.when.outcomes(step.values) != outcome:
                    continue
                grounds = reasons.fewest(one.when.test, outcome)
                kept = {(g.name, g.choice) for g in grounds if g.name not in self.engine.derived}
                assert self.suffices(one, answers, kept, wanted), (one.id, grounds)
                for left_out in kept:
                    assert not self.suffices(one, answers, kept - {left_out}, wanted), (one.id, grounds, left_out)
                count += 1
        return count


def same_marks(answers, mark):
    return {key: dict.fromkeys(v, mark) if isinstance(v, dict) else v for key, v in answers.items()}


def mix(answers, other, kept):
    """The answers that are kept, and the other ones in place of the rest."""
    found = {}
    for key, value in other.items():
        if (key, "") in kept:
            found[key] = answers[key]
        elif isinstance(value, dict):
            found[key] = {c: answers[key][c] if (key, c) in kept else mark for c, mark in value.items()}
        else:
            found[key] = value
    return found


@pytest.fixture(scope="module")
def tried():
    return Tried()


def test_random_patients_are_told_the_fewest_answers(tried):
    count = sum(tried.check(tried.patients.facts(tried.patients.one())) for _ in range(PATIENTS))
    assert count > PATIENTS * 100


def test_the_cases_are_told_the_fewest_answers(tried):
    every = shipped_cases()
    for _place, case in every[:: len(every) // CASES]:
        data = {key: case[key] for key in ("patient", "answers") if key in case}
        facts = read_facts(tried.guideline.decision, data, tried.on).filled(tried.guideline.decision)
        blank = {key: MappingProxyType(v) if isinstance(v, dict) else v for key, v in tried.others[0].items()}
        full = {**blank, **facts.answers}
        assert tried.check(tried.patients.facts(full)) > 0


SMALL = [
    ("pain or worsening and not pain", {"pain": "yes", "worsening": "no"}, TRUE, [("pain", "")]),
    ("worsening and wound is open or pain", {"worsening": "yes", "wound": "open", "pain": "yes"}, TRUE, [("pain", "")]),
    ("pain or wound is open", {"wound": "open", "pain": "yes"}, TRUE, [("wound", "")]),  # asked first
    ("flags has cauda and pain", {"flags": {"cauda": "no", "ischaemia": "yes"}}, FALSE, [("flags", "cauda")]),
    ("pain and worsening", {"worsening": "no"}, FALSE, [("worsening", "")]),
    ("any(flags)", {"flags": ["ischaemia"]}, TRUE, [("flags", "ischaemia")]),
    ("not any(flags)", {"flags": []}, TRUE, [("flags", "")]),
    ("not known(flags)", {"flags": {"cauda": "unknown", "ischaemia": "no"}}, TRUE, [("flags", "cauda")]),
    ("not known(crcl)", {"age": "12", "weight": "unknown"}, TRUE, [("crcl", ""), ("age", "")]),
    ("not known(crcl)", {"age": "unknown", "weight": "unknown"}, TRUE, [("crcl", ""), ("age", "")]),
    ("not known(crcl)", {"age": "40", "weight": "unknown"}, TRUE, [("crcl", ""), ("weight", "")]),
    ("always", {}, TRUE, []),
]


@pytest.mark.parametrize(("text", "answers", "outcome", "grounds"), SMALL)
def test_the_fewest_answers(text, answers, outcome, grounds):
    every = {"flags": [], **answers}
    made = guideline(rules=(*RULES, rule("R-ALL", "cause", text, "follow"), *WAITING))
    engine = Engine(made)
    step = engine.step(read_facts(made.decision, {"answers": every}, TODAY))
    found = Reasons(engine, step.values).fewest(condition.parse(text).test, outcome)
    assert [(g.name, g.choice) for g in found] == grounds


WAITING = tuple(rule(f"R-{n}", "cause", f"not known({n}) or known({n})", "follow") for n in ("age", "weight", "crcl"))


def test_a_line_of_two_rules_says_why_by_its_own():
    twice = guideline(rules=(*RULES, rule("R-AGAIN", "follow-up", "pain", RULES[-1].lines[0])))
    answers = {"flags": [], "wound": "none", "worsening": "no", "pain": "yes"}
    plan = make_plan(Engine(twice), read_facts(twice.decision, {"answers": answers}, TODAY))
    line = next(line for line in plan.lines if line.id == "follow")
    assert [reason.rule.id for reason in line.reasons] == ["R-FOLLOW", "R-AGAIN"]
    assert ([b.input for b in line.why], [b.input for b in line.because]) == ([], ["pain"])


def test_a_rule_that_is_joined_in_many_ways_takes_no_time():
    text = " and ".join("(pain or worsening or wound is open or sex is male)" for _ in range(300))
    values = {"pain": True, "worsening": True, "wound": "open", "sex": "male"}
    assert len(Reasons(Engine(guideline()), values).fewest(condition.parse(text).test, TRUE)) == 1
