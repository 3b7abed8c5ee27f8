"""Which literals fix the numbers behind a derived quantity, so that the encoder looks for them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from db.condition_tree import Node
from db.formula import eithers
from db.proof_domain import AGE, Domain
from db.proof_encoder import YES, Encoder, Pair
from db.proof_keys import Key


@dataclass(frozen=True, slots=True)
class Slot:
    """The literals of one name: marks by choice (yes/no: one mark ""), or options by value, of which one holds.

    `given` holds where the question has been answered, perhaps with "not known".
    """

    marks: Mapping[str, Pair]
    options: tuple[int, ...] = ()
    given: int = YES


class Tied(Protocol):
    """A patient, or a copy of one in which some inputs are changed, as far as numbers are concerned."""

    encoder: Encoder
    domain: Domain
    changed: tuple[str, ...]
    affected: frozenset[str]

    def slot(self, name: str) -> Slot:
        """The literals of a name."""

    def condition(self, node: Node) -> Pair:
        """A condition is true, and is false."""


def tag(world: Tied, name: str) -> str:
    """Which copy of a name a world uses: that of the inputs that are changed, or the patient's own."""
    return ",".join(world.changed) if name in world.affected else ""


def tie(world: Tied, name: str, options: tuple[int, ...]) -> None:
    """Tell the encoder which literals fix the numbers behind a derived quantity."""
    domain = world.domain
    keys = option_keys(world, name, options)
    tags = {}
    for inner in closure(domain, name):
        if inner in domain.inputs or inner in domain.derived:
            tags[inner, tag(world, name)] = tag(world, inner)
        if inner != name and (inner in domain.derived or inner in domain.number_inputs(name)):
            keys += option_keys(world, inner, world.slot(inner).options)
        if inner in domain.derived:
            keys += branch_keys(world, inner)
    if domain.has_birth and not domain.dates.isdisjoint(domain.number_inputs(name)):
        world.slot(AGE)
    join(world, tuple(dict.fromkeys(keys)), tags)


def tie_to_birth(world: Tied, name: str, options: tuple[int, ...]) -> None:
    """An age has to fit the dates; those that nothing is computed from may be late."""
    if world.domain.has_birth and name == AGE:
        world.encoder.ages += option_keys(world, name, options)


def closure(domain: Domain, name: str) -> set[str]:
    """The names that a derived quantity is computed from, directly or through others, and itself."""
    found = {name}
    for inner in domain.derived[name].formula.names if name in domain.derived else ():
        found |= closure(domain, inner)
    return found


def option_keys(world: Tied, name: str, options: tuple[int, ...]) -> list[Key]:
    """The keys of the regions of a name."""
    keys = [Key(name, tag(world, name), i) for i in range(len(options))]
    world.encoder.keys.update(zip(keys, options, strict=True))
    return keys


def branch_keys(world: Tied, name: str) -> list[Key]:
    """The keys of the branches of a formula."""
    keys = []
    for i, either in enumerate(eithers(world.domain.derived[name].formula.tree)):
        for branch, literal in zip(("then", "else"), world.condition(either.condition), strict=True):
            key = Key(name, tag(world, name), i, branch)
            world.encoder.keys[key] = literal
            keys.append(key)
    return keys


def join(world: Tied, keys: tuple[Key, ...], tags: dict[tuple[str, str], str]) -> None:
    """Add keys to the group that shares a name with them, so that their numbers are found together."""
    encoder = world.encoder
    mine = {(k.name, k.tag) for k in keys}
    rest = []
    for group, group_tags in encoder.groups:
        if mine.isdisjoint((k.name, k.tag) for k in group):
            rest.append((group, group_tags))
        else:
            keys, tags = (*group, *keys), {**group_tags, **tags}
    encoder.groups = [*rest, (tuple(dict.fromkeys(keys)), tags)]
    for core in encoder.numbers.cores:
        if all(k in encoder.keys for k in core):
            encoder.add(*(-encoder.keys[k] for k in core))
