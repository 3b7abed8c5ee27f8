"""Checking guideline sources: problems with their place, proofs over the rules, and the guideline's own cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from db.check import check_guideline
from db.problem import Problem
from db.source import SourceError, read_guideline, read_yaml
from desktop.core.cases import Cases, check_cases, readable
from desktop.core.prove import Proof, prove
from desktop.language import gettext as _
from desktop.paths import GUIDELINES

NO_CASES: Final = Cases(0, ())


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check of one guideline folder found."""

    id: str
    problems: tuple[Problem, ...]
    proofs: tuple[Proof, ...] = ()
    cases: Cases = NO_CASES

    @property
    def sound(self) -> bool:
        """No error, every property proved, every case passed."""
        errors = any(p.severity == "error" for p in self.problems)
        return not errors and not self.cases.failed and all(p.holds for p in self.proofs)


def folders(name: str | None) -> list[Path]:
    """The folders to check: the shipped guideline of that id, that folder, or all that are shipped."""
    if name is None:
        return sorted(p for p in GUIDELINES.iterdir() if p.is_dir())
    shipped = GUIDELINES / name
    return [shipped if "/" not in name and shipped.is_dir() else Path(name)]


def check_folder(folder: Path) -> Checked:
    """Check the sources of one guideline."""
    source, problems = read_guideline(folder)
    if source is None:
        return Checked(folder.name, tuple(problems))
    problems += check_guideline(source.guideline, source.places)
    cases, faults = read_cases(folder)
    problems += faults
    if any(p.severity == "error" for p in problems):
        return Checked(source.guideline.id, tuple(problems))
    proofs = prove(source.guideline, readable(source.guideline, cases))
    return Checked(source.guideline.id, tuple(problems), proofs, check_cases(source.guideline, cases))


def read_cases(folder: Path) -> tuple[list[tuple[str, Any]], list[Problem]]:
    """The guideline's cases, each with the name of its file; a file holds one case or a list of them."""
    cases: list[tuple[str, Any]] = []
    problems: list[Problem] = []
    for path in sorted((folder / "cases").glob("*.yaml")):
        name = path.relative_to(folder.parent).as_posix()
        try:
            found, _lines = read_yaml(path.read_text(encoding="utf-8"), name)
        except SourceError as error:
            problems.append(error.problem)
            continue
        cases += [(name, case) for case in (found if isinstance(found, list) else [found])]
    return cases, problems


def as_json(checked: Checked) -> dict[str, Any]:
    """What `check --json` prints of one guideline."""
    return {
        "id": checked.id,
        "problems": [
            {"severity": p.severity, "file": p.file, "line": p.line, "message": p.message} for p in checked.problems
        ],
        "proofs": [
            {"property": p.property, "holds": p.holds, "detail": p.detail, "witness": p.witness} for p in checked.proofs
        ],
        "cases": {"passed": checked.cases.passed, "failed": len(checked.cases.failed)},
        "failures": list(checked.cases.failed),
    }


def as_text(checked: Checked) -> Iterator[str]:
    """What `check` prints of one guideline for a person."""
    yield _("{id}: problems: {errors}, cases passed: {passed}, failed: {failed}").format(
        id=checked.id, errors=len(checked.problems), passed=checked.cases.passed, failed=len(checked.cases.failed)
    )
    for proof in checked.proofs:
        yield f"  {_('holds') if proof.holds else _('FAILS')}: {proof.property}. {proof.detail}"
        if proof.witness is not None:
            yield f"    {_('a patient that breaks it')}: {proof.witness}"
    yield from (f"  {failure}" for failure in checked.cases.failed)
