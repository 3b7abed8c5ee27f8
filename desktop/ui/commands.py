"""The commands of the window: one table that makes the menus and the help with the keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from desktop.language import gettext as _


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its key (the first shown, the others work too), its words, and what it does.

    A command without keys of the window may still name, in `shown`, the key that a view listens to. `group` makes
    commands of one choice exclude each other.
    """

    name: str
    words: str
    does: Callable[[], object]
    keys: tuple[str, ...] = ()
    shown: str = ""
    group: str = ""


Menus = dict[str, list[Command | None]]


def add_menus(window: QMainWindow, menus: Menus) -> dict[str, QAction]:
    """Make the menu bar, and give every action by the name of its command; None separates."""
    actions: dict[str, QAction] = {}
    groups: dict[str, QActionGroup] = {}
    for title, commands in menus.items():
        menu = window.menuBar().addMenu(title)
        for command in commands:
            if command is None:
                menu.addSeparator()
            else:
                actions[command.name] = add_command(window, menu, command, groups)
    return actions


def add_command(window: QMainWindow, menu: QMenu, command: Command, groups: dict[str, QActionGroup]) -> QAction:
    """Add one command to a menu."""
    action = QAction(command.words + (f"\t{command.shown}" if command.shown else ""), window)
    action.setShortcuts([QKeySequence(key) for key in command.keys])
    action.triggered.connect(lambda _checked=False: command.does())
    if command.group:
        action.setCheckable(True)
        groups.setdefault(command.group, QActionGroup(window)).addAction(action)
    menu.addAction(action)
    return action


def key_list(menus: Menus) -> dict[str, list[tuple[str, str]]]:
    """The keys for the help: those of the menus, and those that belong to one view."""
    found: dict[str, list[tuple[str, str]]] = {}
    for title, commands in menus.items():
        rows = [(c.shown or ", ".join(c.keys), plain(c.words)) for c in commands if c and (c.keys or c.shown)]
        found[plain(title)] = rows
    return found | view_keys()


def plain(words: str) -> str:
    """Words without the mark of their menu key."""
    return words.replace("&", "").removesuffix("…")


def view_keys() -> dict[str, list[tuple[str, str]]]:
    """The keys that belong to one view."""
    return {
        _("Search results"): [
            (_("Down, Up"), _("next, previous hit")),
            (_("Enter"), _("open the hit")),
            (_("Alt+1 to Alt+9"), _("open this hit")),
            (_("Tab"), _("filter by guideline or kind")),
            ("Alt+0", _("take the filters away")),
            (_("Esc"), _("clear the search")),
            (_("Esc in the text"), _("back to the hits")),
        ],
        _("Questions"): [
            (_("1 to 9"), _("choose an answer")),
            (_("Enter"), _("continue")),
            ("Ctrl+R", _("read the source text")),
            ("Ctrl+Z", _("take back an answer")),
            ("Ctrl+E", _("the emergency questions")),
            (_("Alt+Left"), _("the question before")),
            ("?", _("not known, in a field")),
        ],
        _("Plan"): [
            (_("Down, Up"), _("next, previous line")),
            ("Ctrl+H", _("the patient handout")),
            ("T", _("why this line is here")),
            ("Alt+T", _("why other lines are not here")),
        ],
    }
