"""Words that several views share, set so that a date or a version is never broken over two lines."""

from __future__ import annotations

from datetime import date
from typing import Final

from desktop.core.text import NO_BREAK, date_words
from desktop.language import gettext as _

NO_BREAK_HYPHEN: Final = "\u2011"


def unbroken(text: str) -> str:
    """Text that stays on one line."""
    return text.replace(" ", NO_BREAK).replace("-", NO_BREAK_HYPHEN)


def edition_words(version: str, reviewed: date, due: date, reviewer: str) -> str:
    """Version, date and next review of a guideline, "reviewed" only by a named one; lines break between the three."""
    dated = _("reviewed {reviewed}") if reviewer else _("text of {reviewed}")
    parts = (
        _("Version {version}").format(version=version),
        dated.format(reviewed=date_words(reviewed)),
        _("next review {due}").format(due=date_words(due)),
    )
    return f"{NO_BREAK}· ".join(map(unbroken, parts))
