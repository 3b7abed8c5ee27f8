"""What a condition comes to for a patient, and which answers decide it.

Three values after Kleene: true, false, unknown. While questions are still open a condition may have several *outcomes*,
so evaluation answers with a set of them, held as a bit mask.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from db.condition_tree import Always, And, AnyYes, Atom, Compare, Has, Is, Known, Node, Not, Or, Yes

TRUE: Final = 1
FALSE: Final = 2
UNKNOWN: Final = 4
ANY: Final = TRUE | FALSE | UNKNOWN
SETTLED: Final = frozenset({TRUE, FALSE, UNKNOWN})

Values = Mapping[str, object]
"""What is known, by name: a bool, a choice, a `Decimal`, a date, a mapping of choices to bool or None; None for
"asked and not known". A name that is absent has not been asked."""

Outcome = Callable[[Values], int]

COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
MISSING: Final = object()
MARK: Final[Mapping[bool | None, int]] = {True: TRUE, False: FALSE, None: UNKNOWN}
PLAIN: Final = frozenset({bool, str, Decimal, date})
NEGATED: Final = tuple((FALSE if m & TRUE else 0) | (TRUE if m & FALSE else 0) | (m & UNKNOWN) for m in range(ANY + 1))


def _both(a: int, b: int) -> int:
    """Outcomes of `a and b`, each taken for itself."""
    found = (a | b) & FALSE | (a & b & TRUE)
    return found | (UNKNOWN if (a & UNKNOWN and b & ~FALSE) or (b & UNKNOWN and a & ~FALSE) else 0)


BOTH: Final = tuple(tuple(_both(a, b) for b in range(ANY + 1)) for a in range(ANY + 1))
EITHER: Final = tuple(tuple(NEGATED[row[NEGATED[b]]] for b in range(ANY + 1)) for row in (BOTH[m] for m in NEGATED))


@dataclass(frozen=True, slots=True)
class Test:
    """A condition ready to be evaluated: its node, the function from values to outcomes, its names, and its parts."""

    node: Node
    outcomes: Outcome
    names: frozenset[str]
    parts: tuple[Test, ...] = ()


def compile_node(node: Node) -> Test:
    """Make a tree ready to be evaluated."""
    match node:
        case Not(item):
            inner = compile_node(item)
            outcomes = inner.outcomes
            return Test(node, lambda values: NEGATED[outcomes(values)], inner.names, (inner,))
        case And(items) | Or(items):
            return joined(node, tuple(compile_node(i) for i in items))
        case _:
            return Test(node, _compile_atom(node), frozenset() if isinstance(node, Always) else frozenset((node.name,)))


def joined(node: And | Or, parts: tuple[Test, ...]) -> Test:
    """Parts that are ready to be evaluated, joined as the node says."""
    table, neutral, final = (BOTH, TRUE, FALSE) if isinstance(node, And) else (EITHER, FALSE, TRUE)
    names = frozenset[str]().union(*(p.names for p in parts))
    return Test(node, _joined([p.outcomes for p in parts], table, neutral, final), names, parts)


def _joined(parts: list[Outcome], join: tuple[tuple[int, ...], ...], neutral: int, final: int) -> Outcome:
    """These from left to right, joined by a table; the final outcome ends it."""

    def outcomes(values: Values) -> int:
        mask = neutral
        for part in parts:
            found = part(values)
            if found == final:
                return final
            if found != neutral:
                mask = join[mask][found]
        return mask

    return outcomes


def _compile_atom(atom: Atom) -> Outcome:
    """Turn one test into a function from values to the mask of its outcomes."""
    match atom:
        case Always():
            return lambda _: TRUE
        case Yes(name) | Is(name):
            table = {**answer_table(atom), MISSING: ANY}
            return lambda values: table.get(values.get(name, MISSING), FALSE)
    name, test = atom.name, test_of(atom)
    missing = TRUE | FALSE if isinstance(atom, Known) else ANY
    return lambda values: test(values[name]) if name in values else missing


def answer_table(atom: Yes | Is) -> dict[object, int]:
    """The outcome of a test by answer; it is false for every other answer."""
    wanted = (True,) if isinstance(atom, Yes) else atom.choices
    return {**dict.fromkeys(wanted, TRUE), None: UNKNOWN}


def test_of(atom: Yes | Is | Has | AnyYes | Compare | Known) -> Callable[[Any], int]:
    """The outcome of a test for an answer that is not missing; None stands for unknown."""
    match atom:
        case Yes() | Is():
            table = answer_table(atom)
            return lambda v: table.get(v, FALSE)
        case Has(choice=choice):
            return lambda v: UNKNOWN if v is None else MARK[v.get(choice)]
        case AnyYes():
            return lambda v: UNKNOWN if v is None else _any_yes(v.values())
        case Compare(operator=sign, number=number):
            compare = COMPARE[sign]
            return lambda v: UNKNOWN if v is None else TRUE if compare(v, number) else FALSE
        case Known(choice=""):
            return lambda v: TRUE if _is_known(v) else FALSE
    known = atom.choice
    return lambda v: FALSE if v is None or v.get(known) is None else TRUE


def _any_yes(marks: Collection[bool | None]) -> int:
    """Is at least one of these marks yes?"""
    return TRUE if True in marks else UNKNOWN if None in marks else FALSE


def _is_known(value: Any) -> bool:
    """Is an answer known, of a mapping every mark?"""
    return value is not None and (type(value) in PLAIN or None not in value.values())


def deciding(test: Test, values: Values, wanted: int = ANY) -> Iterator[Atom]:
    """The tests on unanswered inputs that can still turn this condition, in the author's order.

    Where only one outcome is wanted (true or false), parts that cannot bring it about are left out.
    """
    mask = test.outcomes(values)
    if mask in SETTLED or not mask & wanted:
        return
    if not test.parts:
        yield cast(Atom, test.node)
    for part in test.parts:
        yield from deciding(part, values, NEGATED[wanted] if isinstance(test.node, Not) else wanted)


def reasons(test: Test, values: Values, outcome: int) -> Iterator[Atom]:
    """The tests that suffice for this outcome (true, false or unknown), in the author's order.

    Of several that would each suffice, the first is named.
    """
    match test.node:
        case Not():
            yield from reasons(test.parts[0], values, NEGATED[outcome])
        case And() | Or():
            found = [part for part in test.parts if part.outcomes(values) & outcome]
            needs_all = outcome == UNKNOWN or (outcome == TRUE) == isinstance(test.node, And)
            for part in found if needs_all else found[:1]:
                yield from reasons(part, values, outcome)
        case atom:
            yield atom
