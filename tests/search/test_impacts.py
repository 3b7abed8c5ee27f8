"""The best passages for several words: the same as if every passage were looked at, on every keystroke."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.search import read_query
from db.search_impacts import LEVELS, best, is_sparse, merge, pack, unpack
from tests.bench_search import made, recorded

COUNT = 10


@pytest.fixture(scope="module")
def guideline():
    return made(1_200)


def exhaustive(lists, count, fits=None):
    """The best of all passages, each looked at."""
    size = len(lists[0][1].marks) if lists else 0
    scores = [(sum([weight * each.marks[place] for weight, each in lists]), -place) for place in range(1, size)]
    chosen = sorted((pair for pair in scores if pair[0] and (fits is None or fits(-pair[1]))), reverse=True)
    return [(-place, score) for score, place in chosen[:count]]


def test_every_keystroke_finds_what_looking_at_every_passage_finds(index, guideline):
    keystrokes, questions = recorded(guideline, 24)
    assert len(keystrokes) > 300
    for typed in (*keystrokes, *questions):
        lists = index.asked(read_query(typed)).lists
        assert best(lists, COUNT) == exhaustive(lists, COUNT), typed


def test_a_common_start_is_held_ready_and_says_the_same(index):
    starts = [row[0] for row in index.connection.execute("SELECT start FROM start")]
    assert {"s", "co"} <= set(starts)
    for start in starts:
        rows = index.connection.execute("SELECT stem FROM word WHERE word GLOB ?", (f"{start}*",)).fetchall()
        every = [index.word(row[0]).marks for row in rows]
        assert index.begun(start).marks == bytes(map(max, *every)), start


ROW = st.binary(min_size=30, max_size=30).map(lambda data: bytes(byte % (LEVELS + 1) for byte in data))
RARE = st.builds(
    lambda at, mark: bytes(at) + bytes([mark]) + bytes(29 - at), st.integers(0, 29), st.integers(1, LEVELS)
)
"""Marks of a word that one passage holds: such are added up one by one."""
MARKS = st.lists(ROW | RARE, min_size=1)


def packed_of(marks):
    """Marks as the store holds them, with their count."""
    places = array("I", [place for place, mark in enumerate(marks) if mark])
    return pack(places, bytes(mark for mark in marks if mark), len(marks)), len(places)


@given(MARKS, st.data())
def test_any_lists(every, data):
    packed = [packed_of(b"\0" + marks[1:]) for marks in every]
    lists = [(data.draw(st.floats(0.01, 9)), unpack(*each, 30)) for each in packed]
    count = data.draw(st.integers(1, 40))
    assert best(lists, count) == exhaustive(lists, count)
    assert best(lists, count, lambda place: place % 3 == 0) == exhaustive(lists, count, lambda place: place % 3 == 0)


@given(MARKS)
def test_impacts_are_packed_unpacked_and_merged(every):
    packed = list(map(packed_of, every))
    most = bytes(map(max, zip(*every, strict=True)))
    for found, marks in [
        *((unpack(*each, 30), marks) for each, marks in zip(packed, every, strict=True)),
        (merge(packed, 30), most),
    ]:
        places = {place for place, mark in enumerate(marks) if mark}
        assert (found.marks, found.count) == (marks, len(places))
        assert set(found.places) == places if is_sparse(found.count, 30) else found.places is None
