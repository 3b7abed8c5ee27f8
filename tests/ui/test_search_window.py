"""The search in the window, over the shipped guidelines: typing mistakes, marks, F3, and an index that is damaged."""

import pytest
from PySide6.QtCore import Qt

from db.search_stem import stem
from db.store import Store
from desktop.app import make_window
from desktop.settings import Settings
from desktop.ui.window import LIBRARY, READER


@pytest.fixture
def window(qtbot, shipped_store, tmp_path):
    with Store.open(shipped_store) as store:
        store.load_repairs()
        found = make_window(store, Settings(theme="light"), tmp_path)
        qtbot.addWidget(found)
        found.store = store
        with qtbot.waitExposed(found):
            found.show()
        found.activateWindow()
        qtbot.waitUntil(found.bar.search.hasFocus)
        yield found


def marked(window):
    return {cursor.selectedText().lower() for cursor in window.reader.text.found}


def test_a_misspelt_word_opens_the_right_statement_within_ten_keys(window, qtbot):
    qtbot.keyClicks(window.bar.search, "miokimia")
    assert window.library.hits.summary.text().startswith("Showing results for “myokymia”")
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)
    here = window.history.here
    assert (here.view, here.section, here.statement) == (READER, "radiation", "rad-myokymia")
    assert marked(window) == {"myokymia"}
    qtbot.keyClick(window.reader.text, Qt.Key.Key_F3)
    assert window.reader.text.at >= 0


def test_a_question_marks_its_content_words_alone(window, qtbot):
    qtbot.keyClicks(window.bar.search, "when to scan after an injury and fall?")
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)
    assert {stem(word) for word in marked(window)} == {"scan", "injur", "fall"}
    assert any("(" in item.text(0) for item in window.reader.outline.items.values())


def test_a_damaged_index_is_built_anew_while_reading_works(window, qtbot):
    window.store.index.connection = Store.open(window.store.path).connection
    window.store.index.connection.close()
    qtbot.keyClicks(window.bar.search, "f")
    assert window.notice.isVisible()
    assert "rebuilt" in window.notice.words.text()
    window.open_section("lumbosacral-plexopathy", "pain")
    assert window.reader.shown == "pain"
    qtbot.waitUntil(lambda: not window.mending, timeout=30_000)
    assert not window.notice.isVisible()
    window.focus_search()
    qtbot.keyClicks(window.bar.search, "foot drop")
    assert window.history.here.view == LIBRARY
    assert window.library.currentWidget() is window.library.hits
