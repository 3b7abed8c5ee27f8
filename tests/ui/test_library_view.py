"""Home and search: what stands there before typing, the hits, and what is said when there is none."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from db.store import StoreError
from desktop.ui.library_view import LibraryView
from tests.ui.conftest import SUMMARY, find


@pytest.fixture
def view(qtbot):
    found = LibraryView(find, (SUMMARY,), lambda _hit: (1,))
    qtbot.addWidget(found)
    found.resize(900, 600)
    with qtbot.waitExposed(found):
        found.show()
    found.show_query("")
    return found


def words_of(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel)).replace("\u2011", "-").replace("\u00a0", " ")


def test_home_names_guidelines_dates_and_what_is_covered(view):
    words = words_of(view.home)
    assert "Plexus care" in words
    assert "reviewed 01-Nov-2026" in words
    assert "next review 01-May-2027" in words
    assert "4 sections and 2 statements" in words


def test_home_without_a_guideline_says_so(qtbot):
    empty = LibraryView(find, (), lambda _hit: ())
    qtbot.addWidget(empty)
    assert "No guideline is installed." in words_of(empty.home)
    assert "Covered: no guideline." in empty.nothing_words("x")


def button(widget, text):
    return next(b for b in widget.findChildren(QPushButton) if b.text() == text)


def test_home_starts_a_plan_and_reads(view, qtbot):
    with qtbot.waitSignal(view.plan_requested) as plan:
        qtbot.mouseClick(button(view, "Start plan"), Qt.MouseButton.LeftButton)
    assert plan.args == ["plexus"]
    with qtbot.waitSignal(view.hit_opened) as read:
        qtbot.mouseClick(button(view, "Read guideline"), Qt.MouseButton.LeftButton)
    assert read.args == ["plexus", "", ""]


def test_recently_read_keeps_the_last_five_newest_first(view, qtbot):
    for n in (1, 2, 3, 4, 5, 6, 3):
        view.remember("plexus", f"s{n}", f"Section {n}")
    assert [v.section for v in view.home.visits] == ["s3", "s6", "s5", "s4", "s2"]
    with qtbot.waitSignal(view.hit_opened) as read:
        qtbot.mouseClick(button(view.home, "Section 6"), Qt.MouseButton.LeftButton)
    assert read.args == ["plexus", "s6", ""]


def test_typing_shows_hits_with_the_first_chosen(view):
    view.show_query("mri")
    assert view.currentWidget() is view.hits
    assert view.hits.list.currentIndex().row() == 0
    assert view.hits.summary.text() == "3 hits"


def test_a_corrected_search_says_so_and_offers_what_was_typed(view, qtbot):
    view.show_query("pian")
    assert view.hits.summary.text() == "Showing results for “pain”: 1 hit"
    assert view.words == "pain"
    qtbot.mouseClick(button(view, "search for “pian” instead"), Qt.MouseButton.LeftButton)
    assert view.currentWidget() is view.nothing
    assert "“pian”" in view.nothing.text()
    view.show_query("mri")
    assert not view.hits.exact.isVisible()


def test_a_damaged_index_is_told(view, qtbot):
    def damaged(_words, *, exact=False):
        raise StoreError("damaged")

    view.search = damaged
    with qtbot.waitSignal(view.search_failed):
        view.show_query("mri")
    assert "index is damaged" in view.nothing.text()


def test_nothing_found_says_what_is_covered_and_what_it_does_not_mean(view):
    view.show_query("  <b>stroke</b> ")
    assert view.currentWidget() is view.nothing
    assert view.nothing.text() == (
        "Nothing found for “<b>stroke</b>”: not as it stands, nor in another form, as a synonym or with a typing "
        "mistake mended.\n\nCovered: Plexus care.\nThis is not evidence that no treatment exists."
    )
    assert view.nothing.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize(("steps", "row"), [((1,), 1), ((1, 1, 1, 1), 2), ((-1,), 0), ((1, -1), 0)])
def test_moving_stays_within_the_hits(view, steps, row):
    view.show_query("mri")
    for step in steps:
        view.move_choice(step)
    assert view.hits.list.currentIndex().row() == row


def test_opening_the_chosen_hit(view, qtbot):
    view.show_query("mri")
    view.move_choice(1)
    with qtbot.waitSignal(view.hit_opened) as opened:
        view.open_chosen()
    assert opened.args == ["plexus", "imaging", "blind"]


def test_enter_in_the_list_and_a_click_open(view, qtbot):
    view.show_query("mri")
    view.hits.list.setFocus()
    with qtbot.waitSignal(view.hit_opened) as opened:
        qtbot.keyClick(view.hits.list, Qt.Key.Key_Return)
    assert opened.args == ["plexus", "imaging", "mri"]
    place = view.hits.list.visualRect(view.hits.model.index(2)).center()
    with qtbot.waitSignal(view.hit_opened) as opened:
        qtbot.mouseClick(view.hits.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == ["plexus", "imaging", ""]


def test_alt_digit_opens_that_hit_and_no_other(view, qtbot):
    view.activateWindow()
    view.show_query("mri")
    view.hits.list.setFocus()
    qtbot.waitUntil(view.hits.list.hasFocus)
    with qtbot.waitSignal(view.hit_opened) as opened:
        qtbot.keyClick(view.hits.list, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert opened.args == ["plexus", "imaging", "blind"]
    with qtbot.assertNotEmitted(view.hit_opened):
        qtbot.keyClick(view.hits.list, Qt.Key.Key_9, Qt.KeyboardModifier.AltModifier)


def test_keys_without_hits_do_nothing(view, qtbot):
    with qtbot.assertNotEmitted(view.hit_opened):
        view.move_choice(1)
        view.open_chosen()
