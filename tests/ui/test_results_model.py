"""The hits as rows: grouped, best first, with words for a screen reader and HTML that keeps text text."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QListView

from db.search_reasons import Reason
from desktop.ui import theme
from desktop.ui.results_model import DIVIDER, HEADING, HIT, HitDelegate, ResultsModel, grouped
from desktop.ui.results_row import Row, Style, unmarked
from tests.ui.conftest import make_hit

SECTION = make_hit(None, title="Imaging section")
DO = make_hit()


NUMBERS = {"plexus": {"acr": 4, "note": 7}}


OTHER = make_hit(None, section="other")


@pytest.mark.parametrize(
    ("hits", "best", "rows"),
    [
        ((SECTION, DO, OTHER, make_hit("b")), 2, [None, "mri", None, "b"]),
        ((SECTION, DO, make_hit("b"), OTHER, make_hit("c")), 2, [None, "mri", "b", "c", None]),
        ((SECTION, DO, OTHER), 0, [None, None, "mri"]),
        ((DO, SECTION, make_hit("b")), 0, ["mri", "b", None]),
        ((), 3, []),
    ],
)
def test_the_best_hits_stand_first_and_the_others_by_kind(hits, best, rows):
    assert [hit.statement for _group, hit in grouped(hits, best)] == rows


def test_first_row_of_a_group_has_a_heading_with_its_count():
    model = ResultsModel()
    model.show((DO, SECTION, make_hit("b"), OTHER, make_hit("c"), make_hit("d")), NUMBERS)
    headings = [model.index(row).data(HEADING) for row in range(6)]
    assert headings == ["Best hits (3)", "", "", "Sections (1)", "Recommendations (2)", ""]
    assert model.index(1).data(HIT) == SECTION


PARTIAL = make_hit("b", title="Limits")


@pytest.mark.parametrize(
    ("partial_from", "headings", "dividers"),
    [
        (None, ["Best hits (3)", "", ""], ["", "", ""]),
        (0, ["Best hits (3)", "", ""], ["Only some of the words:", "", ""]),
        (1, ["Best hits (1)", "Sections (1)", "Recommendations (1)"], ["", "Only some of the words:", ""]),
        (2, ["Best hits (2)", "", "Recommendations (1)"], ["", "", "Only some of the words:"]),
    ],
)
def test_hits_with_only_some_of_the_words_stand_below_all_others_and_say_so(partial_from, headings, dividers):
    model = ResultsModel()
    model.show((DO, SECTION, PARTIAL), NUMBERS, partial_from)
    rows = [model.index(row) for row in range(model.rowCount())]
    assert [row.data(HEADING) for row in rows] == headings
    assert [row.data(DIVIDER) for row in rows] == dividers
    for row, divider in zip(rows, dividers, strict=True):
        assert row.data(Qt.ItemDataRole.AccessibleTextRole) == f"{divider} {row.data()}".strip()


def test_references_are_numbered_by_their_guideline():
    model = ResultsModel()
    model.show((DO, SECTION), NUMBERS)
    assert model.numbers(make_hit(references=("note", "acr", "lost"))) == (7, 4)
    assert model.numbers(make_hit(guideline="other")) == ()


def test_row_says_kind_title_place_and_snippet_without_marks():
    model = ResultsModel()
    model.show((DO, SECTION), NUMBERS)
    assert model.index(0).data() == "DO: Imaging. Plexus care. Plexus MRI is the first test."
    assert model.index(1).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Imaging section. Plexus care.")


def test_row_without_a_mark_says_where_the_words_stand(qtbot):
    hit = make_hit(snippet="Plexus MRI is first.", reason=Reason("index", "first \x02scan\x03"))
    model = ResultsModel()
    model.show((hit,), NUMBERS)
    assert model.index(0).data().endswith("Plexus MRI is first. Listed under: first scan")
    row, plain = (Row(one, (), Style(theme.current()), 400) for one in (hit, DO))
    assert [part.text() for part in row.parts][3:] == ["Listed under: first scan"]
    assert row.height > plain.height
    assert len(plain.parts) == 3


@pytest.mark.parametrize(
    ("statement", "words"), [("mri", "Dose for: clearance above 60"), (None, "Doses depend on: clearance above 60")]
)
def test_row_says_what_a_dose_in_it_is_for_above_the_text(qtbot, statement, words):
    hit = make_hit(statement, dose_for="clearance above 60", lacking=("child",), reason=Reason("index", "much"))
    model = ResultsModel()
    model.show((hit,), NUMBERS)
    text = unmarked(hit.snippet)[0]
    assert model.index(0).data().endswith(f". {words} {text} Listed under: much Not here: child")
    row = Row(hit, (), Style(theme.current()), 400)
    assert [part.text() for part in row.parts][2:] == [words, text, "Listed under: much", "Not here: child"]


def test_row_says_which_words_its_hit_does_not_have(qtbot):
    hit = make_hit(snippet="Plexus MRI is first.", lacking=("sepsis", "child"))
    model = ResultsModel()
    model.show((hit,), NUMBERS)
    assert model.index(0).data().endswith("Plexus MRI is first. Not here: sepsis, child")
    row = Row(hit, (), Style(theme.current()), 400)
    assert [part.text() for part in row.parts][3:] == ["Not here: sepsis, child"]
    assert row.height > Row(DO, (), Style(theme.current()), 400).height


@pytest.mark.parametrize(
    ("snippet", "text", "marks"),
    [
        ("Plexus \x02MRI\x03 is", "Plexus MRI is", [(7, 3)]),
        ("\x02MRI\x03 or \x02CT\x03", "MRI or CT", [(0, 3), (7, 2)]),
        ("none", "none", []),
        ("", "", []),
    ],
)
def test_marks_of_a_snippet_become_places(snippet, text, marks):
    assert unmarked(snippet) == (text, marks)


def test_found_words_are_bold_on_a_ground_and_text_is_never_markup(look):
    hit = make_hit(title="<b>x</b>", snippet="a \x02MRI\x03 & <img src=x>")
    title, path, snippet = Row(hit, (4, 7), Style(look), 400).parts
    assert (title.text(), path.text()) == ("DO  <b>x</b>", "Plexus care")
    assert snippet.text() == "a MRI & <img src=x> [4] [7]"
    mark = snippet.formats()[0]
    assert (mark.start, mark.length) == (2, 3)
    assert mark.format.background().color() == look.color("hit")
    assert mark.format.fontWeight() == QFont.Weight.Bold


def test_every_word_of_a_long_row_is_laid_out(look):
    hit = make_hit(title="Long " * 40, snippet="word " * 60)
    for part in Row(hit, (), Style(look), 300).parts:
        last = part.lineAt(part.lineCount() - 1)
        assert last.textStart() + last.textLength() == len(part.text())
        assert all(part.lineAt(n).naturalTextWidth() <= 300 for n in range(part.lineCount()))


@pytest.fixture
def listing(qtbot):
    view = QListView()
    qtbot.addWidget(view)
    model = ResultsModel()
    model.show((DO, SECTION), NUMBERS)
    view.setModel(model)
    view.setItemDelegate(HitDelegate(view))
    view.resize(500, 300)
    view.show()
    return view


def test_rows_grow_with_the_text(listing, qapp):
    index = listing.model().index(0)
    small = listing.itemDelegate().sizeHint(None, index).height()
    theme.wear(qapp, "light", 200)
    assert listing.itemDelegate().sizeHint(None, index).height() > 1.7 * small


def test_rows_grow_where_the_list_is_narrow(listing):
    long = make_hit(snippet="word " * 60)
    listing.model().show((long,), NUMBERS)
    wide = listing.itemDelegate().sizeHint(None, listing.model().index(0)).height()
    listing.resize(250, 300)
    assert listing.itemDelegate().sizeHint(None, listing.model().index(0)).height() > wide


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("percent", [100, 200])
def test_a_line_and_its_words_divide_the_hits_and_are_in_view(listing, qapp, name, percent):
    look = theme.wear(qapp, name, percent)
    listing.resize(500, 800)
    listing.model().show((DO, make_hit("b")), NUMBERS, 1)
    rect, delegate = listing.visualRect(listing.model().index(1)), listing.itemDelegate()
    image = listing.viewport().grab().toImage()
    assert image.pixelColor(rect.center().x(), rect.top() - 1) == look.color("border")
    above = range(rect.top(), rect.top() + look.px(32))
    assert any(image.pixelColor(x, y) == look.color("text") for y in above for x in range(rect.left(), rect.right()))
    assert delegate.heading_height(listing.model().index(1)) == 2 * look.px(32)


def test_painted_row_shows_ink_ground_of_the_hit_and_selection(listing, look):
    listing.setCurrentIndex(listing.model().index(1))
    image = listing.viewport().grab().toImage()
    colors = {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())}
    for name in (look.colors["hit"], look.colors["selection"], look.inks["do"]):
        assert name in colors
