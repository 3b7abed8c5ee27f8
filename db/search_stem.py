"""Words reduced to what their forms share: spelling (British or American), plural, inflection.

The stemmer is Porter's of 1980; before it, British and Latin spellings become American and English ones.
"""

from __future__ import annotations

import re
from functools import lru_cache
from string import ascii_lowercase
from typing import Final

RESPELLINGS: Final = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"[ao]e", "e"),
        (r"our(?=(?:s|ed|ing|al|less)?$)", "or"),
        (r"sis$", "se"),
        (r"(?<=...)([iy])s(?=(?:e|ed|es|ing|ation|ations|er|ers)$)", r"\1z"),
        (r"(?<=[bt])re(?=s?$)", "er"),
        (r"ogue(?=s?$)", "og"),
        (r"ence(?=s?$)", "ense"),
        (r"sulph", "sulf"),
        (r"amme(?=s?$)", "am"),
    )
)
RESPELT: Final = re.compile("|".join(pattern.pattern for pattern, _ in RESPELLINGS))
SHORTEST_RESPELT: Final = 4
APART: Final = {
    **{word: word for word in ("aed", "several", "positive", "university", "generic", "careful")},
    **dict.fromkeys(("disk", "disks"), "disc"),
}
"""Words that would share a stem with others of another meaning: "severe", "position", "universe", "general", "care";
and a short one of two spellings."""
SHORT_NAMES: Final = re.compile("[^aeiouy]*ss")
"""Many of a short name that ends in s itself: "NCSs"."""
SHAPES: Final = str.maketrans(ascii_lowercase, "vcccvcccvcccccvcccccvcccyc")
"""Which letters are vowels and which consonants; y is either."""
SUFFIXES_2: Final = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "abli": "able", "alli": "al",
    "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize", "ation": "ate", "ator": "ate", "alism": "al",
    "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble",
}  # fmt: skip
SUFFIXES_3: Final = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
REPLACED: Final = tuple((tuple(suffixes), suffixes) for suffixes in (SUFFIXES_2, SUFFIXES_3))
SUFFIXES_4: Final = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion",
    "al", "er", "ic", "ou",
)  # fmt: skip
REMOVED: Final = frozenset(SUFFIXES_4)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a word in lower case without accents; a word with a digit or of two letters stays."""
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return word
    return APART.get(word) or _finish(_derived(_past(_plural(respelt(word)))))


def respelt(word: str) -> str:
    """A word in American or English spelling."""
    if len(word.removesuffix("s")) > SHORTEST_RESPELT and RESPELT.search(word):
        for pattern, new in RESPELLINGS:
            word = pattern.sub(new, word)
    return word


def _shape(word: str) -> str:
    """A word as `c` and `v`, consonants and vowels."""
    shape = "v" + word.translate(SHAPES)
    while "y" in shape:
        shape = shape.replace("cy", "cv").replace("vy", "vc")
    return shape[1:]


def _measure(word: str) -> int:
    """How often a consonant follows a vowel: Porter's measure."""
    return _shape(word).count("vc")


def _plural(word: str) -> str:
    """Without the ending of the plural."""
    if word.endswith(("sses", "ies")) or SHORT_NAMES.fullmatch(word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    """Without -ed and -ing, and with i for y at the end."""
    if word.endswith("eed"):
        word = word[:-1] if _measure(word[:-3]) else word
    elif word.endswith(("ed", "ing")) and "v" in _shape(begun := word[: -2 if word.endswith("d") else -3]):
        word = begun
        if word.endswith(("at", "bl", "iz")) or (_measure(word) == 1 and _is_short(word)):
            word += "e"
        elif word[-1:] == word[-2:-1] and word[-1] not in "aeioulsz":
            word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and "v" in _shape(word[:-1]) else word


def _is_short(word: str) -> bool:
    """Does it end like "hop": consonant, vowel, consonant?"""
    return _shape(word).endswith("cvc") and word[-1] not in "wxy"


def _derived(word: str) -> str:
    """Without the endings that make one kind of word of another."""
    for endings, suffixes in REPLACED:
        for length in range(min(7, len(word) - 1), 2, -1) if word.endswith(endings) else ():
            ending = word[-length:]
            if ending in suffixes:
                word = word[:-length] + suffixes[ending] if _measure(word[:-length]) else word
                break
    for length in range(5, 1, -1) if word.endswith(SUFFIXES_4) else ():
        ending = word[-length:]
        if ending in REMOVED:
            begun = word[:-length]
            return begun if _measure(begun) > 1 and (ending != "ion" or begun.endswith(("s", "t"))) else word
    return word


def _finish(word: str) -> str:
    """Without a last e or i, or a double l."""
    if word.endswith("e"):
        measure = _measure(word[:-1])
        word = word[:-1] if measure > 1 or (measure == 1 and not _is_short(word[:-1])) else word
    if word.endswith("i") and len(word) > SHORTEST_RESPELT:  # "neuropathi" and "neuropathic" are one
        return word[:-1]
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word
