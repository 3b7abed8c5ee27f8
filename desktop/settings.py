"""What the user and the administrator have chosen: TOML files, read without Qt."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final, Literal

Paper = Literal["a4", "letter"]
Theme = Literal["system", "light", "dark"]
TEXT_SIZES: Final = (100, 125, 150, 175, 200)
LONGEST: Final = 200
"""The letters that a text, such as the name of the clinic, has at most: more do not fit on a paper."""
UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Signs that break a line or turn the order of what follows."""


class SettingsError(ValueError):
    """A settings file that cannot be used; the sentence names the file and the key."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, with its default; none changes clinical content. The administrator has `locked` some."""

    theme: Theme = "system"
    text_size: int = 100
    paper: Paper = "a4"
    language: str = "en"
    clinic_name: str = ""
    clinic_address: str = ""
    clinic_phone: str = ""
    locked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """What holds for every user of a machine: first settings, of which some are locked, and its own guidelines."""

    settings: Settings = Settings()
    guidelines: Path | None = None


KINDS: Final = {f.name: type(f.default) for f in fields(Settings) if f.name != "locked"}
LOCKABLE: Final = ("paper", "language", "clinic_name", "clinic_address", "clinic_phone")
"""What an administrator may lock; how a person reads best, theme and text size, stays with that person."""
ALLOWED: Final[dict[str, tuple[object, ...]]] = {
    "theme": ("system", "light", "dark"),
    "text_size": TEXT_SIZES,
    "paper": ("a4", "letter"),
}


def read_settings(path: Path, machine: Settings = Settings()) -> Settings:
    """Read the settings over those of the machine; of a file that is not there nothing. Raises `SettingsError`."""
    found = read_table(path)
    for key, value in found.items():
        check_setting(path, key, value)
    return replace(machine, **{key: value for key, value in found.items() if key not in machine.locked})


def read_machine(path: Path) -> Machine:
    """Read the settings of the machine; a file that does not exist sets nothing. Raises `SettingsError`."""
    if os.path.lexists(path.parent) and not path.parent.is_dir():  # also a link that leads nowhere
        raise SettingsError(f"{path.parent}: it is not a folder; the settings of the machine stand in {path}")
    found = read_table(path)
    locked, guidelines = found.pop("locked", []), found.pop("guidelines", "")
    if not isinstance(locked, list) or not set(map(str, locked)) <= set(LOCKABLE):
        raise SettingsError(f"{path}: locked is {locked!r}; allowed: a list of {', '.join(LOCKABLE)}")
    if isinstance(guidelines, str) and guidelines and not Path(guidelines).is_absolute():
        # it would be another one wherever a program is started
        raise SettingsError(f"{path}: guidelines is {guidelines!r}; allowed: the whole path of a folder")
    if not isinstance(guidelines, str) or (guidelines and not is_readable(guidelines)):
        raise SettingsError(f"{path}: guidelines is {guidelines!r}; allowed: a folder that exists and can be read")
    for key, value in found.items():
        check_setting(path, key, value, (*KINDS, "locked", "guidelines"))
    return Machine(Settings(**found, locked=tuple(locked)), Path(guidelines) if guidelines else None)


def is_readable(folder: str) -> bool:
    """Is this a folder whose list this user can read?"""
    try:
        with os.scandir(folder):
            return True
    except (OSError, ValueError):  # not there, no folder, no right, or no path at all
        return False


def read_table(path: Path) -> dict[str, Any]:
    """Read a settings file; one that does not exist gives nothing. Raises `SettingsError`."""
    try:
        if not path.is_file() and os.path.lexists(path):  # reading a pipe would wait for ever, a lost link set nothing
            raise SettingsError(f"{path}: it is not a file, nor a link to one")
        return parsed(path, path.read_text(encoding="utf-8-sig"))  # some editors begin a text with a mark
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: the file is not UTF-8 text") from error


def parsed(path: Path, text: str) -> dict[str, Any]:
    """What a settings file says; a key that stands twice is named. Raises `SettingsError`."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        keys = re.findall(r"^[ \t]*([\w-]+)[ \t]*=", text, re.MULTILINE)
        twice = next((key for key in keys if keys.count(key) > 1), None)
        cause = f"{twice} stands in it twice" if twice and "overwrite" in str(error) else str(error)
        raise SettingsError(f"{path}: {cause}") from error
    except RecursionError as error:
        raise SettingsError(f"{path}: too many brackets in one another") from error


def check_setting(path: Path, key: str, value: object, known: Iterable[str] = KINDS) -> None:
    """Refuse a key or value that is not known."""
    if key not in KINDS:
        raise SettingsError(f"{path}: unknown key {key!r}; allowed: {', '.join(known)}")
    if type(value) is not KINDS[key] or (key in ALLOWED and value not in ALLOWED[key]):
        wanted = ", ".join(map(str, ALLOWED.get(key, (f"a text ({KINDS[key].__name__})",))))
        raise SettingsError(f"{path}: {key} is {value!r}; allowed: {wanted}")
    if isinstance(value, str) and (len(value) > LONGEST or UNSEEN.search(value)):
        raise SettingsError(f"{path}: {key}; allowed: a text of one line, {LONGEST} letters at most, without tabs")


def write_settings(path: Path, settings: Settings) -> None:
    """Write what is not locked beside the old file, then put it in its place. Raises `OSError`."""
    import tomli_w

    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    chosen = {key: value for key, value in asdict(settings).items() if key in KINDS and key not in settings.locked}
    new.write_text(tomli_w.dumps(chosen), encoding="utf-8")
    new.replace(path)
