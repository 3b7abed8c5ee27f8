"""Numbers that can be written as an answer, in a unit that holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil, floor

from db.guideline import Input
from db.proof_domain import MOST_DIGITS, Domain, Region


def written(asked: Input, number: Fraction) -> tuple[str, str] | None:
    """How a number is written as an answer: its digits and its unit; None if no unit can hold it."""
    if asked.kind == "date":
        return (str(number.numerator), "") if number.denominator == 1 else None
    for unit in asked.units:
        entered = number / Fraction(unit.factor)
        scaled = entered * 10**MOST_DIGITS
        if scaled.denominator == 1 and Fraction(unit.minimum) <= entered <= Fraction(unit.maximum):
            return decimal_text(entered), unit.name
    return None


def decimal_text(number: Fraction) -> str:
    """Digits with a point, and no more of them than needed."""
    whole, rest = divmod(number.numerator * 10**MOST_DIGITS // number.denominator, 10**MOST_DIGITS)
    return f"{whole}.{rest:0{MOST_DIGITS}d}".rstrip("0").rstrip(".")


def candidates(domain: Domain, name: str, region: Region) -> Iterator[Fraction]:
    """Simple numbers of a region that can be written as an answer, spread over it."""
    asked = domain.inputs[name]
    low, high = region.low, region.high
    assert low is not None
    assert high is not None
    if region.is_point:
        spread: Iterable[Fraction] = [low]
    elif asked.kind == "date":
        spread = days_back(floor(high), ceil(low))
    else:
        whole = range(ceil(low), floor(high) + 1)
        step = max(1, len(whole) // 300)
        ends = [low, high, low + (high - low) / 1000, high - (high - low) / 1000]
        spread = [*map(Fraction, whole[::step]), (low + high) / 2, *ends]
    for number in dict.fromkeys(spread):
        if region.holds(number) and written(asked, number) is not None:
            yield number


def days_back(latest: int, earliest: int) -> Iterator[Fraction]:
    """Days from the latest back, in growing steps: a date long ago is rare, and may lie before the patient's birth."""
    back = 0
    while latest - back >= earliest:
        yield Fraction(latest - back)
        back += max(1, back // 8)


def simple_number(domain: Domain, name: str, region: int) -> Fraction | None:
    """The first of the simple numbers of a region of an input; None if none can be written."""
    if (name, region) not in domain.simple:
        domain.simple[name, region] = next(candidates(domain, name, domain.regions(name)[region]), None)
    return domain.simple[name, region]
