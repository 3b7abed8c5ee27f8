"""The lines that hang on a missing answer, compared with every completion of what is missing."""

import itertools
import random
from types import MappingProxyType

from desktop.core.answers import read_facts
from desktop.core.asking import compare
from desktop.core.engine import Engine
from desktop.core.facts import Facts
from desktop.core.open_points import Missing
from tests.core import naive
from tests.core.judge import Judge, Marks, forgets, lacks, said
from tests.core.naive import Naive
from tests.core.patients import Patients, exact
from tests.core.small_guidelines import small_guideline
from tests.shipped import shipped
from tests.small import TODAY, guideline

PATIENTS = 120
SMALL_GUIDELINES = 100
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


class Counted(Judge):
    """A small guideline of which every completion of a patient's answers is tried."""

    def __init__(self, made):
        self.guideline, self.decision = made, made.decision
        self.engine, self.naive = Engine(made), Naive(made)
        self.inputs = made.decision.inputs()
        self.asked = {i.key: i for i in self.inputs}
        self.refused = [naive.condition(c.when.text) for c in made.decision.conflicts]
        self.tried = {}

    def patient(self, rng, on):
        """Answers of which some are not known, and some perhaps missing."""
        given = {key: rng.choice([*self.answers(asked, on), self.blank(asked)]) for key, asked in self.asked.items()}
        return Facts(on, answers=MappingProxyType({k: a for k, a in given.items() if rng.random() < 0.9}))

    def blank(self, asked):
        return Marks(dict.fromkeys((c.value for c in asked.choices), None)) if asked.kind == "any-of" else None

    def known(self, asked, answer, on):
        """The answers to an input that say no other than one that is missing or of which marks are missing."""
        return [a for a in self.answers(asked, on) if not lacks(a) and (answer is None or forgets(a, answer))]

    def held(self, on, answers):
        """What each rule comes to; None for answers that cannot all be true."""
        if (on, answers) not in self.tried:
            values = self.naive.values(exact(dict(zip(self.asked, answers, strict=True))), on)
            refused = any(conflict(values) == 2 for conflict in self.refused)
            self.tried[on, answers] = None if refused else self.naive.outcomes(values)
        return self.tried[on, answers]

    def ways(self, facts, missing, key):
        """The outcomes with each known answer to an input, and without, for each way to answer what else is missing."""
        given = {k: facts.answers[k] for k in missing.given}
        now = {k: given.get(k, self.blank(asked)) for k, asked in self.asked.items()}
        on = facts.on
        own = [*self.known(self.asked[key], now[key], on), now[key]]
        others = [
            [*self.known(asked, now[k], on), now[k]] if k in missing.all and k != key else [now[k]]
            for k, asked in self.asked.items()
        ]
        place = list(self.asked).index(key)
        for way in itertools.product(*others):
            found = [self.held(on, (*way[:place], answer, *way[place + 1 :])) for answer in own]
            yield [held for held in found[:-1] if held], found[-1:]

    def turned(self, facts, missing, key):
        """The statements that an answer can bring or take, and the rules that it can bring, counted out."""
        rules = [(n, r) for n, r in enumerate(self.decision.rules) if missing.is_in_force(r)]
        now = {line.statement for rule in missing.step.fired for line in rule.lines}
        given = {s: [n for n, r in rules if s in said(r)] for _, rule in rules for s in said(rule)}
        lines, brought = set(), set()
        for after, before in self.ways(facts, missing, key):
            brought |= {
                r.id for n, r in rules if before != [None] and before[0][n] != 2 and any(h[n] == 2 for h in after)
            }
            for statement, places in given.items():
                with_it = {any(held[n] == 2 for n in places) for held in after}
                either = with_it | {any(held[n] == 2 for n in places) for held in before if held}
                if (statement not in now) in with_it and len(either) > 1:
                    lines.add(statement)
        return lines, brought


def test_the_lines_that_hang_on_a_missing_answer_are_named_of_every_small_guideline():
    rng, too_many = random.Random(5), 0
    for number in range(SMALL_GUIDELINES):
        made = small_guideline(random.Random(number), 60)
        counted = Counted(made)
        is_exact = not compare(made).too_wide and not compare(made).differences
        for on in counted.days() * 3:
            facts = counted.patient(rng, on)
            missing = Missing(counted.engine, facts, counted.engine.step(facts))
            for key in missing.all if counted.accepts(facts.answers) else ():
                lines, brought = counted.turned(facts, missing, key)
                turned = missing.turned(key)
                named = {*turned.added, *turned.removed}
                held = {rule.id for rule in missing.held(key)} if key in missing.unknown else set()
                assert lines <= named, (number, key, facts.answers)
                if is_exact:
                    assert (named, held - brought) == (lines, set()), (number, key, facts.answers)
                too_many += len(named - lines)
    assert too_many < SMALL_GUIDELINES / 10


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
