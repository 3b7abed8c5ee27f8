"""What must not be passed over: prohibitions beside values, and emergencies among what holds the same words."""

import pytest

from db.build import build_store
from db.search_thesaurus import medicines
from db.store import Store
from tests.provable import write_folder

STATEMENTS = {
    "row-low": ("consider", "Pibidol 5 to 10 mg per day is the range at a blood pressure below 120 mmHg."),
    "row-high": ("consider", "Pibidol 20 to 40 mg per day is the range at a blood pressure of 120 mmHg or more."),
    "not-gout": ("do-not", "Do not give pibidol in gout, which it makes worse within days in most people who have it."),
    "not-nuts": ("do-not", "No pibidol in nut allergy."),
    "gout": ("info", "Gout is frequent in people who take water tablets and drink beer."),
    "rash": ("info", "A rash is red. A rash under pibidol is red too."),
    "choking-rash": (
        "stop",
        "A rash with choking after pibidol: call the ambulance, and give adrenaline 500 micrograms.",
    ),
    "collapse": ("stop", "Collapse of any cause: call the ambulance, and lay the patient flat."),
    "drops": (
        "do",
        "Eye drops of pibidol collapse the blisters of the lid: show how to drop them and store the drops.",
    ),
    "no-milk": ("do-not", "Lye: no milk for lye, no cream for lye, no oil for lye."),
    "caustic": (
        "stop",
        "Swallowed bleach or lye: call the ambulance, keep the airway free, and look at mouth and throat.",
    ),
    "throat": (
        "stop",
        "A sting in the throat, as by a wasp: call the ambulance, give ice, and look at mouth and throat.",
    ),
    "wasp-time": ("timing", "Wasp: after the wasp minutes count, if the wasp is alive and the wasp is near."),
    "amlodipine": ("consider", "Amlodipine: the highest dose of it is 10 mg per day, a dose in the evening."),
    "bisoprolol": ("info", "Bisoprolol slows the pulse and must not be left out on the day of an operation."),
    "vitriol": ("info", "Vitriol: the highest dose that the water of a well may hold is 10 mg/dL."),
}
HEAD = "---\nid: pibidol\ntitle: Pibidol\nstatements:\n{}---\nOn pibidol.\n{}"
HEADINGS = {"no-milk": "Caustics", "throat": "Stings", "amlodipine": "Pressure"}
"""The statements before which a heading stands."""
LINE = "  - {{id: {0}, kind: {1}, text: '{2}', rationale: A trial., references: [ref-a], act: act {0}}}\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store of a folder on a medicine that does not exist."""
    root = tmp_path_factory.mktemp("heed")
    folder = write_folder(root / "tiny")
    lines = "".join(LINE.format(key, *said) for key, said in STATEMENTS.items())
    text = HEAD.format(lines, "".join(f"\n{headed(key)}[[{key}]]\n" for key in STATEMENTS))
    (folder / "sections/20.md").write_text(text, encoding="utf-8")
    (folder / "alarms.yaml").write_text("caustic: [lye]\n", encoding="utf-8")
    assert build_store([folder], root / "store.sqlite") == []
    with Store.open(root / "store.sqlite") as opened:
        yield opened


def headed(key):
    """The heading before a statement, if any."""
    return f"## {HEADINGS[key]}\n\n" if key in HEADINGS else ""


def found(store, typed):
    """The statements that a search finds, in order."""
    return [hit.statement for hit in store.search(typed).hits if hit.statement]


@pytest.mark.parametrize(
    ("typed", "bar"),
    [
        ("pibidol blood pressure 130 gout", "not-gout"),
        ("gout pibidol 110 mmHg", "not-gout"),
        ("nut allergy pibidol blood pressure 150 mmHg", "not-nuts"),
    ],
)
def test_a_prohibition_that_holds_the_other_words_comes_before_a_dose(store, typed, bar):
    statements = found(store, typed)
    assert statements.index(bar) < min(statements.index(row) for row in ("row-low", "row-high") if row in statements)


@pytest.mark.parametrize(("value", "row"), [(100, "row-low"), (120, "row-high"), (150, "row-high")])
def test_a_value_alone_still_brings_its_row_first(store, value, row):
    assert found(store, f"pibidol blood pressure {value}")[0] == row
    assert found(store, f"pibidol daily range blood pressure {value}")[0] == row


@pytest.mark.parametrize(
    ("typed", "bar"),
    [
        ("pregnant pregabalin CrCl 90", "pain-pregnancy-no-pregabalin"),
        ("pregabalin CrCl 90 pregnant", "pain-pregnancy-no-pregabalin"),
        ("breastfeeding pregabalin 45 ml/min", "pain-breastfeeding-no-pregabalin"),
        ("pregabalin CrCl 90 sciatica", "cause-sciatica-gabapentinoid"),
        ("pregabalin crcl 20 hypersensitivity", "pain-hypersensitivity"),
    ],
)
def test_the_shipped_dose_rows_stand_behind_what_forbids_them(shipped, typed, bar):
    statements = found(shipped, typed)
    rows = [place for place, key in enumerate(statements) if key.startswith("pain-pregabalin-range-")]
    assert statements.index(bar) < min(rows, default=99)


def test_a_time_that_names_its_start_brings_what_is_counted_from_it(shipped):
    assert found(shipped, "6 weeks after injury MRI")[0] == "trauma-mri-now"
    assert "trauma-late" in found(shipped, "13 months after injury")[:3]


@pytest.mark.parametrize(("typed", "first"), [("rash", "choking-rash"), ("collapse", "collapse")])
def test_an_emergency_comes_before_what_holds_the_same_words(store, typed, first):
    assert found(store, typed)[0] == first


def test_an_emergency_whose_alarm_is_typed_comes_before_what_else_its_topic_says(store):
    assert found(store, "lye")[:2] == ["caustic", "no-milk"]
    assert found(store, "lye milk")[:2] == ["caustic", "no-milk"]
    assert found(store, "no lye but milk")[0] == "no-milk"


def test_how_soon_an_emergency_must_be_met_is_no_less_urgent(store):
    assert found(store, "wasp")[:2] == ["wasp-time", "throat"]


def test_the_dose_of_another_medicine_does_not_answer(store):
    statements = found(store, "bisoprolol highest dose")
    assert statements == ["vitriol", "bisoprolol", "amlodipine"]
    assert found(store, "amlodipine highest dose")[0] == "amlodipine"
    assert found(store, "highest dose")[0] == "amlodipine"


def test_the_dose_of_another_medicine_that_an_emergency_needs_does_answer(store):
    assert found(store, "penicillin rash")[0] == "choking-rash"


def test_nor_does_it_where_the_medicine_stands_nowhere(store):
    assert store.search("metoprolol highest dose", is_finished=True).missing == ("metoprolol",)
    assert found(store, "metoprolol highest dose")[0] != "amlodipine"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("lyrica max dose diabetic neuropathy", "pain-pregabalin-range-60-diabetes"),
        ("maximum dose of tramadol", "pain-tramadol"),
        ("amitriptyline dose", "pain-tricyclic-start"),
        ("duloxetine dose", "pain-duloxetine"),
    ],
)
def test_the_shipped_doses_are_found_by_their_own_medicine(shipped, typed, first):
    assert found(shipped, typed)[0] == first


def test_the_shipped_dose_of_one_medicine_is_not_among_the_first_for_another(shipped):
    for typed in ("ibuprofen max dose", "gabapentin mg per day", "morphine mg", "methylprednisolone dose"):
        assert not [hit.text for hit in shipped.search(typed).hits[:5] if hit.statement and " mg" in hit.text]


def test_a_medicine_that_stands_nowhere_is_known_though_it_is_misspelt(shipped):
    for typed, meant in (("bupivicaine", "bupivacaine"), ("hydralizine", "hydralazine")):
        found = shipped.search(f"{typed} max dose")
        assert (found.corrected, found.missing) == (f"{meant} max dose", (meant,))
        assert found.hits == shipped.search(f"{meant} max dose").hits


def test_a_name_like_that_of_a_medicine_finds_its_class_alone(shipped):
    found = shipped.search("methylprednisone", is_finished=True)
    assert (found.corrected, dict(found.instead)) == (None, {"methylprednisone": ("corticosteroid", "steroid")})


def test_a_medicine_is_what_the_thesaurus_lists_as_one():
    assert {"pregabalin", "lyrica", "tramadol"} <= medicines()
    assert medicines().isdisjoint({"leg", "sciatica", "medicin", "tablet", "frail"})


def test_an_emergency_does_not_come_before_what_holds_more_words(store):
    assert found(store, "collapse blisters lid")[0] == "drops"
    assert found(store, "water tablets ambulance gout")[0] == "gout"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("haematoma", "emg-haematoma"),
        ("cauda equina", "emg-cauda-equina"),
        ("ischaemia", "emg-ischaemia"),
        ("aneurysm", "emg-aneurysm"),
        ("cold leg", "emg-ischaemia"),
        ("saddle numbness", "emg-cauda-equina"),
        ("abscess", "emg-abscess"),
        ("sepsis", "emg-abscess"),
        ("child dose pregabalin", "cause-not-adult"),
        ("pregabalin overdose", "pain-toxicity-stop"),
        ("anticoagulant", "emg-haematoma-again"),
        ("incontinence", "emg-cauda-equina"),
        ("gunshot", "trauma-gunshot-vessel"),
        ("red flags", "emg-escalate"),
    ],
)
def test_the_emergencies_of_the_shipped_guideline_come_first(shipped, typed, first):
    assert found(shipped, typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("pregabalin", "pregabalin"),
        ("gabapentin", "pain-gabapentin-no-number"),
        ("ibuprofen", "pain-bleeding"),
        ("post void residual", "emg-cauda-residual"),
        ("trauma", "trauma"),
    ],
)
def test_no_emergency_stands_above_the_answer_to_a_plain_question(shipped, typed, first):
    hit = shipped.search(typed).hits[0]
    assert (hit.statement or hit.section) == first
