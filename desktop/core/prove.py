"""The whole check of a guideline's rules: the solver's proofs, each patient of theirs replayed by the engine.

Loads the solvers; for authors, the build and the tests alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import groupby
from statistics import median
from typing import Final

from db.guideline import Guideline
from db.proof import SECONDS, find, proofs_of
from db.proof_asked import answered
from db.proof_claims import CUTS, PATHS, SOUND, Answers, Claim, Finding, Forgotten, Longest, Proof, Side
from db.proof_days import earlier
from db.proof_domain import Domain
from db.proof_keys import UndecidedError
from db.proof_pairs import Clash, Said, clashes
from db.proof_report import ASKED, REPLAYED
from db.proof_search import Search, value_words, words
from desktop.core.asking import Difference, compare
from desktop.core.engine import Engine
from desktop.core.exact import misplaced
from desktop.core.facts import Facts
from desktop.core.replay import replays
from desktop.core.shown import beyond_first, pages_in_force, patient_of
from desktop.core.smallest import shows, smallest

__all__ = ["Proof", "prove", "prove_pairs"]

MEDIAN_PAGES: Final = 9  # beyond the first


def prove(guideline: Guideline, cases: Iterable[Facts] = (), seconds: float = SECONDS) -> tuple[Proof, ...]:
    """Every property of a guideline, proved and replayed; the facts of its cases give the median path."""
    program = Program(guideline)
    findings = list(find(guideline, seconds, program.shows))
    if any(f.property == SOUND for f in findings):
        return proofs_of(findings)
    engine = program.engine
    replayed = [replay(engine, f) for f in findings]
    defects = [d for f in replayed for d in defects_of(engine, f)]
    count = sum(f.claim is not None for f in findings)
    proofs = [*proofs_of(replayed), *asked(engine, seconds)]
    longest = next((f.small for f in replayed if isinstance(f.claim, Longest)), None)
    proofs = [with_median(engine, p, cases, longest) if p.property == PATHS else p for p in proofs]
    return (*proofs, *(defects or [Proof(REPLAYED, holds=True, detail=f"{count} patients replayed by the engine")]))


class Program:
    """The program, asked whether a claim is true of a patient."""

    def __init__(self, guideline: Guideline) -> None:
        """Keep the guideline; not every one can be run."""
        self.guideline = guideline

    @cached_property
    def engine(self) -> Engine:
        """The engine of the guideline."""
        return Engine(self.guideline)

    def shows(self, claim: Claim, answers: Answers, on: date) -> bool:
        """Is a claim true of a patient on this day?"""
        return replays(self.engine, claim, answers, on)


def prove_pairs(guidelines: Sequence[Guideline], seconds: float = SECONDS) -> tuple[list[Clash], list[str]]:
    """What each two of these guidelines contradict each other in, replayed by the engine, and what was not settled."""
    engines = {g.id: Engine(g) for g in guidelines}
    found: list[Clash] = []
    try:
        found.extend(clashes(guidelines, seconds))
    except UndecidedError as error:
        return found, [f"guidelines together: not decided: {error}"]
    found = [c if c.full is None or not any(unsaid(engines, c)) else c.full for c in found]
    wrong = [said for clash in found for said in unsaid(engines, clash)]
    return found, [f"does not replay: {s.statement.id} of {s.guideline}" for s in wrong]


def unsaid(engines: Mapping[str, Engine], clash: Clash) -> Iterator[Said]:
    """The sides of a clash that the program does not show for their answers."""
    for said in (clash.for_it, clash.against_it):
        if said.statement.id not in patient_of(engines[said.guideline], said.answers, clash.on).lines:
            yield said


def replay(engine: Engine, finding: Finding) -> Finding:
    """The finding with the smallest answers that the engine confirms."""
    if finding.claim is None or finding.small is None or finding.full is None:
        return finding
    if finding.holds:
        confirmed = replays(engine, finding.claim, finding.small, finding.on)
        return finding if confirmed else replace(finding, small=finding.full)
    confirmed = shows(engine, finding.claim, finding.small, finding.on)
    claim, small = smallest(engine, finding.claim, finding.small if confirmed else finding.full, finding.on)
    detail = finding.detail.replace(words(finding.small), words(small))
    if isinstance(claim, Forgotten) and isinstance(finding.claim, Forgotten):
        becomes = f"{claim.key} becomes {{}}"
        old, new = (becomes.format(value_words(c.answer)) for c in (finding.claim, claim))
        detail = detail.replace(old, new)
    return replace(finding, claim=claim, small=small, detail=detail)


def defects_of(engine: Engine, finding: Finding) -> Iterator[Proof]:
    """Where the engine contradicts the solver: a defect of the check or of the engine."""
    if finding.claim is None or finding.small is None:
        return
    if not replays(engine, finding.claim, finding.small, finding.on):
        text = f"the program does not show what the proof of “{finding.property}” found: {claimed(finding)}"
        yield Proof(REPLAYED, holds=False, detail=text, witness=finding.small, on=finding.on)
    if isinstance(finding.claim, Side):
        for text, answers in misplaced(engine, finding.claim, finding.small, finding.on):
            yield Proof(CUTS, holds=False, detail=text, witness=answers, on=finding.on)


def claimed(finding: Finding) -> str:
    """What a finding claims, in words."""
    if not isinstance(finding.claim, Side):
        return finding.detail or finding.property
    return f"rule {finding.claim.rule} turns at a cut of {finding.claim.name}, at {words(finding.claim.changes)}"


def asked(engine: Engine, seconds: float) -> Iterator[Proof]:
    """Kleene's judgement of what still decides, compared with every completion."""
    compared = compare(engine.guideline)
    if not compared.differences:
        text = f"{compared.parts} parts of conditions compared in {compared.cases} cases, the others share no name"
        if compared.too_wide:
            text += f"; may be asked in vain, for the range is wider than the numbers: {'; '.join(compared.too_wide)}"
        yield Proof(ASKED, holds=True, detail=text)
        return
    search = Search(Domain(engine.guideline), seconds)
    for _, found in groupby(compared.differences, lambda d: d.rule):
        yield first_shown(engine, search, list(found))


def first_shown(engine: Engine, search: Search, found: Sequence[Difference]) -> Proof:
    """The first of the differences that a patient comes to, with the patient; without one, the first of them."""
    on = search.domain.on
    for difference in (d for d in found if d.name):
        answers = answered(search, ((test.node, outcome) for test, outcome in difference.outcomes))
        if answers is not None and difference.shows(engine, patient_of(engine, answers, on).values):
            moved = earlier(search.domain.inputs, answers, engine.guideline.reviewed, on - engine.guideline.reviewed)
            if moved is not None:
                answers, on = moved, engine.guideline.reviewed
            return Proof(ASKED, holds=False, detail=difference.text, witness=answers, on=on)
    return Proof(ASKED, holds=False, detail=found[0].text)


def with_median(engine: Engine, proof: Proof, cases: Iterable[Facts], longest: Answers | None) -> Proof:
    """The proof of the longest path, with the median over those of the guideline's cases that no stop ends.

    A median that is too high shows in the patient of the longest path.
    """
    counts = [beyond_first(engine, pages_in_force(engine, f)) for f in cases if not engine.step(f).stops]
    if not counts:
        return proof
    middle = median(counts)
    text = f"{proof.detail}; the median of {len(counts)} cases is {middle:g} beyond the first"
    if middle <= MEDIAN_PAGES:
        return replace(proof, detail=text)
    return replace(proof, holds=False, detail=text, witness=longest)
