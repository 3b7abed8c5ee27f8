"""The smallest patient that shows a claim: answers are left out one by one while the program still shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from db.guideline import Input
from db.proof_claims import Absent, Answers, Claim, Forgotten, Gap, Present, Side, Together, Unsettled
from desktop.core.engine import Engine
from desktop.core.facts import UNKNOWN, AnswerError
from desktop.core.replay import replays
from desktop.core.shown import patient_of


def smallest(engine: Engine, claim: Claim, answers: Answers, on: date | None = None) -> tuple[Claim, Answers]:
    """Answers of which none, and no mark, can be left out; what only comes near to a claim stays as it is.

    Marks of an answer that a claim makes unknown are left out on both sides. In a gap, where all that is asked must be
    answered, a number or date is not known if the gap is there without it.
    """
    if not isinstance(claim, Gap | Unsettled | Together | Present | Absent | Forgotten | Side):
        return claim, answers
    inputs = {i.key: i for i in engine.decision.inputs()}
    answers = {key: spelled(inputs[key], answer) for key, answer in answers.items()}
    for key in [key for key in answers if isinstance(claim, Gap) and inputs[key].kind in ("quantity", "date")]:
        vaguer = {**answers, key: UNKNOWN}
        answers = vaguer if shows(engine, claim, vaguer, on) else answers
    found: tuple[Claim, Answers] = (claim, answers)
    left = True
    while left:
        left = False
        for key, mark in list(parts(*found)):
            fewer = without(*found, key, mark)
            if fewer != found and shows(engine, *fewer, on):
                found, left = fewer, True
    return found[0], {key: shortened(inputs[key], answer) for key, answer in found[1].items()}


def parts(claim: Claim, answers: Answers) -> Iterator[tuple[str, str]]:
    """What can be left out: each answer but one that the claim changes, and each mark of an any-of answer."""
    changed = claim.changes if isinstance(claim, Side) else (claim.key,) if isinstance(claim, Forgotten) else ()
    for key, answer in answers.items():
        if key not in changed:
            yield key, ""
        if isinstance(answer, Mapping) and "value" not in answer:
            yield from ((key, mark) for mark in answer)


def without(claim: Claim, answers: Answers, key: str, mark: str) -> tuple[Claim, Answers]:
    """A claim and answers with an answer, or one mark of it, left out."""
    if not mark:
        return claim, {k: v for k, v in answers.items() if k != key}
    if isinstance(claim, Forgotten) and claim.key == key:
        claim = replace(claim, answer=without_mark(claim.answer, mark))
    return claim, {k: without_mark(v, mark) if k == key else v for k, v in answers.items()}


def without_mark(answer: object, mark: str) -> object:
    """An any-of answer that does not name a mark, which then is not known."""
    if not isinstance(answer, Mapping):
        return answer
    return {k: v for k, v in answer.items() if k != mark} or "unknown"


def spelled(asked: Input, answer: object) -> object:
    """An any-of answer with every mark, so that each can be left out."""
    return (
        {c.value: "yes" if c.value in answer else "no" for c in asked.choices} if isinstance(answer, list) else answer
    )


def shortened(asked: Input, answer: object) -> object:
    """An any-of answer of which every mark is known as a list of those that are yes."""
    if not isinstance(answer, Mapping) or "value" in answer:
        return answer
    if set(answer.values()) == {"unknown"}:
        return "unknown"
    known = len(answer) == len(asked.choices) and "unknown" not in answer.values()
    return [c for c, word in answer.items() if word == "yes"] if known else answer


def shows(engine: Engine, claim: Claim, answers: Answers, on: date | None) -> bool:
    """Is the claim true of answers that the program accepts?"""
    try:
        patient = patient_of(engine, answers, on)
        patient.facts.checked(engine.decision)
    except AnswerError:
        return False
    if isinstance(claim, Gap) and patient.step.pending:
        return False  # a gap is one of a settled case
    return replays(engine, claim, answers, on)
