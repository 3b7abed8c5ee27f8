"""Bugs: logged without what a patient's answer may be in, shown once, and the window lives on."""

import logging
import subprocess
import sys

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.ui import faults

SECRET = "EXAMPLE Pat 1961-04-05"


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "data" / "waymark.log"
    hook = sys.excepthook
    yield path
    sys.excepthook = hook
    for handler in faults.LOG.handlers:
        handler.close()
    faults.LOG.handlers.clear()


def fail(answer):
    raise ValueError(f"cannot read {answer}")


def hand_over(handler):
    try:
        fail(SECRET)
    except ValueError as error:
        handler(type(error), error, error.__traceback__)


def test_log_holds_type_and_place_but_no_words(log):
    faults.open_log(log)
    hand_over(faults.Handler(log, lambda _path: None))
    text = log.read_text()
    assert "bug: ValueError at tests/ui/test_faults.py:" in text
    assert "in fail <" in text
    assert not any(part in text for part in SECRET.split())


def test_path_outside_the_program_loses_its_folders():
    assert faults.inside("/home/jane-doe/lib/thing.py") == "thing.py"


def test_a_bug_is_shown_once_at_a_time(log):
    faults.open_log(log)
    shown = []

    def show(path):
        shown.append(path)
        hand_over(handler)

    handler = faults.Handler(log, show)
    hand_over(handler)
    assert shown == [log]
    hand_over(handler)
    assert shown == [log, log]
    assert log.read_text().count("bug:") == 4


def test_keyboard_interrupt_is_no_bug(log, capsys):
    faults.open_log(log)
    shown = []
    faults.Handler(log, shown.append)(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert shown == []
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_log_falls_back_to_stderr_where_the_folder_cannot_be_made(tmp_path, log):
    blocked = tmp_path / "file"
    blocked.write_text("")
    faults.open_log(blocked / "waymark.log")
    assert isinstance(faults.LOG.handlers[0], logging.StreamHandler)


def test_install_takes_the_hook_and_the_warnings_of_qt(log, qtlog):
    with qtlog.disabled():
        faults.install(log, lambda _path: None)
        try:
            qWarning("painter not active")
            assert isinstance(sys.excepthook, faults.Handler)
            assert "WARNING Qt default: painter not active" in log.read_text()
        finally:
            faults.uninstall()
        assert sys.excepthook is sys.__excepthook__


def words_of_the_dialog(log):
    seen = []

    def close():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.text() + box.informativeText())
        box.button(QMessageBox.StandardButton.Ok).click()

    QTimer.singleShot(50, close)
    faults.show_dialog(log)
    return seen[0]


def test_dialog_is_calm_and_names_the_log(qtbot, log):
    words = words_of_the_dialog(log)
    assert words.startswith("Something went wrong inside Waymark.")
    assert str(log) in words
    assert "Your answers are kept" in words


@pytest.mark.parametrize("replaced", [True, False])
def test_dialog_says_when_the_program_was_replaced_or_removed(qtbot, log, monkeypatch, tmp_path, replaced):
    other = tmp_path / "program"
    if replaced:
        other.write_text("of another version")
    monkeypatch.setattr(sys, "executable", str(other))
    words = words_of_the_dialog(log)
    assert words.startswith("Waymark was updated or removed while it was open.")
    assert "Your answers are kept" in words
    assert str(log) in words


def test_nothing_is_imported_once_a_bug_has_come(log):
    code = (
        "import sys; from pathlib import Path; from desktop.ui import faults\n"
        "faults.open_log(Path(sys.argv[1])); handler = faults.Handler(Path(sys.argv[1]), print)\n"
        "known = set(sys.modules)\n"
        "try: 1 / 0\n"
        "except ZeroDivisionError as error: handler(type(error), error, error.__traceback__)\n"
        "print(sorted(set(sys.modules) - known))"
    )
    done = subprocess.run([sys.executable, "-c", code, log], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == (f"{log}\n[]\n", "")
    assert "bug: ZeroDivisionError" in log.read_text()


def test_a_full_log_gives_way_to_a_new_one_and_one_predecessor_stays(log):
    faults.open_log(log)
    for words in ("first", "second"):
        log.write_text(words * faults.LOG_BYTES)
        hand_over(faults.Handler(log, lambda _path: None))
        assert log.read_text().count("bug:") == 1
        assert log.with_name("waymark.log.1").read_text().startswith(words)
    assert len(list(log.parent.iterdir())) == 2


def test_a_log_whose_folder_is_gone_keeps_no_bug_from_being_shown(log, capsys):
    faults.open_log(log)
    log.parent.rmdir()
    shown = []
    hand_over(faults.Handler(log, shown.append))
    assert shown == [log]
