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
SAME = "{}: the alarm '{}' asks for the same words as '{}'"
NO_PAIR = "{}: '{}' in the line '{}' is not two words as in -hay-fever"
RAISES_NOT = "no alarm raises '{}': it is an option, or tells a dose or a delay"


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


def made(*phrases, kind="stop"):
    return Alarms((alarm_line(phrase), number, kind) for number, phrase in enumerate(phrases))


def raised(said, *phrases):
    return made(*phrases).raised(read_query(said))


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
        ("explore:\n- storm rain/sea\n- seas/rain storms\n", SAME.format(3, "seas/rain storms", "storm rain/sea")),
        ("explore:\n- no rain\n- no rains\n", SAME.format(3, "no rains", "no rain")),
        ("explore:\n- fever\n- a -b-c\n", "3: '-b-c' in the alarm 'a -b-c' is not a word, or two with a hyphen"),
        ("explore:\n- fever\n- -hay-fever a\n", NO_PAIR.format(3, "a", "-hay-fever a")),
        ("explore:\n- fever\n- -hay\n", NO_PAIR.format(3, "-hay", "-hay")),
        ("explore:\n- storm\n- -hay-fever\n", "3: '-hay-fever' holds no word that an alarm of 'explore' asks for"),
        ("explore:\n- storm\nwait:\n- rain\n", "3: " + RAISES_NOT.format("wait")),
    ],
)
def test_what_is_wrong_is_named_with_its_line(write, text, expected):
    assert problems(write(text)) == [f"mini/alarms.yaml:{expected}"]


@pytest.mark.parametrize(
    ("kind", "is_allowed"),
    [
        ("stop", True),
        ("do-not", True),
        ("do", True),
        ("info", True),
        ("timing, urgent: true", True),
        ("consider", False),
        ("timing", False),
        ("timing, delay: true", False),
        ("do, dose: true", False),
    ],
)
def test_an_option_a_dose_and_what_can_wait_are_not_raised(write, edit, kind, is_allowed):
    edit("sections/10.md", "kind: info, text: Waiting", f"kind: {kind}, text: Waiting")
    found = [line for line in problems(write("why-explore: [storm]\n")) if "alarms.yaml" in line]
    assert found == ([] if is_allowed else ["mini/alarms.yaml:1: " + RAISES_NOT.format("why-explore")])


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
        ("weak leg w/o incontinence", []),
        ("weak leg, incontinence denied", []),
        ("weak leg, incontinence not denied", [0]),
        ("denied, incontinence, weak leg", [0]),
        ("fever: no, incontinence: yes, weak leg", [0]),
        ("MRI negative incontinence weak leg", [0]),
        ("weak leg negative for incontinence", []),
        ("no loss of consciousness, incontinence, weak leg", [0]),
        ("leg, no loss of pulse", []),
        ("no pulse in leg before surgery", [1]),
        ("weak leg, no incontinence before surgery", [0]),
        ("leg, no pain, pulse normal", []),
        ("no pulse, incontinence or weak leg", [1]),
        ("no fever but incontinence, leg weak", [0]),
        ("12 year old", [2]),
        ("12-year old", [2]),
        ("year 12 old", []),
        ("70 years old, 12 days ago", []),
    ],
)
def test_all_words_of_one_must_be_typed_and_not_be_negated(said, expected):
    assert raised(said, "incontinence/incontinent leg/foot", "no/lost pulse", "12-year/13-year old") == expected


@pytest.mark.parametrize(
    ("said", "is_raised"),
    [
        ("bladder normal", False),
        ("bladder and bowel normal", False),
        ("bladder or bowels are intact", False),
        ("normal bladder", False),
        ("foot drop with normal bladder and sensation", False),
        ("bladder ok, foot drop", False),
        ("saddle sensation normal, bladder intact", False),
        ("foot drop bladder fine", True),
        ("lost bladder tone and sensation normal", True),
        ("bladder not normal", True),
        ("bladder never ok", True),
        ("bladder was normal", True),
        ("bladder normal yesterday", True),
        ("bladder normal?", True),
        ("bladder normal, bladder now numb", True),
        ("abnormal bladder", True),
        ("MRI normal bladder trouble", True),
        ("normal bladder trouble", True),
        ("no normal bladder", True),
        ("bladder and MRI normal", True),
        ("incontinence normal", True),
    ],
)
def test_what_is_normal_raises_nothing(said, is_raised):
    assert raised(said, "bladder/incontinence") == [0] * is_raised


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("hay fever", []),
        ("hay fevers", []),
        ("hay fever and now fever", [0]),
        ("hay, fever", [0]),
        ("fever hay", [0]),
        ("hay fever in the cold", [1]),
    ],
)
def test_words_that_raise_nothing_side_by_side_raise_elsewhere(said, expected):
    lines = (("fever", 0), ("-hay-fever", 0), ("fever cold", 1))
    alarms = Alarms((alarm_line(line), place, "stop") for line, place in lines)
    assert alarms.raised(read_query(said)) == expected


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("foot drop no incontinence", "foot drop"),
        ("no saddle numbness, foot drop", "foot drop"),
        ("foot drop no incontinence after surgery", "foot drop after surgery"),
        ("foot drop, no fever, bladder or bowel symptoms", "foot drop"),
        ("foot drop, bladder and bowel normal", "foot drop and"),
        ("not improving, no incontinence", "not improving"),
        ("hay fever, foot drop", "foot drop"),
        ("no incontinence foot drop", "foot drop"),
        ("no incontinence", ""),
        ("no rest", "no rest"),
        ("no pulse", "no pulse"),
    ],
)
def test_what_is_denied_and_would_raise_something_is_left_out(said, stated):
    lines = (("incontinence/saddle/bladder/fever", 0), ("-hay-fever", 0), ("no pulse", 1))
    alarms = Alarms((alarm_line(line), place, "stop") for line, place in lines)
    assert alarms.stated(read_query(said)).said == tuple(stated.split())


@pytest.mark.parametrize(
    ("said", "stated"), [("no steroid fever", "no steroid fever"), ("steroid, no fever", "steroid")]
)
def test_a_prohibition_is_not_denied_by_its_own_words(said, stated):
    assert " ".join(made("steroid fever", kind="do-not").stated(read_query(said)).said) == stated


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


def test_a_quoted_alarm_is_raised_where_no_text_holds_it(store):
    assert [hit.statement for hit in store.search('"boxers rain"').hits] == ["explore"]
    assert [hit.statement for hit in store.search('injury "storm"').hits] == ["explore"]
    assert store.search('no "storm"').hits == store.search('"boxer"').hits == ()


def test_what_is_denied_stands_below_the_best_for_the_rest(store):
    for typed in ("no storm MRI", "MRI, no storm, wound"):
        found = [hit.statement for hit in store.search(typed).hits]
        assert found[0] == "wait"
        assert found.count("wait") == 1
        assert len(store.search(typed, limit=1).hits) == 1


@pytest.mark.parametrize("typed", ["storm -wound", 'storm "one month"', 'storm "boxers rain" "one month"'])
def test_what_must_not_stand_there_or_must_is_kept_to(store, typed):
    assert all(hit.statement != "explore" for hit in store.search(typed).hits)


def test_they_survive_the_mending_of_the_index(store):
    before = store.search("storm").hits
    store.mend_search()
    assert store.search("storm").hits == before
