"""What a hit shows of the words that were searched: marks in its text, or else where the words stand instead."""

import pytest

from db.search import MARK_START, read_query
from db.search_marks import finder
from db.search_reasons import is_shown
from db.store import Store


@pytest.fixture(scope="module")
def store(shipped_store):
    with Store.open(shipped_store) as found:
        yield found


@pytest.mark.parametrize(
    "words", ["levetiracetam", "capsaicin", "NICE NG59", "pacemaker", "duloxetine dose", "valproate"]
)
def test_a_hit_shows_the_words_or_says_where_they_stand(store, words):
    hits = store.explained(store.search(words, limit=5, is_finished=True)).hits
    reasons = [hit.reason for hit in hits if not is_shown(hit.queries, (hit.title, hit.path, hit.text))]
    assert [hit.reason for hit in hits if hit.reason] == [reason for reason in reasons if reason]
    assert all(MARK_START in reason.snippet for reason in reasons if reason)
    assert any(reasons)


@pytest.mark.parametrize(
    ("words", "where"), [("fibrillation potentials", "index"), ("NICE NG59", "reasons"), ("capsaicin", "section")]
)
def test_the_words_stand_in_the_index_in_reasons_or_in_a_statement_of_the_section(store, words, where):
    hits = store.explained(store.search(words, limit=5, is_finished=True)).hits
    assert where in {hit.reason.where for hit in hits if hit.reason}


@pytest.mark.parametrize(
    ("words", "text", "marked"),
    [
        ("longterm ", "No long-term steroids in the long term", ["long-term", "long term"]),
        ("followup", "Follow-up: follow the patient up", ["Follow-up"]),
        ("shee", "said she either way", []),
        ("follow", "Follow-up", ["Follow"]),
        ("longterm ", "so long", []),
    ],
)
def test_a_word_typed_as_one_is_marked_where_it_stands_in_two_halves(words, text, marked):
    assert [text[start:end] for start, end in finder(read_query(words))(text, 9)] == marked
