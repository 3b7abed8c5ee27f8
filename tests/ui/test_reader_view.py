"""Reading: the text with its boxes, the outline, the evidence, finding words, and the room for the panes."""

from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from db.guideline import Section
from desktop.ui import theme
from desktop.ui.reader_html import Page, grade_words, outline
from desktop.ui.reader_outline import BATCH, LONG, Outline
from desktop.ui.reader_view import ReaderView
from tests.ui.conftest import BLIND, GUIDELINE, MRI, TODAY


@dataclass
class Clock:
    """The day that the reader is told."""

    day: date = TODAY


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def view(qtbot, clock):
    found = ReaderView(lambda: clock.day, count)
    qtbot.addWidget(found)
    found.resize(1300, 600)
    with qtbot.waitExposed(found):
        found.show()
    found.activateWindow()
    return found


def count(words, guideline, done):
    """Two hits of one word, in one guideline."""
    done({"imaging": 2, "limits": 1} if (words, guideline) == ("mri", "plexus") else {})


def html_of(page):
    return "".join(piece.html for section, depth in outline(GUIDELINE) for piece in page.pieces(section, depth))


@pytest.fixture
def page(look):
    return Page(GUIDELINE, look)


# --- HTML ------------------------------------------------------------------------------------------------------------


def test_outline_puts_sections_below_their_parent():
    assert [(s.id, depth) for s, depth in outline(GUIDELINE)] == [
        ("glance", 0),
        ("imaging", 0),
        ("limits", 1),
        ("pain", 0),
    ]


def test_markup_in_the_text_is_shown_and_images_are_not_loaded(page):
    html = html_of(page)
    assert "&lt;b&gt;imaging&lt;/b&gt;" in html
    assert 'src="http' not in html


def test_box_stands_where_the_text_places_it_and_the_others_follow(page):
    html = html_of(page)
    order = [html.index(words) for words in ("Before.", MRI.text, "After the box.", BLIND.text)]
    assert order == sorted(order)
    assert html.count(MRI.text) == 1


def test_box_says_kind_text_grade_reason_and_references(page, look):
    html = page.box(MRI)
    for words in ('src="sign:do"', ">DO<", MRI.text, "Strength: usually appropriate", MRI.rationale, ">[1]<", ">[2]<"):
        assert words in html
    assert look.grounds["do"] in html


def test_box_says_what_a_dose_is_for_right_below_the_text(page):
    html = page.box(msgspec.structs.replace(MRI, dose_for="clearance < 60"))
    order = [html.index(words) for words in (MRI.text, "<b>Dose for: clearance &lt; 60</b>", "Strength: usually")]
    assert order == sorted(order)
    assert "Dose for" not in page.box(MRI)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (BLIND, "Added by Waymark as a safety rule; not from a source."),
        (msgspec.structs.replace(BLIND, basis="source"), "Strength and certainty: not graded by the source."),
        (MRI, "Strength: usually appropriate · Certainty: not graded by the source"),
    ],
)
def test_grade_is_never_invented(statement, words):
    assert grade_words(statement) == words


def test_evidence_marks_what_kind_of_source_it_is(page):
    html = page.evidence(None, "")
    assert html.count("Source not traced") == 1
    assert html.count("Secondary source") == 1
    section = next(s for s in GUIDELINE.sections if s.id == "imaging")
    assert "A textbook" not in page.evidence(section, "")
    assert "A textbook" in page.evidence(section, "book")
    assert "Rests on claims and facts: S1, X1" in page.evidence(section, "")


# --- the view --------------------------------------------------------------------------------------------------------


def test_opening_a_statement_brings_its_box_into_view(view):
    view.show_guideline(GUIDELINE, "imaging", "blind")
    view.show_guideline(GUIDELINE, "imaging", "mri")
    cursor = view.text.document().find(MRI.text)
    assert view.text.viewport().rect().contains(view.text.cursorRect(cursor))
    assert view.text.hasFocus()


def test_opening_a_section_moves_outline_and_evidence_and_tells(view, qtbot):
    with qtbot.waitSignal(view.section_read) as read:
        view.show_guideline(GUIDELINE, "limits")
    assert read.args == ["plexus", "limits", "Limits"]
    assert view.outline.currentItem().text(0) == "Limits"
    assert view.evidence.text.toPlainText() == "This section cites no reference."


def test_outline_follows_the_scroll(view):
    view.show_guideline(GUIDELINE)
    bar = view.text.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert view.outline.currentItem().text(0) == "Pain"


def test_click_in_the_outline_goes_there(view, qtbot):
    view.show_guideline(GUIDELINE)
    item = view.outline.items["pain"]
    place = view.outline.visualItemRect(item).center()
    qtbot.mouseClick(view.outline.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.text.section() == "pain"


@pytest.mark.parametrize(
    ("keys", "section"), [("]", "imaging"), ("]]", "limits"), ("]][", "imaging"), ("[", "glance"), ("]]]]]", "pain")]
)
def test_brackets_step_through_the_sections(view, qtbot, keys, section):
    view.show_guideline(GUIDELINE)
    qtbot.waitUntil(view.text.hasFocus)
    for key in keys:
        qtbot.keyClick(view.text, key)
    assert view.shown == section


def test_long_titles_wrap_in_the_outline(view):
    view.show_guideline(GUIDELINE)
    long, short = (view.outline.visualItemRect(view.outline.items[key]).height() for key in ("imaging", "pain"))
    assert long > 1.5 * short


def test_searched_words_are_marked_and_counted(view):
    view.show_guideline(GUIDELINE, "imaging", "", "mri")
    texts = [c.selectedText() for hit in view.text.marks.found for c in hit]
    assert texts == ["MRI"] * 3
    assert len(view.text.extraSelections()) == 3
    assert view.outline.items["imaging"].text(0).endswith("(2)")
    assert view.outline.items["limits"].text(0) == "Limits (1)"
    view.show_guideline(GUIDELINE)
    assert view.text.extraSelections() == []


@pytest.mark.parametrize("words", ["", " ", "a", "(((", "\\", "<b>", "[[mri]]", "*"])
def test_any_words_may_be_looked_for(view, words):
    view.show_guideline(GUIDELINE, words=words)
    assert all(cursor.hasSelection() for hit in view.text.marks.found for cursor in hit)


def test_finding_in_the_page_by_keys(view, qtbot):
    view.show_guideline(GUIDELINE)
    view.open_find()
    assert view.finder.place.text() == ""
    qtbot.waitUntil(view.finder.field.hasFocus)
    qtbot.keyClicks(view.finder.field, "pregabalin")
    qtbot.waitUntil(lambda: view.finder.place.text() == "1 of 60")
    qtbot.keyClick(view.finder.field, Qt.Key.Key_Return)
    assert view.finder.place.text() == "2 of 60"
    view.next_hit(-1)
    view.next_hit(-1)
    assert view.finder.place.text() == "60 of 60"
    assert view.text.viewport().rect().contains(view.text.cursorRect(view.text.marks.found[59][0]).center())
    qtbot.keyClick(view.finder.field, Qt.Key.Key_Escape)
    assert not view.finder.isVisible()
    assert view.text.extraSelections() == []


def typed(view, qtbot, words):
    """Type into the field that finds words, one letter after the other; gives the paragraph of the hit gone to."""
    for letter in words:
        qtbot.keyClicks(view.finder.field, letter)
        qtbot.waitUntil(lambda: not view.text.jump.isActive())
    number = view.text.marks.at
    return view.text.marks.found[number][0].block().text() if number >= 0 else ""


def test_typing_goes_to_the_first_hit_from_the_place_that_is_read_on(view, qtbot):
    view.show_guideline(GUIDELINE, "pain")
    qtbot.waitUntil(lambda: view.text.growth is None)
    view.text.verticalScrollBar().setValue(view.text.verticalScrollBar().maximum() // 2)
    top = view.text.cursorForPosition(QPoint(0, 0)).block().text()
    view.open_find()
    assert typed(view, qtbot, "pregab") == top != "Paragraph 0 about pregabalin."
    assert (
        view.text.viewport()
        .rect()
        .contains(view.text.cursorRect(view.text.marks.found[view.text.marks.at][0]).center())
    )


def test_the_hit_stays_while_its_word_is_typed_and_moves_on_once_it_is_another(view, qtbot):
    view.show_guideline(GUIDELINE)
    qtbot.waitUntil(lambda: view.text.growth is None)
    view.open_find()
    assert typed(view, qtbot, "p") == "Plexus care"
    assert typed(view, qtbot, "a") == "Some patients cannot have an MRI."
    assert typed(view, qtbot, "t") == "Some patients cannot have an MRI."
    qtbot.keyClick(view.finder.field, Qt.Key.Key_Backspace)
    assert typed(view, qtbot, "r") == "Paragraph 0 about pregabalin."
    view.finder.field.selectAll()
    assert typed(view, qtbot, "image") == "Start with <b>imaging</b>."  # round the end


def test_enter_before_the_jump_is_a_step_beyond_it(view, qtbot):
    view.show_guideline(GUIDELINE, "pain")
    view.open_find()
    qtbot.keyClicks(view.finder.field, "pregabalin")
    qtbot.keyClick(view.finder.field, Qt.Key.Key_Return)
    assert view.finder.place.text() == "2 of 60"
    view.finder.field.selectAll()
    qtbot.keyClicks(view.finder.field, "mri")
    qtbot.keyClick(view.finder.field, Qt.Key.Key_Escape)
    assert (view.text.jump.isActive(), view.text.marks.at) == (False, -1)


def test_the_first_mark_in_the_section_that_was_opened_counts_as_gone_to(view):
    view.show_guideline(GUIDELINE, "pain", words="pregabalin")
    assert view.text.marks.at == 0
    view.next_hit()
    assert view.text.marks.at == 1
    view.show_guideline(GUIDELINE, "limits", words="pregabalin")  # which has none
    assert view.text.marks.at == -1
    view.next_hit()
    assert view.text.marks.at == 0


def test_finding_nothing_says_so(view, qtbot):
    view.show_guideline(GUIDELINE)
    view.open_find()
    qtbot.keyClicks(view.finder.field, "zzz")
    assert view.finder.place.text() == "no hit"
    view.next_hit()
    assert view.finder.place.text() == "no hit"


@pytest.mark.parametrize(
    ("section", "statement", "words"),
    [
        ("", "", "Plexus care"),
        ("imaging", "", "Imaging of the lumbosacral plexus and its roots"),
        ("limits", "", "Imaging of the lumbosacral plexus and its roots › Limits"),
    ],
)
def test_the_place_of_the_text_is_named_above_it(view, section, statement, words):
    view.show_guideline(GUIDELINE, section, statement)
    assert view.place.words == view.place.accessibleName() == words
    assert view.place.isVisible()


def test_the_place_follows_the_scroll_and_lacks_its_middle_where_it_is_long(view, qapp):
    view.show_guideline(GUIDELINE, "limits")
    theme.wear(qapp, "light", 200)
    view.resize(500, 600)
    shown = view.place.text()
    assert shown.startswith("Imaging")
    assert shown.endswith("Limits")
    assert "…" in shown
    assert view.width() == 500
    view.text.verticalScrollBar().setValue(view.text.verticalScrollBar().maximum())
    assert view.place.words == "Pain"


def test_citation_opens_the_evidence(view):
    view.resize(900, 600)
    view.show_guideline(GUIDELINE, "pain")
    assert not view.evidence.isVisible()
    view.text.anchorClicked.emit(QUrl("reference:acr"))
    assert view.evidence.isVisible()
    assert "ACR 2021" in view.evidence.text.toPlainText()


def test_other_addresses_lead_nowhere(view):
    view.show_guideline(GUIDELINE, "pain")
    before = view.text.toPlainText()
    view.text.anchorClicked.emit(QUrl("https://example.org"))
    assert view.text.toPlainText() == before
    image = QTextDocument.ResourceType.ImageResource.value
    assert view.text.loadResource(image, QUrl("file:///etc/passwd")) is None
    assert view.text.loadResource(image, QUrl("sign:do")).width() > 0


def test_all_references_can_be_shown(view):
    view.show_guideline(GUIDELINE, "pain")
    view.evidence.scope.setCurrentIndex(1)
    assert "A textbook." in view.evidence.text.toPlainText()


@pytest.mark.parametrize(("width", "percent", "shown"), [(1300, 100, True), (1000, 100, False), (1300, 150, False)])
def test_side_panes_give_way(view, qapp, width, percent, shown):
    theme.wear(qapp, "light", percent)
    view.resize(width, 600)
    view.show_guideline(GUIDELINE)
    assert view.outline.isVisible() is shown
    assert view.evidence.isVisible() is shown
    assert len(view.panes()) == (3 if shown else 1)


def test_one_side_pane_at_a_time_where_it_is_narrow(view):
    view.resize(1000, 600)
    view.show_guideline(GUIDELINE)
    view.banner.outline_button.click()
    view.banner.evidence_button.click()
    assert (view.outline.isVisible(), view.evidence.isVisible()) == (False, True)


def test_text_keeps_its_section_when_the_text_size_changes(view, qapp):
    view.show_guideline(GUIDELINE, "limits", "", "mri")
    theme.wear(qapp, "dark", 150)
    assert view.shown == "limits"
    assert view.text.document().defaultFont().pointSizeF() == pytest.approx(16.5)
    assert len(view.text.marks.found) == 3


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("width", [1000, 1366])
def test_text_needs_no_sideways_scroll_and_lines_stay_short(view, qapp, percent, width):
    theme.wear(qapp, "light", percent)
    view.resize(width, 700)
    view.show_guideline(GUIDELINE)
    text = view.text
    assert text.document().size().width() <= text.viewport().width() + 1
    form = text.document().rootFrame().frameFormat()
    room = text.viewport().width() - form.leftMargin() - form.rightMargin()
    assert room <= 80 * text.fontMetrics().averageCharWidth()


@pytest.mark.parametrize(("days", "late"), [(0, ""), (1, "passed 1 day ago"), (12, "passed 12 days ago")])
def test_a_passed_review_date_is_told(view, clock, days, late):
    clock.day = GUIDELINE.next_review + timedelta(days=days)
    view.show_guideline(GUIDELINE)
    assert view.banner.overdue.isVisible() is bool(late)
    assert late in view.banner.overdue.words.text()


@pytest.mark.parametrize(("reviewer", "told"), [("", True), ("Dr A. Example", False)])
def test_missing_review_is_told(view, reviewer, told):
    view.show_guideline(msgspec.structs.replace(GUIDELINE, reviewer=reviewer))
    assert view.banner.unreviewed.isVisible() is told


@pytest.mark.parametrize(("count", "is_uniform"), [(LONG, False), (LONG + 1, True), (3 * BATCH, True)])
def test_a_long_outline_is_entered_in_batches_and_the_section_read_is_chosen_when_it_comes(view, count, is_uniform):
    outline, last = view.outline, f"s{count - 1}"
    outline.show_sections(
        Section(f"s{n}", f"Section {n} with a title that needs more than one line") for n in range(count)
    )
    outline.show_section(last)
    assert len(outline.items) == min(count, BATCH)
    assert len(outline.sections) == count
    while len(outline.items) < count:
        QApplication.processEvents()
    outline.show_counts({last: 2})
    QApplication.processEvents()
    assert outline.currentItem().text(0).endswith("(2)")
    assert outline.viewport().rect().contains(outline.visualItemRect(outline.currentItem()).center())
    assert outline.uniformRowHeights() is is_uniform
    assert outline.visualItemRect(outline.currentItem()).height() >= 2 * outline.fontMetrics().height()


@pytest.mark.parametrize("percent", [100, 125, 150, 200])
@pytest.mark.parametrize("title", ["Short", "A title of several words " * 9, "Unbroken" * 20, ""])
def test_a_long_title_in_a_long_outline_ends_in_dots_before_its_count(qtbot, qapp, title, percent):
    theme.wear(qapp, "light", percent)
    outline = Outline()
    qtbot.addWidget(outline)
    outline.resize(240 * percent // 100, 600)
    outline.show()
    outline.show_sections([Section("s", title), *(Section(f"s{n}", "One") for n in range(LONG))])
    outline.show_counts({"s": 12})
    option, index = QStyleOptionViewItem(), outline.indexFromItem(outline.items["s"])
    outline.itemDelegate().initStyleOption(option, index)
    shown, is_cut = option.text, len(title) > 20
    assert shown.endswith("… (12)" if is_cut else f"{title} (12)")
    assert is_cut is (len(shown) < len(title))
    row = outline.visualRect(index)
    room = QRect(0, 0, row.width(), 1000)
    needed = outline.fontMetrics().boundingRect(
        room, int(Qt.TextFlag.TextWrapAnywhere | Qt.TextFlag.TextWordWrap), shown
    )
    assert needed.height() <= row.height()
    assert not is_cut or " " not in title or needed.height() > 1.5 * outline.fontMetrics().lineSpacing()
    assert index.data(Qt.ItemDataRole.ToolTipRole) == f"{title} (12)"


def test_titles_of_the_outline_are_measured_at_the_width_at_which_they_are_painted(view):
    view.show_guideline(GUIDELINE)
    tree, style = view.outline, view.outline.style()
    for item in tree.items.values():
        index, option = tree.indexFromItem(item), QStyleOptionViewItem()
        tree.initViewItemOption(option)
        option.rect = tree.visualRect(index)
        tree.itemDelegate().initStyleOption(option, index)
        painted = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, tree).width()
        painted -= 2 * (style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1)
        assert painted - 4 <= tree.itemDelegate().width(index) <= painted
