"""Everything that goes wrong around an installed program: no screen, no home, damage, wrong settings of the machine."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Final

from installed import DAY, GUIDELINE, RESOURCES, START_S, Installed, SmokeError, started
from screen import Screen

WINDOW: Final = ("waymark",)
WITHOUT_WINDOW: Final = ("waymark-cli", "guidelines")
BOX_PARTS: Final = 0.005
"""How much of the screen a box covers at least."""


def check_bad_days(program: Installed, *, read_only: bool) -> None:
    """Everything that goes wrong around a program: no screen, no home, damage, and wrong settings of the machine."""
    check_refusals(program)
    if not read_only:
        check_damage(program)
        check_box(program)
        check_odd_path(program)
        check_taken_away(program)
    if program.root:  # elsewhere these would touch the machine that tests
        check_without_home(program)
        check_machine_settings(program, program.root)


def check_refusals(program: Installed) -> None:
    """What must end with one sentence, and the exit statuses that are documented."""
    for more in ({}, {"DISPLAY": ":4077"}):
        said = program.run("waymark", status=1, **more).stderr
        if not said.startswith("cannot open a window: ") or said.count("\n") != 1:
            raise SmokeError(f"without a screen the window says: {said}")
    program.run("waymark", "--nonsense", status=2)
    program.run("waymark-cli", "nonsense", status=2)
    program.run("waymark-cli", "show", "nonsense", status=1)
    nothing = program.home / "nothing.yaml"
    nothing.write_text("answers: {}\n")
    program.run("waymark-cli", "plan", GUIDELINE, program.inside(nothing), status=3)
    print("no screen: one sentence, exit status 1; the other exit statuses are as documented")


def check_damage(program: Installed) -> None:
    """A file that is missing or damaged is named in one sentence by both programs; afterwards it is whole again."""
    for place in (f"{RESOURCES}/style/waymark.qss", f"{RESOURCES}/version"):
        with harmed(program, place, lambda whole: whole[:-1] + b"?"):
            expect_sentence(program, place)
    store = f"{RESOURCES}/guidelines.sqlite"
    with harmed(program, store, lambda whole: whole[:100_000]):
        expect_sentence(program, store)
    with harmed(program, store, lambda whole: whole[:-1] + b"?"):  # its guidelines are whole
        program.run("waymark-cli", "show", GUIDELINE)
        program.run("waymark-cli", "search", "pregabalin")
    inside = program.outside("_internal")
    for pattern in (
        "waymark*",
        "libpython*",
        "base_library.zip",
        "compiled.marshal",
        "*/lib-dynload/zlib*",
        "PySide6/QtCore*",
        "*/*/lib/libQt6Gui*",
    ):
        for file in sorted(inside.glob(pattern)):
            place = file.relative_to(program.outside("")).as_posix()
            for harm in (None, lambda whole: whole[: len(whole) // 2]):
                with harmed(program, place, harm):
                    expect_sentence(program, place)
    for door in ("waymark", "waymark-cli"):
        with harmed(program, door, lambda whole: whole[: len(whole) // 2]):
            expect_sentence(program, door, WINDOW if door == "waymark" else WITHOUT_WINDOW)
    print("a missing or damaged file: named in one sentence, exit status 1")


@contextmanager
def harmed(program: Installed, place: str, harm: Callable[[bytes], bytes] | None) -> Iterator[None]:
    """A file of the program that is damaged or, without `harm`, missing; afterwards it is whole again."""
    file = program.outside(place)
    whole, mode = file.read_bytes(), file.stat().st_mode
    file.unlink()
    if harm is not None:
        file.write_bytes(harm(whole))
        file.chmod(mode)
    try:
        yield
    finally:
        file.write_bytes(whole)
        file.chmod(mode)


def expect_sentence(program: Installed, place: str, *commands: tuple[str, ...]) -> None:
    """Expect these commands, or else both programs, to name this file and nothing else."""
    name = f"{program.folder}/{place}"
    for command in commands or (WINDOW, WITHOUT_WINDOW):
        said = program.run(*command, status=1, QT_QPA_PLATFORM="offscreen").stderr
        if not said.startswith(f"{name}: ") or said.count("\n") != 1:
            raise SmokeError(f"{command[0]} says of {name}: {said}")


def check_box(program: Installed) -> None:
    """Who has no terminal sees in a box why the program does not start."""
    with Screen() as screen, harmed(program, f"{RESOURCES}/version", lambda whole: whole[:-1] + b"?"):
        environment = program.environment(DISPLAY=screen.display)
        with started(program.command("waymark"), environment, stderr=subprocess.DEVNULL) as process:
            if not screen.wait_for_window(START_S, BOX_PARTS) or process.poll() is not None:
                raise SmokeError("a start that fails shows no box")
    print("a start that fails without a terminal: said in a box")


def check_odd_path(program: Installed) -> None:
    """A path at which the system would cut is refused in one sentence; what CDPATH says leads nowhere else."""
    odd = Installed(f"{program.folder}:odd", program.root, program.home)
    with moved(program.outside(""), odd.outside("")):
        for command in (WINDOW, WITHOUT_WINDOW):
            said = odd.run(*command, status=1, QT_QPA_PLATFORM="offscreen").stderr
            if "rename the folder" not in said or said.count("\n") != 1:
                raise SmokeError(f"{command[0]} says in a path with a colon: {said}")
    if program.root:  # a chroot starts in its top folder
        Installed(program.folder.lstrip("/"), program.root, program.home).run("waymark-cli", "--version", CDPATH="/")
    print("a path with a colon: refused in one sentence; CDPATH: without effect")


def check_taken_away(program: Installed) -> None:
    """A window whose program is replaced or removed meanwhile finds and shows a section as any other does."""
    inside = program.outside("_internal")
    other = (inside / "waymark-cli").read_bytes()  # its modules stand elsewhere in it
    wanted = read_on(program, nullcontext())
    away = {
        "replaced": harmed(program, "_internal/waymark", lambda _whole: other),
        "removed": moved(inside, inside.with_name("away")),
    }
    for word, meanwhile in away.items():
        if read_on(program, meanwhile) != wanted:
            raise SmokeError(f"a window whose program is {word} meanwhile does not show what is sought")
    print("a program that is replaced, or removed, under its window: search and reading go on")


def read_on(program: Installed, meanwhile: AbstractContextManager[None]) -> bytes:
    """Open the window, and what it shows when something happens, and then a section is sought and opened."""
    with Screen() as screen, started(program.command("waymark"), program.environment(DISPLAY=screen.display)) as first:
        if not screen.wait_for_window(START_S):
            raise SmokeError(f"no window after {START_S} s")
        screen.settle()
        with meanwhile:
            screen.press(*"pregabalin")
            hits = screen.rest(START_S)
            screen.press("Return")
            shown = screen.rest(START_S)
        if first.poll() is not None or shown == hits:
            raise SmokeError("the window went away, or opens nothing")
    return shown


@contextmanager
def moved(folder: Path, elsewhere: Path) -> Iterator[None]:
    """A folder that stands elsewhere; afterwards it is in its place again."""
    folder.rename(elsewhere)
    try:
        yield
    finally:
        elsewhere.rename(folder)


def check_without_home(program: Installed) -> None:
    """Without HOME, and for a user whose home does not exist, both programs work and keep nothing."""
    program.run("waymark-cli", "search", "pregabalin", HOME=None)
    with Screen() as screen:
        environment = program.environment(HOME=None, DISPLAY=screen.display)
        with started(program.command("waymark"), environment):
            if not screen.wait_for_window(START_S):
                raise SmokeError("no window without HOME")
    print("without HOME: search and window work")


def check_machine_settings(program: Installed, root: Path) -> None:
    """What an administrator sets and locks holds against the user's own settings, on paper too."""
    machine = root / "etc" / "waymark" / "settings.toml"
    own, paper = program.home / "own", program.home / "handout.pdf"
    own.mkdir(exist_ok=True)
    (own / "settings.toml").write_text('clinic_name = "Mine"\nclinic_phone = "4711"\n')
    machine.parent.mkdir()
    try:
        machine.write_text('clinic_name = "Hill"\nlocked = ["clinic_name"]\n')
        answers = program.inside(program.home / "answers é.yaml")
        ours = ("--data-dir", program.inside(own), "--handout", program.inside(paper))
        program.run("waymark-cli", "plan", GUIDELINE, answers, "--on", DAY, *ours)
        text = words_of(paper)
        if "Hill" not in text or "Mine" in text or "4711" not in text:
            raise SmokeError("the letterhead is not what the machine's settings lock")
        machine.write_text('guidelines = "/nowhere"\n')
        said = program.run("waymark-cli", "guidelines", status=1).stderr
        if not said.startswith("/etc/waymark/settings.toml: guidelines is "):
            raise SmokeError(f"of a folder of guidelines that is missing it says: {said}")
        machine.write_text(f'guidelines = "{program.folder}/{RESOURCES}/guidelines"\n')
        program.run("waymark-cli", "show", GUIDELINE)
    finally:
        shutil.rmtree(machine.parent)
    print("settings of the machine: set, locked, refused where wrong")


def words_of(paper: Path) -> str:
    """The words of a PDF."""
    from PySide6.QtPdf import QPdfDocument

    document = QPdfDocument()
    document.load(str(paper))
    return " ".join(document.getAllText(page).text() for page in range(document.pageCount()))
