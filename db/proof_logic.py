"""Conditions as clauses: patients as truth values, so that a SAT solver can look for one.

Every condition has two literals, "is true" and "is false"; where neither holds it is unknown. A `World` is a patient
or a changed copy of one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from db.condition_tree import Always, And, AnyYes, Compare, Has, Is, Known, Node, Not, Or, Yes
from db.formula import TODAY, Arithmetic, Either, Name, Term
from db.proof_candidates import simple_number
from db.proof_domain import Domain, names_of
from db.proof_encoder import NO, YES, Encoder, Pair
from db.proof_ties import Slot, tie, tie_to_birth


class World:
    """A patient, or a copy of one in which some inputs are changed.

    `change` is "unknown" (known answers, or marks of them, made unknown), "known" (the other way round) or "other" (any
    answers).
    """

    def __init__(
        self,
        encoder: Encoder,
        base: World | None = None,
        changed: tuple[str, ...] = (),
        change: Literal["unknown", "known", "other", ""] = "",
    ) -> None:
        """Share with the base whatever the changed inputs do not touch."""
        self.encoder = encoder
        self.domain: Domain = encoder.numbers.domain
        self.base = base
        self.changed = changed
        self.change = change
        self.slots: dict[str, Slot] = {}
        self.known: dict[Node, Pair] = {}
        self.affected = frozenset(n for n in self.all_names() if not set(changed).isdisjoint(self.domain.bases(n)))
        self.refuse_conflicts()

    def all_names(self) -> Iterable[str]:
        """Every input and derived quantity; none is touched where nothing is changed."""
        return (*self.domain.inputs, *self.domain.derived) if self.changed else ()

    def refuse_conflicts(self) -> None:
        """No patient has answers that the program refuses because they contradict each other."""
        for conflict in self.domain.decision.conflicts:
            if self.base is None or self.touches(conflict.when.names):
                self.encoder.add(-self.true(conflict.when.test.node))

    def touches(self, names: Iterable[str]) -> bool:
        """Does the change reach one of these names?"""
        return not self.affected.isdisjoint(names)

    # --- names --------------------------------------------------------------------------------------------------

    def slot(self, name: str) -> Slot:
        """The literals of a name."""
        if self.base is not None and name not in self.affected:
            return self.base.slot(name)
        if name not in self.slots:
            self.slots[name] = self.make_slot(name)
        return self.slots[name]

    def make_slot(self, name: str) -> Slot:
        """New literals for a name."""
        if name in self.domain.derived:
            return self.derived_slot(name)
        if self.base is not None and self.change == "unknown":
            return self.forgotten(self.base.slot(name))
        slot = self.free_slot(name)
        if self.base is not None and self.change == "known":
            self.keep_known(self.base.slot(name), slot)
        return slot

    def free_slot(self, name: str) -> Slot:
        """The literals of an input of which nothing is said."""
        asked = self.domain.inputs[name]
        match asked.kind:
            case "yes-no":
                return Slot({"": self.mark()})
            case "any-of":
                return Slot({c.value: self.mark() for c in asked.choices})
            case "one-of":
                return Slot({}, self.options(len(asked.choices)))
        options = self.options(len(self.domain.regions(name)))
        for number, option in enumerate(options):
            if simple_number(self.domain, name, number) is None:
                self.encoder.add(-option)
        tie_to_birth(self, name, options)
        return Slot({}, options)

    def keep_known(self, old: Slot, new: Slot) -> None:
        """What is known stays so; of a number, its region."""
        for choice, pair in old.marks.items():
            for before, after in zip(pair, new.marks[choice], strict=True):
                self.encoder.add(-before, after)
        for before, after in zip(old.options, new.options, strict=True):
            self.encoder.add(-before, after)

    def mark(self) -> Pair:
        """A fresh yes, no or unknown."""
        yes, no = self.encoder.new(), self.encoder.new()
        self.encoder.add(-yes, -no)
        return yes, no

    def options(self, count: int) -> tuple[int, ...]:
        """Fresh options, of which at most one holds; where none does, the answer is unknown."""
        options = tuple(self.encoder.new() for _ in range(count))
        self.encoder.at_most_one(options)
        return options

    def forgotten(self, old: Slot) -> Slot:
        """The same answer with all of it, or some of its marks, not known."""
        if len(old.marks) < 2:
            return Slot(dict.fromkeys(old.marks, (NO, NO)), tuple(NO for _ in old.options))
        marks = {}
        for choice, (yes, no) in old.marks.items():
            kept = self.encoder.new()
            marks[choice] = (self.encoder.every((yes, kept)), self.encoder.every((no, kept)))
        return Slot(marks)

    # --- derived quantities ---------------------------------------------------------------------------------------

    def derived_slot(self, name: str) -> Slot:
        """The regions of a derived quantity, known exactly where its formula and its condition allow it.

        A copy that knows less has the same number or none: none tests `known(…)`, see `proof_faults`.
        """
        derived = self.domain.derived[name]
        computed = self.encoder.every((self.true(derived.only_if.test.node), self.computed(derived.formula.tree)))
        if self.base is not None and self.change == "unknown":
            return Slot({}, tuple(self.encoder.every((o, computed)) for o in self.base.slot(name).options))
        options = self.options(len(self.domain.regions(name)))
        self.encoder.add(-computed, *options)
        for option in options:
            self.encoder.add(-option, computed)
        tie(self, name, options)
        return Slot({}, options)

    def is_known(self, name: str) -> int:
        """A quantity, a date or a derived quantity has a value."""
        return self.encoder.some(self.slot(name).options)

    def computed(self, term: Term) -> int:
        """The branches that a formula takes are settled, and what they need is known."""
        match term:
            case Name(name) if name != TODAY:
                return self.is_known(name)
            case Arithmetic(_, left, right):
                return self.encoder.every((self.computed(left), self.computed(right)))
            case Either(then, condition, otherwise):
                yes, no = self.condition(condition)
                branches = ((yes, self.computed(then)), (no, self.computed(otherwise)))
                return self.encoder.some(self.encoder.every(b) for b in branches)
        return YES

    # --- conditions -----------------------------------------------------------------------------------------------

    def true(self, node: Node) -> int:
        """A condition is true."""
        return self.condition(node)[0]

    def unknown(self, node: Node) -> int:
        """A condition is neither true nor false."""
        return self.encoder.every(-x for x in self.condition(node))

    def condition(self, node: Node) -> Pair:
        """A condition is true, and is false."""
        found = self.known.get(node)
        if found is None:
            if self.base is not None and not self.touches(names_of(node)):
                found = self.base.condition(node)
            else:
                found = self.encode(node)
            self.known[node] = found
        return found

    def encode(self, node: Node) -> Pair:
        """Turn a condition into literals."""
        match node:
            case Not(item):
                yes, no = self.condition(item)
                return no, yes
            case And(items):
                pairs = [self.condition(i) for i in items]
                return self.encoder.every(p[0] for p in pairs), self.encoder.some(p[1] for p in pairs)
            case Or(items):
                pairs = [self.condition(i) for i in items]
                return self.encoder.some(p[0] for p in pairs), self.encoder.every(p[1] for p in pairs)
            case Always():
                return YES, NO
            case Yes(name):
                return self.slot(name).marks[""]
            case Has(name, choice):
                return self.slot(name).marks[choice]
            case AnyYes(name):
                marks = self.slot(name).marks.values()
                return self.encoder.some(m[0] for m in marks), self.encoder.every(m[1] for m in marks)
            case Known(name, choice):
                known = self.known_literal(name, choice)
                return known, -known
            case Is(name, choices):
                return self.split(name, [c.value in choices for c in self.domain.inputs[name].choices])
            case Compare(name, sign, number):
                return self.split(name, [r.satisfies(sign, number) for r in self.domain.regions(name)])

    def split(self, name: str, sides: list[bool]) -> Pair:
        """The options on either side of a test."""
        options = self.slot(name).options
        yes = self.encoder.some(o for o, side in zip(options, sides, strict=True) if side)
        return yes, self.encoder.some(o for o, side in zip(options, sides, strict=True) if not side)

    def known_literal(self, name: str, choice: str) -> int:
        """An answer is known: in this choice, or in all of them."""
        slot = self.slot(name)
        if slot.options:
            return self.encoder.some(slot.options)
        marks = [slot.marks[choice]] if choice else list(slot.marks.values())
        return self.encoder.every(self.encoder.some(m) for m in marks)

    def unsettled_by(self, node: Node, key: str) -> int:
        """A condition is unknown, and this input, which is not known, is among the reasons."""
        match node:
            case Not(item):
                return self.unsettled_by(item, key)
            case And(items) | Or(items):
                inner = [self.unsettled_by(i, key) for i in items]
                return self.encoder.every((self.unknown(node), self.encoder.some(inner)))
            case Always():
                return NO
        if key not in self.domain.bases(node.name):
            return NO
        return self.encoder.every((self.unknown(node), -self.known_literal(key, "")))
