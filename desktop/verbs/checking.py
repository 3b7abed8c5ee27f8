"""The verbs for authors and administrators: check and build."""

from __future__ import annotations

import argparse
import sys

from desktop.language import gettext as _
from desktop.verbs.common import AT_FAULT, DONE, InputError, say


def run_check(options: argparse.Namespace) -> int:
    """Check guideline sources: problems, proofs, cases, and each two beside each other; record what was proved."""
    from db.build import has_errors
    from desktop import content, pairs

    if not content.solvers_installed():
        raise InputError(_("check: the proofs need solvers, which the installed program has not; check in a checkout"))
    folders = content.folders(options.guidelines)
    found = [content.check_folder(folder, record=options.record) for folder in folders]
    together, resolved = pairs.check_folders(folders) if all(c.sound for c in found) else ([], [])
    for problem in [*(p for checked in found for p in checked.problems), *together]:
        print(problem, file=sys.stderr)
    data = {
        "guidelines": [content.as_json(c) for c in found],
        "together": {"problems": [str(p) for p in together], "resolved": resolved},
    }
    say(options, data, [*(line for c in found for line in content.as_text(c)), *resolved])
    return DONE if all(c.sound for c in found) and not has_errors(together) else AT_FAULT


def run_build(options: argparse.Namespace) -> int:
    """Build a store file."""
    from desktop import building

    problems = building.build(options.folders, options.store)
    for problem in problems:
        print(problem, file=sys.stderr)
    if any(p.severity == "error" for p in problems):
        return AT_FAULT
    return say(options, {"store": str(options.store)}, [_("Built {store}").format(store=options.store)])
