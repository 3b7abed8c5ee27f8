"""The JSON of the command line: plain mappings made from guidelines, questions and plans."""

from __future__ import annotations

from typing import Any

from db.guideline import Guideline, Input, Page, Section
from desktop.core.changes import Changes
from desktop.core.condition_words import ConditionWords
from desktop.core.not_given import not_fired
from desktop.core.plan import Because, Plan, PlanLine, Reason
from desktop.core.text import number_words
from desktop.core.why import line_is_about, rule_is_about, would_change

Json = dict[str, Any]


def guideline_json(guideline: Guideline, section: str | None = None) -> Json:
    """A guideline's text, or one section of it with those below it."""
    return {
        "id": guideline.id,
        "title": guideline.title,
        "version": guideline.version,
        "reviewed": guideline.reviewed.isoformat(),
        "next_review": guideline.next_review.isoformat(),
        "reviewer": guideline.reviewer or None,
        "sections": [section_json(s) for s in sections_below(guideline, section)],
        "references": [
            {"id": r.id, "citation": r.citation, "traced": r.traced, "secondary": r.secondary}
            for r in guideline.references
        ],
    }


def sections_below(guideline: Guideline, section: str | None) -> list[Section]:
    """All sections, or one with its descendants, in order. Raises `KeyError` if there is no such section."""
    if section is None:
        return list(guideline.sections)
    if section not in {s.id for s in guideline.sections}:
        raise KeyError(section)
    wanted = {section}
    for found in guideline.sections:
        if found.parent in wanted:
            wanted.add(found.id)
    return [s for s in guideline.sections if s.id in wanted]


def section_json(section: Section) -> Json:
    """One section with its statements."""
    return {
        "id": section.id,
        "title": section.title,
        "parent": section.parent or None,
        "text": section.text,
        "statements": [
            {
                "id": s.id,
                "kind": s.kind,
                "text": s.text,
                "dose_for": s.dose_for or None,
                "strength": s.strength,
                "certainty": s.certainty,
                "references": list(s.references),
                "claims": list(s.claims),
                "facts": list(s.facts),
                "rationale": s.rationale,
                "basis": s.basis,
            }
            for s in section.statements
        ],
    }


def input_json(asked: Input, page: Page) -> Json:
    """One input, with the page that it stands on."""
    return {
        "key": asked.key,
        "kind": asked.kind,
        "label": asked.label,
        "question": asked.question,
        "why": asked.why,
        "choices": [{"value": c.value, "label": c.label, "help": c.help} for c in asked.choices],
        "units": [u.name for u in asked.units],
        "range": {u.name: [number_words(u.minimum), number_words(u.maximum)] for u in asked.units} or None,
        "group": page.id,
        "unknown": True,
    }


def because_json(because: tuple[Because, ...]) -> list[Json]:
    """The answers that something rests on."""
    return [{"input": b.input, "answer": b.answer, **({"choice": b.choice} if b.choice else {})} for b in because]


def reason_json(reason: Reason) -> Json:
    """A rule that gave a line, with the answers that made it true."""
    return {"rule": reason.rule.id, "because": because_json(reason.because)}


def line_json(line: PlanLine, words: ConditionWords | None = None) -> Json:
    """One line of the plan; where the `words` for conditions are given, also why it is there."""
    statement = line.statement
    found: Json = {
        "id": line.id,
        "group": line.group,
        "kind": line.kind,
        "statement": statement.id if statement else None,
        "text": line.text,
        "when": line.when.isoformat() if line.when else None,
        "overdue": line.overdue,
        "dated_by": reason_json(line.dated) if line.dated else None,
        "because": because_json(line.because),
        "rule": line.rule.id if line.rule else None,
        "references": list(statement.references) if statement else [],
        "claims": list(statement.claims) if statement else [],
        "facts": list(statement.facts) if statement else [],
        "notes": [{"statement": n.id, "text": n.text, "references": list(n.references)} for n in line.notes],
        "after_settled": line.after_settled,
        "withheld": line.withheld,
        "acts": list(line.acts),
    }
    if words:
        found["why"] = because_json(line.why)
        found["reasons"] = [reason_json(reason) for reason in line.reasons]
        found["rule_text"] = line.rule.when.text if line.rule else None
        found["rule_words"] = words.words(line.rule.when.test.node) if line.rule else None
    return found


def plan_json(plan: Plan, why: bool = False, about: str = "") -> Json:
    """The whole plan; of its lines, and of the rules that did not fire, only those with the words of `about`."""
    patient = plan.facts.patient
    guideline = plan.engine.guideline
    words = ConditionWords(plan.engine.decision) if why else None
    return {
        "guideline": guideline.id,
        "version": guideline.version,
        "on": plan.facts.on.isoformat(),
        "status": plan.status,
        "patient": {
            "family": patient.family,
            "given": patient.given,
            "born": patient.born.isoformat() if patient.born else None,
            "sex": patient.sex or None,
            "number": patient.number,
        },
        "lines": [line_json(line, words) for line in plan.lines if line_is_about(about, line)],
        "not_fired": not_fired_json(plan, words, about),
        "unknown": list(plan.unknown),
        "open": list(plan.open),
        "would_change": would_change_json(plan),
        "inert": list(plan.inert),
        "handout": [{"id": b.id, "text": b.text} for b in plan.handout],
    }


def not_fired_json(plan: Plan, words: ConditionWords | None, about: str) -> list[Json]:
    """The rules that did not fire; where the `words` for conditions are given, also what kept them from it."""
    statements = plan.engine.guideline.statements()
    found: list[Json] = []
    for silent in (s for s in not_fired(plan) if rule_is_about(about, s.rule, statements)):
        found.append({"rule": silent.rule.id, "because": because_json(silent.because)})
        if words:
            found[-1] |= {
                "state": silent.state,
                "rule_words": words.words(silent.rule.when.test.node),
                "statements": [line.statement for line in silent.rule.lines],
            }
    return found


def would_change_json(plan: Plan) -> Json:
    """By the key of each missing answer the statements that it could add, remove, or give another date."""
    found = {key: would_change(plan, key) for key in (*plan.unknown, *plan.open)}
    return {k: {"added": [*t.added], "removed": [*t.removed], "moved": [*t.moved]} for k, t in found.items()}


def changes_json(changes: Changes) -> Json:
    """The lines added, removed and changed from one plan to another."""
    return {
        "status": changes.after.status,
        "added": [line_json(line) for line in changes.added],
        "removed": [line_json(line) for line in changes.removed],
        "changed": [
            {"before": line_json(p.before), "after": line_json(p.after), "says_the_same": p.says_the_same}
            for p in changes.changed
        ],
    }
