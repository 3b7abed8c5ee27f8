"""The name of one medicine never finds another, and what is found by something else than the word is said."""

import itertools
from pathlib import Path

import pytest

from db.build import build_store
from db.search import find_words
from db.search_stem import stem
from db.search_thesaurus import read_thesaurus
from db.source import read_guideline
from db.store import Store
from desktop.core.search_words import instead_words
from desktop.paths import GUIDELINES

GENERICS = Path(__file__).with_name("medicines.txt").read_text(encoding="ascii").split()
KINDS = ("do", "consider", "info", "timing", "do-not", "stop")
OPPOSED = [
    ("ice pack", "warm pack"),
    ("left", "right"),
    ("before food", "with food"),
    ("full weight bearing", "non weight bearing"),
    ("hypothyroidism", "hyperthyroidism"),
    ("mri", "ct"),
    ("gadolinium", "iodinated contrast"),
    ("egfr", "creatinine clearance"),
    ("sodium", "potassium"),
    ("crp", "esr"),
    ("emg", "nerve conduction"),
    ("haemodialysis", "peritoneal dialysis"),
    ("type 1 diabetes", "type 2 diabetes"),
    ("hepatitis b", "hepatitis c"),
    ("stemi", "nstemi"),
    ("asystole", "vf"),
    ("newborn", "adolescent"),
    ("neurapraxia", "axonotmesis"),
    ("crutches", "wheelchair"),
    ("novorapid", "glargine"),
    ("heparin", "enoxaparin"),
    ("zoledronic acid", "denosumab"),
    ("both legs", "both arms"),
]


def stemmed(phrase):
    return " ".join(map(stem, find_words(phrase)))


def test_no_medicine_finds_another():
    senses = read_thesaurus()
    names = {stem(name): name for name in GENERICS}
    assert len(names) == len(GENERICS) >= 280
    assert [name for form, name in names.items() if form not in senses] == []
    found = {name: {names[other] for other in names.keys() & senses[form].found} for form, name in names.items()}
    assert {name: others for name, others in found.items() if others != {name} and others} == {}


@pytest.mark.parametrize(("one", "other"), OPPOSED)
def test_what_is_opposed_or_another_choice_does_not_find_each_other(one, other):
    senses = read_thesaurus()
    assert stemmed(other) not in senses[stemmed(one)].found
    assert stemmed(one) not in senses[stemmed(other)].found


@pytest.mark.parametrize("folder", sorted(path.parent for path in GUIDELINES.glob("*/guideline.yaml")), ids=str)
def test_no_term_of_a_shipped_guideline_holds_two_medicines(folder):
    names = {stem(name) for name in GENERICS}
    for term in read_guideline(folder)[0].guideline.terms:
        held = {stem(word) for phrase in (term.term, *term.also) for word in find_words(phrase)}
        assert len(held & names) < 2, term


def test_a_class_finds_its_members_and_a_member_its_class():
    senses = read_thesaurus()
    for kind, member in itertools.product(["diuretic", "loop diuretic"], ["furosemide", "bumetanide"]):
        assert stemmed(member) in senses[stemmed(kind)].same
        assert stemmed(kind) in senses[stemmed(member)].other
    assert stemmed("lasix") in senses[stemmed("furosemide")].same


@pytest.fixture
def opened(folder, edit, tmp_path):
    edit("sections/10.md", "Explore the wound of the leg.", "Bumetanide 1 mg by mouth.")
    edit("sections/10.md", "Waiting is worse.", "Weigh the patient before any diuretic.")
    build_store([folder], tmp_path / "store")
    with Store.open(tmp_path / "store") as store:
        yield store


def statements(found):
    return [hit.statement for hit in found.hits if hit.statement]


def test_a_medicine_finds_what_is_said_of_its_class_and_that_is_said(opened):
    found = opened.search("furosemide dose", kinds=KINDS)
    assert (found.partial_from, found.instead) == (0, (("furosemide", ("diuretic",)),))
    assert statements(opened.search("furosemide")) == ["why-explore"]
    assert opened.search("furosemide").instead == (("furosemide", ("diuretic",)),)
    assert instead_words(opened.search("lasix")) == "No text has “lasix”; shown are hits for “diuretic”."


@pytest.mark.parametrize("typed", ["diuretic", "water tablet", "bumetanide", "furos", "patient", "Bumetanide diuretic"])
def test_nothing_is_said_where_the_word_or_its_like_stands(opened, typed):
    assert opened.search(typed).hits
    assert opened.search(typed).instead == ()


def test_a_class_counts_as_its_member_only_where_that_stands_nowhere(opened):
    assert opened.search("bumetanide weigh", kinds=KINDS, is_finished=True).partial_from == 0
    assert opened.search("furosemide weigh", kinds=KINDS, is_finished=True).partial_from is None


@pytest.mark.parametrize("part", ["etanide", "bumet"])
def test_a_word_is_found_by_those_that_begin_or_end_so_and_that_is_said(opened, part):
    found = opened.search(f"weigh {part} patient", exact=True)
    assert (found.instead, found.missing) == (((part, ("bumetanide",)),), ())
    assert set(statements(found)) == {"explore", "why-explore"}


def test_a_number_is_found_in_a_name(folder, edit, tmp_path):
    edit("sections/10.md", "Explore the wound of the leg.", "The page is cp1251.")
    build_store([folder], tmp_path / "store")
    with Store.open(tmp_path / "store") as store:
        assert store.search("page 1251", is_finished=True).instead == (("1251", ("cp1251",)),)


@pytest.mark.parametrize("part", ["umetan", "nide", "bume"])
def test_a_word_in_the_middle_of_another_or_short_is_not_found_by_it(opened, part):
    found = opened.search(f"weigh {part} patient", exact=True)
    assert (found.instead, found.missing) == ((), (part,))
    assert statements(found) == ["why-explore"]


def test_a_class_that_is_nearer_is_shown_before_a_broader_one(folder, edit, tmp_path):
    edit("sections/10.md", "Explore the wound of the leg.", "An antidepressant is a choice.")
    edit("sections/10.md", "Waiting is worse.", "An SSRI is none.")
    build_store([folder], tmp_path / "store")
    with Store.open(tmp_path / "store") as store:
        assert statements(store.search("paroxetine")) == ["why-explore"]
        assert store.search("paroxetine").instead == (("paroxetine", ("ssri",)),)
        assert statements(store.search("mirtazapine")) == ["explore"]


def test_a_word_of_the_index_alone_stands_in_no_text(folder, edit, tmp_path):
    edit("sections/10.md", "Explore the wound of the leg.", "Weigh the patient before any diuretic.")
    (folder / "index.yaml").write_text("explore:\n- furosemide\n", encoding="utf-8")
    build_store([folder], tmp_path / "store")
    with Store.open(tmp_path / "store") as store:
        assert statements(store.search("furosemide")) == ["explore"]
        assert store.search("furosemide").instead == (("furosemide", ("diuretic",)),)
