"""What the tests of wizard, plan and preview share: a case, views on the screen, and real keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea

from db.source import read_guideline
from desktop.core.engine import Engine
from desktop.core.facts import Patient
from desktop.paths import GUIDELINES
from desktop.ui import theme
from desktop.ui.case import Case
from desktop.ui.wizard_view import WizardView
from tests.small import TODAY, guideline

PAT = Patient(family="Example", given="Pat", number="123 456 7890")
ENTER, TAB, ESC = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape
CTRL_Z = (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
CTRL_P = (Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
CTRL_E = (Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
CTRL_R = (Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
ALT_LEFT = (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
ALT_T = (Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)


def press(*keys):
    """Real keys, each to whatever has the focus: text, a key, or a key with its modifier."""
    for key in keys:
        target = QApplication.focusWidget()
        assert target is not None, "nothing has the focus"
        if isinstance(key, str):
            QTest.keyClicks(target, key)
        elif isinstance(key, tuple):
            QTest.keyClick(target, *key)
        else:
            QTest.keyClick(target, key)
        QApplication.processEvents()


def on_screen(qtbot, view, width=1024, height=678):
    """A view shown and active, so that it has the focus."""
    qtbot.addWidget(view)
    view.resize(width, height)
    view.show()
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    return view


def texts(widget):
    """Every text of the labels that are seen, in one string."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def fits(view, width):
    """No sideways scrolling, and no label lower than its text needs."""
    for _pass in range(4):  # heights follow widths, layout by layout
        QApplication.processEvents()
    assert view.width() == width
    for area in view.findChildren(QScrollArea):
        if area.isVisible():
            assert area.widget().width() <= area.viewport().width()
    for label in view.findChildren(QLabel):
        if label.isVisible() and label.text():
            need = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
            assert label.height() >= need, label.text()
            assert label.wordWrap() or label.width() >= label.sizeHint().width(), label.text()
    for button in view.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width(), button.text()
            assert button.height() >= 36


@pytest.fixture
def dress(qapp):
    """Wear a theme at a text size; the next test begins in the default one."""
    return lambda name="light", percent=100: theme.wear(qapp, name, percent)


@pytest.fixture
def case(qapp):
    made = Case()
    made.start(Engine(guideline()), Patient(), TODAY)
    return made


@pytest.fixture
def wizard(qtbot, dress):
    """The wizard at the start page of the small guideline."""
    dress()
    view = on_screen(qtbot, WizardView(Case(), lambda: TODAY))
    view.begin(guideline())
    return view


@pytest.fixture(scope="session")
def real():
    source, problems = read_guideline(GUIDELINES / "lumbosacral-plexopathy")
    assert source is not None, problems
    return source.guideline
