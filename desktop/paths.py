"""Where the program finds its resources and keeps what is its own."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
RESOURCES: Final = ROOT / "resources"
GUIDELINES: Final = RESOURCES / "guidelines"
FONTS: Final = RESOURCES / "fonts"
STYLE: Final = RESOURCES / "style"
ICONS: Final = RESOURCES / "icons"
TRANSLATIONS: Final = RESOURCES / "translations"


def user_data() -> Path:
    """The folder for what the program keeps: settings, the log, a rebuilt guideline store."""
    from platformdirs import user_data_path

    return user_data_path("waymark", appauthor=False)
