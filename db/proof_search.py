"""Asking the solver for patients, and cutting a patient down to the answers that matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from time import monotonic
from typing import Final

from db.proof_answers import answer, word
from db.proof_claims import Answers, Claim, Finding
from db.proof_domain import Domain
from db.proof_encoder import YES, Encoder, Model
from db.proof_keys import UndecidedError
from db.proof_logic import World
from db.proof_numbers import Numbers
from db.proof_ties import Slot

MOST_GAPS: Final = 3  # patients shown for one topic
MOST_REFUSED: Final = 300
Accept = Callable[[Model, Answers], bool]
Shows = Callable[[Claim, Answers, date], bool]


@dataclass
class Search:
    """What the properties share: the guideline, the numbers already found, and the time to stop.

    `shows` asks the program whether a claim is true of a patient on a day; it is asked only where the clauses cannot
    say it.
    """

    domain: Domain
    seconds: float
    shows: Shows | None = None
    numbers: Numbers = field(init=False)
    deadline: float = field(init=False)

    def __post_init__(self) -> None:
        """Start the clock."""
        self.numbers = Numbers(self.domain)
        self.deadline = monotonic() + self.seconds

    def is_shown(self, claim: Claim, answers: Answers) -> bool:
        """Does the program, if it can be asked, show a claim on the day of the proofs?"""
        return self.shows is None or self.shows(claim, answers, self.domain.on)

    def encoder(self) -> Encoder:
        """An empty set of clauses."""
        return Encoder(self.numbers, self.deadline)

    def patients(
        self, world: World, bad: int, copy: World | None = None, accept: Accept | None = None
    ) -> Iterator[tuple[Model, Answers, Answers]]:
        """Different patients of whom `bad` holds: the model, the answers that suffice, and a full set of answers.

        What one patient teaches is forgotten before the next question. Raises `UndecidedError` when too many patients
        were found that `accept` does not.
        """
        encoder = world.encoder
        asking = encoder.new()  # holds while this question is asked: what excludes its patients ends with it
        refused = 0
        while (model := encoder.solve(bad, asking)) is not None:
            full = full_answers(world, model)
            if accept is not None and not accept(model, full):
                refused += 1
                if refused > MOST_REFUSED:
                    raise UndecidedError("the program does not show what its rules say")
                encoder.add(-asking, *(-x for x in chosen(world, model, copy)))
                continue
            needed = essential(world, model, bad, copy)
            keys = set(world.domain.bases_of(copy.changed)) if copy else set()
            yield model, few_answers(world, model, needed, keys), full
            encoder.add(-asking, *(-x for x in needed))

    def patient(
        self, world: World, bad: int, copy: World | None = None, accept: Accept | None = None
    ) -> Iterator[tuple[Model, Answers, Answers]]:
        """The first of them."""
        return islice(self.patients(world, bad, copy, accept), 1)


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
    """The answers to these inputs, in the author's order; those that are missing are left out."""
    given = (key for key in world.domain.inputs if key in keys and world.slot(key).given in model.literals)
    return {key: answer(world, key, model) for key in given}


def full_answers(world: World, model: Model) -> dict[str, object]:
    """An answer to every input but those that are missing: what the clauses do not look at is not known."""
    read = read_inputs(world)
    found: dict[str, object] = {}
    for key in world.domain.inputs:
        if key not in read:
            found[key] = "unknown"
        elif world.slot(key).given in model.literals:
            found[key] = answer(world, key, model)
    return found


def chosen(world: World, model: Model, copy: World | None) -> list[int]:
    """Every literal of the answers of a solution, and of its copy."""
    return [x for w in (world, copy) if w is not None for slot in w.slots.values() for x in literals(slot, model)]


def few_answers(world: World, model: Model, needed: list[int], changed: set[str]) -> dict[str, object]:
    """The answers that these literals stand for; of an any-of answer only the marks that matter, if few do."""
    names = {n for n, slot in world.slots.items() if not set(needed).isdisjoint(literals(slot, model))}
    keys = {key for name in names for key in world.domain.bases(name)} | changed
    found = answers(world, model, keys)
    for key in (k for k in found if world.domain.inputs[k].kind == "any-of" and k not in changed):
        marks = world.slot(key).marks
        chosen = {c: word(pair, model) for c, pair in marks.items() if not set(needed).isdisjoint(signed(pair, model))}
        if chosen and "unknown" not in chosen.values() and len(chosen) < len(marks):
            found[key] = chosen
    return found


def essential(world: World, model: Model, bad: int, copy: World | None) -> list[int]:
    """The literals of a solution that suffice for `bad`; none of them can be left out."""
    found = [x for slot in world.slots.values() for x in literals(slot, model)]
    fixed = [x for slot in copy.slots.values() for x in literals(slot, model)] if copy else []
    try:
        return shrink(world.encoder, found, fixed, bad)
    except UndecidedError:
        return found


def shrink(encoder: Encoder, found: list[int], fixed: list[int], bad: int) -> list[int]:
    """Leave out one literal after the other while `bad` still follows, answers that are yes or chosen first."""
    if encoder.solve(-bad, *fixed, *found) is None:
        core = encoder.core()
        found = [x for x in found if x in core]
    for literal in sorted(found, key=lambda x: x < 0):
        rest = [x for x in found if x != literal]
        if literal in found and encoder.solve(-bad, *fixed, *rest) is None:
            core = encoder.core()
            found = [x for x in rest if x in core]
    return found


def literals(slot: Slot, model: Model) -> list[int]:
    """The literals of a slot as they are in a solution."""
    return signed((slot.given, *(x for pair in slot.marks.values() for x in pair), *slot.options), model)


def signed(found: tuple[int, ...], model: Model) -> list[int]:
    """Literals as they are in a solution; those that are fixed anyway are left out."""
    return [x if x in model.literals else -x for x in found if abs(x) != YES]
