"""Typing mistakes: which word of the store was meant by one that stands nowhere.

Candidates come from the words of the store as they are written, not from their stems, and are ranked by what kind of
slip it takes: a key beside the right one, letters that sound alike, a letter doubled or left out. A word of the
English language is never taken for a mistake, nor is the beginning of one while it may still be typed.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from db.search import Wanted, fold

ENGLISH: Final = Path(__file__).resolve().parent.parent / "resources" / "words" / "english.txt"
SHORTEST: Final = 4
CANDIDATES: Final = 8
PREFIX_SHORTEST: Final = 5
COMMON: Final = 0.06
"""How much a word gains for each doubling of how often it is used; it only breaks what would be nearly a tie."""
SPLIT: Final = 0.9
FARTHEST: Final = 0.155
"""What the slips may cost for each letter typed: beyond it lies more often another word than a mistake."""
FARTHEST_OF_ALL: Final = 1.5
NEAREST: Final = 0.7
"""What they may cost in what could be put together of two English words."""
ENDINGS: Final = ("s", "es", "er", "ers", "ed", "ing", "able", "ist", "ists", "ness", "ly", "like", "less")
SHORTEST_PART: Final = 4
ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SOUNDS: Final = ("ckqsxz", "fvp", "bp", "dt", "gj", "mn", "lr", "sz", "uw", "iy")
VOWELS: Final = frozenset("aeiouy")
FIRST_SOUNDS: Final = ("ckqsxz", "fpv", "gjh", "aeiouyh", "mnk", "wru", "bp", "dt", "pt")
FIRST_WRONG: Final = 0.5
FIRST_LEFT_OUT: Final = 0.1
"""What it costs more if the first letter is wrong, which is rarer."""
TRIPLE: Final = re.compile(r"(.)\1\1")
LETTERS: Final = re.compile(r"[^\W_]+")


def reach(length: int) -> int:
    """How many slips may lie between a typed word of this length and the one that was meant."""
    return 1 if length < 5 else 2 if length < 8 else 3


class Repairs:
    """The words of a store, ready for comparing."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        """Take the words with how often each is used."""
        self.counts = {word: count for word, count in words if word.isalpha()}
        self.by_letter: dict[str, list[str]] = defaultdict(list)
        for word in self.counts:
            if len(word) >= SHORTEST - 1:
                self.by_letter[word[0]].append(word)

    def mend(self, text: str, unknown: Collection[Wanted]) -> str | None:
        """The text with unknown words repaired, or None if none can be."""
        found = {wanted.word: meant for wanted in unknown if (meant := self.meant(wanted.word, wanted.is_begun))}
        mended = LETTERS.sub(lambda piece: found.get(fold(piece[0]), piece[0]), text)
        return mended if mended != text else None

    def meant(self, word: str, is_begun: bool = False) -> str | None:
        """The word that was meant, or two of them for one that joins them; None for what is no mistake."""
        if len(word) < SHORTEST or not word.isalpha() or is_english(word, is_begun) or is_derived(word):
            return None
        best, cost = self.closest(word)
        if best and slips(word, best) > (NEAREST if is_compound(word) else min(FARTHEST * len(word), FARTHEST_OF_ALL)):
            best = None
        if best and cost <= SPLIT:
            return best
        return self.split(word) or best or (self.begun(word) if is_begun else None)

    def closest(self, word: str) -> tuple[str | None, float]:
        """The word that takes the smallest slips, and what they cost."""
        alike = sorted({word[0], *(letter for group in FIRST_SOUNDS if word[0] in group for letter in group)})
        best, cost = self.best_of(word, [self.by_letter[letter] for letter in alike if letter in self.by_letter])
        if best is None or cost > 2:
            others = [words for letter, words in self.by_letter.items() if letter not in alike]
            best, cost = min((best, cost), self.best_of(word, others), key=lambda pair: pair[1])
        return best, cost

    def best_of(self, word: str, groups: Iterable[Sequence[str]]) -> tuple[str | None, float]:
        """The best word of some groups of words."""
        near: list[tuple[float, str]] = []
        for group in groups:
            found = process.extract(word, group, scorer=OSA.distance, score_cutoff=reach(len(word)), limit=CANDIDATES)
            near += [(distance, candidate) for candidate, distance, _ in found]
        near.sort(key=lambda pair: (pair[0], -self.counts[pair[1]]))
        ranked = [
            (slips(word, candidate) - COMMON * math.log2(self.counts[candidate]), candidate)
            for _, candidate in near[:CANDIDATES]
        ]
        cost, best = min(ranked, default=(math.inf, None))
        return best, cost

    def split(self, word: str) -> str | None:
        """Two words that were typed as one; of two English words a third is made too easily."""
        cuts = ((word[:at], word[at:]) for at in range(3, len(word) - 2))
        known = [(left, right) for left, right in cuts if left in self.counts and right in self.counts]
        meant = [pair for pair in known if not all(map(is_english, pair))]
        best = max(meant, key=lambda pair: min(self.counts[part] for part in pair), default=None)
        return " ".join(best) if best else None

    def begun(self, word: str) -> str | None:
        """The commonest word that begins nearly as was typed so far."""
        if len(word) < PREFIX_SHORTEST:
            return None
        size = len(word)
        words = [whole for whole in self.by_letter.get(word[0], ()) if len(whole) >= size]
        prefixes = list({whole[:end] for whole in words for end in (size - 1, size, size + 1)})
        near = process.extract(word, prefixes, scorer=OSA.distance, score_cutoff=1, limit=CANDIDATES)
        if not near:
            return None
        start = min(near, key=lambda found: slips(word, found[0]))[0]
        if slips(word, start) > FARTHEST * size:
            return None
        return max((whole for whole in words if whole.startswith(start)), key=self.counts.__getitem__, default=None)


@lru_cache(maxsize=1)
def read_english() -> str:
    """The words of the English language, each between two ends of lines: one text takes less memory than many."""
    return "\n" + ENGLISH.read_text(encoding="ascii")


def is_english(word: str, is_begun: bool = False) -> bool:
    """Is it a word of the language, or may it become one?"""
    text, low = read_english(), 0
    high = len(text) - 1
    while low < high:  # the text is in order: its lines are halved
        start = text.rfind("\n", 0, (low + high) // 2 + 1)
        end = text.index("\n", start + 1)
        line = text[start + 1 : end]
        if line == word or (is_begun and line.startswith(word)):
            return True
        low, high = (end, high) if line < word else (low, start)
    return False


def is_derived(word: str) -> bool:
    """Is it an English word with a common ending?"""
    if TRIPLE.search(word):
        return False
    stems = (word[: -len(end)] for end in ENDINGS if word.endswith(end) and len(word) >= SHORTEST_PART + len(end))
    return any(
        is_english(begun) or (begun[-1] == begun[-2] and is_english(begun[:-1])) or is_english(begun[:-1] + "y")
        for begun in stems
    )


def is_compound(word: str) -> bool:
    """Could it be put together of two English words?"""
    cuts = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    return any(is_english(word[:at]) and is_english(word[at:]) for at in cuts)


def _near_keys() -> frozenset[tuple[str, str]]:
    """Pairs of keys that lie side by side."""
    pairs = set()
    for row, below in zip(ROWS, (*ROWS[1:], ""), strict=True):
        for at, key in enumerate(row):
            beside = (*row[at + 1 : at + 2], *below[max(0, at - 1) : at + 1])
            pairs |= {(key, other) for other in beside} | {(other, key) for other in beside}
    return frozenset(pairs)


NEAR_KEYS: Final = _near_keys()


@lru_cache(maxsize=2_000)
def _swap(typed: str, meant: str) -> float:
    """What it costs to type one letter for another."""
    if typed == meant:
        return 0.0
    if typed in "iy" and meant in "iy":
        return 0.45
    if typed in VOWELS and meant in VOWELS:
        return 0.55
    if any(typed in sounds and meant in sounds for sounds in SOUNDS):
        return 0.6
    return 0.7 if (typed, meant) in NEAR_KEYS else 1.0


def _slip(word: str, at: int) -> float:
    """What it costs to add or leave out the letter of a word at a place."""
    letter = word[at]
    if letter in (word[at - 1 : at], word[at + 1 : at + 2]):
        return 0.4
    return 0.6 if letter in "aeiouyh" else 0.9


def slips(typed: str, meant: str) -> float:
    """What the slips cost between what was typed and what was meant: the less, the likelier."""
    before: list[float] = []
    row = [0.0]
    leave = [_slip(meant, at) for at in range(len(meant))]
    for cost in leave:
        row.append(row[-1] + cost)
    for i, letter in enumerate(typed):
        add = _slip(typed, i)
        earlier, before, row = before, row, [row[0] + add]
        for j, other in enumerate(meant):
            cost = min(before[j] + _swap(letter, other), before[j + 1] + add, row[j] + leave[j])
            if i and j and letter == meant[j - 1] and other == typed[i - 1]:
                cost = min(cost, earlier[j - 1] + 0.5)
            if other == "p" and letter == "f" and meant[j + 1 : j + 2] == "h":
                cost = min(cost, before[j] + 0.2)
            row.append(cost)
    if typed[0] == meant[0]:
        return row[-1]
    return row[-1] + (FIRST_LEFT_OUT if typed == meant[1:] else FIRST_WRONG)
