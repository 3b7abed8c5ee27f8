"""Faults planted in the shipped rules are caught, by the guideline's cases or by the proofs.

WAYMARK_MUTANTS sets how many are tried; 0 is all of them.
"""

import os
from itertools import islice

import pytest

from db.condition import parse
from db.condition_tree import Always
from desktop.core.cases import facts_of, texts
from desktop.core.engine import Engine
from desktop.core.planner import make_plan
from tests.mutants import Twins, judge_of_shipped, sample
from tests.planting import Mutant, mutants, variants, written
from tests.shipped import shipped

COUNT = int(os.environ.get("WAYMARK_MUTANTS", "200"))
PARTS = 2
FEW = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_nearly_every_planted_fault_is_caught(part):
    judge = judge_of_shipped()
    verdicts = [(m, judge.verdict(m)) for m in sample(COUNT)[part::PARTS]]
    real = [(m, verdict) for m, verdict in verdicts if verdict not in ("equivalent", "masked")]
    survivors = [f"{m.name}: {m.text}" for m, verdict in real if verdict == "survives"]
    assert len(survivors) <= 0.01 * len(real), survivors


def test_there_are_at_least_two_thousand():
    assert sum(1 for _ in mutants(shipped())) >= 2000


@pytest.mark.parametrize("rule", ["R-EMG-CAUDA-EQUINA", "R-PAIN-ORDER"])
def test_a_rule_without_a_fault_is_not_caught(rule):
    judge, guideline = judge_of_shipped(), shipped()
    same = Mutant("none", rule, "", guideline)
    assert judge.verdict(same) == "equivalent"
    assert not judge.is_disproved(same)


def test_an_equivalent_mutant_writes_every_plan_alike():
    judge, engine = judge_of_shipped(), Engine(shipped())
    equivalent = (m for m in sample(COUNT) if m.kind == "unknown" and m.rule and judge.is_equivalent(m))
    found = ((m, list(islice(turned_out_otherwise(m), FEW))) for m in equivalent)
    told = list(islice(((m, cases) for m, cases in found if cases), FEW))
    assert len(told) == FEW
    for mutant, cases in told:
        other = Engine(mutant.guideline)
        assert [shown(engine, case) for case in cases] == [shown(other, case) for case in cases]


def turned_out_otherwise(mutant):
    """Cases of patients for whom a rule and its mutant come out differently, as false instead of unknown."""
    twins = Twins(shipped(), mutant)
    (pair,) = twins.pairs
    false = [twins.lines.world.condition(rule.when.test.node)[1] for rule in pair]
    for _, small, full in twins.search.patients(twins.lines.world, twins.lines.encoder.differs(*false)):
        yield from ({"on": str(twins.search.domain.on), "answers": answers} for answers in (small, full))


def shown(engine, case):
    """What a plan says, and what it rests on."""
    plan = make_plan(engine, facts_of(engine.guideline, case))
    lines = [(line.group, list(texts(line)), line.because, line.after_settled, line.withheld) for line in plan.lines]
    return plan.status, lines, plan.answers, plan.open, plan.inert, [block.id for block in plan.handout]


TEXTS = ["a and not b", "crcl >= 15 or wound is open", "any(flags) and known(flags has cauda)", "wound in (a, b)"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_condition_is_written_as_it_was_read(text):
    node = parse(text).test.node
    assert parse(written(node)).test.node == node


@pytest.mark.parametrize("text", TEXTS)
def test_every_variant_differs(text):
    node = parse(text).test.node
    found = [other for _, other in variants(node)]
    assert found
    assert node not in found
    assert not list(variants(Always()))
