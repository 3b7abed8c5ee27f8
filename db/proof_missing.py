"""A patient of whom not all has been asked, as after a stop: what is not given is neither known nor "not known"."""

from __future__ import annotations

from dataclasses import replace

from db.condition_tree import Known, Node
from db.proof_domain import names_of
from db.proof_encoder import Encoder, Pair
from db.proof_logic import World
from db.proof_ties import Slot


class Missing(World):
    """A patient some of whose answers may be missing; a condition is true where it is so whatever they will be."""

    def __init__(self, encoder: Encoder) -> None:
        """Start with nothing looked at."""
        self.lost: dict[str, int] = {}
        super().__init__(encoder)

    def make_slot(self, name: str) -> Slot:
        """New literals for a name; an answer that is not given has none of them."""
        slot = super().make_slot(name)
        if name in self.domain.derived:
            return slot
        given = self.encoder.new()
        for literal in (*(x for pair in slot.marks.values() for x in pair), *slot.options):
            self.encoder.add(-literal, given)
        return replace(slot, given=given)

    def encode(self, node: Node) -> Pair:
        """Turn a condition into literals; an answer is not known where nothing can make it known any more."""
        if isinstance(node, Known):
            known = self.known_literal(node.name, node.choice)
            return known, self.encoder.every((-known, self.settled(node.name)))
        return super().encode(node)

    def settled(self, name: str) -> int:
        """An answer is given; a derived quantity is known, or cannot be."""
        if name not in self.domain.derived:
            return self.slot(name).given
        if name not in self.lost:
            self.lost[name] = self.encoder.some((self.is_known(name), self.cannot_be_known(name)))
        return self.lost[name]

    def cannot_be_known(self, name: str) -> int:
        """What a derived quantity rests on is given, and does not allow it."""
        derived, every = self.domain.derived[name], self.encoder.every
        names = [n for n in derived.formula.names if n in self.domain.inputs or n in self.domain.derived]
        when = derived.only_if.test.node
        all_given = [self.settled(n) for n in names_of(when)]
        unknown = every((*all_given, self.unknown(when)))
        uncomputed = every((self.true(when), *(self.settled(n) for n in names), -self.is_known(name)))
        missing = (every((self.settled(n), -self.is_known(n))) for n in names)
        return self.encoder.some((self.condition(when)[1], unknown, uncomputed, *missing))
