"""Home and search: what stands there before typing, the hits, and what is said when there is none."""

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton

from db.store import Results
from desktop.ui import theme
from desktop.ui.home_page import Home, Visit
from desktop.ui.library_view import LibraryView
from desktop.ui.search_desk import MOST, Answer, Question
from tests.ui.conftest import SUMMARY, Knowledge, make_hit

OTHER = replace(SUMMARY, id="other", title="Other care")


def answer(question):
    """The answer to a question over two guidelines."""
    kinds = (question.kind,) if question.kind else None
    words = question.words.removeprefix("all ")
    found = Knowledge().search(words, question.guideline or None, kinds=kinds, exact=question.exact)
    if words != question.words and question.guideline != "plexus" and question.kind in ("", "do"):
        found = replace(found, hits=(*found.hits, make_hit(guideline="other")))
    return Answer(question, found)


class Slow:
    """Answers when it is told to, also what nobody waits for any more."""

    def __init__(self):
        self.asked = []

    def __call__(self, question, done):
        self.asked.append((question, done))

    def give(self, number):
        question, done = self.asked[number]
        done(answer(question))


@pytest.fixture
def view(qtbot):
    found = LibraryView(lambda question, done: done(answer(question)), (SUMMARY,))
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
    assert "text of 01-Nov-2026" in words
    assert "next review 01-May-2027" in words
    assert "4 sections and 2 statements" in words


def test_home_without_a_guideline_says_so(qtbot):
    empty = LibraryView(Slow(), ())
    qtbot.addWidget(empty)
    assert "No guideline is installed." in words_of(empty.home)
    assert "Covered: no guideline." in words_of(empty.page.coverage)


def target(args):
    (found,) = args
    return found.guideline, found.section, found.statement


def button(widget, text):
    return next(b for b in widget.findChildren(QPushButton) if b.text() == text)


def test_home_starts_a_plan_and_reads(view, qtbot):
    with qtbot.waitSignal(view.plan_requested) as plan:
        qtbot.mouseClick(button(view, "Start plan"), Qt.MouseButton.LeftButton)
    assert plan.args == ["plexus"]
    with qtbot.waitSignal(view.place_requested) as read:
        qtbot.mouseClick(button(view, "Read guideline"), Qt.MouseButton.LeftButton)
    assert target(read.args) == ("plexus", "", "")


def test_recently_read_keeps_the_last_five_newest_first(view, qtbot):
    for n in (1, 2, 3, 4, 5, 6, 3):
        view.remember("plexus", f"s{n}", f"Section {n}")
    assert [v.section for v in view.home.visits] == ["s3", "s6", "s5", "s4", "s2"]
    with qtbot.waitSignal(view.place_requested) as read:
        qtbot.mouseClick(button(view.home, "Section 6"), Qt.MouseButton.LeftButton)
    assert target(read.args) == ("plexus", "s6", "")


def several(count):
    """So many guidelines, some with a title of two lines."""
    return tuple(replace(SUMMARY, id=f"g{n}", title=f"Care {n}{' of a long illness' * (n % 3)}") for n in range(count))


@pytest.mark.parametrize("count", range(1, 7))
@pytest.mark.parametrize("size", [(1024, 667), (1366, 667)])
def test_home_shows_what_was_read_and_every_guideline_without_scrolling(qtbot, count, size):
    home = Home(several(count))
    qtbot.addWidget(home)
    for n in range(5):
        home.remember(Visit("g0", f"s{n}", f"A section {n} with a title"))
    home.resize(*size)
    with qtbot.waitExposed(home):
        home.show()
    QApplication.processEvents()
    seen = home.viewport().rect()
    read = [b for b in home.findChildren(QPushButton) if b.text().startswith("A section") and b.isVisible()]
    cards = [card for card in home.findChildren(QFrame) if card.property("role") == "card"]
    assert (len(read), len(cards)) == (5, count)
    for piece in (*read, *cards):
        assert seen.contains(QRect(piece.mapTo(home.viewport(), QPoint(0, 0)), piece.size()))
    assert not any(one.geometry().intersects(other.geometry()) for one, other in combinations(cards, 2))


def test_tab_goes_to_what_was_read_before_the_guidelines_below_it(qtbot, view):
    for n in range(2):
        view.remember("plexus", f"s{n}", f"Section {n}")
    QApplication.processEvents()
    view.home.sheet.setFocus()
    passed = []
    for _ in range(3):
        view.home.focusNextChild()
        passed.append(QApplication.focusWidget().accessibleName())
    assert passed == ["Section 1", "Section 0", "Start plan: Plexus care"]


def test_what_was_read_has_no_heading_before_anything_is(view):
    assert not view.home.read.isVisible()
    view.remember("plexus", "s1", "Section 1")
    assert view.home.read.isVisible()


def test_what_several_guidelines_cover_stands_below_them(qtbot):
    home = Home(several(2))
    qtbot.addWidget(home)
    assert words_of(home).index("Care 1 of a long illness") < words_of(home).index("What they cover")
    assert words_of(home).count("Not covered") == 2


def test_typing_shows_hits_with_the_first_chosen(view):
    view.show_query("mri")
    assert view.currentWidget() is view.page
    assert view.page.list.currentIndex().row() == 0
    assert view.page.summary.text() == "3 hits"


def test_a_full_list_says_that_it_holds_the_best(view):
    question = Question("mri")
    view.page.show_answer(Answer(question, Results("mri", None, (make_hit(),) * MOST)))
    assert view.page.summary.text() == "The best 20 hits"


def test_a_corrected_search_says_so_and_offers_what_was_typed(view, qtbot):
    view.show_query("pian")
    assert view.page.summary.text() == "Showing results for “pain”: 1 hit"
    assert view.words == "pain"
    qtbot.mouseClick(button(view, "search for “pian” instead"), Qt.MouseButton.LeftButton)
    assert view.page.body.currentWidget() is view.page.empty
    assert "“pian”" in view.page.nothing.text()
    view.show_query("mri")
    assert not view.page.exact.isVisible()


def test_a_damaged_index_is_told(view):
    view.show_query("mri")
    view.show_broken()
    assert "index is damaged" in view.page.nothing.text()
    assert view.page.model.rowCount() == 0
    view.ask_again()
    assert view.page.body.currentWidget() is view.page.list


def test_nothing_found_says_what_is_covered_and_what_it_does_not_mean(view):
    view.show_query("  <b>stroke</b> ")
    assert view.page.body.currentWidget() is view.page.empty
    assert view.page.nothing.text() == (
        "Nothing found for “<b>stroke</b>”: not as it stands, nor in another form, as a synonym or with a typing "
        "mistake mended.\nThis is not evidence that no treatment exists."
    )
    assert view.page.nothing.textFormat() == Qt.TextFormat.PlainText
    assert view.page.coverage.isVisible()
    assert words_of(view.page.coverage) == "Plexus care Covered Adults. Not covered Children. Topics"


@pytest.mark.parametrize("page", ["home", "page"])
def test_what_is_covered_is_named_where_nothing_is_found_too_and_its_topics_open(view, qtbot, page):
    view.show_query("" if page == "home" else "stroke")
    shown = getattr(view, page)
    assert "Covered Adults. Not covered Children. Topics" in words_of(shown)
    topics = [b for b in shown.findChildren(QPushButton) if b.accessibleName().endswith(": Plexus care")]
    assert [b.text() for b in topics if b.property("role") == "link"] == ["Imaging", "Pain"]
    with qtbot.waitSignal(view.place_requested) as opened:
        qtbot.mouseClick(topics[-1], Qt.MouseButton.LeftButton)
    assert (opened.args[0].guideline, opened.args[0].section) == ("plexus", "pain")


def test_of_many_guidelines_the_first_titles_are_named(qtbot):
    many = LibraryView(Slow(), tuple(replace(SUMMARY, id=f"g{n}", title=f"Care {n}") for n in range(8)))
    qtbot.addWidget(many)
    assert words_of(many.page.coverage) == "Covered: Care 0, Care 1, Care 2, Care 3, Care 4 and 3 more."
    assert "Topics" not in words_of(many.home)


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("width", [700, 1024, 1366])
def test_home_is_no_higher_than_what_stands_in_it_nor_cut(view, qapp, percent, width):
    theme.wear(qapp, "light", percent)
    view.resize(width, 500)
    QApplication.processEvents()
    sheet = view.home.sheet
    assert sheet.height() == max(sheet.heightForWidth(sheet.width()), view.home.viewport().height())
    assert view.home.horizontalScrollBar().maximum() == 0
    cut = [w.text() for w in sheet.findChildren(QLabel) if w.height() < w.heightForWidth(w.width())]
    assert cut == []


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("count", [2, 5, 6])
def test_no_text_of_several_guidelines_is_cut_or_leaves_the_page(qtbot, qapp, percent, count):
    theme.wear(qapp, "light", percent)
    home = Home(several(count))
    qtbot.addWidget(home)
    for width in (700, 1024, 1366):
        home.resize(width, 500)
        home.show()
        QApplication.processEvents()
        labels = [label for label in home.sheet.findChildren(QLabel) if label.isVisible()]
        assert [label.text() for label in labels if label.height() < label.heightForWidth(label.width())] == []
        assert home.horizontalScrollBar().maximum() == 0


def test_words_that_no_passage_has_are_named_above_the_hits_of_the_others(view):
    results = Results("mri piriformis", None, (make_hit(),), missing=("piriformis",))
    view.page.show_answer(Answer(Question("mri piriformis"), results))
    assert view.page.missing.isVisibleTo(view.page)
    assert view.page.missing.text() == "No text has “piriformis”."
    assert view.page.list.accessibleDescription() == "No text has “piriformis”."
    view.show_query("mri")
    assert not view.page.missing.isVisibleTo(view.page)
    assert view.page.list.accessibleDescription() == ""


@pytest.mark.parametrize("hits", [(make_hit(),), ()])
def test_the_words_left_out_are_said(view, hits):
    view.page.show_answer(Answer(Question("mri -pain -leg"), Results("mri -pain -leg", None, hits, ("pain", "leg"))))
    assert view.page.without.isVisibleTo(view.page)
    assert view.page.without.text() == "Without: pain, leg"
    view.show_query("mri")
    assert not view.page.without.isVisibleTo(view.page)


@pytest.mark.parametrize(
    ("typed", "excluded", "words"),
    [
        ("-pain ", ("pain",), "Nothing was searched: “-pain” only says what to leave out. "),
        ("-", (), "Nothing was searched: there is no word in “-”."),
    ],
)
@pytest.mark.parametrize("kind", [0, 1])
def test_where_nothing_was_searched_nothing_else_is_claimed(view, typed, excluded, words, kind):
    view.page.filters.kind.setCurrentIndex(kind)
    view.page.show_answer(Answer(Question(typed), Results(typed, None, (), excluded, is_searched=False)))
    assert view.page.nothing.text().startswith(words)
    assert view.page.summary.text() == "Nothing searched"
    assert not view.page.without.isVisibleTo(view.page)


@pytest.mark.parametrize(("steps", "row"), [((1,), 1), ((1, 1, 1, 1), 2), ((-1,), 0), ((1, -1), 0)])
def test_moving_stays_within_the_hits(view, steps, row):
    view.show_query("mri")
    for step in steps:
        view.move_choice(step)
    assert view.page.list.currentIndex().row() == row


def test_opening_the_chosen_hit(view, qtbot):
    view.show_query("mri")
    view.move_choice(1)
    with qtbot.waitSignal(view.place_requested) as opened:
        view.open_chosen()
    assert target(opened.args) == ("plexus", "imaging", "")


def test_enter_in_the_list_and_a_click_open(view, qtbot):
    view.show_query("mri")
    view.page.list.setFocus()
    with qtbot.waitSignal(view.place_requested) as opened:
        qtbot.keyClick(view.page.list, Qt.Key.Key_Return)
    assert target(opened.args) == ("plexus", "imaging", "mri")
    place = view.page.list.visualRect(view.page.model.index(2)).center()
    with qtbot.waitSignal(view.place_requested) as opened:
        qtbot.mouseClick(view.page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert target(opened.args) == ("plexus", "imaging", "blind")


def test_alt_digit_opens_that_hit_and_no_other(view, qtbot):
    view.activateWindow()
    view.show_query("mri")
    view.page.list.setFocus()
    qtbot.waitUntil(view.page.list.hasFocus)
    with qtbot.waitSignal(view.place_requested) as opened:
        qtbot.keyClick(view.page.list, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert target(opened.args) == ("plexus", "imaging", "")
    with qtbot.assertNotEmitted(view.place_requested):
        qtbot.keyClick(view.page.list, Qt.Key.Key_9, Qt.KeyboardModifier.AltModifier)


def test_keys_without_hits_do_nothing(view, qtbot):
    with qtbot.assertNotEmitted(view.place_requested):
        view.move_choice(1)
        view.open_chosen()


# --- answers that come late ------------------------------------------------------------------------------------------


@pytest.fixture
def slow():
    return Slow()


@pytest.fixture
def late(qtbot, slow):
    found = LibraryView(slow, (SUMMARY, OTHER))
    qtbot.addWidget(found)
    found.resize(900, 600)
    with qtbot.waitExposed(found):
        found.show()
    return found


def titles(view):
    return [hit.title for hit in view.page.model.hits]


def test_only_the_newest_answer_is_shown(late, slow):
    late.show_query("pain")
    late.show_query("mri")
    slow.give(0)
    assert late.currentWidget() is late.home
    slow.give(1)
    assert titles(late) == ["Imaging"] * 3
    slow.give(0)
    assert titles(late) == ["Imaging"] * 3


def test_while_an_answer_is_awaited_the_old_hits_stay_but_do_not_open(late, slow, qtbot):
    late.show_query("pain")
    slow.give(0)
    late.show_query("mri")
    assert titles(late) == ["Pain"]
    with qtbot.assertNotEmitted(late.place_requested):
        place = late.page.list.visualRect(late.page.model.index(0)).center()
        qtbot.mouseClick(late.page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
        late.page.open_row(0)


def test_keys_before_the_answer_count_for_it(late, slow, qtbot):
    late.show_query("pain")
    slow.give(0)
    late.show_query("mri")
    late.move_choice(1)
    with qtbot.assertNotEmitted(late.place_requested):
        late.open_chosen()
    with qtbot.waitSignal(late.place_requested) as opened:
        slow.give(1)
    assert target(opened.args) == ("plexus", "imaging", "")


def test_more_letters_take_back_enter(late, slow, qtbot):
    late.show_query("mri")
    late.open_chosen()
    late.show_query("pain")
    with qtbot.assertNotEmitted(late.place_requested):
        slow.give(0)
        slow.give(1)
    assert titles(late) == ["Pain"]


def test_an_emptied_search_wants_no_answer(late, slow):
    late.show_query("mri")
    late.show_query("")
    slow.give(0)
    assert late.currentWidget() is late.home


def test_a_search_that_takes_long_says_so(late, slow, qtbot):
    late.show_query("pain")
    slow.give(0)
    late.show_query("mri")
    qtbot.waitUntil(late.page.nothing.isVisible)
    assert late.page.nothing.text() == "Searching…"
    slow.give(1)
    assert late.page.list.isVisible()


# --- filters ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def wide(qtbot):
    found = LibraryView(lambda question, done: done(answer(question)), (SUMMARY, OTHER))
    qtbot.addWidget(found)
    found.resize(900, 600)
    with qtbot.waitExposed(found):
        found.show()
    return found


def test_every_guideline_may_be_chosen_whatever_is_shown(wide):
    filters = wide.page.filters
    wide.show_query("mri")
    assert {hit.guideline for hit in wide.page.model.hits} == {"plexus"}
    assert (filters.guideline.isVisible(), filters.kind.isVisible(), filters.clear.isVisible()) == (True, True, False)
    assert [filters.guideline.itemText(n) for n in range(3)] == ["All guidelines", "Other care", "Plexus care"]


def test_a_single_guideline_is_no_choice(view):
    view.show_query("mri")
    assert not view.page.filters.guideline.isVisible()
    assert view.page.filters.kind.isVisible()


def test_filters_by_key_narrow_the_hits_and_one_key_takes_them_away(wide, qtbot):
    filters, page = wide.page.filters, wide.page
    wide.activateWindow()
    wide.show_query("all mri")
    filters.guideline.setFocus()
    qtbot.waitUntil(filters.guideline.hasFocus)
    qtbot.keyClick(filters.guideline, Qt.Key.Key_Down)
    assert {hit.guideline for hit in page.model.hits} == {"other"}
    assert filters.guideline.count() == 3
    qtbot.keyClick(filters.guideline, Qt.Key.Key_Down)
    qtbot.keyClick(filters.kind, "d")
    assert [(hit.guideline, hit.statement) for hit in page.model.hits] == [("plexus", "mri")]
    with qtbot.waitSignal(wide.place_requested):
        qtbot.keyClick(filters.kind, Qt.Key.Key_Return)
    qtbot.keyClick(filters.kind, Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    assert page.model.rowCount() == 4
    assert not filters.clear.isVisible()


def test_the_wheel_changes_no_filter(wide):
    wide.show_query("all mri")
    box = wide.page.filters.kind
    box.setFocus()
    place = QPointF(box.rect().center())
    turn = QWheelEvent(
        place,
        box.mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, turn)
    assert box.currentIndex() == 0


def test_no_hit_says_that_a_filter_is_on_and_enter_takes_it_away(wide):
    wide.show_query("pain")
    wide.page.filters.kind.setCurrentIndex(wide.page.filters.kind.findData("timing"))
    assert wide.page.nothing.text() == "Nothing found for “pain” in: TIMING.\n\nPress Enter to search everything."
    assert wide.page.filters.clear.isVisible()
    wide.open_chosen()
    assert titles(wide) == ["Pain"]


def test_home_forgets_the_filters(wide):
    wide.show_query("mri")
    wide.page.filters.kind.setCurrentIndex(1)
    wide.show_query("")
    wide.show_query("mri")
    assert wide.page.model.rowCount() == 3
