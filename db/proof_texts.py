"""What a line says of a number, "below 30 mL/min" or "30 mL/min or more", beside the cut at which its rule turns.

English alone is read. A number counts with a unit of the quantity; days also in weeks, months and years. Words that
leave the number itself open, "about 12 months", or that speak of it apart, "60 itself in a frail patient", are not held
against the rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from db.guideline import Rule
from db.proof_domain import Domain

NUMBER: Final = r"\d+(?:\.\d+)?"
BEFORE: Final = {
    "below": (False, False),
    "under": (False, False),
    "less than": (False, False),
    "fewer than": (False, False),
    "above": (True, False),
    "over": (True, False),
    "more than": (True, False),
    "at least": (True, True),
    "from": (True, True),
    "at most": (False, True),
    "up to": (False, True),
    "no more than": (False, True),
    "not more than": (False, True),
    "within": (False, True),
}
AFTER: Final = {
    "or more": (True, True),
    "or above": (True, True),
    "or over": (True, True),
    "and over": (True, True),
    "or older": (True, True),
    "or less": (False, True),
    "or fewer": (False, True),
    "or below": (False, True),
    "or under": (False, True),
    "or younger": (False, True),
}
"""Of each word: does it mean the numbers above, and the number itself?"""
OPEN: Final = ("below", "under", "less than")
DAYS: Final = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30, "year": 365, "years": 365}
DAYS_IN: Final = {unit: Fraction(days) for unit, days in DAYS.items()}
DAY: Final = frozenset({"d", "day", "days"})
YEAR_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of a number: those `above` it or below are meant, and the number itself if it is `within`."""

    words: str
    number: Fraction
    above: bool
    within: bool

    @property
    def side(self) -> str:
        """Where a rule turns that follows it: between the number and what is "below" it, or what is "above"."""
        return "below" if self.above is self.within else "above"


def said(domain: Domain, rule: Rule, name: str) -> list[Said]:
    """What the lines of a rule say of the numbers of one quantity."""
    if not domain.guideline.language.startswith("en"):
        return []
    units = units_of(domain, name)
    return [one for line in rule.lines for one in read(domain.statements[line.statement].text, units)]


def read(text: str, units: Mapping[str, Fraction]) -> Iterator[Said]:
    """Every comparison of a text with a number that has one of these units."""
    some, before, after, second = (alternatives(words) for words in (units, BEFORE, AFTER, OPEN))
    unit = rf"\s*(?P<unit>{some})(?![\w/])"
    last = rf"\s+to\s+(?:(?P<open>{second})\s+)?(?P<last>{NUMBER})"
    patterns = (
        rf"\b(?P<word>{before})\s+(?P<first>{NUMBER})(?:{last})?{unit}",
        rf"(?<!about )\b(?P<first>{NUMBER}){unit}\s+(?P<word>{after})\b",
        rf"(?<!about )\b(?P<first>{NUMBER})\s+(?P<word>{after}){unit}",
        rf"(?<!about )\b(?P<first>{NUMBER}){last}{unit}",
    )
    for found in (m for pattern in patterns for m in re.finditer(pattern, text, re.IGNORECASE)):
        yield from meant(found, units)


def meant(found: re.Match[str], units: Mapping[str, Fraction]) -> Iterator[Said]:
    """What one comparison says of its number, or of the two ends of its range."""
    parts = found.groupdict()
    above, within = {**BEFORE, **AFTER}.get((parts.get("word") or "from").casefold(), (True, True))
    first, last = (value_of(parts.get(end), parts["unit"], units) for end in ("first", "last"))
    if first is not None and (last is None or above):
        yield Said(found.group(), first, above, within)
    if last is not None:
        yield Said(found.group(), last, above=False, within=not parts["open"])


def value_of(number: str | None, unit: str, units: Mapping[str, Fraction]) -> Fraction | None:
    """A number in the unit that rules compare in; twelve months are a year."""
    if number is None:
        return None
    if units is DAYS_IN and unit.startswith("month") and Fraction(number) % YEAR_MONTHS == 0:
        return Fraction(number) / YEAR_MONTHS * DAYS["year"]
    return Fraction(number) * next(factor for name, factor in units.items() if name.casefold() == unit.casefold())


def units_of(domain: Domain, name: str) -> Mapping[str, Fraction]:
    """The units of a quantity as texts write them, each with its factor."""
    if name in domain.inputs:
        return {u.name: Fraction(u.factor) for u in domain.inputs[name].units}
    unit = domain.derived[name].unit
    return DAYS_IN if unit in DAY else {unit: Fraction(1)}


def apart(text: str) -> set[Fraction]:
    """The numbers of which a text speaks apart: `60 itself`."""
    return {Fraction(number) for number in re.findall(rf"({NUMBER}) itself", text)}


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of these, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def amiss(domain: Domain, rule: Rule, name: str, cut: Fraction, sides: set[str]) -> tuple[str, str] | None:
    """The side of a cut on which a rule turns against its text, and why; None if text and rule agree, or none speaks.

    Days may be spoken of without a rule that turns there, so only their cuts are compared.
    """
    found = said(domain, rule, name)
    left_open = apart(" ".join(domain.statements[line.statement].text for line in rule.lines))
    for one in (x for x in found if x.number == cut and cut not in left_open):
        wrong = sides - {one.side}
        if wrong and (not one.within or one.side not in sides):
            return min(wrong), f"the text says “{one.words}”"
    if found and units_of(domain, name) is not DAYS_IN and cut not in {x.number for x in found} | left_open:
        return min(sides), f"the text says only “{found[0].words}”"
    return None
