"""Proofs over all patients: what holds of a guideline's rules for every combination of answers, unknown included.

For authors, the build and the tests alone: the solvers are loaded here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from db.guideline import Guideline
from db.proof_claims import CONTRADICTION, CUTS, DEAD, GAP, INVARIANT, PATHS, SOUND, UNKNOWN, Finding, Proof
from db.proof_cuts import cuts
from db.proof_days import dated
from db.proof_dead import dead
from db.proof_division import divides_by_zero
from db.proof_domain import Domain
from db.proof_faults import faults
from db.proof_invariants import invariants
from db.proof_keys import UndecidedError
from db.proof_paths import paths
from db.proof_properties import Property, contradictions, gaps
from db.proof_search import Search, Shows
from db.proof_unknown import unknown_is_never_no

SECONDS: Final = 120.0
MOST_FAULTS: Final = 50
CHECKS: Final[tuple[tuple[str, Property], ...]] = (
    (GAP, gaps),
    (CONTRADICTION, contradictions),
    (DEAD, dead),
    (UNKNOWN, unknown_is_never_no),
    (INVARIANT, invariants),
    (CUTS, cuts),
    (PATHS, paths),
)

MEANING: Final = {
    GAP: "every topic and every emergency is settled for every patient",
    CONTRADICTION: "no line stands beside another that forbids it",
    DEAD: "every rule, input and choice can change a plan",
    UNKNOWN: "an answer made unknown adds no advice, and silently removes no warning and delays no line",
    INVARIANT: "what was declared never and always holds",
    CUTS: "nothing is compared with a number",
    PATHS: "nothing is asked",
}


def prove(guideline: Guideline, seconds: float = SECONDS) -> tuple[Proof, ...]:
    """Every property of a guideline: one proof each where it holds, one for each patient found where it does not.

    A property that is not decided in the time is reported as not holding.
    """
    return proofs_of(find(guideline, seconds))


def find(guideline: Guideline, seconds: float = SECONDS, shows: Shows | None = None) -> Iterator[Finding]:
    """The findings behind the proofs, one after the other; `shows` lets the program be asked, see `Search`."""
    if problems := faults(guideline):
        yield from (Finding(SOUND, holds=False, detail=problem) for problem in problems)
        return
    domain = Domain(guideline)
    if unsound := list(divisions(domain)):
        yield from unsound
        return
    search = Search(domain, seconds, shows)
    for name, check in CHECKS:
        try:
            yield from (dated(domain, finding, shows) for finding in bounded(check(search)))
        except UndecidedError as error:
            yield Finding(name, holds=False, detail=f"not decided: {error}")
    if domain.dates:
        text = f"{MEANING[GAP]}, on every day from {guideline.reviewed} to {domain.on}"
        yield Finding(GAP, holds=True, detail=text)


def bounded(findings: Iterator[Finding]) -> Iterator[Finding]:
    """The findings of a property; of those against it only so many, and then a word that there are more."""
    against = 0
    for found in findings:
        against += not found.holds
        if against > MOST_FAULTS:
            yield Finding(found.property, holds=False, detail=f"more than {MOST_FAULTS} faults: mend these first")
            return
        yield found


def divisions(domain: Domain) -> Iterator[Finding]:
    """The formulas that may divide by zero."""
    for key in domain.derived:
        found = divides_by_zero(domain, key)
        if found is not None:
            told, answers = found
            text = f"derived {key} may divide by zero: {told}"
            yield dated(domain, Finding(SOUND, holds=False, detail=text, small=answers, full=answers), None)


def proofs_of(findings: Iterable[Finding]) -> tuple[Proof, ...]:
    """One proof for each property that holds, one for each finding against the others, in fixed order."""
    found = list(findings)
    if any(f.property == SOUND for f in found):
        return tuple(f.proof() for f in found)
    proofs: list[Proof] = []
    for name, _ in CHECKS:
        mine = [f for f in found if f.property == name]
        against = [f.proof() for f in mine if not f.holds]
        details = [f.detail for f in mine if f.detail]
        proofs += against or [Proof(name, holds=True, detail="; ".join(details) or MEANING[name])]
    return tuple(proofs)
