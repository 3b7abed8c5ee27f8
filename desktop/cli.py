"""The door without a window: `waymark-cli`, for scripts, tests and IT staff.

Exit status: 0 done, 1 the input, content or output is at fault, 2 wrong usage, 3 the plan is still open.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from db.guideline import KINDS
from db.store_file import StoreError
from desktop import context
from desktop.context import file_name, named
from desktop.core.facts import AnswerError
from desktop.language import gettext as _
from desktop.settings import SettingsError
from desktop.verbs.checking import run_build, run_check
from desktop.verbs.common import AT_FAULT, DONE, InputError
from desktop.verbs.deciding import run_next, run_plan
from desktop.verbs.reading import run_guidelines, run_questions, run_search, run_show


def main(argv: list[str] | None = None) -> int:
    """Run one command; the entry point of `waymark-cli`."""
    if not open_streams():
        return AT_FAULT
    try:
        try:
            return obey(argv)
        finally:
            sys.stdout.flush()  # what cannot be written is told here: at the end of the program it is too late
    except OSError as error:
        if not error.filename:
            with suppress(OSError):
                sys.stdout.close()  # else what is left in it is tried once more, and told by Python too
        if isinstance(error, BrokenPipeError):  # who read has read enough
            return DONE
        print(f"{error.filename or _('the output')}: {error.strerror or error}", file=sys.stderr)
        return AT_FAULT


def obey(argv: list[str] | None) -> int:
    """Run one command, and say what its input is at fault for. Raises `OSError`."""
    top = parser()
    options = top.parse_args(argv)
    if options.run is run_build and options.store is None:
        top.error("build: --store FILE is needed")
    if options.run is run_plan and len(options.what_if) > 1:
        top.error("plan: --what-if is written once, for one other answer")
    if fault := context.folder_fault(options.data_dir):
        print(fault, file=sys.stderr)
        return AT_FAULT
    try:
        result: int = options.run(options)
    except (InputError, StoreError, AnswerError, SettingsError) as error:
        print(error, file=sys.stderr)
        return AT_FAULT
    return result


def open_streams() -> bool:
    """Make both streams ready for any text; False if the output is closed, which is told."""
    if sys.stderr is None:  # it is closed; what is said to nobody must not go to the output instead
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # for the life of the program
    if sys.stdout is None:
        print(_("the output is closed"), file=sys.stderr)
        return False
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    return True


def parser() -> argparse.ArgumentParser:
    """The command line, with the common options on every verb."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON")
    common.add_argument("--store", type=file_name, metavar="FILE", help="use this guideline store")
    common.add_argument("--data-dir", type=file_name, metavar="DIR", help="keep the program's own files here")
    about = "The door without a window: `waymark-cli`, for scripts, tests and IT staff."
    top = argparse.ArgumentParser(prog="waymark-cli", description=about)
    top.add_argument("--version", action="version", version=f"waymark {context.program_version()}")
    verbs = top.add_subparsers(metavar="COMMAND", required=True)

    def verb(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        found = verbs.add_parser(name, parents=[common], help=text, description=text)
        found.add_argument("--version", action="version", version=f"waymark {context.program_version()}")
        found.set_defaults(run=run)
        return found

    verb("guidelines", run_guidelines, "list the installed guidelines")
    add_search(verb("search", run_search, "find sections and statements, best first"))
    show = verb("show", run_show, "print a guideline or one section of it")
    show.add_argument("guideline")
    show.add_argument("section", nargs="?")
    verb("questions", run_questions, "list every input that a guideline may ask for").add_argument("guideline")
    following = verb("next", run_next, "print the next question that can still change the plan")
    for found in (following, add_plan(verb("plan", run_plan, "print the management plan of one patient"))):
        found.add_argument("guideline", type=named, help="an installed guideline, or a folder, to try what it says")
        found.add_argument("answers", type=named, help="an answers file in YAML or JSON; - reads standard input")
        found.add_argument("--on", metavar="DATE", help="the day of the plan (default: today)")
    check = verb("check", run_check, "list problems, proofs and the guideline's own cases")
    check.add_argument(
        "guidelines",
        nargs="*",
        type=named,
        metavar="GUIDELINE",
        help="an installed guideline or a folder (default: all)",
    )
    check.add_argument("--record", action="store_true", help="write what was proved into the guideline's folder")
    build = verb("build", run_build, "build a store file from guideline folders")
    build.add_argument("folders", nargs="+", type=file_name, metavar="FOLDER")
    return top


def add_search(search: argparse.ArgumentParser) -> None:
    """The arguments of `search`."""
    asked = search.add_mutually_exclusive_group(required=True)
    asked.add_argument("words", nargs="*", default=[])
    search.add_argument("--guideline", metavar="ID")
    search.add_argument("--kind", action="append", choices=("section", *KINDS), help="hits of this kind; repeatable")
    search.add_argument("--limit", type=int, default=20, metavar="N")
    asked.add_argument("--batch", metavar="FILE", help="one query a line; - reads standard input")


def add_plan(plan: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options of `plan`."""
    plan.add_argument("--pdf", type=file_name, metavar="FILE", help="write the plan as a PDF")
    plan.add_argument("--handout", type=file_name, metavar="FILE", help="write the patient handout as a PDF")
    plan.add_argument("--paper", choices=["a4", "letter"])
    plan.add_argument("--language", metavar="TAG")
    plan.add_argument("--why", action="store_true", help="explain every line, and every line that is not given")
    plan.add_argument("--line", type=named, metavar="WORDS", help="explain only lines with these words, in full")
    plan.add_argument(
        "--what-if", action="append", default=[], metavar="KEY=VALUE", help="show what one other answer would change"
    )
    return plan


if __name__ == "__main__":
    sys.exit(main())
