"""The tutorial for authors: its files, as they are printed there, are a guideline, and its commands work."""

import json
import re
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from db.proof_claims import PROPERTIES
from desktop.cli import main

DOCUMENT = Path(__file__).parents[1] / "docs" / "authors.md"
FOLDER = "choosing-a-chair"
FILE = re.compile(r"^`([a-z0-9./-]+)`\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def tutorial():
    """The text of the section that is the tutorial."""
    text = DOCUMENT.read_text(encoding="utf-8")
    return text.split("## A guideline from an empty folder\n")[1].split("\n## ")[0]


def commands(verb):
    """The commands with one verb, as they are printed, without the name of the program."""
    lines = [line for block in CONSOLE.findall(tutorial()) for line in block.splitlines()]
    assert all(line.startswith("waymark-cli ") for line in lines)
    return [found for line in lines if (found := line.split()[1:])[0] == verb]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A folder with every file of the tutorial, and the store that its command builds."""
    place = tmp_path_factory.mktemp("tutorial")
    for name, text in FILE.findall(tutorial()):
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        assert [main(command) for command in commands("build")] == [0]
    return place


@pytest.fixture
def run(written, tmp_path, monkeypatch, capsys):
    """Run a command of the tutorial in its folder; returns what it printed as JSON."""
    monkeypatch.chdir(written)

    def command(words, status=0):
        done = main([*words, "--json", "--data-dir", str(tmp_path)])
        told = capsys.readouterr()
        assert done == status, told.err
        return json.loads(told.out)

    return command


def test_it_counts_its_own_files():
    names = [name for name, _text in FILE.findall(tutorial()) if name.startswith(FOLDER)]
    assert len(names) == len(set(names)) == 13
    assert "in thirteen short files" in tutorial()


def test_the_guideline_has_no_problem_and_is_proved(run):
    (words,) = commands("check")
    (found,) = run(words)["guidelines"]
    assert found["problems"] == []
    assert [p for p in found["proofs"] if not p["holds"]] == []
    assert set(PROPERTIES) <= {p["property"] for p in found["proofs"]}
    assert found["cases"] == {"passed": 3, "failed": 0}


def test_without_the_rule_that_it_names_the_check_finds_a_patient(run, written, tmp_path):
    broken = shutil.copytree(written / FOLDER, tmp_path / FOLDER)
    rules = broken / "rules" / "20-choice.yaml"
    text = rules.read_text(encoding="utf-8")
    rule = re.search(r"- id: R-CHAIR-UNKNOWN\n(?:  .*\n)+", text)
    rules.write_text(text.replace(rule[0], ""), encoding="utf-8")
    (found,) = run(["check", str(broken)], status=1)["guidelines"]
    failed = [p for p in found["proofs"] if not p["holds"]]
    assert [p["property"] for p in failed] == ["no gap"]
    assert set(failed[0]["witness"]["answers"].items()) >= {("use", "unknown"), ("height", "unknown")}
    assert "treatment" in failed[0]["detail"]


def test_the_search_finds_by_the_words_that_it_teaches(run):
    by_term, by_index = commands("search")
    assert run(by_term)["hits"][0]["statement"] in ("wheels", "no-wheels")
    assert run(by_index)["hits"][0]["statement"] == "cushion"


def test_the_plan_explains_itself(run):
    plan = run(commands("plan")[0])
    assert plan["status"] == "complete"
    lines = {line["id"]: line for line in plan["lines"]}
    assert lines["wheels"]["rule_words"] == "Use: Work at a desk"
    assert lines["high-seat"]["why"][0]["answer"] == "47\u00a0cm"
    assert "no-wheels" not in lines


def test_plan_and_handout_are_printed(run, written):
    run(commands("plan")[1])
    plan, handout = (
        "\n".join(p.extract_text() for p in PdfReader(written / f"{n}.pdf").pages) for n in ("plan", "handout")
    )
    assert "Take a chair with castors." in plan
    assert "EXAMPLE" in plan
    assert "You can put a cushion on it." in handout


def test_it_says_that_it_is_an_example():
    assert "no clinical content" in tutorial()
