"""The words of the program in the user's language (gettext); guideline content carries its own language."""

from __future__ import annotations

import gettext as _gettext
from typing import Final

from desktop.paths import TRANSLATIONS

DOMAIN: Final = "waymark"
_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()


def use(tag: str) -> None:
    """Speak this language from now on; a missing catalogue falls back to English."""
    global _catalogue  # noqa: PLW0603  # the one switch of language, thrown once at start
    _catalogue = _gettext.translation(DOMAIN, TRANSLATIONS, languages=[tag], fallback=True)


def is_spoken(tag: str) -> bool:
    """Are there words in this language? The program's own are English."""
    own = tag.replace("_", "-").partition("-")[0].casefold() == "en"
    return own or _gettext.find(DOMAIN, TRANSLATIONS, [tag]) is not None


def gettext(text: str) -> str:
    """Translate one text of the program."""
    return _catalogue.gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """Translate a text that counts something."""
    return _catalogue.ngettext(one, many, number)
