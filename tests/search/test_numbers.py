"""Numbers typed with the words beside them: passages whose range holds the value stand before those whose does not."""

import math
import re
from itertools import product

import pytest

from db.build import build_store
from db.search import MARK_END, MARK_START, read_query
from db.search_ranges import ranges
from db.store import Store
from tests.provable import write_folder

SECTIONS = {
    "brood-cold": ("Brood, cold", "A brood temperature below 33 °C: close the entrance of the hive and wait."),
    "brood-right": ("Brood, right", "A brood temperature of 33 to 36 °C: leave the hive and its entrance as they are."),
    "brood-hot": ("Brood, hot", "A brood temperature above 36 °C: open the entrance of the hive and give water."),
    "swarm": ("Swarm", "Collect the swarm within 36 hours and give the hive 36 g of sugar."),
    "pupils-small": ("Small pupils", "Swimming lessons for pupils of age 4 to 6 take place in the small pool."),
    "pupils-middle": ("Middle pupils", "Swimming lessons for pupils aged 7 to 11 years take place in the large pool."),
    "pupils-old": ("Older pupils", "Swimming lessons for pupils 12 years or older take place in the large pool."),
    "babies": ("Babies", "Swimming lessons for babies: from 3 months of age to 18 months, in warm water."),
    "sow": ("Seedlings", "Seedlings up to day 9: keep the tray of seedlings covered and do not water the seedlings."),
    "prick": ("Pricking out", "Seedlings between day 10 and day 20: prick out the seedlings and water the tray."),
    "plant": ("Planting", "Seedlings more than 3 weeks after sowing: plant the seedlings and water them, 10 ml each."),
    "dough-weak": ("Weak dough", "Dough of a wetness under 60 %: add water to the dough in spoons."),
    "dough-wet": ("Wet dough", "Dough of a hydration ≥ 75 %: add flour to the dough, fold it 60 times for 50 minutes."),
    "dough-salt": ("Salt", "Dough with salt is kneaded, and dough is kneaded again with salt."),
    "glaze-low": ("Low glaze", "Glaze the bread at a temperature up to 210 °C with egg."),
    "glaze-high": ("High glaze", "Glaze the bread at a temperature above 210 °C; 210 itself with unsalted butter."),
    "dry-soon": ("Fresh bread", "At least 3 days have passed since baking: bread is sold as toast."),
    "dry-late": ("Old bread", "At least 9 days have passed since baking: bread is sold as crumbs."),
}
TERMS = "- {term: hydration, also: [wetness, water share]}\n- {term: temperature, also: [heat]}\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store of a folder on bees, pupils, seedlings and dough."""
    root = tmp_path_factory.mktemp("numbers")
    folder = write_folder(root / "tiny", terms=TERMS)
    for key, (title, text) in SECTIONS.items():
        (folder / f"sections/{key}.md").write_text(f"---\nid: {key}\ntitle: {title}\n---\n{text}\n", encoding="utf-8")
    assert build_store([folder], root / "store.sqlite") == []
    with Store.open(root / "store.sqlite") as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("from 30 to below 60 mL/min", (30, 0), (60, -1), ("ml", "min")),
        ("30–60 mL / min", (30, 0), (60, 0), ("ml", "min")),
        ("between 2 and 8 °C", (2, 0), (8, 0), ("°c",)),
        ("below a clearance of 15 mL per minute", (-math.inf, 0), (15, -1), ("ml", "minute")),
        ("CrCl<30", (-math.inf, 0), (30, -1), ()),
        ("at most 1,000 mg", (-math.inf, 0), (1000, 0), ("mg",)),
        ("5 days or fewer", (-math.inf, 0), (5, 0), ("day",)),
        ("over the age of 65", (65, 1), (math.inf, 0), ("year",)),
        (">= 60", (60, 0), (math.inf, 0), ()),
        ("60 or more mL/min", (60, 0), (math.inf, 0), ("ml", "min")),
        ("75+ years", (75, 0), (math.inf, 0), ("year",)),
        ("at least 3 months", (3, 0), (math.inf, 0), ("month",)),
        ("18 months to 3 years", (1.5, 0), (3, 0), ("year",)),
        ("from day 7 to day 14", (7, 0), (14, 0), ("day",)),
        ("2.5mg", (2.5, 0), (2.5, 0), ("mg",)),
        ("vitamin D 10", (10, 0), (10, 0), ()),
    ],
)
def test_a_range_is_read(text, low, high, unit):
    (found,) = ranges(text)
    assert (found.low, found.high, found.unit) == (low, high, unit)


@pytest.mark.parametrize("text", ["", "L5", "T1-weighted", "60 to 30 days", "1" * 5_000, "no number"])
def test_what_is_no_range(text):
    assert ranges(text) == ()


@pytest.mark.parametrize(
    ("typed", "found", "never_before"),
    [
        ("brood temperature 30", "brood-cold", ["brood-right", "brood-hot"]),
        ("brood temperature 34.5 °C", "brood-right", ["brood-cold", "brood-hot"]),
        ("brood 36 degrees", "brood-right", ["brood-cold", "brood-hot"]),
        ("hive entrance heat 40", "brood-hot", ["brood-cold", "brood-right"]),
        ("hive 36.5°C", "brood-hot", ["brood-cold", "brood-right", "swarm"]),
        ("swimming lessons age 5", "pupils-small", ["pupils-middle", "pupils-old"]),
        ("swimming pupils 9 years old", "pupils-middle", ["pupils-small", "pupils-old"]),
        ("swimming lessons pupils age 14", "pupils-old", ["pupils-small", "pupils-middle", "babies"]),
        ("swimming lessons 6 months", "babies", ["pupils-small", "pupils-middle", "pupils-old"]),
        ("seedlings day 8", "sow", ["prick", "plant"]),
        ("seedlings water day 10", "prick", ["sow", "plant"]),
        ("seedlings water 15 days", "prick", ["sow", "plant"]),
        ("seedlings water 2 weeks", "prick", ["sow", "plant"]),
        ("seedlings water 30 days", "plant", ["sow", "prick"]),
        ("dough hydration 50", "dough-weak", ["dough-wet"]),
        ("dough water 50 %", "dough-weak", ["dough-wet"]),
        ("dough wetness 80 percent", "dough-wet", ["dough-weak"]),
        ("dough hydration > 80", "dough-wet", ["dough-weak"]),
        ("glaze temperature 210 °C", "glaze-low", ["glaze-high"]),
        ("glaze temperature 210 °C unsalted", "glaze-high", ["glaze-low"]),
        ("dough salt 75", "dough-salt", []),
        ("bread sold 5 days after baking", "dry-soon", ["dry-late"]),
    ],
)
def test_the_range_that_holds_the_value_stands_first(store, typed, found, never_before):
    sections = [hit.section for hit in store.search(typed).hits]
    assert sections[0] == found
    assert set(never_before) <= set(sections), "the others are demoted, not left out"


def test_a_number_without_a_quantity_is_a_word_like_any_other(store):
    assert store.search("hive sugar 36").hits[0].section == "swarm"
    assert store.search("36").hits[0].section == "swarm"


def rows(store, typed):
    """The rows of the dose table that a search shows, in order."""
    hits = (hit.statement or "" for hit in store.search(typed).hits)
    return [hit for hit in hits if hit.startswith("pain-pregabalin-range-")]


def holds(row, clearance):
    """Does a row of the dose table hold a creatinine clearance? The row is known by where it begins."""
    begins = int(row.removesuffix("-diabetes").rpartition("-")[2])
    return begins <= clearance < {0: 15, 15: 30, 30: 60, 60: math.inf}[begins]


@pytest.mark.parametrize(
    ("typed", "clearance"),
    [
        ("pregabalin clearance < 15", 10),
        ("pregabalin CKD 4 CrCl 20", 20),
        ("pregabalin 300 mg CrCl 45", 45),
        ("pregabalin 25 crcl 45", 45),
        ("pregabalin 45 mL/min creatinine 1.2", 45),
        ("80 years old, 75 kg, CrCl 20: pregabalin", 20),
        ("pregabalin creatinine clearence 45", 45),
    ],
)
def test_each_number_belongs_to_its_own_words(shipped, typed, clearance):
    assert holds(rows(shipped, typed)[0], clearance)


def test_serum_creatinine_is_no_clearance(shipped):
    query, others = read_query("pregabalin creatinine 80 "), read_query("pregabalin creatinine ")
    found = [shipped.index.rank(query, 20), shipped.index.by_words(others, 20, None, None)]
    assert {place.row.id for place in found[0]} == {place.row.id for place in found[1]}
    assert all(place.score <= other.score for place, other in zip(*found, strict=True))


@pytest.mark.parametrize(
    "typed",
    [
        "pregabalin creatinine 300",
        "pregabalin creatinine 2.5 mg/dL",
        "creatinine 90",
        "creatinine 150",
        "pregabalin age 45",
        "pregabalin 45 years old",
        "pregabalin urea 30",
        "pregabalin sodium 130",
    ],
)
def test_a_number_of_another_quantity_brings_no_dose_row_first(shipped, typed):
    first = shipped.search(typed).hits[0]
    assert not (first.statement or "").startswith("pain-pregabalin-range-")


@pytest.mark.parametrize(("at", "row"), [(60, "30"), (30, "15"), (15, "0")])
@pytest.mark.parametrize(
    "form", ["{} mL/min frail pregabalin", "pregabalin clearance {} frail", "frail CrCl {} lyrica"]
)
def test_on_a_cut_the_row_of_a_frail_patient_stands_first(shipped, form, at, row):
    assert rows(shipped, form.format(at))[0].removesuffix("-diabetes") == f"pain-pregabalin-range-{row}"
    assert holds(rows(shipped, form.format(at).replace("frail", ""))[0], at)


def test_a_child_is_not_taken_for_a_time(shipped):
    assert shipped.search("14 year old").hits[0].statement == "cause-not-adult"
    assert shipped.search("75mg pregabalin").hits[0].statement == "pain-pregabalin-start-normal"


ASKED = (
    "{} CrCl {}",
    "{} dose CrCl {}",
    "{} {} mL/min",
    "{} {}mL/m",
    "{} {} crcl",
    "{} creatinine clearance of {} ml/min",
    "{} kidney function {}",
    "{} diabetes clearance {}",
)


@pytest.mark.parametrize(("form", "drug"), list(product(ASKED, ("pregabalin",))))
def test_the_first_dose_row_is_that_of_the_kidney_function(shipped, form, drug):
    for clearance in range(5, 121):
        shown = rows(shipped, form.format(drug, clearance))
        assert holds(shown[0], clearance), (clearance, shown)


@pytest.mark.parametrize(
    "form",
    [
        "{} CrCl {}",
        "{} dose CrCl {}",
        "{} {} crcl",
        "{} {} ml/min",
        "{} CrCl{}",
        "{} CrCl {} ml/min",
        "{} CrCl {} frail",
    ],
)
def test_a_dose_row_of_another_medicine_is_not_the_first_hit(shipped, form):
    for clearance in range(5, 121, 5):
        found = shipped.search(form.format("gabapentin", clearance)).hits
        assert not (found[0].statement or "").startswith("pain-pregabalin-"), clearance


@pytest.mark.parametrize("clearance", ["CrCl 45", "CrCl45", "45 ml/min"])
@pytest.mark.parametrize(
    ("word", "first"), [("heart failure", "pain-heart-failure"), ("angioedema", "pain-angioedema")]
)
def test_a_caution_that_was_asked_for_comes_before_the_dose_rows(shipped, clearance, word, first):
    hits = shipped.search(f"pregabalin {clearance} {word}").hits
    assert next(hit.statement for hit in hits if hit.statement) == first


def test_a_number_beside_a_word_to_leave_out_is_no_word_of_a_sentence(shipped):
    results = shipped.search("pregabalin CrCl 45 ml/min -diabetes")
    assert results.excluded == ("diabetes",)
    assert holds(rows(shipped, "pregabalin CrCl 45 ml/min -diabetes")[0], 45)


def test_a_dose_finds_what_says_it_where_no_range_has_its_unit(shipped):
    assert "600 mg" in shipped.search("600 mg").hits[0].text


def test_an_estimated_gfr_finds_that_it_gives_no_dose(shipped):
    assert shipped.search("pregabalin eGFR 45").hits[0].statement == "pain-egfr-no-dose"


@pytest.mark.parametrize(
    ("one", "other", "is_named", "is_around"),
    [
        ("12 months", "1 year", True, False),
        ("600 mg", "150 to 600 mg per day", True, False),
        ("within 24 hours", "within 4 hours", False, True),
        ("within 24 hours", "within 1 day", True, False),
        ("15 mL/min or more", "15 to below 30 mL/min", True, True),
        ("25 ml", "25 ml/min", False, False),
        ("24", "24 hours", True, False),
    ],
)
def test_two_ranges_name_the_same_end_or_lie_in_each_other(one, other, is_named, is_around):
    (first,), (second,) = ranges(one), ranges(other)
    assert (first.names(second), first.surrounds(second)) == (is_named, is_around)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        *((f"pregabalin dose CrCl {value}", "pain-pregabalin-range-15") for value in (15, 25, 29)),
        *((f"pregabalin dose CrCl {value}", "pain-pregabalin-range-30") for value in (30, 45)),
        *((form, "pain-pregabalin-range-60") for form in ("pregabalin dose CrCl 70", "CrCl 60", "600 mg pregabalin")),
        ("kidney pregabalin 25 ml/min dose", "pain-pregabalin-range-15"),
        ("pregabalin 600 mg CrCl 45", "pain-pregabalin-range-30"),
        ("45 mL/min pregabalin 600 mg", "pain-pregabalin-range-30"),
        ("haemodialysis pregabalin CrCl 25", "pain-haemodialysis-no-row"),
        ("200 mL residual", "emg-cauda-residual"),
        ("residual 250 ml", "emg-cauda-residual"),
        *((f"{form} 24 {unit}", "emg-cord") for form in ("", "within", "MRI", "MRI within") for unit in ("h", "hours")),
        ("24h", "emg-cord"),
        ("10 mg", "pain-tricyclic-start"),
        ("5 mg", "pain-tricyclic-start-frail"),
    ],
)
def test_the_very_value_then_the_narrowest_range_stands_first(shipped, typed, first):
    assert shipped.search(typed).hits[0].statement == first


@pytest.mark.parametrize("number", [12, 18, 3, 1])
def test_what_names_a_time_stands_before_what_holds_it(shipped, number):
    named = [bool(re.search(rf"\b{number}[ -]month", hit.text)) for hit in shipped.search(f"{number} months").hits]
    assert named[0]
    assert named == sorted(named, reverse=True)


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("within 24 hours", {"24"}),
        ("MRI within 24 hours", {"24"}),
        ("24h", {"24"}),
        ("18 months", {"18"}),
        ("5", {"5"}),
        ("pregabalin CrCl 25", set()),
    ],
)
def test_a_number_is_marked_where_it_is_meant_and_no_other(shipped, typed, marked):
    starts = [piece for hit in shipped.search(typed).hits for piece in hit.snippet.split(MARK_START)[1:]]
    assert {piece.split(MARK_END)[0] for piece in starts if piece[0].isdigit()} == marked


def test_a_range_may_be_asked_for(shipped):
    hits = [hit.statement for hit in shipped.search("pregabalin CrCl < 30", kinds={"consider"}, limit=4).hits]
    assert {hit.removesuffix("-diabetes") for hit in hits} == {"pain-pregabalin-range-15", "pain-pregabalin-range-0"}


@pytest.mark.parametrize("typed", ["pregabalin CrCl > 60", "pregabalin CrCl above 60", "pregabalin CrCl 60 or more"])
def test_of_two_rows_whose_ranges_hold_a_range_the_narrower_comes_first(shipped, typed):
    assert shipped.search(typed).hits[0].statement == "pain-pregabalin-range-60"
