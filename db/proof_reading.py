"""What an English text says of the numbers of one quantity.

A number counts with a unit of the quantity, or without one where the text names the quantity. Words that leave the
number itself open, "about 12 months", or that speak of it apart, "60 itself in a frail patient", are not read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from db.proof_units import ANY_UNIT, DAYS_IN, DIGITS, NUMBER, alternatives, number_of, unit_pattern
from db.proof_words import (
    AFTER,
    AGE,
    AGED,
    AT,
    BEFORE,
    BEFORE_NUMBER,
    BEHIND_NUMBER,
    BEHIND_UNIT,
    BREAK,
    END,
    FROM,
    LASTING,
    NEGATION,
    NO,
    NO_NUMBER,
    PERHAPS,
    RANGE,
    SINCE,
    START,
    STRICTLY_BELOW,
)

MONTHS_A_YEAR: Final = 12


@dataclass(frozen=True)
class Quantity:
    """What a text is read for: its units with their factors, the words for it, those for all others, is it `days`?"""

    units: tuple[tuple[str, Fraction], ...]
    names: tuple[str, ...]
    others: tuple[str, ...]
    days: bool

    @property
    def age(self) -> bool:
        """Is it an age, whose unit is that of many other times?"""
        return AGE in self.names

    @property
    def words(self) -> tuple[str, ...]:
        """What names the quantity beside a number."""
        return (*self.names, *(AGED if self.age else ()))

    @cached_property
    def factors(self) -> list[tuple[str, Fraction]]:
        """A pattern for each unit, with its factor."""
        return [(unit_pattern(unit), factor) for unit, factor in self.units if unit]

    @cached_property
    def units_pattern(self) -> str:
        """Any of the units; nothing where there is none."""
        return "|".join(pattern for pattern, _ in self.factors) or "(?!)"

    @cached_property
    def unit(self) -> str:
        """The unit behind a number, or what may stand there instead."""
        return rf"(?:[ -]?(?P<unit>{self.units_pattern})(?![\w/])|(?={END}))"

    @cached_property
    def comparisons(self) -> tuple[re.Pattern[str], ...]:
        """The patterns of all comparisons."""
        first = rf"(?P<first>{NUMBER})"
        return compiled(
            rf"{BEFORE_NUMBER}{first}(?:{self.last('and')})?{self.unit}",
            rf"{START}{first}{self.unit}{BEHIND_UNIT}",
            rf"{START}{first}{BEHIND_NUMBER} (?P<unit>{self.units_pattern})(?![\w/])",
            rf"{START}{first}{self.last('to')}{self.unit}",
        )

    @cached_property
    def numbers(self) -> tuple[re.Pattern[str], ...]:
        """The patterns of all numbers; days may be counted, as `day 30`, and a unit may be spelt in a way not known."""
        strange = rf"{BEFORE_NUMBER}(?P<first>{NUMBER})(?![\w.,]| ?(?:{ANY_UNIT})(?!\w)|{END})"
        counted = rf"\b(?P<unit>{self.units_pattern}) (?P<first>{NUMBER})(?={END})"
        return compiled(rf"{START}(?P<first>{NUMBER}){self.unit}", counted if self.days else strange)

    def last(self, join: str) -> str:
        """A pattern for the far end of a range, which `join` or a dash joins to the near one."""
        joined = rf"(?:[ -]?(?:{self.units_pattern}))?(?: ?[-\u2013] ?| (?:(?:up )?to|{join}) )"
        return rf"{joined}(?:(?P<open>{alternatives(STRICTLY_BELOW)}) ?)?(?P<last>{NUMBER})"

    def value(self, number: str | None, unit: str | None) -> Fraction | None:
        """A number in the unit that rules compare in; twelve months are a year."""
        if number is None or unit is None:
            return None if number is None else number_of(number)
        if self.days and unit.casefold().startswith("mo") and number_of(number) % MONTHS_A_YEAR == 0:
            return number_of(number) / MONTHS_A_YEAR * DAYS_IN["years"]
        factor = next(f for pattern, f in self.factors if re.fullmatch(pattern, unit, re.IGNORECASE))
        return number_of(number) * factor


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number of a text, with its words; has it a `unit`?"""

    words: str
    number: Fraction
    unit: bool


@dataclass(frozen=True, slots=True)
class Said(Spoken):
    """What a text says of a number: those `above` it or below are meant, and the number itself if it is `within`.

    `sure` says that it speaks of the quantity, by its unit or because the text names the quantity; `named` that it has
    a unit and the words beside it name the quantity; `contrary` that the clause around it says no to something.
    """

    above: bool
    within: bool
    sure: bool
    named: bool
    contrary: bool

    @property
    def side(self) -> str:
        """Where a rule turns that follows it: between the number and what is "below" it, or what is "above"."""
        return "below" if self.above is self.within else "above"


class Text:
    """One text, read for one quantity."""

    def __init__(self, text: str, quantity: Quantity) -> None:
        """Take away the marks of bold words and wide blanks."""
        self.text = " ".join(re.sub(r"\*+|__+|`+", "", html.unescape(text)).split())
        self.quantity = quantity
        self.is_named = not quantity.days and names(quantity.names, self.text)

    @cached_property
    def found(self) -> list[tuple[re.Match[str], list[Said]]]:
        """Every comparison with a number, and what it says; nothing where it clearly speaks of something else."""
        if not re.search(NUMBER, self.text, re.IGNORECASE):
            return []
        matches = [m for p in self.quantity.comparisons for m in p.finditer(self.text)]
        whole = [m for m in matches if not any(is_part(m, other) for other in matches)]
        return [(match, [] if self.is_of_another(match) else list(self.meant(match))) for match in whole]

    def read(self) -> Iterator[Said]:
        """What the text says of numbers."""
        return (said for _, found in self.found for said in found)

    def meant(self, found: re.Match[str]) -> Iterator[Said]:
        """What one comparison says of its number, or of the two ends of its range."""
        parts = found.groupdict()
        word = (parts.get("word") or "from").casefold()
        if word in RANGE and re.search(NO, self.text[: found.start()], re.IGNORECASE):
            return
        above, within = {**BEFORE, **AFTER}[word]
        first, last = (self.quantity.value(parts.get(end), parts["unit"]) for end in ("first", "last"))
        unit = parts["unit"] is not None
        named = names(self.quantity.words, self.beside(found))
        rest = (self.is_sure(found, unit, named), unit and named, self.is_contrary(found))
        if first is not None and (last is None or above):
            yield Said(found.group(), first, unit, above, within, *rest)
        if last is not None:
            yield Said(found.group(), last, unit, False, not parts["open"], *rest)

    def is_sure(self, found: re.Match[str], unit: bool, named: bool) -> bool:
        """Does a comparison speak of the quantity, as far as its unit and the words beside it tell?"""
        time = self.quantity.days or (self.quantity.age and not named)
        if time and re.search(PERHAPS, self.text[: found.start()], re.IGNORECASE):
            return False
        return unit or (not self.quantity.days and (named or self.is_named))

    def beside(self, found: re.Match[str]) -> str:
        """The words around a number that go with it."""
        start, end = found.span()
        return f"{re.split(BREAK, self.text[:start])[-1]}{found.group()}{re.split(BREAK, self.text[end:])[0]}"

    def is_of_another(self, found: re.Match[str]) -> bool:
        """Do the words around a number clearly speak of something else?"""
        around, quantity = self.beside(found), self.quantity
        if quantity.days or names(quantity.words, around):
            return False
        start, end = found.span()
        within = (found.groupdict().get("word") or "").casefold() == "within"
        lasting = re.search(LASTING, self.text[:start], re.IGNORECASE) or re.match(SINCE, self.text[end:])
        return names(quantity.others, around) or (quantity.age and (within or lasting is not None))

    def is_contrary(self, found: re.Match[str]) -> bool:
        """Does the clause around a comparison say no to something? A no that belongs to a number does not count."""
        start, end = found.span()
        before, after = re.split(r"[.,;:()] ", self.text[:start])[-1], re.split(r"[.,;:()](?: |$)", self.text[end:])[0]
        clause = re.sub(NO_NUMBER, "", f"{before} {after}", flags=re.IGNORECASE)
        return re.search(NEGATION, clause, re.IGNORECASE) is not None

    @cached_property
    def apart(self) -> set[Fraction]:
        """The numbers of which the text speaks apart: `60 itself`, or any in a sentence with `exactly`."""
        itself = re.findall(rf"({DIGITS}) itself", self.text)
        exact = [s for s in re.split(r"\. ", self.text) if re.search(r"\bexactly\b", s)]
        return {number_of(number) for number in (*itself, *(n for s in exact for n in re.findall(DIGITS, s)))}

    def unread(self) -> Iterator[Spoken]:
        """Every number of the quantity that no comparison reads and that is not spoken of apart."""
        spans = [match.span() for match, said in self.found if said or self.is_of_another(match)]
        for found in (m for p in self.quantity.numbers for m in p.finditer(self.text)):
            unit = found.groupdict().get("unit")
            number = self.quantity.value(found["first"], unit)
            inside = any(start <= found.start() and found.end() <= end for start, end in spans)
            if number is None or inside or number_of(found["first"]) in self.apart or self.is_of_another(found):
                continue
            strange = "word" in found.groupdict()
            named = (self.is_named and not strange) or names(self.quantity.words, self.beside(found))
            if (unit or named) and not (self.quantity.days and self.is_point(found)):
                yield Spoken(self.around(found), number, unit is not None)

    def is_point(self, found: re.Match[str]) -> bool:
        """Is a number of days a point in time: `at 3 months`, `the 3-month decision`, `30 days after the injury`?"""
        start, end = found.span()
        at = re.search(AT, self.text[:start], re.IGNORECASE) or re.match(FROM, self.text[end:], re.IGNORECASE)
        return "-" in found.group() or at is not None

    def around(self, found: re.Match[str]) -> str:
        """A number with the three words before it."""
        return " ".join([*self.text[: found.start()].split()[-3:], found.group().strip()])


def names(words: tuple[str, ...], text: str) -> bool:
    """Does a text name one of these?"""
    return bool(words) and re.search(rf"(?<!\w)(?:{alternatives(words)})[sd]?(?!\w)", text, re.IGNORECASE) is not None


def compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    """Patterns in which letter case does not count."""
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def is_part(one: re.Match[str], other: re.Match[str]) -> bool:
    """Is a match a part of a longer one?"""
    return one.span() != other.span() and other.start() <= one.start() and one.end() <= other.end()
