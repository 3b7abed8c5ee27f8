"""What both doors need before they part: the guideline store, the settings, the version of the program."""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path
from typing import Final

from db.content import content_hash, guideline_folders
from db.store import Store
from db.store_file import StoreError
from desktop import paths, settings
from desktop.damage import damaged_resource
from desktop.language import gettext as _
from desktop.language import is_spoken
from desktop.settings import Machine, Settings, SettingsError

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


def folder_fault(data_dir: Path | None) -> str:
    """Why the data folder that was asked for cannot be one; empty if it can."""
    try:
        if data_dir is not None and data_dir.exists() and not data_dir.is_dir():
            return _("--data-dir: {path} is not a folder").format(path=data_dir)
    except OSError as error:
        return _("--data-dir: {path}: {reason}").format(path=data_dir, reason=error.strerror)
    return ""


def program_name() -> str:
    """The program and its version, as papers name them."""
    return f"Waymark {program_version()}"


def named(text: str) -> str:
    """A name that was typed; none at all would be the folder in which one stands."""
    if not text:
        raise argparse.ArgumentTypeError("a name is needed here")
    return text


def file_name(text: str) -> Path:
    """The name of a file or folder that was typed."""
    return Path(named(text))


def read_settings(data_dir: Path | None) -> Settings:
    """The settings that the user has chosen, over those of the machine. Raises `SettingsError`."""
    return over_machine(data_dir, read_machine().settings)


def over_machine(data_dir: Path | None, machine: Settings) -> Settings:
    """The settings that the user has chosen, over those that the machine has. Raises `SettingsError`."""
    own = settings_path(data_dir)
    return check_language(own, settings.read_settings(own, machine))


def read_machine() -> Machine:
    """What holds for every user of this machine. Raises `SettingsError`."""
    path = paths.machine_settings()
    found = settings.read_machine(path)
    check_language(path, found.settings)
    if found.guidelines is not None and not guideline_folders(found.guidelines):  # as a share that is not mounted
        message = _("{path}: guidelines is {folder}, where no folder holds a guideline.yaml")
        raise SettingsError(message.format(path=path, folder=repr(str(found.guidelines))))
    return found


def check_language(path: Path, found: Settings) -> Settings:
    """The settings of a file, in a language that the program speaks. Raises `SettingsError`."""
    if not is_spoken(found.language):
        message = _("{path}: language is {tag!r}, of which there is no translation")
        raise SettingsError(message.format(path=path, tag=found.language))
    return found


def open_store(store: Path | None, data_dir: Path | None) -> Store:
    """Open the store that was asked for, or else one that holds what the machine's or the shipped sources say.

    An installed program brings the store of its sources. Raises `StoreError` and `SettingsError`.
    """
    if damage := damaged_resource():
        raise StoreError(damage)
    own = read_machine().guidelines
    if store is not None:
        return Store.open(store)
    if paths.INSTALLED and own is None:  # it was built of these sources, and all of them are whole
        return Store.open(paths.RESOURCES / STORE_NAME)
    return store_of(own or paths.GUIDELINES, data_dir)


def store_of(sources: Path, data_dir: Path | None) -> Store:
    """Open a store that holds what these sources say: the packaged one, or that of the data folder.

    The latter is built anew where it is missing, damaged or of other content. Raises `StoreError`.
    """
    folders = guideline_folders(sources)
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
    if found.is_whole and found.content_hash == wanted:
        return found
    found.close()
    return None


def build(folders: list[Path], path: Path) -> Store:
    """Build the store from its sources, and open it. Raises `OSError` and `StoreError`."""
    from desktop import building

    errors = [problem for problem in building.build(folders, path) if problem.severity == "error"]
    if errors:
        message = _("The guidelines in {folder} cannot be used. {problem}")
        raise StoreError(message.format(folder=folders[0].parent, problem=errors[0]))
    return Store.open(path)


def scratch_folder() -> Path:
    """A folder for a store that can be kept nowhere else; it goes when the program ends."""
    import atexit
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="waymark-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
