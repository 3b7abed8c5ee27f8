"""Conditions as clauses: patients as truth values, so that a SAT solver can look for one.

Every condition has two literals, "is true" and "is false"; where neither holds it is unknown. A `World` is a patient
or a changed copy of one; `Encoder` holds the clauses and asks the solver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from time import monotonic
from typing import Any, Final, Literal

from db.condition import Always, And, AnyYes, Compare, Has, Is, Known, Node, Not, Or, Yes
from db.formula import Arithmetic, Either, Term
from db.proof_domain import Domain, eithers, names_of
from db.proof_numbers import Key, Numbers, UndecidedError, simple_number, written

YES: Final = 1  # the literal that is always true
NO: Final = -1
MOST_CONFLICTS: Final = 300_000
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Model:
    """A solution: its true literals, and numbers by (name, tag)."""

    literals: frozenset[int]
    values: Mapping[tuple[str, str], Fraction]


class Encoder:
    """Clauses, and the solver that holds them."""

    def __init__(self, numbers: Numbers, deadline: float) -> None:
        """Start an empty solver; past the deadline (monotonic seconds) it gives up."""
        from pysat.solvers import Solver

        self.sat: Any = Solver(name="glucose4")
        self.numbers = numbers
        self.deadline = deadline
        self.count = 1
        self.sat.add_clause([YES])
        self.gates: dict[tuple[int, ...], int] = {}
        self.keys: dict[Key, int] = {}
        self.groups: list[tuple[tuple[Key, ...], dict[tuple[str, str], str]]] = []

    def close(self) -> None:
        """Free the solver."""
        self.sat.delete()

    def new(self) -> int:
        """A fresh literal."""
        self.count += 1
        return self.count

    def add(self, *clause: int) -> None:
        """At least one of these literals holds."""
        self.sat.add_clause(clause)

    def every(self, literals: Iterable[int]) -> int:
        """A literal that holds exactly where all of these do."""
        wanted = set(literals) - {YES}
        if NO in wanted or any(-x in wanted for x in wanted):
            return NO
        if len(wanted) < 2:
            return next(iter(wanted), YES)
        gate = tuple(sorted(wanted))
        if gate not in self.gates:
            found = self.gates[gate] = self.new()
            for literal in gate:
                self.sat.add_clause((-found, literal))
            self.sat.add_clause([found, *(-x for x in gate)])
        return self.gates[gate]

    def some(self, literals: Iterable[int]) -> int:
        """A literal that holds exactly where at least one of these does."""
        return -self.every(-x for x in literals)

    def differs(self, first: int, second: int) -> int:
        """A literal that holds exactly where one of two does and the other does not."""
        return NO if first == second else self.some((self.every((first, -second)), self.every((-first, second))))

    def at_most_one(self, literals: Sequence[int]) -> None:
        """No two of these hold together."""
        for i, first in enumerate(literals):
            for second in literals[:i]:
                self.sat.add_clause((-first, -second))

    def solve(self, *assumptions: int) -> Model | None:
        """A solution whose numbers exist too, or None; raises `UndecidedError` when it takes too long."""
        while True:
            self.sat.conf_budget(MOST_CONFLICTS)
            found = self.sat.solve_limited(assumptions=assumptions)
            if found is None or monotonic() > self.deadline:
                raise UndecidedError("out of time")
            if not found:
                return None
            literals = frozenset(self.sat.get_model()) | {YES}
            values = self.with_numbers(literals)
            if values is not None:
                return Model(literals, values)

    def core(self) -> set[int]:
        """The assumptions that made the last question unanswerable."""
        return set(self.sat.get_core() or ())

    def with_numbers(self, literals: frozenset[int]) -> dict[tuple[str, str], Fraction] | None:
        """Numbers for the derived quantities of a solution; None, and a new clause, where there are none."""
        values: dict[tuple[str, str], Fraction] = {}
        for keys, tags in self.groups:
            chosen = frozenset(k for k in keys if self.keys[k] in literals)
            derived = self.numbers.domain.derived
            if not any(k.name in derived and not k.branch for k in chosen):
                continue
            answer = self.numbers.solve(chosen, tags)
            if answer.values is None:
                self.sat.add_clause([-self.keys[k] for k in answer.core])
                return None
            values.update(answer.values)
        return values


@dataclass(frozen=True, slots=True)
class Slot:
    """The literals of one name: marks by choice (yes/no: one mark ""), or options by value, of which one holds."""

    marks: Mapping[str, Pair]
    options: tuple[int, ...] = ()


class World:
    """A patient, or a copy of one in which one name is changed.

    `change` is "unknown" (a known answer, or marks of it, made unknown) or "other" (any other answer).
    """

    def __init__(
        self,
        encoder: Encoder,
        base: World | None = None,
        changed: str = "",
        change: Literal["unknown", "other", ""] = "",
    ) -> None:
        """Share with the base whatever the changed name does not touch."""
        self.encoder = encoder
        self.domain: Domain = encoder.numbers.domain
        self.base = base
        self.changed = changed
        self.change = change
        self.slots: dict[str, Slot] = {}
        self.known: dict[Node, Pair] = {}
        self.affected = frozenset(n for n in self.all_names() if changed in (n, *self.domain.bases(n)))

    def all_names(self) -> Iterable[str]:
        """Every input and derived quantity; none is touched where nothing is changed."""
        return (*self.domain.inputs, *self.domain.derived) if self.changed else ()

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
        if name in self.domain.derived and name != self.changed:
            return self.derived_slot(name)
        if self.base is not None and self.change == "unknown":
            return self.forgotten(self.base.slot(name))
        if name in self.domain.derived:
            return self.shifted_slot(name)
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
        return Slot({}, options)

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
        """The regions of a derived quantity, known exactly where its inputs and its condition allow it."""
        derived = self.domain.derived[name]
        names = [n for n in derived.formula.names if n in self.domain.inputs or n in self.domain.derived]
        needed = [self.is_known(n) for n in names] + [self.true(derived.only_if.test.node)]
        computed = self.encoder.every([*needed, self.computed(derived.formula.tree)])
        if self.base is not None and self.change == "unknown":
            return Slot({}, tuple(self.encoder.every((o, computed)) for o in self.base.slot(name).options))
        options = self.options(len(self.domain.regions(name)))
        self.encoder.add(-computed, *options)
        for option in options:
            self.encoder.add(-option, computed)
        self.register(name, options)
        return Slot({}, options)

    def shifted_slot(self, name: str) -> Slot:
        """The same derived quantity in any of its regions, its inputs staying in theirs."""
        assert self.base is not None
        old = self.base.slot(name).options
        options = self.options(len(old))
        was, now = self.encoder.some(old), self.encoder.some(options)
        self.encoder.add(-was, now)
        self.encoder.add(was, -now)
        self.register(name, options)
        return Slot({}, options)

    def is_known(self, name: str) -> int:
        """An input or derived quantity has a value; an any-of answer always has one, of marks."""
        slot = self.slot(name)
        if slot.options:
            return self.encoder.some(slot.options)
        return self.encoder.some(slot.marks[""]) if "" in slot.marks else YES

    def computed(self, term: Term) -> int:
        """The branches that a formula takes are settled."""
        match term:
            case Arithmetic(_, left, right):
                return self.encoder.every((self.computed(left), self.computed(right)))
            case Either(then, condition, otherwise):
                yes, no = self.condition(condition)
                taken = (self.encoder.every((yes, self.computed(then))), self.encoder.every((no, self.computed(otherwise))))
                return self.encoder.some(taken)
        return YES

    def tag(self, name: str) -> str:
        """Which copy of a name this world uses."""
        return self.changed if self.base is not None and self.is_copied(name) else ""

    def is_copied(self, name: str) -> bool:
        """Has this world numbers of its own for a name? A shifted quantity takes all that it is computed from."""
        if self.changed in self.domain.derived:
            return name == self.changed or name in self.closure(self.changed)
        return name in self.affected

    def closure(self, name: str) -> set[str]:
        """The names whose number enters a derived quantity, directly or through others."""
        found = {name}
        for inner in self.domain.derived[name].formula.names if name in self.domain.derived else ():
            found |= self.closure(inner)
        return found

    def register(self, name: str, options: tuple[int, ...]) -> None:
        """Tell the encoder which literals fix the numbers behind a derived quantity."""
        keys = self.option_keys(name, options)
        tags = {}
        for inner in self.closure(name):
            if inner in self.domain.inputs or inner in self.domain.derived:
                tags[inner, self.tag(name)] = self.tag(inner)
            if inner != name and (inner in self.domain.derived or inner in self.domain.number_inputs(name)):
                keys += self.option_keys(inner, self.slot(inner).options)
            if inner in self.domain.derived:
                keys += self.branch_keys(inner)
        self.join(tuple(dict.fromkeys(keys)), tags)

    def option_keys(self, name: str, options: tuple[int, ...]) -> list[Key]:
        """The keys of the regions of a name."""
        keys = [Key(name, self.tag(name), i) for i in range(len(options))]
        self.encoder.keys.update(zip(keys, options, strict=True))
        return keys

    def branch_keys(self, name: str) -> list[Key]:
        """The keys of the branches of a formula."""
        keys = []
        for i, either in enumerate(eithers(self.domain.derived[name].formula.tree)):
            for branch, literal in zip(("then", "else"), self.condition(either.condition), strict=True):
                key = Key(name, self.tag(name), i, branch)
                self.encoder.keys[key] = literal
                keys.append(key)
        return keys

    def join(self, keys: tuple[Key, ...], tags: dict[tuple[str, str], str]) -> None:
        """Add keys to the group that shares a name with them, so that their numbers are found together."""
        mine = {(k.name, k.tag) for k in keys}
        rest = []
        for group, group_tags in self.encoder.groups:
            if mine.isdisjoint((k.name, k.tag) for k in group):
                rest.append((group, group_tags))
            else:
                keys, tags = (*group, *keys), {**group_tags, **tags}
        self.encoder.groups = [*rest, (tuple(dict.fromkeys(keys)), tags)]
        for core in self.encoder.numbers.cores:
            if all(k in self.encoder.keys for k in core):
                self.encoder.add(*(-self.encoder.keys[k] for k in core))

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

    # --- answers --------------------------------------------------------------------------------------------------

    def answer(self, name: str, model: Model) -> object:
        """The answer to an input in a solution, as an answers file writes it."""
        asked, slot = self.domain.inputs[name], self.slot(name)
        if asked.kind in ("quantity", "date"):
            return self.number_answer(name, model)
        if slot.options:
            chosen = [c.value for c, o in zip(asked.choices, slot.options, strict=True) if o in model.literals]
            return chosen[0] if chosen else "unknown"
        words = {c: word(pair, model) for c, pair in slot.marks.items()}
        if asked.kind == "yes-no":
            return words[""]
        if "unknown" not in words.values():
            return [c for c, w in words.items() if w == "yes"]
        return "unknown" if set(words.values()) == {"unknown"} else words

    def number_answer(self, name: str, model: Model) -> object:
        """The answer to a quantity or a date."""
        region = next((i for i, o in enumerate(self.slot(name).options) if o in model.literals), None)
        if region is None:
            return "unknown"
        number = model.values.get((name, self.tag(name)))
        if number is None:
            number = simple_number(self.domain, name, region)
        assert number is not None  # regions without one are closed when the slot is made
        return write_number(self.domain, name, number)


def word(pair: Pair, model: Model) -> str:
    """Yes, no or unknown."""
    return "yes" if pair[0] in model.literals else "no" if pair[1] in model.literals else "unknown"


def write_number(domain: Domain, name: str, number: Fraction) -> object:
    """A number as an answers file writes it."""
    asked = domain.inputs[name]
    if asked.kind == "date":
        return (domain.on + timedelta(days=int(number))).isoformat()
    found = written(asked, number)
    assert found is not None  # numbers are chosen so that they can be written
    return {"value": found[0], "unit": found[1]}

