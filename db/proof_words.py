"""How an English text speaks of a number: "below 30 mL/min", "30 mL/min or more", "from 15 to 30".

A number counts with a unit of the quantity, or without one where the text names the quantity. Words that leave the
number itself open, "about 12 months", or that speak of it apart, "60 itself in a frail patient", are not read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?"
BELOW: Final = (
    "below",
    "under",
    "beneath",
    "less than",
    "fewer than",
    "lower than",
    "smaller than",
    "younger than",
    "<",
)
ABOVE: Final = (
    *("above", "over", "beyond", "more than", "greater than", "higher than", "older than", ">"),
    *("exceed", "exceeds", "exceeding"),
)
AT_MOST: Final = (
    *("at most", "up to", "within", "no more than", "no greater than", "no higher than", "≤", "<="),
    *(f"not {word}" for word in ABOVE if word[0].isalpha()),
    *(f"{word} or equal to" for word in BELOW if word.endswith("than")),
)
AT_LEAST: Final = (
    *("at least", "from", "between", "no less than", "no fewer than", "no lower than", "≥", ">="),
    *(f"not {word}" for word in BELOW if word[0].isalpha()),
    *(f"{word} or equal to" for word in ABOVE if word.endswith("than")),
)
BEFORE: Final = {
    **dict.fromkeys(BELOW, (False, False)),
    **dict.fromkeys(ABOVE, (True, False)),
    **dict.fromkeys(AT_MOST, (False, True)),
    **dict.fromkeys(AT_LEAST, (True, True)),
}
LOWER: Final = ("less", "fewer", "below", "under", "lower", "smaller", "younger")
HIGHER: Final = ("more", "above", "over", "higher", "greater", "older")
AFTER: Final = {
    "+": (True, True),
    **{f"{join} {word}": (True, True) for join in ("or", "and") for word in HIGHER},
    **{f"{join} {word}": (False, True) for join in ("or", "and") for word in LOWER},
}
"""Of each word: does it mean the numbers above, and the number itself?"""
DAYS: Final = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30, "year": 365, "years": 365}
DAYS_IN: Final = {unit: Fraction(days) for unit, days in DAYS.items()}
DAY: Final = frozenset({"d", "day", "days"})
YEAR_MONTHS: Final = 12
ROUGH: Final = "".join(rf"(?<!\b{word} )" for word in ("about", "around", "roughly", "approximately"))
END: Final = r"\s*(?:$|[.,;:)]|\b(?:and|or|in|is|at|the|this|an?|it|if|for|with|on|but|unless|only)\b)"
"""What may follow a number without a unit; else the next word may be another unit."""
NEGATION: Final = r"\b(?:not|no|never|avoid(?:ed|s)?|unless|except|without|nor|cannot)\b"


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of a number: those `above` it or below are meant, and the number itself if it is `within`.

    `bare` says that it stands without a unit; `contrary` that the clause around it says no to something.
    """

    words: str
    number: Fraction
    above: bool
    within: bool
    bare: bool
    contrary: bool

    @property
    def side(self) -> str:
        """Where a rule turns that follows it: between the number and what is "below" it, or what is "above"."""
        return "below" if self.above is self.within else "above"


class Text:
    """One text, read for one quantity, which has these units; `names` are the words for the quantity."""

    def __init__(self, text: str, units: Mapping[str, Fraction], names: Iterable[str]) -> None:
        """Take away the marks of bold words."""
        self.text = re.sub(r"\*+|__+|`+", "", html.unescape(text))
        self.units = {squeezed(unit): factor for unit, factor in units.items()}
        self.is_days = units is DAYS_IN
        unit = alternatives(units).replace("/", r"\s*/\s*")
        named = re.search(rf"(?<!\w)(?:{alternatives(names)})[sd]?(?!\w)", self.text, re.IGNORECASE)
        bare = rf"|(?={END})" if named and not self.is_days else ""
        self.unit = rf"(?:\s*(?P<unit>{unit})(?![\w/]){bare})"

    def read(self) -> Iterator[tuple[re.Match[str], Said]]:
        """Every comparison with a number, and where it stands."""
        before, after, second = (alternatives(words) for words in (BEFORE, AFTER, BELOW))
        last = rf"(?:\s*[-\u2013]\s*|\s+(?:to|{{}})\s+)(?:(?P<open>{second})\s+)?(?P<last>{NUMBER})"
        patterns = (
            rf"(?<!\w)(?P<word>{before})\s*(?P<first>{NUMBER})(?:{last.format('and')})?{self.unit}",
            rf"{ROUGH}\b(?P<first>{NUMBER}){self.unit}\s*(?P<word>{after})(?!\w)",
            rf"{ROUGH}\b(?P<first>{NUMBER})\s*(?P<word>{after})(?!\w){self.unit}",
            rf"{ROUGH}\b(?P<first>{NUMBER}){last.format('to')}{self.unit}",
        )
        for pattern in patterns:
            for found in re.finditer(pattern, self.text, re.IGNORECASE):
                yield from ((found, said) for said in self.meant(found))

    def meant(self, found: re.Match[str]) -> Iterator[Said]:
        """What one comparison says of its number, or of the two ends of its range."""
        parts = found.groupdict()
        above, within = {**BEFORE, **AFTER}[" ".join((parts.get("word") or "from").casefold().split())]
        first, last = (self.value(parts.get(end), parts["unit"]) for end in ("first", "last"))
        shared = (parts["unit"] is None, self.is_contrary(found))
        if first is not None and (last is None or above):
            yield Said(found.group(), first, above, within, *shared)
        if last is not None:
            yield Said(found.group(), last, False, not parts["open"], *shared)

    def is_contrary(self, found: re.Match[str]) -> bool:
        """Does the clause around a comparison say no to something?"""
        start, end = found.span()
        clause = (
            re.split(r"[.,;:()]\s", self.text[:start])[-1] + " " + re.split(r"[.,;:()](?:\s|$)", self.text[end:])[0]
        )
        return re.search(NEGATION, clause, re.IGNORECASE) is not None

    def value(self, number: str | None, unit: str | None) -> Fraction | None:
        """A number in the unit that rules compare in; twelve months are a year."""
        if number is None or unit is None:
            return None if number is None else Fraction(number)
        if self.is_days and unit.casefold().startswith("month") and Fraction(number) % YEAR_MONTHS == 0:
            return Fraction(number) / YEAR_MONTHS * DAYS["year"]
        return Fraction(number) * self.units[squeezed(unit)]

    def apart(self) -> set[Fraction]:
        """The numbers of which the text speaks apart: `60 itself`, or any in a sentence with `exactly`."""
        itself = re.findall(rf"({NUMBER}) itself", self.text)
        exact = [s for s in re.split(r"\.\s", self.text) if re.search(r"\bexactly\b", s)]
        return {Fraction(number) for number in (*itself, *(n for s in exact for n in re.findall(NUMBER, s)))}

    def unread(self) -> Iterator[tuple[str, Fraction]]:
        """Every number of the quantity that no comparison reads and that is not spoken of apart, with words around."""
        spans = [found.span() for found, _ in self.read()]
        apart = self.apart()
        for found in re.finditer(rf"{ROUGH}(?<![\w.])(?P<first>{NUMBER}){self.unit}", self.text, re.IGNORECASE):
            number = self.value(found["first"], found["unit"])
            inside = any(start <= found.start() and found.end() <= end for start, end in spans)
            if number is not None and not inside and Fraction(found["first"]) not in apart:
                yield self.around(found), number

    def around(self, found: re.Match[str]) -> str:
        """A number with the three words before it."""
        return " ".join([*self.text[: found.start()].split()[-3:], found.group().strip()])


def squeezed(unit: str) -> str:
    """A unit without letter case and blanks."""
    return "".join(unit.casefold().split())


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of these, the longest first; blanks may be wide."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))
