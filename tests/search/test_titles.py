"""Sections whose whole title, or whole text, was typed come first: once, in one order, however many there are."""

import sqlite3
from datetime import date

import pytest

from db.guideline import Decision, Guideline, Scope, Section
from db.search import read_query
from db.search_marks import MOST, finder
from db.store import Store
from tests.bench_search import build_ours

DAY = date(2026, 11, 22)


@pytest.fixture
def found(tmp_path):
    """The sections that a search finds in a store of some titles, each with its text, in order."""

    def search(typed, *pairs, most=None):
        sections = tuple(Section(f"s{number}", title, "", text) for number, (title, text) in enumerate(pairs))
        file = tmp_path / "store.sqlite"
        build_ours(
            Guideline("g", "G", "1", "en", "", DAY, DAY, Scope("", "", "", ""), Decision(()), sections=sections), file
        )
        connection = sqlite3.connect(file)
        connection.row_factory = sqlite3.Row
        if most:
            connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, most)
        with Store(file, connection) as store:
            return [hit.section for hit in store.search(typed).hits]

    return search


def test_a_section_whose_text_is_its_title_is_listed_once(found):
    assert found("rest", ("Rest", "Rest."), ("Other", "Rest of it.")) == ["s0", "s1"]


@pytest.mark.parametrize("typed", ["metformin 500 mg tablets", "Metformin 500 mg tablets "])
def test_a_title_with_a_number_between_its_words_comes_first(found, typed):
    leaflet = ("Metformin 500 mg tablets", "A short leaflet.")
    table = ("Metformin tablets", "Metformin 500 mg tablets: metformin tablets from 250 to 1000 mg daily, tablets.")
    assert found(typed, table, leaflet)[0] == "s1"


def test_any_number_of_sections_may_have_one_title(found):
    assert found("name", *[("Name", f"word{number % 70}") for number in range(1_200)], most=1_000)[0] == "s0"


def test_titles_that_are_as_like_stand_in_the_order_of_the_store(found):
    pairs = ("15 HbA1c abscess", "abscess from 10 to 20."), ("abscess HbA1c.md", "HbA1c 10 to 20")
    assert found("abscess HbA1c 15", *pairs) == ["s0", "s1"]


def test_a_word_that_is_still_typed_is_marked_no_more_often_than_others():
    assert len(finder(read_query("copies"))("copy " * MOST + "copies " * MOST, MOST)) == MOST
