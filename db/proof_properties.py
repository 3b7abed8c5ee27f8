"""The properties that hold for every patient, unknown answers included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Final

from db.condition import Always
from db.guideline import TOPICS, Input, Invariant, Rule, Topic
from db.proof_claims import CONTRADICTION, DEAD, GAP, INVARIANT, Absent, Finding, Gap, Present, Together
from db.proof_lines import Lines
from db.proof_logic import World
from db.proof_search import MOST_GAPS, Search, finding

POSITIVE: Final = ("do", "consider", "timing", "stop")


def gaps(search: Search) -> Iterator[Finding]:
    """In every settled case each topic has a fired rule with a line; a stop says by itself what comes first."""
    world = World(search.encoder())
    lines = Lines(world)
    for topic in TOPICS:
        rules = [r for r in lines.domain.rules if r.topic == topic and r.lines and not is_unconditional(lines, r)]
        claim = Gap(topic, tuple(r.id for r in rules))
        for _, small, full in search.patients(world, uncovered(lines, topic, rules), most=MOST_GAPS):
            yield finding(GAP, f"no rule on {topic} fires", claim, small, full)
    world.encoder.close()


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
        for _, small, full in search.patients(world, bad):
            yield finding(CONTRADICTION, f"{first} stands beside {second}", Together(first, second), small, full)
    world.encoder.close()


def opposed(search: Search) -> Iterator[tuple[str, str]]:
    """Statements that some rule gives, one for an act and one against it."""
    statements = [s for key, s in search.domain.statements.items() if s.act and key in search.domain.givers]
    against: dict[str, list[str]] = {}
    for statement in statements:
        if statement.kind == "do-not":
            against.setdefault(statement.act, []).append(statement.id)
    for statement in statements:
        if statement.kind in POSITIVE:
            yield from ((statement.id, other) for other in against.get(statement.act, ()))


def invariants(search: Search) -> Iterator[Finding]:
    """What the authors declared never, always and exclusive holds."""
    world = World(search.encoder())
    lines = Lines(world)
    for invariant in search.domain.decision.invariants:
        yield from broken(search, lines, invariant)
    world.encoder.close()


def broken(search: Search, lines: Lines, invariant: Invariant) -> Iterator[Finding]:
    """The patients who break one invariant."""
    true, false = lines.world.condition(invariant.when.test.node)
    for key in invariant.never:
        for _, small, full in search.patients(lines.world, forbidden(lines, key, true, false)):
            yield finding(INVARIANT, f"{invariant.id}: {key} is given", Present(key, invariant.id), small, full)
    for key in invariant.always:
        for _, small, full in search.patients(lines.world, lines.encoder.every((true, -lines.shown(key)))):
            yield finding(INVARIANT, f"{invariant.id}: {key} is missing", Absent(key, invariant.id), small, full)
    for first, second in combinations(invariant.exclusive, 2):
        bad = lines.encoder.every((-false, lines.shown(first), lines.shown(second)))
        for _, small, full in search.patients(lines.world, bad):
            text = f"{invariant.id}: {first} stands beside {second}"
            yield finding(CONTRADICTION, text, Together(first, second), small, full)


def forbidden(lines: Lines, key: str, true: int, false: int) -> int:
    """A statement is on the plan while a condition is true, or is to be followed now while it is not false."""
    now = lines.encoder.every((-false, lines.free(key)))
    return lines.encoder.some((now, lines.encoder.every((true, lines.shown(key)))))


def dead(search: Search) -> Iterator[Finding]:
    """Every rule can fire, and every input and every choice can change the plan."""
    lines = Lines(World(search.encoder()))
    for rule in search.domain.rules:
        if lines.encoder.solve(lines.fires(rule)) is None:
            yield Finding(DEAD, holds=False, detail=f"rule {rule.id} never fires")
    lines.encoder.close()
    for asked in search.domain.inputs.values():
        yield from idle(search, asked)


def idle(search: Search, asked: Input) -> Iterator[Finding]:
    """An input that changes nothing, or choices of it that never differ."""
    encoder = search.encoder()
    here = World(encoder)
    other = World(encoder, here, asked.key, "other")
    change = changes(Lines(here), Lines(other))
    if encoder.solve(change) is None and not dates_a_line(search, asked):
        yield Finding(DEAD, holds=False, detail=f"no answer to {asked.key} changes the plan")
    else:
        yield from idle_choices(asked, here, other, change)
    encoder.close()


def dates_a_line(search: Search, asked: Input) -> bool:
    """Does the due date of some line count from this input?"""
    return any(x.due is not None and x.due.after == asked.key for r in search.domain.rules for x in r.lines)


def changes(here: Lines, other: Lines) -> int:
    """The lines or the handout differ between a patient and a copy."""
    rules = [r for r in here.domain.rules if other.world.touches(r.when.names)]
    statements = dict.fromkeys(line.statement for rule in rules for line in rule.lines)
    blocks = dict.fromkeys(block for rule in rules for block in rule.handout)
    differs = here.encoder.differs
    found = [differs(here.shown(key), other.shown(key)) for key in statements]
    found += [differs(handed(here, block), handed(other, block)) for block in blocks]
    return here.encoder.some(found)


def handed(lines: Lines, block: str) -> int:
    """A block is in the handout."""
    return lines.encoder.some(lines.fires(r) for r in lines.domain.rules if block in r.handout)


def idle_choices(asked: Input, here: World, other: World, change: int) -> Iterator[Finding]:
    """Choices between which no patient's plan differs; a residual "other" is legal."""
    values = [c.value for c in asked.choices]
    solve = here.encoder.solve
    if asked.kind == "one-of":
        first, second = here.slot(asked.key).options, other.slot(asked.key).options
        alike = [
            f"{a} and {b}"
            for (i, a), (j, b) in combinations(enumerate(values), 2)
            if "other" not in (a, b) and solve(change, first[i], second[j]) is None
        ]
    else:
        marks = [value for value in values if value != "other"]
        alike = [value for value in marks if solve(*turned(here, other, asked, value), change) is None]
    if alike:
        what = "that never differ" if asked.kind == "one-of" else "without effect"
        yield Finding(DEAD, holds=False, detail=f"choices of {asked.key} {what}: {', '.join(alike)}")


def turned(here: World, other: World, asked: Input, value: str) -> Iterator[int]:
    """One mark goes from yes to no, the others stay."""
    before, after = here.slot(asked.key).marks, other.slot(asked.key).marks
    yield before[value][0]
    yield after[value][1]
    for choice in before:
        if choice != value:
            yield from (-here.encoder.differs(a, b) for a, b in zip(before[choice], after[choice], strict=True))


Property = Callable[[Search], Iterator[Finding]]
