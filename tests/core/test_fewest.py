"""The smallest set that suffices, beside all sets tried one by one; and what is promised where there are too many."""

import random
from itertools import combinations

import pytest

from desktop.core.fewest import fewest

MARKS = [("a", ""), ("b", "one"), ("b", "two"), ("c", ""), ("d", ""), ("e", "one"), ("e", "two"), ("f", "")]


def hits(cuts):
    """Does a set have one of each of these?"""
    return lambda kept: all(any(mark in kept for mark in cut) for cut in cuts)


def tried(suffices):
    """The smallest of all sets that suffice: the fewest names, then marks, then the first."""
    places = (p for count in range(len(MARKS) + 1) for p in combinations(range(len(MARKS)), count))
    enough = [p for p in places if suffices({MARKS[n] for n in p})]
    best = min(enough, key=lambda p: (len({MARKS[n][0] for n in p}), len(p), p))
    return {MARKS[n] for n in best}


@pytest.mark.parametrize("seed", range(300))
def test_nothing_smaller_suffices(seed):
    rng = random.Random(seed)
    suffices = hits([rng.sample(MARKS, rng.randint(1, 4)) for _ in range(rng.randint(0, 7))])
    assert fewest(suffices, MARKS) == tried(suffices)


def test_where_there_are_too_many_ways_none_that_is_named_can_be_left_out():
    rng = random.Random(1)
    marks = [(str(n), "") for n in range(60)]
    suffices = hits([rng.sample(marks, 3) for _ in range(120)])
    found = fewest(suffices, marks)
    assert suffices(found)
    assert len(found) < len(marks)
    assert not any(suffices(found - {mark}) for mark in found)
