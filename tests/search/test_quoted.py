"""Quoted words in a large store: exactly the passages that hold them, and few of all are read for the first hits."""

import pytest

from db.search import phrase_line, read_query
from tests.bench_search import made

EVERY = 2_000
FIRST = 20
FEW = 100


@pytest.fixture(scope="module")
def guideline():
    return made(600)


def quoted(guideline):
    """A very common word, a common one, and words in a row."""
    row = guideline.sections[0].text.split()[2:5]
    return [("about",), ("injury",), tuple(phrase_line(" ".join(row)).split())]


def test_every_passage_is_found_that_holds_a_quoted_phrase_and_no_other(index, guideline):
    for phrase in quoted(guideline):
        words = f" {' '.join(phrase)} "
        holding = {s.id for s in guideline.sections if any(words in phrase_line(text) for text in (s.title, s.text))}
        found = index.rank(read_query(f'"{" ".join(phrase)}"'), EVERY)
        assert holding
        assert {place.row.section for place in found} == holding


def test_few_passages_are_read_to_find_the_first_that_hold_a_very_common_word(index):
    assert len(index.matching('NEAR("about", 2)')) > FEW
    index.holds.cache_clear()
    assert len(index.rank(read_query('"about"'), FIRST)) == FIRST
    assert index.holds.cache_info().misses < FEW
