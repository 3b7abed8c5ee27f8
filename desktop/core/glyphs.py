"""Which characters may go on paper: those that the fonts hold and that a reader can see."""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from typing import Final

from desktop.core.text import NO_BREAK
from desktop.language import gettext as _

NARROW_NO_BREAK: Final = "\u202f"
SHOWN: Final = 60


class PaperError(ValueError):
    """Something that cannot be printed as it is; the sentence names it."""


def printable(text: str, glyphs: Container[int]) -> str:
    """The text, composed (NFC) and with plain white space, or `PaperError` for a character that would be lost.

    `glyphs` are the code points that every font in use can draw. A combining mark that does not compose is refused,
    because it would stand beside its letter.
    """
    composed = unicodedata.normalize("NFC", text).replace(NARROW_NO_BREAK, NO_BREAK)
    for character in composed:
        if character in "\n\t\r":
            continue
        if ord(character) not in glyphs or unicodedata.category(character)[0] in "CM":
            raise PaperError(_refusal(character, composed))
    return composed


def _refusal(character: str, text: str) -> str:
    """Name a character by its sign, code point and name, and the text that it stands in."""
    at = text.index(character)
    around = text[max(0, at - SHOWN // 2) : at + SHOWN // 2]
    readable = "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in around)
    name = unicodedata.name(character, _("no name"))
    sign = f"“{character}” " if character.isprintable() else ""
    message = _("The character {sign}(U+{point:04X}, {name}) cannot be printed; it stands in: {text}")
    return message.format(sign=sign, point=ord(character), name=name, text=readable)
