"""How fast rules are evaluated, a step is made and a guideline is checked."""

import random
import statistics
import time
from datetime import date

from db.condition_tree import Always, And, AnyYes, Compare, Has, Is, Known, Node, Not, Or, Yes
from tests.bench_guideline import made_up
from tests.core.patients import Patients

DAY = date(2026, 11, 22)
ROUNDS = 15


def hand_written(rules):
    """A Python function of the same rules as a person would write it: from known values to a list of yes and no.

    Its text is made once from the rules: `and`, `or` and comparisons over local variables, nothing else. It knows
    nothing of "not known", which the engine must tell from no.
    """
    names = dict.fromkeys(name for rule in rules for name in rule.when.names)
    numbers = {}
    tests = [f"        {python(rule.when.test.node, numbers)}," for rule in rules]
    taken = [f"    {name} = values[{name!r}]" for name in names]
    text = "\n".join(["def rules(values):", *taken, "    return [", *tests, "    ]"])
    scope = {name: number for number, name in numbers.items()}
    exec(text, scope)
    return scope["rules"]


def python(node: Node, numbers):
    """A condition as Python; numbers become constants with a name."""
    match node:
        case Always():
            return "True"
        case Yes(name):
            return name
        case Is(name, (choice,)):
            return f"{name} == {choice!r}"
        case Is(name, choices):
            return f"{name} in {choices!r}"
        case Has(name, choice):
            return f"{name}[{choice!r}]"
        case AnyYes(name):
            return f"any({name}.values())"
        case Compare(name, sign, number):
            return f"{name} {sign} {numbers.setdefault(number, f'NUMBER_{len(numbers)}')}"
        case Known(name, choice):
            return f"{name}[{choice!r}] is not None" if choice else f"{name} is not None"
        case Not(item):
            return f"not ({python(item, numbers)})"
        case And(items):
            return " and ".join(f"({python(i, numbers)})" for i in items)
        case Or(items):
            return " or ".join(f"({python(i, numbers)})" for i in items)


def known_patients(engine, count):
    """Random patients of whom everything is known: their facts, and the values that rules see."""
    from desktop.core.shown import Shown

    stream = Patients(engine.guideline, engine.guideline.reviewed, random.Random(1))
    stream.pools = {key: [a for a in pool if is_known(a)] for key, pool in stream.pools.items()}
    found = [stream.facts(stream.one()) for _ in range(count * 4)]
    values = [Shown(engine, facts).values for facts in found]
    return [v for v in values if all(is_known(x) for x in v.values())][:count]


def is_known(answer):
    """Is an answer known, and every mark of it?"""
    return answer is not None and not (hasattr(answer, "values") and None in answer.values())


def in_turns(ours, floor, items):
    """The median over rounds of the mean time for each of two functions, measured by turns."""
    found = []
    for _ in range(ROUNDS):
        row = []
        for work in (ours, floor):
            begun = time.perf_counter()
            for item in items:
                work(item)
            row.append((time.perf_counter() - begun) / len(items))
        found.append(row)
    return [statistics.median(column) for column in zip(*found, strict=True)]


def slow_steps(engine, count=400):
    """The 95th percentile of a step over random patients, each the best of five: what the step costs, not the noise."""
    stream = Patients(engine.guideline, engine.guideline.reviewed, random.Random(2))
    found = []
    for facts in (stream.facts(stream.one()) for _ in range(count)):
        runs = []
        for _ in range(5):
            begun = time.perf_counter()
            engine.step(facts)
            runs.append(time.perf_counter() - begun)
        found.append(min(runs))
    return statistics.quantiles(found, n=20)[-1]


def bench_decision(guideline, say):
    """Every rule, a step and a plan, beside a hand-written function of the same rules."""
    from desktop.core.answers import read_facts
    from desktop.core.engine import Engine
    from desktop.core.planner import make_plan
    from desktop.tour import example_answers

    engine = Engine(guideline)
    rules = guideline.decision.rules
    by_hand = hand_written(rules)
    patients = known_patients(engine, 40)
    assert all([bool(x) for x in by_hand(v)] == [m == 1 for m in engine.table.outcomes(v)] for v in patients)
    ours, floor = in_turns(engine.table.outcomes, by_hand, patients)
    say(f"{len(rules)} rules, beside a function by hand", ours, floor, "µs")
    say("a step, 95 of 100 random patients within", slow_steps(engine), floor, "µs")
    facts = read_facts(engine.decision, example_answers(), DAY)
    plan = in_turns(lambda f: make_plan(engine, f), lambda _: by_hand(patients[0]), [facts])
    say("a whole plan", *plan, "µs")
    return make_plan(engine, facts)


def bench_check(guideline, say):
    """The whole check of the shipped guideline, and of a made-up one, beside the reading of the shipped sources."""
    from db.check import check_guideline
    from db.source import read_guideline
    from desktop.core.cases import check_cases, readable
    from desktop.core.prove import prove
    from tests.shipped import FOLDER, shipped_cases

    def whole(guideline, cases):
        assert not [p for p in check_guideline(guideline, {}) if p.severity == "error"]
        assert all(p.holds for p in prove(guideline, readable(guideline, cases)))
        check_cases(guideline, cases)

    floor = once(lambda: read_guideline(FOLDER))
    say("the check of the shipped guideline", once(lambda: whole(guideline, shipped_cases())), floor)
    say("the check of 1,000 rules over 200 inputs", once(lambda: whole(made_up(), [])), floor)


def once(work):
    """The time of some work, run once."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
