"""What is fixed of a patient's numbers: regions of names, and branches of formulas."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

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
