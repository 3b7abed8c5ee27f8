"""Where the program finds its resources and keeps what is its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
RESOURCES: Final = ROOT / "resources"
GUIDELINES: Final = RESOURCES / "guidelines"
FONTS: Final = RESOURCES / "fonts"
STYLE: Final = RESOURCES / "style"
ICONS: Final = RESOURCES / "icons"
TRANSLATIONS: Final = RESOURCES / "translations"
VERSION: Final = RESOURCES / "version"
"""The version, which an installed program brings: reading it takes less time than asking the packages."""
CHECKSUMS: Final = ROOT / "resources.crc32"
"""The checksums of the resources, which an installed program brings."""
MANIFEST: Final = ROOT.parent / "files.sha256"
"""The hashes of all its files, beside the program."""
INSTALLED: Final = bool(getattr(sys, "frozen", False))
"""Does a built program run, and no checkout?"""
PORTABLE: Final = "portable"
"""The marker file beside the program that makes it keep its own files beside itself too."""


def user_data() -> Path:
    """The folder for what the program keeps: settings, the log, a rebuilt guideline store.

    Where the user has no home it is one that cannot exist, so that nothing is kept.
    """
    beside = portable_data(ROOT.parent) if INSTALLED else None
    if beside is not None:
        return beside
    from platformdirs import user_data_path

    try:
        return user_data_path("waymark", appauthor=False)
    except RuntimeError:
        return Path(os.devnull, "waymark")


def portable_data(folder: Path) -> Path | None:
    """The data folder beside a portable program in this folder; None if no marker file says that it is one."""
    return folder / "data" if (folder / PORTABLE).is_file() else None


def machine_settings() -> Path:
    """The file in which an administrator sets what holds for every user of this machine."""
    folders = {
        "win32": Path(os.environ.get("PROGRAMDATA", "C:\\ProgramData")),
        "darwin": Path("/Library/Application Support"),
    }
    return folders.get(sys.platform, Path("/etc")) / "waymark" / "settings.toml"
