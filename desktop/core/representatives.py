"""Answers to one input that stand for all others: one for each way in which the tests of it can turn out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from db.condition_outcome import compile_node
from db.condition_tree import Always, AnyYes, Atom, Compare, Has, Known
from db.guideline import Input
from db.ranges import UNBOUNDED, Range, sides

MOST_MARKS: Final = 8


def representatives(tests: list[Atom], asked: Input | None) -> list[object]:
    """Answers to one input, one for each way in which its tests can turn out together."""
    outcomes = [compile_node(t).outcomes for t in tests]
    found: dict[tuple[int, ...], object] = {}
    for value in [None, *possible(tests, asked)]:
        if value is None and asked is not None and asked.kind == "any-of":
            continue  # its marks are unknown one by one
        found.setdefault(tuple(o({name_of(tests): value}) for o in outcomes), value)
    return list(found.values())


def name_of(tests: list[Atom]) -> str:
    """The name that these tests are about."""
    first = tests[0]
    assert not isinstance(first, Always)
    return first.name


def possible(tests: list[Atom], asked: Input | None) -> Iterator[object]:
    """Known answers that cover every way in which the tests can turn out."""
    if asked is None or asked.kind == "quantity":
        whole = declared(asked) if asked else UNBOUNDED
        parts = sides([t.number for t in tests if isinstance(t, Compare)])
        yield from (number for number, part in parts if part.meets(whole))
    elif asked.kind == "yes-no":
        yield from (True, False)
    elif asked.kind == "one-of":
        yield from (c.value for c in asked.choices)
    elif asked.kind == "date":
        yield date(2000, 1, 1)
    else:
        yield from marks(tests, asked)


def marks(tests: list[Atom], asked: Input) -> Iterator[dict[str, bool | None]]:
    """Every way to mark the choices that matter; the others stand together as one."""
    named = [t.choice for t in tests if isinstance(t, Has | Known) and t.choice]
    rest = [c.value for c in asked.choices if c.value not in named]
    whole = any(isinstance(t, AnyYes) or (isinstance(t, Known) and not t.choice) for t in tests)
    chosen = list(dict.fromkeys([*named, *rest[: 1 if whole else 0]]))[:MOST_MARKS]
    for combination in itertools.product((True, False, None), repeat=len(chosen)):
        yield {**dict.fromkeys(rest, False), **dict(zip(chosen, combination, strict=True))}


def declared(asked: Input) -> Range:
    """The numbers that a quantity can be, in its first unit; of a date, that it lies in the past."""
    if asked.kind == "date":
        return Range(None, Fraction(0))
    ends = [(Fraction(u.minimum * u.factor), Fraction(u.maximum * u.factor)) for u in asked.units]
    return Range(min(low for low, _ in ends), max(high for _, high in ends))


def nothing_of(asked: Input | None) -> object:
    """What stands for an answer that is not known: of an any-of input every mark, of a derived quantity no number."""
    return dict.fromkeys((c.value for c in asked.choices), None) if asked and asked.kind == "any-of" else None


def unknown_marks(value: object) -> int:
    """How many marks of an answer are not known."""
    return sum(mark is None for mark in value.values()) if isinstance(value, Mapping) else value is None
