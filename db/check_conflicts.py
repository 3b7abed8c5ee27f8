"""Checks of conflicts, answers that cannot all be true: “not known” is never one of them, for it is always allowed."""

from __future__ import annotations

from collections.abc import Iterator

from db.condition_outcome import TRUE
from db.condition_tree import And, Known, Node, Not, Or
from db.findings import Finding, Subject
from db.vocabulary import condition_faults


def check_conflicts(subject: Subject) -> Iterator[Finding]:
    """Conflicts speak of known answers to inputs alone: they are known before anything is decided."""
    inputs = {item.key for item in subject.guideline.decision.inputs()}
    for conflict in subject.guideline.decision.conflicts:
        name = f"conflict:{conflict.id}.when"
        for message in condition_faults(conflict.when.test.node, subject.vocabulary):
            yield Finding(name, message)
        if not conflict.when.names:
            yield Finding(name, "a conflict tests at least one input")
        elif conflict.when.outcomes({}) == TRUE:
            yield Finding(name, "it holds before anything is answered, so every answer would be refused")
        for key in conflict.when.names:
            if key in subject.vocabulary and key not in inputs:
                yield Finding(name, f"'{key}' is derived; a conflict tests inputs alone")
        for atom in unknown_tests(conflict.when.test.node):
            message = f"'not known({atom.name})' would refuse the answer “not known”, which is always allowed"
            yield Finding(name, f"{message}; a conflict holds of known answers alone (column {atom.column})")


def unknown_tests(node: Node, *, negated: bool = False) -> Iterator[Known]:
    """The tests of a condition that help it to be true where an answer is not known."""
    match node:
        case Not(item):
            yield from unknown_tests(item, negated=not negated)
        case And(items) | Or(items):
            for item in items:
                yield from unknown_tests(item, negated=negated)
        case Known() if negated:
            yield node
