"""How texts spell units and whole numbers: "ml per minute", "65 yrs", "30-year-old", "thirty"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

SPELLINGS: Final = (
    ("hour", "hours", "hr", "hrs", "h"),
    ("day", "days", "d"),
    ("week", "weeks", "wk", "wks"),
    ("month", "months", "mo", "mos"),
    (
        *("year", "years", "yr", "yrs", "y", "y/o"),
        *(f"{year}{old}" for year in ("year", "years") for old in ("-old", "-olds", " old", " of age")),
    ),
    ("min", "minute", "minutes", "mins"),
    ("mL", "millilitre", "millilitres", "milliliter", "milliliters"),
    ("dL", "decilitre", "decilitres", "deciliter", "deciliters"),
    ("L", "litre", "litres", "liter", "liters"),
    ("mmol", "millimol", "millimole", "millimoles"),
    ("µmol", "μmol", "umol", "micromol", "micromole", "micromoles"),
    ("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms"),
    ("g", "gram", "grams"),
    ("mg", "milligram", "milligrams"),
    ("cm", "centimetre", "centimetres", "centimeter", "centimeters"),
    ("%", "per cent", "percent"),
    tuple(f"{times}{ten}" for ten in ("10⁹", "10^9", "10*9") for times in ("", "×", "× ", "x", "x ")),
)
"""Each unit with its other spellings; letter case does not count."""
SURFACE: Final = r"(?:(?: ?/ ?| per )1\.73 ?m(?:2|²|\^2))"
"""Per body surface, which texts leave away."""
DAYS_IN: Final = {
    "hours": Fraction(1, 24),
    **{unit: Fraction(n) for unit, n in (("days", 1), ("weeks", 7), ("months", 30), ("years", 365))},
}
ONES: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS: Final = ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS: Final = ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBER_WORDS: Final = {
    **{word: n for n, word in enumerate(ONES, 1)},
    **{word: n for n, word in enumerate(TEENS, 11)},
    **{word: 10 * n for n, word in enumerate(TENS, 1)},
    **{f"{ten}-{one}": 10 * n + m for n, ten in enumerate(TENS[1:], 2) for m, one in enumerate(ONES, 1)},
}


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of these, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


DIGITS: Final = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
TENS_WORD: Final = rf"(?:{alternatives(TENS[1:])})(?:-(?:{alternatives(ONES)}))?"
NUMBER: Final = rf"(?:{DIGITS}|(?<!\w)(?:{TENS_WORD}|{alternatives((*ONES, *TEENS, TENS[0]))}))"
"""A number in digits or, up to ninety-nine, in words."""


def number_of(text: str) -> Fraction:
    """The number that digits or a word stand for."""
    word = NUMBER_WORDS.get(text.casefold())
    return Fraction(text.replace(",", "")) if word is None else Fraction(word)


def unit_pattern(unit: str) -> str:
    """A pattern for a unit in all its spellings; "per minute" for "/min"."""
    first, *rest = re.split(r"\s*/\s*", re.sub(SURFACE, "", unit))
    below = "".join(rf"(?:(?: ?/ ?| per ){spelled(r)}|[ ·]{spelled(r)}(?:\^?-1|⁻¹))" for r in rest)
    return spelled(first) + below + (f"{SURFACE}?" if rest else "")


def spelled(unit: str) -> str:
    """A pattern for one part of a unit in all its spellings."""
    row = next((row for row in SPELLINGS if unit.casefold() in (word.casefold() for word in row)), (unit,))
    return f"(?:{alternatives(row)})"


ANY_UNIT: Final = alternatives(word for row in SPELLINGS for word in row)
"""Every spelling of every known unit."""
