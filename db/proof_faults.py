"""What keeps a guideline from being proved at all: names and derivations that make no sense."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from db.condition_tree import Known, atoms
from db.guideline import Decision, Guideline
from db.proof_domain import conditions_of, needed_names

MOST_RULES: Final = 20_000
MOST_INPUTS: Final = 2_000


def faults(guideline: Guideline) -> list[str]:
    """Why a guideline cannot be proved; empty if it can."""
    decision = guideline.decision
    if len(decision.rules) > MOST_RULES or len(decision.inputs()) > MOST_INPUTS:
        return [f"more than {MOST_RULES} rules or {MOST_INPUTS} inputs"]
    return [*undeclared_names(decision), *undeclared_statements(guideline), *cycles(decision), *known_in(decision)]


def undeclared_names(decision: Decision) -> Iterator[str]:
    """Names that are neither an input nor derived."""
    declared = {i.key for i in decision.inputs()} | {d.key for d in decision.derived}
    users = [(f"rule {r.id}", r.when.names) for r in decision.rules]
    users += [(f"invariant {i.id}", i.when.names) for i in decision.invariants]
    users += [(f"conflict {c.id}", c.when.names) for c in decision.conflicts]
    users += [(f"derived {d.key}", tuple(needed_names(d))) for d in decision.derived]
    for user, names in users:
        yield from (f"{user}: {name} is not declared" for name in names if name not in declared)


def undeclared_statements(guideline: Guideline) -> Iterator[str]:
    """Statements that a rule or invariant names and nobody wrote."""
    known, blocks = guideline.statements(), {b.id for b in guideline.decision.blocks}
    for rule in guideline.decision.rules:
        for line in rule.lines:
            if line.statement not in known:
                yield f"rule {rule.id}: statement {line.statement} is not declared"
    for invariant in guideline.decision.invariants:
        named = (*invariant.never, *invariant.always, *invariant.exclusive)
        unknown = (s for s in named if s not in known and s not in blocks)
        yield from (f"invariant {invariant.id}: statement {s} is not declared" for s in unknown)


def cycles(decision: Decision) -> Iterator[str]:
    """Derived quantities that rest on themselves, found without recursion."""
    needs = {d.key: set(needed_names(d)) for d in decision.derived}
    left = {key: {n for n in names if n in needs} for key, names in needs.items()}
    while free := {key for key, names in left.items() if not names}:
        left = {key: names - free for key, names in left.items() if key not in free}
    if left:
        yield f"derived quantities that rest on themselves: {', '.join(sorted(left))}"


def known_in(decision: Decision) -> Iterator[str]:
    """Derived quantities that hang on what is not known: the proofs take it that they can only be lost by it."""
    for derived in decision.derived:
        if any(isinstance(a, Known) for node in conditions_of(derived) for a in atoms(node)):
            yield f"derived {derived.key} tests known(…)"
