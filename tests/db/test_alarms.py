"""Alarms: words that bring a statement to the top wherever all of them are typed."""

import pytest

from db.build import build_store
from db.guideline import IndexEntry
from db.search import read_query
from db.search_alarms import Alarms, alarm_line
from db.source import read_guideline
from db.store import Store
from tests.small import problems

ALARMS = """\
explore:
- boxer/fighter rain
- storm
imaging:
- no rain
"""


@pytest.fixture
def write(folder):
    """Write the alarms of the small guideline."""

    def written(text=ALARMS):
        (folder / "alarms.yaml").write_text(text, encoding="utf-8")
        return folder

    return written


@pytest.fixture
def store(write, tmp_path):
    """The store of the small guideline with its alarms."""
    assert build_store([write()], tmp_path / "store.sqlite") == []
    with Store.open(tmp_path / "store.sqlite") as opened:
        yield opened


def raised(said, *phrases):
    alarms = Alarms((alarm_line(phrase), number) for number, phrase in enumerate(phrases))
    return alarms.raised(read_query(said))


def test_they_are_read_and_come_back_from_the_store(write, store):
    alarms = (IndexEntry("explore", ("boxer/fighter rain", "storm")), IndexEntry("imaging", ("no rain",)))
    assert read_guideline(write())[0].guideline.alarms == store.guideline("mini").alarms == alarms
    assert problems(write()) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- explore\n", "1: expected ids, each with a list of phrases"),
        ("explroe: [storm]\n", "1: there is no statement or section 'explroe'; did you mean 'explore'?"),
        ("explore: []\n", "1: an entry needs at least one phrase"),
        (
            "explore:\n- storm\n- rain/ boxer\n",
            "3: '' in the alarm 'rain/ boxer' is not a word, or two with a hyphen",
        ),
        ("explore:\n- a-b-c\n", "2: 'a-b-c' in the alarm 'a-b-c' is not a word, or two with a hyphen"),
        ("explore:\n- storm\n- no/not the\n", "3: the alarm 'no/not the' has no telling word"),
        ("explore:\n- storm\n- Storm\n", "3: the phrase 'Storm' stands twice under 'explore'"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(write, text, expected):
    assert problems(write(text)) == [f"mini/alarms.yaml:{expected}"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("weak leg and incontinence", [0]),
        ("incontinent with legs weakening", [0]),
        ("incontinence", []),
        ("foot", []),
        ("weak leg no incontinence", []),
        ("no weak leg but incontinence", [0]),
        ("leg without pulse", []),
        ("no pulse in leg", [1]),
        ("pulse", []),
        ("no fever, pulse in leg", []),
        ("lost the pulse", [1]),
        ("weak leg, no pain or incontinence", []),
        ("no fever no incontinence weak leg", []),
        ("foot drop, not able to feel it, incontinent", [0]),
        ("leg without signs of incontinence", []),
        ("no incontinence yesterday, incontinence and weak leg now", [0]),
        ("weak leg -incontinent", []),
        ("weak leg never incontinent", []),
        ("weak leg, no fever, bladder trouble or incontinence", []),
        ("weak leg, no pain/incontinence", []),
        ("no fever but incontinence, leg weak", [0]),
        ("12 year old", [2]),
        ("12-year old", [2]),
        ("year 12 old", []),
        ("70 years old, 12 days ago", []),
    ],
)
def test_all_words_of_one_must_be_typed_and_not_be_negated(said, expected):
    assert raised(said, "incontinence/incontinent leg/foot", "no/lost pulse", "12-year/13-year old") == expected


def test_the_most_words_come_first_and_three_at_most():
    assert raised("a cold white leg", "leg", "cold", "cold leg", "leg white cold") == [3, 2, 0]


@pytest.mark.parametrize(
    "typed", ["rain on the boxer", "MRI fighter rain", "boxer rain 25 mg", "boxers rains MRI injruy"]
)
def test_its_statement_comes_before_what_says_more_of_the_words(store, typed):
    found = [hit.statement for hit in store.search(typed).hits]
    assert found[0] == "explore"
    assert found.count("explore") == 1
    assert len(store.search(typed, limit=1).hits) == 1


def test_words_that_stand_in_no_text_are_enough_and_no_typing_mistake(write, tmp_path):
    assert build_store([write("explore:\n- woond\n")], tmp_path / "store.sqlite") == []
    with Store.open(tmp_path / "store.sqlite") as store:
        results = store.search("woond")
        assert (results.corrected, [hit.statement for hit in results.hits]) == (None, ["explore"])
        assert store.search("woondd").corrected == "wound"


@pytest.mark.parametrize("more", [{"kinds": {"section"}}, {"guideline": "other"}])
def test_what_is_filtered_out_is_not_raised(store, more):
    assert all(hit.statement != "explore" for hit in store.search("storm boxer", **more).hits)


@pytest.mark.parametrize("typed", ["storm -wound", 'storm "one month"'])
def test_what_must_not_stand_there_or_must_is_kept_to(store, typed):
    assert all(hit.statement != "explore" for hit in store.search(typed).hits)


def test_they_survive_the_mending_of_the_index(store):
    before = store.search("storm").hits
    store.mend_search()
    assert store.search("storm").hits == before
