"""The tree of a condition: tests of inputs, joined by `and`, `or` and `not`; every test knows its column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Always:
    """True for every patient."""


@dataclass(frozen=True, slots=True)
class Yes:
    """A yes/no input that was answered yes."""

    name: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Is:
    """A one-of input whose answer is among these choices."""

    name: str
    choices: tuple[str, ...]
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Has:
    """An any-of input in which this choice was marked yes."""

    name: str
    choice: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AnyYes:
    """An any-of input in which at least one choice was marked yes."""

    name: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """A quantity against a fixed number, in the quantity's first unit."""

    name: str
    operator: str
    number: Decimal
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Known:
    """Asked, and the answer is known; of an any-of input, this choice of it or all of them."""

    name: str
    choice: str = ""
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """True where the inner condition is false."""

    item: Node


@dataclass(frozen=True, slots=True)
class And:
    """True where all of them are."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True where at least one of them is."""

    items: tuple[Node, ...]


Atom = Always | Yes | Is | Has | AnyYes | Compare | Known
Node = Atom | Not | And | Or


def atoms(node: Node) -> Iterator[Atom]:
    """Every test of one input in a tree, in the author's order."""
    match node:
        case Not(item):
            yield from atoms(item)
        case And(items) | Or(items):
            for item in items:
                yield from atoms(item)
        case _:
            yield node


def cuts_of(nodes: Iterable[Node]) -> dict[str, frozenset[Decimal]]:
    """The numbers that some conditions compare each quantity with."""
    found: dict[str, set[Decimal]] = {}
    for atom in (a for node in nodes for a in atoms(node) if isinstance(a, Compare)):
        found.setdefault(atom.name, set()).add(atom.number)
    return {name: frozenset(cuts) for name, cuts in found.items()}
