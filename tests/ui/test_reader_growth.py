"""A guideline that is written piece by piece: the same text as in one go, from any place, and nothing in view moves."""

from datetime import date

import msgspec
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QTextBrowser

from desktop.ui import reader_text
from desktop.ui.reader_growth import Growth, append, parsed, prepend
from desktop.ui.reader_html import PIECE, Page, outline
from desktop.ui.reader_text import ReaderText
from desktop.ui.reader_view import ReaderView
from tests.shipped import shipped
from tests.ui.conftest import GUIDELINE


def blocks(document):
    """What every block says and how it is set."""
    found, block = [], document.begin()
    while block.isValid():
        form, cursor = block.blockFormat(), QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        size, table = cursor.charFormat().fontPointSize(), cursor.currentTable() is not None
        found.append((block.text(), form.topMargin(), form.bottomMargin(), form.headingLevel(), size, table))
        block = block.next()
    return found


@pytest.fixture(scope="module")
def browser(qapp):
    return QTextBrowser()


@pytest.fixture
def page(look):
    return Page(shipped(), look)


@pytest.fixture
def whole(page):
    pieces = [piece for section, depth in outline(page.guideline) for piece in page.pieces(section, depth)]
    return "".join(piece.html for piece in (page.title(), *pieces))


PLACES = [("", ""), *((section.id, "") for section in shipped().sections[1::7])]
PLACES += [(s.id, s.statements[-1].id) for s in shipped().sections[2::9] if s.statements]


@pytest.mark.parametrize("place", PLACES)
def test_pieces_from_any_place_outwards_make_the_same_document_as_one_go(browser, page, whole, place):
    document = browser.document()
    document.clear()
    growth = Growth(page, *place)
    for piece in growth.after:
        append(document, parsed(piece.html, document))
    for piece in growth.before:
        prepend(document, parsed(piece.html, document))
    assert blocks(document) == blocks(parsed(whole, document))


def test_pieces_are_small_unless_a_single_part_is_large(page):
    for section, depth in outline(page.guideline):
        longest = max(len(html) for html, _statement in page.parts(section, depth))
        for piece in page.pieces(section, depth):
            assert len(piece.html) < PIECE + 2 * longest


def test_each_section_and_statement_has_its_piece(page):
    pieces = [piece for section, depth in outline(page.guideline) for piece in page.pieces(section, depth)]
    assert [piece.section for piece in pieces if piece.section] == [s.id for s, _depth in outline(page.guideline)]
    assert sorted(key for piece in pieces for key in piece.statements) == sorted(page.statements)


@pytest.fixture
def text(qtbot, monkeypatch):
    monkeypatch.setattr(reader_text, "STEP", 0)
    found = ReaderText()
    qtbot.addWidget(found)
    found.resize(900, 600)
    with qtbot.waitExposed(found):
        found.show()
    return found


def test_the_wanted_place_is_there_at_once_and_stays_where_it_is_while_the_rest_grows(text, page, qtbot):
    section = page.guideline.sections[12]
    text.show_page(page, section.id)
    assert text.growth is not None
    assert text.section() == section.id
    top = text.cursorRect(text.places[0][0]).top()
    assert 0 <= top < 60
    qtbot.waitUntil(lambda: text.growth is None, timeout=60_000)
    place = next(cursor for cursor, key in text.places if key == section.id)
    assert text.cursorRect(place).top() == pytest.approx(top, abs=2)
    assert [key for _cursor, key in text.places] == [s.id for s, _depth in outline(page.guideline)]


@pytest.mark.parametrize("step", [0, 0.001, 0.006, 10])
@pytest.mark.parametrize("place", PLACES)
def test_a_place_lands_where_it_does_in_the_whole_text_however_the_text_grows(text, page, place, step, monkeypatch):
    monkeypatch.setattr(reader_text, "STEP", step)
    text.show_page(page, *place)
    landed = text.cursorRect(text.held).top()
    while text.growth is not None:
        assert text.cursorRect(text.held).top() == pytest.approx(landed, abs=1)
        QApplication.processEvents()
    top, value = text.cursorRect(text.held).top(), text.verticalScrollBar().value()
    text.verticalScrollBar().setValue(0 if value else 50)
    text.go_to(*place)
    assert (text.cursorRect(text.held).top(), text.verticalScrollBar().value()) == (top, value)
    assert top == pytest.approx(landed, abs=1)


def test_where_the_user_scrolls_to_stays_where_it_is_while_text_grows_above(text, page):
    text.show_page(page, page.guideline.sections[12].id)
    while not text.growth.ended:
        QApplication.processEvents()
    text.verticalScrollBar().setValue(text.verticalScrollBar().value() + 333)
    here = text.cursorForPosition(QPoint(300, 100))
    top = text.cursorRect(here).top()
    assert text.growth is not None
    while text.growth is not None:
        QApplication.processEvents()
    assert text.cursorRect(here).top() == pytest.approx(top, abs=1)


@pytest.mark.parametrize("place", PLACES)
def test_every_section_is_known_once_in_order(text, page, place, monkeypatch):
    monkeypatch.setattr(reader_text, "STEP", 10)
    text.show_page(page, *place)
    assert [key for _cursor, key in text.places] == [s.id for s, _depth in outline(page.guideline)]
    for cursor, key in text.places:
        assert cursor.block().text() == next(s.title for s in page.guideline.sections if s.id == key)


def test_words_are_found_in_what_is_written_later_in_the_order_of_the_text(text, page, qtbot):
    text.show_page(page, page.guideline.sections[12].id)
    text.find_words("pain")
    few = len(text.found)
    qtbot.waitUntil(lambda: text.growth is None, timeout=60_000)
    starts = [cursor.selectionStart() for cursor in text.found]
    assert few < len(starts)
    assert starts == sorted(starts)
    assert all(cursor.selectedText().lower().startswith("pain") for cursor in text.found)
    assert len(text.extraSelections()) == len(starts)


def test_the_hit_gone_to_stays_the_same_while_text_grows_before_it(text, page, qtbot):
    text.show_page(page, page.guideline.sections[12].id)
    text.find_words("pain")
    text.next_found(1)
    here = text.found[text.at]
    qtbot.waitUntil(lambda: text.growth is None, timeout=60_000)
    assert text.found[text.at] is here


def test_a_place_that_is_not_written_yet_is_gone_to(text, page):
    first, last = page.guideline.sections[0], page.guideline.sections[-1]
    text.show_page(page, last.id)
    text.go_to(first.id)
    assert text.section() == first.id


def test_nothing_is_written_while_nobody_looks(text, page, qtbot):
    text.show_page(page)
    text.hide()
    written = text.document().characterCount()
    qtbot.wait(100)
    assert text.document().characterCount() == written
    text.show()
    qtbot.waitUntil(lambda: text.document().characterCount() > written)


def test_another_width_keeps_the_statement_that_was_opened(text, page):
    section = page.guideline.sections[12]
    statement = section.statements[-1].id
    text.show_page(page, section.id, statement)
    text.resize(700, 600)
    assert text.target == (section.id, statement)
    assert text.section() == section.id


def test_a_guideline_without_sections_shows_its_title(qtbot, look):
    view = ReaderView(lambda: date(2026, 11, 22), lambda _words, _guideline, done: done({}))
    qtbot.addWidget(view)
    view.show_guideline(msgspec.structs.replace(GUIDELINE, sections=()))
    assert view.text.toPlainText() == GUIDELINE.title
