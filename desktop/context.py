"""What both doors need before they part: the guideline store, the settings, the version of the program."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Final

from db.content import content_hash
from db.store import Store, StoreError
from desktop import paths, settings
from desktop.language import gettext as _
from desktop.settings import Settings

STORE_NAME: Final = "guidelines.sqlite"
SETTINGS_NAME: Final = "settings.toml"


def program_version() -> str:
    """The version of the program, as installed or as the checkout says."""
    try:
        return metadata.version("waymark")
    except metadata.PackageNotFoundError:
        project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        return str(project["project"]["version"])


def data_folder(data_dir: Path | None) -> Path:
    """Where the program keeps what is its own."""
    return data_dir or paths.user_data()


def settings_path(data_dir: Path | None) -> Path:
    """The file of the settings."""
    return data_folder(data_dir) / SETTINGS_NAME


def read_settings(data_dir: Path | None) -> Settings:
    """The settings that the user has chosen. Raises `SettingsError`."""
    return settings.read_settings(settings_path(data_dir))


def open_store(store: Path | None, data_dir: Path | None) -> Store:
    """Open the store that was asked for, or else one that holds what the shipped sources say.

    The packaged store comes first, then that of the data folder, which is built anew where it is missing, damaged or
    of other content. Raises `StoreError`.
    """
    if store is not None:
        return Store.open(store)
    folders = sorted(p for p in paths.GUIDELINES.iterdir() if p.is_dir())
    wanted = content_hash(folders)
    own = data_folder(data_dir) / STORE_NAME
    for path in (paths.RESOURCES / STORE_NAME, own):
        found = open_matching(path, wanted)
        if found is not None:
            return found
    try:
        own.parent.mkdir(parents=True, exist_ok=True)
        return build(folders, own)
    except OSError:
        return build(folders, scratch_folder() / STORE_NAME)


def open_matching(path: Path, wanted: str) -> Store | None:
    """Open a store if it is whole and holds this content."""
    if not path.is_file():
        return None
    try:
        found = Store.open(path)
    except StoreError:
        return None
    if found.content_hash == wanted:
        return found
    found.close()
    return None


def build(folders: list[Path], path: Path) -> Store:
    """Build the store from the shipped sources, and open it. Raises `OSError` and `StoreError`."""
    from db.build import build_store

    errors = [problem for problem in build_store(folders, path) if problem.severity == "error"]
    if errors:
        message = _("The shipped guidelines are damaged; install the program again. {problem}")
        raise StoreError(message.format(problem=errors[0]))
    return Store.open(path)


def scratch_folder() -> Path:
    """A folder for a store that can be kept nowhere else; it goes when the program ends."""
    folder = Path(tempfile.mkdtemp(prefix="waymark-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
