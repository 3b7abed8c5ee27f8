"""One fault of each kind, planted in a copy of the shipped guideline: the check fails, and prints a patient to run."""

import json
import shutil

import pytest
import yaml

from db.proof_claims import CONTRADICTION, CUTS, DEAD, GAP, INVARIANT, PATHS, PROPERTIES, UNKNOWN
from desktop.cli import main
from desktop.paths import GUIDELINES
from desktop.verbs.common import AT_FAULT, DONE, STILL_OPEN

LSP = "lumbosacral-plexopathy"


def edited(path, change):
    """Read a YAML file, change it in place, and write it again."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")


def rule(name, when):
    """Give a rule another condition."""
    file, identity = name

    def plant(folder):
        def change(rules):
            next(r for r in rules if r["id"] == identity)["when"] = when

        edited(folder / "rules" / file, change)

    return plant


def more(topic, when, *lines):
    """Add a rule."""

    def plant(folder):
        new = {"id": "R-PLANTED", "topic": topic, "when": when, "lines": [{"statement": line} for line in lines]}
        (folder / "rules" / "99-planted.yaml").write_text(yaml.safe_dump([new]), encoding="utf-8")

    return plant


def one_question_a_page(folder):
    """Give every question a page of its own."""

    def change(decision):
        pages = [(page, asked) for page in decision["pages"] for asked in page["inputs"]]
        decision["pages"] = [{"id": f"p{n}", "title": p["title"], "inputs": [i]} for n, (p, i) in enumerate(pages)]

    edited(folder / "decision.yaml", change)


PATTERN_UNKNOWN = ("70-follow-up.yaml", "R-FU-PATTERN-UNKNOWN")
FAULTS = {
    GAP: (rule(PATTERN_UNKNOWN, "not known(pattern) and course is improving"), "no rule on follow-up fires"),
    CONTRADICTION: (more("treatment", "age >= 18 and wound is none", "infl-steroid-specialist"), "infl-steroid"),
    DEAD: (more("pain", "wound is none and wound is open", "pain-order"), "rule R-PLANTED never fires"),
    UNKNOWN: (more("pain", "not known(cancer)", "pain-order"), "(a) pain-order appears when cancer becomes unknown"),
    INVARIANT: (more("imaging", "wound is open", "img-plexus-mri-first", "trauma-mri-one-month"), "no-month-of-delay"),
    CUTS: (more("pain", "age < 44 or age >= 44", "pain-order"), "no rule turns at age 44"),
    PATHS: (one_question_a_page, "beyond the first"),
}


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped guideline."""
    return shutil.copytree(GUIDELINES / LSP, tmp_path / LSP)


def check(folder, capsys):
    """Check a folder: the exit status, and what it printed as JSON."""
    status = main(["check", str(folder), "--json"])
    return status, json.loads(capsys.readouterr().out)["guidelines"][0]


def test_an_unchanged_copy_passes(folder, capsys):
    status, found = check(folder, capsys)
    assert status == DONE
    assert {p["property"] for p in found["proofs"]} >= set(PROPERTIES)
    assert all(p["holds"] for p in found["proofs"])


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_planted_fault_is_found_with_a_patient_to_run(name, folder, shipped_store, tmp_path, capsys):
    plant, words = FAULTS[name]
    plant(folder)
    shutil.rmtree(folder / "cases")  # the rules are enough here, and quicker
    status, found = check(folder, capsys)
    assert status == AT_FAULT
    broken = [p for p in found["proofs"] if p["property"] == name and not p["holds"] and words in p["detail"]]
    assert broken, [p for p in found["proofs"] if not p["holds"]]
    assert all(p["witness"] is not None for p in found["proofs"] if p["property"] == name and not p["holds"])
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(broken[0]["witness"]), encoding="utf-8")
    words = ["plan", LSP, str(answers), "--on", "2026-11-22", "--store", str(shipped_store)]
    assert main([*words, "--data-dir", str(tmp_path)]) in (DONE, STILL_OPEN)
