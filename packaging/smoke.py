"""Runs the installed program as a user would: version, search, plan, PDF, window, bad days, and no network socket.

    python3 packaging/smoke.py FOLDER [--root CHROOT] [--screenshot PNG] [--read-only] [--against COMMAND...]
    python3 packaging/smoke.py FOLDER [--root CHROOT] --during COMMAND...

FOLDER holds the two programs, as a path inside CHROOT if there is one. The window is looked at under Xvfb, system calls
through strace; both are the tools of the machine that tests, not of the program. `--read-only` says that the program
can keep nothing, and so cannot know of a second start. `--against` compares first paint and memory with another
command. `--during` runs a command while the window is open, and expects the window to stay. Exit status: 0 all is well,
1 something failed, in one sentence on stderr.
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
from pathlib import Path
from typing import Final

from bad_days import check_bad_days
from ending import end_in_order
from installed import ANSWERS, DAY, GUIDELINE, NOBODY, RESOURCES, START_S, Installed, SmokeError, started, traced
from screen import Screen

REST_S: Final = 5
ROUNDS: Final = 5


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


def first_paint(command: list[str], environment: dict[str, str]) -> tuple[float, float, float]:
    """Seconds from the start to the first pixel, and the memory at rest in MB: resident, and its own share of it."""
    with Screen() as screen:
        begin = time.monotonic()
        with started(command, {**environment, "DISPLAY": screen.display}) as process:
            if not screen.wait_for_window(START_S):
                raise SmokeError(f"{command[0]}: no window after {START_S} s")
            seconds = time.monotonic() - begin
            time.sleep(REST_S)
            lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()[1:]
            sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 / 1e6 for line in lines}
    return seconds, sizes["Rss"], sizes["Pss"]


def compare(program: Installed, other: list[str]) -> None:
    """First paint and memory of the program and of another command, turn about; what both keep is written before."""
    first_paint(other, program.environment())
    ours, theirs = [], []
    for _round in range(ROUNDS):
        ours.append(first_paint(program.command("waymark"), program.environment()))
        theirs.append(first_paint(other, program.environment()))
    (paint, resident, share), (other_paint, other_resident, other_share) = (
        [statistics.median(values) for values in zip(*side, strict=True)] for side in (ours, theirs)
    )
    print(f"first paint: {paint:.2f} s, {paint / other_paint:.2f} times the other's {other_paint:.2f} s")
    print(f"memory {REST_S} s later: {resident:.0f} MB resident, {share:.0f} MB of it its share (PSS);", end=" ")
    print(f"the other: {other_resident:.0f} and {other_share:.0f} MB")


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
                return 0
            check_without_window(program)
            if sys.platform == "linux":
                check_bad_days(program, read_only=options.read_only)
                check_window(program, options.screenshot, second=not options.read_only)
            if options.against:
                compare(program, options.against)
        except SmokeError as error:
            print(f"smoke test: {error}", file=sys.stderr)
            return 1
    print("smoke test: all is well")
    return 0


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
