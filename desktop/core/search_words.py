"""What a search did, in words, the same in the window and on the command line."""

from __future__ import annotations

from db.store import Results
from desktop.language import gettext as _


def without_words(found: Results) -> str:
    """The words that no hit was to hold; empty if none were left out."""
    return _("Without: {words}").format(words=", ".join(found.excluded)) if found.excluded else ""


def not_searched_words(found: Results) -> str:
    """Why nothing was searched; empty if it was."""
    if found.is_searched:
        return ""
    if found.excluded:
        words = _("Nothing was searched: “{text}” only says what to leave out. Type a word to search for as well.")
    else:
        words = _("Nothing was searched: there is no word in “{text}”.")
    return words.format(text=found.query.strip())
