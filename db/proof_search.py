"""Asking the solver for patients, and cutting a patient down to the answers that matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from db.proof_claims import Answers, Claim, Finding
from db.proof_domain import Domain
from db.proof_logic import Encoder, Model, Slot, World
from db.proof_numbers import Numbers, UndecidedError

MOST_FINDINGS: Final = 5  # of one kind; more would only repeat the fault


@dataclass
class Search:
    """What the properties share: the guideline, the numbers already found, and the time to stop."""

    domain: Domain
    seconds: float
    numbers: Numbers = field(init=False)
    deadline: float = field(init=False)

    def __post_init__(self) -> None:
        """Start the clock."""
        self.numbers = Numbers(self.domain)
        self.deadline = monotonic() + self.seconds

    def encoder(self) -> Encoder:
        """An empty set of clauses."""
        return Encoder(self.numbers, self.deadline)

    def patients(self, world: World, bad: int, copy: World | None = None) -> Iterator[tuple[Model, Answers, Answers]]:
        """A few different patients of whom `bad` holds: the model, the answers that suffice, and all that were read."""
        for _ in range(MOST_FINDINGS):
            model = world.encoder.solve(bad)
            if model is None:
                return
            groups = essential(world, model, bad, copy)
            keys = {key for name in groups for key in world.domain.bases(name)}
            if copy is not None:
                keys |= set(world.domain.bases(copy.changed))
            yield model, answers(world, model, keys), answers(world, model, read_inputs(world))
            world.encoder.add(-bad, *(-x for group in groups.values() for x in group))


def finding(property_: str, detail: str, claim: Claim, small: Answers, full: Answers) -> Finding:
    """A claim against a property; the detail ends in the answers that suffice."""
    return Finding(property_, holds=False, detail=f"{detail}: {words(small)}", claim=claim, small=small, full=full)


def words(given: Answers) -> str:
    """Answers on one line."""
    return "; ".join(f"{key} = {value_words(value)}" for key, value in given.items()) or "any answers"


def value_words(value: object) -> str:
    """One answer in a few words."""
    if isinstance(value, dict):
        marks = "value" not in value
        return ", ".join(f"{k} {v}" if marks else str(v) for k, v in value.items())
    return "[" + ", ".join(value) + "]" if isinstance(value, list) else str(value)


def read_inputs(world: World) -> set[str]:
    """The inputs whose answers the clauses look at."""
    return {key for name in world.slots for key in world.domain.bases(name)}


def answers(world: World, model: Model, keys: set[str]) -> dict[str, object]:
    """The answers to these inputs, in the author's order."""
    return {key: world.answer(key, model) for key in world.domain.inputs if key in keys}


def essential(world: World, model: Model, bad: int, copy: World | None) -> dict[str, list[int]]:
    """The names whose answers suffice for `bad`, each with its literals; no name of them can be left out."""
    groups = {name: literals(slot, model) for name, slot in world.slots.items()}
    fixed = [x for slot in copy.slots.values() for x in literals(slot, model)] if copy else []
    try:
        return shrink(world.encoder, groups, fixed, bad)
    except UndecidedError:
        return groups


def shrink(encoder: Encoder, groups: dict[str, list[int]], fixed: list[int], bad: int) -> dict[str, list[int]]:
    """Leave out one name after the other while `bad` still follows."""
    for name in [None, *reversed(groups)]:
        if name is not None and name not in groups:
            continue
        rest = {k: v for k, v in groups.items() if k != name}
        if encoder.solve(-bad, *fixed, *(x for group in rest.values() for x in group)) is None:
            core = encoder.core()
            groups = {k: v for k, v in rest.items() if not core.isdisjoint(v)}
    return groups


def literals(slot: Slot, model: Model) -> list[int]:
    """The literals of a slot as they are in a solution."""
    found = [x for pair in slot.marks.values() for x in pair] + list(slot.options)
    return [x if x in model.literals else -x for x in found]
