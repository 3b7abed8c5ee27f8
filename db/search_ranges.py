"""Ranges that a text names: "30 to 60 mL/min", "below 15", "≥ 3 months", "65 years or older"; or a lone number."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import dropwhile, islice, pairwise
from typing import Final, NamedTuple

from db.search import STOP_WORDS, find_words
from db.search_stem import stem

ABOVE: Final = ("above", "over", "more than", "greater than", "higher than", "older than", "longer than", ">")
FROM: Final = ("at least", "from", "since", "after", "no less than", "not less than", "not below", "≥")
BELOW: Final = ("below", "under", "less than", "fewer than", "lower than", "younger than", "before", "<")
UP_TO: Final = ("at most", "up to", "no more than", "not more than", "not above", "until", "within", "≤")
"""What stands before a number and makes it the end of a range."""
MORE: Final = "more|over|above|older|greater|higher|later|longer|upwards"
LESS: Final = "less|below|under|younger|lower|fewer|earlier|shorter"
"""What does so after a number, with "or" or "and"."""
SIGNS: Final = dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("()[]\"'=~≈*|", " ") | {"μ": "µ"}
SIGN: Final = re.compile(f"[{re.escape(''.join(SIGNS))}]")
_ROWS: Final = tuple(
    (names.split(), base, size)
    for names, base, size in (
        ("second sec s", "day", 1 / 86_400),
        ("minute min", "day", 1 / 1_440),
        ("hour hr h", "day", 1 / 24),
        ("day d", "day", 1),
        ("week wk", "day", 7),
        ("month mo", "day", 30.4375),
        ("year yr yo", "day", 365.25),
        ("microgram mcg ug µg", "gram", 1 / 1_000_000),
        ("milligram mg", "gram", 1 / 1_000),
        ("gram gramme g", "gram", 1),
        ("kilogram kilo kg", "kilogram", 1),
        ("millilitre milliliter ml", "litre", 1 / 1_000),
        ("litre liter l", "litre", 1),
        ("millimetre millimeter mm", "metre", 1 / 1_000),
        ("centimetre centimeter cm", "metre", 1 / 100),
        ("metre meter m", "metre", 1),
        ("% percent", "%", 1),
        ("°c ° c celsius degree", "°c", 1),
    )
)
UNITS: Final = {name: (base, size) for names, base, size in _ROWS for name in names}
"""Usual units, each as so many of one that all of its kind are turned into; any other word is a unit of its own.

Kilograms are not turned into grams: what weighs kilograms is another quantity than its medicine."""
FULL: Final = {name: names[0] for names, _, _ in _ROWS for name in names[1:]}
"""The full name of each unit that has a shorter one."""
DIGITS: Final = 9
"""To so many decimals is a number rounded that was turned into another unit."""
AGES: Final = frozenset({"age", "aged", "old", "older", "younger"})
"""Words beside which a number is an age, in years if nothing else is said."""
AGE: Final = "age"
YEARS: Final = frozenset((name,) for name, unit in UNITS.items() if unit == UNITS["year"])
SHORTEST: Final = 3
"""A unit that stands before its number ("day 10") has so many letters: a single one names something else."""
BESIDE: Final = 4
REACH: Final = 200
"""So many words before and after a range may name its quantity, if they lie within so many signs."""
HEAD: Final = 60
"""So many signs before its number a range may begin: "greater than a clearance of"."""
DIGIT: Final = re.compile(r"\d+")
MOST: Final = 200
"""So many ranges of a text are read."""
NUMBER: Final = r"\d{1,12}+(?:,\d{3})*+(?:\.\d{1,12})?+(?![\d/,]\d|\d)"
UNIT: Final = rf"[ -]?(?!(?:{'|'.join(sorted(STOP_WORDS))})\b)(?:%|°[cf]?|[^\W\d_]+)(?:/[\w.]+)*"


def _any(words: tuple[str, ...]) -> str:
    """One of some words, the longest that fits."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


SIDE: Final = "(?:day|week|month|year|age)s? "
PASSED: Final = frozenset({"passed", "elapsed", "since", "following"})
"""Words between a time and what it is counted from: "have passed since the injury"."""
BREAK: Final = re.compile(r"[;,.!?](?=\s|$)|\d")
BREAK_AFTER: Final = re.compile(rf"{BREAK.pattern}|:\s")
"""What a quantity's name does not reach over; what follows a colon speaks of something new."""
Bound = tuple[float, int]
"""An end of a range; the second number is 0 if it belongs to the range, else 1 for the lower end, -1 for the upper."""


@cache
def _pattern() -> re.Pattern[str]:
    """What a range looks like; it takes a moment to compile, so only the first number of all is charged for it."""
    return re.compile(
        rf"(?:(?:\b(?P<between>between )|(?P<head>[<>≤≥]|\b(?:{_any(ABOVE + FROM + BELOW + UP_TO)})\b) ?)"
        rf"(?P<named>(?:[^\W\d_]+ ){{1,3}}?of |{SIDE})?)?"
        rf"(?<![\w.,/])(?P<low>{NUMBER})(?P<one>{UNIT})?"
        rf"(?:(?: of age| old)?(?(between) and | ?(?:-|to|until|up to) ?)(?:(?P<open>{_any(BELOW)}) ?)?(?:{SIDE})?"
        rf"(?P<high>{NUMBER})(?P<two>{UNIT})?)?"
        rf"(?:(?:(?P<plus>\+)|(?: of age| old)? (?:or|and) (?:(?P<more>{MORE})|(?P<less>{LESS}))\b)(?P<three>{UNIT})?)?"
    )


class Range(NamedTuple):
    """A range of a quantity with its unit, taken apart at each "/", and the stems of the words before and after it.

    `where` are the words of which one must be asked for with it: "30 to 60 mL/min; 60 itself in a frail patient".
    """

    low: Bound
    high: Bound
    unit: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    where: tuple[str, ...] = ()

    @property
    def is_wide(self) -> bool:
        """Is it more than one number?"""
        return self.low != self.high

    def may_be(self, other: Range) -> bool:
        """Are both of one kind of unit, as far as both go? The end of this one may still be typed."""
        parts = list(zip(self.unit, other.unit, strict=False))
        same = [_base(part)[0] == _base(known)[0] for part, known in parts]
        if len(self.unit) > len(other.unit):
            return self.is_close(other)
        return bool(parts) and all(same[:-1]) and (same[-1] or parts[-1][1].startswith(parts[-1][0]))

    def is_alike(self, other: Range) -> bool:
        """Are both of one kind of unit?"""
        return bool(self.unit) and self._kind() == other._kind()

    def is_close(self, other: Range) -> bool:
        """Are both of one kind of unit, if what is given by the day is taken for the amount?"""
        return bool(self.unit) and self._kind(by_day=False) == other._kind(by_day=False)

    def _kind(self, *, by_day: bool = True) -> list[str]:
        """What the parts of the unit are turned into; a dose a day is a dose, but a flow a minute is no volume."""
        parts = self.unit if by_day or self.unit[1:] != ("day",) else self.unit[:1]
        return [_base(part)[0] for part in parts]

    @property
    def is_closed(self) -> bool:
        """Is it more than one number, and has it two ends?"""
        return self.is_wide and math.isfinite(self.low[0]) and math.isfinite(self.high[0])

    @property
    def is_age(self) -> bool:
        """Is it said to be an age?"""
        return self.before[-1:] == (stem(AGE),)

    def may_be_age(self) -> bool:
        """Is it an age, or a time in years?"""
        return self.is_age or self.unit[:1] in YEARS

    def meets(self, other: Range) -> bool:
        """Is there a value that lies in both? Two ranges meet only if they share more than an end."""
        low, high = self.ends_in(other.unit)
        first, last = max(low, other.low), min(high, other.high)
        return first < last if self.is_wide and other.is_wide else first <= last

    def names(self, other: Range) -> bool:
        """Do both have an end in common, a lone number being both of its own?"""
        ends = other[:2]
        is_shared = any([end in ends and math.isfinite(end[0]) for end in self.ends_in(other.unit)])  # noqa: C419
        return is_shared and (not is_measured(self.unit) or self.is_close(other))

    def abuts(self, other: Range) -> bool:
        """Does the other one end where this does, and yet may not hold it, as "below 60" does not hold 60?"""
        ends = [end for end, _ in other[:2]]
        return any([end in ends and math.isfinite(end) for end, _ in self.ends_in(other.unit)])  # noqa: C419

    def surrounds(self, other: Range) -> bool:
        """Does the other one lie in this one, which is wider?"""
        low, high = other.ends_in(self.unit)
        return self.low <= low and high <= self.high and (low, high) != self[:2]

    def ends_in(self, unit: tuple[str, ...]) -> tuple[Bound, Bound]:
        """Both ends in another unit."""
        size = _ratio(self.unit, unit)
        return (round(self.low[0] * size, DIGITS), self.low[1]), (round(self.high[0] * size, DIGITS), self.high[1])


@lru_cache(maxsize=2_000)
def ranges(text: str) -> tuple[Range, ...]:
    """The first ranges and numbers of a text in order."""
    if not any(map(str.isdigit, text)):
        return ()
    line = re.sub("[<>] ?=|=[<>]", lambda found: "≤" if "<" in found[0] else "≥", text.lower())
    line = SIGN.sub(lambda found: SIGNS[found[0]], line)
    line = " ".join(line.split()).replace(" per ", "/").replace(" /", "/").replace("/ ", "/")
    found = [each for match in islice(_matches(line), MOST) if (each := _read(line, match)).low <= each.high]
    return (*found[:1], *(_of_case(each, ended) for ended, each in pairwise(found)))


def _of_case(lone: Range, ended: Range) -> Range:
    """A number without a unit at which the range before it ends, said again for a case of its own: "60 if frail"."""
    is_bare = not (lone.is_wide or lone.before or is_measured(lone.unit))
    if not (is_bare and lone.after and is_measured(ended.unit) and lone.low[0] in (ended.low[0], ended.high[0])):
        return lone
    return lone._replace(unit=ended.unit, before=ended.before, where=lone.after)


def _matches(line: str) -> Iterator[re.Match[str]]:
    """What looks like a range, looked for around digits alone: elsewhere the pattern only costs time."""
    end = 0
    for digit in DIGIT.finditer(line):
        if digit.start() < end:
            continue
        match = _pattern().search(line, max(end, digit.start() - HEAD))
        if match is None:
            return
        yield match
        end = match.end()


def _read(line: str, match: re.Match[str]) -> Range:
    """A range as it stands in a line."""
    *ended, begun = BREAK.split(line[max(0, match.start() - REACH) : match.start()])
    before = _words(f"{begun} {match['named'] or ''}") or [
        word for word in _words("".join(ended[-1:]))[-1:] if word == AGE
    ]
    after = _words(BREAK_AFTER.split(line[match.end() : match.end() + REACH], maxsplit=1)[0])
    after = list(dropwhile(PASSED.__contains__, after))
    unit = _unit(match["three"] or match["two"] or match["one"] or "")
    if not AGES.isdisjoint([*before[-1:], *_words(match[0]), *after[:1]]):
        before.append(AGE)
    if not is_measured(unit):
        after = [*unit, *after]
        if before[-1:] == [AGE]:
            unit = ("year",)
        elif before and len(before[-1]) >= SHORTEST and _singular(before[-1]) in UNITS:
            unit = (_singular(before.pop()),)
    first = _unit(match["one"]) if match["one"] and match["two"] else unit
    low, high = _bounds(match, round(_number(match["low"]) * _ratio(first, unit), DIGITS))
    return Range(low, high, unit, tuple(map(stem, before[-BESIDE:])), tuple(map(stem, after[:BESIDE])))


def _bounds(match: re.Match[str], number: float) -> tuple[Bound, Bound]:
    """The ends of a range whose first number this is."""
    if match["high"]:
        return (number, 0), (_number(match["high"]), -1 if match["open"] else 0)
    head = match["head"]
    if head in BELOW or head in UP_TO or match["less"]:
        return (-math.inf, 0), (number, -1 if head in BELOW else 0)
    if head in ABOVE or head in FROM or match["more"] or match["plus"]:
        return (number, 1 if head in ABOVE else 0), (math.inf, 0)
    return (number, 0), (number, 0)


def _number(text: str) -> float:
    """A number as it is written."""
    return float(text.replace(",", ""))


def _words(text: str) -> list[str]:
    """The words of a text that do not only join others."""
    return [part for word in find_words(text) for part in word.split("-") if part and part not in STOP_WORDS]


def _unit(text: str) -> tuple[str, ...]:
    """A unit taken apart at each "/"."""
    return tuple(_singular(part) for part in text.strip(" -").split("/") if part)


def _singular(word: str) -> str:
    """The name of a unit without the sign of many."""
    return word if word in UNITS else word.removesuffix("s")


def is_measured(unit: tuple[str, ...]) -> bool:
    """Is it a usual unit?"""
    return len(unit) > 1 or (len(unit) == 1 and unit[0] in UNITS)


def _base(part: str) -> tuple[str, float]:
    """What a part of a unit is turned into, and how much of it it is."""
    return UNITS.get(part, (part, 1))


@lru_cache(maxsize=500)
def _ratio(unit: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How much of another unit one of a unit is, by the parts that both have; 1 if they are not alike."""
    ratio = 1.0
    for at, (part, into) in enumerate(zip(unit, other, strict=False)):
        (base, size), (kind, whole) = _base(part), _base(into)
        if base != kind:
            return 1.0
        ratio *= size / whole if at == 0 else whole / size
    return ratio
