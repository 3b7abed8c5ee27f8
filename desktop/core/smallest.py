"""The smallest patient that shows a claim: answers are left out one by one while the program still shows it."""

from __future__ import annotations

from datetime import date

from db.proof_claims import Absent, Answers, Claim, Forgotten, Gap, Present, Together
from desktop.core.engine import Engine
from desktop.core.facts import AnswerError
from desktop.core.replay import patient_of, replays


def smallest(engine: Engine, claim: Claim, answers: Answers, on: date | None = None) -> Answers:
    """Answers of which none can be left out; what only comes near to a claim stays as it is."""
    if not isinstance(claim, Gap | Together | Present | Absent | Forgotten):
        return answers
    for key in [k for k in answers if not isinstance(claim, Forgotten) or k != claim.key]:
        without = {k: v for k, v in answers.items() if k != key}
        if shows(engine, claim, without, on):
            answers = without
            continue
        for mark in marks(answers[key]):
            fewer = {**answers, key: without_mark(answers[key], mark)}
            if shows(engine, claim, fewer, on):
                answers = fewer
    return answers


def marks(answer: object) -> list[str]:
    """The marks that an any-of answer names."""
    if isinstance(answer, dict):
        return [] if "value" in answer else list(answer)
    return answer if isinstance(answer, list) else []


def without_mark(answer: object, mark: str) -> object:
    """An any-of answer that does not name a mark."""
    if isinstance(answer, dict):
        return {k: v for k, v in answer.items() if k != mark} or "unknown"
    return [v for v in marks(answer) if v != mark]


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
