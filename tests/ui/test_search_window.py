"""The search in the window, over the shipped guidelines: typing mistakes, late answers, counts, a damaged index."""

import random
import shutil
import sqlite3
import threading
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.build import build_store
from db.search import read_query
from db.search_marks import finder
from db.search_stem import stem
from db.store import Store
from db.store_file import SEAL_SIZE, StoreError, seal
from desktop.ui import search_desk, theme
from desktop.ui.history import LIBRARY, READER
from tests.ui.care_fixtures import ALT_LEFT, press

LEAD_ON = "F3 next · Esc back to the hits"
ESC, ENTER = Qt.Key.Key_Escape, Qt.Key.Key_Return
KNOWLEDGE = ("meta", "guideline", "proof", "section", "reference", "statement", "citation")
"""The tables of the guidelines themselves; the others are what search reads."""


@pytest.fixture
def window(open_window, shipped_store):
    return open_window(shipped_store)


def marked(window):
    return {cursor.selectedText().lower() for hit in window.reader.text.marks.found for cursor in hit}


def place(window):
    here = window.history.here
    return here.view, here.section, here.statement


@pytest.mark.parametrize(
    ("keys", "target"),
    [
        (("miokimia", ENTER), ("radiation", "rad-myokymia")),
        (("miok", "imia", ENTER), ("radiation", "rad-myokymia")),
    ],
)
def test_a_misspelt_word_opens_the_right_statement_within_ten_keys(window, keys, target):
    assert sum(len(key) if isinstance(key, str) else 1 for key in keys) <= 10
    press(*keys)
    assert place(window) == (READER, *target)
    assert window.stack.currentWidget() is window.reader
    assert marked(window) == {"myokymia"}
    press(Qt.Key.Key_F3)
    assert window.reader.text.marks.at >= 0


def test_what_was_searched_instead_is_said(window):
    press("miokimia")
    page = window.library.page
    assert page.summary.text().startswith("Showing results for “myokymia”: ")
    assert page.exact.text() == "search for “miokimia” instead"
    page.exact.click()
    assert page.nothing.text().startswith("Nothing found for “miokimia”")
    assert "mended" not in page.nothing.text()
    assert page.exact.text() == "search for “myokymia” instead"
    page.exact.click()
    assert page.summary.text().startswith("Showing results for “myokymia”: ")


def test_a_row_and_the_opened_text_name_the_heading_over_a_statement(window):
    press("No corticosteroids psoas")
    model = window.library.page.model
    row = next(n for n, hit in enumerate(model.hits) if hit.text == "No corticosteroids.")
    assert model.index(row).data().startswith("DO NOT: Emergencies first › Psoas abscess. ")
    press(*[Qt.Key.Key_Down] * row, ENTER)
    assert window.reader.place.words.endswith("Emergencies first › Psoas abscess")


def test_a_word_that_stands_nowhere_is_named_once_it_is_finished(window):
    page = window.library.page
    press("syndrome pirif")
    assert not page.missing.isVisible()
    press("ormis ")
    assert page.missing.text() == "No text has “piriformis”."
    assert page.missing.isVisible()


def test_what_is_found_only_by_its_class_is_said_in_a_line_that_wraps(window):
    page = window.library.page
    press("diabetes")
    assert not page.instead.isVisible()
    QApplication.focusWidget().selectAll()
    press("rivaroxaban")
    assert page.instead.text().startswith("No text has “rivaroxaban”; shown are hits for “anticoagulant”")
    assert page.instead.isVisible()
    assert page.instead.wordWrap()
    assert page.list.accessibleDescription() == page.instead.text()
    QApplication.focusWidget().selectAll()
    press("qzxv")
    assert not page.instead.isVisible()


def test_enter_before_the_answer_opens_the_hit_of_the_newest_words(window, qtbot, monkeypatch):
    monkeypatch.setattr(search_desk, "PATIENCE", 0)
    press("pregabalin")
    qtbot.waitUntil(lambda: not window.library.waiting)
    QApplication.focusWidget().selectAll()
    for key in "miokimia":
        qtbot.keyClick(window.bar.search, key)
    qtbot.keyClick(window.bar.search, ENTER)
    assert window.library.waiting
    assert window.history.here.view == LIBRARY
    qtbot.waitUntil(lambda: window.history.here.view == READER)
    assert place(window) == (READER, "radiation", "rad-myokymia")


def test_a_question_marks_its_content_words_alone(window):
    press("when to scan after an injury and fall?", ENTER)
    text = window.reader.text
    assert {stem(word) for word in marked(window)} >= {"scan", "injur", "fall"}
    assert not {"when", "to", "after", "an", "and"} & marked(window)
    assert text.marks.sought.words == read_query("when to scan after an injury and fall?")


@pytest.mark.parametrize("typed", ["trauma", "blood thinner", "steroid", "water tablet", "kidney", "abscess"])
def test_what_made_a_row_a_hit_is_marked_in_the_opened_text_and_f3_stops_there(window, typed):
    press(typed)
    hits = window.library.page.model.hits
    find = finder(read_query(typed))
    row = next(n for n, hit in enumerate(hits) if hit.statement and [*hit.spans] and not find(hit.text, 1))
    words = {hits[row].text[start:end] for start, end in hits[row].spans}
    press(*[Qt.Key.Key_Down] * row, ENTER)
    text = window.reader.text
    opened = text.marks.found[text.marks.at]
    assert words & {cursor.selectedText() for cursor in opened}
    assert opened[0].currentTable() is not None
    number = text.number
    press(Qt.Key.Key_F3)
    press((Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier))
    assert text.number == number
    assert text.hits.total == len(text.marks.found)


@pytest.mark.parametrize("typed", ["lumbo-sacral", "lumbo sacral", "lumbosakral"])
def test_a_word_in_two_parts_or_misspelt_is_marked_as_the_texts_write_it(window, typed):
    press(typed, ENTER)
    text = window.reader.text
    assert marked(window) == {"lumbosacral"}
    assert text.marks.found[text.marks.at][0].selectedText().lower() == "lumbosacral"


@pytest.mark.parametrize("typed", ["lumbo-sacral", "lumbo-sacr", "sacral"])
def test_a_word_with_a_hyphen_is_found_in_the_page_without_one_too(window, typed):
    press("plexus", ENTER)
    window.reader.open_find()
    press(typed)
    assert ("lumbosacral" in marked(window)) == ("-" in typed)
    assert "sacral" in marked(window)


def test_a_synonym_is_marked_in_the_hits_of_the_search_and_nowhere_else(window):
    press("trauma", ENTER)
    texts = [hit.text for hit in window.library.page.model.hits]
    found = [cursor for hit in window.reader.text.marks.found for cursor in hit]
    lines = [cursor.block().text() for cursor in found if "injur" in cursor.selectedText()]
    assert lines
    assert all(any(line in text or line.startswith(text) for text in texts) for line in lines)
    assert len(lines) < len(finder(read_query("injury"))(window.reader.text.toPlainText(), 1_000))


def test_the_outline_counts_the_statements_found(window, shipped_store):
    press("myokymia", ENTER)
    with Store.open(shipped_store) as store:
        counts = store.hits_by_section("myokymia", "lumbosacral-plexopathy")
    assert counts["radiation"] >= 1
    outline = window.reader.outline
    for key, item in outline.items.items():
        title = item.section.title
        wanted = f"{title} ({counts[key]})" if key in counts else title
        assert item.text(0) == wanted
    window.open_section("lumbosacral-plexopathy", "pain")
    assert not any(item.text(0).endswith(")") for item in outline.items.values())


def test_tab_goes_from_the_search_to_the_filters_and_on_to_the_hits(window):
    press("mri", Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is window.library.page.filters.kind
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is window.library.page.list


@pytest.mark.parametrize("downs", [0, 2])
def test_back_leads_to_the_hit_that_was_opened_and_the_keys_go_on_from_it(window, downs):
    hits = window.library.page.list
    press("abscess", *[Qt.Key.Key_Down] * downs, ENTER)
    assert window.history.here.view == READER
    press(ALT_LEFT)
    assert window.history.here.view == LIBRARY
    assert QApplication.focusWidget() is window.bar.search
    assert hits.currentIndex().row() == downs
    press(Qt.Key.Key_Down)
    assert window.library.page.filters.chosen == ("", "")
    assert hits.currentIndex().row() == downs + 1


def test_a_second_search_costs_one_key_more_than_its_letters_and_enter(window):
    reader, field = window.reader, window.bar.search
    press("abscess", ENTER)
    count = f"{reader.text.number + 1} of {reader.text.hits.total}"
    assert reader.keys.text() == f"“abscess”: {count} · {LEAD_ON}"
    assert reader.place.words.endswith(" › Psoas abscess")
    assert reader.keys.isVisible()
    number = reader.text.number
    press(Qt.Key.Key_F3)
    assert reader.keys.text().startswith(f"“abscess”: {number + 2} of ")
    press(ESC)
    assert (window.history.here.view, field.text(), field.selectedText()) == (LIBRARY, "abscess", "abscess")
    press("miokimia", ENTER)
    assert place(window) == (READER, "radiation", "rad-myokymia")
    assert field.text() == ""


def test_escape_closes_the_field_that_finds_before_it_leads_back(window):
    press("abscess", ENTER)
    before = marked(window)
    press((Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier))
    assert not window.reader.keys.isVisible()
    press("psoas", ESC)
    assert window.history.here.view == READER
    assert marked(window) == before
    assert window.reader.keys.text() == f"“abscess”: {window.reader.text.hits.total} hits · {LEAD_ON}"
    assert window.reader.keys.isVisible()
    press(ESC)
    assert window.history.here.view == LIBRARY


def test_escape_in_a_text_that_no_search_opened_stays_there(window):
    window.open_section("lumbosacral-plexopathy", "pain")
    assert not window.reader.keys.isVisible()
    press(ESC)
    assert window.history.here.view == READER


@pytest.mark.parametrize("tabs", [1, 2])
def test_escape_clears_the_search_from_the_filters_and_from_the_hits(window, tabs):
    press("mri", *[Qt.Key.Key_Tab] * tabs)
    assert not window.bar.search.hasFocus()
    press(ESC)
    assert window.bar.search.text() == ""
    assert window.bar.search.hasFocus()
    assert window.library.currentWidget() is window.library.home


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('"plexus the of"', "words in quotation marks must stand side by side"),
        ("myokymia -emg -mri -irradiated", "what follows a dash is left out"),
        ("qqqqzzzz", "with a typing mistake mended"),
    ],
)
def test_no_hit_says_why_and_names_no_key_that_does_nothing(window, typed, said):
    press(typed)
    page = window.library.page
    assert said in page.nothing.text()
    assert not page.keys.isVisible()


def test_back_leads_to_the_search_as_it_was_left(window):
    page, hits = window.library.page, window.library.page.list
    press("mri")
    page.filters.kind.setCurrentIndex(page.filters.kind.findData("do"))
    hits.take_time()
    press(*[Qt.Key.Key_Down] * 9)
    row, scroll = hits.currentIndex().row(), hits.verticalScrollBar().value()
    assert (row, scroll > 0) == (9, True)
    press(ENTER)
    assert window.history.here.view == READER
    window.go_home()
    assert page.filters.chosen == ("", "")
    press(ALT_LEFT, ALT_LEFT)
    assert window.bar.search.text() == "mri"
    assert page.filters.chosen == ("", "do")
    assert (hits.currentIndex().row(), hits.verticalScrollBar().value()) == (row, scroll)


def test_back_leads_to_the_words_as_they_were_typed(window):
    press("miokimia")
    window.library.page.exact.click()
    window.open_section("lumbosacral-plexopathy", "pain")
    press(ALT_LEFT)
    assert window.library.page.nothing.text().startswith("Nothing found for “miokimia”")
    press((Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier))
    assert window.reader.shown == "pain"


def test_back_leads_to_the_section_where_reading_was_given_up(window):
    window.open_section("lumbosacral-plexopathy", "pain")
    bar = window.reader.text.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    here = window.reader.shown
    assert here != "pain"
    press((Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier), "mri", ALT_LEFT)
    assert window.history.here.view == READER
    assert window.reader.shown == here


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "\0", "דלקת", "神経" * 90, "😀 pain", "a\udc00b", "\u0301" * 200, "'\"*()^:-"]
)
def test_any_text_may_be_pasted_and_the_window_stays_as_wide_as_it_is(window, qtbot, text):
    window.bar.search.insert(text)
    window.search(window.bar.search.text())
    qtbot.waitUntil(lambda: not window.library.waiting)
    QApplication.processEvents()
    assert window.width() == 1024
    press(ENTER)


@pytest.mark.parametrize("percent", [100, 200])
def test_the_button_that_clears_grows_with_the_text(window, qapp, percent):
    press("mri")
    theme.wear(qapp, "light", percent)
    QApplication.processEvents()
    button = window.bar.clear
    assert button.iconSize().width() == 20 * percent // 100
    assert min(button.width(), button.height()) >= max(button.iconSize().width(), 24)
    assert window.bar.search.rect().contains(button.geometry())


def test_f3_goes_on_from_the_hit_that_was_opened(window):
    press("abscess", ENTER)
    text = window.reader.text
    assert window.history.here.statement == "emg-abscess"
    opened = text.marks.at
    box = text.marks.found[opened][0].currentTable()
    assert box is not None
    assert text.marks.found[opened - 1][0].currentTable() is None  # the heading above the box
    press(Qt.Key.Key_F3)
    assert text.marks.at == opened + 1
    press((Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier), (Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier))
    assert text.marks.at == opened - 1


def test_the_words_found_in_one_paragraph_are_one_stop(window):
    press("foot drop", ENTER)
    text = window.reader.text
    assert any({cursor.selectedText().lower() for cursor in hit} == {"foot", "drop"} for hit in text.marks.found)
    paragraphs = [hit[0].blockNumber() for hit in text.marks.found]
    assert len(set(paragraphs)) == len(paragraphs) == text.hits.total
    before = text.marks.found[text.marks.at][0].blockNumber()
    press(Qt.Key.Key_F3)
    assert text.marks.found[text.marks.at][0].blockNumber() != before


def test_a_selection_from_before_hides_no_mark_and_moves_nothing(window):
    press("abscess", ENTER)
    text, top = window.reader.text, window.reader.text.verticalScrollBar().value()
    press((Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier))
    assert text.textCursor().hasSelection()
    press(ALT_LEFT, ENTER)
    assert not text.textCursor().hasSelection()
    assert text.verticalScrollBar().value() == top
    press((Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier), Qt.Key.Key_F3)
    assert not text.textCursor().hasSelection()


def test_a_store_that_is_replaced_before_anything_is_typed_is_searched_as_it_is_read(
    open_window, shipped_store, tmp_path
):
    path, other = tmp_path / "replaced.sqlite", tmp_path / "other.sqlite"
    shutil.copy(shipped_store, path)
    assert build_store([], other) == []
    window = open_window(path)
    other.rename(path)
    press("haematoma", ENTER)
    assert place(window)[0] == READER
    assert "haematoma" in marked(window)


def test_a_long_text_is_searched_to_its_end(window):
    QApplication.clipboard().setText("of " * 100 + "myokymia")
    window.bar.search.paste()
    assert window.bar.search.text().endswith("myokymia")
    window.search(window.bar.search.text())
    assert window.library.page.model.hits[0].statement == "rad-myokymia"


# --- a damaged index -------------------------------------------------------------------------------------------------


def with_damaged_index(store, path):
    """A copy of a store whose guidelines are whole and whose index holds noise, sealed as if it were whole."""
    data = bytearray(store.read_bytes()[:-SEAL_SIZE])
    size = int.from_bytes(data[16:18], "big")
    with closing(sqlite3.connect(f"file:{store}?mode=ro&immutable=1", uri=True)) as connection:
        tables = connection.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0").fetchall()
    pages = [page for name, page in tables if not any(kept in name for kept in KNOWLEDGE)]
    assert pages
    for page in pages:
        data[(page - 1) * size : page * size] = random.Random(page).randbytes(size)
    path.write_bytes(data + seal(data))
    return path


@pytest.fixture
def damaged(shipped_store, tmp_path):
    return with_damaged_index(shipped_store, tmp_path / "damaged.sqlite")


def test_a_damaged_index_is_built_anew_while_reading_works(open_window, damaged, qtbot, monkeypatch):
    mend, gate = Store.mend_search, threading.Event()

    def mend_later(store):
        gate.wait()
        mend(store)

    monkeypatch.setattr(Store, "mend_search", mend_later)
    window = open_window(damaged)
    monkeypatch.setattr(search_desk, "PATIENCE", 0)
    press("foot drop")
    qtbot.waitUntil(lambda: window.desk.mending)
    assert "Search is being rebuilt" in window.notice.words.text()
    assert window.notice.isVisible()
    window.open_section("lumbosacral-plexopathy", "pain")
    assert window.reader.shown == "pain"
    window.focus_search()
    press("foot drop")
    gate.set()
    qtbot.waitUntil(lambda: window.library.page.model.rowCount() > 0, timeout=30_000)
    assert not window.notice.isVisible()
    assert window.library.page.list.isVisible()
    press(ENTER)
    qtbot.waitUntil(lambda: window.history.here.view == READER)


def test_a_store_that_was_damaged_before_it_was_opened_is_read_and_its_search_built_before_anything_is_typed(
    open_window, shipped_store, tmp_path, qtbot
):
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(bytes(4096) + shipped_store.read_bytes()[4096:-1])
    window = open_window(path)
    window.warm_up()
    qtbot.waitUntil(lambda: window.desk.mending)
    assert "Search is being rebuilt" in window.notice.words.text()
    window.open_section("lumbosacral-plexopathy", "pain")
    assert window.reader.shown == "pain"
    qtbot.waitUntil(lambda: not window.notice.isVisible(), timeout=30_000)
    window.focus_search()
    press("miokimia", ENTER)
    assert place(window) == (READER, "radiation", "rad-myokymia")


def test_an_index_that_cannot_be_mended_is_told_and_not_tried_for_ever(open_window, damaged, qtbot, monkeypatch):
    tried = []

    def refuse(store):
        tried.append(store)
        raise StoreError("no")

    monkeypatch.setattr(Store, "mend_search", refuse)
    window = open_window(damaged)
    press("foot drop")
    qtbot.waitUntil(lambda: "could not be rebuilt" in window.notice.words.text())
    press(" paresis")
    assert "index is damaged" in window.library.page.nothing.text()
    assert len(tried) == 1
    window.open_section("lumbosacral-plexopathy", "pain")
    assert window.reader.shown == "pain"


def test_an_index_that_is_damaged_again_is_given_up(open_window, damaged, qtbot, monkeypatch):
    monkeypatch.setattr(Store, "mend_search", lambda _store: None)
    window = open_window(damaged)
    press("foot drop")
    qtbot.waitUntil(lambda: "could not be rebuilt" in window.notice.words.text())
