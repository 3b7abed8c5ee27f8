"""Answers as rules see them, and what is derived from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from db.condition_outcome import BOTH, TRUE, UNKNOWN, Values
from db.formula import TODAY, Formula, Term
from db.guideline import Derived
from desktop.core.facts import Answer, Quantity

EITHER_WAY: Final = TRUE | UNKNOWN
"""A derived quantity may have a number or none: answers that it needs are missing."""


def plain(answer: Answer) -> object:
    """An answer as rules see it: a quantity is its number in the first unit."""
    return answer.value if isinstance(answer, Quantity) else answer


def has_unknown(value: object) -> bool:
    """Is a value, or one mark of an any-of answer, not known?"""
    return None in value.values() if isinstance(value, Mapping) else value is None


def computed_whole(every: Iterable[Derived]) -> Iterator[Derived]:
    """Each derived quantity as it is computed from inputs alone: the value of another one may be rounded."""
    inner: dict[str, Term] = {}
    for derived in every:
        formula = Formula(derived.formula.text, derived.formula.tree, inner)
        inner[derived.key] = formula.whole
        yield Derived(derived.key, derived.label, derived.unit, formula, derived.only_if)


def add_derived(every: Iterable[Derived], values: dict[str, object]) -> None:
    """Add each derived quantity that the answers settle: a number, or None if it cannot be known."""
    for derived in every:
        if derived.key in values:
            continue
        mask = computed(derived, values)
        if mask != EITHER_WAY:
            values[derived.key] = derived.formula.value(values) if mask == TRUE else None


def computed(derived: Derived, values: Values) -> int:
    """Can a derived quantity be computed: `TRUE`, `UNKNOWN`, or both while answers that it needs are missing."""
    mask = derived.only_if.outcomes(values)
    allowed = (mask & TRUE) | (UNKNOWN if mask & ~TRUE else 0)
    return BOTH[allowed][derived.formula.outcomes(values)]


def needs(derived: Derived) -> Iterator[str]:
    """The names that a derived quantity rests on, in its formula or its condition."""
    yield from (n for n in derived.formula.names if n != TODAY)
    yield from derived.only_if.names
