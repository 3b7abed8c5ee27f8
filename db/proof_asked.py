"""A patient who has answered so much that some tests come out as they are given, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from db.condition_outcome import FALSE, TRUE
from db.condition_tree import Always, Node, atoms
from db.proof_claims import Answers
from db.proof_logic import World
from db.proof_search import Search, answers


def answered(search: Search, outcomes: Iterable[tuple[Node, int]]) -> Answers | None:
    """The answers with which these tests come out so, on the day of the proofs; None if there are none."""
    world, wanted, keys = World(search.encoder()), [], set()
    for node, outcome in outcomes:
        true, false = world.condition(node)
        wanted.append({TRUE: true, FALSE: false}.get(outcome, world.unknown(node)))
        keys |= search.domain.bases_of(a.name for a in atoms(node) if not isinstance(a, Always))
    model = world.encoder.solve(*wanted)
    world.encoder.close()
    return None if model is None else answers(world, model, keys)
