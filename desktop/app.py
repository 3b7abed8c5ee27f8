"""The door with windows: opens the store, makes the window, and runs it."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import Final

from PySide6.QtCore import QByteArray, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from db.guideline import Guideline
from db.store import Store
from db.store_file import StoreError
from desktop import context, language
from desktop import settings as choices
from desktop.core.document import plan_document
from desktop.core.handout import handout_document
from desktop.core.plan import Plan
from desktop.language import gettext as _
from desktop.settings import Settings, SettingsError
from desktop.ui import faults, theme
from desktop.ui.display import display_fault
from desktop.ui.immortal import guard_constants
from desktop.ui.refusal import show_refusal
from desktop.ui.single_instance import SingleInstance, bring_to_front
from desktop.ui.window import Window
from desktop.ui.window_services import Services

DONE: Final = 0
AT_FAULT: Final = 1
LOG_NAME: Final = "waymark.log"
GEOMETRY_NAME: Final = "window.ini"
GARBAGE: Final = 50_000
"""So many things more than went make Python look for garbage."""
WARM_UP_MS: Final = 250
"""So long after the window was shown it has been painted; what is read ahead would hold that up."""


def main(argv: list[str] | None = None) -> int:
    """Open the window and run it until it closes; the entry point of `waymark`."""
    options = read_options(argv)
    if fault := display_fault():
        return refuse(_("cannot open a window: {fault}; waymark-cli needs none").format(fault=fault), box=False)
    if fault := context.folder_fault(options.data_dir):
        return refuse(fault)
    instance = SingleInstance(context.data_folder(options.data_dir))
    if not instance.first:
        if instance.call():
            return DONE
        instance.take_over()
    try:
        settings, warning = settings_or_machine(options.data_dir)
        language.use(settings.language)
        store = context.open_store(options.store, options.data_dir)
    except (StoreError, SettingsError, OSError) as error:
        return refuse(str(error))
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Waymark")
    try:
        theme.load_fonts()
    except theme.FontError as error:
        return refuse(str(error))
    faults.install(context.data_folder(options.data_dir) / LOG_NAME, faults.show_dialog)
    with store:
        window = make_window(store, settings, options.data_dir)
        window.notice.say(warning)
        _watcher = instance.listen(lambda: bring_to_front(window))
        try:
            return run(app, window, context.data_folder(options.data_dir) / GEOMETRY_NAME)
        finally:
            faults.uninstall()


def parser() -> argparse.ArgumentParser:
    """The command line of the window."""
    found = argparse.ArgumentParser(prog="waymark", description="Offline clinical reference and plan wizard.")
    found.add_argument("--store", type=context.file_name, metavar="FILE", help="use this guideline store")
    found.add_argument("--data-dir", type=context.file_name, metavar="DIR", help="keep the program's own files here")
    found.add_argument("--version", action="version", version=f"waymark {context.program_version()}")
    return found


def read_options(argv: list[str] | None) -> argparse.Namespace:
    """The command line; a help or a version that cannot be written ends with a sentence."""
    try:
        return parser().parse_args(argv)
    except SystemExit:
        try:
            if sys.stdout is not None:
                sys.stdout.flush()
        except OSError as error:
            with suppress(OSError):
                sys.stdout.close()  # else what is left in it is tried once more, and told by Python too
            raise SystemExit(refuse(f"{_('the output')}: {error.strerror}", box=False)) from None
        raise


def refuse(message: str, *, box: bool = True) -> int:
    """Say why there is no window, on stderr and where nobody would read it in a box too, and give the exit status."""
    if sys.stderr is not None:  # a Windows program without a console has none
        sys.stderr.write(f"{message}\n")
        sys.stderr.flush()
    if box and (sys.stderr is None or not sys.stderr.isatty()):
        show_refusal(message)
    return AT_FAULT


def settings_or_machine(data_dir: Path | None) -> tuple[Settings, str]:
    """The settings, and what is wrong with the user's, for which those of the machine stand in, locks and all.

    Raises `SettingsError` where the machine's cannot be used: a window without them would be one without its locks.
    """
    machine = context.read_machine().settings
    try:
        return context.over_machine(data_dir, machine), ""
    except SettingsError as error:
        message = _("Your settings could not be read; those of the machine and the defaults hold. {error}")
        return machine, message.format(error=error)


def make_window(store: Store, settings: Settings, data_dir: Path | None) -> Window:
    """The window over an open store, dressed as the settings say."""
    guard_constants()
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.wear(app, settings.theme, settings.text_size)
    services = Services(
        guidelines=store.guidelines(),
        guideline=read_in_turn(store),
        open_search=store.reopened,
        make_pdf=make_pdf,
        keep_settings=lambda chosen: choices.write_settings(context.settings_path(data_dir), chosen),
        version=context.program_version(),
    )
    return Window(services, settings)


def read_in_turn(store: Store) -> Callable[[str], Guideline]:
    """What reads a guideline for any thread, one at a time, and keeps the last few."""
    turn = Lock()

    @lru_cache(maxsize=8)
    def guideline(identity: str) -> Guideline:
        with turn:
            return store.guideline(identity)

    return guideline


def make_pdf(plan: Plan, kind: str, paper: str, settings: Settings) -> bytes:
    """The plan or the handout as a PDF; the drawing is loaded only now."""
    from desktop.core.pdf import render

    write = handout_document if kind == "handout" else plan_document
    return render(write(plan, settings, program=context.program_name()), "letter" if paper == "letter" else "a4")


def run(app: QApplication, window: Window, geometry: Path) -> int:
    """Show the window where it was last, and run until it closes."""
    kept = QSettings(str(geometry), QSettings.Format.IniFormat)
    before = kept.value("geometry")
    if isinstance(before, QByteArray):
        window.restoreGeometry(before)
    window.show()
    QTimer.singleShot(WARM_UP_MS, partial(settle, window))
    status = app.exec()
    kept.setValue("geometry", window.saveGeometry())
    return status


def settle(window: Window) -> None:
    """Read ahead what will be asked for; from now on garbage is looked for, which a built program does not at first."""
    window.warm_up()
    gc.set_threshold(GARBAGE)
