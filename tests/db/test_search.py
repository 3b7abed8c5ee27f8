import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.build import build_store
from db.search import (
    MARK_END,
    MARK_START,
    MAX_WORDS,
    Synonyms,
    asks_when,
    fold,
    loose_expression,
    match_expressions,
    plain_text,
    split_words,
)
from db.store import Store


@pytest.fixture(scope="module")
def shipped(shipped_store):
    with Store.open(shipped_store) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("  \t", []),
        ("plexus MRI", ["plexus", "MRI"]),
        ("x-ray of L4/L5", ["x-ray", "of", "L4", "L5"]),
        ("2.5mg", ["2-5mg"]),
        ('"quoted" AND (NOT) NEAR/2 *', ["quoted", "AND", "NOT", "NEAR", "2"]),
        ("a\x00b \udc80 🦵 – -- '", ["a", "b"]),
        ("Ménière ﬁne", ["Ménière", "fine"]),
        ("हिन्दी", ["हिन्दी"]),
        ("word " * 100, ["word"] * MAX_WORDS),
    ],
)
def test_words(text, words):
    assert split_words(text) == words


@pytest.mark.parametrize(
    ("text", "expressions"),
    [
        ("?!", []),
        ("contrast", ['("contrast" OR "contrast"*)']),
        ("contrast ", ['"contrast"']),
        ("is it", ['"is it"', '"is" AND ("it" OR "it"*)', '"is" OR ("it" OR "it"*)']),
        ("when to scan?", ['"scan"']),
        ("foot-drop now", ['"foot drop"']),
        (
            "leg pain",
            ['"leg pain"', '"leg" AND ("pain" OR "pain"*)', '"leg" OR ("pain" OR "pain"*)'],
        ),
    ],
)
def test_expressions(text, expressions):
    assert match_expressions(text) == expressions


@pytest.mark.parametrize(
    ("text", "expression"),
    [("imagin", '"imag"*'), ("mri imagin", '"mri" AND "imag"*'), ("imagin ", ""), ("mri", ""), ("", ""), ("🦵", "")],
)
def test_a_half_typed_word(text, expression):
    assert loose_expression(text) == expression


@pytest.mark.parametrize(("text", "asks"), [("When to scan", True), ("how soon?", True), ("scan", False), ("", False)])
def test_asking_for_a_time(text, asks):
    assert asks_when(text) is asks


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Tumours and biopsies", " tumour and biopsy "),
        ("Ménière's IVIg", " meniere s ivig "),
        ("pelvis, abscess, us, gas", " pelvis abscess us gas "),
        ("", "  "),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


def test_synonyms_are_found_whole_and_in_any_form():
    synonyms = Synonyms([("tumour", "tumor", "growth"), ("computed tomography", "CT", "CT scan")])
    assert synonyms.of("Two tumors were seen") == "tumour · tumor · growth"
    assert synonyms.of("a CT, then") == "computed tomography · CT · CT scan"
    assert synonyms.of("doctor, fact, growthless") == ""


def test_plain_text():
    markdown = "## Title\n\nA **bold** [link](http://x) `code`.\n\n- item\n> said\n\n[[place]]\n| a | b |\n"
    assert plain_text(markdown) == "Title A bold link code. item said a b"


def test_hits_say_where_they_stand(folder, tmp_path):
    build_store([folder], tmp_path / "store")
    with Store.open(tmp_path / "store") as opened:
        results = opened.search("tell me of MRI")
        (hit, *others) = results.hits
        assert (results.query, results.corrected, others) == ("tell me of MRI", None, [])
        assert (hit.guideline, hit.section, hit.statement, hit.kind) == ("mini", "imaging", "wait", "timing")
        assert (hit.title, hit.path, hit.references) == ("Imaging", "Management of mini › Injury", ())
        assert f"Plan the {MARK_START}MRI{MARK_END} for" in hit.snippet
        assert [h.statement for h in opened.search("scan").hits] == ["wait"]
        section = opened.search("dedicated sequences").hits[0]
        assert (section.section, section.statement, section.kind) == ("imaging", None, "section")
        assert section.snippet.startswith(f"{MARK_START}Dedicated sequences{MARK_END} are")
        assert opened.search("experts").hits[0].references == ("ref-a",)
        assert len(opened.search("wound injury", limit=2).hits) == 2
        assert opened.search("wound", limit=-1).hits == opened.search("wound", limit=0).hits == ()
        assert opened.search("wound", guideline="mini").hits == opened.search("wound").hits


def test_hits_come_best_first_and_once(shipped):
    hits = shipped.search("pregabalin kidney dose", limit=60).hits
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert len({(h.section, h.statement) for h in hits}) == len(hits) == 60


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("contrast", "img-settle-egfr"),
        ("when to scan after an injury", "trauma-mri-one-month"),
        ("when should I scan after a fall?", "trauma-mri-one-month"),
        ("pregabalin kidney", "pain-no-dose"),
        ("foot drop", "rehab-afo"),
        ("ivig", "infl-ivig-specialist"),
        ("cauda equina", "emg-cauda-equina"),
        ("LSP", "img-normal"),
        ("EDX", "edx-separate"),
        ("tumor", "cancer-oncology"),
        ("blood thinner", "emg-haematoma-reverse"),
        ("pacemaker", "img-device"),
        ("normal MRI", "img-normal"),
        ("pregnant mri", "img-pregnancy"),
    ],
)
def test_the_fitting_statement_is_among_the_first_three(shipped, query, wanted):
    assert wanted in [hit.statement for hit in shipped.search(query).hits[:3]]


@pytest.mark.parametrize("query", ["imag", "imagi", "imagin", "imaging", "electrodiag", "electrodiagnos"])
def test_results_do_not_vanish_while_typing(shipped, query):
    assert shipped.search(query).hits


def test_a_title_finds_its_section(shipped):
    hits = shipped.search("After childbirth", limit=100).hits
    assert ("childbirth", None) in [(h.section, h.statement) for h in hits]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=1000)
@given(st.text(st.characters(), max_size=60))
def test_any_text_can_be_searched_for(shipped, text):
    assert shipped.search(text).query == text


@pytest.mark.parametrize(
    "text",
    [
        "plexus " * 1500,
        "a" * 10_000,
        '"' * 10_000,
        "a* " * 3000,
        "NEAR(" * 2000,
        "\x00" * 100,
        "\udc80x",
        "title:",
        "^a",
        "-",
    ],
)
def test_hard_texts_are_answered_quickly(shipped, text):
    start = time.perf_counter()
    shipped.search(text)
    assert time.perf_counter() - start < 0.5
