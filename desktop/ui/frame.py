"""The frame of the window: bar, notice, views and status line, and how it looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QStyle, QVBoxLayout, QWidget

from desktop.language import gettext as _
from desktop.paths import ICONS
from desktop.settings import TEXT_SIZES, Settings, Theme
from desktop.ui import theme
from desktop.ui.notice import Notice
from desktop.ui.pieces import text_label
from desktop.ui.settings_dialog import SettingsDialog
from desktop.ui.top_bar import TopBar

WISHED: Final = QSize(1200, 760)


class Frame(QMainWindow):
    """What stays the same whichever view is shown."""

    def __init__(self, settings: Settings, keep_settings: Callable[[Settings], None]) -> None:
        """Lay out the bar on top, the notices, the room for the views, and the status line."""
        super().__init__()
        self.settings = settings
        self.keep_settings = keep_settings
        self.actions_by_name: dict[str, QAction] = {}
        self.bar = TopBar()
        self.notice = Notice("timing")
        self.unproved = Notice("stop")
        self.stack = QStackedWidget()
        self.pack = text_label("", wrap=False)
        self.offline = text_label(_("Offline"), wrap=False)
        center = QWidget()
        column = QVBoxLayout(center)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.notice)
        column.addWidget(self.unproved)
        column.addWidget(self.stack, 1)
        self.setCentralWidget(center)
        self.statusBar().addWidget(self.pack, 1)
        self.statusBar().addPermanentWidget(self.offline)
        self.statusBar().setSizeGripEnabled(False)
        self.setWindowTitle(_("Waymark"))
        self.setWindowIcon(QIcon(str(ICONS / "waymark.svg")))
        title = self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
        self.resize(first_size(self.screen().availableGeometry().size(), title))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.dress)

    def panes(self) -> list[QWidget]:
        """The panes that F6 goes round, in reading order."""
        raise NotImplementedError

    def cycle_panes(self, step: int) -> None:
        """Give the focus to the next or previous pane."""
        panes = self.panes()
        focused = QApplication.focusWidget()
        at = next((i for i, pane in enumerate(panes) if focused in inside(pane)), 0)
        for widget in inside(panes[(at + step) % len(panes)]):
            if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def open_settings(self) -> None:
        """Show the settings."""
        dialog = SettingsDialog(self.settings, self)
        dialog.settings_changed.connect(self.use_settings)
        dialog.exec()

    def use_settings(self, settings: Settings) -> None:
        """Apply settings at once, and keep them; where they cannot be kept they hold until the window closes."""
        self.settings = settings
        self.dress()
        self.mark_choices()
        try:
            self.keep_settings(settings)
        except OSError as error:
            words = _("The settings could not be kept: {reason}. They hold until the window closes.")
            self.notice.say(words.format(reason=error.strerror or error))

    def choose_theme(self, chosen: Theme) -> None:
        """Choose a theme."""
        self.use_settings(replace(self.settings, theme=chosen))

    def resize_text(self, step: int) -> None:
        """One text size up (1) or down (-1), or back to normal (0)."""
        at = TEXT_SIZES.index(self.settings.text_size) + step if step else 0
        size = TEXT_SIZES[min(max(at, 0), len(TEXT_SIZES) - 1)]
        self.use_settings(replace(self.settings, text_size=size))

    def mark_choices(self) -> None:
        """Mark the chosen theme in the menu."""
        self.actions_by_name[self.settings.theme].setChecked(True)

    def dress(self, _scheme: Qt.ColorScheme | None = None) -> None:
        """Wear the theme and text size of the settings."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.wear(app, self.settings.theme, self.settings.text_size)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the icons of the bar anew in a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.bar.dress()


def first_size(room: QSize, title: int) -> QSize:
    """How large the window opens: as wished, but with its title bar no larger than the room on the screen."""
    return WISHED.boundedTo(room - QSize(0, title))


def inside(pane: QWidget) -> list[QWidget]:
    """A pane and every widget in it."""
    return [pane, *pane.findChildren(QWidget)]
