"""Exact words, words in a row and names decide between passages that say the same words."""

import pytest

from db.build import build_store
from db.search import read_query, telling_key
from db.search_likeness import Typed
from db.store import Store


@pytest.fixture
def shipped(shipped_store):
    with Store.open(shipped_store) as store:
        yield store


@pytest.mark.parametrize(
    ("line", "typed", "expected"),
    [
        (" open wounds heal ", "wounds open ", (1.0, False)),
        (" open wounds heal ", "open wound ", (1.0, True)),
        (" open wound heals ", "open wounds", (1.0, True)),
        (" open wounds heal ", "open wound", (1.0, True)),
        (" open wounding heals ", "open wounds ", (0.5, False)),
        (" the end of the line ", "end of the line ", (1.0, True)),
        (" open wounds heal ", "open ", (1.0, False)),
    ],
)
def test_words_are_held_as_they_were_typed(line, typed, expected):
    query = read_query(typed)
    assert Typed(query).held(line, query.words) == expected


@pytest.mark.parametrize(
    ("typed", "expected"), [("red flags", 1.0), ("red flags now", 1.0), ("red", 2 / 3), ("leg", 0.5), ("none", 0.0)]
)
def test_the_likest_name_counts(typed, expected):
    names = ("What about the leg, the foot and a toe", "red flags what now", "flags of all sorts")
    found = Typed(read_query(typed)).likeness("\n".join(map(telling_key, names)))
    assert found == pytest.approx(expected)


def test_a_statement_does_not_go_by_the_title_of_its_section(shipped):
    rows = shipped.connection.execute("SELECT names, name, entry FROM passage WHERE statement <> ''").fetchall()
    assert rows
    assert all(row["names"] == "\n".join(map(telling_key, row["entry"].split("\n"))).strip() for row in rows)


@pytest.mark.parametrize(
    ("typed", "section"),
    [("emergencies", "emergencies"), ("surgery", "after-surgery"), ("sources disagree", "disagreements")],
)
def test_a_title_is_found_without_the_words_that_join(shipped, typed, section):
    hit = shipped.search(typed).hits[0]
    assert (hit.section, hit.statement) == (section, None)


def test_red_flags_are_the_emergencies(shipped):
    assert shipped.search("red flags").hits[0].section == "emergencies"


def test_what_is_left_out_is_what_a_passage_says_and_not_what_it_may_mean(shipped):
    hits = shipped.search("pain -nerve").hits
    assert hits
    assert all("nerve" not in hit.text.lower() for hit in hits)
    assert "pain" in hits[0].text.lower()


def test_the_forms_that_were_typed_come_first_in_a_large_store(folder, tmp_path):
    section = "---\nid: {0}\ntitle: Part {0}\n---\n{1}\n"
    for number in range(4_000):
        text = "The bleeding went on." if number == 10 else "Noses bleed." if number < 20 else f"Word{number} alone."
        (folder / "sections" / f"90-{number}.md").write_text(section.format(f"p{number}", text), encoding="utf-8")
    assert build_store([folder], tmp_path / "store") == []
    with Store.open(tmp_path / "store") as store:
        assert store.search("bleeding", is_finished=True).hits[0].section == "p10"
