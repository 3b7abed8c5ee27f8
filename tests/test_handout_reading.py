"""The handout is easy to read: grade, sentence length and explained words, for each of its blocks.

Grades are the published formulas: Flesch-Kincaid 0.39 × words per sentence + 11.8 × syllables per word − 15.59, and
SMOG 3.1291 + 1.043 × √(30 × words of three syllables or more per sentence). An entry of a list counts as a sentence.
"""

import math
import random
import re
from datetime import date
from typing import NamedTuple

import pyphen
import pytest

from db.guideline import Block
from db.standing import URGENT_PART
from desktop.core.blocks import Heading, Notice
from desktop.core.cases import facts_of
from desktop.core.engine import Engine
from desktop.core.handout import handout_document
from desktop.core.planner import make_plan
from desktop.settings import Settings
from tests.core.patients import Patients
from tests.shipped import shipped, shipped_cases

HYPHENS = pyphen.Pyphen(lang="en_US")
WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
VOWELS = re.compile(r"[aeiouy]+")
SILENT_END = re.compile(r"(?:[^aeiouyl]e|[^aeioudty]ed|[^aeiouysxz]es)$")

MAX_GRADE = 6.0
MAX_SMOG = 8.0
MAX_MEAN = 12.0
MAX_WORDS = 20
COPIED_WORDS = 8
RANDOM = 500

# Every word of the field that a block may use, and what in the same block explains it.
EXPLAINED = {
    "plexus": "web of nerves",
    "plexopathy": "plexus",
    "root": "part of a nerve",
    "mri": "magnet",
    "ct": "x-ray pictures",
    "ultrasound": "sound waves",
    "contrast": "dye",
    "pacemaker": "helps the heart to beat",
    "specialist": "knows most about one field",
    "surgeon": "surgeon who treats nerves|doctor who operates",
    "physiotherapist": "helps you to move",
    "foot drop": "hard to lift the front of your foot",
    "pregabalin": "nerve pain|your nerve pain medicine",
    "duloxetine": "medicine for nerve pain",
    "amitriptyline": "medicines can help nerve pain",
    "nortriptyline": "medicines can help nerve pain",
    "lidocaine": "drugs for nerve pain go on the skin",
    "capsaicin": "drugs for nerve pain go on the skin",
    "opioids": "strong pain pills",
    "glaucoma": "high pressure in the eye",
    "steroid": "calms swelling",
    "infection": "germs have got in",
    "diabetes": "sugar in the blood",
    "radiation": "strong rays",
    "mass": "lump or a growth",
}
# Words that a handout does without.
BARRED = (
    "neuropathic", "neuropathy", "radiculopathy", "deficit", "electrodiagnostic", "lesion", "oedema", "haematoma",
    "abscess", "aneurysm", "idiopathic", "corticosteroid", "immunotherapy", "lymphoma", "anticoagulant", "orthosis",
    "renal", "creatinine", "gadolinium", "dermatome", "malignancy", "palliative", "analgesic", "gabapentinoid",
)  # fmt: skip


class Reading(NamedTuple):
    """How hard a text is."""

    words: int
    grade: float
    smog: float
    mean: float
    longest: int


def sentences(text):
    """Sentences of plain text; an entry of a list is at least one."""
    joined = re.sub(r"\n(?!\n|- )", " ", text)
    pieces = (line.removeprefix("- ") for line in joined.split("\n"))
    return [s for piece in pieces for s in SENTENCE_END.split(piece.strip()) if WORD.search(s)]


def syllables(word):
    """Syllables by hyphenation or by groups of vowels: the larger, as hyphenation misses short open syllables."""
    lower = word.lower()
    groups = len(VOWELS.findall(lower)) - bool(SILENT_END.search(lower))
    hyphens = sum(len(HYPHENS.positions(part)) + 1 for part in lower.split("-"))
    return max(1, groups, hyphens)


def reading(text):
    """Measure one text."""
    parts = [WORD.findall(s) for s in sentences(text)]
    counts = [syllables(word) for words in parts for word in words]
    mean = len(counts) / len(parts)
    grade = 0.39 * mean + 11.8 * sum(counts) / len(counts) - 15.59
    smog = 3.1291 + 1.0430 * math.sqrt(30 * sum(count >= 3 for count in counts) / len(parts))
    return Reading(len(counts), grade, smog, mean, max(map(len, parts)))


def faults(block):
    """What makes a block too hard."""
    found = reading(block.text)
    lower = " ".join(block.text.lower().split())
    return [
        *([f"grade {found.grade:.1f}"] if found.grade > MAX_GRADE else []),
        *([f"SMOG {found.smog:.1f}"] if found.smog > MAX_SMOG else []),
        *([f"mean {found.mean:.1f} words"] if found.mean > MAX_MEAN else []),
        *([f"a sentence of {found.longest} words"] if found.longest > MAX_WORDS else []),
        *(f"'{word}' is not explained" for word in EXPLAINED if uses(lower, word) and not explains(lower, word)),
        *(f"'{word}' is too hard" for word in BARRED if uses(lower, word)),
        *(["a dash between numbers"] if re.search(r"\d\s*[-–]\s*\d", lower) else []),
        *(["Markdown or a sign"] if re.search(r"[*_#`\[\]<>≥≤%/&–—]", lower) else []),
        *([f"unexplained letters {word}" for word in set(re.findall(r"\b[A-Z]{2,}s?\b", block.text)) - {"MRI", "CT"}]),
        *(["a dose"] if re.search(r"\d\s*(mg|micrograms?|g|ml)\b", lower) else []),
        *(["does not say 'you'"] if not uses(lower, "you") and not uses(lower, "your") else []),
    ]  # fmt: skip


def uses(text, word):
    return re.search(rf"\b{word}s?\b", text) is not None


def explains(text, word):
    return re.search(EXPLAINED[word], text) is not None


GUIDELINE = shipped()
BLOCKS = GUIDELINE.decision.blocks


def runs(text):
    """Every run of words of a length at which two texts are no longer alike by chance."""
    words = [w.lower() for w in WORD.findall(text)]
    return {tuple(words[i : i + COPIED_WORDS]) for i in range(len(words) - COPIED_WORDS + 1)}


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.id)
def test_a_block_is_easy_to_read(block, record_property):
    found = reading(block.text)
    record_property(block.id, str(found))
    assert faults(block) == [], found


def test_the_whole_handout_is_easy_to_read():
    found = reading("\n\n".join(block.text for block in BLOCKS))
    assert found.words > 1000
    assert (found.grade <= MAX_GRADE, found.smog <= MAX_SMOG) == (True, True), found


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.id)
def test_a_block_is_not_copied_from_the_text_for_clinicians(block):
    clinician = [t for s in GUIDELINE.statements().values() for t in (s.text, s.rationale)]
    assert runs(block.text).isdisjoint(set().union(*map(runs, clinician)))


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.id)
def test_a_block_stands_under_a_heading_of_the_handout(block):
    assert block.part in GUIDELINE.handout_parts


def test_every_block_is_named_by_a_rule_and_every_name_has_a_block():
    named = {name for rule in GUIDELINE.decision.rules for name in rule.handout}
    assert named == {block.id for block in BLOCKS}


@pytest.fixture(scope="module")
def plans():
    """The plans of all cases, and of random patients."""
    engine, patients = Engine(GUIDELINE), Patients(GUIDELINE, date(2026, 11, 22), random.Random(1))
    drawn = [patients.facts(patients.one()) for _ in range(RANDOM)]
    return [make_plan(engine, facts) for facts in (*(facts_of(GUIDELINE, raw) for _, raw in shipped_cases()), *drawn)]


# Blocks that say opposite things.
APART = (
    {"nerve-unknown", "nerve-stretched", "nerve-torn"},
    {"mri-normal", "mri-abnormal", "mri-ask", "next-mri"},
    {"next-mri", "next-ct-elective", "mri-possible"},
    {"nerve-test-3-weeks", "nerve-test-injury", "nerve-test-now"},
    {"next-mri-later", "next-urgent"},
    {"next-mri-later", "next-wound", "next-gunshot"},
    {"next-mri-later", "mri-date-open"},
    {"surgeon-now", "surgeon-today", "surgeon-call", "surgeon-late", "nerve-torn"},
    {"surgeon-now", "surgeon-late", "surgeon-decides"},
    {"nerve-torn", "surgeon-decides"},
    {"nerve-torn", "next-surgeon"},
    {"surgeon-today", "next-surgeon"},
    {"surgeon-call", "next-surgeon"},
    {"medicine-none", "medicine-choice", "medicine-ask", "pain-ask"},
    {"medicine-none", "medicine-toxic"},
    {"medicine-choice", "medicine-toxic"},
    {"medicine-choice", "medicine-pregnant"},
    {"medicine-choice", "medicine-breastfeeding"},
    {"what-root", "what-plexopathy", "not-clear"},
    {"what-root", "what-injury"},
    {"what-cancer", "ask-cancer", "what-inflammatory"},
    {"what-radiation", "ask-radiation"},
    {"what-diabetic", "ask-diabetes"},
    {"after-surgery", "ask-surgery"},
    {"steroid-not-now", "steroid-team"},
    {"care-move", "care-check"},
)


def test_no_handout_says_opposite_things(plans):
    names = {block.id for block in BLOCKS}
    assert all(group <= names for group in APART)
    found = [({block.id for block in plan.handout}, group) for plan in plans for group in APART]
    assert [sorted(ids & group) for ids, group in found if len(ids & group) > 1] == []


def test_a_handout_is_urgent_first_where_the_plan_is(plans):
    for plan in plans:
        parts = handout_document(plan, Settings()).parts
        first = next(part for part in parts if isinstance(part, Heading))
        notes = [part for part in parts[: parts.index(first)] if isinstance(part, Notice)]
        acts = [line for line in plan.group("act-first") if line.id != "cause-not-adult"]
        settles = any(line.id.startswith("settle:") for line in acts)
        assert first == Heading(URGENT_PART) or not acts or (settles and notes), plan.facts.answers
        assert bool(notes) == (plan.status == "open" or (settles and not plan.is_emergency))


HARD = "Electrodiagnostic investigation differentiates radiculopathy from lumbosacral plexopathy in individuals."


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (HARD, "grade"),
        (HARD, "SMOG"),
        (f"You {'go on and ' * 6}stop.", "a sentence of 20"),
        (f"You {'go on and ' * 7}stop.", "mean"),
        ("You need an MRI.", "'mri' is not explained"),
        ("You have a lesion.", "'lesion' is too hard"),
        ("You take 75 mg of it.", "a dose"),
        ("You wait 2-4 weeks.", "a dash"),
        ("You need an EMG.", "unexplained letters EMG"),
        ("The doctor comes.", "does not say"),
        ("You *must* go.", "Markdown"),
    ],
)
def test_a_hard_block_is_refused(text, fault):
    found = faults(Block("planted", "What you have", text))
    assert any(each.startswith(fault) for each in found) == (not fault.endswith("20")), found


@pytest.mark.parametrize(
    ("word", "count"),
    [("nerve", 1), ("helped", 1), ("very", 2), ("plexus", 2), ("tested", 2), ("medicine", 3), ("pregabalin", 4)],
)
def test_syllables(word, count):
    assert syllables(word) == count


def test_grades_are_the_published_formulas():
    found = reading("The cat sat on the mat. The dog ran.\n- A radiation unit")
    assert (found.words, found.mean, found.longest) == (12, 4.0, 6)
    assert found.grade == pytest.approx(0.39 * 4 + 11.8 * 16 / 12 - 15.59)
    assert found.smog == pytest.approx(3.1291 + 1.0430 * math.sqrt(30 / 3))
