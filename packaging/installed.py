"""The installed program as a test runs it: in a chroot or not, in a home of its own, its system calls watched."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

RESOURCES: Final = "_internal/resources"
ANSWERS: Final = Path(__file__).resolve().parent.parent / "resources" / "examples" / "lumbosacral-plexopathy.yaml"
GUIDELINE: Final = "lumbosacral-plexopathy"
DAY: Final = "2026-11-22"
NETWORK: Final = ("AF_INET", "AF_INET6")
START_S: Final = 30
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

    def outside(self, place: str) -> Path:
        """A file of the program as this script sees it."""
        return Path(f"{self.root or ''}{self.folder}") / place

    def environment(self, **more: str | None) -> dict[str, str]:
        """An environment with a home of its own and no screen; what is None is left out."""
        kept = {k: v for k, v in os.environ.items() if k in {"SYSTEMROOT", "TEMP", "TMP", "PATH"}}
        home = self.inside(self.home)
        given = {**kept, "HOME": home, "LOCALAPPDATA": home, "LANG": "C.UTF-8", **more}
        return {key: value for key, value in given.items() if value is not None}

    def run(self, name: str, *arguments: str, status: int = 0, **more: str | None) -> subprocess.CompletedProcess[str]:
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


@contextmanager
def started(
    command: list[str], environment: dict[str, str], stderr: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A running program, ended with everything that it started."""
    process = subprocess.Popen(command, env=environment, stderr=stderr, start_new_session=True)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(START_S)
