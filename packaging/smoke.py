"""Runs the installed program as a user would: version, search, plan, PDF, window, bad days, and no network socket.

    python3 packaging/smoke.py FOLDER [--root CHROOT] [--screenshot PNG] [--read-only]
    python3 packaging/smoke.py FOLDER [--root CHROOT] --during COMMAND...
    python3 packaging/smoke.py FOLDER --against COMMAND...

FOLDER holds the two programs, as a path inside CHROOT if there is one. The window is looked at under Xvfb, system calls
through strace; both are the tools of the machine that tests, not of the program. `--read-only` says that the program
can keep nothing, and so cannot know of a second start. `--during` runs a command while the window is open, and
expects the window to stay; `--against` compares first paint and memory with another command; both do nothing else. Exit
status: 0 all is well, 1 something failed, in one sentence on stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bad_days import check_bad_days
from ending import end_in_order
from installed import ANSWERS, DAY, GUIDELINE, NOBODY, RESOURCES, START_S, Installed, SmokeError, started, traced
from screen import Screen

REST_S: Final = 5
ROUNDS: Final = 9


def check_without_window(program: Installed) -> None:
    """Version, search, plan, PDF, and the store that the sources give."""
    version = program.run("waymark-cli", "--version").stdout.strip()
    found = json.loads(program.run("waymark-cli", "search", "pregabalin", "kidney", "--json").stdout)
    if not found["hits"]:
        raise SmokeError("the search for 'pregabalin kidney' found nothing")
    answers = program.home / "answers é.yaml"
    answers.write_bytes(ANSWERS.read_bytes())
    paper = program.home / "plan ü.pdf"
    arguments = ("plan", GUIDELINE, program.inside(answers), "--on", DAY, "--json", "--pdf", program.inside(paper))
    plan = json.loads(program.run("waymark-cli", *arguments).stdout)
    if plan["status"] != "complete" or not paper.read_bytes().startswith(b"%PDF"):
        raise SmokeError("the plan of the example is not complete, or its PDF is none")
    store = program.home / "again.sqlite"
    sources = f"{program.folder}/{RESOURCES}/guidelines/{GUIDELINE}"
    program.run("waymark-cli", "build", sources, "--store", program.inside(store))
    if store.read_bytes() != program.outside(f"{RESOURCES}/guidelines.sqlite").read_bytes():
        raise SmokeError("the shipped guideline store is not what the shipped sources give")
    print(f"{version}: search, plan, PDF ({paper.stat().st_size} bytes) and store are right")


def check_window(program: Installed, picture: Path | None, *, second: bool) -> None:
    """The window comes up; a second start ends by itself, and the first stays."""
    with Screen() as screen:
        environment = program.environment(DISPLAY=screen.display)
        with traced(program.command("waymark")) as command, started(command, environment) as first:
            if not screen.wait_for_window(START_S):
                raise SmokeError(f"no window after {START_S} s")
            screen.settle()
            if picture:
                picture.write_bytes(screen.png())
            if second:
                check_second(program, screen)
            if first.poll() is not None:
                raise SmokeError("the window went away")
    print(f"window: it opens{', and a second start brings it to the front' if second else ''}")


def check_second(program: Installed, screen: Screen) -> None:
    """A second start ends by itself, and brings the first window to the front of a dark one that covers it."""
    folder = program.home / "dark"
    folder.mkdir()
    if program.root:
        os.chown(folder, NOBODY, NOBODY)
    (folder / "settings.toml").write_text('theme = "dark"\n')
    dark = program.command("waymark", "--data-dir", program.inside(folder))
    with started(dark, program.environment(DISPLAY=screen.display)):
        if not screen.wait_for_light(START_S, light=False):
            raise SmokeError("a window of another data folder does not open")
        program.run("waymark", DISPLAY=screen.display)
        if not screen.wait_for_light(START_S, light=True):
            raise SmokeError("a second start does not bring the first window to the front")


def check_during(program: Installed, command: list[str]) -> None:
    """Run a command while the window is open: the window stays."""
    with Screen() as screen, started(program.command("waymark"), program.environment(DISPLAY=screen.display)) as first:
        if not screen.wait_for_window(START_S):
            raise SmokeError(f"no window after {START_S} s")
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        screen.settle()
        if first.poll() is not None:
            raise SmokeError(f"the window went away during: {shlex.join(command)}")


@contextmanager
def painted(command: list[str], environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """A running program that has painted its window, and the seconds from its start to its first pixels."""
    with Screen() as screen:
        begin = time.monotonic()
        with started(command, {**environment, "DISPLAY": screen.display}) as process:
            if not screen.wait_for_window(START_S):
                raise SmokeError(f"{command[0]}: no window after {START_S} s")
            yield process, time.monotonic() - begin


def memory_at_rest(command: list[str], environment: dict[str, str]) -> str:
    """The memory of a program that nobody uses, in MB: resident, and its own share of it."""
    with painted(command, environment) as (process, _seconds):
        time.sleep(REST_S)
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 / 1e6 for line in lines}
    return f"{sizes['Rss']:.1f} MB resident, {sizes['Pss']:.1f} MB of it its share (PSS)"


def compare(program: Installed, other: list[str]) -> None:
    """First paint and memory of the program and of another command, started turn about so that no noise decides."""
    commands, environment = (program.command("waymark"), other), program.environment()
    seconds: tuple[list[float], list[float]] = ([], [])
    for turn in range(ROUNDS + 1):
        for side, command in zip(seconds, commands, strict=True):
            with painted(command, environment) as (_process, found):
                if turn:  # the first start writes what both keep
                    side.append(found)
    print(f"{ROUNDS} starts of each, turn about; load {os.getloadavg()[0]:.1f}")
    for word, of in (("median", statistics.median), ("best", min)):
        ours, theirs = map(of, seconds)
        print(f"first paint, {word}: {ours:.3f} s, {ours / theirs:.2f} times the other's {theirs:.3f} s")
    for name, command in zip(("the program", "the other"), commands, strict=True):
        print(f"memory {REST_S} s later, {name}: {memory_at_rest(command, environment)}")


def main() -> int:
    """Run every check on one installed program."""
    options = parser().parse_args()
    end_in_order()
    base = options.root / "tmp" if options.root else None
    with tempfile.TemporaryDirectory(dir=base, prefix="waymark smoke é ") as name:
        home = Path(name)
        if options.root:
            os.chown(home, NOBODY, NOBODY)
        program = Installed(options.folder, options.root, home)
        try:
            if options.during:
                check_during(program, options.during)
            elif options.against:
                compare(program, options.against)
            else:
                check_all(program, options)
        except SmokeError as error:
            print(f"smoke test: {error}", file=sys.stderr)
            return 1
    return 0


def check_all(program: Installed, options: argparse.Namespace) -> None:
    """The whole smoke test."""
    check_without_window(program)
    if sys.platform == "linux":
        check_bad_days(program, read_only=options.read_only)
        check_window(program, options.screenshot, second=not options.read_only)
    print("smoke test: all is well")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    found.add_argument("folder")
    found.add_argument("--root", type=Path)
    found.add_argument("--screenshot", type=Path)
    found.add_argument("--read-only", action="store_true")
    found.add_argument("--against", nargs=argparse.REMAINDER)
    found.add_argument("--during", nargs=argparse.REMAINDER)
    return found


if __name__ == "__main__":
    sys.exit(main())
