"""From a user's words to full-text queries, and the synonyms under which a text is found.

Words become quoted FTS5 tokens that are bound as parameters, never pasted into SQL; any text is a valid search.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

MAX_LENGTH: Final = 1_000
MAX_WORDS: Final = 32
WEIGHTS: Final = (10.0, 5.0, 3.0, 1.0, 0.5)
"""How much a hit counts in title, path, synonyms, body and context."""
LOOSE_LENGTH: Final = 5
MARK_START: Final = "\x02"
MARK_END: Final = "\x03"
"""The private signs around the words of a snippet that were searched; no source may contain them."""

JOINERS: Final = frozenset("-.'’\u2010\u2011")
STOP_WORDS: Final = frozenset(
    "a about after all am an and any are as at be been before but by can could did do does for from get give given "  # noqa: SIM905  # words read best as words
    "had has have he her him his how i if in into is it its long many may me much must my need needs next now of on "
    "one or our out patient patients please she should so some soon than that the their them then there these they "
    "this to too us use used want was we were what when where whether which who whom why will with without would you "
    "your".split()
)
TIME_WORDS: Final = frozenset({"when", "soon", "long", "wait", "delay"})
TIMING_BONUS: Final = 3.0
"""Added to the score of a statement on timing where a search asks for a time."""
KIND_BONUS: Final = {"stop": 1.0, "do": 0.5, "do-not": 0.5, "consider": 0.5, "timing": 0.5}
"""Added to the score by kind: an emergency comes first, advice before information and before whole sections."""
MARKDOWN: Final = re.compile(
    r"\[\[[^\]]*\]\]|\[([^\]]*)\]\([^)]*\)|^[ \t]*(?:[#>]+|[-*+])[ \t]+|\*+|`+|\|", re.MULTILINE
)


def split_words(text: str) -> list[str]:
    """The words of a text: letters, digits and their marks; a word joined by a hyphen, dot or apostrophe stays one."""
    text = unicodedata.normalize("NFKC", text[:MAX_LENGTH])
    plain = "".join(c if unicodedata.category(c)[0] in "LMN" else "-" if c in JOINERS else " " for c in text)
    parts = (part.strip("-") for part in plain.split())
    return [part for part in parts if part][:MAX_WORDS]


def content_words(words: Sequence[str]) -> list[str]:
    """The words that say what is meant; all of them where nothing else would be left."""
    return [word for word in words if word.casefold() not in STOP_WORDS] or list(words)


def match_expressions(text: str) -> list[str]:
    """FTS5 expressions for a search, strictest first: the phrase, all words, most words; none for a text without words.

    A word that the text ends with may be unfinished.
    """
    words = split_words(text)
    if not words:
        return []
    wanted = [_quoted(word) for word in dict.fromkeys(content_words(words))]
    if is_unfinished(text):
        wanted[-1] = f"({wanted[-1]} OR {wanted[-1]}*)"
    phrase = f'"{" ".join(word.replace("-", " ") for word in words)}"'
    found = [phrase, " AND ".join(wanted), " OR ".join(wanted)]
    return found[1:2] if len(wanted) == 1 else found


def loose_expression(text: str) -> str:
    """An expression for a half-typed last word that finds nothing as it stands, or an empty text.

    Word stems are stored, and "imaging" is stored as "imag": while it is typed, "imagin" begins no stored word.
    """
    words = split_words(text)
    if not words or not is_unfinished(text) or len(words[-1]) < LOOSE_LENGTH:
        return ""
    wanted = [_quoted(word) for word in content_words(words)[:-1]]
    return " AND ".join([*wanted, f"{_quoted(words[-1][:-2])}*"])


def is_unfinished(text: str) -> bool:
    """Might the last word still be typed? Not if something follows it, or if it only joins the others."""
    words = split_words(text)
    return text[:MAX_LENGTH][-1:].isalnum() and words[-1] == content_words(words)[-1]


def asks_when(text: str) -> bool:
    """Does a search ask for a time?"""
    return not TIME_WORDS.isdisjoint(word.casefold() for word in split_words(text))


def _quoted(word: str) -> str:
    """One word as FTS5 tokens that follow each other."""
    return f'"{word.replace("-", " ")}"'


def plain_text(markdown: str) -> str:
    """A Markdown text without its signs, for searching and for snippets."""
    return " ".join(MARKDOWN.sub(lambda found: found[1] or (" " if found[0] == "|" else ""), markdown).split())


class Synonyms:
    """The terms of a guideline, ready to be looked for in its texts."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        """Fold every word once; the words of a group mean the same."""
        self.groups = [[(word, fold(word)) for word in group] for group in groups]

    def of(self, text: str) -> str:
        """All words for every term that occurs in a text, its own word included, so that it counts no less."""
        folded = fold(text)
        found = (word for group in self.groups if any(form in folded for _, form in group) for word, _ in group)
        return " · ".join(dict.fromkeys(found))


def fold(text: str) -> str:
    """A text reduced to ` word word `, without case, accents and plural endings, so that terms are found whole."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    words = re.findall(r"[^\W_]+", bare)
    return f" {' '.join(_singular(word) for word in words)} "


def _singular(word: str) -> str:
    """A word without its plural ending; short words and abbreviations stay."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "is", "us")) else word
