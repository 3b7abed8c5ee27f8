"""Input that is too much, or turns in a circle, is a problem with its place, and soon."""

import pytest

from db.check import check_guideline
from db.formula import MAX_PIECES
from db.source import read_guideline
from tests.provable import FILES, write_folder

WEIGHT = (
    "      - {key: w, kind: quantity, label: W, question: W?, why: W., units: [{name: kg, minimum: 1, maximum: 300}]}\n"
)


def problems(folder, *formulas):
    """What is wrong with derived quantities d0, d1 … of these formulas."""
    derived = "".join(f"  - {{key: d{n}, label: D, unit: kg, formula: {f}}}\n" for n, f in enumerate(formulas))
    write_folder(folder, decision=f"{FILES['decision.yaml']}{WEIGHT}derived:\n{derived}")
    source, found = read_guideline(folder)
    if source is not None:
        found += check_guideline(source.guideline, source.places)
    return [f"{p.line}: {p.message}" for p in found if p.severity == "error"]


ORDER = "is used before it is derived, or rests on itself; derive it above"
LARGE = "is computed in more than 200 parts, those of what it rests on among them"
FORMULAS = [
    (("d0 + w",), [f"9: 'd0' {ORDER}"]),
    (("d1 + w", "d0 + w"), [f"9: 'd1' {ORDER}"]),
    (("d1 + w", "w * 2"), [f"9: 'd1' {ORDER}"]),
    (("d1", "d2", "d0"), [f"9: 'd1' {ORDER}", f"10: 'd2' {ORDER}"]),
    ((" + ".join(["w"] * 100_000),), [f"9: longer than {MAX_PIECES} words and signs (column 1001)"]),
    ((f"{'(' * 100}w{')' * 100}",), ["9: nested deeper than 50 levels (column 51)"]),
    ((f"w * {'9' * 5_000}",), ["9: a number of more than 20 digits (column 5)"]),
    (("w + w", *(f"d{n} + d{n}" for n in range(39))), [f"{9 + n}: 'd{n}' {LARGE}" for n in (6, 13, 20, 27, 34)]),
    (("w", *(f"d{n} + 1" for n in range(99)), "d98 / 2"), []),
    (("w", *(f"d{n} + 1" for n in range(100))), [f"109: 'd100' {LARGE}"]),
]


@pytest.mark.parametrize(("formulas", "told"), FORMULAS)
def test_derived_quantities_that_turn_in_a_circle_or_grow_too_far_are_told(tmp_path, formulas, told):
    assert problems(tmp_path / "tiny", *formulas) == told


def test_a_guideline_that_asks_needs_rules(tmp_path):
    folder = write_folder(tmp_path / "tiny", rules_10="[]\n", handout_10=None)
    source, _problems = read_guideline(folder)
    told = [str(p) for p in check_guideline(source.guideline, source.places)]
    assert "tiny/guideline.yaml:1: a guideline that asks needs rules; one that is only read has 'pages: []'" in told


def test_a_choice_that_no_rule_uses_is_told(tmp_path):
    choices = ", ".join(f"{{value: {v}, label: {v}}}" for v in "abc")
    asked = f"      - {{key: k, kind: one-of, label: K, question: K?, why: K., choices: [{choices}]}}\n"
    rule = "- {id: R-K, topic: pain, when: k is a, lines: [{statement: rest}]}\n"
    folder = write_folder(
        tmp_path / "tiny", decision=FILES["decision.yaml"] + asked, rules_10=FILES["rules/10.yaml"] + rule
    )
    source, _problems = read_guideline(folder)
    found = check_guideline(source.guideline, source.places)
    assert [(p.severity, str(p)) for p in found] == [
        ("warning", "tiny/decision.yaml:7: no rule uses choice 'b'"),
        ("warning", "tiny/decision.yaml:7: no rule uses choice 'c'"),
    ]
