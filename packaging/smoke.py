"""Runs the installed program as a user would: version, search, plan, PDF, window, and no network socket.

    python3 packaging/smoke.py FOLDER [--root CHROOT] [--screenshot PNG] [--read-only] [--against COMMAND...]

FOLDER holds the two programs, as a path inside CHROOT if there is one. The window is looked at under Xvfb, system calls
through strace; both are the tools of the machine that tests, not of the program. `--read-only` says that the program
can keep nothing, and so cannot know of a second start. `--against` compares the first paint
with that of another command. Exit status: 0 all is well, 1 something failed, in one sentence on stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from screen import Screen

ANSWERS: Final = Path(__file__).resolve().parent.parent / "resources" / "examples" / "lumbosacral-plexopathy.yaml"
GUIDELINE: Final = "lumbosacral-plexopathy"
DAY: Final = "2026-11-22"
NETWORK: Final = ("AF_INET", "AF_INET6")
START_S: Final = 30
ROUNDS: Final = 5
NOBODY: Final = 65534


class SmokeError(Exception):
    """What the installed program did wrong."""


class Installed:
    """The installed program, in a chroot or not, and a home of its own that goes at the end."""

    def __init__(self, folder: str, root: Path | None, home: Path) -> None:
        """Run what is in `folder`; everything that it writes goes to `home`, which lies inside `root`."""
        self.folder, self.root, self.home = folder, root, home
        self.suffix = ".exe" if sys.platform == "win32" else ""

    def inside(self, path: Path) -> str:
        """A path as the program sees it."""
        return "/" + path.relative_to(self.root).as_posix() if self.root else str(path)

    def command(self, name: str, *arguments: str) -> list[str]:
        """A command line of one of the programs; in a chroot as a user without rights."""
        own = [f"{self.folder}/{name}{self.suffix}", *arguments]
        return ["chroot", f"--userspec={NOBODY}:{NOBODY}", str(self.root), *own] if self.root else own

    def environment(self, **more: str) -> dict[str, str]:
        """An environment with a home of its own and no screen."""
        kept = {k: v for k, v in os.environ.items() if k in {"SYSTEMROOT", "TEMP", "TMP", "PATH"}}
        home = self.inside(self.home)
        return {**kept, "HOME": home, "LOCALAPPDATA": home, "LANG": "C.UTF-8", **more}

    def run(self, name: str, *arguments: str, status: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a program to its end, watch its sockets, and expect an exit status."""
        with traced(self.command(name, *arguments)) as command:
            done = subprocess.run(command, env=self.environment(**more), capture_output=True, text=True,
                                  encoding="utf-8", check=False, timeout=120)  # fmt: skip
        if done.returncode != status or "Traceback" in done.stderr:
            raise SmokeError(f"{shlex.join(command)} ended with {done.returncode}: {done.stderr or done.stdout}")
        return done


@contextmanager
def traced(command: list[str]) -> Iterator[list[str]]:
    """A command under strace, where there is one; afterwards its network sockets are an error."""
    strace = shutil.which("strace")
    if strace is None:
        yield command
        return
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        yield [strace, "-f", "-qq", "-e", "trace=socket", "-o", str(log), *command]
        opened = [line for line in log.read_text().splitlines() if any(family in line for family in NETWORK)]
        if opened:
            raise SmokeError(f"{command[0]} opened a network socket: {opened[0]}")


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
    internal = f"{program.folder}/_internal/resources"
    store = program.home / "again.sqlite"
    program.run("waymark-cli", "build", f"{internal}/guidelines/{GUIDELINE}", "--store", program.inside(store))
    shipped = Path(f"{program.root or ''}{internal}/guidelines.sqlite")
    if store.read_bytes() != shipped.read_bytes():
        raise SmokeError("the shipped guideline store is not what the shipped sources give")
    print(f"{version}: search, plan, PDF ({paper.stat().st_size} bytes) and store are right")


def check_refusals(program: Installed) -> None:
    """What must end with one sentence."""
    for more in ({}, {"DISPLAY": ":4077"}):
        said = program.run("waymark", status=1, **more).stderr
        if not said.startswith("cannot open a window: ") or said.count("\n") != 1:
            raise SmokeError(f"without a screen the window says: {said}")
    print("no screen: one sentence, exit status 1")


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
                program.run("waymark", DISPLAY=screen.display)
            if first.poll() is not None:
                raise SmokeError("the window went away")
    print(f"window: it opens{', and a second start leaves it to the first' if second else ''}")


@contextmanager
def started(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A running program, ended with everything that it started."""
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(START_S)


def first_paint(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds from the start to the first pixel, and the memory at rest in MB."""
    with Screen() as screen:
        begin = time.monotonic()
        with started(command, {**environment, "DISPLAY": screen.display}) as process:
            if not screen.wait_for_window(START_S):
                raise SmokeError(f"{command[0]}: no window after {START_S} s")
            seconds = time.monotonic() - begin
            screen.settle()
            lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            resident = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
    return seconds, resident / 1024


def compare(program: Installed, other: list[str]) -> None:
    """First paint of the program and of another command, turn about."""
    ours, theirs = [], []
    for _round in range(ROUNDS):
        ours.append(first_paint(program.command("waymark"), program.environment()))
        theirs.append(first_paint(other, program.environment()))
    medians = [statistics.median(seconds for seconds, _memory in side) for side in (ours, theirs)]
    memory = statistics.median(memory for _seconds, memory in ours)
    print(f"first paint: {medians[0]:.2f} s, {medians[0] / medians[1]:.2f} times the other's; at rest {memory:.0f} MB")


def main() -> int:
    """Run every check on one installed program."""
    options = parser().parse_args()
    base = options.root / "tmp" if options.root else None
    with tempfile.TemporaryDirectory(dir=base, prefix="waymark smoke é ") as name:
        home = Path(name)
        if options.root:
            os.chown(home, NOBODY, NOBODY)
        program = Installed(options.folder, options.root, home)
        try:
            check_without_window(program)
            if sys.platform == "linux":
                check_refusals(program)
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
    return found


if __name__ == "__main__":
    sys.exit(main())
