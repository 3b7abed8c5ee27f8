"""What the user or the administrator has chosen: a TOML file, read without Qt."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final, Literal

Paper = Literal["a4", "letter"]
Theme = Literal["system", "light", "dark"]
TEXT_SIZES: Final = (100, 125, 150, 175, 200)


class SettingsError(ValueError):
    """A settings file that cannot be used; the sentence names the file and the key."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, with its default; none changes clinical content."""

    theme: Theme = "system"
    text_size: int = 100
    paper: Paper = "a4"
    language: str = "en"
    clinic_name: str = ""
    clinic_address: str = ""
    clinic_phone: str = ""


ALLOWED: Final[dict[str, tuple[object, ...]]] = {
    "theme": ("system", "light", "dark"),
    "text_size": TEXT_SIZES,
    "paper": ("a4", "letter"),
}


def read_settings(path: Path) -> Settings:
    """Read the settings; a file that does not exist gives the defaults. Raises `SettingsError`."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from error
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: {error}") from error
    for key, value in found.items():
        check_setting(path, key, value)
    return Settings(**found)


def check_setting(path: Path, key: str, value: object) -> None:
    """Refuse a key or value that is not known."""
    kinds = {f.name: type(f.default) for f in fields(Settings)}
    if key not in kinds:
        raise SettingsError(f"{path}: unknown key {key!r}; allowed: {', '.join(kinds)}")
    if type(value) is not kinds[key] or (key in ALLOWED and value not in ALLOWED[key]):
        wanted = ", ".join(map(str, ALLOWED.get(key, (f"a text ({kinds[key].__name__})",))))
        raise SettingsError(f"{path}: {key} is {value!r}; allowed: {wanted}")


def write_settings(path: Path, settings: Settings) -> None:
    """Write the settings beside the old ones, then put them in their place. Raises `OSError`."""
    import tomli_w

    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(tomli_w.dumps(asdict(settings)), encoding="utf-8")
    new.replace(path)
