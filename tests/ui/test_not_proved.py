"""A guideline that is not proved: marked, searched and read, and nobody clicks past it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.settings import Settings
from desktop.ui.history import LIBRARY, READER, WIZARD
from desktop.ui.window import Window
from tests.ui.conftest import SUMMARY

MARK = "Not proved: Plexus care. Search and reading work; no plan is made."


@pytest.fixture
def summary():
    return replace(SUMMARY, proved=False)


@pytest.fixture
def window(qtbot, services, summary):
    found = Window(replace(services, guidelines=(summary,)), Settings(theme="light"))
    qtbot.addWidget(found)
    with qtbot.waitExposed(found):
        found.show()
    return found


def test_it_is_marked_at_home_and_while_reading(window):
    assert window.unproved.isVisible()
    assert window.unproved.words.text() == MARK
    window.open_section("plexus", "imaging")
    assert window.history.here.view == READER
    assert window.unproved.words.text() == MARK


def test_it_is_searched_and_read(qtbot, window):
    QTest.keyClicks(window.bar.search, "mri")
    window.library.open_chosen()
    qtbot.waitUntil(lambda: window.history.here.view == READER)
    assert "Plexus MRI is the first test." in window.reader.text.toPlainText()


def test_its_card_starts_no_plan(window):
    (start,) = [b for b in window.library.findChildren(QPushButton) if b.text() == "Start plan"]
    assert not start.isEnabled()
    assert "is not proved" in start.toolTip()


WAYS = [
    lambda w: QTest.mouseClick(w.bar.start, Qt.MouseButton.LeftButton),
    lambda w: QTest.keyClick(w, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier),
    lambda w: w.actions_by_name["new"].trigger(),
    lambda w: w.library.plan_requested.emit("plexus"),
]


@pytest.mark.parametrize("way", range(len(WAYS)))
@pytest.mark.parametrize("reading", [False, True])
def test_no_way_leads_to_a_plan(window, way, reading):
    if reading:
        window.open_section("plexus", "imaging")
    for _again in range(2):
        WAYS[way](window)
        assert window.unproved.words.text().startswith("Plexus care is not proved, so no plan is made from it")
        assert "waymark-cli check --record" in window.unproved.words.text()
        assert window.history.here.view == (READER if reading else LIBRARY)
        assert not any(place.view == WIZARD for place in window.history.places)
        assert not window.case.is_active()
        assert window.wizard.guideline is None
        assert not window.actions_by_name["print"].isEnabled()
    window.go_home()
    assert window.unproved.words.text() == MARK


def test_a_proved_one_beside_it_starts(qtbot, services, summary):
    other = replace(SUMMARY, id="other", title="Other care", proved=False)
    found = Window(replace(services, guidelines=(SUMMARY, other)), Settings(theme="light"))
    qtbot.addWidget(found)
    assert found.unproved.words.text() == MARK.replace("Plexus", "Other")
    found.open_section("plexus", "imaging")
    assert not found.unproved.words.text()
    found.begin_plan("plexus")
    assert found.history.here.view == WIZARD


def test_one_without_rules_is_for_reading(qtbot, services):
    found = Window(replace(services, guidelines=(replace(SUMMARY, rules=0, proved=False),)), Settings(theme="light"))
    qtbot.addWidget(found)
    assert not found.unproved.words.text()
    found.start_plan()
    assert found.unproved.words.text() == "Plexus care has no rules, so no plan is made from it: read it."
    assert found.history.here.view == LIBRARY
