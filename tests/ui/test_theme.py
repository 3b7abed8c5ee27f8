"""The look: every pair of colours is legible, and the style sheet takes all its colours from the tokens."""

import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QRadioButton

from desktop.core.line_words import kind_word
from desktop.paths import STYLE
from desktop.ui import signs, theme

THEMES = ["light", "dark"]
TEXT_PAIRS = [
    *[(ink, ground) for ink in ("text", "text_2", "link") for ground in ("surface", "bg", "surface_2")],
    ("primary_ink", "primary"),
    ("text", "selection"),
    ("text", "hit"),
]
LINE_PAIRS = [(line, ground) for line in ("border", "focus") for ground in ("surface", "bg", "surface_2")]


def luminance(color):
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(color).getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first, second):
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_is_legible(name, ink, ground):
    colors = theme.make_look(name, 100).colors
    assert contrast(colors[ink], colors[ground]) >= 6.3


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("line", "ground"), LINE_PAIRS)
def test_borders_and_rings_are_visible(name, line, ground):
    colors = theme.make_look(name, 100).colors
    assert round(contrast(colors[line], colors[ground]), 1) >= 3.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("kind", signs.SIGNS)
def test_kinds_are_legible_on_their_ground_and_on_the_surface(name, kind):
    look = theme.make_look(name, 100)
    assert contrast(look.inks[kind], look.grounds[kind]) >= 7
    assert contrast(look.inks[kind], look.colors["surface"]) >= 7
    assert contrast(look.colors["text"], look.grounds[kind]) >= 7
    assert contrast(look.colors["link"], look.grounds[kind]) >= 4.5


def test_style_sheet_template_holds_no_colour():
    text = (STYLE / "waymark.qss").read_text()
    assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b|\brgba?\(|\b(?:white|black|red|gr[ae]y)\b", text)


@pytest.mark.parametrize("name", THEMES)
def test_style_sheet_is_filled_in_completely(name):
    sheet = theme.make_style_sheet(theme.make_look(name, 150))
    assert "$" not in sheet
    assert "font-size: 30pt" in sheet


def test_wear_changes_font_palette_and_sheet(qapp):
    theme.wear(qapp, "dark", 200)
    assert qapp.font().pointSizeF() == 22
    assert qapp.font().family() == "Inter"
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor("#12181E")
    assert theme.current().name == "dark"


def test_missing_font_is_named(tmp_path):
    with pytest.raises(theme.FontError, match=r"Inter-Regular\.ttf"):
        theme.load_fonts(tmp_path)
    theme.load_fonts()


@pytest.mark.parametrize(("percent", "width", "narrow"), [(100, 1100, False), (100, 1099, True), (150, 1900, True)])
def test_narrow_by_width_or_by_text(qapp, percent, width, narrow):
    theme.wear(qapp, "light", percent)
    assert theme.is_narrow(width) is narrow


def pixels(widget):
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("make", [QRadioButton, QCheckBox, QLineEdit, QPushButton])
def test_outlines_are_visible_in_rendered_pixels(qtbot, qapp, name, make):
    look = theme.wear(qapp, name, 100)
    widget = make()
    qtbot.addWidget(widget)
    widget.show()
    assert max(contrast(p, look.colors["bg"]) for p in pixels(widget)) >= 3


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("make", [QPushButton, QLineEdit, QCheckBox, QRadioButton])
def test_focus_shows_a_ring(qtbot, qapp, name, make):
    look = theme.wear(qapp, name, 100)
    widget = make()
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    ring = QColor(look.colors["focus"]).name()
    image = widget.grab().toImage()
    middle = image.height() // 2
    assert [image.pixelColor(x, middle).name() for x in range(3)] == [ring] * 3


@pytest.mark.parametrize("kind", signs.SIGNS)
def test_every_kind_has_a_sign_of_its_own_and_a_word(qapp, kind):
    image = signs.sign_pixmap(kind, 24).toImage()
    assert image.width() == 48
    assert kind_word(kind)
    others = [signs.sign_pixmap(k, 24, "#000000").toImage() for k in signs.SIGNS if k != kind]
    assert signs.sign_pixmap(kind, 24, "#000000").toImage() not in others


def test_tool_icons_are_drawn_in_the_colour_of_the_text(qapp):
    theme.wear(qapp, "dark", 100)
    image = signs.tool_icon("back", 20).pixmap(20).toImage()
    colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert QColor(theme.current().colors["text"]).name() in colors
