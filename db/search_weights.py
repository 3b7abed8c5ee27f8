"""What passages count for a number that was typed, given the ranges of its quantity that they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from db.search_ranges import Range

NAMES: Final = 2.0
ONLY: Final = 1.15
HOLDS: Final = 1.25
HOLDS_NOT: Final = 0.4
NAMES_NOT: Final = 0.8
"""What the score of a passage is multiplied by if it names the very value, besides if it does so by itself and not as
the end of a range, if its range holds it; if no range of it does, and if it names other values alone.

One whose range ends at the value and does not hold it stays as it is: "below 60" names 60, but says nothing on it.
"""
WIDER: Final = 0.8
"""What it is multiplied by besides if the range of another passage that holds the value lies in its own."""


class Weight(NamedTuple):
    """What the score of a passage is multiplied by, and whether the passage names the very value."""

    factor: float = 1.0
    is_named: bool = False


def weights_of(value: Range, every: Sequence[Sequence[Range]]) -> list[Weight]:
    """What each passage counts, given its ranges of the quantity; none is pushed down if none holds the value.

    Where a passage names the value for the case that was asked for, one that names it for any case only holds it.
    """
    held = [[each for each in found if value.meets(each)] for found in every]
    holding = {(each.low, each.high, each.unit): each for found in held for each in found if each.is_wide}
    is_held = any(held)
    is_case = any(each.where and value.names(each) for found in held for each in found)
    weights = []
    for found, meeting in zip(every, held, strict=True):
        is_named = any(value.names(each) for each in found)
        if meeting:
            naming = [each for each in meeting if value.names(each) and (each.where or not is_case)]
            factor = NAMES if naming else HOLDS
            if not all(each.is_wide for each in naming):
                factor *= ONLY
            if all(_is_wider(each, holding.values()) for each in meeting):
                factor *= WIDER
        else:
            is_outside = is_held and bool(found) and not any(value.abuts(each) for each in found)
            factor = (HOLDS_NOT if any(each.is_wide for each in found) else NAMES_NOT) if is_outside else 1.0
        weights.append(Weight(factor, is_named))
    return weights


def _is_wider(found: Range, others: Iterable[Range]) -> bool:
    """Does another range lie in this one?"""
    return found.is_wide and any(found.surrounds(other) for other in others)
