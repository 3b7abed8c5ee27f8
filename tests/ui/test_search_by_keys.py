"""The search side of the window without a mouse: every control has a name, and every place is reached by keys."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from db.store import Store
from desktop.ui import search_desk
from desktop.ui.history import LIBRARY, READER
from tests.ui.care_fixtures import ALT_LEFT, CTRL_E, ENTER, TAB, press

CTRL_F = (Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
CTRL_L = (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
DOWN, F3 = Qt.Key.Key_Down, Qt.Key.Key_F3


@pytest.fixture
def window(open_window, shipped_store):
    return open_window(shipped_store)


def named(widget):
    """What a screen reader says of a control: its name, the words on it, or those of its label."""
    words = widget.text() if isinstance(widget, QAbstractButton) else ""
    labels = [label.text() for label in widget.window().findChildren(QLabel) if label.buddy() is widget]
    return (widget.accessibleName() or words or "".join(labels)).strip()


def controls(window):
    """Every control that can be seen, and that keys or clicks reach."""
    found = [w for w in window.findChildren(QWidget) if w.isVisible() and w.isEnabled()]
    return [w for w in found if w.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(w, QAbstractButton)]


PLACES = {
    "start": (),
    "hits": ("imaging",),
    "repaired": ("miokimia",),
    "no hit": ("qqqqzzzz",),
    "reader": ("miokimia", ENTER),
    "finding": ("miokimia", ENTER, CTRL_F, "pain"),
    "outline": ("miokimia", ENTER, CTRL_L),
    "evidence": ("miokimia", ENTER, CTRL_E),
}


@pytest.mark.parametrize("keys", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("width", [1024, 1366])
def test_every_control_has_a_name(window, keys, width):
    window.resize(width, 768)
    press(*keys)
    seen = controls(window)
    assert window.bar.search in seen
    assert [w for w in seen if not named(w)] == []


def test_keys_alone_lead_from_the_start_through_the_filters_to_a_statement_and_back(window):
    press("imaging", TAB)
    assert QApplication.focusWidget() is window.library.page.filters.kind
    press(DOWN, TAB)
    filters = window.library.page.filters.chosen
    assert any(filters)
    while QApplication.focusWidget() is not window.library.page.list:
        press(TAB)
    press(DOWN, ENTER)
    assert window.history.here.view == READER
    assert QApplication.focusWidget() is window.reader.text
    press(F3, CTRL_F, "pain", ENTER, Qt.Key.Key_Escape, ALT_LEFT)
    assert window.history.here.view == LIBRARY
    assert window.bar.search.text() == "imaging"
    assert window.library.page.filters.chosen == filters
    assert window.library.row() == 1


def test_a_slow_answer_never_replaces_a_newer_one(window, qtbot, monkeypatch):
    monkeypatch.setattr(search_desk, "PATIENCE", 0)
    search, worked, shown = Store.search, [], []
    begun, gate = threading.Event(), threading.Event()

    def slow(store, words, *rest, **options):
        found = search(store, words, *rest, **options)
        if words == "pregabalin":
            begun.set()
            gate.wait()
        worked.append(words)
        return found

    monkeypatch.setattr(Store, "search", slow)
    window.library.page.model.modelReset.connect(lambda: shown.append(window.library.page.model.hits))
    window.search("pregabalin")
    assert begun.wait(10)
    window.search("miokimia")
    gate.set()
    qtbot.waitUntil(lambda: not window.library.waiting)
    qtbot.wait(50)
    assert worked == ["pregabalin", "miokimia"]
    assert {hit.statement for hits in shown for hit in hits} == {hit.statement for hit in shown[-1]}
    assert "rad-myokymia" in {hit.statement for hit in shown[-1]}
