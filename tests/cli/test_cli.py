"""The headless contract: every verb, its JSON, its exit status, and the sentence of every refusal."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from desktop import paths
from desktop.cli import main
from desktop.paths import GUIDELINES, RESOURCES

LSP = "lumbosacral-plexopathy"
EXAMPLE = RESOURCES / "examples" / f"{LSP}.yaml"
ON = ("--on", "2026-11-22")


@pytest.fixture
def run(shipped_store, tmp_path, capsys):
    """Run one command on the shipped store; returns its status, and what it printed."""

    def command(*words, store=shipped_store):
        status = main([*map(str, words), "--store", str(store), "--data-dir", str(tmp_path / "data")])
        told = capsys.readouterr()
        return status, told.out, told.err

    return command


@pytest.fixture
def run_json(run):
    def command(*words, status=0):
        done = run(*words, "--json")
        assert done[0] == status, done[2]
        return json.loads(done[1])

    return command


@pytest.fixture
def answers_file(tmp_path):
    def write(text):
        path = tmp_path / "answers.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_guidelines(run_json):
    found = run_json("guidelines")["guidelines"][0]
    about = {"id", "title", "version", "language", "reviewed", "next_review", "sections", "statements"}
    assert set(found) == about | {"proved"}
    assert found["proved"] is True
    assert found["id"] == LSP
    assert found["statements"] > 100


SEARCHES = [
    ("contrast", ("img-", "mri-")),
    ("when to scan after an injury", ("trauma-",)),
    ("pregabalin kidney", ("pain-",)),
    ("cauda equina", ("emg-",)),
]


@pytest.mark.parametrize(("words", "prefixes"), SEARCHES)
def test_search_finds_a_fitting_statement_among_the_first_three(run_json, words, prefixes):
    found = run_json("search", words)
    assert set(found) == {"query", "corrected", "excluded", "missing", "partial_from", "instead", "hits"}
    first = [hit["statement"] or "" for hit in found["hits"][:3]]
    assert any(s.startswith(prefixes) for s in first), first


ODD = ['"', "*", 'a" OR b', "😀", "x" * 10_000, "", "NEAR(", "a\x00b", "\ud800", "-- ;"]


@pytest.mark.parametrize("words", ODD, ids=range(len(ODD)))
def test_no_search_raises(run, words):
    status, _out, err = run("search", "--", words)
    assert (status, err) == (0, "")


def test_a_store_whose_index_is_damaged_is_read_and_searched(run, shipped_store, tmp_path):
    short = tmp_path / "short.sqlite"
    short.write_bytes(shipped_store.read_bytes()[:-1])
    assert run("show", "lumbosacral-plexopathy", store=short) == run("show", "lumbosacral-plexopathy")
    status, out, err = run("search", "pregabalin", store=short)
    assert (status, out) == run("search", "pregabalin")[:2]
    assert err == f"{short}: the search index is damaged; searched in a new one\n"


def test_a_hit_names_the_heading_over_a_statement(run, run_json):
    assert (
        ". Emergencies first › Psoas abscess  (Management of lumbosacral" in run("search", "corticosteroids psoas")[1]
    )
    hits = run_json("search", "corticosteroids psoas")["hits"]
    assert {h["title"] for h in hits if h["statement"] == "emg-abscess-no-steroid"} == {
        "Emergencies first › Psoas abscess"
    }


def test_a_dose_is_told_with_what_it_is_for(run, run_json):
    words = "creatinine clearance of 60 mL/min or more, without diabetes"
    hits = {hit["statement"]: hit["dose_for"] for hit in run_json("search", "pregabalin maximum")["hits"]}
    assert hits["pain-pregabalin-step-600"] == words
    assert hits["pain-settle-diabetes"] is None
    lines = run("search", "pregabalin maximum")[1].splitlines()
    at = next(number for number, line in enumerate(lines) if "is 600 mg per day." in line)
    assert lines[at + 1] == f"    Dose for: {words}"
    [section] = run_json("show", LSP, "pregabalin")["sections"]
    assert {s["dose_for"] for s in section["statements"]} >= {words, "haemodialysis", None}


def test_search_in_a_batch(run, tmp_path):
    queries = tmp_path / "queries.txt"
    queries.write_text("contrast\npregabalin kidney\n")
    status, out, _err = run("search", "--batch", queries)
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [line["query"] for line in lines] == ["contrast", "pregabalin kidney"]
    assert all(line["hits"] for line in lines)


def test_a_batch_takes_no_other_words(run, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("contrast\n"))
    with pytest.raises(SystemExit) as left:
        run("search", "--batch", "-", "extra", "words")
    told = capsys.readouterr()
    assert (left.value.code, told.out) == (2, "")
    assert "not allowed with argument --batch" in told.err


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("pain -diabetic", "Without: diabetic"),
        ("pain -diabetic -kidney", "Without: diabetic, kidney"),
        ("miokimia", "Showing results for “myokymia”"),
        (" -pain", "Nothing was searched: “-pain” only says what to leave out. Type a word to search for as well."),
        ('"', 'Nothing was searched: there is no word in “"”.'),
        ("-", "Nothing was searched: there is no word in “-”."),
        ("piriformis syndrome", "No text has “piriformis”."),
        ("epidural", "No text has “epidural”; shown are hits for “anaesthesia” and what is listed under “epidural”."),
        ("rivaroxaban", "No text has “rivaroxaban”; shown are hits for “anticoagulant”, “blood thinner”."),
        ("zebrafish pain xylophone", "No text has “zebrafish”, “xylophone”."),
        ("foot drop pregnancy", "Only some of the words:"),
        ("zebrafish -pain", "Nothing found for “zebrafish -pain”. This is not evidence that no treatment exists."),
    ],
)
def test_what_the_search_did_is_said(run, words, line):
    status, out, _err = run("search", words)
    assert status == 0
    assert out.splitlines()[0] == line


def test_only_the_end_of_a_line_ends_a_query(run, tmp_path):
    queries = tmp_path / "queries.txt"
    queries.write_text("a\u2028mri\u0085\x0bb\n\npain", encoding="utf-8")
    _status, out, _err = run("search", "--batch", queries)
    assert [json.loads(line)["query"] for line in out.splitlines()] == ["a\u2028mri\u0085\x0bb", "", "pain"]


def test_lines_may_end_as_on_windows(run, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("pain\r\n\r\nmri\r\n", newline="\n"))
    out = run("search", "--batch", "-")[1]
    assert [json.loads(line)["query"] for line in out.splitlines()] == ["pain", "", "mri"]


def test_the_hits_that_lack_a_word_follow_below_a_line(run, run_json):
    lines = run("search", "pregabalin kidney pregnancy")[1].splitlines()
    at = run_json("search", "pregabalin kidney pregnancy")["partial_from"]
    assert at > 0
    assert lines[lines.index("Only some of the words:") + 1].startswith(f"{at + 1:2}. ")
    assert run_json("search", "pregabalin zebrafish")["missing"] == ["zebrafish"]
    assert run_json("search", "pregabalin")["partial_from"] is None


@pytest.mark.parametrize("words", ["sciatica incontinence", "hay fever and sciatica", "foot drop walking"])
@pytest.mark.parametrize("limit", [1, 2])
def test_the_first_hits_are_told_alike_however_many_are_shown(run, run_json, words, limit):
    whole, first = (run_json("search", words, "--limit", number) for number in (20, limit))
    assert first["hits"] == whole["hits"][:limit]
    lines = run("search", words, "--limit", limit)[1].splitlines()
    assert lines == run("search", words)[1].splitlines()[: len(lines)]


def test_a_hit_that_stands_above_another_without_a_word_says_so(run, run_json):
    lacking = [hit["lacking"] for hit in run_json("search", "coagulopathy")["hits"]]
    assert ["coagulopathy"] in lacking
    assert run("search", "coagulopathy")[1].count("\n    Not here: coagulopathy") == lacking.count(["coagulopathy"])
    assert not any(hit["lacking"] for hit in run_json("search", "pregabalin")["hits"])


def test_what_was_left_out_is_said_where_nothing_is_found_and_in_json(run, run_json):
    assert run("search", "zebrafish -pain")[1].splitlines()[1] == "Without: pain"
    assert run_json("search", "pain -Diabetic")["excluded"] == ["diabetic"]
    assert run_json("search", "what to do for pain with -diabetic feet")["excluded"] == []


def test_bytes_that_are_no_text_leave_json_that_every_reader_takes(run, run_json, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("le\udcffg\n"))
    _status, out, _err = run("search", "--batch", "-")
    assert json.loads(out)["query"] == "le\ufffdg"
    assert run_json("search", "le\udcffg \ud83d\ude00")["query"] == "le\ufffdg 😀"


def test_show_one_section(run_json):
    found = run_json("show", LSP, "imaging")
    assert found["sections"][0]["id"] == "imaging"
    assert {"id", "kind", "text", "strength", "certainty", "references", "claims", "facts", "rationale"} <= set(
        found["sections"][0]["statements"][0]
    )
    untraced = [r for r in found["references"] if not r["traced"]]
    endings = {r["citation"].partition(". ")[2] for r in untraced}
    assert endings == {"Reference not given in the source note; source not traced."}
    assert len({r["citation"] for r in untraced}) == len(untraced)


def test_show_as_text(run):
    status, out, _err = run("show", LSP)
    assert status == 0
    assert "[DO]" in out
    assert "is 600 mg per day. [Dose for: creatinine clearance of 60 mL/min or more, without diabetes] [" in out
    assert "not graded by the source" in out


def test_questions_begin_with_the_emergencies(run_json):
    found = run_json("questions", LSP)["inputs"]
    assert found[0]["key"] == "red_flags"
    assert {i["kind"] for i in found} == {"yes-no", "one-of", "any-of", "quantity", "date"}


def test_next_of_nothing_answered(run_json, answers_file):
    found = run_json("next", LSP, answers_file("answers: {}"))
    assert found["next"]["key"] == "red_flags"
    assert "red_flags" in found["open"]


def test_next_after_a_stop_is_nothing(run_json, answers_file):
    found = run_json("next", LSP, answers_file("answers: {red_flags: [cauda_equina]}"))
    assert found == {"next": None, "open": [], "stopped": True, "proved": True}


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ("red_flags: [cauda_equina]", "An emergency ends the questions."),
        ("red_flags: [], age: {value: 2, unit: years}", "The questions end: this guideline does not cover"),
        ("red_flags: [], age: {value: 2, unit: years}, lesion: aneurysm", "An emergency ends the questions."),
    ],
)
def test_next_after_a_stop_promises_no_more_than_is_true(run, answers_file, answers, first):
    _status, out, _err = run("next", LSP, answers_file(f"answers: {{{answers}}}"))
    assert out.startswith(first)
    assert "Further answers count only where they bear on an emergency or on another stop." in out


def test_plan_of_nothing_answered_is_open(run_json, answers_file):
    plan = run_json("plan", LSP, answers_file("{}"), status=3)
    assert plan["status"] == "open"
    assert plan["open"][0] == "red_flags"


def test_plan_of_the_example(run_json, tmp_path):
    pdf, handout = tmp_path / "plan.pdf", tmp_path / "handout.pdf"
    plan = run_json("plan", LSP, EXAMPLE, *ON, "--pdf", pdf, "--handout", handout, "--paper", "letter", "--why")
    assert plan["status"] == "complete"
    assert plan["patient"]["family"] == "Example"
    text = "\n".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "Red flags" in text
    assert f"Page 1 of {len(PdfReader(pdf).pages)}" in text
    assert PdfReader(handout).pages[0].mediabox.width == 612
    assert all(line["why"] or line["because"] == [] for line in plan["lines"])
    assert all(line["rule_words"] for line in plan["lines"] if line["rule"])


def test_what_is_locked_holds_against_an_option_and_says_so(run, tmp_path, monkeypatch):
    machine, handout = tmp_path / "machine.toml", tmp_path / "handout.pdf"
    machine.write_text('paper = "letter"\nlocked = ["paper", "language"]')
    monkeypatch.setattr(paths, "machine_settings", lambda: machine)
    options = ("--handout", handout, "--paper", "a4", "--language", "en-GB")
    status, _out, err = run("plan", LSP, EXAMPLE, *ON, *options)
    assert status == 0
    assert err == (
        "--language en-GB: the administrator has locked language; en holds\n"
        "--paper a4: the administrator has locked paper; letter holds\n"
    )
    assert PdfReader(handout).pages[0].mediabox.width == 612


def test_plan_reads_json_from_standard_input(run_json, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"answers": {"red_flags": ["cauda_equina"]}}'))
    assert run_json("plan", LSP, "-")["status"] == "stop"


def test_what_if(run_json):
    changes = run_json("plan", LSP, EXAMPLE, *ON, "--what-if", "red_flags=[cauda_equina]")["what_if"]
    assert changes["status"] == "stop"
    assert "emg-cauda-equina" in [line["id"] for line in changes["added"]]
    assert changes["removed"]


FILES = [
    ("answers: {wond: open}", ":1: answers.wond is not known"),
    ("answers:\n  wound: opened", ":2: wound: opened is not a choice"),
    ("answers:\n  pain: yes\n  pain: no", ":3:"),
    ("answers:\n  injury_date: 03/04/2026", ":2: injury_date: 03/04/2026 is not a clear date"),
    ("answers:\n  injury_date: 2026-02-31", ":2: injury_date: 2026-02-31 is not a day"),
    ("patient:\n  born: 2030-01-01", ":2: patient.born: 01-Jan-2030 is not a possible"),
    ("answers:\n  age: 1,5", ":2: age: 1,5 is not a plain number"),
    ("answers:\n  age: 1e3", ":2: age: 1e3 is not a plain number"),
    ('answers:\n  creatinine: {value: "97", unit: mg/dL}', ":2: creatinine: 97\u00a0mg/dL is outside"),
    ('answers:\n  creatinine: {value: "97", unit: mmol/L}', "the unit is one of: µmol/L, mg/dL"),
    ("answers: [", ":2:"),
    ("- a\n- b", ":1: the file"),
    ("answers: &a {pain: yes}", ":1:"),
    ("answers: !!python/object:os.system {}", ":1:"),
    ("", ":1:"),
]


@pytest.mark.parametrize(("text", "sentence"), FILES)
def test_answers_that_are_refused_with_their_line(run, answers_file, text, sentence):
    status, out, err = run("plan", LSP, answers_file(text), *ON)
    assert (status, out) == (1, "")
    assert sentence in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1


def test_bad_bytes_in_answers(run, tmp_path):
    path = tmp_path / "answers.yaml"
    path.write_bytes(b"answers: \xff\xfe")
    assert run("plan", LSP, path)[0] == 1


def faults(tmp_path):
    folder = tmp_path / "folder.pdf"
    folder.mkdir(exist_ok=True)
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"not a store" * 1000)
    return [
        (("plan", "no-such", EXAMPLE), {}, "no-such is not installed"),
        (("plan", LSP, tmp_path / "none.yaml"), {}, "none.yaml"),
        (("plan", LSP, EXAMPLE, *ON, "--pdf", folder), {}, "folder.pdf"),
        (("plan", LSP, EXAMPLE, *ON, "--pdf", tmp_path / "no" / "plan.pdf"), {}, "plan.pdf"),
        (("plan", LSP, EXAMPLE, "--on", "03/04/2026"), {}, "--on"),
        (("plan", LSP, EXAMPLE, *ON, "--what-if", "wond=open"), {}, "--what-if"),
        (("show", LSP, "no-such"), {}, "no-such"),
        (("search", "x", "--guideline", "no-such"), {}, "no-such"),
        (("search", "x", "--limit", "0"), {}, "--limit"),
        (("guidelines",), {"store": broken}, "broken.sqlite"),
        (("guidelines",), {"store": tmp_path / "none.sqlite"}, "none.sqlite"),
        (("guidelines",), {"store": tmp_path}, str(tmp_path)),
        (("build", tmp_path / "no-such"), {}, "no-such"),
        (("build", GUIDELINES / LSP), {"store": tmp_path / "no" / "x.sqlite"}, "x.sqlite"),
    ]


@pytest.mark.parametrize("number", range(14))
def test_faults_are_one_sentence_and_leave_nothing(run, tmp_path, number):
    words, more, sentence = faults(tmp_path)[number]
    before = sorted(tmp_path.rglob("*"))
    status, out, err = run(*words, **more)
    assert (status, out) == (1, "")
    assert sentence in err
    assert "Traceback" not in err
    assert sorted(p for p in tmp_path.rglob("*") if "data" not in p.parts) == before


def test_check_of_a_folder_that_is_not_there(run, tmp_path):
    status, out, err = run("check", tmp_path / "no-such")
    assert status == 1
    assert "errors: 1, warnings: 0" in out
    assert "no-such" in err


@pytest.mark.parametrize("words", [["fly"], [], ["plan"], ["search"], ["search", "--limit", "many"]])
def test_wrong_usage(words):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2


def test_build_and_use_another_store(run, run_json, tmp_path):
    store = tmp_path / "own.sqlite"
    assert run("build", GUIDELINES / LSP, store=store)[0] == 0
    assert run("guidelines", store=store)[0] == 0


def test_a_full_disk_leaves_nothing_half_written():
    script = f"""
        mount -t tmpfs -o size=8k tmpfs /mnt && cd /mnt || exit 99
        {sys.executable} -m desktop.cli plan {LSP} {EXAMPLE} --on 2026-11-22 --pdf /mnt/plan.pdf --data-dir /tmp/wm
        echo "status $?"; ls -A /mnt
    """
    done = subprocess.run(
        ["unshare", "-rm", "bash", "-c", script],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "status 1"
    assert "plan.pdf" in done.stderr
    assert "No space left" in done.stderr
