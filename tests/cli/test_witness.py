"""What a person does with a patient that the check shows: the day to run it on, and a file that is no text."""

import io

import pytest

from tests.provable import FILES, write_folder

HURT = "      - {key: hurt, kind: date, label: Hurt, question: When?, why: It counts., earliest: 2025-12-01}\n"
DAYS = "derived:\n  - {key: days, label: Days, unit: days, formula: today - hurt}\n"
LATE = """\
- {id: R-DAYS, topic: cause, when: days < 200, lines: [{statement: open}]}
- {id: R-DAYS-ASK, topic: cause, when: not known(days), lines: [{statement: open}]}
"""


def test_the_command_names_the_day_on_which_the_patient_shows_it(tmp_path, run):
    rules = FILES["rules/10.yaml"].replace(
        "- {id: R-CAUSE, topic: cause, when: not ill or not known(ill), lines: [{statement: open}]}\n", LATE
    )
    write_folder(tmp_path / "tiny", rules_10=rules, decision=FILES["decision.yaml"] + HURT + DAYS, cases_10=None)
    _status, out, _err = run("check", tmp_path / "tiny")
    lines = [line.strip() for line in out.splitlines()]
    gap = next(n for n, line in enumerate(lines) if line.startswith("FAILS: no gap. no rule on cause"))
    assert lines[gap].endswith("(on 2027-01-01)")
    (tmp_path / "FILE").write_text(lines[gap + 1].partition(": ")[2])
    commands = [line.partition("waymark-cli ")[2].split() for line in lines if "waymark-cli plan" in line]
    command = next(c for c in commands if c[-1] == "2027-01-01")
    command[2] = str(tmp_path / "FILE")
    assert run(*command)[0] != 1
    command[-1] = "2026-01-01"
    assert run(*command)[0] == 1  # on the day of the review the date lies ahead


@pytest.mark.parametrize("verb", ["plan", "next"])
def test_answers_that_are_no_text_are_refused(tmp_path, run, monkeypatch, verb):
    folder = write_folder(tmp_path / "tiny")
    path = tmp_path / "answers.yaml"
    path.write_bytes(b"answers: {ill: \xff}\n")
    assert run(verb, folder, path)[2] == f"{path}: the file is not UTF-8 text\n"
    piped = io.TextIOWrapper(io.BytesIO(path.read_bytes()), encoding="utf-8", errors="surrogateescape")
    monkeypatch.setattr("sys.stdin", piped)
    assert run(verb, folder, "-")[2] == "standard input is not UTF-8 text\n"
