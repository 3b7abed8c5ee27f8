"""How early a date of a patient's life may lie: not before birth."""

from __future__ import annotations

from datetime import date
from typing import Final

DAYS_OF_EVERY_MONTH: Final = 28


def earliest_birth(years: int, on: date) -> date:
    """The earliest day of birth of a patient who has completed so many years; the calendar begins with the year 1."""
    year = on.year - years - 1
    return date(year, on.month, min(on.day, DAYS_OF_EVERY_MONTH)) if year >= date.min.year else date.min
