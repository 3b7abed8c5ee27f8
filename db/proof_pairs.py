"""Do two guidelines contradict each other for one patient? One says to do what the other says not to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from db.guideline import Guideline, Input, Resolution, Statement
from db.proof_claims import Answers
from db.proof_days import earlier
from db.proof_encoder import Model
from db.proof_faults import faults
from db.proof_lines import Lines
from db.proof_logic import World
from db.proof_merge import MARK, Merged, limits, merge
from db.proof_properties import POSITIVE
from db.proof_search import Search, answers

SECONDS = 120.0


@dataclass(frozen=True)
class Said:
    """A statement, the guideline that makes it, the rule that gives it to the patient, and the patient's answers."""

    guideline: str
    statement: Statement
    rule: str
    answers: Answers


@dataclass(frozen=True)
class Clash:
    """One patient to whom two guidelines say the contrary of one act, on one day.

    `resolution` says what to follow, where that is written. The answers are those that suffice for the clauses; `full`
    is the same clash with all of them.
    """

    act: str
    on: date
    for_it: Said
    against_it: Said
    resolution: Resolution | None
    full: Clash | None = None


def clashes(guidelines: Sequence[Guideline], seconds: float = SECONDS) -> Iterator[Clash]:
    """Every pair of contrary statements of every pair of guidelines that one patient can meet.

    Raises `UndecidedError` when it takes too long. Guidelines that make no sense for themselves are left out.
    """
    for first, second in combinations([g for g in guidelines if not faults(g)], 2):
        if acts(first) & acts(second):
            yield from Pair(first, second, seconds).clashes()


def acts(guideline: Guideline) -> set[str]:
    """The acts that a guideline speaks of."""
    return {statement.act.casefold() for statement in guideline.statements().values() if statement.act}


class Pair:
    """Two guidelines, and one patient of both."""

    def __init__(self, first: Guideline, second: Guideline, seconds: float) -> None:
        """Join what both ask."""
        self.guidelines = (first, second)
        self.merged: Merged = merge(first, second)
        self.search = Search(self.merged.domain, seconds)
        self.world = World(self.search.encoder())
        self.merged.link(self.world)
        self.lines = (Lines(self.world, self.merged.first), Lines(self.world, self.merged.second))

    def clashes(self) -> Iterator[Clash]:
        """The contrary statements that one patient can meet."""
        for mine, theirs in ((0, 1), (1, 0)):
            for positive in self.given(mine, POSITIVE):
                for against in self.given(theirs, ("do-not",)):
                    if positive.act.casefold() == against.act.casefold():
                        yield from self.clash(mine, positive, theirs, against)
        self.world.encoder.close()

    def given(self, side: int, kinds: tuple[str, ...]) -> list[Statement]:
        """The statements with an act that some rule of one guideline gives."""
        domain = self.lines[side].domain
        found = [domain.statements[key] for key in domain.givers]
        return [s for s in found if s.act and s.kind in kinds]

    def clash(self, mine: int, positive: Statement, theirs: int, against: Statement) -> Iterator[Clash]:
        """A patient to whom both statements are made, if there is one."""
        bad = self.world.encoder.every((self.lines[mine].shown(positive.id), self.lines[theirs].shown(against.id)))
        for model, small, full in self.search.patient(self.world, bad):
            few, all_of_them = (
                [self.said(side, s, model, set(found)) for side, s in ((mine, positive), (theirs, against))]
                for found in (small, full)
            )
            yield replace(self.of(positive.act, few), full=self.of(positive.act, all_of_them))

    def of(self, act: str, said: list[Said]) -> Clash:
        """The clash of what both sides say."""
        on, (for_it, against_it) = self.dated(said)
        return Clash(act, on, for_it, against_it, self.resolution(act))

    def dated(self, said: list[Said]) -> tuple[date, list[Said]]:
        """Both sides on the day of the later review if they can be, else on that of the later next one."""
        last, on = self.merged.domain.on, max(guideline.reviewed for guideline in self.guidelines)
        inputs = {g.id: {i.key: i for i in g.decision.inputs()} for g in self.guidelines}
        moved = [(side, earlier(inputs[side.guideline], side.answers, on, last - on)) for side in said]
        found = [replace(side, answers=answers) for side, answers in moved if answers is not None]
        return (on, found) if len(found) == len(said) else (last, said)

    def said(self, side: int, statement: Statement, model: Model, keys: set[str]) -> Said:
        """One side of a clash, in the words and keys of its guideline."""
        lines, guideline = self.lines[side], self.guidelines[side]
        rule = next(r for r in lines.domain.givers[statement.id] if lines.fires(r) in model.literals)
        own = guideline.statements()[statement.id.removesuffix(MARK)]
        names = {i.key: self.merged.names[i.key] if side else i.key for i in guideline.decision.inputs()}
        wanted = {key.removesuffix(MARK) for key in keys}
        found = {key: name for key, name in names.items() if key in wanted}
        values = answers(self.world, model, set(found.values()))
        asked = {i.key: i for i in guideline.decision.inputs()}
        told = {key: self.told(asked[key], values[name]) for key, name in found.items()}
        return Said(guideline.id, own, rule.id.removesuffix(MARK), told)

    def told(self, asked: Input, answer: object) -> object:
        """An answer as one guideline is told it: a number or date that it does not accept is not known to it."""
        on = self.merged.domain.on
        if asked.kind == "date" and answer != "unknown":
            number = Decimal((date.fromisoformat(str(answer)) - on).days)
        elif isinstance(answer, dict) and "value" in answer:
            number = Decimal(answer["value"]) * next(u.factor for u in asked.units if u.name == answer["unit"])
        else:
            return answer
        return answer if any(low <= number <= high for low, high in limits(asked, on)) else "unknown"

    def resolution(self, act: str) -> Resolution | None:
        """What either guideline says on this act where it contradicts the other."""
        for one, other in (self.guidelines, self.guidelines[::-1]):
            for found in one.decision.resolutions:
                if found.guideline == other.id and found.act.casefold() == act.casefold():
                    return found
        return None


def dangling(guidelines: Sequence[Guideline]) -> Iterator[tuple[Guideline, Resolution]]:
    """The resolutions on an act of which the other guideline does not speak."""
    known = {g.id: acts(g) for g in guidelines}
    for guideline in guidelines:
        for found in guideline.decision.resolutions:
            if found.guideline in known and found.act.casefold() not in known[found.guideline]:
                yield guideline, found


def absent(guidelines: Sequence[Guideline]) -> Iterator[tuple[Guideline, Resolution]]:
    """The resolutions that name a guideline which is not here; it may be installed elsewhere."""
    known = {g.id for g in guidelines}
    return ((g, r) for g in guidelines for r in g.decision.resolutions if r.guideline not in known)
