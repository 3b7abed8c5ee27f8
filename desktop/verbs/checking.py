"""The verbs for authors and administrators: check and build."""

from __future__ import annotations

import argparse
import sys

from desktop.language import gettext as _
from desktop.verbs.common import AT_FAULT, DONE, InputError, say


def run_check(options: argparse.Namespace) -> int:
    """Check guideline sources: problems, proofs, cases."""
    try:
        from desktop import content
    except ModuleNotFoundError as error:
        message = _("check: the proofs need {name}, which is no part of the installed program; check in a checkout")
        raise InputError(message.format(name=error.name)) from None
    found = [content.check_folder(folder) for folder in content.folders(options.guideline)]
    for checked in found:
        for problem in checked.problems:
            print(problem, file=sys.stderr)
    say(options, {"guidelines": [content.as_json(c) for c in found]}, (t for c in found for t in content.as_text(c)))
    return DONE if all(c.sound for c in found) else AT_FAULT


def run_build(options: argparse.Namespace) -> int:
    """Build a store file."""
    from db.build import build_store

    problems = build_store(options.folders, options.store)
    for problem in problems:
        print(problem, file=sys.stderr)
    if any(p.severity == "error" for p in problems):
        return AT_FAULT
    return say(options, {"store": str(options.store)}, [_("Built {store}").format(store=options.store)])
