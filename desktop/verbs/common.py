"""What the verbs of the command line share: the fault, the store they read, and how they print."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from db.guideline import Guideline
from db.problem import Problem
from db.store import Store
from desktop import context
from desktop.core.proved import no_plan
from desktop.language import gettext as _

DONE: Final = 0
AT_FAULT: Final = 1
STILL_OPEN: Final = 3


class InputError(ValueError):
    """The input or the content is at fault; the sentence goes to stderr."""


def say(options: argparse.Namespace, data: object, text: Iterable[str]) -> int:
    """Print JSON or text."""
    print(json.dumps(data, ensure_ascii=False, indent=2) if options.json else "\n".join(text))
    return DONE


def tell(problems: Iterable[Problem]) -> None:
    """Print problems to stderr, each at its place; a warning says that it is one."""
    for problem in problems:
        word = _("warning: ") if problem.severity == "warning" else ""
        print(f"{problem.file}:{problem.line}: {word}{problem.message}", file=sys.stderr)


def store_of(options: argparse.Namespace) -> Store:
    """The store that the options ask for."""
    return context.open_store(options.store, options.data_dir)


def guideline_of(options: argparse.Namespace, *, to_plan: bool = False) -> Guideline:
    """The guideline that the command names; to make a plan, one whose rules are proved. Raises `InputError`."""
    with store_of(options) as store:
        known = {g.id: g for g in store.guidelines()}
        if options.guideline not in known:
            message = _("guideline {id} is not installed; installed: {known}")
            raise InputError(message.format(id=options.guideline, known=", ".join(known)))
        if to_plan and (refusal := no_plan(known[options.guideline])):
            raise InputError(refusal)
        return store.guideline(options.guideline)


def read_text(name: str) -> str:
    """The text of a file, or of standard input for `-`."""
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(_("{name}: the file is not UTF-8 text").format(name=name)) from None


def read_whole_text(name: str) -> str:
    """The same, where nothing may be made up for bytes that are no text, which standard input lets through."""
    text = read_text(name)
    if any("\udc80" <= sign <= "\udcff" for sign in text):
        raise InputError(_("standard input is not UTF-8 text"))
    return text
