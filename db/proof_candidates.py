"""Numbers that can be written as an answer, in a unit that holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil, floor

from db.guideline import Input, Unit
from db.proof_domain import MOST_DIGITS, MOST_NUMBER, Domain, Region


def written(asked: Input, number: Fraction) -> tuple[str, str] | None:
    """How a number is written as an answer: its digits and its unit; None if no unit can hold it."""
    if asked.kind == "date":
        return (str(number.numerator), "") if number.denominator == 1 else None
    for unit in asked.units:
        entered = number / Fraction(unit.factor)
        scaled = entered * 10**MOST_DIGITS
        low, high = entered_range(unit)
        if scaled.denominator == 1 and low <= entered <= high:
            return decimal_text(entered), unit.name
    return None


def entered_range(unit: Unit) -> tuple[Fraction, Fraction]:
    """The lowest and highest number that can be entered in a unit."""
    return max(Fraction(unit.minimum), Fraction(0)), min(Fraction(unit.maximum), MOST_NUMBER)


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
        spread = [*map(Fraction, whole[::step]), (low + high) / 2, *ends, *shortest(asked, region)]
    for number in dict.fromkeys(spread):
        if region.holds(number) and written(asked, number) is not None:
            yield number


def shortest(asked: Input, region: Region) -> Iterator[Fraction]:
    """In each unit the number of a region with the fewest decimals: where there is none, nothing can be entered."""
    assert region.low is not None
    assert region.high is not None
    for unit in asked.units:
        factor, (low, high) = Fraction(unit.factor), entered_range(unit)
        first, last = max(low, region.low / factor), min(high, region.high / factor)
        for scale in (10**digits for digits in range(MOST_DIGITS + 1)):
            steps = (ceil(first * scale), floor(first * scale) + 1)  # the bound itself may lie outside the region
            numbers = (Fraction(step, scale) for step in steps)
            found = [n * factor for n in numbers if n <= last and region.holds(n * factor)]
            if found:
                yield found[0]
                break


def days_back(latest: int, earliest: int) -> Iterator[Fraction]:
    """Days from the latest back, in growing steps: a date long ago is rare, and may lie before the patient's birth."""
    back = 0
    while latest - back >= earliest:
        yield Fraction(latest - back)
        back += max(1, back // 8)


def simple_number(domain: Domain, name: str, region: int) -> Fraction | None:
    """The first of the simple numbers of a region of an input; None if none can be entered at all."""
    if (name, region) not in domain.simple:
        domain.simple[name, region] = next(candidates(domain, name, domain.regions(name)[region]), None)
    return domain.simple[name, region]
