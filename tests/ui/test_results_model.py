"""The hits as rows: grouped, best first, with words for a screen reader and HTML that keeps text text."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView

from desktop.ui import theme
from desktop.ui.results_model import HEADING, HIT, HitDelegate, ResultsModel, grouped, hit_html
from tests.ui.conftest import make_hit

SECTION = make_hit(None, title="Imaging section")
DO = make_hit()


def numbers(hit):
    return (4, 7) if hit.references else ()


@pytest.mark.parametrize(
    ("hits", "titles"),
    [
        ((DO, SECTION, make_hit("b")), ["mri", "b", None]),
        ((SECTION, DO, make_hit(None, section="other")), [None, None, "mri"]),
        ((), []),
    ],
)
def test_hits_are_grouped_with_the_group_of_the_best_first(hits, titles):
    assert [hit.statement for hit in grouped(hits)] == titles


def test_first_row_of_a_group_has_a_heading_with_its_count():
    model = ResultsModel(numbers)
    model.show((DO, SECTION, make_hit("b")))
    assert [model.index(row).data(HEADING) for row in range(3)] == ["Recommendations (2)", "", "Sections (1)"]
    assert model.index(2).data(HIT) == SECTION


def test_row_says_kind_title_place_and_snippet_without_marks():
    model = ResultsModel(numbers)
    model.show((DO, SECTION))
    assert model.index(0).data() == "DO: Imaging. Plexus care. Plexus MRI is the first test."
    assert model.index(1).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Imaging section. Plexus care.")


def test_found_words_are_bold_on_a_ground_and_text_is_never_markup(look):
    hit = make_hit(title="<b>x</b>", snippet="a \x02MRI\x03 & <img src=x>")
    html = hit_html(hit, (4, 7), look)
    assert f'background-color:{look.colors["hit"]};font-weight:700">MRI</span>' in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "&amp; &lt;img src=x&gt;" in html
    assert "[4] [7]" in html


@pytest.fixture
def listing(qtbot):
    view = QListView()
    qtbot.addWidget(view)
    model = ResultsModel(numbers)
    model.show((DO, SECTION))
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
    listing.model().show((long,))
    wide = listing.itemDelegate().sizeHint(None, listing.model().index(0)).height()
    listing.resize(250, 300)
    assert listing.itemDelegate().sizeHint(None, listing.model().index(0)).height() > wide


def test_painted_row_shows_ink_ground_of_the_hit_and_selection(listing, look):
    listing.setCurrentIndex(listing.model().index(1))
    image = listing.viewport().grab().toImage()
    colors = {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())}
    for name in (look.colors["hit"], look.colors["selection"], look.inks["do"]):
        assert name in colors
