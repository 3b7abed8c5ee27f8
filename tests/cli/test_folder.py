"""Plans made straight from a guideline's folder, which its author tries before it is proved."""

import json
import shutil

import pytest

from desktop import content
from desktop.cli import main
from tests.provable import FILES, write_folder

NOT_PROVED = "Not proved: for its author only"


def test_a_folder_that_is_not_proved_is_tried_on_the_screen(folder, answers, run):
    status, out, err = run("plan", folder, answers)
    assert (status, err) == (0, "")
    assert out.startswith(f"{NOT_PROVED}\n")
    assert "Think of a drug." in out
    status, out, _err = run("next", folder, answers)
    assert (status, out) == (0, f"{NOT_PROVED}\n\nNo further question can change the plan.\n")


@pytest.mark.parametrize("verb", ["plan", "next"])
def test_json_says_whether_it_is_proved(folder, answers, run, verb):
    assert json.loads(run(verb, folder, answers, "--json")[1])["proved"] is False
    assert run("check", folder, "--record")[0] == 0
    assert json.loads(run(verb, folder, answers, "--json")[1])["proved"] is True


@pytest.mark.parametrize("paper", ["--pdf", "--handout"])
def test_nothing_unproved_is_printed(folder, answers, run, tmp_path, paper):
    status, out, err = run("plan", folder, answers, paper, tmp_path / "out.pdf")
    assert (status, out) == (1, "")
    assert err == f"--pdf, --handout: {folder} is not proved, and what is not proved is not printed\n"
    assert not (tmp_path / "out.pdf").exists()
    run("check", folder, "--record")
    status, out, _err = run("plan", folder, answers, paper, tmp_path / "out.pdf")
    assert (status, NOT_PROVED in out) == (0, False)
    assert (tmp_path / "out.pdf").exists()


def test_the_patient_who_breaks_a_property_can_be_looked_at(folder, run, tmp_path):
    (folder / "rules/10.yaml").write_text(FILES["rules/10.yaml"].replace("not known(pain)", "pain and not pain"))
    status, out, _err = run("check", folder)
    assert status == 1
    lines = [line.strip() for line in out.splitlines()]
    gap = next(n for n, line in enumerate(lines) if line.startswith("FAILS: no gap."))
    (tmp_path / "FILE").write_text(lines[gap + 1].partition(": ")[2])
    command = next(line for line in lines if "waymark-cli plan" in line).partition("waymark-cli ")[2].split()
    assert command == ["plan", str(folder), "FILE", "--why", "--on", "2026-01-01"]
    command[2] = str(tmp_path / "FILE")
    out = run(*command)[1]
    assert ("Pain: not known" in out, "Ask for pain" in out.split("Why not")[0]) == (True, False)
    out = run(*command, "--line", "R-ASK")[1]
    assert "R-ASK applies where all of these hold:\n      • Pain: yes\n      • Pain: no" in out


def test_a_folder_with_an_error_is_refused_with_its_place(folder, answers, run):
    (folder / "rules/10.yaml").write_text(FILES["rules/10.yaml"].replace("when: pain,", "when: pian,"))
    status, out, err = run("plan", folder, answers)
    assert (status, out) == (1, "")
    assert err.startswith("tiny/rules/10.yaml:4: ")
    assert run("plan", folder / "none", answers)[2] == "none:1: no such folder\n"


def test_a_plain_name_is_the_installed_guideline_and_else_the_folder(folder, answers, run, tmp_path, monkeypatch):
    store = tmp_path / "tiny.sqlite"
    assert run("build", folder, "--store", store)[0] == 0
    monkeypatch.chdir(tmp_path)
    (folder / "sections/10.md").write_text(FILES["sections/10.md"].replace("Think of a drug", "Ponder a drug"))
    assert "Think of a drug" in run("plan", "tiny", answers, "--store", store)[1]
    assert "Ponder a drug" in run("plan", "./tiny", answers, "--store", store)[1]
    shutil.copytree(folder, tmp_path / "mine")
    assert "Ponder a drug" in run("plan", "mine", answers, "--store", store)[1]


def test_a_folder_without_rules_makes_no_plan(folder, answers, run):
    write_folder(folder, decision="pages: []\n", invariants="[]\n")
    for name in ("rules/10.yaml", "handout/10.md", "cases/10.yaml"):
        (folder / name).unlink()
    assert run("plan", folder, answers)[2] == "Tiny guideline has no rules, so no plan is made from it: read it.\n"


def test_why_gives_each_rule_in_words_and_what_kept_the_others(folder, run, tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("answers: {pain: no}\n")
    status, out, _err = run("plan", folder, path, "--why")
    assert status == 3
    given, why_not = out.split("Why not: the lines that are not given")
    told = given.split("[DO] Rest.\n")[1].split("\n")
    assert [line.strip() for line in told[:3]] == [
        "Because: Pain = No",
        "R-NONE applies where: Pain: no",
        "Statement rest",
    ]
    assert "Rule R-NONE." in given
    groups = dict(group.split("\n", 1) for group in why_not.split("\n\n")[1:-5])
    assert groups["Excluded by: Pain = No"] == "[NOT GIVEN] CONSIDER: Think of a drug.\n[NOT GIVEN] DO: Ask for pain."
    assert "STOP: Call for help." in groups["Not asked yet: Ill"]
    path.write_text("answers: {ill: unknown, pain: no}\n")
    why_not = run("plan", folder, path, "--why")[1].split("Why not")[1]
    assert "Not known: Ill\n[NOT GIVEN] STOP: Call for help." in why_not
    assert "applies where" not in run("plan", folder, path)[1]


def test_one_line_is_explained_in_full(folder, answers, run):
    status, out, _err = run("plan", folder, answers, "--line", "think of a DRUG")
    assert (status, "[CONSIDER] Think of a drug." in out, "Rest." in out) == (0, True, False)
    assert "R-PAIN applies where: Pain: yes" in out
    out = run("plan", folder, answers, "--line", "R-NONE")[1]
    assert (
        "Excluded by: Pain = Yes\n[NOT GIVEN] DO: Rest.\n    R-NONE applies where: Pain: no\n    Statement rest" in out
    )
    assert "Think of a drug." not in out
    status, out, err = run("plan", folder, answers, "--line", "lumbar")
    assert (status, out, err) == (1, "", "--line: no line has lumbar in it\n")


def test_one_line_alone_is_in_the_json_with_its_reasons(folder, answers, run):
    found = json.loads(run("plan", folder, answers, "--line", "think of a DRUG", "--json")[1])
    assert [line["text"] for line in found["lines"]] == ["Think of a drug."]
    assert found["lines"][0]["reasons"] == [{"rule": "R-PAIN", "because": [{"input": "pain", "answer": "Yes"}]}]
    assert found["not_fired"] == []
    found = json.loads(run("plan", folder, answers, "--line", "R-NONE", "--json")[1])
    assert (found["lines"], [silent["rule"] for silent in found["not_fired"]]) == ([], ["R-NONE"])
    assert run("plan", folder, answers, "--line", "lumbar", "--json")[0] == 1


def test_words_that_no_line_has_leave_no_paper(folder, answers, run, tmp_path):
    run("check", folder, "--record")
    paper = tmp_path / "out.pdf"
    assert run("plan", folder, answers, "--line", "lumbar", "--pdf", paper)[0] == 1
    assert not paper.exists()


def test_why_in_json_says_what_kept_a_rule(folder, answers, run):
    found = {n["rule"]: n for n in json.loads(run("plan", folder, answers, "--why", "--json")[1])["not_fired"]}
    assert found["R-NONE"] == {
        "rule": "R-NONE",
        "because": [{"input": "pain", "answer": "Yes"}],
        "state": "excluded",
        "rule_words": "Pain: no",
        "statements": ["rest"],
    }


CASES = [
    ("- title: T\n", "tiny/cases/10.yaml:1: T: expect: write what the plan must hold"),
    ("- {title: T, expect: {must: []}}\n", "tiny/cases/10.yaml:1: T: expect: write what the plan must hold"),
    (
        "- {title: A, answers: {ill: no, pain: yes}, expect: {must: [drug]}}\n- {title: T, expect: {never_words: 5}}\n",
        "tiny/cases/10.yaml:2: T: expect.never_words: write a list here, such as [one, two].",
    ),
    ("- {title: T, expect: {must: drug}}\n", "tiny/cases/10.yaml:1: T: expect.must: write a list here"),
    ("- {title: T, expect: {never: [[drug]]}}\n", "tiny/cases/10.yaml:1: T: expect.never: write a list here"),
    (
        "- {title: T, expect: {status: done}}\n",
        "tiny/cases/10.yaml:1: T: expect.status: done is not a status; write one of: complete, open, stop.",
    ),
]


@pytest.mark.parametrize(("text", "message"), CASES)
def test_a_case_that_tries_nothing_fails(folder, run, text, message):
    (folder / "cases/10.yaml").write_text(text)
    status, out, _err = run("check", folder)
    assert status == 1
    assert message in out


def test_warnings_and_errors_are_told_apart(folder, run):
    (folder / "notes.txt").write_text("")
    status, out, err = run("check", folder)
    assert (status, err) == (0, "tiny/notes.txt:1: warning: this file is not read; is its name right?\n")
    assert out.startswith("tiny: errors: 0, warnings: 1, properties failed: 0, cases passed: 2, failed: 0\n")


@pytest.mark.parametrize("verb", ["check", "build"])
def test_a_folder_named_twice_is_refused(folder, run, tmp_path, verb):
    store = ("--store", tmp_path / "out.sqlite") if verb == "build" else ()
    status, out, err = run(verb, folder, folder / ".." / "tiny", *store)
    assert (status, out, err) == (1, "", f"{folder}/../tiny is named twice\n")


def test_two_folders_of_one_guideline_are_refused(folder, run, tmp_path):
    other = shutil.copytree(folder, tmp_path / "copy")
    status, _out, err = run("check", folder, other)
    assert (status, err) == (1, f"copy/guideline.yaml:1: guideline 'tiny' also stands in {folder}\n")


@pytest.mark.parametrize("name", ["no/out.sqlite", ""])
def test_a_store_that_cannot_be_written_is_named_as_it_was_typed(folder, run, tmp_path, name):
    store = tmp_path / name
    status, _out, err = run("build", folder, "--store", store)
    assert (status, err.startswith(f"{store}: ")) == (1, True)


def test_a_data_folder_that_is_a_file_is_refused(folder, answers, capsys):
    assert main(["plan", str(folder), str(answers), "--data-dir", str(answers)]) == 1
    assert capsys.readouterr() == ("", f"--data-dir: {answers} is not a folder\n")


EMPTY = [("--pdf", ""), ("--handout", ""), ("--store", ""), ("--data-dir", "")]


@pytest.mark.parametrize("more", EMPTY)
def test_an_empty_name_is_wrong_usage(folder, answers, capsys, more):
    with pytest.raises(SystemExit) as ended:
        main(["plan", str(folder), str(answers), *more])
    assert ended.value.code == 2
    assert f"argument {more[0]}: a name is needed here" in capsys.readouterr().err


def test_a_language_without_words_is_told(folder, answers, run):
    status, out, err = run("plan", folder, answers, "--language", "tlh")
    assert (status, err) == (0, "the language tlh is not there: the program's own words are English\n")
    assert "Think of a drug." in out
    assert run("plan", folder, answers, "--language", "en-GB")[2] == ""


CONFLICT = "conflicts:\n  - {id: c, when: ill and pain, text: 'Pain: nobody very ill speaks of pain.'}\n"
WHAT_IF = [
    ("ill=yes", "--what-if: Pain: nobody very ill speaks of pain.\n"),
    ("pain={a: b}", "--what-if: pain: {a: b} is not allowed; write yes, no or unknown.\n"),
    ("pain=", "--what-if: write KEY=VALUE; KEY is one of: ill, pain\n"),
    ("pian=no", "--what-if: write KEY=VALUE; KEY is one of: ill, pain\n"),
    ("pain=[", "--what-if: "),
]


@pytest.mark.parametrize(("wish", "message"), WHAT_IF)
def test_another_answer_is_refused_like_one_in_a_file(folder, answers, run, wish, message):
    write_folder(folder, decision=FILES["decision.yaml"] + CONFLICT)
    status, out, err = run("plan", folder, answers, "--what-if", wish)
    assert (status, out) == (1, "")
    assert err.startswith(message)
    assert len(err.splitlines()) == 1
    assert "--what-if:1" not in err


def test_what_another_answer_changes_is_listed_or_that_it_changes_nothing(folder, answers, run):
    told = run("plan", folder, answers, "--what-if", "pain=no")[1].split("If Pain were No:\n")[1]
    assert told == "  + Rest.\n  - Think of a drug.\n"
    told = run("plan", folder, answers, "--what-if", "pain=yes")[1].split("If Pain were Yes:\n")[1]
    assert told == "  No line of the plan would change.\n"


HEIGHT = """\
      - key: height
        kind: quantity
        label: Height
        question: How tall?
        why: It is asked.
        units: [{name: cm, minimum: 50, maximum: 250}, {name: m, minimum: "0.5", maximum: "2.5", factor: 100}]
"""


def test_another_quantity_is_written_with_its_unit(folder, answers, run):
    write_folder(folder, decision=FILES["decision.yaml"] + HEIGHT)
    out = run("plan", folder, answers, "--what-if", "height={value: 1.5, unit: m}")[1]
    assert "If Height were 1.5\u00a0m:\n  No line of the plan would change.\n" in out
    assert run("plan", folder, answers, "--what-if", "height=1.5")[2].startswith(
        "--what-if: height: write a value and a unit"
    )


def test_a_division_by_zero_is_told_with_file_and_line(folder, run):
    inverse = "derived:\n  - {key: inverse, label: Inverse, unit: x, formula: 1 / (height - 100)}\n"
    write_folder(folder, decision=FILES["decision.yaml"] + HEIGHT + inverse)
    status, out, _err = run("check", folder)
    assert status == 1
    line = (FILES["decision.yaml"] + HEIGHT).count("\n") + 2
    assert f"FAILS: sound. tiny/decision.yaml:{line}: derived inverse may divide by zero: height = 100, cm\n" in out
    assert out.startswith("tiny: errors: 0, warnings: 2, properties failed: 1, cases passed: ")
    assert 'a patient that breaks it: {"answers": {"height": {"value": "100", "unit": "cm"}}}' in out


def test_two_other_answers_at_once_are_wrong_usage(folder, answers, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["plan", str(folder), str(answers), "--what-if", "pain=no", "--what-if", "ill=yes"])
    assert ended.value.code == 2
    assert "plan: --what-if is written once, for one other answer" in capsys.readouterr().err


def test_a_line_that_moves_says_from_when_to_when(folder, run, tmp_path):
    rules = FILES["rules/10.yaml"].replace(
        "lines: [{statement: rest}]", "lines: [{statement: rest, due: {days: 2, after: hurt, basis: source}}]"
    )
    sections = FILES["sections/10.md"].replace("id: rest, kind: do,", "id: rest, kind: timing,")
    hurt = "      - {key: hurt, kind: date, label: Hurt, question: When?, why: It counts.}\n"
    write_folder(folder, rules_10=rules, sections_10=sections, decision=FILES["decision.yaml"] + hurt)
    path = tmp_path / "a.yaml"
    path.write_text("answers: {ill: no, pain: no, hurt: 2026-11-01}\n")
    told = run("plan", folder, path, "--on", "2026-11-22", "--what-if", "hurt=2026-11-20")[1].split("If Hurt were")[1]
    assert told == " 20-Nov-2026:\n  ~ Rest. (03-Nov-2026 → 22-Nov-2026)\n"
    told = run("plan", folder, path, "--on", "2026-11-22", "--what-if", "hurt=unknown")[1].split("If Hurt were")[1]
    assert "  ~ Rest. (03-Nov-2026 → no date)\n" in told


def test_a_folder_beside_the_guidelines_that_is_none_is_said(folder, tmp_path, run, monkeypatch):
    monkeypatch.setattr(content, "GUIDELINES", tmp_path)
    (tmp_path / "lost+found").mkdir()
    (tmp_path / ".git").mkdir()
    status, out, err = run("check")
    assert (status, out.count("errors: 0")) == (0, 1)
    assert err == "lost+found:1: warning: no guideline: the folder holds no guideline.yaml\n"
