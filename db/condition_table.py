"""Many conditions evaluated at once: each answer is looked up once for all of them.

Every condition, and every `and` and `or` within one, has a byte of one long number. What a test comes to is bits in the
bytes of all that it is a part of; joined by `|` they say what each comes to. An `or` stands as `not (not a and not b)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any, Final

from db.condition import Condition
from db.condition_outcome import (
    FALSE,
    MISSING,
    NEGATED,
    TRUE,
    UNKNOWN,
    Values,
    answer_table,
    compile_node,
    test_of,
)
from db.condition_tree import Always, And, AnyYes, Atom, Compare, Has, Is, Known, Node, Not, Or, Yes

NOT_TRUE: Final = 1  # some part cannot be true
MAY_BE_FALSE: Final = 2  # some part may be false
ONLY_FALSE: Final = 4  # some part is false, whatever comes
MAY_BE_UNKNOWN: Final = 8  # some part may be unknown
TURNED: Final = 16  # the whole is negated
BITS: Final = range(32)
OUTCOMES: Final = range(8)

Use = tuple[int, bool]
"""Where a part stands: the byte of the whole, and whether it stands there as it is, not negated."""
Tested = Yes | Is | Has | AnyYes | Compare | Known
OTHER: Final = ""  # an answer that no test names


def _bits(outcomes: int) -> int:
    """What the outcomes of a part mean for the whole."""
    found = 0 if outcomes & TRUE else NOT_TRUE
    found |= MAY_BE_FALSE if outcomes & FALSE else 0
    found |= ONLY_FALSE if outcomes == FALSE else 0
    return found | (MAY_BE_UNKNOWN if outcomes & UNKNOWN else 0)


def _outcomes(bits: int) -> int:
    """The outcomes of a whole with these bits."""
    found = 0 if bits & NOT_TRUE else TRUE
    found |= FALSE if bits & MAY_BE_FALSE else 0
    found |= UNKNOWN if bits & MAY_BE_UNKNOWN and not bits & ONLY_FALSE else 0
    return NEGATED[found] if bits & TURNED else found


READ: Final = bytes(_outcomes(bits % len(BITS)) for bits in range(256))


def _spread(uses: list[Use], outcomes: int) -> int:
    """The bits of one part in the bytes of all that it is a part of."""
    return _together(_bits(outcomes if as_it_is else NEGATED[outcomes]) << (8 * place) for place, as_it_is in uses)


def _bare(node: Node) -> tuple[Node, bool]:
    """A node without the `not` before it, and whether it stands as it is."""
    as_it_is = True
    while isinstance(node, Not):
        node, as_it_is = node.item, not as_it_is
    return node, as_it_is


class Table:
    """Conditions prepared to be evaluated together."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        """Give each condition its byte, and spread what every answer means for all of them."""
        self.count = self.size = len(conditions)
        self.fixed = 0
        self.tests: dict[Atom, list[Use]] = {}
        self.joined: dict[Node, int] = {}
        self.uses: dict[int, list[Use]] = {}
        for place, condition in enumerate(conditions):
            self._fill(place, condition.test.node)
        self.looked_up: list[tuple[str, dict[object, int], int]] = []
        self.tested: list[tuple[str, int, list[tuple[Callable[[Any], int], list[int]]]]] = []
        self._prepare()
        self.lifts = [(8 * p, [_spread(uses, READ[b]) for b in BITS]) for p, uses in self.uses.items()]

    def outcomes(self, values: Values) -> bytes:
        """The mask of outcomes of each condition."""
        total = self.fixed
        for name, table, other in self.looked_up:
            total |= table.get(values.get(name, MISSING), other)
        for name, missing, tests in self.tested:
            if name not in values:
                total |= missing
                continue
            value = values[name]
            for test, bits in tests:
                total |= bits[test(value)]
        for shift, bits in self.lifts:
            total |= bits[total >> shift & 31]
        return total.to_bytes(self.size, "little").translate(READ)[: self.count]

    def _fill(self, place: int, node: Node) -> None:
        """Put the parts of a node into its byte."""
        node, as_it_is = _bare(node)
        is_or = isinstance(node, Or)
        if is_or == as_it_is:
            self.fixed |= TURNED << (8 * place)
        for part in node.items if isinstance(node, And | Or) else (node,):
            bare, plain = _bare(part)
            use = (place, plain is not is_or)
            if isinstance(bare, And | Or):
                self.uses.setdefault(self._place(bare), []).append(use)
            else:
                assert not isinstance(bare, Not)
                self.tests.setdefault(bare, []).append(use)

    def _place(self, node: Node) -> int:
        """The byte of an inner `and` or `or`; those within it come before it."""
        if node not in self.joined:
            place, self.size = self.size, self.size + 1
            self.joined[node] = place
            self._fill(place, node)
        return self.joined[node]

    def _prepare(self) -> None:
        """Sort the tests by name: where the answers can be listed they are looked up, else each test is made."""
        by_name: dict[str, list[Test]] = {}
        for atom, uses in self.tests.items():
            if isinstance(atom, Always):
                self.fixed |= _spread(uses, TRUE)
            else:
                by_name.setdefault(atom.name, []).append(Test(atom, uses))
        for name, tests in by_name.items():
            listed = {a for t in tests if isinstance(t.atom, Yes | Is) for a in answer_table(t.atom)}
            missing = _together(t.missing for t in tests)
            if listed:
                table = {a: _together(t.bits[t.outcome(a)] for t in tests) for a in listed}
                other = _together(t.bits[t.outcome(OTHER)] for t in tests)
                self.looked_up.append((name, {**table, MISSING: missing}, other))
            else:
                self.tested.append((name, missing, [(t.outcome, t.bits) for t in tests]))


class Test:
    """A test of one input, and what its outcomes do to the conditions that it is a part of."""

    def __init__(self, atom: Tested, uses: list[Use]) -> None:
        """Spread every outcome once."""
        self.atom = atom
        self.outcome = test_of(atom)
        self.bits = [_spread(uses, m) for m in OUTCOMES]
        self.missing = self.bits[compile_node(atom).outcomes({})]


def _together(parts: Iterable[int]) -> int:
    """The bits of several parts."""
    return reduce(or_, parts, 0)
