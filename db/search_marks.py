"""Where the words of a query stand in a text: for the snippet of a hit, and for the reader."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice, pairwise
from typing import Final, Protocol

import msgspec

from db.search import (
    APOSTROPHES,
    GREEK,
    MARK_END,
    MARK_START,
    MICROGRAM,
    SINGLE_GREEK,
    UNSPACED,
    Query,
    Wanted,
    find_words,
    fold_letters,
    plain_words,
)
from db.search_stem import stem

Span = tuple[int, int]
BEFORE: Final = 60
LENGTH: Final = 280
NEAR: Final = 12
"""So many signs may lie between two words that stand beside each other."""
MOST: Final = 4
"""So many times each word is looked for in the text of a hit."""
SHORTEST_HALF: Final = 3
"""A word that was typed as one may stand in a text in two halves ("follow-up"), of which the first is so long."""
NO_BLANKS: Final = re.compile("[^ ]+")
ENGLISH: Final = bytes(ord(sign.lower() if sign.isalnum() else " ") for sign in map(chr, range(128))).ljust(256)


SPELT: Final[dict[int, str]] = {}
"""Characters that stand in shadows as they are, because they fold to none or several letters: those met so far."""


NAMED: Final[set[str]] = set()
"""Greek letters that were met so far: one by itself is found by its name, and "µg" by "mcg"."""
NAMES: Final = re.compile(f"{MICROGRAM.pattern}|{SINGLE_GREEK.pattern}")


class _Shadow(dict[int, str]):
    """Each character as one letter without case and accent, or a blank, so that places stay where they are."""

    def __missing__(self, code: int) -> str:
        """Work a character out once."""
        sign = chr(code)
        folded = " " if sign in APOSTROPHES else fold_letters(sign)
        if len(folded) != 1:
            SPELT[code] = folded
        if folded in GREEK:
            NAMED.add(folded)
        self[code] = found = " " if folded in ("-", ".") else folded if len(folded) == 1 else sign
        return found


_SHADOW: Final = _Shadow()


def shadow(text: str) -> str:
    """The words of a text, each at its place and one further, for a blank stands before them, and one after them."""
    folded = text.encode().translate(ENGLISH).decode() if text.isascii() else text.translate(_SHADOW)
    return f" {folded} "


class Find(Protocol):
    """Finds the words of a query in a shadow, in any of their forms, each at most so many times.

    Where only some of the words can stand in it, those may be named.
    """

    def __call__(self, line: str, most: int, words: Iterable[Wanted] | None = None) -> list[Span]:
        """Look for them."""


def finder(query: Query) -> Callable[[str, int], list[Span]]:
    """A function that finds the words of a query in a text, in any of their forms, each at most so many times."""
    find = shadow_finder(query)
    return lambda text, most: find(_kept_shadow(text), most)


_kept_shadow: Final = lru_cache(maxsize=128)(shadow)
"""The last texts are kept, because the reader looks through the same ones at the next key."""


@lru_cache(maxsize=16)
def shadow_finder(query: Query) -> Find:
    """The same for a text that is a shadow already."""
    whole = frozenset(stem(wanted.word) for wanted in query.words)
    begun = tuple(wanted.word for wanted in query.words if wanted.is_begun)
    if not whole:
        return lambda _line, _most, _words=None: []
    starts: dict[Wanted, list[str]] = {}
    unspaced: list[str] = []
    for wanted in query.words:
        every = _starts(stem(wanted.word)) + wanted.is_begun * _starts(wanted.word)
        unspaced += [start for start in every if not start.isascii() and UNSPACED.fullmatch(start)]
        starts[wanted] = [f" {start}" for start in every if start not in unspaced]
    halves = {wanted.word[:end] for wanted in query.words for end in range(SHORTEST_HALF, len(wanted.word))}

    @cache
    def is_wanted(word: str) -> bool:
        return word.startswith(begun) or stem(word) in whole or _is_value(word, whole)

    def find(line: str, most: int, words: Iterable[Wanted] | None = None) -> list[Span]:
        is_ascii = line.isascii()
        is_spelt = not is_ascii and any(chr(code) in line for code in tuple(SPELT))
        spans = list(_spelt(line, is_wanted, most)) if is_spelt else []
        if not is_ascii:
            spans += _named(line, is_wanted, most)
        looked_for = starts if words is None else starts.keys() & words
        for start in () if is_spelt else {start for wanted in looked_for for start in starts[wanted]}:
            at, last = line.find(start), len(spans) + most
            while at >= 0 and len(spans) < last:
                end = line.index(" ", at + 1)
                word = line[at + 1 : end]
                if is_wanted(word):
                    spans.append((at, end - 1))
                elif word in halves:
                    second = max(end, line.find(" ", end + 1))
                    if stem(line[at + 1 : second].replace(" ", "")) in whole:
                        spans.append((at, second - 1))
                at = line.find(start, end)
        if not unspaced:
            return sorted(set(spans))
        pieces = (found.span() for start in unspaced for found in islice(re.finditer(start, line), most))
        return _joined([*spans, *((at - 1, end - 1) for at, end in pieces)])

    return find


def _is_value(word: str, whole: Collection[str]) -> bool:
    """Is it a number written together with its unit or quantity, of which both are wanted?"""
    if not (word[0].isdigit() or word[-1].isdigit()):
        return False
    parts = find_words(word)
    return len(parts) > 1 and all(stem(part) in whole for part in parts)


class Spans(msgspec.Struct, frozen=True):
    """Where the words of the first of some queries stand that stand in a text at all.

    They are looked for when they are asked for: most hits are replaced before anybody sees them.
    """

    text: str
    queries: tuple[Query, ...]

    def __iter__(self) -> Iterator[Span]:
        """Look for them."""
        every = (finder(query)(self.text, MOST) for query in self.queries)
        return iter(next(filter(None, every), []))


def _spelt(line: str, is_wanted: Callable[[str], bool], most: int) -> Iterator[Span]:
    """Where words stand that are wanted, each so many times at most, in a shadow whose words are yet to be spelt."""
    counts: Counter[str] = Counter()
    for found in NO_BLANKS.finditer(line):
        word = found[0].translate(SPELT)
        counts[word] += 1
        if counts[word] <= most and is_wanted(word):
            yield found.start() - 1, found.end() - 1


def _named(line: str, is_wanted: Callable[[str], bool], most: int) -> Iterator[Span]:
    """Where words with a sign that has a name stand, each so many times at most, if the name or another part is wanted.

    Of a number with its unit both are, as in ASCII.
    """
    counts: Counter[str] = Counter()
    for letter in tuple(NAMED):
        at = line.find(letter)
        while at >= 0:
            end = line.index(" ", at)
            if NAMES.match(line, at):
                start = line.rindex(" ", 0, at)
                word = line[start + 1 : end]
                counts[word] += 1
                needed = all if word[0].isdigit() else any
                if counts[word] <= most and needed(map(is_wanted, plain_words(word))):
                    yield start, end - 1
            at = line.find(letter, at + 1)


def _joined(spans: list[Span]) -> list[Span]:
    """Spans in order, those that overlap or touch as one."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _starts(word: str) -> list[str]:
    """The first letters of a word in any spelling."""
    start = word[:2] if len(word) == 3 and word.endswith("i") else word[:3]
    return [start] if "e" not in start else [start.replace("e", e)[:3] for e in ("e", "ae", "oe")]


def nearness(text: str, spans: list[Span], query: Query) -> float:
    """How many of a query's words stand beside another one in a text, given where they stand: from 0 to 1."""
    near = [pair for pair in pairwise(spans) if pair[1][0] - pair[0][1] <= NEAR]
    if not near:
        return 0.0
    pairs = {frozenset(stem(text[start:end].lower()) for start, end in pair) for pair in near}
    return min(1.0, sum(len(pair) == 2 for pair in pairs) / (len(query.words) - 1))


def snippet(text: str, spans: Sequence[Span]) -> str:
    """The piece of a text with most of these spans, marked; its beginning where there are none."""
    start, end = _window(text, spans)
    pieces, at = ["…" if start else ""], start
    for first, last in spans:
        if start <= first and last <= end:
            pieces += [text[at:first], MARK_START, text[first:last], MARK_END]
            at = last
    return "".join([*pieces, text[at:end], "…" if end < len(text) else ""])


def _window(text: str, spans: Sequence[Span]) -> Span:
    """The piece to show: whole words round the place where most of the spans stand together."""
    if len(text) <= LENGTH:
        return 0, len(text)
    starts = [first for first, _ in spans]
    near = [bisect_left(starts, first + LENGTH - BEFORE) - number for number, first in enumerate(starts)]
    best = starts[near.index(max(near))] if near else 0
    start = 0 if best <= BEFORE else text.find(" ", best - BEFORE, best) + 1 or best
    end = len(text) if start + LENGTH >= len(text) else text.rfind(" ", start, start + LENGTH)
    return start, end if end > start else min(len(text), start + LENGTH)
