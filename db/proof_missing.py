"""A patient of whom not all has been asked, as after a stop: what is not given is neither known nor "not known"."""

from __future__ import annotations

from dataclasses import replace

from db.condition_tree import Always, And, Known, Node, Not, Or
from db.formula import TODAY, Arithmetic, Either, Name, Term
from db.proof_encoder import NO, YES, Encoder, Pair
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
        """What is given keeps a derived quantity from being computed, whatever the rest will be."""
        derived = self.domain.derived[name]
        return -self.encoder.every(
            (self.may_be(derived.only_if.test.node)[0], self.may_be_computed(derived.formula.tree))
        )

    def may_be_computed(self, term: Term) -> int:
        """A term can still have a number."""
        match term:
            case Name(name) if name != TODAY:
                return self.encoder.some((self.is_known(name), -self.settled(name)))
            case Arithmetic(_, left, right):
                return self.encoder.every((self.may_be_computed(left), self.may_be_computed(right)))
            case Either(then, condition, otherwise):
                sides = zip(self.may_be(condition), (then, otherwise), strict=True)
                return self.encoder.some(self.encoder.every((may, self.may_be_computed(side))) for may, side in sides)
        return YES

    def may_be(self, node: Node) -> Pair:
        """A condition that tests no `known(…)` can still be true, and can still be false."""
        match node:
            case Not(item):
                true, false = self.may_be(item)
                return false, true
            case And(items):
                pairs = [self.may_be(i) for i in items]
                return self.encoder.every(p[0] for p in pairs), self.encoder.some(p[1] for p in pairs)
            case Or(items):
                pairs = [self.may_be(i) for i in items]
                return self.encoder.some(p[0] for p in pairs), self.encoder.every(p[1] for p in pairs)
            case Always():
                return YES, NO
        true, false = self.condition(node)
        is_open = -self.settled(node.name)
        return self.encoder.some((true, is_open)), self.encoder.some((false, is_open))
