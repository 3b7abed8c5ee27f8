import pytest

from db.check import check_guideline
from db.source import read_guideline


def check(folder):
    source, problems = read_guideline(folder)
    assert problems == []
    return [f"{p.severity} {str(p).removeprefix('mini/')}" for p in check_guideline(source.guideline, source.places)]


def test_a_sound_guideline_has_no_problem(folder):
    assert check(folder) == []


IDS = [
    ("references.yaml", "ref-b", "ref-a", "error references.yaml:3: reference 'ref-a' stands twice"),
    ("rules/10.yaml", "R-CLOSED", "R-OPEN", "error rules/10.yaml:8: rule 'R-OPEN' stands twice"),
    ("rules/10.yaml", "R-CLOSED", "R CLOSED", "error rules/10.yaml:8: 'R CLOSED' is no id: write letters, digits"),
    ("decision.yaml", "key: pain", "key: wound", "error decision.yaml:27: input 'wound' stands twice"),
    ("decision.yaml", "key: pain", "key: Pain", "error decision.yaml:27: 'Pain' cannot be used in conditions"),
    ("decision.yaml", "key: pain", "key: known", "error decision.yaml:27: 'known' cannot be used in conditions"),
    ("decision.yaml", "key: days", "key: pain", "error decision.yaml:33: 'pain' is also an input"),
    ("guideline.yaml", "language: en", "language: English, UK", "error guideline.yaml:4: 'English, UK' is no language"),
    ("guideline.yaml", "2027-01-01", "2025-01-01", "error guideline.yaml:7: next review 2025-01-01 is not after"),
    ("guideline.yaml", '"1"', '""', "error guideline.yaml:3: 'version' is empty"),
]
TEXTS = [
    (
        "sections/10.md",
        "    facts: [X12]",
        "    asks: true\n    dose: true",
        "error sections/10.md:12: a line that only",
    ),
    ("sections/10.md", "Explore the wound of the leg.", '""', "error sections/10.md:7: 'text' is empty"),
    ("sections/10.md", "[[why-explore]]", "", "error sections/10.md:12: the text of the section does not place"),
    ("sections/10.md", "[[why-explore]]", "[[explore]]\n", "error sections/10.md:18: [[explore]] is placed twice"),
    ("sections/10.md", "[[explore]]", "See [[explore]].", "error sections/10.md:17: [[explore]] must stand alone"),
    (
        "sections/10.md",
        "[[explore]]",
        "[[explor]]",
        "error sections/10.md:17: this section has no statement 'explor'; did",
    ),
    (
        "sections/20.md",
        "parent: injury",
        "parent: injry",
        "error sections/20.md:4: there is no section 'injry'; did you",
    ),
    (
        "sections/10.md",
        "title: Injury",
        "title: I\nparent: imaging",
        "error sections/10.md:4: the parent must stand above",
    ),
    ("sections/10.md", "[ref-a]", "[ref-c]", "error sections/10.md:9: there is no reference 'ref-c'; did you mean"),
    ("sections/10.md", "[ref-a]", "[ref-a, ref-a]", "error sections/10.md:9: reference 'ref-a' stands twice"),
    (
        "sections/20.md",
        "kind: timing",
        "kind: timing, asks: true",
        "error rules/10.yaml:13: a line that only asks ('asks: true') and is due later needs 'delay: true'",
    ),
    ("sections/10.md", "references: [ref-a]", "asks: true", "error sections/10.md:5: a statement with a source needs"),
    ("sections/10.md", "[S1]", "[X1]", "error sections/10.md:10: 'X1' is none of the claims, such as S1"),
    ("sections/10.md", "[X12]", "[X0]", "error sections/10.md:11: 'X0' is none of the facts, such as X1"),
    (
        "handout/10.md",
        "part: What you have",
        "part: What",
        "error handout/10.md:3: there is no part 'What' in handout_",
    ),
]
INPUTS = [
    (
        "decision.yaml",
        "section: injury",
        "section: injuries",
        "error decision.yaml:10: there is no section 'injuries'; did",
    ),
    ("decision.yaml", "kind: yes-no", "kind: one-of", "error decision.yaml:27: one-of needs at least 2 choices"),
    ("decision.yaml", "value: none", "value: open", "error decision.yaml:11: choice 'open' stands 2 times"),
    ("decision.yaml", "value: none", "value: not", "error decision.yaml:13: 'not' cannot be used in conditions"),
    (
        "decision.yaml",
        "kind: any-of",
        "kind: yes-no",
        "error decision.yaml:15: choices are for one-of and any-of; this",
    ),
    (
        "decision.yaml",
        "kind: quantity",
        "kind: yes-no",
        "error decision.yaml:24: units are for a quantity; this is yes-no",
    ),
    ("decision.yaml", "kind: yes-no", "kind: quantity", "error decision.yaml:27: a quantity needs at least one unit"),
    ("decision.yaml", "minimum: 25", "minimum: 300", "error decision.yaml:25: 'kg': minimum 300 is not below maximum"),
    (
        "decision.yaml",
        "maximum: 300",
        "maximum: 300, factor: 2",
        "error decision.yaml:25: 'kg' is the first unit, which",
    ),
    ("decision.yaml", '"0.45"', '"-1"', "error decision.yaml:26: 'lb': factor -1 is not above 0"),
    (
        "decision.yaml",
        '"0.45"',
        '"0.4535923700001"',
        "error decision.yaml:26: 'lb': a factor has up to 12 digits and is not below 0.000000001",
    ),
    (
        "decision.yaml",
        '"0.45"',
        '"0.0000000001"',
        "error decision.yaml:26: 'lb': a factor has up to 12 digits and is not",
    ),
    ("decision.yaml", "name: lb", "name: kg", "error decision.yaml:24: two units have the same name"),
    (
        "decision.yaml",
        "weight / 2",
        "wait / 2",
        "error decision.yaml:32: there is no input 'wait'; did you mean 'weight'?",
    ),
    (
        "decision.yaml",
        "weight / 2",
        "wound / 2",
        "error decision.yaml:32: 'wound' is one-of: it cannot be computed with",
    ),
    ("decision.yaml", "weight / 2", "days / 2", "error decision.yaml:29: 'days' is used before it is derived"),
    (
        "decision.yaml",
        "weight / 2",
        "half / 2",
        "error decision.yaml:29: 'half' is used before it is derived, or rests on",
    ),
    (
        "decision.yaml",
        "if pain",
        "if wound",
        "error decision.yaml:32: 'wound' is one-of: test it with 'is' or 'in' (column",
    ),
    (
        "decision.yaml",
        "if pain",
        "if known(pain)",
        "error decision.yaml:32: known(…) may not stand in a derived quantity, for what is not known may not change it",
    ),
    (
        "decision.yaml",
        "today - injured",
        "today - injured, only_if: not known(pain)",
        "error decision.yaml:33: known(…) may not stand in a derived quantity",
    ),
    ("decision.yaml", "today - injured", "today + injured", "error decision.yaml:33: '+' between a date and a date: a"),
    ("decision.yaml", "today - injured", "injured", "error decision.yaml:33: the result is a date, not a number"),
]
RULES = [
    (
        "rules/10.yaml",
        "wound is open and",
        "wound is ab and",
        "error rules/10.yaml:3: 'wound' has no choice 'ab'; its choices are open, none (column 1)",
    ),
    ("rules/10.yaml", "wound is open", "wond is open", "error rules/10.yaml:3: there is no input 'wond'; did you mean"),
    (
        "rules/10.yaml",
        "wound is open",
        "wound is opn",
        "error rules/10.yaml:3: 'wound' has no choice 'opn'; did you mean",
    ),
    (
        "rules/10.yaml",
        "wound is open",
        "pain is open",
        "error rules/10.yaml:3: 'pain' is yes-no: test it with the name",
    ),
    ("rules/10.yaml", "wound is open", "wound", "error rules/10.yaml:3: 'wound' is one-of: test it with 'is' or 'in'"),
    (
        "rules/10.yaml",
        "half < 40",
        "cautions",
        "error rules/10.yaml:3: 'cautions' is any-of: test it with 'has' or 'any",
    ),
    (
        "rules/10.yaml",
        "half < 40",
        "half",
        "error rules/10.yaml:3: 'half' is quantity: test it with a comparison (column 19)",
    ),
    ("rules/10.yaml", "half < 40", "injured > 4", "error rules/10.yaml:3: 'injured' is date: test it with 'known(…)'"),
    ("rules/10.yaml", "half < 40", "known(pain has x)", "error rules/10.yaml:3: 'pain' is yes-no: 'has' is for any-of"),
    ("rules/10.yaml", "has device", "has devise", "error rules/10.yaml:10: 'cautions' has no choice 'devise'; did you"),
    (
        "rules/10.yaml",
        "statement: wait",
        "statement: wiat",
        "error rules/10.yaml:12: there is no statement 'wiat'; did you",
    ),
    ("rules/10.yaml", "[what]", "[that]", "error rules/10.yaml:7: there is no block 'that'; did you mean 'what'?"),
    (
        "rules/10.yaml",
        "after: injured",
        "after: wound",
        "error rules/10.yaml:13: 'wound' is one-of; a date input or 'today'",
    ),
    ("rules/10.yaml", "after: injured", "after: injurd", "error rules/10.yaml:13: there is no input 'injurd'; a date"),
    ("rules/10.yaml", "days: 30", "days: -1", "error rules/10.yaml:13: -1 days is not between 0 and 3660"),
    (
        "rules/10.yaml",
        "    - {statement: explore}\n",
        "",
        "error rules/10.yaml:5: the first line is info, which belongs",
    ),
    (
        "rules/10.yaml",
        "{statement: why-explore}",
        "{statement: explore}",
        "error rules/10.yaml:4: statement 'explore' stands",
    ),
    (
        "invariants.yaml",
        "[wait]",
        "[wate]",
        "error invariants.yaml:1: there is no statement 'wate'; did you mean 'wait'?",
    ),
    ("invariants.yaml", ", never: [wait]", "", "error invariants.yaml:1: an invariant needs statements under 'never'"),
    ("invariants.yaml", "wound is open", "wound is on", "error invariants.yaml:1: 'wound' has no choice 'on'"),
]
CONFLICTS = [
    ("wound is on", "error decision.yaml:28: 'wound' has no choice 'on'"),
    ("half < 40", "error decision.yaml:28: 'half' is derived; a conflict tests inputs alone"),
    ("always", "error decision.yaml:28: a conflict tests at least one input"),
    ("always or pain", "error decision.yaml:28: it holds before anything is answered, so every answer would be"),
    ("not known(pain)", "error decision.yaml:28: 'not known(pain)' would refuse the answer “not known”, which is"),
    ("wound is open and not (pain and known(weight))", "error decision.yaml:28: 'not known(weight)' would refuse"),
    ("not known(cautions has device) and pain", "error decision.yaml:28: 'not known(cautions)' would refuse the ans"),
]
WARNINGS = [
    (
        "sections/10.md",
        "Explore the wound of the leg.",
        "Explore it short of 40 kg.",
        "warning sections/10.md:7: “it short of 40 kg” is a number that its rule tests, in words that are not held",
    ),
    ("decision.yaml", "2 * (1 if pain else 2)", "2", "warning decision.yaml:27: no rule uses 'pain'"),
    ("rules/10.yaml", "half < 40", "pain", "warning decision.yaml:29: no rule uses 'half'"),
    ("rules/10.yaml", "half < 40", "pain", "warning decision.yaml:19: no rule uses 'weight'"),
    ("rules/10.yaml", " or cautions has device", "", "warning decision.yaml:15: no rule uses 'cautions'"),
    (
        "decision.yaml",
        "{value: none, label: None}",
        "{value: none, label: None}\n          - {value: old, label: Old}",
        "warning decision.yaml:14: no rule uses choice 'old'",
    ),
    ("rules/10.yaml", "  handout: [what]\n", "", "warning handout/10.md:2: no rule uses 'what'"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), IDS + TEXTS + INPUTS + RULES + WARNINGS)
def test_a_fault_is_told_with_file_and_line(folder, edit, *, name, old, new, message):
    edit(name, old, new)
    assert [found for found in check(folder) if found.startswith(message)], check(folder)


@pytest.mark.parametrize(("when", "message"), CONFLICTS)
def test_a_conflict_tests_known_answers_to_inputs(folder, edit, when, message):
    edit("decision.yaml", "derived:\n", f"conflicts: [{{id: both, when: {when}, text: Correct one.}}]\nderived:\n")
    assert [found for found in check(folder) if found.startswith(message)], check(folder)


@pytest.mark.parametrize("when", ["not pain", "known(pain) and wound is none", "pain and not not known(weight)"])
def test_what_only_known_answers_make_true_may_be_a_conflict(folder, edit, when):
    edit("decision.yaml", "derived:\n", f"conflicts: [{{id: both, when: {when}, text: Correct one.}}]\nderived:\n")
    assert [found for found in check(folder) if found.startswith("error decision.yaml:28")] == []


ACTS = [
    ("IV contrast", "iv contrast", []),
    ("iv contrast", "iv contrasts", ["warning", "nearly 'iv contrast' in statement 'explore'", "did you mean 'iv con"]),
    ("gadolinium", "gadolinum", ["warning", "did you mean 'gadolinium'?"]),
    ("opioid", "opoiid", ["warning", "did you mean 'opioid'?"]),
    ("nerve repair early", "early nerve repair", ["warning", "did you mean 'nerve repair early'?"]),
    ("x-ray", "x ray", ["error", "is written 'x-ray' in statement 'explore': write it in one way"]),
    ("x-ray", "x\N{HYPHEN}ray", ["error", "is written 'x-ray' in statement 'explore': write it in one way"]),
    ("iv contrast", "ivcontrast", ["error", "is written 'iv contrast' in statement 'explore': write it in one way"]),
    ("a" * 101, "mri", ["error", "an act has 101 characters; at most 100 are allowed"]),
    ("MRI of the hip", "MRA of the hip", []),
    ("type 1000", "type 1001", []),
    ("hypertension", "hypotension", []),
]


@pytest.mark.parametrize(("first", "second", "told"), ACTS)
def test_an_act_that_is_likely_another_one_misspelt_is_told(folder, edit, first, second, told):
    edit("sections/10.md", "    kind: do\n", f"    kind: do\n    act: {first}\n")
    edit("sections/20.md", "kind: timing,", f"kind: do-not, act: {second},")
    found = check(folder)
    assert len(found) == bool(told), found
    assert all(words in found[0] for words in told), found
    if told and len(first) < 100:
        assert found[0].startswith(f"{told[0]} sections/20.md:6: the act '{second}' is ")


@pytest.mark.parametrize(
    ("act", "told"),
    [("\u0441olchicine", ["'\u0441olchicine'"]), ("TNF\N{GREEK SMALL LETTER ALPHA} block", []), ("MRI", [])],
)
def test_an_act_with_letters_that_only_look_alike_is_told(folder, edit, act, told):
    edit("sections/10.md", "    kind: do\n", f"    kind: do\n    act: {act}\n")
    found = check(folder)
    assert len(found) == len(told), found
    assert all(f"error sections/10.md:7: the word {word} of the act" in found[0] for word in told), found


SEX = "      - {{key: sex, kind: one-of, label: L, question: Q?, why: W., choices: [{}]}}\n"


@pytest.mark.parametrize(
    ("choices", "fits"),
    [
        ("{value: female, label: F}, {value: male, label: M}", True),
        ("{value: man, label: M}, {value: woman, label: W}", False),
    ],
)
def test_the_sex_is_asked_so_that_the_details_of_the_patient_answer_it(folder, edit, choices, fits):
    edit("decision.yaml", "derived:\n", f"{SEX.format(choices)}derived:\n")
    found = [line for line in check(folder) if line.startswith("error decision.yaml:28: 'sex' is filled from the pat")]
    assert len(found) == (not fits)


def test_a_page_with_six_inputs_is_a_warning(folder, edit):
    more = "".join(f"      - {{key: more_{n}, kind: yes-no, label: L, question: Q, why: W}}\n" for n in range(4))
    edit("decision.yaml", "derived:\n", f"{more}derived:\n")
    assert "warning decision.yaml:16: 6 inputs on one page; at most 5 can be taken in at once" in check(folder)


def test_a_rule_without_lines_is_an_error(folder, edit):
    edit("rules/10.yaml", "  lines:\n    - {statement: explore}\n    - {statement: why-explore}\n", "")
    assert "error rules/10.yaml:1: a rule needs at least one line" in check(folder)


def test_without_places_a_fault_is_told_at_the_guideline(folder, edit):
    edit("invariants.yaml", "[wait]", "[wate]")
    guideline = read_guideline(folder)[0].guideline
    assert [str(p) for p in check_guideline(guideline, {})] == [
        "mini:1: there is no statement 'wate'; did you mean 'wait'?"
    ]
