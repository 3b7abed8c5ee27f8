"""Cuts: which rules turn at each number that a quantity is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from db.condition_tree import Compare, Node, atoms
from db.guideline import Rule
from db.proof_answers import write_number
from db.proof_claims import CUTS, Apart, Finding, Level, Side
from db.proof_domain import conditions_of, number_text
from db.proof_encoder import Model
from db.proof_keys import UndecidedError
from db.proof_logic import World
from db.proof_search import Search, answers, finding, read_inputs


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
        self.doubt = ""

    def at(self, cut: Fraction) -> Iterator[Finding]:
        """The rules that turn at one cut, on either side of it."""
        place = next((i for i, r in enumerate(self.regions) if r.is_point and r.low == cut), None)
        if place is None:
            yield self.out_of_range(cut)
            return
        rules, self.doubt = self.users(cut) or self.rules, ""
        sides = {"below": [*self.between(rules, place - 1, place)], "above": [*self.between(rules, place, place + 1)]}
        for found in sides.values():
            yield from (Finding(CUTS, holds=True, detail="", claim=side, small=a, full=a) for side, a in found)
        turns = "; ".join(f"{side}: {', '.join(s.rule for s, _ in found) or '-'}" for side, found in sides.items())
        if not any(sides.values()) and self.doubt:
            raise UndecidedError(self.doubt)
        if any(sides.values()):
            yield Finding(CUTS, holds=True, detail=f"{self.name} {number_text(cut)} ({turns})")
        else:
            yield self.level(cut, place)

    def out_of_range(self, cut: Fraction) -> Finding:
        """An input that no answer takes to a cut: the patient at the end of its range."""
        low, high = self.domain.span(self.name)
        assert low is not None
        assert high is not None
        small = {self.name: write_number(self.domain, self.name, high if cut > high else low)}
        text = f"{self.name} never reaches {number_text(cut)}; it ends with"
        return finding(CUTS, text, Apart(self.name, cut), small, small)

    def level(self, cut: Fraction, place: int) -> Finding:
        """A cut at which no rule turns: a patient at it, else one beside it."""
        text = f"no rule turns at {self.name} {number_text(cut)}"
        for beside in (place - 1, place + 1):
            if 0 <= beside < len(self.regions):
                options = self.here.slot(self.name).options[place], self.there.slot(self.name).options[beside]
                model = self.encoder.solve(*options)
                if model is not None:
                    small = answers(self.here, model, self.read(self.name))
                    claim = Level(self.name, self.changed(model))
                    return finding(CUTS, f"{text}, as for", claim, small, small)
        model = self.encoder.solve(self.encoder.some(self.here.slot(self.name).options))
        if model is None:
            return Finding(CUTS, holds=False, detail=f"{text}; it is never known")
        small = answers(self.here, model, self.read(self.name))
        return finding(CUTS, f"{text}, which is never met", Apart(self.name, cut), small, small)

    def users(self, cut: Fraction) -> list[Rule]:
        """The rules that compare the quantity with a cut, themselves or by the condition of what they rest on."""
        derived = {d.key for d in self.domain.derived.values() if any(self.compares(n, cut) for n in conditions_of(d))}
        return [
            r
            for r in self.rules
            if self.compares(r.when.test.node, cut) or not derived.isdisjoint(self.domain.inner(r.when.names))
        ]

    def compares(self, node: Node, cut: Fraction) -> bool:
        """Does a condition compare the quantity with a cut?"""
        return any(isinstance(a, Compare) and a.name == self.name and a.number == cut for a in atoms(node))

    def between(self, rules: list[Rule], low: int, high: int) -> Iterator[tuple[Side, dict[str, object]]]:
        """The rules that turn from one region to the next, each with a patient in the lower one."""
        if low < 0 or high >= len(self.regions):
            return
        for rule in rules:
            try:
                turned = self.turned(rule, low, high)
            except UndecidedError as error:
                self.encoder.check_time()
                self.doubt = str(error)
                continue
            if turned:
                yield turned

    def turned(self, rule: Rule, low: int, high: int) -> tuple[Side, dict[str, object]] | None:
        """A patient for whom one rule turns between two regions."""
        before, after = (w.true(rule.when.test.node) for w in (self.here, self.there))
        regions = (self.here.slot(self.name).options[low], self.there.slot(self.name).options[high])
        model = self.encoder.solve(self.encoder.differs(before, after), *regions)
        if model is None:
            return None
        read = self.read(*rule.when.names, self.name)
        return Side(rule.id, self.name, before in model.literals, self.changed(model)), answers(self.here, model, read)

    def read(self, *names: str) -> set[str]:
        """The inputs that these names rest on, as far as the clauses look at them."""
        return {key for name in names for key in self.domain.bases(name)} & read_inputs(self.here)

    def changed(self, model: Model) -> dict[str, object]:
        """The numbers of the patient whose quantity lies in another region."""
        keys = set(self.domain.number_inputs(self.name)) if self.name in self.domain.derived else {self.name}
        return answers(self.there, model, keys)
