"""A small guideline of which every property holds, and the means to plant a fault in it."""

from decimal import Decimal

import msgspec

from db import condition, formula
from db.guideline import Derived, Invariant, Page, Unit
from tests.small import asked, guideline, rule, statement

CREATININE = (
    Unit("µmol/L", Decimal(18), Decimal(1768)),
    Unit("mg/dL", Decimal("0.2"), Decimal(20), Decimal("88.4")),
)
PAGES = (
    Page("flags", "Flags", (asked("flags", "any-of", "cauda", "ischaemia"),)),
    Page("wound", "Wound", (asked("wound", "one-of", "none", "closed", "open"), asked("pain", "yes-no"))),
    Page("date", "Date", (asked("injury_date", "date"),)),
    Page(
        "kidney",
        "Kidney",
        (
            asked("age", "quantity", units=(Unit("years", Decimal(0), Decimal(120)),)),
            asked("sex", "one-of", "female", "male"),
            asked("weight", "quantity", units=(Unit("kg", Decimal(25), Decimal(300)),)),
            asked("creatinine", "quantity", units=CREATININE),
        ),
    ),
)

STATEMENTS = (
    statement("stop-cauda", "stop", act="spine MRI"),
    statement("stop-leg", "stop", act="vascular review"),
    statement("no-block", "do-not", act="epidural"),
    statement("no-flag", asks=True),
    statement("injury"),
    statement("no-injury"),
    statement("mri-month", "timing", act="plexus MRI", delay=True),
    statement("mri-now", act="plexus MRI"),
    statement("early-mri", act="early MRI"),
    statement("no-early-mri", "do-not", act="early MRI"),
    statement("explore", "timing", act="exploration", urgent=True),
    statement("physio"),
    statement("ask-wound", asks=True),
    statement("drug", "consider", act="drug", dose=True),
    statement("drug-note", "info"),
    statement("no-drug", "do-not", act="drug"),
    statement("ask-kidney", asks=True),
    statement("no-pain"),
    statement("ask-pain", asks=True),
    statement("review", "timing"),
    statement("review-pain", "timing"),
)

RULES = (
    rule("E-CAUDA", "emergency", "flags has cauda", "stop-cauda", "no-block"),
    rule("E-LEG", "emergency", "flags has ischaemia", "stop-leg"),
    rule("E-NONE", "emergency", "not any(flags)", "no-flag"),
    rule("C-INJURY", "cause", "wound in (closed, open)", "injury"),
    rule("C-NONE", "cause", "wound is none", "no-injury"),
    rule("C-UNKNOWN", "cause", "not known(wound)", "ask-wound"),
    rule("I-MONTH", "imaging", "wound is closed and days < 30", "mri-month", "no-early-mri"),
    rule("I-NOW", "imaging", "wound is none or wound is closed and days >= 30", "mri-now"),
    rule("I-OPEN", "imaging", "wound is open", "early-mri"),
    rule("I-UNKNOWN", "imaging", "not known(wound) or wound is closed and not known(days)", "ask-wound"),
    rule("T-OPEN", "treatment", "wound is open", "explore"),
    rule("T-REST", "treatment", "wound in (none, closed)", "physio"),
    rule("T-UNKNOWN", "treatment", "not known(wound)", "ask-wound"),
    rule("P-DRUG", "pain", "pain and crcl >= 30", "drug", "drug-note"),
    rule("P-LOW", "pain", "pain and crcl < 30", "no-drug"),
    rule("P-KIDNEY", "pain", "pain and not known(crcl)", "ask-kidney"),
    rule("P-NONE", "pain", "not pain", "no-pain"),
    rule("P-UNKNOWN", "pain", "not known(pain)", "ask-pain"),
    rule("F-PAIN", "follow-up", "pain", "review-pain"),
    rule("F-REST", "follow-up", "not pain", "review"),
    rule("F-UNKNOWN", "follow-up", "not known(pain)", "ask-pain"),
)

CRCL = "(140 - age) * weight * 88.4 / (72 * creatinine) * (0.85 if sex is female else 1)"
DERIVED = (
    Derived("crcl", "Creatinine clearance", "mL/min", formula.parse(CRCL), condition.parse("age >= 18")),
    Derived("days", "Days since the injury", "days", formula.parse("today - injury_date")),
)
INVARIANTS = (
    Invariant("no-drug-in-failure", condition.parse("crcl < 30 or not known(crcl)"), never=("drug",)),
    Invariant("explore-open", condition.parse("wound is open and not any(flags)"), always=("explore",)),
    Invariant("one-mri", condition.parse("always"), exclusive=("mri-month", "mri-now", "early-mri")),
)


def sound(rules=RULES, pages=PAGES, statements=STATEMENTS, derived=DERIVED, invariants=INVARIANTS):
    """The sound guideline, with some of it replaced."""
    made = guideline(rules=rules, pages=pages, statements=statements)
    decision = msgspec.structs.replace(made.decision, derived=derived, invariants=invariants, blocks=())
    return msgspec.structs.replace(made, decision=decision)


def with_rules(*changed, without=()):
    """The sound guideline with rules replaced by those of the same id, added, or left out."""
    new = {r.id: r for r in changed}
    kept = [new.pop(r.id, r) for r in RULES if r.id not in without]
    return sound(rules=(*kept, *new.values()))


def invariant(key, when, **what):
    """An invariant from its text."""
    return Invariant(key, condition.parse(when), **what)
