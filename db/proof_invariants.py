"""Never, always and exclusive: what the authors declared holds for every patient."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from db.guideline import Invariant
from db.proof_claims import CONTRADICTION, INVARIANT, Absent, Answers, Finding, Present, Together
from db.proof_encoder import Model
from db.proof_lines import Lines
from db.proof_logic import World
from db.proof_missing import Missing
from db.proof_search import Search, answers, finding, words


def invariants(search: Search) -> Iterator[Finding]:
    """What the authors declared never, always and exclusive holds."""
    world = World(search.encoder())
    lines = Lines(world)
    for invariant in search.domain.decision.invariants:
        yield from given_against(search, lines, invariant)
        yield from missing(search, lines, invariant)
        yield from together(search, lines, invariant)
    world.encoder.close()
    if search.domain.stop_rules:
        yield from Later(search).given()
        yield from lost_by_a_stop(search)


def stands(lines: Lines, key: str) -> int:
    """A statement is on the plan, or a block is in the handout."""
    return lines.shown(key) if key in lines.domain.statements else lines.handed(key)


def is_followed(lines: Lines, key: str) -> int:
    """The same of what is to be followed now, as every block is that is handed out."""
    return lines.free(key) if key in lines.domain.statements else lines.handed(key)


def given_against(search: Search, lines: Lines, invariant: Invariant) -> Iterator[Finding]:
    """A statement or block stands while the condition is true, or is to be followed while it is not false."""
    true, false = lines.world.condition(invariant.when.test.node)
    every = lines.encoder.every
    for key in invariant.never:
        bad = lines.encoder.some((every((true, stands(lines, key))), every((-false, is_followed(lines, key)))))
        for _, small, full in search.patient(lines.world, bad):
            yield finding(INVARIANT, f"{invariant.id}: {key} is given", Present(key, invariant.id), small, full)


def missing(search: Search, lines: Lines, invariant: Invariant) -> Iterator[Finding]:
    """A statement or block does not stand while the condition is true."""
    true = lines.world.true(invariant.when.test.node)
    for key in invariant.always:
        for _, small, full in search.patient(lines.world, lines.encoder.every((true, -stands(lines, key)))):
            yield finding(INVARIANT, f"{invariant.id}: {key} is missing", Absent(key, invariant.id), small, full)


def together(search: Search, lines: Lines, invariant: Invariant) -> Iterator[Finding]:
    """Two statements or blocks that exclude each other stand while the condition is not false."""
    false = lines.world.condition(invariant.when.test.node)[1]
    for first, second in combinations(invariant.exclusive, 2):
        bad = lines.encoder.every((-false, stands(lines, first), stands(lines, second)))
        for _, small, full in search.patient(lines.world, bad):
            text = f"{invariant.id}: {first} stands beside {second}"
            yield finding(CONTRADICTION, text, Together(first, second, invariant.id), small, full)


class Later:
    """A patient with an open emergency, and the same patient once it is excluded.

    A line that holds only after the emergency is settled is followed then, from the plan that was made before.
    """

    def __init__(self, search: Search) -> None:
        """Prepare both."""
        self.search = search
        self.domain = search.domain
        self.keys = self.domain.bases_of(n for r in self.domain.stop_rules for n in r.when.names)
        self.encoder = search.encoder()
        self.now = World(self.encoder)
        self.then = World(self.encoder, self.now, tuple(k for k in self.domain.inputs if k in self.keys), "known")
        self.lines = Lines(self.now)
        self.excluded = self.encoder.every(self.then.condition(r.when.test.node)[1] for r in self.domain.stop_rules)

    def given(self) -> Iterator[Finding]:
        """The lines that wait for an emergency to be settled, and must not be followed then."""
        for invariant in self.domain.decision.invariants:
            falses = [w.condition(invariant.when.test.node)[1] for w in (self.now, self.then)]
            for key in (k for k in invariant.never if k in self.domain.statements):
                bad = self.encoder.every(
                    (self.lines.shown(key), self.lines.later(key), self.excluded, *(-f for f in falses))
                )
                yield from self.report(key, invariant, bad)
        self.encoder.close()

    def report(self, key: str, invariant: Invariant, bad: int) -> Iterator[Finding]:
        """The patient of whom this holds; the program is asked, for a number may differ within its region."""

        def claim(model: Model) -> Present:
            return Present(key, invariant.id, self.settled(model))

        def is_shown(model: Model, full: Answers) -> bool:
            return self.search.is_shown(claim(model), full)

        for model, small, full in self.search.patient(self.now, bad, self.then, is_shown):
            found = claim(model)
            text = f"{invariant.id}: {key} is given for after {words(found.settled)}"
            yield finding(INVARIANT, text, found, small, full)

    def settled(self, model: Model) -> dict[str, object]:
        """The answers that exclude the emergency, as far as they differ."""
        before, after = (answers(w, model, self.keys) for w in (self.now, self.then))
        return {key: value for key, value in after.items() if value != before[key]}


def lost_by_a_stop(search: Search) -> Iterator[Finding]:
    """After a stop nothing more is asked: what must always stand on the plan has to come from what is known by then."""
    world = Missing(search.encoder())
    lines = Lines(world)
    for invariant in search.domain.decision.invariants:
        true = world.true(invariant.when.test.node)
        for key in invariant.always:
            bad = lines.encoder.every((true, lines.stop, -stands(lines, key)))
            for _, small, full in search.patient(world, bad):
                text = f"{invariant.id}: {key} is missing after a stop"
                yield finding(INVARIANT, text, Absent(key, invariant.id), small, full)
    world.encoder.close()
