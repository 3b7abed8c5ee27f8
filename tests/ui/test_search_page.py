"""The list of hits while it changes with every key: what is in view is laid out at once, the rest in a pause."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from db.store import Results
from desktop.ui.flow import FlowLayout
from desktop.ui.search_desk import MOST, Answer, Question
from desktop.ui.search_page import SearchPage
from tests.ui.conftest import SUMMARY, make_hit

HITS = tuple(make_hit(f"s{number}", text="Plexus MRI is the first test. " * (number % 4 + 1)) for number in range(MOST))


@pytest.fixture
def page(qtbot):
    found = SearchPage((SUMMARY,))
    qtbot.addWidget(found)
    found.resize(600, 400)
    with qtbot.waitExposed(found):
        found.show()
    found.show_answer(Answer(Question("plexus"), Results("plexus", None, HITS)))
    return found


def row_tops(page):
    return [page.list.visualRect(page.model.index(row)).top() for row in range(MOST)]


def test_rows_in_view_are_measured_at_once_and_the_others_in_a_pause(page, qtbot):
    at_once, measured = row_tops(page), len(page.list.rows.rows)
    assert measured < MOST
    qtbot.waitUntil(lambda: len(page.list.rows.rows) == MOST)
    in_pause = row_tops(page)
    in_view = sum(top < page.list.viewport().height() for top in in_pause)
    assert at_once[:in_view] == in_pause[:in_view]
    page.list.doItemsLayout()
    assert row_tops(page) == in_pause


def test_a_row_below_those_in_view_is_brought_into_view_at_once(page):
    page.choose(MOST - 1)
    rect = page.list.visualRect(page.model.index(MOST - 1))
    assert page.list.viewport().rect().contains(rect)


def test_what_divides_the_hits_is_passed_over_by_keys_and_opens_nothing(page, qtbot):
    page.show_answer(Answer(Question("plexus"), Results("plexus", None, HITS[:4], partial_from=1)))
    page.choose(0)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.list.currentIndex().row() == 1
    second, opened = page.list.visualRect(page.model.index(1)), []
    page.hit_opened.connect(opened.append)
    above = page.list.rows.heading_height(page.model.index(1))
    assert above > 0
    for down in (above - 1, above):
        place = QPoint(second.center().x(), second.top() + down)
        qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [HITS[1]]


def test_a_line_of_widgets_takes_another_height_once_one_of_them_grows(qtbot):
    holder, label = QWidget(), QLabel("one")
    qtbot.addWidget(holder)
    flow = FlowLayout(holder)
    flow.addWidget(label)
    before = flow.heightForWidth(300)
    label.setText("one\ntwo")
    assert flow.heightForWidth(300) > before


def test_a_scroll_bar_is_empty_where_nothing_scrolls(page):
    bar = page.list.verticalScrollBar()
    assert bar.isEnabled()
    page.show_answer(Answer(Question("plexus"), Results("plexus", None, HITS[:1])))
    page.list.doItemsLayout()
    assert bar.maximum() == 0
    assert bar.isVisible()
    assert not bar.isEnabled()


def test_a_button_shows_every_sign_that_was_typed(page):
    page.show_answer(Answer(Question("a & b"), Results("a & b", "a & c", HITS[:1])))
    assert page.exact.text() == "search for “a && b” instead"
    assert page.exact.accessibleName() == "search for “a & b” instead"
