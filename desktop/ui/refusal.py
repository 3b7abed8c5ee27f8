"""Why the program cannot start, in a box: who started it by a click has no terminal to read it in."""

from __future__ import annotations

import sys
from typing import Final

from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.language import gettext as _

UNSEEN: Final = ("offscreen", "minimal")
"""Platforms of Qt without a screen: nobody could close a box there."""


def show_refusal(message: str) -> None:
    """Show the message until it is closed, unless nobody could see it; there must be a display."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if isinstance(app, QApplication) and app.platformName() not in UNSEEN:
        QMessageBox(QMessageBox.Icon.Critical, _("Waymark"), message).exec()
