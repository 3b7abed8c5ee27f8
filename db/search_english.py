"""The words of the English language and of medicine: what is one, or made of one, is no typing mistake."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

WORDS: Final = Path(__file__).resolve().parent.parent / "resources" / "words"
ENGLISH: Final = WORDS / "english.txt"
MEDICAL: Final = WORDS / "medical.txt"
LISTS: Final = (ENGLISH, WORDS / "english-more.txt", MEDICAL)
START: Final = 3
"""Words that share so many first letters are looked through together; shorter words are in no list."""
PAGE: Final = 1_024
LONGEST: Final = 64
"""Of so many letters is a page of a list; a word has fewer than the longest."""
SHORTEST_STEM: Final = 4
PREFIXES: Final = tuple(
    """
    after anti auto back bi bio cardio co counter cyber cyto de dis down em en endo extra fore gastro haemo hemi hemo
    hetero homo hyper hypo il im in infra inter intra ir macro mega meta micro mid mini mis mono multi neo neuro non
    off onco on osteo out over para peri photo poly post pre pro proto pseudo psycho quasi radio re retro self semi sub
    super supra tele therm thermo trans tri ultra un under uni up vaso
    """.split()  # noqa: SIM905  # words read best as words
)
ENDINGS: Final = ("er", "ers", "able", "ist", "ists", "ness", "ly", "like", "less")
TRIPLE: Final = re.compile(r"(.)\1\1")
SHORT: Final = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
"""What has one vowel, before its last consonant, which is doubled before an ending: "stop", "stopping"."""
HISSING: Final = ("s", "x", "z", "ch", "sh")
DOUBLED: Final = "bdgmnr"
"""What is doubled after a stressed vowel by everybody: "occurred"; of "travelled" and "focussed" some write one."""


@lru_cache(maxsize=1)
def read_english() -> tuple[str, ...]:
    """The lists, each word between two ends of lines: one text takes less memory than many."""
    return tuple("\n" + file.read_text(encoding="ascii") for file in LISTS)


def medical_words() -> frozenset[str]:
    """The words of medicine."""
    return frozenset(read_english()[-1].split())


@lru_cache(maxsize=1)
def _pages() -> tuple[tuple[str, list[str]], ...]:
    """The lists, and the first whole word of each page of them; their words are in the order of the alphabet."""
    return tuple(
        (text, [text[(begun := text.index("\n", at) + 1) : text.index("\n", begun)] for at in _places(text)])
        for text in read_english()
    )


def _places(text: str) -> range:
    """Where the pages of a list begin; the last one has a whole word too."""
    return range(0, len(text) - LONGEST, PAGE)


@lru_cache(maxsize=100)
def _beginning(start: str) -> str:
    """The pages of all lists with the words that begin so."""
    places = ((text, bisect_left(first, start) - 1, bisect_left(first, start + "~")) for text, first in _pages())
    return "\n".join(text[max(low, 0) * PAGE : high * PAGE + LONGEST] for text, low, high in places)


def is_english(word: str, is_begun: bool = False) -> bool:
    """Is it a word of the lists, or may it become one?"""
    return len(word) >= START and f"\n{word}" + ("" if is_begun else "\n") in _beginning(word[:START])


def is_inflected(word: str, is_word: Callable[[str], bool] = is_english) -> bool:
    """Is it an English word, or one of another list, with an ending of grammar, put on as the rules of spelling say?"""
    if TRIPLE.search(word):
        return False
    if word.endswith("s"):
        return any(len(stem) >= SHORTEST_STEM and is_word(stem) for stem in _singular(word[:-1]))
    ending = next((ending for ending in ("ing", "ed") if word.endswith(ending)), "")
    begun = word.removesuffix(ending)
    stems = _before_vowel(begun, ending) if ending else []
    return any(len(stem) >= SHORTEST_STEM and is_word(stem) and _takes(stem, begun, ending) for stem in stems)


def _takes(stem: str, begun: str, ending: str) -> bool:
    """May a word end so with its last consonant doubled, or with it single?

    One that is doubled is a verb, and has other forms: "bled" has none. A single one stands where no list doubles it.
    """
    if len(begun) > len(stem):
        return any(map(is_english, (f"{stem}s", f"{begun}ed", f"{begun}ing")))
    return begun != stem or stem[-1] not in DOUBLED or not is_english(f"{stem}{stem[-1]}{ending}")


def _singular(word: str) -> list[str]:
    """Of what it may be the plural, once its last s is gone."""
    if word.endswith(("s", "u", "i")):
        return []
    if word.endswith("ie"):
        return [word[:-2] + "y", word]
    if word.endswith("e") and word[:-1].endswith((*HISSING, "o")):
        return [word, word[:-1]]
    return [] if word.endswith(HISSING) or _ends_in_y(word) else [word]


def _before_vowel(stem: str, ending: str) -> list[str]:
    """What takes an ending and may have lost an e, doubled its last consonant or made i of y before it."""
    if len(stem) < SHORTEST_STEM - 1:
        return []
    if ending in ("ness", "ly", "like", "less"):
        found = [] if _ends_in_y(stem) or (ending == "ly" and stem.endswith(("ic", "le"))) else [stem]
    else:
        is_plain = not SHORT.fullmatch(stem) and not stem.endswith(("e", "fed")) and not _ends_in_y(stem)
        found = [stem + "e", *([stem] if is_plain or (ending == "ing" and _ends_in_y(stem)) else [])]
        found += [stem[:-1]] if stem[-1] == stem[-2] else []
    return [*found, stem[:-1] + "y"] if stem.endswith("i") and ending != "ing" else found


def _ends_in_y(word: str) -> bool:
    """Does it end in y after a consonant?"""
    return word.endswith("y") and word[-2:-1] not in "aeiou"


def is_made(word: str) -> bool:
    """Could it be put together of two English words, or of one and what often goes before or after one?"""
    return any(_joins(word[:at], word[at:]) for at in range(2, len(word) - 1))


def _joins(left: str, right: str) -> bool:
    """Are these two parts of which words are made?"""
    if right in ENDINGS:
        return any(len(stem) >= SHORTEST_STEM and is_english(stem) for stem in _before_vowel(left, right))
    if len(right) < SHORTEST_STEM or not (left in PREFIXES or (len(left) >= SHORTEST_STEM and is_english(left))):
        return False
    return is_english(right) or is_inflected(right)
