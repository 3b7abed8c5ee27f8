"""Faults planted in the shipped rules are caught, by the guideline's cases or by the proofs.

WAYMARK_MUTANTS sets how many are tried; 0 is all of them.
"""

import os

import pytest

from db.condition import parse
from db.condition_tree import Always
from tests.mutants import Judge, mutants, sample, variants, written
from tests.shipped import shipped

COUNT = int(os.environ.get("WAYMARK_MUTANTS", "200"))
PARTS = 2


@pytest.mark.parametrize("part", range(PARTS))
def test_nearly_every_planted_fault_is_caught(part):
    judge = Judge(shipped())
    verdicts = [(m, judge.verdict(m)) for m in sample(COUNT)[part::PARTS]]
    real = [(m, verdict) for m, verdict in verdicts if verdict not in ("equivalent", "masked")]
    survivors = [f"{m.kind} {m.rule}: {m.text}" for m, verdict in real if verdict == "survives"]
    assert len(survivors) <= 0.01 * len(real), survivors


def test_there_are_at_least_two_thousand():
    assert sum(1 for _ in mutants(shipped())) >= 2000


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
