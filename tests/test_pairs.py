"""Two guideline folders beside each other: a contradiction stops the check and the build until it is resolved."""

import json

import pytest

from db.store import Store
from desktop.cli import main
from tests.provable import write_folder
from tests.shipped import FOLDER

OTHER = {"id: tiny": "id: other", "title: Tiny guideline": "title: Other guideline"}
AGAINST = {
    "{id: drug, kind: consider, text: Think of a drug., rationale: A trial., references: [ref-a]}": (
        "{id: drug, kind: do-not, text: Give no drug., rationale: A trial., references: [ref-a], act: a drug}"
    )
}
FOR = {
    "{id: drug, kind: consider, text: Think of a drug., rationale: A trial., references: [ref-a]}": (
        "{id: drug, kind: consider, text: Think of a drug., rationale: A trial., references: [ref-a], act: a drug}"
    )
}
RESOLVED = """
resolutions:
  - id: a-drug
    guideline: tiny
    act: a drug
    text: Follow this guideline here, which is newer.
    references: [ref-a]
"""


@pytest.fixture
def folders(tmp_path):
    """Two small guidelines of the same questions, one for a drug and one against it."""
    made = [write_folder(tmp_path / name) for name in ("tiny", "other")]
    for folder, changes in zip(made, (FOR, OTHER | AGAINST), strict=True):
        for path in folder.rglob("*.*"):
            text = path.read_text(encoding="utf-8")
            for old, new in changes.items():
                text = text.replace(old, new)
            path.write_text(text, encoding="utf-8")
    return made


def test_acts_that_are_nearly_one_are_told_and_not_compared(folders, capsys):
    page = folders[1] / "sections/10.md"
    page.write_text(page.read_text(encoding="utf-8").replace("act: a drug", "act: a druq"), encoding="utf-8")
    assert main(["check", *map(str, folders)]) == 0
    told = capsys.readouterr().err
    assert "warning: the act 'a druq' is nearly 'a drug' of guideline 'tiny'; the two were not compared" in told


def resolve(folder):
    path = folder / "decision.yaml"
    path.write_text(path.read_text(encoding="utf-8") + RESOLVED, encoding="utf-8")


def test_a_contradiction_is_told_with_both_sides_and_a_patient(folders, capsys):
    assert main(["check", *map(str, folders), "--json"]) == 1
    told = capsys.readouterr()
    (problem,) = json.loads(told.out)["together"]["problems"]
    for words in ("contradict each other on a drug", "Think of a drug.", "Give no drug.", "A trial.", "rule R-PAIN"):
        assert words in problem
    assert '"tiny": {"answers": {"ill": "unknown", "pain": "yes"}}' in problem
    assert problem.startswith("tiny/sections/10.md:")
    assert problem in told.err


def test_each_alone_passes(folders):
    assert [main(["check", str(folder)]) for folder in folders] == [0, 0]


def test_a_written_resolution_settles_it(folders, capsys):
    resolve(folders[1])
    assert main(["check", *map(str, folders)]) == 0
    assert "Resolved (a-drug): Follow this guideline here" in capsys.readouterr().out


def test_an_unresolved_contradiction_is_not_built(folders, tmp_path, capsys):
    store = tmp_path / "store.sqlite"
    words = ["build", *map(str, folders), "--store", str(store)]
    assert main(words) == 1
    assert "contradict each other" in capsys.readouterr().err
    assert not store.exists()
    resolve(folders[1])
    assert main(words) == 0
    with Store.open(store) as opened:
        (resolution,) = opened.guideline("other").decision.resolutions
    assert resolution.act == "a drug"


WRONG = [
    (
        "guideline: tiny",
        "guideline: tinny",
        "other/decision.yaml:9: warning: there is no guideline 'tinny' among these",
    ),
    ("guideline: tiny\n    act: a drug", "guideline: tiny\n    act: halt", "has no statement with the act 'halt'"),
]


@pytest.mark.parametrize(("old", "new", "words"), WRONG)
def test_a_resolution_that_settles_nothing_is_told(folders, capsys, old, new, words):
    resolve(folders[1])
    for path in (folders[1] / "decision.yaml", folders[1] / "sections" / "10.md"):
        text = path.read_text(encoding="utf-8").replace(old, new).replace("text: Rest.", "text: Rest., act: halt")
        path.write_text(text, encoding="utf-8")
    assert main(["check", *map(str, folders)]) == 1
    assert words in capsys.readouterr().err


def test_the_shipped_guideline_stands_beside_a_small_one(folders, tmp_path, capsys):
    assert main(["check", str(folders[0]), str(FOLDER), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["guidelines"]) == 2
    assert found["together"] == {"problems": [], "resolved": []}
