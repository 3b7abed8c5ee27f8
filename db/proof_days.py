"""The day for which a patient is shown: that of the review if it can be, else that of the next review.

Days are proved as on the day of the next review, for then the most of them can have passed since a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from db.birth import earliest_birth, whole_years
from db.guideline import Input
from db.proof_claims import Alike, Answers, Claim, Finding, Level, Present, Side
from db.proof_domain import AGE, Domain
from db.proof_search import Shows


def dated(domain: Domain, finding: Finding, shows: Shows | None) -> Finding:
    """A finding on the day of the review, or on that of the next one, which it then names.

    What is asked of a patient depends on how many days can have passed, so the program is asked whether it still shows
    the patient on the earlier day.
    """
    reviewed = domain.guideline.reviewed
    if finding.small is None or finding.full is None:
        return finding
    patients = [finding.small, finding.full, {**finding.full, **changes_of(finding.claim)}]
    found = [earlier(domain.inputs, answers, reviewed, domain.on - reviewed) for answers in patients]
    small, full, changed = found
    later = replace(finding, detail=f"{finding.detail} (on {domain.on})" if finding.detail else "", on=domain.on)
    if small is None or full is None or changed is None:
        return later
    moved = {str(old[key]): str(new[key]) for old, new in zip(patients, found, strict=True) if new for key in new}
    claim = with_changes(finding.claim, changed)
    if claim is not None and domain.dates and shows is not None and not shows(claim, full, reviewed):
        return later
    return replace(finding, small=small, full=full, claim=claim, detail=reworded(finding.detail, domain.dates, moved))


def reworded(text: str, dates: Iterable[str], moved: Mapping[str, str]) -> str:
    """A text with its dates moved, where the guideline asks for dates."""
    changed = {old: new for old, new in moved.items() if old != new} if dates else {}
    pattern = "|".join(map(re.escape, changed))  # all at once: one day may move to where another was
    return re.sub(pattern, lambda found: changed[found.group()], text) if changed else text


def earlier(inputs: Mapping[str, Input], answers: Answers, on: date, by: timedelta) -> Answers | None:
    """The same answers with all dates so much earlier; None if one of them would be refused on that day."""
    found = dict(answers)
    for key, value in answers.items():
        if inputs[key].kind == "date" and value != "unknown":
            day = date.fromisoformat(str(value)) - by
            if day < max(inputs[key].earliest, birth(inputs, answers, on)):
                return None
            found[key] = day.isoformat()
    return found


def birth(inputs: Mapping[str, Input], answers: Answers, on: date) -> date:
    """The earliest date that the age allows."""
    age = answers.get(AGE)
    if not isinstance(age, dict) or "value" not in age:
        return date.min
    factor = next(u.factor for u in inputs[AGE].units if u.name == age["unit"])
    return earliest_birth(whole_years(inputs[AGE], Decimal(age["value"]) * factor), on)


def changes_of(claim: Claim | None) -> Answers:
    """The answers that a claim changes, those that are dates among them."""
    match claim:
        case Side() | Level():
            return claim.changes
        case Alike(key, answer):
            return {key: answer}
        case Present():
            return claim.settled
    return {}


def with_changes(claim: Claim | None, answers: Answers) -> Claim | None:
    """A claim that changes the same answers to these."""
    match claim:
        case Side() | Level():
            return replace(claim, changes={key: answers[key] for key in claim.changes})
        case Alike(key, _):
            return replace(claim, answer=answers[key])
        case Present():
            return replace(claim, settled={key: answers[key] for key in claim.settled})
    return claim
