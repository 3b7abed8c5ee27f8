"""How alike two words are to fingers and ears: what the slips cost that lie between them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import accumulate
from typing import Final

ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"
ALIKE: Final = ("ckqsxz", "fvp", "bp", "dt", "gj", "mn", "lr", "sz", "uw")
"""Letters that sound alike, or nearly."""
VOWELS: Final = "aeiouy"
SOFT: Final = "aeiouyh"
ADDED: Final = 0.6
LEFT_OUT: Final = 0.5
"""What it costs to type one of these too much, or to leave one out, which is commoner."""
SWAPPED: Final = 0.5
MOVED: Final = 0.9
"""What it costs if two letters change places, and at most if all letters are there, in another order."""
HEARD: Final = (0.25, 0.3)
"""What it costs to write a word as it sounds: so much, and so much of what the slips would cost as those of fingers."""
FIRST_WRONG: Final = 0.2
"""What it costs more if the first letter is wrong, which is rarer than that it is left out."""
SOUNDS: Final = (
    (r"\n[pkg]n", "\nn"), (r"\nps", "\ns"), (r"\npt", "\nt"), (r"\nwr", "\nr"), (r"\nx", "\ns"),
    ("c(?=t[iy]?[oeau]ns?$)", "k"),
    ("[tscx]+[iy]?[oeau]n(?=s?$)", "shen"), ("s+h[oeau]n(?=s?$)", "shen"), ("[ei]?ous$", "us"), ("us$", "us"),
    ("[ae]n[cs][ey](?=s?$)", "ens"), ("[ae]nt(?=s?$)", "ent"), ("[ai]ble(?=s?$)", "abel"),
    ("[aeiu]l(?=s?$)", "el"), ("le(?=s?$)", "el"), ("[aeou]r(?=s?$)", "er"), ("re(?=s?$)", "er"),
    ("ph", "f"), ("r+h", "r"), ("sch", "sk"), ("sc(?=[eiy])", "s"), ("cc(?=[eiy])", "ks"), ("c(?=[eiy])", "s"),
    ("ch", "k"), ("ck", "k"), ("[cq]", "k"), ("x", "ks"), ("z", "s"), ("th", "t"),
    ("d?g(?=[eiy])", "j"), ("dj", "j"), ("gh", "g"), ("wh", "w"),
    ("[aeo]e", "e"), ("e[ai]", "e"), ("ie", "e"), ("e[uw]", "u"), ("o[uo]", "u"), ("a[iy]", "a"),
    ("y", "i"), ("e$", ""),
)  # fmt: skip
"""Ways of writing, and what stands for all that sound so; the first that fits counts. A line begins with its end."""
SOUND_OF: Final = re.compile("|".join(f"{pattern}()" for pattern, _ in SOUNDS), re.MULTILINE)
"""Which of them fits is told by the group behind it: one around it takes twice the time."""
WRITTEN_AS: Final = ("", *(heard for _, heard in SOUNDS))
DOUBLED: Final = re.compile(r"(.)\1+")
BEGINNINGS: Final = (("hyper", "hypo"), ("macro", "micro"), ("ab", "ad"))
ENDINGS: Final = (("itis", "osis"), ("ic", "ia", "is"), ("ectomy", "otomy", "ostomy"), ("emia", "uria"))
"""What makes another word of a word, so that none is a slip for another."""


def sounds(words: Iterable[str]) -> list[str]:
    """Words as they sound, however they are written; all at once takes a third of the time."""
    heard = SOUND_OF.sub(lambda found: WRITTEN_AS[found.lastindex or 0], "".join(f"\n{word}" for word in words))
    return DOUBLED.sub(r"\1", heard).split("\n")[1:]


@lru_cache(maxsize=1_000)
def sound(word: str) -> str:
    """A word as it sounds, however it is written."""
    return sounds([word])[0] or word


def plain(word: str) -> str:
    """A word with e for the double vowels that only British spelling writes."""
    return word.replace("ae", "e").replace("oe", "e")


def _near_keys() -> frozenset[str]:
    """Pairs of keys that lie side by side."""
    pairs = set()
    for row, below in zip(ROWS, (*ROWS[1:], ""), strict=True):
        for at, key in enumerate(row):
            beside = (*row[at + 1 : at + 2], *below[max(0, at - 1) : at + 1])
            pairs |= {key + other for other in beside} | {other + key for other in beside}
    return frozenset(pairs)


NEAR_KEYS: Final = _near_keys()


def _swap(typed: str, meant: str) -> float:
    """What it costs to type one letter for another."""
    if typed == meant:
        return 0.0
    if typed in VOWELS and meant in VOWELS:
        return 0.45 if typed in "iy" and meant in "iy" else 0.55
    if any(typed in sounds and meant in sounds for sounds in ALIKE):
        return 0.6
    return 0.7 if typed + meant in NEAR_KEYS else 1.0


SWAPS: Final = {typed: {meant: _swap(typed, meant) for meant in ALPHABET} for typed in ALPHABET}


@lru_cache(maxsize=1_000)
def _each(word: str, soft: float) -> list[float]:
    """What it costs to add or leave out each letter of a word, if a vowel or an h costs so much."""
    costs = [soft if letter in SOFT else 0.8 for letter in word]
    if word.endswith("s"):
        costs[-1] = 0.3
    for doubled in DOUBLED.finditer(word):
        costs[doubled.start() : doubled.end()] = [0.4] * len(doubled[0])
    return costs


def slips(typed: str, meant: str, most: float = math.inf, heard: str = "") -> float:
    """What the slips cost between what was typed and what was meant, by hand or by ear: the less, the likelier.

    What costs more than `most` may be told to cost anything that does; `heard` is how the word sounds, if it is known.
    """
    by_ear = HEARD[0] + _edits(sound(typed), heard or sound(meant), most - HEARD[0])
    enough = max(most, (most - by_ear) / HEARD[1])
    written = _edits(typed, meant, enough)
    if (american := plain(meant)) != meant:
        written = min(written, _edits(typed, american, enough))
    return min(written, by_ear + HEARD[1] * written)


def _edits(typed: str, meant: str, most: float) -> float:
    """What the slips of the fingers cost; the same beginnings and endings are passed over."""
    if typed == meant:
        return 0.0
    first, last, shorter = 0, 0, min(len(typed), len(meant))
    while first < shorter and typed[first] == meant[first]:
        first += 1
    while last < shorter - first and typed[-1 - last] == meant[-1 - last]:
        last += 1
    cost = _between(typed, meant, first, last, most)
    if cost > MOVED and len(typed) == len(meant) and sorted(typed) == sorted(meant):
        cost = MOVED
    return cost if first or typed == meant[1:] else cost + FIRST_WRONG


def _between(typed: str, meant: str, first: int, last: int, most: float) -> float:
    """What the slips cost between so many first and last letters of two words; infinity if that is over `most`.

    It runs for every candidate, so that it is written for speed.
    """
    middle, leave = meant[first : len(meant) - last], _each(meant, LEFT_OUT)[first : len(meant) - last]
    earlier: list[float] = []
    before = [0.0, *accumulate(leave)]
    previous = ""
    for letter, add in zip(typed[first : len(typed) - last], _each(typed, ADDED)[first:], strict=False):
        swaps, is_moved = SWAPS.get(letter, {}), previous and letter + previous in middle
        cost, above = before[0] + add, before[0]
        row = [cost]
        for j, other in enumerate(middle):
            left = cost + leave[j]
            cost, above = above + swaps.get(other, 1.0), before[j + 1]
            if left < cost:  # noqa: PLR1730  # `min` takes twice the time
                cost = left
            if above + add < cost:  # noqa: PLR1730
                cost = above + add
            if is_moved and other == previous and j and middle[j - 1] == letter:
                cost = min(cost, earlier[j - 1] + SWAPPED)
            row.append(cost)
        if min(row) > most and min(before) + SWAPPED > most:
            return math.inf
        earlier, before, previous = before, row, letter
    return before[-1]


def are_opposed(typed: str, meant: str) -> bool:
    """Do they begin or end with what makes another word, as hyper- and hypo- do, so that neither is a slip?"""
    if typed == "a" + meant:
        return True
    return any(_differ(typed, meant, group, str.startswith) for group in BEGINNINGS) or any(
        _differ(typed, meant, group, str.endswith) for group in ENDINGS
    )


def _differ(typed: str, meant: str, group: tuple[str, ...], has: Callable[[str, str | tuple[str, ...]], bool]) -> bool:
    """Has each word one of a group, and not the same?"""
    if not has(typed, group) or not has(meant, group):
        return False
    first, second = (next(part for part in group if has(word, part)) for word in (typed, meant))
    return first != second


def is_missing_one(word: str, other: str) -> bool:
    """Is one letter inside of another word all that is missing?"""
    return any(word == other[:at] + other[at + 1 :] for at in range(1, len(other) - 1))
