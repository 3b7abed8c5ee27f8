"""The look of the program: palette and style sheet made from `tokens.toml`, the bundled font, the text size.

Views read `current()` when they paint, and paint again when Qt tells them of a `StyleChange`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, Final

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop.paths import FONTS, ICONS, STYLE
from desktop.settings import Theme

FONT_FILES: Final = ("Inter-Regular.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf")
SIZES: Final = ("title", "h2", "h3", "body", "meta", "small")
WIDE: Final = 1100
LARGE_TEXT: Final = 150
KIND_RULE: Final = Template(
    'QFrame[kind="$kind"] { background: $ground; border: 1px solid $ink; border-left: 6px solid $ink; '
    "border-radius: 0; }\n"
    'QLabel[ink="$kind"] { color: $ink; font-weight: 700; }'
)


class FontError(RuntimeError):
    """A bundled font that is missing or cannot be read."""


@dataclass(frozen=True, slots=True)
class Look:
    """One theme at one text size: colours by token, inks and grounds by kind, sizes in points."""

    name: str
    percent: int
    colors: Mapping[str, str]
    inks: Mapping[str, str]
    grounds: Mapping[str, str]

    def pt(self, use: str) -> float:
        """The size in points of a use of type: title, h2, h3, body, meta or small."""
        return float(tokens()["type"][use]["pt"]) * self.percent / 100

    def px(self, length: int) -> int:
        """A length in pixels that grows with the text, such as that of a sign."""
        return round(length * self.percent / 100)

    def color(self, token: str) -> QColor:
        """A colour by its token."""
        return QColor(self.colors[token])

    def font(self, use: str, weight: int | None = None) -> QFont:
        """The font of a use of type."""
        font = QFont(QApplication.font())
        font.setPointSizeF(self.pt(use))
        font.setWeight(QFont.Weight(weight or tokens()["type"][use]["weight"]))
        return font


@cache
def tokens() -> dict[str, Any]:
    """Every token, as its file holds it."""
    return tomllib.loads((STYLE / "tokens.toml").read_text(encoding="utf-8"))


def make_look(name: str, percent: int) -> Look:
    """The look of a theme, light or dark, at a text size in percent."""
    found = dict(tokens()[name])
    kinds = found.pop("kinds")
    inks = {kind: pair["ink"] for kind, pair in kinds.items()}
    return Look(name, percent, found, inks, {kind: pair["ground"] for kind, pair in kinds.items()})


class Worn:
    """The look that the program wears now: changed by `wear` alone."""

    look: Look | None = None


def current() -> Look:
    """The look that the program wears now; light at 100 % before the first `wear`."""
    return Worn.look or make_look("light", 100)


def resolve(theme: Theme) -> str:
    """The theme to show: what is chosen, or what the system says."""
    if theme != "system":
        return theme
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def wear(app: QApplication, theme: Theme, percent: int) -> Look:
    """Dress the program in a theme at a text size."""
    look = make_look(resolve(theme), percent)
    if Worn.look == look:
        return look
    if Worn.look is None:
        app.setStyle("Fusion")
    Worn.look = look
    font = QFont(tokens()["type"]["family"])
    font.setPointSizeF(look.pt("body"))
    app.setFont(font)
    app.setPalette(make_palette(look))
    app.setStyleSheet(make_style_sheet(look))
    return look


def load_fonts(folder: Path = FONTS) -> None:
    """Register the bundled font and the folder of icons with Qt. Raises `FontError`."""
    QDir.setSearchPaths("icons", [str(ICONS)])
    for name in FONT_FILES:
        if QFontDatabase.addApplicationFont(str(folder / name)) < 0:
            raise FontError(f"{folder / name}: the font is missing or damaged; install the program again.")


def make_palette(look: Look) -> QPalette:
    """The colours that stock widgets take."""
    role = QPalette.ColorRole
    uses = {
        "bg": (role.Window, role.Midlight),
        "surface": (role.Base, role.Button, role.ToolTipBase, role.Light),
        "surface_2": (role.AlternateBase,),
        "text": (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.HighlightedText, role.BrightText),
        "text_2": (role.PlaceholderText,),
        "link": (role.Link, role.LinkVisited),
        "border": (role.Mid, role.Dark),
        "selection": (role.Highlight,),
        "primary": (role.Accent,),
    }
    palette = QPalette()
    for token, roles in uses.items():
        for one in roles:
            palette.setColor(one, look.color(token))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, look.color("text_2"))
    return palette


def make_style_sheet(look: Look) -> str:
    """The style sheet, with every colour and size taken from the tokens."""
    kinds = [KIND_RULE.substitute(kind=k, ink=look.inks[k], ground=look.grounds[k]) for k in look.inks]
    values = {f"{use}_pt": f"{look.pt(use):g}" for use in SIZES}
    inks = {f"{kind.replace('-', '_')}_ink": ink for kind, ink in look.inks.items()}
    template = Template((STYLE / "waymark.qss").read_text(encoding="utf-8"))
    return template.substitute(
        look.colors,
        **values,
        **inks,
        theme=look.name,
        kind_rules="\n".join(kinds),
        group_top=str(look.px(12)),
        control=str(max(26, look.px(20))),
        drop_down=str(look.px(24)),
        arrow=str(look.px(14)),
    )


def is_narrow(width: int) -> bool:
    """Is there no room for side panes: a narrow window, or large text?"""
    return width < WIDE or current().percent >= LARGE_TEXT
