"""The verbs for authors and administrators: check and build."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from db.problem import has_errors
from desktop.language import gettext as _
from desktop.verbs.common import AT_FAULT, DONE, InputError, say, tell


def run_check(options: argparse.Namespace) -> int:
    """Check guideline sources: problems, proofs, cases, and each two beside each other; record what was proved."""
    from desktop import content, pairs

    if not content.solvers_installed():
        raise InputError(_("check: the proofs need solvers, which the installed program has not; check in a checkout"))
    folders = content.folders(options.guidelines)
    refuse_twice(folders)
    found = [content.check_folder(folder, record=options.record) for folder in folders]
    together, resolved = pairs.check_folders(folders) if all(c.sound for c in found) else ([], [])
    tell([] if options.guidelines else content.left_out())
    tell([*(problem for checked in found for problem in checked.problems), *together])
    data = {
        "guidelines": [content.as_json(c) for c in found],
        "together": {"problems": [str(p) for p in together], "resolved": resolved},
    }
    say(options, data, [*(line for c in found for line in content.as_text(c)), *resolved])
    return DONE if all(c.sound for c in found) and not has_errors(together) else AT_FAULT


def refuse_twice(folders: Sequence[Path]) -> None:
    """Raise `InputError` where a folder is named twice."""
    known: set[Path] = set()
    for folder in folders:
        if folder.resolve() in known:
            raise InputError(_("{folder} is named twice").format(folder=folder))
        known.add(folder.resolve())


def run_build(options: argparse.Namespace) -> int:
    """Build a store file."""
    from desktop import building

    refuse_twice(options.folders)
    problems = building.build(options.folders, options.store, trusting=False)
    tell(problems)
    if any(p.severity == "error" for p in problems):
        return AT_FAULT
    return say(options, {"store": str(options.store)}, [_("Built {store}").format(store=options.store)])
