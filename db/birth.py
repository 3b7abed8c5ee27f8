"""A patient's age in its units, and how early a date of their life may lie: not before birth."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from db.guideline import Input

DAYS_OF_EVERY_MONTH: Final = 28
YEARS: Final = "years"
FEWEST_IN_A_YEAR: Final = {"months": 12, "weeks": 52, "days": 365}
"""How many of a unit make a year at least: the age in years is never told too low."""


def of_a_year(asked: Input) -> Fraction:
    """How many of its first unit an age counts for a year; a unit of another name than these is taken for years."""
    first = asked.units[0].name
    named = (unit.factor for unit in asked.units if unit.name == YEARS)
    return Fraction(next(named, FEWEST_IN_A_YEAR.get(first, 1)))


def whole_years(asked: Input, age: Decimal | Fraction) -> int:
    """An age in the first unit of its input, in completed years."""
    return int(Fraction(age) / of_a_year(asked))


def completed(born: date, on: date, unit: str) -> int:
    """The age of a patient in one unit, as people count it: what is completed. Another unit than these counts years."""
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    days = (on - born).days
    return {"months": months, "weeks": days // 7, "days": days}.get(unit, months // 12)


def earliest_birth(years: int, on: date) -> date:
    """The earliest day of birth of a patient who has completed so many years; the calendar begins with the year 1."""
    year = on.year - years - 1
    return date(year, on.month, min(on.day, DAYS_OF_EVERY_MONTH)) if year >= date.min.year else date.min
