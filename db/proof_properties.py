"""The properties that hold for every patient, unknown answers included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from db.condition_tree import Always
from db.guideline import TOPICS, Rule, Topic
from db.proof_claims import CONTRADICTION, GAP, Finding, Gap, Together, Unsettled
from db.proof_lines import Lines
from db.proof_logic import World
from db.proof_search import MOST_GAPS, Search, finding

POSITIVE: Final = ("do", "consider", "timing", "stop")


def gaps(search: Search) -> Iterator[Finding]:
    """In every settled case each topic has a fired rule with a line; a stop says by itself what comes first.

    Where all that a stop rests on is known, the stop is true or false, if no other has fired.
    """
    world = World(search.encoder())
    lines = Lines(world)
    for topic in TOPICS:
        mine = [r for r in lines.domain.rules if r.topic == topic and r.lines]
        rules = [r for r in mine if r.not_applicable or not is_unconditional(lines, r)]
        claim = Gap(topic, tuple(r.id for r in rules))
        text = f"no rule on {topic} fires{apart_from([r.id for r in mine if r not in rules])}"
        for _, small, full in islice(search.patients(world, uncovered(lines, topic, rules)), MOST_GAPS):
            yield finding(GAP, text, claim, small, full)
    for rule in search.domain.stop_rules:
        for _, small, full in search.patient(world, unsettled(lines, rule)):
            text = f"{rule.id} is neither true nor false, an emergency that no answer settles"
            yield finding(GAP, text, Unsettled(rule.id), small, full)
    world.encoder.close()


def unsettled(lines: Lines, rule: Rule) -> int:
    """A stop is neither true nor false, though every answer behind it is known."""
    world, keys = lines.world, lines.domain.bases_of(rule.when.names)
    known = (world.known_literal(key, "") for key in sorted(keys))
    return lines.encoder.every((world.unknown(rule.when.test.node), -lines.stop, *known))


def apart_from(rules: list[str]) -> str:
    """The rules that fire for every patient, and what to do if they mean that the topic is no part of the guideline."""
    if not rules:
        return ""
    return f" but {', '.join(rules)}, always true, which settles a topic only with not_applicable: true; as for"


def uncovered(lines: Lines, topic: Topic, rules: list[Rule]) -> int:
    """No rule settles this topic, and no stop makes that needless."""
    covered = [lines.fires(r) for r in rules]
    covered += [lines.stop, lines.unsettled] if topic == "emergency" else [lines.stop]
    return lines.encoder.every(-c for c in covered)


def is_unconditional(lines: Lines, rule: Rule) -> bool:
    """Does a rule hold for every patient?"""
    return isinstance(rule.when.test.node, Always) or lines.encoder.solve(-lines.holds(rule)) is None


def contradictions(search: Search) -> Iterator[Finding]:
    """No line to act stands beside a do-not of the same act."""
    world = World(search.encoder())
    lines = Lines(world)
    for first, second in opposed(search):
        bad = lines.encoder.every((lines.shown(first), lines.shown(second)))
        for _, small, full in search.patient(world, bad):
            yield finding(CONTRADICTION, f"{first} stands beside {second}", Together(first, second), small, full)
    world.encoder.close()


def opposed(search: Search) -> Iterator[tuple[str, str]]:
    """Statements that some rule gives, one for an act and one against it."""
    statements = [s for key, s in search.domain.statements.items() if s.act and key in search.domain.givers]
    against: dict[str, list[str]] = {}
    for statement in statements:
        if statement.kind == "do-not":
            against.setdefault(statement.act.casefold(), []).append(statement.id)
    for statement in statements:
        if statement.kind in POSITIVE:
            yield from ((statement.id, other) for other in against.get(statement.act.casefold(), ()))


Property = Callable[[Search], Iterator[Finding]]
