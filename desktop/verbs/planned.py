"""The guideline that a plan is made from: an installed one that is proved, or a folder, for its author alone."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

from db.guideline import Guideline
from desktop.core.proved import no_rules
from desktop.language import gettext as _
from desktop.verbs.common import InputError, guideline_of, store_of


@dataclass(frozen=True, slots=True)
class Planned:
    """A guideline whose rules may be run; what is not `proved` goes to its author's screen and nowhere else."""

    guideline: Guideline
    proved: bool

    @property
    def warning(self) -> list[str]:
        """What stands above all that is said of it."""
        return [] if self.proved else [_("Not proved: for its author only"), ""]


def planned(options: argparse.Namespace) -> Planned:
    """The guideline that the command names, by its id or by its folder. Raises `InputError`."""
    if is_folder(options):
        return from_folder(Path(options.guideline))
    return Planned(guideline_of(options, to_plan=True), proved=True)


def is_folder(options: argparse.Namespace) -> bool:
    """Does the command name a folder? A name without a slash is that of an installed guideline, if there is one."""
    name = options.guideline
    if "/" in name or os.sep in name:
        return True
    if not Path(name).is_dir():
        return False
    with store_of(options) as store:
        return name not in store.ids


def from_folder(folder: Path) -> Planned:
    """A guideline as its folder holds it now, for this run alone; what is wrong with its files is refused."""
    from db.check import check_guideline
    from db.source import read_guideline
    from desktop.content import brought_report

    source, problems = read_guideline(folder)
    if source is not None:
        problems += check_guideline(source.guideline, source.places)
    errors = [str(problem) for problem in problems if problem.severity == "error"]
    if source is None or errors:
        raise InputError("\n".join(errors))
    if not source.guideline.decision.rules:
        raise InputError(no_rules(source.guideline.title))
    return Planned(source.guideline, proved=brought_report(source)[0] is not None)
