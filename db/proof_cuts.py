"""Cuts: which rules turn at each number that a quantity is compared with, and on the side that their lines say?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from db.condition_tree import And, Compare, Node, Not, Or, atoms
from db.guideline import Rule
from db.proof_answers import write_number
from db.proof_claims import CUTS, Apart, Finding, Level, Side
from db.proof_domain import conditions_of, number_text
from db.proof_encoder import NO, YES, Model, Pair
from db.proof_keys import UndecidedError
from db.proof_logic import World
from db.proof_search import Search, answers, finding, full_answers, read_inputs
from db.proof_texts import amiss, direction, tally

Turned = tuple[Side, dict[str, object]]
"""A rule that turns, with a patient on the lower side."""


def cuts(search: Search) -> Iterator[Finding]:
    """At each cut some rule turns, either from just below to the cut or from the cut to just above."""
    for name in search.domain.cuts:
        turning = Turning(search, name)
        for cut in search.domain.cuts[name]:
            yield from turning.at(cut)
        turning.encoder.close()
    if search.domain.cuts:
        yield Finding(CUTS, holds=True, detail=tally(search.domain.guideline, search.domain.rules))


@dataclass(frozen=True, slots=True)
class User:
    """A rule that rests on a cut; `alone` says that nothing but its own test of the quantity does."""

    rule: Rule
    alone: bool


class Turning:
    """A patient, and the same patient with other numbers behind one quantity, which takes them to another region."""

    def __init__(self, search: Search, name: str) -> None:
        """Prepare both, for the rules that rest on the quantity."""
        self.domain = search.domain
        self.name = name
        self.encoder = search.encoder()
        self.moved = self.domain.number_inputs(name)
        self.here = World(self.encoder)
        self.there = World(self.encoder, self.here, self.moved, "other")
        self.rules = [r for r in self.domain.rules if self.there.touches(r.when.names)]
        self.regions = self.domain.regions(name)
        self.doubt = ""
        for key in self.moved:
            self.encoder.add(-self.encoder.differs(*(w.is_known(key) for w in (self.here, self.there))))
        reached = (i for i, option in enumerate(self.here.slot(name).options) if self.encoder.solve(option) is not None)
        self.reached = tuple(reached)

    def at(self, cut: Fraction) -> Iterator[Finding]:
        """The rules that turn at one cut, on either side of it."""
        low, high = self.domain.span(self.name)
        if (low is not None and cut < low) or (high is not None and cut > high):
            yield self.out_of_range(cut)
            return
        place = next(i for i, r in enumerate(self.regions) if r.is_point and r.low == cut)
        users, self.doubt = self.users(cut) or [User(r, alone=False) for r in self.rules], ""
        sides = {side: list(self.between(users, *pair)) for side, pair in self.beside(place).items()}
        for found in sides.values():
            yield from (Finding(CUTS, holds=True, detail="", claim=side, small=a, full=a) for side, a in found)
        yield from self.against_texts(cut, sides, place)
        if any(sides.values()):
            turns = "; ".join(f"{side}: {', '.join(s.rule for s, _ in found) or '-'}" for side, found in sides.items())
            yield Finding(CUTS, holds=True, detail=f"{self.name} {number_text(cut)} ({turns})")
        elif self.doubt:
            raise UndecidedError(self.doubt)
        else:
            yield self.level(cut, place)

    def against_texts(self, cut: Fraction, sides: Mapping[str, list[Turned]], place: int) -> Iterator[Finding]:
        """The rules that turn on another side of a cut than their lines say, or the other way round."""
        for rule in self.rules:
            mine = {side: turn for side, found in sides.items() for turn in found if turn[0].rule == rule.id}
            reversed_ = self.reversed(rule, cut, place) if mine else None
            wrong = amiss(self.domain.guideline, rule, self.name, cut, set(mine)) if mine else None
            if reversed_ is not None:
                yield reversed_
            if wrong is not None and (reversed_ is None or reversed_.holds):
                side, reason = wrong
                claim, small = mine[side] if side == "above" else flipped(*mine[side])
                beside = f"between {self.name} {number_text(cut)} and {side}"
                yield finding(CUTS, f"{rule.id} turns {beside}, but {reason}", claim, small, small)

    def reversed(self, rule: Rule, cut: Fraction, place: int) -> Finding | None:
        """A patient for whom a rule fires on one side of a cut alone, where its text means the other side."""
        told = direction(self.domain.guideline, rule, self.name, cut)
        if told is None:
            return None
        one, excused = told
        for user in (u for u in self.users(cut) if u.rule == rule):
            for low, high in self.beside(place).values():
                turned = self.turned(user, low, high, fires=one.above)
                if turned is not None:
                    claim, small = turned if one.above else flipped(*turned)
                    where = f"the {'lower' if one.above else 'upper'} side of {self.name} {number_text(cut)} alone"
                    text = f"{rule.id} fires on {where}, but the text says “{one.words}”"
                    if excused:
                        return Finding(CUTS, holds=True, detail=f"{text}, beside a word such as “not”")
                    return finding(CUTS, text, claim, small, small)
        return None

    def beside(self, place: int) -> dict[str, tuple[int, int]]:
        """The regions next to each other around a cut, of those that some patient is in."""
        under = [i for i in self.reached if i < place][-1:]
        over = [i for i in self.reached if i > place][:1]
        on = [place] if place in self.reached else []
        sides = ("below", "above") if on else ("around",)
        pairs = list(pairwise([*under, *on, *over]))
        return dict(zip(sides if len(pairs) == len(sides) else sides[not under :], pairs, strict=False))

    def out_of_range(self, cut: Fraction) -> Finding:
        """An input that no answer takes to a cut: the patient at the end of its range."""
        low, high = self.domain.span(self.name)
        assert low is not None
        assert high is not None
        small = {self.name: write_number(self.domain, self.name, high if cut > high else low)}
        text = f"{self.name} never reaches {number_text(cut)}; it ends with"
        return finding(CUTS, text, Apart(self.name, cut), small, small)

    def level(self, cut: Fraction, place: int) -> Finding:
        """A cut at which no rule turns: a patient beside it and at it, else one who is only on one side."""
        text = f"no rule turns at {self.name} {number_text(cut)}"
        for low, high in self.beside(place).values():
            model = self.encoder.solve(self.here.slot(self.name).options[low], self.there.slot(self.name).options[high])
            if model is not None:
                claim = Level(self.name, cut, self.changed(model))
                small = answers(self.here, model, self.read(self.name))
                return finding(CUTS, f"{text}, as for", claim, small, full_answers(self.here, model))
        model = self.encoder.solve(self.encoder.some(self.here.slot(self.name).options))
        if model is None:
            return Finding(CUTS, holds=False, detail=f"{text}; it is never known")
        small = answers(self.here, model, self.read(self.name))
        if place in self.reached:
            text, claim = f"{text}, for it is always there", Level(self.name, cut, {})
            return finding(CUTS, text, claim, small, full_answers(self.here, model))
        text = f"{text}, which is never met"
        return finding(CUTS, text, Apart(self.name, cut), small, full_answers(self.here, model))

    def users(self, cut: Fraction) -> list[User]:
        """The rules that compare the quantity with a cut, themselves or by the condition of what they rest on."""
        derived = {d.key for d in self.domain.derived.values() if any(self.compares(n, cut) for n in conditions_of(d))}
        found = []
        for rule in self.rules:
            through = not derived.isdisjoint(self.domain.inner(rule.when.names))
            if through or self.compares(rule.when.test.node, cut):
                found.append(User(rule, alone=not through))
        return found

    def compares(self, node: Node, cut: Fraction) -> bool:
        """Does a condition compare the quantity with a cut?"""
        return any(isinstance(a, Compare) and a.name == self.name and a.number == cut for a in atoms(node))

    def between(self, users: list[User], low: int, high: int) -> Iterator[Turned]:
        """The rules that turn from one region to the next, each with a patient in the lower one."""
        for user in users:
            try:
                turned = self.turned(user, low, high)
            except UndecidedError as error:
                self.encoder.check_time()
                self.doubt = str(error)
                continue
            if turned:
                yield turned

    def turned(self, user: User, low: int, high: int, *, fires: bool | None = None) -> Turned | None:
        """A patient for whom one rule turns between two regions, and would if nothing but the quantity changed.

        `fires` wants it to fire in the lower region alone, or in the upper one.
        """
        node, rule = user.rule.when.test.node, user.rule
        before, after = (w.true(node) for w in (self.here, self.there))
        parts = [self.encoder.differs(before, after)]
        if fires is not None:
            parts.append(before if fires else after)
        if user.alone:
            low_alone = self.encoder.differs(before, self.as_in(high, self.here, node)[0])
            high_alone = self.encoder.differs(after, self.as_in(low, self.there, node)[0])
            parts.append(self.encoder.some((low_alone, high_alone)))
        regions = (self.here.slot(self.name).options[low], self.there.slot(self.name).options[high])
        model = self.encoder.solve(*parts, *regions)
        if model is None:
            return None
        read = self.read(*rule.when.names, self.name)
        return Side(rule.id, self.name, before in model.literals, self.changed(model)), answers(self.here, model, read)

    def as_in(self, region: int, world: World, node: Node) -> Pair:
        """A condition as if the quantity alone, which is known, lay in this region."""
        match node:
            case Not(item):
                yes, no = self.as_in(region, world, item)
                return no, yes
            case And(items) | Or(items):
                pairs = [self.as_in(region, world, i) for i in items]
                every, some = self.encoder.every, self.encoder.some
                join, other = (every, some) if isinstance(node, And) else (some, every)
                return join(p[0] for p in pairs), other(p[1] for p in pairs)
            case Compare(name, sign, number) if name == self.name:
                return (YES, NO) if self.regions[region].satisfies(sign, number) else (NO, YES)
        return world.condition(node)

    def read(self, *names: str) -> set[str]:
        """The inputs that these names rest on, as far as the clauses look at them."""
        return {key for name in names for key in self.domain.bases(name)} & read_inputs(self.here)

    def changed(self, model: Model) -> dict[str, object]:
        """The numbers of the patient whose quantity lies in another region."""
        return answers(self.there, model, set(self.moved))


def flipped(claim: Side, small: Mapping[str, object]) -> Turned:
    """The same turn, with the patient in the upper region."""
    back = {key: small[key] for key in claim.changes}
    return replace(claim, fires=not claim.fires, changes=back), {**small, **claim.changes}
