"""Numbers of texts that are not held against the rule of their line, though they may speak of what it tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from db.findings import Finding, Subject
from db.guideline import Rule
from db.proof_reading import Spoken
from db.proof_texts import Cuts, doubtful, elsewhere, is_near, tested, texts

UNREAD: Final = "in words that are not held against the rule"


def check_cuts(subject: Subject) -> Iterator[Finding]:
    """A number that a rule tests, in words of its lines that are not read; or another, and none that it tests."""
    known = {name for name, entry in subject.vocabulary.items() if entry.kind == "quantity"}
    found: dict[tuple[str, str], None] = {}
    for rule in subject.guideline.decision.rules:
        for name, cuts in tested(rule).items():
            if name in known:
                found.update(dict.fromkeys(_told(subject, rule, name, cuts)))
    for identity, message in found:
        yield Finding(f"statement:{identity}.text", message, "warning")


def _told(subject: Subject, rule: Rule, name: str, cuts: Cuts) -> Iterator[tuple[str, str]]:
    """The statements of a rule with such a number of one quantity, and what is said of it."""
    read = list(texts(subject.guideline, rule, name))
    for statement, text in read:
        for one in doubtful(text, cuts):
            yield statement.id, f"“{one.words}” is a number that its rule tests, {UNREAD}"
    spoken: list[Spoken] = [one for _, text in read for one in (*text.read(), *text.unread())]
    if not any(one.number in cuts for one in spoken):
        others = ((s, one) for s, text in read if s.kind != "info" for one in elsewhere(text, cuts))
        for statement, one in others:
            if not any(is_near(one, cut) for cut in cuts):
                yield statement.id, f"“{one.words}” is not held against its rule, which tests another number of {name}"
