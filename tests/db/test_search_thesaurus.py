"""Words that a text does not hold find it by the thesaurus, and count less than those that it holds."""

import pytest

from db.build import build_store
from db.search import MARK_END, MARK_START, stem_line
from db.search_thesaurus import CLINICAL, SIGN, Sense, phrases_in, read_group, read_thesaurus
from db.store import Store


@pytest.fixture
def opened(folder, edit, tmp_path):
    edit("sections/10.md", "Explore the wound of the leg.", "Lidocaine on the wound, or any anticoagulant.")
    edit("sections/10.md", "Waiting is worse.", "The spinal fluid is clear.")
    build_store([folder], tmp_path / "store")
    with Store.open(tmp_path / "store") as store:
        yield store


def statements(store, typed):
    return [hit.statement for hit in store.search(typed).hits if hit.statement]


def test_every_line_is_a_group_of_phrases_that_can_be_looked_up():
    lines = [line for line in CLINICAL.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert len(lines) >= 400
    for line in lines:
        for typed, found in read_group(line):
            assert typed, line
            assert found.found, line
            assert "" not in typed | found.found, line
            assert max(phrase.count(" ") for phrase in typed) < 4, line
        assert sum(line.count(sign) for sign in ("=", ">")) == len(SIGN.findall(line)) <= 1, line


def test_the_narrow_finds_the_broad_and_not_the_other_way():
    senses = read_thesaurus()
    assert "anticoagul" in senses["warfarin"].other
    assert "warfarin" not in senses["anticoagul"].found
    assert "lignocain" in senses["lidocain"].same
    assert "lidocain" in senses["lignocain"].same


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("incontinent", "incontinence"),
        ("haemophiliac", "haemophilia"),
        ("cirrhotic", "cirrhosis"),
        ("asthmatic", "asthma"),
        ("epileptic", "epilepsy"),
        ("impotent", "erectile dysfunction"),
        ("hypotensive", "hypotension"),
        ("obtunded", "coma"),
        ("faeces", "stool"),
        ("lumber plexus", "lumbar plexus"),
        ("caudal equina", "cauda equina"),
    ],
)
def test_an_adjective_or_a_lay_word_finds_the_noun(typed, found):
    assert stem_line(found).strip() in read_thesaurus()[stem_line(typed).strip()].same


@pytest.mark.parametrize(
    ("typed", "other"),
    [("hiv", "aids"), ("seizure", "fit"), ("metastatic", "secondaries"), ("ten", "tens"), ("abruptly", "suddenly")],
)
def test_a_word_with_a_second_sense_is_found_by_no_single_word(typed, other):
    senses = read_thesaurus()
    nothing = Sense({}, {})
    assert stem_line(other).strip() not in senses.get(stem_line(typed).strip(), nothing).found


def test_phrases_are_found_whole():
    assert phrases_in(["a", "lumbar", "punctur", "was", "done"]) == ["lumbar punctur"]
    assert phrases_in(["a", "lumbar", "pain", "and", "a", "punctur"]) == []


@pytest.mark.parametrize("typed", ["lignocaine", "lignoc", "Xylocaine ", "rivaroxaban", "warfarin"])
def test_a_word_that_stands_nowhere_finds_what_it_means_and_is_not_repaired(opened, typed):
    assert opened.search(typed).corrected is None
    assert statements(opened, typed) == ["explore"]
    assert opened.hits_by_section(typed, "mini") == opened.hits_by_section("anticoagulant", "mini")
    hit = next(hit for hit in opened.search(typed).hits if hit.statement)
    assert f"{MARK_START}Lidocaine{MARK_END}" in hit.snippet or f"{MARK_START}anticoagulant{MARK_END}" in hit.snippet


def test_a_phrase_that_is_meant_is_marked_in_the_hit(opened):
    hit = next(hit for hit in opened.search("cerebrospinal fluid").hits if hit.statement == "why-explore")
    assert hit.snippet.startswith(f"The {MARK_START}spinal{MARK_END} {MARK_START}fluid{MARK_END} is")


def test_a_phrase_means_more_than_its_words(opened):
    assert statements(opened, "lumbar puncture")[0] == "why-explore"
    assert statements(opened, "spinal tap")[0] == "why-explore"


def test_what_stands_itself_comes_first(folder, edit, tmp_path):
    edit("sections/10.md", "Explore the wound of the leg.", "Give lignocaine.")
    edit("sections/10.md", "Waiting is worse.", "Give lidocaine.")
    build_store([folder], tmp_path / "store")
    with Store.open(tmp_path / "store") as store:
        assert statements(store, "lignocaine") == ["explore", "why-explore"]
        assert statements(store, "lidocaine") == ["why-explore", "explore"]
        assert statements(store, "lidocaine -lignocaine") == ["why-explore"]


def test_a_hit_by_another_word_alone_shows_that_word(folder, edit, tmp_path):
    edit("sections/10.md", "Explore the wound of the leg.", "Stop every blood thinner.")
    edit("sections/10.md", "Waiting is worse.", "The anticoagulant is written down.")
    build_store([folder], tmp_path / "store")
    with Store.open(tmp_path / "store") as store:
        hits = {hit.statement: hit for hit in store.search("anticoagulant").hits}
    assert f"{MARK_START}thinner{MARK_END}" in hits["explore"].snippet
