"""How a line stands while an emergency is not excluded: one reading, for the planner and for the proofs."""

from __future__ import annotations

from typing import Final, Literal

from db.guideline import Statement

URGENT_PART: Final = "Do this first"
"""The part of the handout that is handed out while an emergency is not excluded."""
Standing = Literal["now", "later", "withheld"]


def acts_first(statement: Statement) -> bool:
    """Does a statement stand among the things to do first?"""
    return statement.kind == "stop" or (statement.kind == "timing" and statement.urgent)


def standing(statement: Statement, topic: str) -> Standing:
    """Does a line hold at once, only after the emergency is settled, or is not even its text shown until then?

    The topic is that of the rule that gives the line; of several the first counts.
    """
    if topic == "emergency" or acts_first(statement):
        return "now"
    if statement.dose or statement.delay:
        return "withheld"
    return "now" if statement.kind == "do-not" or statement.asks else "later"
