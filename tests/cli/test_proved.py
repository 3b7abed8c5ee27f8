"""What the command line refuses to build, and what it does with a guideline that is not proved."""

import json
import sys

import pytest

from db.build import build_store
from tests.provable import FILES, write_folder
from tests.small import guideline_hash

REFUSED = [
    ("cases/10.yaml", "must: [rest]", "must: [drug]", "tiny/cases/10.yaml:4: No pain: drug is missing"),
    ("cases/10.yaml", "pain: no", "pian: no", "tiny/cases/10.yaml:4: No pain: answers.pian is not known"),
    ("cases/10.yaml", "- title: Pain", "- title: [", "tiny/cases/10.yaml:3: "),
    (
        "rules/10.yaml",
        "when: not known(pain)",
        "when: pain and not pain",
        "tiny/decision.yaml:6: no gap fails: no rule on pain fires: ill = no; pain = unknown; a patient",
    ),
    ("rules/10.yaml", "when: not known(pain)", "when: pain and not pain", "tiny/rules/10.yaml:10: nothing dead fails"),
    ("invariants.yaml", "when: not pain", "when: pain", "tiny/invariants.yaml:1: never and always fails"),
    ("sections/10.md", "What to do.", "What\nto <b>do</b>.", "tiny/sections/10.md:14: raw HTML is not allowed: <b>"),
    (
        "sections/10.md",
        "What to do.",
        "<script>\n</script>",
        "tiny/sections/10.md:13: raw HTML is not allowed: <script>",
    ),
    ("sections/10.md", "What to do.", "[Do](javascript:x).", "tiny/sections/10.md:13: a link leads to a reference"),
    ("sections/10.md", "What to do.", "[Do][a]\n\n[a]: file:///x", "tiny/sections/10.md:13: a link leads to a refer"),
    ("sections/10.md", "What to do.", "[Do](reference:ref-b)", "tiny/sections/10.md:13: there is no reference 'ref-b'"),
    ("sections/10.md", "What to do.", "![Do](x.png)", "tiny/sections/10.md:13: images are not shown: x.png"),
    ("sections/10.md", "What to do.", "Do\n> 60", "tiny/sections/10.md:14: the sign > is not shown here; write \\>"),
    ("sections/10.md", "What to do.", "Do 2*3 and 5*2", "tiny/sections/10.md:13: the sign * is not shown here"),
    ("handout/10.md", "You have", "You <i>have</i>", "tiny/handout/10.md:5: raw HTML is not allowed: <i>"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), REFUSED)
def test_a_guideline_with_an_error_cannot_be_built(folder, run, tmp_path, *, name, old, new, message):
    assert old in FILES[name]
    (folder / name).write_text(FILES[name].replace(old, new, 1))
    status, out, err = run("build", folder, "--store", tmp_path / "out.sqlite")
    assert (status, out) == (1, "")
    assert any(line.startswith(message) for line in err.splitlines()), err
    assert not (tmp_path / "out.sqlite").exists()


ALLOWED = [
    ("What to do.", "Less than 5 < 6, and [a trial](reference:ref-a).", ""),
    ("What to do.", "[A page](https://example.org)", "tiny/sections/10.md:13: warning: the program opens no address:"),
]


@pytest.mark.parametrize(("old", "new", "warning"), ALLOWED)
def test_signs_and_plain_links_can_be_built(folder, run, tmp_path, *, old, new, warning):
    (folder / "sections/10.md").write_text(FILES["sections/10.md"].replace(old, new))
    status, _out, err = run("build", folder, "--store", tmp_path / "out.sqlite")
    assert status == 0, err
    assert err.startswith(warning)
    assert bool(err) == bool(warning)


@pytest.fixture
def unproved(folder, tmp_path):
    """A store as the installed program builds it from a folder that brings no proof."""
    path = tmp_path / "unproved.sqlite"
    assert build_store([folder], path) == []
    return path


@pytest.mark.parametrize("verb", [("next",), ("plan",), ("plan", "--why"), ("plan", "--what-if", "pain=no")])
def test_no_plan_is_made_from_what_is_not_proved(unproved, answers, run, tmp_path, verb):
    papers = () if verb[0] == "next" else ("--pdf", tmp_path / "plan.pdf", "--handout", tmp_path / "handout.pdf")
    status, out, err = run(verb[0], "tiny", answers, *verb[1:], *papers, "--store", unproved)
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert err.startswith("Tiny guideline is not proved, so no plan is made from it")
    assert "waymark-cli check --record" in err
    assert not list(tmp_path.glob("*.pdf"))


def test_what_is_not_proved_is_marked_searched_and_read(unproved, run):
    status, out, _err = run("guidelines", "--store", unproved)
    assert (status, out.strip().endswith("[Not proved]")) == (0, True)
    status, out, _err = run("guidelines", "--store", unproved, "--json")
    assert json.loads(out)["guidelines"][0]["proved"] is False
    assert "calm" in run("search", "calm", "--store", unproved)[1]
    assert "Stay calm" in run("show", "tiny", "--store", unproved)[1]
    assert "Is there pain?" in run("questions", "tiny", "--store", unproved)[1]


def test_a_recorded_proof_lets_the_installed_program_plan(folder, answers, run, tmp_path, monkeypatch):
    status, out, _err = run("check", folder, "--record")
    assert status == 0
    assert f"recorded in {folder / 'proof.json'}" in out
    for name in ("z3", "pysat"):
        monkeypatch.setitem(sys.modules, name, None)
    store = tmp_path / "carried.sqlite"
    assert run("build", folder, "--store", store)[::2] == (0, "")
    assert run("guidelines", "--store", store)[1].endswith("01-Jan-2027\n")
    status, out, _err = run("plan", "tiny", answers, "--store", store)
    assert status == 0
    assert "Think of a drug." in out


def test_a_stale_proof_is_told_until_it_is_recorded_anew(folder, run):
    run("check", folder, "--record")
    (folder / "terms.yaml").write_text("- {term: pain, also: [ache]}\n")
    status, _out, err = run("check", folder)
    assert (status, err.count("renew it with: waymark-cli check --record")) == (0, 1)
    assert run("check", folder, "--record")[::2] == (0, "")
    assert run("check", folder)[::2] == (0, "")


def test_nothing_is_recorded_of_what_fails(folder, run):
    (folder / "cases/10.yaml").write_text(FILES["cases/10.yaml"].replace("must: [rest]", "must: [drug]"))
    status, out, _err = run("check", folder, "--record", "--json")
    assert status == 1
    assert json.loads(out)["guidelines"][0]["recorded"] is None
    assert not (folder / "proof.json").exists()


def test_a_failing_case_refuses_the_build_without_solvers_too(folder, run, tmp_path, monkeypatch):
    for name in ("z3", "pysat"):
        monkeypatch.setitem(sys.modules, name, None)
    (folder / "cases/10.yaml").write_text(FILES["cases/10.yaml"].replace("must: [rest]", "must: [drug]"))
    status, _out, err = run("build", folder, "--store", tmp_path / "out.sqlite")
    assert (status, err) == (1, "tiny/cases/10.yaml:4: No pain: drug is missing\n")


def test_the_installed_program_says_that_it_cannot_prove(folder, run, monkeypatch):
    monkeypatch.setitem(sys.modules, "z3", None)
    status, out, err = run("check", folder)
    assert (status, out) == (1, "")
    assert err == "check: the proofs need solvers, which the installed program has not; check in a checkout\n"


def test_build_proves_for_itself_what_a_folder_says_is_proved(folder, run, tmp_path):
    assert run("check", folder, "--record")[0] == 0
    before = guideline_hash(folder)
    (folder / "rules/10.yaml").write_text(FILES["rules/10.yaml"].replace("not known(pain)", "pain and not pain"))
    report = folder / "proof.json"
    report.write_text(report.read_text().replace(before, guideline_hash(folder)))
    status, _out, err = run("build", folder, "--store", tmp_path / "out.sqlite")
    assert (status, "no gap fails" in err) == (1, True)
    assert not (tmp_path / "out.sqlite").exists()


def test_a_guideline_without_rules_is_for_reading(folder, run, answers, tmp_path):
    for name, text in (("decision.yaml", "pages: []\n"), ("invariants.yaml", "[]\n")):
        (folder / name).write_text(text)
    for name in ("rules/10.yaml", "handout/10.md", "cases/10.yaml"):
        (folder / name).unlink()
    store = tmp_path / "read.sqlite"
    assert run("build", folder, "--store", store)[::2] == (0, "")
    assert "Not proved" not in run("guidelines", "--store", store)[1]
    status, _out, err = run("plan", "tiny", answers, "--store", store)
    assert (status, err) == (1, "Tiny guideline has no rules, so no plan is made from it: read it.\n")


def test_the_witness_of_a_failing_proof_is_an_answers_file(folder, run, tmp_path):
    (folder / "rules/10.yaml").write_text(FILES["rules/10.yaml"].replace("not known(pain)", "pain and not pain"))
    told = run("build", folder, "--store", tmp_path / "out.sqlite")[2].splitlines()[0]
    answers = tmp_path / "witness.yaml"
    answers.write_text(told.partition("a patient that breaks it: ")[2])
    write_folder(folder)
    assert run("build", folder, "--store", tmp_path / "out.sqlite")[0] == 0
    status, out, _err = run("plan", "tiny", answers, "--store", tmp_path / "out.sqlite", "--json")
    assert (status, json.loads(out)["unknown"]) == (0, ["pain"])
