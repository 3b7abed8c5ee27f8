"""Stores with proofs: what is taken over, what is proved anew, what is refused, and what stays not proved."""

import json
import shutil
import subprocess
import sys

import pytest

from db.build import build_store
from db.content import content_hash
from db.proof_claims import PROPERTIES
from db.proof_report import PROOF_FILE, PROOF_VERSION, PROVED
from db.source import read_guideline
from db.store import Store
from desktop import content, context, paths
from desktop.building import build
from desktop.core import prove
from tests.provable import FILES, write_folder
from tests.shipped import FOLDER
from tests.small import guideline_hash


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path / "tiny")


@pytest.fixture
def store(tmp_path):
    return tmp_path / "guidelines.sqlite"


@pytest.fixture
def proved(monkeypatch):
    """The guidelines that were proved, each time."""
    found = []
    real = prove.prove
    monkeypatch.setattr(prove, "prove", lambda guideline, cases: found.append(guideline.id) or real(guideline, cases))
    return found


@pytest.fixture
def no_solvers(monkeypatch):
    """As in the installed program, the solvers cannot be imported."""
    for name in ("z3", "pysat"):
        monkeypatch.setitem(sys.modules, name, None)


def is_proved(store):
    with Store.open(store) as opened:
        (summary,) = opened.guidelines()
        return summary.proved


def test_the_report_says_what_holds_and_of_which_content(folder, store):
    assert build([folder], store) == []
    with Store.open(store) as opened:
        report = opened.proofs()["tiny"]
    assert set(PROPERTIES) < set(report.properties) == PROVED
    assert (report.guideline, report.content, report.version) == ("tiny", guideline_hash(folder), PROOF_VERSION)
    assert report.cases == 2
    assert report.paths.startswith("the longest path asks 1 pages")
    assert is_proved(store)


def test_what_was_proved_is_not_proved_again(folder, store, proved):
    build([folder], store)
    before = store.read_bytes()
    assert build([folder], store) == []
    assert proved == ["tiny"]
    assert store.read_bytes() == before
    (folder / "sections/10.md").write_text(FILES["sections/10.md"].replace("Stay calm", "Keep calm"))
    build([folder], store)
    assert proved == ["tiny", "tiny"]


def test_proving_twice_gives_the_same_bytes(folder, store, proved):
    build([folder], store)
    before = store.read_bytes()
    store.unlink()
    build([folder], store)
    assert store.read_bytes() == before
    assert proved == ["tiny", "tiny"]


def test_a_folder_brings_its_proof_along(folder, store, proved, request, tmp_path):
    content.check_folder(folder, record=True)
    request.getfixturevalue("no_solvers")
    carried = tmp_path / "elsewhere" / "tiny-2"
    carried.parent.mkdir()
    folder.rename(carried)
    for path in carried.rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert build([carried], store) == []
    assert is_proved(store)
    assert proved == ["tiny"]


def test_a_report_without_properties_is_not_believed_beside_solvers(folder, store):
    (folder / "rules/10.yaml").write_text(FILES["rules/10.yaml"].replace("not known(pain)", "pain and not pain"))
    forged = {"guideline": "tiny", "content": guideline_hash(folder), "version": PROOF_VERSION}
    (folder / PROOF_FILE).write_text(json.dumps({**forged, "properties": [], "paths": "", "cases": 2}))
    assert any("no gap fails" in str(problem) for problem in build([folder], store))
    assert not store.exists()


@pytest.fixture
def forged(folder):
    """A guideline with a gap, and a report that says that all holds of it."""
    path = content.check_folder(folder, record=True).recorded
    (folder / "rules/10.yaml").write_text(FILES["rules/10.yaml"].replace("not known(pain)", "pain and not pain"))
    path.write_text(other(path.read_text(), content=guideline_hash(folder)))
    return folder


def test_a_report_that_was_written_by_hand_does_not_outlive_a_proof(forged, store):
    assert any("no gap fails" in str(problem) for problem in build([forged], store, trusting=False))
    assert not store.exists()


def test_a_report_is_taken_at_its_word_where_nothing_can_be_proved(forged, store, request):
    request.getfixturevalue("no_solvers")
    assert build([forged], store, trusting=False) == []
    assert is_proved(store)


def test_whoever_proves_for_himself_proves_once_for_a_store(folder, store, proved):
    content.check_folder(folder, record=True)
    assert build([folder], store) == []
    assert proved == ["tiny"]
    store.unlink()
    assert build([folder], store, trusting=False) == []
    assert build([folder], store, trusting=False) == []
    assert proved == ["tiny", "tiny"]


def test_without_solvers_and_proof_it_is_built_but_not_proved(folder, store, no_solvers):
    assert build([folder], store) == []
    assert not is_proved(store)
    with Store.open(store) as opened:
        assert opened.proofs() == {}
        assert opened.search("calm").hits


def other(text, **changes):
    return json.dumps({**json.loads(text), **changes})


UNFIT = [
    (lambda text: other(text, version=PROOF_VERSION - 1), "speaks of other content, or of another version"),
    (lambda text: other(text, content="0" * 64), "speaks of other content"),
    (lambda text: other(text, guideline="huge"), "speaks of other content"),
    (lambda text: other(text, properties=[], cases=0), "speaks of other content"),
    (lambda text: other(text, properties=json.loads(text)["properties"][1:]), "speaks of other content"),
    (lambda text: other(text, properties=[*json.loads(text)["properties"], "and more"]), "speaks of other content"),
    (lambda text: other(text, cases=1), "speaks of other content"),
    (lambda text: other(text, more=1), "is no proof report"),
    (lambda text: text[:-9], "is no proof report"),
    (lambda text: "\xff", "is no proof report"),
]


@pytest.mark.parametrize(("spoil", "reason"), UNFIT)
def test_a_report_that_does_not_fit_is_not_taken(folder, store, request, *, spoil, reason):
    path = content.check_folder(folder, record=True).recorded
    request.getfixturevalue("no_solvers")
    path.write_text(spoil(path.read_text()), encoding="latin-1")
    (problem,) = build([folder], store)
    assert str(problem).startswith(f"tiny/proof.json:1: {reason}")
    assert str(problem).endswith(f"renew it with: waymark-cli check --record {folder}")
    assert problem.severity == "warning"
    assert not is_proved(store)


def test_a_report_of_another_version_in_the_store_counts_no_more(folder, store, monkeypatch):
    build([folder], store)
    monkeypatch.setattr("db.store.PROOF_VERSION", PROOF_VERSION + 1)
    assert not is_proved(store)


def test_a_report_of_other_content_in_the_store_counts_for_nothing(folder, store):
    (folder / "terms.yaml").write_text("- {term: pain, also: [ache]}\n")
    report = content.check_folder(folder).report
    (folder / "terms.yaml").write_text(FILES["terms.yaml"])
    build_store([folder], store, lambda sources: ({s.guideline.id: report for s in sources}, []))
    assert not is_proved(store)


def test_a_store_of_older_proofs_is_built_anew(folder, monkeypatch):
    before = content_hash([folder])
    monkeypatch.setattr("db.content.PROOF_VERSION", PROOF_VERSION + 1)
    assert content_hash([folder]) != before


def test_the_program_builds_a_proved_store_at_its_first_start(folder, monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "GUIDELINES", folder.parent)
    monkeypatch.setattr(paths, "RESOURCES", tmp_path / "none")
    data = tmp_path.with_name(f"{tmp_path.name} data")
    with context.open_store(None, data) as store:
        assert [g.proved for g in store.guidelines()] == [True]
    (folder / "rules/10.yaml").write_text(FILES["rules/10.yaml"].replace("not known(pain)", "pain and not pain"))
    with pytest.raises(context.StoreError, match="no gap fails"):
        context.open_store(None, data)


def test_the_proof_is_no_part_of_the_content(folder):
    before = guideline_hash(folder)
    (folder / PROOF_FILE).write_text("{}")
    assert guideline_hash(folder) == before
    (folder / "terms.yaml").write_text("- {term: pain, also: [ache]}\n")
    assert guideline_hash(folder) != before


def test_the_shipped_guideline_brings_its_proof():
    source, _problems = read_guideline(FOLDER)
    report, faults = content.brought_report(source)
    if report is None:
        pytest.fail("; ".join(map(str, faults)) or f"{FOLDER.name}: waymark-cli check --record writes the proof")


ONLY_READ = """\
import sys, time
from pathlib import Path
from desktop.building import build
folders = sorted(Path(sys.argv[1]).iterdir())
assert build(folders, Path(sys.argv[2])) == []
print({"z3", "pysat", "desktop.core.prove"} & set(sys.modules))
"""


def test_guidelines_that_are_only_read_load_no_solver(tmp_path, store):
    folders = tmp_path / "many"
    for number in range(20):
        one = write_folder(
            folders / f"tiny-{number}",
            guideline=FILES["guideline.yaml"].replace("id: tiny", f"id: tiny-{number}"),
            decision="pages: []\n",
            rules_10=None,
            handout_10=None,
            invariants="[]\n",
            cases_10=None,
        )
        shutil.rmtree(one / "cases", ignore_errors=True)
    done = subprocess.run([sys.executable, "-c", ONLY_READ, folders, store], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
    with Store.open(store) as opened:
        assert {(g.rules, g.proved) for g in opened.guidelines()} == {(0, False)}
        assert opened.search("calm").hits
