"""Checking guideline sources: problems with their place, proofs over the rules, and the guideline's own cases.

What was proved is a report, which `waymark-cli check --record` writes into the guideline's folder.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from db.check import check_guideline
from db.content import guideline_folders
from db.problem import Place, Problem, has_errors
from db.proof_claims import PATHS, Proof
from db.proof_report import PROOF_FILE, PROOF_VERSION, ProofReport, read_report, report_bytes
from db.reading import Reading
from db.source import Source, read_guideline
from desktop.core.cases import Cases, check_cases, readable
from desktop.core.files import write_file
from desktop.language import gettext as _
from desktop.paths import GUIDELINES

FoundCases = list[tuple[Place, Any]]
"""Cases as plain values, each with its place."""
NO_CASES: Final = Cases(0, ())
RENEW: Final = "renew it with: waymark-cli check --record"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check of one guideline folder found; no proofs where there are no rules or no solvers.

    `trial` is the command that shows the plan of a patient whom a property names, but for the day, which is that of the
    review unless the proof says another.
    """

    id: str
    problems: tuple[Problem, ...]
    proofs: tuple[Proof, ...] = ()
    cases: Cases = NO_CASES
    content: str = ""
    recorded: Path | None = None
    trial: str = ""
    reviewed: date | None = None

    @property
    def sound(self) -> bool:
        """No error, every property proved, every case passed."""
        return not has_errors(self.problems) and not self.cases.failed and all(p.holds for p in self.proofs)

    @property
    def report(self) -> ProofReport | None:
        """What was proved, to be written down; None where nothing was, or something fails."""
        if not self.proofs or not self.sound:
            return None
        properties = tuple(proof.property for proof in self.proofs)
        paths = next((proof.detail for proof in self.proofs if proof.property == PATHS), "")
        return ProofReport(self.id, self.content, PROOF_VERSION, properties, paths, self.cases.passed)


def solvers_installed() -> bool:
    """Can guidelines be proved here? The solvers are no part of the installed program."""
    return find_spec("z3") is not None and find_spec("pysat") is not None


def folders(names: Sequence[str]) -> list[Path]:
    """The folders to check: the shipped guidelines of these ids, these folders, or all that are shipped."""
    if not names:
        return guideline_folders(GUIDELINES)
    return [GUIDELINES / n if "/" not in n and (GUIDELINES / n).is_dir() else Path(n) for n in names]


def left_out() -> list[Problem]:
    """A warning for every other folder beside the shipped guidelines: its guideline.yaml may be missing by mistake."""
    known = guideline_folders(GUIDELINES)
    others = sorted(p for p in GUIDELINES.iterdir() if p.is_dir() and not p.name.startswith(".") and p not in known)
    return [Problem("warning", p.name, 1, "no guideline: the folder holds no guideline.yaml") for p in others]


def check_folder(folder: Path, *, record: bool = False) -> Checked:
    """Check the sources of one guideline; to record, write what was proved into the folder. Raises `OSError`."""
    source, problems = read_guideline(folder)
    if source is None:
        return Checked(folder.name, tuple(problems))
    from desktop.core.paper_check import unprintable  # the fonts of the paper are for those who check alone

    problems += check_guideline(source.guideline, source.places)
    problems += unprintable(source.guideline, source.places)
    checked = check_decision(source, problems)
    if record and checked.report is not None:
        path = folder / PROOF_FILE
        write_file(path, report_bytes(checked.report))
        checked = replace(checked, recorded=path)
    problems = [*checked.problems, *brought_report(source)[1]]
    return replace(checked, problems=tuple(problems), trial=trial(folder), reviewed=source.guideline.reviewed)


def trial(folder: Path) -> str:
    """The command that makes a plan from a folder on a day, which is left out."""
    name = folder.as_posix()
    name = name if "/" in name else f"./{name}"  # a plain name would be that of an installed guideline
    return f"waymark-cli plan {shlex.quote(name)} FILE --why --on"


def check_decision(source: Source, problems: list[Problem]) -> Checked:
    """Prove a guideline unless it has errors or no rules, and run its cases; without solvers, the cases alone."""
    guideline = source.guideline
    cases, faults = read_cases(source.folder)
    problems = [*problems, *faults]
    if has_errors(problems) or not guideline.decision.rules:
        return Checked(guideline.id, tuple(problems))
    proofs: tuple[Proof, ...] = ()
    if solvers_installed():
        from desktop.core.prove import prove

        proofs = tuple(placed(proof, source) for proof in prove(guideline, readable(guideline, cases)))
    return Checked(guideline.id, tuple(problems), proofs, check_cases(guideline, cases), source.content)


def placed(proof: Proof, source: Source) -> Proof:
    """A proof with the file and line of the derived quantity that it speaks of."""
    of, _space, key = proof.detail.partition(" ")
    place = source.places.get(f"derived:{key.partition(' ')[0]}.formula") if of == "derived" else None
    return replace(proof, detail=f"{place.file}:{place.line}: {proof.detail}") if place else proof


def read_cases(folder: Path) -> tuple[FoundCases, list[Problem]]:
    """The guideline's cases; a file holds one case or a list of them."""
    reading = Reading(folder)
    cases: FoundCases = []
    for name in reading.names("cases"):
        piece = reading.yaml(name)
        if piece is None:
            continue
        if isinstance(piece.value, list):
            cases += [(Place(piece.file, piece.line((n,))), case) for n, case in enumerate(piece.value)]
        else:
            cases.append((Place(piece.file, piece.line()), piece.value))
    return cases, reading.problems


def vouches(report: ProofReport, source: Source) -> bool:
    """Does a report say that all holds of these sources, with every case of theirs?"""
    return report.fits(source.guideline.id, source.content, len(read_cases(source.folder)[0]))


def brought_report(source: Source) -> tuple[ProofReport | None, list[Problem]]:
    """The report in the guideline's folder; a warning where there is one that does not fit."""
    report, fault = read_report(source.folder)
    if report is None and not fault:
        return None, []
    if report is not None and vouches(report, source):
        return report, []
    reason = fault or "speaks of other content, or of another version of the program"
    return None, [Problem("warning", f"{source.folder.name}/{PROOF_FILE}", 1, f"{reason}; {RENEW} {source.folder}")]


def as_json(checked: Checked) -> dict[str, Any]:
    """What `check --json` prints of one guideline."""
    return {
        "id": checked.id,
        "problems": [
            {"severity": p.severity, "file": p.file, "line": p.line, "message": p.message} for p in checked.problems
        ],
        "proofs": [
            {
                "property": p.property,
                "holds": p.holds,
                "detail": p.detail,
                "witness": None if p.witness is None else {"answers": p.witness},
                "on": str(p.on or checked.reviewed) if p.witness is not None else None,
            }
            for p in checked.proofs
        ],
        "cases": {"passed": checked.cases.passed, "failed": len(checked.cases.failed)},
        "failures": [str(failure) for failure in checked.cases.failed],
        "recorded": str(checked.recorded) if checked.recorded else None,
    }


def as_text(checked: Checked) -> Iterator[str]:
    """What `check` prints of one guideline for a person."""
    errors = sum(problem.severity == "error" for problem in checked.problems)
    text = _(
        "{id}: errors: {errors}, warnings: {warnings}, properties failed: {properties}, "
        "cases passed: {passed}, failed: {failed}"
    )
    yield text.format(
        id=checked.id,
        errors=errors,
        warnings=len(checked.problems) - errors,
        properties=len({proof.property for proof in checked.proofs if not proof.holds}),
        passed=checked.cases.passed,
        failed=len(checked.cases.failed),
    )
    for proof in checked.proofs:
        yield f"  {_('holds') if proof.holds else _('FAILS')}: {proof.property}. {proof.detail}"
        if proof.witness is not None:
            yield f"    {_('a patient that breaks it')}: {json.dumps({'answers': proof.witness}, ensure_ascii=False)}"
    for day in dict.fromkeys(proof.on or checked.reviewed for proof in checked.proofs if proof.witness is not None):
        words = _("  write a patient's answers into a FILE and see the plan: {command}")
        yield words.format(command=f"{checked.trial} {day}")
    yield from (f"  {failure}" for failure in checked.cases.failed)
    if checked.recorded:
        yield _("  recorded in {path}").format(path=checked.recorded)
