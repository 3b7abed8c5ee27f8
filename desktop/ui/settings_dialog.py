"""The settings; each applies at once, and none changes clinical content."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.language import gettext as _
from desktop.settings import TEXT_SIZES, UNSEEN, Settings
from desktop.ui import theme
from desktop.ui.pieces import text_label

LONGEST: Final = 120
WIDEST: Final = 900


class SettingsDialog(QDialog):
    """Appearance and printing."""

    settings_changed = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        """Show these settings."""
        super().__init__(parent)
        self.setWindowTitle(_("Settings"))
        self.settings = settings
        self.theme = choice(_("Theme"), {"system": _("As the system"), "light": _("Light"), "dark": _("Dark")})
        self.text_size = choice(_("Text size"), {size: f"{size} %" for size in TEXT_SIZES})
        self.paper = choice(_("Paper"), {"a4": _("A4"), "letter": _("Letter")})
        self.clinic_name = field(_("Clinic name"))
        self.clinic_address = field(_("Clinic address"))
        self.clinic_phone = field(_("Clinic phone"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.reset = self.buttons.addButton(_("Back to defaults"), QDialogButtonBox.ButtonRole.ResetRole)
        self.lay_out()
        self.show_settings(settings)
        for key in settings.locked:
            self.lock(key)
        self.wire()

    def lay_out(self) -> None:
        """Two groups, a note, and the buttons."""
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(group(_("Appearance"), self.theme, self.text_size))
        printing = (self.paper, self.clinic_name, self.clinic_address, self.clinic_phone)
        column.addWidget(group(_("Printing"), *printing))
        note = _("The clinic stands on the patient handout. A phone that is not set prints as a line to write on.")
        column.addWidget(text_label(note, "meta"))
        column.addWidget(self.buttons)

    def lock(self, key: str) -> None:
        """Take the field of a setting that the administrator has locked out of reach; some have none."""
        widget = getattr(self, key, None)
        if isinstance(widget, QWidget):
            widget.setEnabled(False)
            widget.setToolTip(_("Set by the administrator of this computer"))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Take the height that the wrapped note needs; Qt counts it only once the style is known."""
        super().showEvent(event)
        width = min(theme.current().px(480), WIDEST)
        layout = self.layout()
        if layout is not None:
            self.resize(width, layout.totalHeightForWidth(width))

    def wire(self) -> None:
        """Tell every change."""
        for box in (self.theme, self.text_size, self.paper):
            box.activated.connect(self.tell)
        for line in (self.clinic_name, self.clinic_address, self.clinic_phone):
            line.editingFinished.connect(self.tell)
        self.reset.clicked.connect(self.go_back)
        self.buttons.rejected.connect(self.accept)

    def show_settings(self, settings: Settings) -> None:
        """Show settings without telling anybody."""
        self.theme.setCurrentIndex(self.theme.findData(settings.theme))
        self.text_size.setCurrentIndex(self.text_size.findData(settings.text_size))
        self.paper.setCurrentIndex(self.paper.findData(settings.paper))
        self.clinic_name.setText(settings.clinic_name)
        self.clinic_address.setText(settings.clinic_address)
        self.clinic_phone.setText(settings.clinic_phone)

    def tell(self) -> None:
        """Tell the settings as they stand, if they have changed."""
        chosen = replace(
            self.settings,
            theme=self.theme.currentData(),
            text_size=self.text_size.currentData(),
            paper=self.paper.currentData(),
            clinic_name=words(self.clinic_name),
            clinic_address=words(self.clinic_address),
            clinic_phone=words(self.clinic_phone),
        )
        if chosen != self.settings:
            self.settings = chosen
            self.settings_changed.emit(chosen)

    def go_back(self) -> None:
        """Go back to the defaults."""
        kept = {key: getattr(self.settings, key) for key in ("language", "locked", *self.settings.locked)}
        self.show_settings(Settings(**kept))
        self.tell()


def choice(name: str, choices: dict[str, str] | dict[int, str]) -> QComboBox:
    """A list of choices with a name."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    for value, words in choices.items():
        box.addItem(words, value)
    return box


def field(name: str) -> QLineEdit:
    """A field with a name."""
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setMaxLength(LONGEST)
    return line


def words(line: QLineEdit) -> str:
    """What stands in a field, in one line: what was pasted may hold tabs."""
    return " ".join(UNSEEN.sub(" ", line.text()).split())


def group(title: str, *widgets: QWidget) -> QGroupBox:
    """A group of named widgets, each beside its name."""
    box = QGroupBox(title)
    grid = QGridLayout(box)
    grid.setSpacing(8)
    grid.setColumnStretch(1, 1)
    for place, widget in enumerate(widgets):
        name = QLabel(widget.accessibleName())
        name.setBuddy(widget)
        grid.addWidget(name, place, 0)
        grid.addWidget(widget, place, 1)
    return box
