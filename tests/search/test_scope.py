"""Several guidelines in one store: what a query names decides whose passages come first."""

import pytest

from db.build import build_store
from db.store import Store
from tests.provable import FILES, write_folder

TITLES = {"warts": "Warts of the hand", "croup": "Croup", "nerve": "Sore nerves"}
STATEMENTS = {
    "warts": {
        "warts-acid": ("do", "Paint with acid every evening."),
        "warts-frost": ("consider", "Consider frost where acid has failed after twelve weeks."),
        "warts-many": ("info", "Three of four go without any treatment in two years."),
    },
    "croup": {
        "croup-steam": ("do-not", "Do not use steam."),
        "croup-steroid": ("do", "Give one dose of dexamethasone."),
        "croup-blue": ("stop", "Blue lips: call the ambulance."),
    },
    "nerve": {
        "nerve-order": ("do", "The first line drug is pibidol; the second line drug is another of the same class."),
        "nerve-flags": ("stop", "Red flags: a numb saddle, fever, weakness of both legs. Send to hospital at once."),
        "nerve-hand": ("info", "Warts of the hand are no red flags."),
        "nerve-dose": ("do", "The dose of pibidol is low in kidney failure."),
    },
}
LINE = "  - {{id: {0}, kind: {1}, text: '{2}', rationale: A trial., references: [ref-a], act: act {0}}}\n"


def folder(root, name):
    """A folder of a guideline with its statements in one section."""
    head = FILES["guideline.yaml"].replace("id: tiny", f"id: {name}").replace("Tiny guideline", TITLES[name])
    written = write_folder(root / name, guideline=head)
    lines = "".join(LINE.format(key, *said) for key, said in STATEMENTS[name].items())
    marks = "".join(f"\n[[{key}]]\n" for key in STATEMENTS[name])
    text = f"---\nid: {name}-care\ntitle: Care\nstatements:\n{lines}---\nWhat to do.\n{marks}"
    (written / "sections/20.md").write_text(text, encoding="utf-8")
    return written


@pytest.fixture(scope="module")
def open_store(tmp_path_factory):
    """Opens a store of some of the guidelines."""
    root = tmp_path_factory.mktemp("scope")
    opened = []

    def make(*names):
        path = root / f"{'-'.join(names)}.sqlite"
        assert build_store([folder(root / path.stem, name) for name in names], path) == []
        opened.append(Store.open(path))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture(scope="module")
def store(open_store):
    """A store of all three guidelines."""
    return open_store(*TITLES)


@pytest.mark.parametrize(
    ("typed", "guideline"),
    [
        ("warts first line drug", "warts"),
        ("croup first line drug", "croup"),
        ("croup red flags", "croup"),
        ("first line drug for sore nerves", "nerve"),
        ("dose in croup", "croup"),
    ],
)
def test_the_guideline_that_is_named_comes_first(store, typed, guideline):
    assert store.search(typed).hits[0].guideline == guideline


def test_a_passage_that_holds_all_words_comes_first_wherever_it_stands(store):
    assert store.search("warts red flags").hits[0].statement == "nerve-hand"
    assert store.search("pibidol kidney failure").hits[0].statement == "nerve-dose"


def test_alone_in_a_store_a_title_changes_nothing(open_store):
    alone = open_store("nerve")
    assert alone.index.scopes.scopes == []
    assert next(hit.statement for hit in alone.search("sore nerves first line drug").hits) == "nerve-order"


def test_a_filter_still_holds(store):
    hits = store.search("croup first line drug", "nerve").hits
    assert {hit.guideline for hit in hits} == {"nerve"}
