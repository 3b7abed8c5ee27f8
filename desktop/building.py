"""Building a store in which every guideline is checked and, where it can be, proved.

A proof report of the same content is taken instead of proving again: from the store that is replaced, or from the
guideline's folder where that is trusted, or where nothing can be proved. Without a report and without solvers a
guideline is built, but not as proved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from db.build import Reports, build_store
from db.problem import Place, Problem, has_errors
from db.proof_claims import Proof
from db.proof_report import ProofReport
from db.source import Source
from db.store import Store
from db.store_file import StoreError
from desktop.content import brought_report, check_decision, solvers_installed, vouches
from desktop.pairs import check_pairs


def build(folders: Sequence[Path], store: Path, *, trusting: bool = True) -> list[Problem]:
    """Build a store of guidelines with their proofs, and return what is wrong with them.

    `trusting` takes the report of a folder at its word also where the solvers could prove anew. Where there is an error
    (a problem, a property that fails, a case that fails) nothing is written. Raises `OSError` if the file cannot be
    written.
    """
    known, trusted = known_reports(store), trusting or not solvers_installed()
    return build_store(folders, store, lambda sources: vouch(sources, known, trusting=trusted))


def known_reports(store: Path) -> Reports:
    """The reports in a store; none where it cannot be read."""
    try:
        with Store.open(store) as opened:
            return opened.proofs()
    except StoreError:
        return {}


def vouch(sources: Sequence[Source], known: Reports, *, trusting: bool) -> tuple[Reports, list[Problem]]:
    """The report of every guideline that is proved or can be proved here, and what fails, alone or beside another."""
    reports: dict[str, ProofReport] = {}
    problems: list[Problem] = []
    for source in sources:
        report, found = report_of(source, known, trusting=trusting)
        problems += found
        if report is not None:
            reports[source.guideline.id] = report
    if not has_errors(problems) and solvers_installed():
        problems += check_pairs(sources)[0]
    return reports, problems


def report_of(source: Source, known: Reports, *, trusting: bool) -> tuple[ProofReport | None, list[Problem]]:
    """The report that fits the content, found or made; where nothing fits and nothing can be made, None."""
    identity = source.guideline.id
    brought, problems = brought_report(source)
    if brought is not None and trusting:
        return brought, []
    if identity in known and vouches(known[identity], source):
        return known[identity], problems
    checked = check_decision(source, problems)
    return checked.report, [*checked.problems, *checked.cases.failed, *failures(source, checked.proofs)]


def failures(source: Source, proofs: Sequence[Proof]) -> Iterator[Problem]:
    """The properties that fail, each at the item that it names first, with a patient who breaks it."""
    for proof in proofs:
        if not proof.holds:
            place = named_place(source.places, proof.detail)
            message = f"{proof.property} fails: {proof.detail}"
            if proof.witness is not None:
                message += f"; a patient that breaks it: {json.dumps({'answers': proof.witness}, ensure_ascii=False)}"
            yield Problem("error", place.file, place.line, message)


def named_place(places: Mapping[str, Place], text: str) -> Place:
    """Where the first rule, statement, input, derived quantity or invariant stands that a text names."""
    for word in re.findall(r"[\w-]+", text):
        for kind in ("rule", "statement", "input", "derived", "invariant"):
            if f"{kind}:{word}" in places:
                return places[f"{kind}:{word}"]
    return places["guideline"]
