"""No dose of the shipped guideline that depends on the kidneys is shown without the kidney function it is for."""

import re

import pytest

from db.doses import DOSE, MASS, Medicines
from db.search import MARK_END, MARK_START
from db.search_marks import LENGTH
from db.store import Store
from desktop.core.search_words import dose_words, reason_words

KIDNEYS = re.compile(r"creatinine clearance|haemodialysis")
QUERIES = ("pregabalin maximum", "lyrica 600 mg", "titrate lyrica", "300 mg twice", "mg per day")


@pytest.fixture(scope="module")
def store(shipped_store):
    with Store.open(shipped_store) as found:
        yield found


@pytest.fixture(scope="module")
def guideline(store):
    return store.guideline("lumbosacral-plexopathy")


def test_the_medicines_are_marked_that_the_kidneys_clear(guideline):
    marked = {term.term: term.dose_by for term in guideline.terms if term.dose_by}
    assert marked == dict.fromkeys(("pregabalin", "gabapentin", "duloxetine"), "creatinine clearance")


def test_each_passage_with_a_dose_of_theirs_carries_it(store, guideline):
    medicines = Medicines(guideline.terms)
    rows = store.rows("SELECT section, statement, title, text, dose_for FROM passage")
    dosed = [row for row in rows if MASS.search(row["text"]) and medicines.named_in(f"{row['title']} {row['text']}")]
    assert len(dosed) == 14
    assert all(KIDNEYS.match(row["dose_for"]) for row in dosed), [row["text"] for row in dosed]


@pytest.mark.parametrize("words", QUERIES)
def test_each_row_says_it_whole_whatever_is_cut_from_the_text(store, words):
    hits = store.explained(store.search(words)).hits
    dosed = [hit for hit in hits if "Pregabalin" in hit.title and DOSE.search(plain(hit.snippet))]
    assert dosed
    assert all(KIDNEYS.search(dose_words(hit)) for hit in dosed)


@pytest.mark.parametrize(
    ("words", "section", "ending"),
    [
        (
            "mg per day",
            "disagreements",
            "(Dose for: creatinine clearance of 60 mL/min or more; below that doses are lower)",
        ),
        (
            "300 mg twice",
            "other-pain-medicines",
            "(Dose for: creatinine clearance of 30 mL/min or more, without dialysis)",
        ),
    ],
)
def test_a_row_of_a_section_says_what_the_dose_in_its_reason_is_for(store, words, section, ending):
    hits = store.explained(store.search(words)).hits
    reason = next(hit.reason for hit in hits if hit.section == section and hit.statement is None)
    assert DOSE.search(plain(reason.snippet))
    assert reason_words(reason).endswith(ending)


def plain(snippet):
    """A snippet without its marks."""
    return snippet.replace(MARK_START, "").replace(MARK_END, "")


def test_amounts_in_reasons_name_the_kidneys_in_their_sentence(guideline):
    """They are of patients who were harmed; a row may show the reasons of a statement that gives no dose."""
    statements = (s for s in guideline.statements().values() if {"X28", "X30", "X34"} & set(s.facts))
    told = [s for s in statements if not s.dose_for and DOSE.search(s.rationale)]
    assert {"pain-toxicity-stop", "pain-pregabalin-start-renal"} <= {s.id for s in told}
    for statement in told:
        assert len(statement.rationale) <= LENGTH
        dosed = [part for part in statement.rationale.split(". ") if DOSE.search(part)]
        assert all(re.search(r"kidney|clearance|dialysis", part) for part in dosed), statement.id
