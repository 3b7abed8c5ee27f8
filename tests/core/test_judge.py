"""The proofs say of random small guidelines what counting all their patients says, property by property.

WAYMARK_GUIDELINES sets how many; a few are counted out in the suite, all anew for another WAYMARK_SEED.
"""

import os
import random

import pytest

from db.proof import find
from db.proof_claims import (
    CONTRADICTION,
    CUTS,
    DEAD,
    GAP,
    INVARIANT,
    PATHS,
    UNKNOWN,
    Absent,
    Alike,
    Forgotten,
    Gap,
    Longest,
    Present,
    Together,
    Unfired,
    Unsettled,
)
from desktop.core.answers import read_facts
from desktop.core.asking import compare as compared
from desktop.core.prove import REPLAYED, Program, prove, replay
from desktop.core.smallest import parts, shows, without
from tests.core.judge import Judge, seen
from tests.core.judge_asking import Asking
from tests.core.judge_cuts import Cuts
from tests.core.small_guidelines import small_guideline

GUIDELINES = int(os.environ.get("WAYMARK_GUIDELINES", "80"))
SEED = int(os.environ.get("WAYMARK_SEED", "0"))
PARTS = 4
FEW_PATIENTS, PATIENTS = 60, 270  # at most, in the suite and in a soak
FOUND = (
    (78_001_421, FEW_PATIENTS),
    (79_037_822, FEW_PATIENTS),
    (601_000_143, FEW_PATIENTS),
    (601_000_346, FEW_PATIENTS),
    (601_000_347, FEW_PATIENTS),
    (602_000_751, PATIENTS),
    (603_000_859, FEW_PATIENTS),
    (603_001_217, FEW_PATIENTS),
)
"""Seeds of guidelines of which the proofs once said something else, and how many patients they have at most."""
SIDED = ((704_000_016, FEW_PATIENTS), (704_000_149, FEW_PATIENTS))
"""The same where formulas take sides."""


@pytest.mark.parametrize("part", range(PARTS))
def test_the_proofs_say_what_counting_says(part):
    most = PATIENTS if "WAYMARK_GUIDELINES" in os.environ else FEW_PATIENTS
    for number in range(part, GUIDELINES, PARTS):
        guideline = small_guideline(random.Random(SEED * 1_000_000 + number), most, sides=number // PARTS % 2 == 1)
        compare(guideline, number)


@pytest.mark.parametrize(("seed", "most"), FOUND)
def test_the_proofs_still_say_what_counting_says(seed, most):
    compare(small_guideline(random.Random(seed), most), seed)


@pytest.mark.parametrize(("seed", "most"), SIDED)
def test_the_proofs_still_say_what_counting_says_of_formulas_with_sides(seed, most):
    compare(small_guideline(random.Random(seed), most, sides=True), seed)


def compare(guideline, number):
    """Judge one guideline both ways, and look at every patient that the proofs show."""
    judge = Judge(guideline)
    findings = list(find(guideline, shows=Program(guideline).shows))
    found = proved(findings)
    told = compared(guideline)
    for name, counted in verdicts(judge).items():
        if name != PATHS or not told.differences:  # what is asked in vain is not on the path that is proved
            assert found[name] == counted, (number, name)
    assert [p for p in prove(guideline) if p.property == REPLAYED and not p.holds] == [], number
    is_asked_while_it_decides(judge, told, number)
    for finding in (replay(judge.engine, f) for f in findings if not f.holds and f.small is not None):
        assert is_shown(judge, finding), (number, finding)
        assert is_least(judge.engine, finding), (number, finding)


def is_asked_while_it_decides(judge, told, number):
    """What decides is asked; what decides nothing is not, unless the check says so."""
    vain, left_out = Asking(judge).differences()
    assert left_out == [], number
    assert vain == [] or told.differences or told.too_wide, number


def verdicts(judge):
    """What counting finds broken, by property."""
    return {
        GAP: judge.gaps(),
        CONTRADICTION: judge.contradictions(),
        DEAD: judge.dead(),
        UNKNOWN: judge.unknown(),
        INVARIANT: judge.invariants() | judge.invariants_later(),
        CUTS: {(name, float(number)) for name, number in Cuts(judge).cuts()},
        PATHS: {judge.longest()},
    }


def proved(findings):
    """What the proofs find broken, in the same words."""
    found = {name: set() for name in (GAP, CONTRADICTION, DEAD, UNKNOWN, INVARIANT, CUTS, PATHS)}
    for finding in findings:
        if not finding.holds or isinstance(finding.claim, Longest):
            found[finding.property].add(named(finding))
    return found


def named(finding):
    """What a finding is about."""
    words = finding.detail.split()
    match finding.claim:
        case Gap(topic) | Unsettled(topic):
            return topic
        case Together(first, second, invariant):
            return (invariant, *sorted((first, second))) if invariant else (first, second)
        case Unfired(rule):
            return "rule", rule
        case Alike(key):
            return "choice" if finding.detail.startswith("choices") else "input", key
        case Forgotten(part, statement, key):
            return part, statement, key
        case Present(statement, invariant) | Absent(statement, invariant):
            return invariant, statement
        case Longest(beyond):
            return int(words[4]), beyond
    if finding.detail.startswith("not decided") or finding.property != CUTS:
        return finding.detail
    place = 0 if "reaches" in words else words.index("at") + 1  # "no rule turns at z 1, as for", "z never reaches 9;"
    number = words[words.index("reaches") + 1] if "reaches" in words else words[place + 1]
    return words[place], float(number.rstrip(",;"))


def is_shown(judge, finding):
    """Does the plan of the patient show what is claimed, where a plan alone can?"""
    on = finding.on or judge.guideline.reviewed
    one = seen(judge.engine, read_facts(judge.decision, {"answers": finding.small}, on))
    match finding.claim:
        case Gap(_, rules):
            excused = one.step.stops or one.step.pending
            return not excused and not {r.id for r in one.step.fired} & set(rules)
        case Together(first, second):
            return {first, second} <= one.lines | one.handed
        case Present(statement):
            return statement in one.lines | one.handed
        case Absent(statement):
            return statement not in one.lines | one.handed
    return True


def is_least(engine, finding):
    """Can nothing be left out of the patient?"""
    if not isinstance(finding.claim, Gap | Unsettled | Together | Present | Absent | Forgotten):
        return True
    left = (without(finding.claim, finding.small, key, mark) for key, mark in parts(finding.claim, finding.small))
    return not any(shows(engine, claim, answers, finding.on) for claim, answers in left)
