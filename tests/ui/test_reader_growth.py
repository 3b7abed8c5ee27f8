"""A guideline that is written piece by piece: the same text as in one go, from any place, and nothing in view moves."""

from datetime import date
from itertools import groupby

import msgspec
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication, QTextBrowser

from db.guideline import Section
from db.search import read_query
from db.search_marks import finder, shadow
from desktop.ui import reader_growth, reader_hits, reader_writing
from desktop.ui.reader_growth import Growth, append, parsed, prepend
from desktop.ui.reader_html import PIECE, STATEMENT, Page, outline
from desktop.ui.reader_marks import anchored
from desktop.ui.reader_text import ReaderText
from desktop.ui.reader_view import ReaderView
from tests.shipped import shipped
from tests.ui.conftest import BLIND, GUIDELINE, MRI


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
    monkeypatch.setattr(reader_writing, "STEP", 0)
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
    monkeypatch.setattr(reader_writing, "STEP", step)
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


def test_a_heading_right_above_a_statement_is_shown_with_it(text, look):
    said = "A paragraph.\n\n" * 60
    section = Section("s", "One", text=f"{said}### Near\n\n[[mri]]\n\n[[blind]]\n\n{said}", statements=(MRI, BLIND))
    page = Page(msgspec.structs.replace(GUIDELINE, sections=(section,)), look)
    text.show_page(page, "s", "mri")
    assert text.held.block().text() == "Near"
    assert text.cursorRect(text.held).top() == reader_writing.LEAD
    text.show_page(page, "s", "blind")
    assert text.held.currentTable() is not None


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
    monkeypatch.setattr(reader_writing, "STEP", 10)
    text.show_page(page, *place)
    assert [key for _cursor, key in text.places] == [s.id for s, _depth in outline(page.guideline)]
    for cursor, key in text.places:
        assert cursor.block().text() == next(s.title for s in page.guideline.sections if s.id == key)


def test_words_are_found_in_what_is_written_later_in_the_order_of_the_text(text, page, qtbot):
    text.show_page(page, page.guideline.sections[12].id)
    text.find_words("pain")
    few = len(text.marks.found)
    qtbot.waitUntil(lambda: text.growth is None, timeout=60_000)
    cursors = [cursor for hit in text.marks.found for cursor in hit]
    starts = [cursor.selectionStart() for cursor in cursors]
    assert few < len(text.marks.found)
    assert starts == sorted(starts)
    assert all(cursor.selectedText().lower().startswith("pain") for cursor in cursors)


@pytest.mark.parametrize("part", [0, 0.3, 1])
def test_the_words_found_in_view_are_painted_wherever_the_text_is_scrolled_to(text, page, qtbot, part):
    text.show_page(page)
    text.find_words("pain or nerve in the plexus, or of it")
    qtbot.waitUntil(lambda: text.growth is None, timeout=60_000)
    bar = text.verticalScrollBar()
    bar.setValue(round(part * bar.maximum()))
    cursors = [cursor for hit in text.marks.found for cursor in hit]
    view = text.viewport().rect()
    in_view = {c.selectionStart() for c in cursors if view.contains(text.cursorRect(c).center())}
    painted = {mark.cursor.selectionStart() for mark in text.extraSelections()}
    assert in_view
    assert in_view <= painted
    assert len(painted) < len(cursors)


def test_the_hit_gone_to_stays_the_same_while_text_grows_before_it(text, page, qtbot):
    text.show_page(page, page.guideline.sections[12].id)
    text.find_words("pain")
    text.next_found(1)
    here, above = hit(text)[1:], text.marks.at
    qtbot.waitUntil(lambda: text.growth is None, timeout=60_000)
    assert text.marks.at > above
    assert hit(text)[1:] == here


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


# --- a very long guideline -------------------------------------------------------------------------------------------

LENGTH = 30


@pytest.fixture
def long_text(text, look, monkeypatch):
    """A guideline of which three sections before and after the wanted one are written, opened at its tenth."""
    monkeypatch.setattr(reader_growth, "AROUND", 3)
    monkeypatch.setattr(reader_writing, "STEP", 10)
    sections = tuple(
        Section(f"s{n}", f"Section {n}", text="\n\n".join([f"Paragraph {n} of this section."] * 30) + f"\n\nw{n}")
        for n in range(LENGTH)
    )
    text.show_page(Page(msgspec.structs.replace(GUIDELINE, sections=sections), look), "s10")
    return text


def written(text):
    return [int(key[1:]) for _at, key in text.places]


def test_only_what_is_near_is_written_of_a_very_long_guideline(long_text):
    assert written(long_text) == list(range(7, 14))
    assert long_text.more == (True, True)
    for section, wanted in (("s20", range(17, 24)), ("", range(4)), (f"s{LENGTH - 1}", range(LENGTH - 4, LENGTH))):
        long_text.go_to(section)
        assert written(long_text) == list(wanted)
    assert long_text.more == (True, False)


@pytest.mark.parametrize(("step", "last"), [(1, LENGTH - 1), (-1, 0)])
def test_scrolling_goes_through_all_of_a_very_long_guideline(long_text, step, last):
    bar, seen = long_text.verticalScrollBar(), []
    for _turn in range(500):
        seen.append(int(long_text.section()[1:]))
        at = bar.value()
        bar.setValue(at + step * 400)
        QApplication.processEvents()
    assert set(seen) == set(range(10, last + step, step))
    assert seen == sorted(seen, reverse=step < 0)
    assert bar.value() == (bar.maximum() if step > 0 else 0)


def test_what_is_read_stays_where_it_is_when_the_text_is_written_on(long_text):
    bar = long_text.verticalScrollBar()
    while written(long_text)[-1] == 13:
        bar.setValue(bar.value() + 50)
        line = long_text.cursorForPosition(QPoint(300, 300)).block().text()
        bar.setValue(bar.value() + 1)
    assert long_text.cursorForPosition(QPoint(300, 300)).block().text() == line


# --- hits that are not written ---------------------------------------------------------------------------------------


def hit(text):
    """The number of the hit gone to, the paragraph and where in it the words found end."""
    cursors = text.marks.found[text.marks.at]
    assert text.viewport().rect().contains(text.cursorRect(cursors[0]).center())
    return text.number, cursors[0].block().text(), [cursor.positionInBlock() for cursor in cursors]


def every_hit(text, words):
    """The hits of the whole guideline, written in one go."""
    document = parsed("".join(piece.html for piece in whole_of(text.page)), text.document())
    spans = finder(read_query(words))(document.toPlainText(), 10_000)
    paragraphs = [list(found) for _, found in groupby(spans, lambda span: document.findBlock(span[0]).blockNumber())]
    blocks = [(document.findBlock(found[0][0]), found) for found in paragraphs]
    return [(n, at.text(), [end - at.position() for _, end in found]) for n, (at, found) in enumerate(blocks)]


def whole_of(page):
    return (page.title(), *(piece for section, depth in page.sections for piece in page.pieces(section, depth)))


@pytest.mark.parametrize("step", [1, -1])
@pytest.mark.parametrize("words", ["w1 w2 w20 w28", "29", "section"])
def test_the_hits_of_a_very_long_guideline_come_in_order_and_round_its_ends(long_text, words, step):
    hits = every_hit(long_text, words)
    long_text.find_words(words)
    assert long_text.hits.total == len(hits)
    long_text.next_found(step)
    first = long_text.number
    assert hit(long_text) == hits[first]
    for turn in range(1, len(hits) + 1):
        long_text.next_found(step)
        assert hit(long_text) == hits[(first + step * turn) % len(hits)]


@pytest.mark.parametrize("step", [1, -1])
@pytest.mark.parametrize("place", PLACES[::3])
def test_a_hit_is_found_however_little_is_written(text, page, monkeypatch, place, step):
    monkeypatch.setattr(reader_growth, "AROUND", 1)
    text.show_page(page, *place)
    hits = every_hit(text, "pain 1")
    text.find_words("pain 1")
    text.next_found(step)
    first = text.number
    for turn in range(1, len(hits) + 1):
        text.next_found(step)
        assert hit(text) == hits[(first + step * turn) % len(hits)]
        QApplication.processEvents()
        assert hit(text) == hits[(first + step * turn) % len(hits)]


def test_a_step_waits_until_the_hits_are_counted(long_text, qtbot, monkeypatch):
    monkeypatch.setattr(reader_hits, "STEP", 0)
    long_text.find_words("w25")
    assert long_text.hits.total is None
    long_text.next_found(1)
    qtbot.waitUntil(lambda: long_text.number == 0)
    assert hit(long_text)[1] == "w25"


def test_the_hit_gone_to_stays_so_when_the_text_is_written_on(long_text):
    long_text.find_words("w12")
    long_text.next_found(1)
    bar = long_text.verticalScrollBar()
    while written(long_text)[-1] == 13:
        bar.setValue(bar.value() + 400)
    assert long_text.number == 0
    long_text.go_to("s20")
    assert long_text.number == -1


NASTY = """Half**bold** and *it*alic, `co<de>` &amp; "quo'tes" 1 < 2 > 0, a\u00a0b, caf\u00e9,
\u7d4c\u53e3**\u6295\u4e0e**.
New line\\
and [a link](<http://x.example/?a=1&b=2> "a > title") <b>no tag</b>.

| one | two |
|-----|-----|
| a b | c-d |

1. first
2. second

> quoted

```
code  here <p>
next line
```
***
"""


def lines_of(text):
    return [words for line in text.split("\n") if (words := " ".join(line.split()))]


def test_the_words_of_a_section_are_those_that_qt_writes(page, look):
    section = Section("s", "Less < more & 'such'", text=NASTY)
    nasty = Page(msgspec.structs.replace(GUIDELINE, sections=(section,)), look)
    for one in (page, nasty):
        for number, placed in enumerate(one.sections, 1):
            html = "".join(piece.html for piece in one.pieces(*placed))
            written = parsed(html, QTextDocument()).toPlainText()
            assert shadow(one.words(number)).split() == shadow(written).split()
            assert lines_of(one.words(number)) == lines_of(written.replace("\ufffc", "\n"))


def test_what_stands_right_above_an_opened_statement_is_in_view(text, look):
    said = "A paragraph.\n\n" * 60
    section = Section("s", "One", text=f"{said}### Near\n\n[[mri]]\n\n[[blind]]\n\n{said}", statements=(MRI, BLIND))
    text.show_page(Page(msgspec.structs.replace(GUIDELINE, sections=(section,)), look), "s", "blind")
    above = anchored(text.places[0][0], STATEMENT + "mri")
    assert 0 < text.cursorRect(above).top() < text.cursorRect(text.held).top() < text.viewport().height() / 2
