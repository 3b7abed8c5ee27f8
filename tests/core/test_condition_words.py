"""Conditions in words: labels in place of keys, and a no that reads like one."""

import pytest

from db.condition import parse
from desktop.core.condition_words import ConditionWords
from tests.shipped import shipped
from tests.small import guideline

WORDS = ConditionWords(guideline().decision)
SAID = [
    ("always", "always"),
    ("pain", "Pain: yes"),
    ("not pain", "Pain: no"),
    ("wound is open", "Wound: Open"),
    ("wound in (open, closed)", "Wound: Open or Closed"),
    ("wound is not open", "Wound: not Open"),
    ("not wound in (open, closed)", "Wound: not (Open or Closed)"),
    ("wound in (open, closed) and pain", "(Wound: Open or Closed) and Pain: yes"),
    ("flags has cauda", "Flags: Cauda"),
    ("not flags has cauda", "Flags: not Cauda"),
    ("any(flags)", "Flags: any of them"),
    ("not any(flags)", "Flags: none of them"),
    ("crcl < 30", "Creatinine clearance under 30\u00a0mL/min"),
    ("crcl <= 30", "Creatinine clearance at most 30\u00a0mL/min"),
    ("age > 17", "Age over 17\u00a0years"),
    ("age >= 18", "Age at least 18\u00a0years"),
    ("not age >= 18", "Age under 18\u00a0years"),
    ("known(pain)", "Pain known"),
    ("not known(crcl)", "Creatinine clearance not known"),
    ("not known(flags has cauda)", "Flags: Cauda not known"),
    ("pain and wound is open", "Pain: yes and Wound: Open"),
    ("pain or worsening and not pain", "Pain: yes or (Worsening: yes and Pain: no)"),
    ("not (pain or worsening)", "not (Pain: yes or Worsening: yes)"),
    ("not not pain", "Pain: yes"),
    ("pain or not pain", "Pain known"),
    ("age < 18 or age >= 18", "Age known"),
    ("wound is open or not known(wound)", "Wound: Open or not known"),
    ("not pain or not known(pain)", "Pain: no or not known"),
    ("pain and (not pain or not known(pain))", "Pain: yes and (Pain: no or not known)"),
    ("not flags has cauda or not known(flags has cauda)", "Flags: not Cauda or Cauda not known"),
    (
        "known(wound) and (pain or wound is open or not pain)",
        "Wound known and (Pain known or Wound: Open)",
    ),
]
OUTLINES = [
    ("pain", ["Pain: yes"]),
    ("always", ["always"]),
    (
        "pain and (worsening or wound is open and age < 18)",
        [
            "all of these hold:",
            "  • Pain: yes",
            "  • at least one of these holds:",
            "    • Worsening: yes",
            "    • all of these hold:",
            "      • Wound: Open",
            "      • Age under 18\u00a0years",
        ],
    ),
    (
        "not (pain or worsening)",
        ["this does not hold:", "  • at least one of these holds:", "    • Pain: yes", "    • Worsening: yes"],
    ),
]


@pytest.mark.parametrize(("text", "words"), SAID)
def test_words(text, words):
    assert WORDS.words(parse(text).test.node) == words


@pytest.mark.parametrize(("text", "lines"), OUTLINES)
def test_outline(text, lines):
    assert list(WORDS.outline(parse(text).test.node)) == lines


def test_a_label_that_could_be_read_as_several_is_quoted():
    said = ConditionWords(shipped().decision)
    words = said.words(parse("wound in (closed, open) and not cautions has toxicity").test.node)
    assert words.startswith(
        "(Injury: Closed injury or “Open or penetrating wound”) and Cautions for gabapentinoids: not “"
    )


def test_every_shipped_rule_can_be_said_without_its_keys():
    decision = shipped().decision
    said = ConditionWords(decision)
    for rule in decision.rules:
        words = said.words(rule.when.test.node)
        assert "_" not in words, words
        for line in said.outline(rule.when.test.node):
            assert "_" not in line, line
            assert not any(sign in line for sign in ("<", ">", "=", "(not ", "not not")), line
