"""A rule that turns on another side of a number than its lines say is found, with a patient just there."""

import msgspec
import pytest

from db import condition
from db.proof_cuts import cuts
from db.proof_domain import Domain
from db.proof_search import Search
from tests.shipped import shipped

SHIPPED = shipped()
PLANTED = [
    ("R-PAIN-NO-DULOXETINE", "crcl < 30", "crcl <= 30", "between crcl 30 and above, but the text says “below 30"),
    ("R-PAIN-PREGABALIN-0", "crcl < 15", "crcl <= 16", "crcl 16 and above, but the text says only “below 15"),
    ("R-SURG-INFLAMMATORY", "<= 30", "< 30", "between days_since_surgery 30 and below, but the text says “within 30"),
    ("R-SURG-ONSET-UNKNOWN", "> 30", ">= 30", "days_since_surgery 30 and below, but the text says “within 30 days”"),
    ("R-EDX-INJURY-NOW", ">= 21", "> 21", "days_since_injury 21 and above, but the text says “At least 3 weeks”"),
    ("R-TRA-MRI-NOW", ">= 30", "> 30", "days_since_injury 30 and above, but the text says “At least 1 month”"),
    ("R-TRA-DECISION-NOW", ">= 90", "> 90", "days_since_injury 90 and above, but the text says “At least 3 months”"),
    ("R-PAIN-PREGABALIN-60", "crcl >= 60", "crcl >= 61", "crcl 60 and above, but the text says “60 mL/min or more”"),
]
REWRITTEN = [
    (
        "pain-no-duloxetine",
        "below 30 mL/min",
        "of 30 mL/min or less",
        "crcl 30 and below, but the text says “30 mL/min or",
    ),
    ("pain-no-duloxetine", "below 30 mL/min", "under 40 mL/min", "but the text says only “under 40 mL/min”"),
    (
        "pain-no-duloxetine",
        "below 30 mL/min",
        "from 15 to 30 mL/min",
        "between crcl 30 and below, but the text says “from",
    ),
    ("pain-no-duloxetine", "below 30 mL/min", "15 to 30 mL/min", "between crcl 30 and below, but the text says “15 to"),
    ("trauma-mri-now", "At least 1 month", "More than 1 month", "30 and below, but the text says “More than 1 month”"),
    ("trauma-late", "About 12 months or more", "Over 1 year", "365 and below, but the text says “Over 1 year”"),
    ("trauma-late", "About 12 months or more", "More than 12 months", "365 and below, but the text says “More than 12"),
    (
        "edx-injury-now",
        "At least 3 weeks",
        "Over 21 days",
        "days_since_injury 21 and below, but the text says “Over 21",
    ),
    (
        "pain-pregabalin-range-30",
        "; 60 itself in a frail patient",
        "",
        "crcl 60 and above, but the text says “from 30 to",
    ),
    ("surg-inflammatory", "within 30 days", "less than 30 days", "30 and above, but the text says “less than 30 days”"),
]


def planted(rule, old, new):
    rules = {r.id: r for r in SHIPPED.decision.rules}
    assert old in rules[rule].when.text
    rules[rule] = msgspec.structs.replace(rules[rule], when=condition.parse(rules[rule].when.text.replace(old, new)))
    decision = msgspec.structs.replace(SHIPPED.decision, rules=tuple(rules.values()))
    return msgspec.structs.replace(SHIPPED, decision=decision)


def rewritten(section, key, old, new):
    said = [msgspec.structs.replace(s, text=s.text.replace(old, new)) if s.id == key else s for s in section.statements]
    return msgspec.structs.replace(section, statements=tuple(said))


def against(guideline, name):
    domain = Domain(guideline)
    domain.cuts = {name: domain.cuts[name]}
    return [f for f in cuts(Search(domain, 120.0)) if not f.holds]


def name_of(rule):
    texts = {r.id: r.when.text for r in SHIPPED.decision.rules}
    return next(n for n in ("crcl", "days_since_surgery", "days_since_injury") if n in texts[rule])


@pytest.mark.parametrize(("rule", "old", "new", "words"), PLANTED)
def test_a_rule_that_turns_elsewhere_is_found(rule, old, new, words):
    found = against(planted(rule, old, new), name_of(rule))
    assert any(f.detail.startswith(rule) and words in f.detail and f.small for f in found), [f.detail for f in found]


@pytest.mark.parametrize(("key", "old", "new", "words"), REWRITTEN)
def test_a_text_that_says_another_side_is_found(key, old, new, words):
    assert old in SHIPPED.statements()[key].text
    sections = tuple(rewritten(s, key, old, new) for s in SHIPPED.sections)
    rule = next(r.id for r in SHIPPED.decision.rules if any(line.statement == key for line in r.lines))
    found = against(msgspec.structs.replace(SHIPPED, sections=sections), name_of(rule))
    assert any(words in f.detail and f.small for f in found), [f.detail for f in found]


@pytest.mark.parametrize(
    ("key", "old", "new", "words"),
    [
        ("pain-duloxetine", "of 30 mL/min or more", "above 30 mL/min", "but the text says “above 30 mL/min”"),
        ("pain-pregabalin-start-normal", "of 60", "of 50", "the text says only “50 mL/min or more”"),
    ],
)
def test_what_a_dose_is_for_is_held_against_the_rule_as_its_text_is(key, old, new, words):
    said = SHIPPED.statements()[key]
    assert old in said.dose_for
    changed = msgspec.structs.replace(said, dose_for=said.dose_for.replace(old, new))
    sections = tuple(
        msgspec.structs.replace(s, statements=tuple(changed if x is said else x for x in s.statements))
        for s in SHIPPED.sections
    )
    found = against(msgspec.structs.replace(SHIPPED, sections=sections), "crcl")
    assert any(words in f.detail for f in found), [f.detail for f in found]


def test_a_row_of_doses_on_the_wrong_side_is_found():
    rules = {r.id: r for r in SHIPPED.decision.rules}
    lowest = rules["R-PAIN-PREGABALIN-0"]
    names = [line.statement.replace("range-0", "range-15") for line in lowest.lines]
    lines = tuple(msgspec.structs.replace(line, statement=n) for line, n in zip(lowest.lines, names, strict=True))
    rules[lowest.id] = msgspec.structs.replace(lowest, lines=lines)
    decision = msgspec.structs.replace(SHIPPED.decision, rules=tuple(rules.values()))
    found = against(msgspec.structs.replace(SHIPPED, decision=decision), "crcl")
    text = "R-PAIN-PREGABALIN-0 fires on the lower side of crcl 15 alone, but the text says “from 15 to below 30 mL/"
    assert [f.detail for f in found if f.detail.startswith(text)]


def test_the_texts_of_another_language_are_not_read():
    german = msgspec.structs.replace(planted("R-PAIN-NO-DULOXETINE", "crcl < 30", "crcl <= 30"), language="de")
    assert not any("the text says" in f.detail for f in against(german, "crcl"))
