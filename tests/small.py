"""A small guideline made of values, for tests that need a decision but not the real content."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from db import condition, formula
from db.check import check_guideline
from db.content import entries_hash, guideline_entries
from db.guideline import (
    Block,
    Choice,
    Decision,
    Derived,
    Due,
    Guideline,
    Input,
    Line,
    Page,
    Reference,
    Rule,
    Scope,
    Section,
    Statement,
    Unit,
)
from db.source import read_guideline

TODAY = date(2026, 11, 22)


def statement(key, kind="do", **more):
    return Statement(key, kind, f"Text of {key}.", "Because it is so.", ("ref-a",), ("S1",), ("X1",), **more)


def rule(key, topic, when, *lines, handout=()):
    made = tuple(line if isinstance(line, Line) else Line(line) for line in lines)
    return Rule(key, topic, condition.parse(when), made, handout)


def choices(*values):
    return tuple(Choice(v, v.replace("_", " ").capitalize()) for v in values)


def asked(key, kind, *values, **more):
    return Input(
        key, kind, key.replace("_", " ").capitalize(), f"What is {key}?", "It matters.", "", choices(*values), **more
    )


PAGES = (
    Page("flags", "Flags", (asked("flags", "any-of", "cauda", "ischaemia"),)),
    Page(
        "person",
        "Person",
        (
            asked("age", "quantity", units=(Unit("years", Decimal(0), Decimal(120)),)),
            asked("sex", "one-of", "female", "male"),
        ),
    ),
    Page("wound", "Wound", (asked("wound", "one-of", "none", "closed", "open"),)),
    Page("injury", "Injury", (asked("injury_date", "date"), asked("worsening", "yes-no"))),
    Page("pain", "Pain", (asked("pain", "yes-no"),)),
    Page(
        "kidney",
        "Kidney",
        (
            asked("weight", "quantity", units=(Unit("kg", Decimal(25), Decimal(300)),)),
            asked(
                "creatinine",
                "quantity",
                units=(
                    Unit("µmol/L", Decimal(18), Decimal(1768)),
                    Unit("mg/dL", Decimal("0.2"), Decimal(20), Decimal("88.4")),
                ),
            ),
        ),
    ),
)

STATEMENTS = (
    statement("stop-cauda", "stop", act="spine MRI", urgent=True),
    statement("stop-leg", "stop", act="vascular review"),
    statement("no-plexus-mri", "do-not", act="plexus MRI"),
    statement("explore", "timing", act="exploration", urgent=True),
    statement("mri-month", "timing", act="plexus MRI", delay=True),
    statement("mri-soon", "do", act="plexus MRI"),
    statement("ask-wound", "do", act="settle the wound", asks=True),
    statement("drug", "consider", act="pregabalin", dose=True),
    statement("drug-note", "info"),
    statement("ask-kidney", "do", act="kidney function", asks=True),
    statement("follow", "timing", act="follow-up"),
)

RULES = (
    rule("R-CAUDA", "emergency", "flags has cauda", "stop-cauda", "no-plexus-mri", handout=("help",)),
    rule("R-LEG", "emergency", "flags has ischaemia", "stop-leg", handout=("help",)),
    rule("R-OPEN", "treatment", "wound is open", "explore"),
    rule(
        "R-CLOSED",
        "imaging",
        "wound is closed and not worsening",
        Line("mri-month", Due(30, "injury_date", "source")),
        handout=("wait",),
    ),
    rule("R-SOON", "imaging", "wound is none or worsening", "mri-soon"),
    rule("R-WOUND", "imaging", "not known(wound)", "ask-wound"),
    rule("R-DRUG", "pain", "pain and crcl >= 15 and crcl < 30", "drug", "drug-note"),
    rule("R-KIDNEY", "pain", "pain and not known(crcl)", "ask-kidney"),
    rule("R-FOLLOW", "follow-up", "always", Line("follow", Due(14, "today", "product"))),
)

CRCL = "(140 - age) * weight * 88.4 / (72 * creatinine) * (0.85 if sex is female else 1)"


def guideline(rules=RULES, pages=PAGES, statements=STATEMENTS, **more):
    """The small guideline, with some of it replaced."""
    decision = Decision(
        pages=pages,
        derived=(Derived("crcl", "Creatinine clearance", "mL/min", formula.parse(CRCL), condition.parse("age >= 18")),),
        rules=rules,
        blocks=(
            Block("help", "Get help at once", "Call now."),
            Block("wait", "What happens next", "You will have a scan.\n\n- Come back."),
        ),
    )
    fields = {
        "id": "small",
        "title": "Small guideline",
        "version": "1.2",
        "language": "en",
        "publisher": "Nobody",
        "reviewed": date(2026, 11, 1),
        "next_review": date(2027, 11, 1),
        "scope": Scope("Use it.", "Not for children.", "A pen.", "It is small."),
        "decision": decision,
        "references": (Reference("ref-a", "A. Author. A paper."),),
        "handout_parts": ("What happens next", "Get help at once"),
        "sections": (Section("all", "All of it", "", "Prose.", statements),),
    }
    return Guideline(**{**fields, **more})


def problems(folder):
    """All problems of a guideline folder, as the check prints them."""
    source, found = read_guideline(folder)
    return list(map(str, found + (check_guideline(source.guideline, source.places) if source else [])))


def guideline_hash(folder: Path) -> str:
    """The hash of a guideline's sources, which its proof report speaks of."""
    return entries_hash(guideline_entries(folder))
