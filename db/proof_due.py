"""The days on which lines are due: which of two comes first, and where a patient and a copy have different ones."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import islice, product

from db.guideline import Due
from db.proof_candidates import candidates
from db.proof_domain import days_between, line_dues
from db.proof_encoder import NO, YES
from db.proof_lines import Lines
from db.proof_logic import World


def no_later(world: World, due: Due, other: Due) -> int:
    """One day is no later than another, if what they count from is known."""
    if due.after == other.after:
        return YES if due.days <= other.days else NO
    name, turned = days_between(world.domain, due.after, other.after)
    sign, days = (">=", due.days - other.days) if turned else ("<=", other.days - due.days)
    regions = zip(world.domain.regions(name), world.slot(name).options, strict=True)
    return world.encoder.some(option for region, option in regions if region.satisfies(sign, Decimal(days)))


def days_differ(here: Lines, other: Lines, statement: str) -> int:
    """A line is due on another day for a patient than for a copy, or on a day for one of them alone."""
    dues = line_dues(here.domain, statement)
    every, some = here.encoder.every, here.encoder.some
    has_day = [some(lines.due_on(statement, due) for due in dues) for lines in (here, other)]
    firsts = [[(due, is_first(lines, statement, due, dues)) for due in dues] for lines in (here, other)]
    pairs = product(*firsts)
    apart = (every((first, second, -same_day(here, other, one, two))) for (one, first), (two, second) in pairs)
    return some([here.encoder.differs(*has_day), *apart])


def is_first(lines: Lines, statement: str, due: Due, dues: Sequence[Due]) -> int:
    """A line is due on this day, and none of its other days is earlier."""
    every = lines.encoder.every
    earlier = (every((lines.due_on(statement, d), -no_later(lines.world, due, d))) for d in dues if d != due)
    return every((lines.due_on(statement, due), *(-e for e in earlier)))


def same_day(here: Lines, other: Lines, one: Due, two: Due) -> int:
    """A day of a patient and one of a copy are the same."""
    changed = other.world.changed
    if one.after in changed and two.after in changed:
        return only_day(here, other, one, two)
    world = here.world if one.after in changed else other.world
    return here.encoder.every((no_later(world, one, two), no_later(world, two, one)))


def only_day(here: Lines, other: Lines, one: Due, two: Due) -> int:
    """Two answers to one date bring the same day, and can bring no other: each is the only one in its region."""
    key, domain = one.after, here.domain
    days = [list(islice(candidates(domain, key, region), 2)) for region in domain.regions(key)]
    slots = [zip(days, lines.world.slot(key).options, strict=True) for lines in (here, other)]
    single = [[(found[0], option) for found, option in slot if len(found) == 1] for slot in slots]
    pairs = ((a, b) for (i, a), (j, b) in product(*single) if i + one.days == j + two.days)
    return here.encoder.some(here.encoder.every(pair) for pair in pairs)
