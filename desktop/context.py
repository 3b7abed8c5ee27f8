"""What both doors need before they part: the guideline store, the settings, the version of the program."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
import tomllib
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
    """The version of the program, as built, as installed or as the checkout says."""
    if paths.INSTALLED:
        # a missing file is named by the check of the resources, which comes later
        return paths.VERSION.read_text(encoding="utf-8") if paths.VERSION.is_file() else ""
    from importlib import metadata

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
    """The settings that the user has chosen, over those of the machine. Raises `SettingsError`."""
    return settings.read_settings(settings_path(data_dir), settings.read_machine(paths.machine_settings()).settings)


def damaged_resource() -> str:
    """One sentence about a resource that is not as it was installed; empty if all are whole.

    A checkout has no hashes to compare with: there the version control watches.
    """
    if not paths.MANIFEST.is_file() and not paths.INSTALLED:
        return ""
    path = paths.MANIFEST
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        if not lines:
            return _("{path}: the file is damaged; install the program again.").format(path=path)
        for line in lines:
            wanted, _blanks, name = line.partition("  ")
            path = paths.ROOT / name
            if hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
                return _("{path}: the file is damaged; install the program again.").format(path=path)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        return _("{path}: {reason}; install the program again.").format(path=path, reason=reason)
    return ""


def open_store(store: Path | None, data_dir: Path | None) -> Store:
    """Open the store that was asked for, or else one that holds what the machine's or the shipped sources say.

    The packaged store comes first, then that of the data folder, which is built anew where it is missing, damaged or
    of other content. Raises `StoreError` and `SettingsError`.
    """
    if damage := damaged_resource():
        raise StoreError(damage)
    if store is not None:
        return Store.open(store)
    sources = settings.read_machine(paths.machine_settings()).guidelines or paths.GUIDELINES
    folders = sorted(p for p in sources.iterdir() if p.is_dir())
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
    """Build the store from its sources, and open it. Raises `OSError` and `StoreError`."""
    from desktop import building

    errors = [problem for problem in building.build(folders, path) if problem.severity == "error"]
    if errors:
        message = _("The guidelines cannot be used; install them again. {problem}")
        raise StoreError(message.format(problem=errors[0]))
    return Store.open(path)


def scratch_folder() -> Path:
    """A folder for a store that can be kept nowhere else; it goes when the program ends."""
    folder = Path(tempfile.mkdtemp(prefix="waymark-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
