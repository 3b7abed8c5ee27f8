"""What a search did, in words, the same in the window and on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from db.search import read_query
from db.search_marks import finder
from db.search_reasons import Reason
from db.store import Hit, Results
from desktop.core.line_words import dose_for_words
from desktop.language import gettext as _

MOST_OTHERS: Final = 3
"""So many words are named by which passages were found."""


def without_words(found: Results) -> str:
    """The words that no hit was to hold; empty if none were left out."""
    return _("Without: {words}").format(words=", ".join(found.excluded)) if found.excluded else ""


def missing_words(found: Results) -> str:
    """The words that no text has; empty if all stand somewhere."""
    return _("No text has “{words}”.").format(words="”, “".join(found.missing)) if found.missing else ""


def instead_words(found: Results) -> str:
    """The words that no text has where hits for something else are shown; empty if there are none."""
    return " ".join(_instead_of(word, others, found.hits) for word, others in found.instead)


def _instead_of(word: str, others: Sequence[str], hits: Iterable[Hit]) -> str:
    """What is shown where no text has a word; the author's index, which is no text, may list some of the hits under it.

    The words stand in quotation marks, for some are no nouns.
    """
    find = finder(read_query(f"{word} "))
    if any(find(hit.entry, 1) for hit in hits):
        words = _("No text has “{word}”; shown are hits for “{others}” and what is listed under “{word}”.")
    else:
        words = _("No text has “{word}”; shown are hits for “{others}”.")
    return words.format(word=word, others="”, “".join(others[:MOST_OTHERS]))


def partial_words() -> str:
    """What is said above the first hit from which on none has all the words that were found."""
    return _("Only some of the words:")


def lacking_words(hit: Hit) -> str:
    """The words that a hit does not have though it stands above one that has all; empty if there are none."""
    return _("Not here: {words}").format(words=", ".join(hit.lacking)) if hit.lacking else ""


def dose_words(hit: Hit) -> str:
    """What a dose in the text of a hit is for, or what it depends on; empty if there is none that needs it."""
    if not hit.dose_for:
        return ""
    return dose_for_words(hit.dose_for) if hit.statement else _("Doses depend on: {what}").format(what=hit.dose_for)


def not_searched_words(found: Results) -> str:
    """Why nothing was searched; empty if it was."""
    if found.is_searched:
        return ""
    if found.excluded:
        words = _("Nothing was searched: “{text}” only says what to leave out. Type a word to search for as well.")
    else:
        words = _("Nothing was searched: there is no word in “{text}”.")
    return words.format(text=found.query.strip())


def reason_words(reason: Reason) -> str:
    """Where the words stand that a hit does not show, with the words marked."""
    match reason.where:
        case "index":
            words = _("Listed under: {words}")
        case "reasons":
            words = _("In the reasons: {words}")
        case "section":
            words = _("In this section: {words}")
    found = words.format(words=reason.snippet)
    return f"{found} ({dose_for_words(reason.dose_for)})" if reason.dose_for else found
