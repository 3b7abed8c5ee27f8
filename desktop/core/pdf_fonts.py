"""The embedded fonts: Inter in three weights, read once."""

from __future__ import annotations

from functools import cache
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from desktop.paths import FONTS

REGULAR: Final = "Inter-Regular"
SEMI_BOLD: Final = "Inter-SemiBold"
BOLD: Final = "Inter-Bold"


@cache
def glyphs() -> frozenset[int]:
    """Register the fonts; the code points that all of them can draw."""
    faces = []
    for name in (REGULAR, SEMI_BOLD, BOLD):
        font = TTFont(name, str(FONTS / f"{name}.ttf"))
        pdfmetrics.registerFont(font)
        faces.append(frozenset(font.face.charToGlyph))
    return frozenset.intersection(*faces)


def text_width(text: str, font: str, size: float) -> float:
    """The width of a text in points."""
    glyphs()  # a font is measured only when it is registered
    return float(pdfmetrics.stringWidth(text, font, size))
