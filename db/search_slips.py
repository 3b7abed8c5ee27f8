"""How alike two words are to fingers and ears: what the slips cost that lie between them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"
ALIKE: Final = ("ckqsxz", "fvp", "bp", "dt", "gj", "mn", "lr", "sz", "uw")
"""Letters that sound alike, or nearly."""
VOWELS: Final = "aeiouy"
SWAPPED: Final = 0.5
MOVED: Final = 0.9
"""What it costs if two letters change places, and at most if all letters are there, in another order."""
HEARD: Final = (0.25, 0.3)
"""What it costs to write a word as it sounds: so much, and so much of what the slips would cost as those of fingers."""
FIRST_WRONG: Final = 0.2
FIRST_LEFT_OUT: Final = 0.1
"""What it costs more if the first letter is wrong, which is rarer."""
SOUNDS: Final = (
    ("^(?:pn|kn|gn)", "n"), ("^ps", "s"), ("^pt", "t"), ("^wr", "r"), ("^x", "s"),
    ("c(?=t[iy]?[oeau]ns?$)", "k"),
    ("[tscx]+[iy]?[oeau]n(?=s?$)|s+h[oeau]n(?=s?$)", "shen"), ("(?:[ei]?ous|us)$", "us"),
    ("[ae]n[cs][ey](?=s?$)", "ens"), ("[ae]nt(?=s?$)", "ent"), ("[ai]ble(?=s?$)", "abel"),
    ("(?:[aeiu]l|le)(?=s?$)", "el"), ("(?:[aeou]r|re)(?=s?$)", "er"),
    ("ph", "f"), ("r+h", "r"), ("sch", "sk"), ("sc(?=[eiy])", "s"), ("cc(?=[eiy])", "ks"), ("c(?=[eiy])", "s"),
    ("ch|ck|c|q", "k"), ("x", "ks"), ("z", "s"), ("th", "t"), ("d?g(?=[eiy])|dj", "j"), ("gh", "g"), ("wh", "w"),
    ("[aeo]e|ea|ei|ie", "e"), ("eu|ew|ou|oo", "u"), ("ai|ay", "a"), ("y", "i"), ("e$", ""),
)  # fmt: skip
"""Ways of writing, and what stands for all that sound so; the first that fits counts."""
SOUND_OF: Final = re.compile("|".join(f"({pattern})" for pattern, _ in SOUNDS))
DOUBLED: Final = re.compile(r"(.)\1+")
BEGINNINGS: Final = (("hyper", "hypo"), ("macro", "micro"), ("ab", "ad"))
ENDINGS: Final = (("itis", "osis"), ("ic", "ia", "is"), ("ectomy", "otomy", "ostomy"), ("emia", "uria"))
"""What makes another word of a word, so that none is a slip for another."""


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """A word as it sounds, however it is written."""
    heard = SOUND_OF.sub(lambda found: SOUNDS[(found.lastindex or 1) - 1][1], word)
    return DOUBLED.sub(r"\1", heard) or word


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


SWAPS: Final = {typed + meant: _swap(typed, meant) for typed in ALPHABET for meant in ALPHABET}


def _slip(word: str, at: int) -> float:
    """What it costs to add or leave out the letter of a word at a place."""
    letter = word[at]
    if letter in (word[at - 1 : at], word[at + 1 : at + 2]):
        return 0.4
    if letter == "s" and at == len(word) - 1:
        return 0.3
    return 0.6 if letter in "aeiouyh" else 0.8


def slips(typed: str, meant: str) -> float:
    """What the slips cost between what was typed and what was meant, by hand or by ear: the less, the likelier."""
    written = min(_edits(typed, form) for form in {meant, plain(meant)})
    by_ear = HEARD[0] + HEARD[1] * written
    return written if written <= by_ear else min(written, by_ear + _edits(sound(typed), sound(meant)))


def _edits(typed: str, meant: str) -> float:
    """What the slips of the fingers cost; the same beginnings and endings are passed over."""
    first, last, shorter = 0, 0, min(len(typed), len(meant))
    while first < shorter and typed[first] == meant[first]:
        first += 1
    while last < shorter - first and typed[-1 - last] == meant[-1 - last]:
        last += 1
    cost = _between(typed, meant, first, last)
    if cost > MOVED and sorted(typed[first : len(typed) - last]) == sorted(meant[first : len(meant) - last]):
        cost = MOVED
    if first:
        return cost
    return cost + (FIRST_LEFT_OUT if typed == meant[1:] else FIRST_WRONG if typed != meant else 0.0)


def _between(typed: str, meant: str, first: int, last: int) -> float:
    """What the slips cost between so many first and last letters of two words."""
    before: list[float] = []
    leave = [_slip(meant, at) for at in range(first, len(meant) - last)]
    row = [0.0]
    for cost in leave:
        row.append(row[-1] + cost)
    for i in range(first, len(typed) - last):
        letter, add = typed[i], _slip(typed, i)
        earlier, before, row = before, row, [row[0] + add]
        for j, left_out in enumerate(leave):
            other = meant[first + j]
            cost = min(before[j] + SWAPS.get(letter + other, 1.0), before[j + 1] + add, row[j] + left_out)
            if i > first and j and letter == meant[first + j - 1] and other == typed[i - 1]:
                cost = min(cost, earlier[j - 1] + SWAPPED)
            row.append(cost)
    return row[-1]


def are_opposed(typed: str, meant: str) -> bool:
    """Do they begin or end with what makes another word, as hyper- and hypo- do, so that neither is a slip?"""
    if typed == "a" + meant:
        return True
    return any(_differ(typed, meant, group, str.startswith) for group in BEGINNINGS) or any(
        _differ(typed, meant, group, str.endswith) for group in ENDINGS
    )


def _differ(typed: str, meant: str, group: tuple[str, ...], has: Callable[[str, str], bool]) -> bool:
    """Has each word one of a group, and not the same?"""
    parts = [next((part for part in group if has(word, part)), None) for word in (typed, meant)]
    return None not in parts and parts[0] != parts[1]
