"""The answers named for a rule are enough, and none of them can be left out: tried with the naive evaluator."""

import random
from collections.abc import Mapping
from itertools import combinations, product
from types import MappingProxyType

import pytest

from db import condition
from db.condition_outcome import FALSE, TRUE
from db.condition_tree import Always, Known, atoms
from desktop.core.answers import read_facts
from desktop.core.engine import Engine
from desktop.core.grounds import NOT_TRUE, Reasons
from desktop.core.not_given import not_fired
from desktop.core.planner import make_plan
from desktop.core.values import add_derived, plain
from tests.core import naive
from tests.core.judge import Judge
from tests.core.naive import Naive
from tests.core.patients import Patients, exact
from tests.core.small_guidelines import small_guideline
from tests.shipped import shipped, shipped_cases
from tests.small import RULES, TODAY, guideline, rule

PATIENTS = 8
CASES = 30
DRAWN = 6000
EXAMPLES = 8
SMALL_GUIDELINES = 150
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
        cases = [exact(self.case(case).answers) for _place, case in shipped_cases()]
        for answers in [*cases, *(exact(self.patients.one()) for _ in range(DRAWN))]:
            outcomes = self.naive.outcomes(self.naive.values(answers, self.on))
            for kinds, outcome in zip(self.examples.values(), outcomes, strict=True):
                if len(kinds[outcome]) < EXAMPLES:
                    kinds[outcome].append(answers)

    def case(self, case):
        """The facts of a case, what it does not answer not known."""
        data = {key: case[key] for key in ("patient", "answers") if key in case}
        facts = read_facts(self.guideline.decision, data, self.on).filled(self.guideline.decision)
        blank = {key: MappingProxyType(v) if isinstance(v, dict) else v for key, v in self.others[0].items()}
        return self.patients.facts({**blank, **facts.answers})

    def suffices(self, rule, answers, kept, wanted):
        """Has the rule the outcome with these answers kept, whatever the others are?"""
        return all(self.comes_out(rule, answers, kept, wanted))

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

    def excluded(self, facts):
        """Every rule that the answers of one patient exclude: how many were tried."""
        plan = make_plan(self.engine, facts)
        step, answers, count = self.engine.step(facts), exact(facts.answers), 0
        for silent in (one for one in not_fired(plan) if one.state == "excluded"):
            named = {(b.input, b.choice) for b in silent.because if b.input not in self.engine.derived}
            assert {key for key, _choice in named} <= set(step.asked), silent
            by_a_stop, false = self.by_a_stop(silent.rule, step), self.mask(silent.rule, facts, named) == FALSE
            assert by_a_stop or not any(self.comes_out(silent.rule, answers, named, 2)), silent
            for kept in [named, *(named - {left_out} for left_out in named)]:
                if by_a_stop:
                    excludes = any(self.mask(stop, facts, kept) == TRUE for stop in step.stops)
                elif false:
                    excludes = self.mask(silent.rule, facts, kept) == FALSE
                else:
                    excludes = self.bars(silent.rule, facts, kept)
                assert excludes == (kept == named), (silent, kept)
            count += 1
        return count

    def by_a_stop(self, rule, step):
        """Is it an emergency that keeps a rule from applying?"""
        after = rule.topic == "emergency" or rule.id in self.engine.stop_rules
        return step.stops and not after and rule.when.outcomes(step.values) != FALSE

    def alone(self, facts, kept):
        """The values if only these answers are given."""
        values = {"today": self.on}
        for key, choice in kept:
            given = plain(facts.answers[key])
            values[key] = {**values.get(key, dict.fromkeys(given)), choice: given[choice]} if choice else given
        add_derived(self.engine.derived.values(), values)
        return values

    def mask(self, rule, facts, kept):
        """The outcomes of a rule if only these answers are given."""
        return rule.when.outcomes(self.alone(facts, kept))

    def bars(self, rule, facts, kept):
        """Do these answers alone keep a rule from being true?"""
        may = self.engine.may_be_true(rule.when, self.alone(facts, kept))
        return not (self.mask(rule, facts, kept) & TRUE and may)

    def comes_out(self, rule, answers, kept, wanted):
        """Whether the rule has an outcome with these answers kept, for each of many ways to give the others."""
        examples = [other for kind in self.examples[rule.id] for other in kind]
        mixed = (mix(answers, other, kept) for other in (*examples, *self.others))
        return (self.conditions[rule.id](self.naive.values(m, self.on)) == wanted for m in mixed)


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


def test_the_answers_that_exclude_a_rule_are_in_force_enough_and_each_needed(tried):
    count = sum(tried.excluded(tried.patients.facts(tried.patients.one())) for _ in range(PATIENTS))
    assert count > PATIENTS * 100


def test_the_cases_are_told_the_fewest_answers(tried):
    every = shipped_cases()
    for _place, case in every[:: len(every) // CASES]:
        assert tried.check(tried.case(case)) > 0


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


def test_a_set_is_not_missed_because_many_others_stand_before_it():
    text = "(flags has a or flags has b or flags has c or flags has d or flags has e)"
    text += (
        " and (flags has f or flags has g or flags has h or flags has i or flags has j) and flags has e and flags has j"
    )
    reasons = Reasons(Engine(guideline()), {"flags": dict.fromkeys("abcdefghij", True)})
    assert [g.choice for g in reasons.fewest(condition.parse(text).test, TRUE)] == ["e", "j"]


def test_a_mark_that_is_not_known_keeps_a_denial_of_all_from_being_true():
    reasons = Reasons(Engine(guideline()), {"flags": {"cauda": False, "ischaemia": None}})
    found = reasons.fewest(condition.parse("not any(flags)").test, NOT_TRUE)
    assert [(g.name, g.choice) for g in found] == [("flags", "ischaemia")]


# --- every way to answer, counted out --------------------------------------------------------------------------------


class Counted:
    """All patients of a small guideline, with what each rule comes to: 2 true, 1 unknown, 0 false."""

    def __init__(self, made):
        self.engine, self.on, other = Engine(made), made.reviewed, Naive(made)
        inputs = made.decision.inputs()
        every = product(*(possible_answers(asked, self.on) for asked in inputs))
        self.patients = [dict(zip([asked.key for asked in inputs], answers, strict=True)) for answers in every]
        self.outcomes = [other.outcomes(other.values(exact(answers), self.on)) for answers in self.patients]

    def values(self, answers):
        """What the engine sees of a patient of whom everything was asked."""
        found = {"today": self.on, **{key: plain(answer) for key, answer in answers.items()}}
        add_derived(self.engine.derived.values(), found)
        return found

    def marks(self, one):
        """Every mark that a rule rests on, in the author's order."""
        keys = [k for k in self.engine.keys if any(k in self.engine.bases(name) for name in one.when.names)]
        return [mark for key in keys for mark in marks_of(key, self.patients[0][key])]

    def suffices(self, number, answers, kept, wanted):
        """Has every patient with the same answers, as far as they are kept, the outcome of a rule that is wanted?"""
        same = [mark_of(answers, mark) for mark in kept]
        alike = (n for n, other in enumerate(self.patients) if [mark_of(other, mark) for mark in kept] == same)
        return all(self.outcomes[n][number] == wanted for n in alike)

    def fewest(self, number, answers, wanted):
        """The fewest names, then marks, then the first, found by trying all from the smallest on."""
        marks = self.marks(self.engine.decision.rules[number])
        for kept in smallest_first(marks):
            if self.suffices(number, answers, kept, wanted):
                return kept
        raise AssertionError


def possible_answers(asked, on):
    return Judge.answers(None, asked, on)


def marks_of(key, answer):
    return [(key, choice) for choice in answer] if isinstance(answer, Mapping) else [(key, "")]


def mark_of(answers, mark):
    key, choice = mark
    return answers[key][choice] if choice else answers[key]


def smallest_first(marks):
    """Every set of marks: those of the fewest names first, then of the fewest marks, then in their order."""
    places = [p for count in range(len(marks) + 1) for p in combinations(range(len(marks)), count)]
    for chosen in sorted(places, key=lambda p: (len({marks[n][0] for n in p}), len(p), p)):
        yield [marks[n] for n in chosen]


def asks_apart(engine, one):
    """Does a rule ask only of answers that it does not test otherwise whether they are known?

    Else it may be made so that it is true or false of everybody, which no single part of it shows.
    """
    tests = [atom for atom in atoms(one.when.test.node) if not isinstance(atom, Always)]
    asked = [engine.bases(atom.name) for atom in tests if isinstance(atom, Known)]
    bases = [engine.bases(atom.name) for atom in tests]
    return all(sum(not set(a).isdisjoint(b) for b in bases) == 1 for a in asked)


@pytest.mark.parametrize("seed", range(SMALL_GUIDELINES))
def test_no_fewer_answers_suffice_and_of_equally_few_the_first_are_named(seed):
    rng = random.Random(seed)
    counted = Counted(small_guideline(rng, most=120))
    for answers in rng.sample(counted.patients, 6):
        reasons = Reasons(counted.engine, counted.values(answers))
        outcomes = counted.outcomes[counted.patients.index(answers)]
        for number, one in enumerate(counted.engine.decision.rules):
            for outcome, wanted in OUTCOMES:
                if outcomes[number] == wanted:
                    grounds = reasons.fewest(one.when.test, outcome)
                    inputs = [g for g in grounds if g.name not in counted.engine.derived]
                    named = {
                        m
                        for g in inputs
                        for m in ([(g.name, g.choice)] if g.choice else marks_of(g.name, answers[g.name]))
                    }
                    assert counted.suffices(number, answers, named, wanted), (one.when.text, named)
                    if asks_apart(counted.engine, one):
                        assert named == set(counted.fewest(number, answers, wanted)), (one.when.text, named)
