"""An amount of a medicine whose dose depends on something never stands without what it is for."""

import pytest

from db.build import build_store
from db.doses import MASS, Medicines
from db.guideline import Term
from db.store import Store
from tests.small import problems

TERM = "- {term: painaway, also: [Nopainol], dose_by: creatinine clearance}\n"
BARE = (
    "the dose of painaway depends on creatinine clearance, and '10 mg' stands without: say in 'dose_for' what it is for"
)


@pytest.fixture
def dosed(folder, edit):
    """Let the small guideline know a medicine that the kidneys clear, and its first statement say something."""

    def write(text, more=""):
        edit("terms.yaml", "- {term: tumour", f"{TERM}- {{term: tumour")
        edit("sections/10.md", "    text: Explore the wound of the leg.\n", f"    text: {text}\n{more}")
        return folder

    return write


@pytest.mark.parametrize("text", ["Give painaway 10 mg at night.", "Give 10 mg of Nopainol.", "PAINAWAY, 10 mg daily."])
def test_an_amount_without_what_it_is_for_is_named_with_its_line(dosed, text):
    assert problems(dosed(text)) == [f"mini/sections/10.md:7: {BARE}"]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Give painaway 10 mg at night.", "    dose_for: creatinine clearance of 60 mL/min or more\n"),
        ("Give painaway at night.", ""),
        ("Give otherol 10 mg at night.", ""),
        ("Painaway is stopped at a glucose of 200 mg/dL.", ""),
    ],
)
def test_nothing_else_is_a_problem(dosed, text, more):
    assert problems(dosed(text, more)) == []


def test_blanks_say_nothing(dosed):
    assert problems(dosed("Give painaway 10 mg.", '    dose_for: " "\n')) == [f"mini/sections/10.md:7: {BARE}"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Injury\n", "title: Painaway\n"),
        ("[[explore]]", "## Painaway\n\n[[explore]]"),
        ("    claims: [S1]\n", "    act: painaway start\n"),
    ],
)
def test_the_medicine_is_also_what_the_text_stands_under_or_is_about(dosed, edit, old, new):
    folder = dosed("Start with 10 mg.")
    assert problems(folder) == []
    edit("sections/10.md", old, new)
    assert problems(folder) == [f"mini/sections/10.md:{problem_line(folder)}: {BARE}"]


def problem_line(folder):
    """The line of the text with the amount."""
    return (folder / "sections/10.md").read_text(encoding="utf-8").splitlines().index("    text: Start with 10 mg.") + 1


def test_a_medicine_that_the_text_names_stands_before_the_one_it_stands_under(dosed, edit):
    folder = dosed("Add otherol 10 mg.")
    edit("terms.yaml", TERM, f"{TERM}- {{term: otherol, also: [], dose_by: weight}}\n")
    edit("sections/10.md", "title: Injury\n", "title: Painaway\n")
    words = "the dose of otherol depends on weight, and '10 mg' stands without: say in 'dose_for' what it is for"
    assert problems(folder) == [f"mini/sections/10.md:7: {words}"]


def test_hits_carry_what_a_dose_is_for_and_sections_what_theirs_depend_on(dosed, edit, tmp_path):
    folder = dosed("Give painaway 10 mg at night.", "    dose_for: creatinine clearance of 60 mL/min or more\n")
    table = "| Clearance | Painaway, mg |\n|---|---|\n| 60 | 10 |"
    edit("sections/20.md", "**Dedicated** sequences", f"{table}\n\nSequences")
    assert build_store([folder], tmp_path / "store.sqlite") == []
    with Store.open(tmp_path / "store.sqlite") as store:
        assert store.guideline("mini").statements()["explore"].dose_for == "creatinine clearance of 60 mL/min or more"
        assert store.guideline("mini").terms[1].dose_by == "creatinine clearance"
        found = {(hit.section, hit.statement): hit.dose_for for hit in store.search("painaway injury").hits}
        reason = store.explained(store.search("nopainol night")).hits
    assert found["injury", "explore"] == "creatinine clearance of 60 mL/min or more"
    assert found["imaging", None] == "creatinine clearance"
    assert found["injury", None] == found["injury", "why-explore"] == ""
    told = [hit.reason for hit in reason if hit.statement is None and hit.reason and "10 mg" in hit.reason.snippet]
    assert [one.dose_for for one in told] == ["creatinine clearance of 60 mL/min or more"]


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("All doses in mg per day", True),
        ("75mg", True),
        ("500 micrograms", True),
        ("8 mg/dL", False),
        ("omg", False),
        ("mgx", False),
        ("10 mL/min", False),
    ],
)
def test_the_unit_of_an_amount_may_stand_apart_from_its_number(text, is_told):
    assert bool(MASS.search(text)) == is_told
    assert bool(Medicines([Term("painaway", (), "clearance")]).dose_by("Painaway", text)) == is_told
