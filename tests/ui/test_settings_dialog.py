"""The settings: each applies at once, and the defaults are one key away."""

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from desktop.settings import Settings, read_settings, write_settings
from desktop.ui import theme
from desktop.ui.settings_dialog import SettingsDialog

OWN = Settings(theme="dark", text_size=150, paper="letter", language="en", clinic_name="Hill", clinic_phone="123")


@pytest.fixture
def dialog(qtbot):
    found = SettingsDialog(OWN)
    qtbot.addWidget(found)
    with qtbot.waitExposed(found):
        found.show()
    return found


def test_settings_are_shown_as_they_are(dialog):
    assert dialog.theme.currentText() == "Dark"
    assert dialog.text_size.currentText() == "150 %"
    assert dialog.paper.currentData() == "letter"
    assert dialog.clinic_name.text() == "Hill"


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [("theme", Qt.Key.Key_Up, "light"), ("text_size", Qt.Key.Key_Down, 175), ("paper", Qt.Key.Key_Up, "a4")],
)
def test_choice_by_key_applies_at_once(dialog, qtbot, name, key, value):
    with qtbot.waitSignal(dialog.settings_changed) as changed:
        qtbot.keyClick(getattr(dialog, name), key)
    assert getattr(changed.args[0], name) == value


def test_text_applies_when_the_field_is_left_and_is_trimmed(dialog, qtbot):
    with qtbot.waitSignal(dialog.settings_changed) as changed:
        qtbot.keyClicks(dialog.clinic_address, "  1 High Street ")
        qtbot.keyClick(dialog.clinic_address, Qt.Key.Key_Return)
    assert changed.args[0].clinic_address == "1 High Street"


def test_what_is_pasted_with_tabs_becomes_one_line_that_can_be_read_again(dialog, qtbot, tmp_path):
    dialog.clinic_name.setText("Hill\tClinic \u00a0 \u202eNorth")
    with qtbot.waitSignal(dialog.settings_changed) as changed:
        dialog.clinic_name.editingFinished.emit()
    assert changed.args[0].clinic_name == "Hill Clinic North"
    write_settings(tmp_path / "settings.toml", changed.args[0])
    assert read_settings(tmp_path / "settings.toml") == changed.args[0]


def test_leaving_a_field_as_it_was_changes_nothing(dialog, qtbot):
    with qtbot.assertNotEmitted(dialog.settings_changed):
        dialog.clinic_name.editingFinished.emit()


def test_back_to_defaults(dialog, qtbot):
    with qtbot.waitSignal(dialog.settings_changed) as changed:
        qtbot.mouseClick(dialog.reset, Qt.MouseButton.LeftButton)
    assert changed.args[0] == Settings(language=OWN.language)
    assert dialog.theme.currentData() == "system"


def test_close_button_closes(dialog, qtbot):
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Close), Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


@pytest.mark.parametrize("percent", [100, 200])
def test_no_field_is_cut(qtbot, qapp, percent):
    theme.wear(qapp, "light", percent)
    dialog = SettingsDialog(OWN)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    fields = [dialog.paper, dialog.clinic_name, dialog.clinic_address, dialog.clinic_phone]
    for above, below in itertools.pairwise(fields):
        assert above.height() >= above.fontMetrics().height() + 8
        assert above.geometry().bottom() < below.geometry().top()
