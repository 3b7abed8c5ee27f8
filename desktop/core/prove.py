"""The whole check of a guideline's rules: the solver's proofs, each patient of theirs replayed by the engine.

Loads the solvers; for authors, the build and the tests alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from statistics import median
from typing import Final

from db.guideline import Guideline
from db.proof import SECONDS, find, proofs_of
from db.proof_claims import CUTS, PATHS, Finding, Proof, Side
from desktop.core.asking import compare
from desktop.core.engine import Engine
from desktop.core.facts import Facts
from desktop.core.replay import misplaced, pages_beyond_first, replays

__all__ = ["Proof", "prove"]

ASKED: Final = "asked only while it decides"
REPLAYED: Final = "replayed"
MEDIAN_PAGES: Final = 9  # beyond the first


def prove(guideline: Guideline, cases: Iterable[Facts] = (), seconds: float = SECONDS) -> tuple[Proof, ...]:
    """Every property of a guideline, proved and replayed; the facts of its cases give the median path."""
    findings = list(find(guideline, seconds))
    if any(f.property == "sound" for f in findings):
        return proofs_of(findings)
    engine = Engine(guideline)
    replayed = [replay(engine, f) for f in findings]
    defects = [d for f in replayed for d in defects_of(engine, f)]
    count = sum(f.claim is not None for f in findings)
    proofs = [*proofs_of(replayed), *asked(guideline)]
    proofs = [with_median(engine, p, cases) if p.property == PATHS else p for p in proofs]
    return (*proofs, *(defects or [Proof(REPLAYED, holds=True, detail=f"{count} patients replayed by the engine")]))


def replay(engine: Engine, finding: Finding) -> Finding:
    """The finding with the smallest answers that the engine confirms."""
    if finding.claim is None or finding.small is None or finding.full is None:
        return finding
    if not replays(engine, finding.claim, finding.small):
        return replace(finding, small=finding.full)
    return finding


def defects_of(engine: Engine, finding: Finding) -> Iterator[Proof]:
    """Where the engine contradicts the solver: a defect of the check or of the engine."""
    if finding.claim is None or finding.small is None:
        return
    if not replays(engine, finding.claim, finding.small):
        text = f"does not replay ({finding.property}): {finding.detail or finding.claim}"
        yield Proof(REPLAYED, holds=False, detail=text, witness=finding.small)
    if isinstance(finding.claim, Side):
        for text in misplaced(engine, finding.claim, finding.small):
            yield Proof(CUTS, holds=False, detail=text, witness=finding.small)


def asked(guideline: Guideline) -> Iterator[Proof]:
    """Kleene's judgement of what still decides, compared with every completion."""
    compared = compare(guideline)
    if not compared.differences:
        text = f"{compared.parts} parts of conditions compared in {compared.cases} cases, the others share no input"
        yield Proof(ASKED, holds=True, detail=text)
    yield from (Proof(ASKED, holds=False, detail=text) for text in compared.differences)


def with_median(engine: Engine, proof: Proof, cases: Iterable[Facts]) -> Proof:
    """The proof of the longest path, with the median over those of the guideline's cases that no stop ends."""
    counts = [pages_beyond_first(engine, facts) for facts in cases if not engine.step(facts).stops]
    if not counts:
        return proof
    middle = median(counts)
    text = f"{proof.detail}; the median of {len(counts)} cases is {middle:g} beyond the first"
    return replace(proof, holds=proof.holds and middle <= MEDIAN_PAGES, detail=text)
