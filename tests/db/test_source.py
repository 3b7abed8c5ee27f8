import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from db.problem import Place
from db.proof_report import read_report
from db.source import read_guideline
from desktop.content import read_cases
from tests.small import guideline_hash


def read(folder):
    source, problems = read_guideline(folder)
    assert problems == []
    return source


def test_a_sound_folder_is_read_whole(folder):
    guideline = read(folder).guideline
    assert (guideline.id, guideline.reviewed, guideline.handout_parts) == ("mini", date(2026, 1, 1), ("What you have",))
    assert [i.key for i in guideline.decision.inputs()] == ["wound", "injured", "cautions", "weight", "pain"]
    assert guideline.decision.inputs()[3].units[1].factor == Decimal("0.45")
    assert [s.id for s in guideline.sections] == ["injury", "imaging"]
    assert guideline.sections[0].text == "A wound is explored early.\n\n[[explore]]\n[[why-explore]]"
    assert guideline.statements()["why-explore"].references == ("ref-b", "ref-a")
    assert guideline.decision.rules[1].when.text == "not wound is open and days > 3 or cautions has device"
    assert guideline.decision.rules[1].lines[0].due.days == 30
    assert guideline.decision.blocks[0].text == "You have a wound."
    assert guideline.references[1].traced is False


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("guideline", ("guideline.yaml", 1)),
        ("guideline.next_review", ("guideline.yaml", 7)),
        ("reference:ref-b", ("references.yaml", 3)),
        ("term:tumour", ("terms.yaml", 2)),
        ("invariant:i-open", ("invariants.yaml", 1)),
        ("page:second", ("decision.yaml", 16)),
        ("input:weight.units.1", ("decision.yaml", 26)),
        ("derived:days", ("decision.yaml", 33)),
        ("rule:R-CLOSED.when", ("rules/10.yaml", 10)),
        ("rule:R-CLOSED.lines.0.due", ("rules/10.yaml", 13)),
        ("section:injury", ("sections/10.md", 2)),
        ("statement:explore", ("sections/10.md", 5)),
        ("body:injury", ("sections/10.md", 15)),
        ("body:imaging", ("sections/20.md", 8)),
        ("block:what", ("handout/10.md", 2)),
    ],
)
def test_every_item_knows_its_place(folder, name, place):
    assert read(folder).places[name] == Place(f"mini/{place[0]}", place[1])


BROKEN = [
    ("guideline.yaml", "title: M", "tilte: M", "mini/guideline.yaml:2: unknown key 'tilte'; did you mean 'title'?"),
    ("guideline.yaml", "publisher: Nobody\n", "", "mini/guideline.yaml:1: key 'publisher' is missing"),
    (
        "guideline.yaml",
        "2026-01-01",
        "1 May",
        "mini/guideline.yaml:6: expected a date such as 2026-04-03, found '1 May'",
    ),
    ("guideline.yaml", "id: mini", "id: mini\nsections: []", "mini/guideline.yaml:2: unknown key 'sections'"),
    ("guideline.yaml", "id: mini", "- id: mini", "mini/guideline.yaml:2: did not find expected '-' indicator"),
    ("references.yaml", "traced: false", "traced: no", "mini/references.yaml:3: expected true or false, found 'no'"),
    ("terms.yaml", "[tumor, growth]", "tumor", "mini/terms.yaml:2: expected a list, found 'tumor'"),
    (
        "decision.yaml",
        "derived:",
        "derive:",
        "mini/decision.yaml:28: unknown key 'derive'; known are pages, derived, conflicts",
    ),
    (
        "decision.yaml",
        "kind: one-of",
        "kind: oneof",
        "mini/decision.yaml:6: 'oneof' is not one of yes-no, one-of, any-of, quantity, date",
    ),
    (
        "decision.yaml",
        "label: Open}",
        "label: Open, help}",
        'mini/decision.yaml:12: a value is missing; write "" if it',
    ),
    ("decision.yaml", "minimum: 25", "minimum: few", "mini/decision.yaml:25: expected a number, found 'few'"),
    (
        "decision.yaml",
        "weight / 2",
        "weight /",
        "mini/decision.yaml:32: expected a number or a name, found '*' (column",
    ),
    ("decision.yaml", "    title: First\n", "", "mini/decision.yaml:2: key 'title' is missing"),
    (
        "rules/10.yaml",
        "when: wound is",
        "when: wound iss",
        "mini/rules/10.yaml:3: expected 'and', 'or' or the end, found",
    ),
    ("rules/10.yaml", "when: wound is open and half < 40", "when: [x]", "mini/rules/10.yaml:3: expected a text of the"),
    ("rules/10.yaml", "days: 30", "day: 30", "mini/rules/10.yaml:13: unknown key 'day'; did you mean 'days'?"),
    ("rules/10.yaml", "days: 30", "days: soon", "mini/rules/10.yaml:13: expected a whole number, found 'soon'"),
    (
        "rules/10.yaml",
        "topic: imaging",
        "topic: images",
        "mini/rules/10.yaml:2: 'images' is not one of emergency, cause",
    ),
    ("sections/10.md", "kind: do", "kind: must", "mini/sections/10.md:6: 'must' is not one of stop, do, consider"),
    ("sections/10.md", "---\nid", "id", "mini/sections/10.md:1: expected front matter between two lines of ---"),
    ("sections/10.md", "title: Injury", "text: Injury", "mini/sections/10.md:3: unknown key 'text'; the text stands"),
    ("handout/10.md", "part: What you have\n", "", "mini/handout/10.md:2: key 'part' is missing"),
    ("handout/10.md", "You have", "You\x03have", "mini/handout/10.md:5: control character U+0003"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), BROKEN)
def test_a_fault_is_told_with_file_and_line(folder, edit, *, name, old, new, message):
    edit(name, old, new)
    source, problems = read_guideline(folder)
    assert source is None
    assert [p for p in map(str, problems) if p.startswith(message)], list(map(str, problems))


@pytest.mark.parametrize(
    "number", ["NaN", "-Infinity", "1e400000000", "1e-400000000", "0e400000000", "1000000001", "-1000000001"]
)
def test_a_number_of_a_unit_with_which_nothing_can_be_computed_is_told(folder, edit, number):
    edit("decision.yaml", '"0.45"', f'"{number}"')
    _source, problems = read_guideline(folder)
    told = "mini/decision.yaml:26: 'lb': minimum, maximum and factor must be numbers up to 1,000,000,000"
    assert [str(p) for p in problems] == [f"{told} of at most 30 decimals"]


def test_all_faults_are_listed_at_once(folder, edit):
    edit("rules/10.yaml", "topic: imaging", "topic: images")
    edit("rules/10.yaml", "basis: source", "basis: rumour")
    edit("sections/20.md", "timing", "time")
    assert [(p.file, p.line) for p in read_guideline(folder)[1]] == [
        ("mini/rules/10.yaml", 2),
        ("mini/rules/10.yaml", 13),
        ("mini/sections/20.md", 6),
    ]


@pytest.mark.parametrize("name", ["guideline.yaml", "decision.yaml", "references.yaml"])
def test_a_missing_file_is_a_problem(folder, name):
    (folder / name).unlink()
    source, problems = read_guideline(folder)
    assert source is None
    assert list(map(str, problems)) == [f"mini/{name}:1: cannot be read: No such file or directory"]


@pytest.mark.parametrize("name", ["terms.yaml", "invariants.yaml"])
def test_a_file_that_a_folder_may_do_without(folder, name):
    (folder / name).unlink()
    source, problems = read_guideline(folder)
    assert problems == []
    assert (source.guideline.terms, source.guideline.decision.invariants).count(()) == 1
    (folder / name).mkdir()
    assert list(map(str, read_guideline(folder)[1])) == [f"mini/{name}:1: cannot be read: Is a directory"]


@pytest.mark.parametrize("name", ["rules/20.yaml", "terms.yaml", "index.yaml", "sections/30.md"])
def test_a_pipe_is_no_file_and_is_not_waited_for(folder, name):
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    assert list(map(str, read_guideline(folder)[1])) == [f"mini/{name}:1: cannot be read: not a regular file"]


def test_a_device_or_a_pipe_in_the_place_of_a_report_is_told(folder):
    (folder / "rules/20.yaml").symlink_to("/dev/zero")
    assert list(map(str, read_guideline(folder)[1])) == ["mini/rules/20.yaml:1: cannot be read: not a regular file"]
    os.mkfifo(folder / "proof.json")
    assert read_report(folder) == (None, "cannot be read: not a regular file")


@pytest.mark.parametrize(
    ("written", "act"),
    [
        (" plexus   MRI ", "plexus MRI"),
        ("MRI \N{ZERO WIDTH SPACE}", "MRI"),
        ("ne\N{COMBINING ACUTE ACCENT}vrite", "n\xe9vrite"),
    ],
)
def test_an_act_is_the_same_whatever_cannot_be_seen_in_it(folder, written, act):
    page = folder / "sections/10.md"
    page.write_text(page.read_text().replace("    kind: do\n", f'    kind: do\n    act: "{written}"\n', 1))
    assert act in [statement.act for statement in read(folder).guideline.statements().values()]


def test_a_missing_folder_is_a_problem(tmp_path):
    assert list(map(str, read_guideline(tmp_path / "none")[1])) == ["none:1: no such folder"]


def test_bytes_that_are_not_utf_8_are_told_with_their_line(folder):
    (folder / "terms.yaml").write_bytes(b"- {term: a, also: [b]}\n- {term: \xe9, also: [c]}\n")
    assert list(map(str, read_guideline(folder)[1])) == ["mini/terms.yaml:2: not UTF-8 text"]


def test_a_folder_in_place_of_a_file_is_a_problem(folder):
    (folder / "rules/20.yaml").mkdir()
    source, problems = read_guideline(folder)
    assert source is None
    assert [(p.file, p.line) for p in problems] == [("mini/rules/20.yaml", 1)]


def test_a_misnamed_file_is_a_warning(folder):
    (folder / "rules/20.yml").write_text("[]")
    source, problems = read_guideline(folder)
    assert source is not None
    assert [(p.severity, str(p)) for p in problems] == [
        ("warning", "mini/rules/20.yml:1: this file is not read; is its name right?")
    ]


def linked(folder, name):
    """The guideline's folder of this name elsewhere, and a link in its place."""
    real = folder.with_name(f"real-{name}")
    (folder / name).rename(real)
    (folder / name).symlink_to(real, target_is_directory=True)
    return real


@pytest.mark.parametrize("name", ["rules", "sections", "handout", "cases"])
def test_what_is_read_by_a_link_to_a_folder_is_in_the_hash(folder, name):
    whole = read(folder)
    real = linked(folder, name)
    assert (read(folder).guideline, read(folder).content) == (whole.guideline, whole.content)
    (file,) = real.glob("10.*")
    file.write_bytes(file.read_bytes() + b"\n# more\n")
    assert guideline_hash(folder) == read(folder).content != whole.content


def test_every_file_that_is_opened_is_in_the_hash(folder, monkeypatch):
    for name in ("rules", "sections", "handout", "cases"):
        linked(folder, name)
    opened, real_open = [], Path.open
    monkeypatch.setattr(Path, "open", lambda path, *rest: opened.append(path) or real_open(path, *rest))
    source = read(folder)
    read_cases(folder)
    monkeypatch.undo()
    assert len(set(opened)) == 10
    for path in opened:
        before = path.read_bytes()
        path.write_bytes(before + b" ")
        assert guideline_hash(folder) != source.content
        path.write_bytes(before)


def test_what_lies_deeper_than_reading_goes_is_told_and_is_no_content(folder):
    before = read(folder).content
    (folder / "rules/more").mkdir()
    (folder / "rules/more/10.yaml").write_text("[]")
    (folder / "rules/back").symlink_to(folder, target_is_directory=True)
    source, problems = read_guideline(folder)
    assert source.content == before
    assert [str(p).partition(";")[0] for p in problems] == [
        "mini/rules/back:1: this folder is not read",
        "mini/rules/more:1: this folder is not read",
    ]


def test_windows_line_ends_make_no_difference(folder):
    before = read(folder).guideline
    for path in folder.rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read(folder).guideline == before
