"""Numbers of texts that stand for a cut of their rule, in words that the proof of the cuts does not read."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from db.condition_tree import cuts_of
from db.findings import Finding, Subject
from db.proof_texts import texts


def check_cuts(subject: Subject) -> Iterator[Finding]:
    """A number that a rule compares a quantity with stands in a line of it in words that are not read; days aside."""
    known = {name for name, entry in subject.vocabulary.items() if entry.kind == "quantity"}
    found: dict[tuple[str, str], None] = {}
    for rule in subject.guideline.decision.rules:
        for name, cuts in cuts_of([rule.when.test.node]).items():
            tested = {Fraction(cut) for cut in cuts}
            for statement, text in texts(subject.guideline, rule, name) if name in known else ():
                unread = () if text.is_days else text.unread()
                found.update(dict.fromkeys((statement.id, words) for words, number in unread if number in tested))
    for identity, words in found:
        message = f"“{words}” is a number that its rule tests, in words that are not held against the rule"
        yield Finding(f"statement:{identity}.text", message, "warning")
