"""A small guideline and its plans, for the tests of the paper side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import msgspec

from db.condition import parse
from db.guideline import (
    Block,
    Choice,
    Decision,
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
from desktop.core.engine import Engine
from desktop.core.facts import Facts, Patient, read_answer
from desktop.core.plan import Plan
from desktop.core.planner import make_plan

TODAY = date(2026, 11, 22)
PATIENT = Patient("Example", "Pat", date(1961, 4, 5), "female", "123 456 7890")
CALM = {"flags": [], "pattern": "several", "injury": "2026-11-01", "pain": "yes", "egfr": "84", "sex": "female"}

INPUTS = (
    Input(
        "flags", "any-of", "Red flags", "Any of these?", "Emergencies first.",
        choices=(Choice("palsy", "Cauda equina signs"), Choice("bleed", "Bleeding")),
    ),
    Input(
        "sex", "one-of", "Sex", "Sex?", "For the estimate.",
        choices=(Choice("female", "Female"), Choice("male", "Male")),
    ),
    Input(
        "pattern", "one-of", "Pattern", "How is it spread?", "A root is treated differently.",
        choices=(Choice("several", "Several nerves or roots"), Choice("root", "One root")),
    ),
    Input("injury", "date", "Date of injury", "When?", "It sets the dates."),
    Input("pain", "yes-no", "Neuropathic pain", "Pain?", "Without pain no analgesic."),
    Input("egfr", "quantity", "eGFR", "eGFR?", "For contrast.", units=(Unit("mL/min", Decimal(1), Decimal(200)),)),
)  # fmt: skip

STATEMENTS = (
    Statement("st-stop", "stop", "Send to the emergency department now.", "Time counts.", ("trial",), urgent=True),
    Statement("st-bleed", "stop", "Request urgent CT.", "Blood presses on nerves.", ("trial",), urgent=True),
    Statement(
        "st-mri", "do", "Request MRI of the lumbosacral plexus with and without contrast.", "It shows the lesion.",
        ("trial", "lost"), ("S2", "S3"), ("X1",), act="plexus MRI",
    ),
    Statement("st-note", "info", "A normal MRI does not exclude plexopathy.", "Seen in series.", ("review",)),
    Statement(
        "st-drug", "consider", "Consider pregabalin, 150 to 600\u00a0mg per day.", "It helps.", ("review",),
        strength="weak", certainty="low", act="pregabalin", dose=True,
    ),
    Statement("st-no", "do-not", "Do not rely on a standard MRI of the pelvis alone.", "It misses.", basis="product"),
    Statement("st-emg", "timing", "Repeat nerve studies.", "Too early is normal.", ("trial",), act="nerve studies"),
    Statement("st-soon", "timing", "See the patient again.", "Safety.", basis="product"),
)  # fmt: skip

RULES = (
    Rule("R-STOP", "emergency", parse("flags has palsy"), (Line("st-stop"),), ("get-help",)),
    Rule("R-BLEED", "emergency", parse("flags has bleed"), (Line("st-bleed"),), ("get-help",)),
    Rule(
        "R-MRI", "imaging", parse("pattern is several"),
        (Line("st-mri"), Line("st-note"), Line("st-no")), ("what", "next", "get-help", "ask"),
    ),
    Rule("R-DRUG", "pain", parse("pain and egfr >= 30"), (Line("st-drug"),), ("medicine",)),
    Rule(
        "R-EMG", "follow-up", parse("pattern is several and (known(injury) or not known(injury))"),
        (Line("st-emg", Due(30, "injury", "source")),),
    ),
    Rule("R-SOON", "follow-up", parse("always"), (Line("st-soon", Due(14, "today", "product")),)),
)  # fmt: skip

BLOCKS = (
    Block("what", "What you have", "The nerves to your leg are hurt.\nWe call it plexopathy.\n\nMany improve."),
    Block("next", "What happens next", "You will have:\n- a scan of the nerves\n- a second visit\n  in two weeks"),
    Block("medicine", "Your medicine", "Pregabalin can ease nerve pain.\n- Do not stop it suddenly."),
    Block("get-help", "Get help at once", "Go to hospital now if:\n- you cannot pass urine\n- your leg turns cold"),
    Block("ask", "Questions to ask", "Write down what you want to ask."),
)  # fmt: skip

GUIDELINE = Guideline(
    id="leg",
    title="Management of leg weakness",
    version="0.1",
    language="en",
    publisher="Nobody",
    reviewed=date(2026, 11, 1),
    next_review=date(2027, 5, 1),
    scope=Scope("An adult with leg weakness.", "Children.", "A weight.", "It does not replace local protocols."),
    references=(
        Reference("review", "A review. Journal of Reviews 2019;1:1.", secondary=True),
        Reference("trial", "A trial. Journal of Trials 2020;2:2."),
        Reference("lost", "Reference not given in the source note; source not traced.", traced=False),
    ),
    handout_parts=("What you have", "What happens next", "Your medicine", "Get help at once", "Questions to ask"),
    sections=(Section("all", "All", statements=STATEMENTS),),
    decision=Decision((Page("one", "One", INPUTS),), rules=RULES, blocks=BLOCKS),
)


def plan_of(
    answers: Mapping[str, object], patient: Patient = PATIENT, on: date = TODAY, guideline: Guideline = GUIDELINE
) -> Plan:
    """The plan that these answers, in their text form, lead to."""
    inputs = {i.key: i for i in guideline.decision.inputs()}
    facts = Facts(on, patient)
    for key, raw in answers.items():
        facts = facts.with_answer(key, read_answer(inputs[key], raw, on))
    return make_plan(Engine(guideline), facts)


def with_text(statement: str, text: str) -> Guideline:
    """The guideline with other words in one statement."""
    changed = tuple(msgspec.structs.replace(s, text=text) if s.id == statement else s for s in STATEMENTS)
    return msgspec.structs.replace(GUIDELINE, sections=(Section("all", "All", statements=changed),))
