"""Where the words of a query stand in a text: for the snippet of a hit, and for the reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from db.search import MARK_END, MARK_START, Query, fold, stems
from db.search_stem import stem

Span = tuple[int, int]
BEFORE: Final = 60
LENGTH: Final = 280
MOST: Final = 40
LOOSE: Final = {"e": "[ao]?e", "z": "[sz]", "s": "[sz]", "i": "[iy]", "k": "[ck]", "c": "[ck]"}


class _Shadow(dict[int, str]):
    """Each character as one letter without case and accent, so that places in the shadow are places in the text."""

    def __missing__(self, code: int) -> str:
        """Work a character out once."""
        self[code] = found = (fold(chr(code)) or " ")[0]
        return found


_SHADOW: Final = _Shadow()


@lru_cache(maxsize=16)
def finder(query: Query) -> Callable[[str, int], list[Span]]:
    """A function that finds the words of a query in a text, in any of their forms, at most so many."""
    whole = frozenset(stem(word) for wanted in query.words for word in (wanted.word, *wanted.also))
    begun = tuple(wanted.word for wanted in query.words if wanted.is_begun)
    if not whole:
        return lambda _text, _most: []
    starts = {_loose(word[:3]) for word in (*whole, *begun)}
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(starts))})[^\W_]*")

    def is_wanted(word: str) -> bool:
        return word.startswith(begun) or not whole.isdisjoint(stems(word))

    def find(text: str, most: int) -> list[Span]:
        spans = []
        for found in pattern.finditer(text.translate(_SHADOW)):
            if is_wanted(found[0]):
                spans.append(found.span())
                if len(spans) == most:
                    break
        return spans

    return find


def _loose(start: str) -> str:
    """A pattern for the first letters of a word in any spelling."""
    return "".join(LOOSE.get(letter, re.escape(letter)) for letter in start)


def snippet(text: str, query: Query) -> str:
    """The piece of a text with most of the words searched, marked; its beginning where it holds none."""
    spans = finder(query)(text, MOST)
    start, end = _window(text, spans)
    pieces, at = ["…" if start else ""], start
    for first, last in spans:
        if start <= first and last <= end:
            pieces += [text[at:first], MARK_START, text[first:last], MARK_END]
            at = last
    return "".join([*pieces, text[at:end], "…" if end < len(text) else ""])


def _window(text: str, spans: Iterable[Span]) -> Span:
    """The piece to show: whole words round the place where most of the spans stand together."""
    if len(text) <= LENGTH:
        return 0, len(text)
    firsts = [first for first, _ in spans]
    best = max(firsts, key=lambda at: sum(at <= other < at + LENGTH - BEFORE for other in firsts), default=0)
    start = 0 if best <= BEFORE else text.find(" ", best - BEFORE, best) + 1 or best
    end = len(text) if start + LENGTH >= len(text) else text.rfind(" ", start, start + LENGTH)
    return start, end if end > start else min(len(text), start + LENGTH)
