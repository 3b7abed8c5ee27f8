"""Cuts: which rules turn at each number that a quantity is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from db.guideline import Rule
from db.proof_claims import CUTS, Finding, Side
from db.proof_logic import World
from db.proof_search import Search, answers, read_inputs


def cuts(search: Search) -> Iterator[Finding]:
    """At each cut some rule turns, either from just below to the cut or from the cut to just above."""
    for name in search.domain.cuts:
        turning = Turning(search, name)
        for cut in search.domain.cuts[name]:
            yield from turning.at(cut)
        turning.encoder.close()


class Turning:
    """A patient, and the same patient with one quantity in another region."""

    def __init__(self, search: Search, name: str) -> None:
        """Prepare both, for the rules that rest on the quantity."""
        self.domain = search.domain
        self.name = name
        self.encoder = search.encoder()
        self.here = World(self.encoder)
        self.there = World(self.encoder, self.here, name, "other")
        self.rules = [r for r in self.domain.rules if self.there.touches(r.when.names)]
        self.regions = self.domain.regions(name)

    def at(self, cut: Fraction) -> Iterator[Finding]:
        """The rules that turn at one cut, on either side of it."""
        place = next((i for i, r in enumerate(self.regions) if r.is_point and r.low == cut), None)
        if place is None:
            yield Finding(CUTS, holds=False, detail=f"{self.name} never reaches {float(cut):g}")
            return
        sides = {"below": [*self.between(place - 1, place)], "above": [*self.between(place, place + 1)]}
        for found in sides.values():
            yield from (Finding(CUTS, holds=True, detail="", claim=side, small=a, full=a) for side, a in found)
        turns = "; ".join(f"{side}: {', '.join(s.rule for s, _ in found) or '-'}" for side, found in sides.items())
        text = f"{self.name} {float(cut):g} ({turns})"
        if any(sides.values()):
            yield Finding(CUTS, holds=True, detail=text)
        else:
            yield Finding(CUTS, holds=False, detail=f"no rule turns at {self.name} {float(cut):g}")

    def between(self, low: int, high: int) -> Iterator[tuple[Side, dict[str, object]]]:
        """The rules that turn from one region to the next, each with a patient in the lower one."""
        if low < 0 or high >= len(self.regions):
            return
        for rule in self.rules:
            turned = self.turned(rule, low, high)
            if turned:
                yield turned

    def turned(self, rule: Rule, low: int, high: int) -> tuple[Side, dict[str, object]] | None:
        """A patient for whom one rule turns between two regions."""
        before, after = (w.true(rule.when.test.node) for w in (self.here, self.there))
        regions = (self.here.slot(self.name).options[low], self.there.slot(self.name).options[high])
        model = self.encoder.solve(self.encoder.differs(before, after), *regions)
        if model is None:
            return None
        keys = set(self.domain.number_inputs(self.name)) if self.name in self.domain.derived else {self.name}
        changed = answers(self.there, model, keys)
        read = {k for n in (*rule.when.names, self.name) for k in self.domain.bases(n)} & read_inputs(self.here)
        return Side(rule.id, self.name, before in model.literals, changed), answers(self.here, model, read)
