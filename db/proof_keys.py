"""What is fixed of a patient's numbers: regions of names, and branches of formulas."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from db.formula import Arithmetic, Either, Term
from db.proof_domain import AGE, Domain, Region


class UndecidedError(Exception):
    """A question that the solver did not settle in its time."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One thing that is fixed: the region of a name, or the outcome of an `if … else` of a derived quantity.

    `tag` tells the copies of a patient apart; it is empty for the patient itself.
    """

    name: str
    tag: str
    number: int
    branch: str = ""  # "then" or "else": `number` counts the `if … else` of the formula


Values = Mapping[tuple[str, str], Fraction]
Tags = Mapping[tuple[str, str], str]
"""Which copy of an input a derived quantity of a copy uses."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Either numbers for every input by (name, tag), or the keys that exclude each other.

    With `doubt` neither was found: the core is all keys, and the words say what is not decided.
    """

    values: Values | None = None
    core: frozenset[Key] = frozenset()
    doubt: str = ""


class Fixed:
    """One choice of regions and branches."""

    def __init__(self, domain: Domain, keys: frozenset[Key], tags: Tags) -> None:
        """Sort the keys into inputs, derived quantities and branches."""
        self.domain = domain
        self.tags = tags
        self.keys = sorted(keys)
        regions = [k for k in self.keys if not k.branch]
        self.free = [k for k in regions if k.name in domain.inputs]
        self.bound = [k for k in regions if k.name in domain.derived]
        self.points = [k for k in self.bound if self.region(k).is_point]
        self.terms: dict[tuple[str, str], Term | None] = {}
        self.branches = {(k.name, k.tag, k.number): k.branch for k in self.keys if k.branch}

    def region(self, key: Key) -> Region:
        """The region that a key stands for."""
        return self.domain.regions(key.name)[key.number]

    def inner(self, name: str, key: Key) -> Key:
        """A name as the formula of a derived quantity sees it, in the copy that it uses."""
        return Key(name, self.tags.get((name, key.tag), ""), 0)

    def branches_of(self, key: Key) -> Iterator[str | None]:
        """Which side each `if … else` of a derived quantity takes, in the order of `eithers`; None if that is open."""
        return (self.branches.get((key.name, key.tag, number)) for number in itertools.count())

    def taken(self, key: Key) -> Term | None:
        """The formula of a derived quantity with the sides that it takes alone; None if that is open."""
        place = (key.name, key.tag)
        if place not in self.terms:
            self.terms[place] = taken(self.domain.derived[key.name].formula.tree, self.branches_of(key))
        return self.terms[place]

    def births(self) -> Iterator[tuple[Key, Key]]:
        """The age of each copy of the patient, with each date that may not lie before birth."""
        places = {(k.name, k.tag): k for k in self.free}
        for name, tag in itertools.product(sorted(self.domain.dates), sorted({k.tag for k in self.free})):
            age, day = (places.get((n, tag)) or places.get((n, "")) for n in (AGE, name))
            if self.domain.has_birth and age and day:
                yield age, day

    def __str__(self) -> str:
        """What is fixed, for a message."""
        return ", ".join(dict.fromkeys(f"{k.name} {self.region(k)}" for k in self.bound or self.free))


def taken(term: Term, branches: Iterator[str | None]) -> Term | None:
    """A term without `if … else`, where `branches` says of each in the order of `eithers` which side it takes.

    None where a side is open that counts. The other side may rest on what is not known.
    """
    match term:
        case Arithmetic(sign, left, right):
            first, second = taken(left, branches), taken(right, branches)
            return None if first is None or second is None else Arithmetic(sign, first, second)
        case Either(then, _, otherwise):
            branch = next(branches)
            sides = [taken(side, branches) for side in (then, otherwise)]
            return sides[branch == "else"] if branch else None
    return term
