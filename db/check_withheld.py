"""Checks that no dose and no delay stands on a plan while an emergency is not excluded, marked as one or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from db.doses import DOSE, RANGE
from db.findings import Finding, Subject
from db.guideline import Line, Rule, Statement
from db.standing import Standing, acts_first, standing

INTERVAL: Final = re.compile(rf"{RANGE}[\s-]+(?:days?|weeks?|months?|years?)\b", re.IGNORECASE)


def check_withheld(subject: Subject) -> Iterator[Finding]:
    """A text that gives a dose is marked as one; so is a delay that a text says beside a day to come."""
    statements, rules = subject.guideline.statements(), subject.guideline.decision.rules
    told: dict[str, Finding] = {}
    for rule in rules if any(s.kind == "stop" for s in statements.values()) else ():
        host: Statement | None = None
        for index, line in enumerate(rule.lines):
            said = statements.get(line.statement)
            host = said if said is not None and said.kind != "info" else host
            if said is None or host is None or acts_first(host) or rule.topic == "emergency":
                continue
            for found in of_line(rule, index, line, said, host):
                told.setdefault(found.name, found)
    yield from told.values()


def of_line(rule: Rule, index: int, line: Line, said: Statement, host: Statement) -> Iterator[Finding]:
    """The same for one line of a rule, which stands as its host does: itself, or what an info belongs to."""
    name, how = f"statement:{said.id}", standing(host, rule.topic)
    if said is not host and (said.dose or said.delay) and how != "withheld":
        message = f"'{said.id}' holds a dose or a delay, and '{host.id}', to which it belongs, is not withheld with it"
        yield Finding(f"rule:{rule.id}.lines.{index}", f"{message}: mark that line, or put it on a line of its own")
    elif how != "withheld" and not said.dose and (dose := DOSE.search(said.text)):
        yield dose_unmarked(name, dose.group(), host, how)
    elif how == "later" and line.due and line.due.days and (interval := INTERVAL.search(said.text)):
        message = f"'{interval.group()}' stands on the plan while an emergency is not excluded, though its day does not"
        yield Finding(f"{name}.text", f"{message}: mark it 'delay: true', or write it without the interval", "warning")


def dose_unmarked(name: str, dose: str, host: Statement, how: Standing) -> Finding:
    """A dose that is not marked as one."""
    if host.kind == "do-not":
        message = f"'{dose}' stands on the plan while an emergency is not excluded: write the warning without an amount"
        return Finding(f"{name}.text", message, "warning")
    if host.asks and how == "now":
        message = f"a line that only asks ('asks: true') gives no dose ('{dose}'): put it on a line of its own"
        return Finding(f"{name}.text", f"{message} with 'dose: true'")
    message = f"a dose ('{dose}') that is not marked stands on the plan while an emergency is not excluded"
    return Finding(f"{name}.text", f"{message}: mark it 'dose: true'")
