"""A solution as answers: what an answers file of the patient holds."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from db.proof_candidates import simple_number, written
from db.proof_domain import Domain
from db.proof_encoder import Model, Pair
from db.proof_logic import World
from db.proof_ties import tag


def answer(world: World, name: str, model: Model) -> object:
    """The answer to an input in a solution, as an answers file writes it."""
    asked, slot = world.domain.inputs[name], world.slot(name)
    if asked.kind in ("quantity", "date"):
        return number_answer(world, name, model)
    if slot.options:
        chosen = [c.value for c, o in zip(asked.choices, slot.options, strict=True) if o in model.literals]
        return chosen[0] if chosen else "unknown"
    words = {c: word(pair, model) for c, pair in slot.marks.items()}
    if asked.kind == "yes-no":
        return words[""]
    if "unknown" not in words.values():
        return [c for c, w in words.items() if w == "yes"]
    return "unknown" if set(words.values()) == {"unknown"} else words


def number_answer(world: World, name: str, model: Model) -> object:
    """The answer to a quantity or a date."""
    region = next((i for i, o in enumerate(world.slot(name).options) if o in model.literals), None)
    if region is None:
        return "unknown"
    number = model.values.get((name, tag(world, name)))
    if number is None:
        number = simple_number(world.domain, name, region)
    assert number is not None  # regions without one are closed when the slot is made
    return write_number(world.domain, name, number)


def word(pair: Pair, model: Model) -> str:
    """Yes, no or unknown."""
    return "yes" if pair[0] in model.literals else "no" if pair[1] in model.literals else "unknown"


def write_number(domain: Domain, name: str, number: Fraction) -> object:
    """A number as an answers file writes it."""
    asked = domain.inputs[name]
    if asked.kind == "date":
        return (domain.on + timedelta(days=int(number))).isoformat()
    found = written(asked, number)
    assert found is not None  # numbers are chosen so that they can be written
    return {"value": found[0], "unit": found[1]}
