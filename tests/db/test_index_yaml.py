"""The author's index: read with its problems, part of the content, searched and never shown."""

import pytest

from db.build import build_store, content_hash
from db.guideline import IndexEntry
from db.search import MARK_START
from db.search_stem import stem
from db.source import read_guideline
from db.store import Store
from tests.small import guideline_hash, problems

INDEX = """\
# What readers type.
explore:
- open the boxer and look
- torn sleeve
imaging:
- Kodak picture
"""


@pytest.fixture
def write(folder):
    """Write the index of the small guideline."""

    def written(text=INDEX):
        (folder / "index.yaml").write_text(text, encoding="utf-8")
        return folder

    return written


@pytest.fixture
def store(write, tmp_path):
    """The store of the small guideline with its index."""
    assert build_store([write()], tmp_path / "store.sqlite") == []
    with Store.open(tmp_path / "store.sqlite") as opened:
        yield opened


def test_it_is_read_and_comes_back_from_the_store(write, store):
    index = (
        IndexEntry("explore", ("open the boxer and look", "torn sleeve")),
        IndexEntry("imaging", ("Kodak picture",)),
    )
    assert read_guideline(write())[0].guideline.index == store.guideline("mini").index == index
    assert problems(write()) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- explore\n", "1: expected ids, each with a list of phrases"),
        ("explore: torn sleeve\n", "1: expected a list"),
        ("explore:\n- a sleeve\n- {torn: sleeve}\n", "3: expected text"),
        ("explore: [a]\nexplore: [b]\n", "2: key 'explore' stands twice; first on line 1"),
        ("explroe: [a sleeve]\n", "1: there is no statement or section 'explroe'; did you mean 'explore'?"),
        ("explore: []\n", "1: an entry needs at least one phrase"),
        ('explore:\n- a sleeve\n- ""\n', "3: the phrase '' has no word"),
        ("explore:\n- a sleeve\n- …\n", "3: the phrase '…' has no word"),
        ("explore:\n- a sleeve\n- b\n- A  Sleeve?\n", "4: the phrase 'A  Sleeve?' stands twice under 'explore'"),
        (f"explore:\n- {'word ' * 16}x\n", "2: a phrase has 81 characters; at most 80 are allowed"),
        (
            "explore:\n" + "".join(f"- word {n}\n" for n in range(25)),
            "1: 'explore' has 25 phrases; at most 24 are allowed",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(write, text, expected):
    assert problems(write(text)) == [f"mini/index.yaml:{expected}"]


def test_as_much_as_is_allowed(write):
    longest = f"{'word ' * 15}words"
    assert len(longest) == 80
    phrases = [longest, *(f"word {n}" for n in range(23))]
    both = "".join(f"{key}:\n" + "".join(f"- {phrase}\n" for phrase in phrases) for key in ("explore", "imaging"))
    assert problems(write(both)) == []


def test_a_changed_phrase_is_changed_content(write):
    before = guideline_hash(write()), content_hash([write()])
    after = write(INDEX.replace("torn", "ripped"))
    assert not {guideline_hash(after), content_hash([after])} & {*before}


@pytest.mark.parametrize(("words", "statement"), [("torn sleeve", "explore"), ("kodak", None), ("boxers", "explore")])
def test_its_words_find_and_show_the_text_from_its_beginning_without_marks(store, words, statement):
    hit = store.search(words).hits[0]
    assert (hit.section, hit.statement) == ("injury" if statement else "imaging", statement)
    assert tuple(hit.spans) == ()
    assert MARK_START not in hit.snippet
    assert hit.text.startswith(hit.snippet.removesuffix("…"))
    assert not any(word in f"{hit.title} {hit.text} {hit.path}".lower() for word in words.split())


def test_its_words_are_known_but_no_typing_mistake_is_mended_to_them(store):
    assert store.search("slee").hits[0].statement == "explore"
    assert store.search("sleeve").corrected is None
    assert store.search("slleeve").corrected is None


def test_a_quoted_phrase_stands_within_one_of_its_phrases(store):
    assert [hit.statement for hit in store.search('"torn sleeve"').hits] == ["explore"]
    assert [hit.statement for hit in store.search('"the boxer"').hits] == ["explore"]
    assert store.search('"look torn"').hits == ()
    assert all(hit.statement != "explore" for hit in store.search("wound -sleeve").hits)


def test_it_survives_the_mending_of_the_index(store):
    before = store.search("torn sleeve").hits
    store.mend_search()
    assert store.search("torn sleeve").hits == before


def test_without_an_index_nothing_of_it_is_in_the_store(folder, tmp_path):
    assert build_store([folder], tmp_path / "store.sqlite") == []
    with Store.open(tmp_path / "store.sqlite") as opened:
        assert opened.guideline("mini").index == ()
        assert not opened.index.knows("sleeve")
        assert {row["entry"] for row in opened.rows("SELECT entry FROM passage")} == {""}


def test_an_entry_counts_by_its_own_length_and_not_by_that_of_the_text(write, tmp_path):
    def marks(more):
        path = tmp_path / f"{len(more)}.sqlite"
        assert build_store([write(f"explore:\n- torn sleeve\n{more}imaging:\n- torn sleeve\n")], path) == []
        with Store.open(path) as opened:
            said = opened.index.word(stem("sleeve")).marks
            rows = opened.rows("SELECT id, statement FROM passage")
            return {row["statement"] or "section": said[row["id"]] for row in rows if said[row["id"]]}

    equal = marks("")
    assert equal["explore"] == equal["section"]
    unequal = marks("".join(f"- ten words of which none but number {n} differs\n" for n in range(20)))
    assert unequal["explore"] < unequal["section"]
