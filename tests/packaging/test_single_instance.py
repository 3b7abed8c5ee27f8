"""A second start brings the first window to the front."""

import os
import subprocess
import sys
import threading
import time

import pytest
from PySide6.QtWidgets import QWidget

from desktop.paths import ROOT
from desktop.ui.single_instance import PATIENCE_S, SingleInstance, bring_to_front

SECOND = "import sys; from pathlib import Path; from desktop.ui.single_instance import SingleInstance as S; "


def start(folder, code):
    done = subprocess.run([sys.executable, "-c", SECOND + code, str(folder)], cwd=ROOT, capture_output=True, text=True,
                          check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    return done.stdout.strip()


def test_the_second_start_calls_the_first(qtbot, tmp_path):
    first = SingleInstance(tmp_path / "new" / "ö data")
    assert first.first
    calls = []
    watcher = first.listen(lambda: calls.append(1))
    said = []
    code = "s = S(Path(sys.argv[1])); print(s.first, s.call())"
    for number in (1, 2):
        threading.Thread(target=lambda: said.append(start(first.call_file.parent, code))).start()
        qtbot.waitUntil(lambda wanted=number: len(said) == len(calls) == wanted, timeout=20_000)
    assert said == ["False True"] * 2
    del watcher


def test_a_call_that_came_before_the_first_window_listened_is_answered(qapp, tmp_path):
    first = SingleInstance(tmp_path)
    first.call_file.write_text("a call")
    calls = []
    first.listen(lambda: calls.append(1))
    assert calls == [1]
    assert not first.is_called()


@pytest.mark.parametrize("left", [b"", bytes(87), b"4242\nwaymark\nanother-pc\n1\n2\n"])
def test_a_lock_behind_which_nobody_answers_is_taken_over(qapp, tmp_path, left):
    (tmp_path / "waymark.lock").write_bytes(left)
    second = SingleInstance(tmp_path)
    if not second.first:
        start_of_wait = time.monotonic()
        assert not second.call()
        assert time.monotonic() - start_of_wait < 2
        second.take_over()
    assert second.lock.isLocked()
    assert start(tmp_path, "print(S(Path(sys.argv[1])).first)") == "False"


def test_without_an_answer_and_without_a_claim_there_is_still_a_window(qapp, tmp_path):
    (tmp_path / "waymark.lock").mkdir()
    (tmp_path / "waymark.call").mkdir()
    second = SingleInstance(tmp_path)
    assert not second.first
    assert not second.call()
    second.take_over()
    assert second.listen(lambda: None).files() == []


def test_a_claim_that_cannot_be_called_is_left_alone(qapp, tmp_path):
    first = SingleInstance(tmp_path)
    (tmp_path / "waymark.call").mkdir()  # as on a full disk, no call can be written
    second = SingleInstance(tmp_path)
    assert not second.call()
    second.take_over()
    assert first.lock_file.exists()
    assert not second.lock.isLocked()


def test_after_the_first_has_gone_the_next_is_first(tmp_path):
    assert start(tmp_path, "print(S(Path(sys.argv[1])).first)") == "True"
    assert start(tmp_path, "S(Path(sys.argv[1])); import os; os._exit(0)") == ""
    assert SingleInstance(tmp_path).first


def test_a_window_of_this_machine_is_given_time(qapp, tmp_path):
    first = SingleInstance(tmp_path)
    assert first.first
    assert SingleInstance(tmp_path).patience() == PATIENCE_S


def test_where_nothing_can_be_kept_every_start_is_a_first(qapp, tmp_path):
    blocked = tmp_path / "file"
    blocked.touch()
    found = SingleInstance(blocked / "data")
    assert found.first
    assert found.listen(lambda: None).files() == []


def test_a_minimised_window_comes_back(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()
    bring_to_front(window)
    assert window.isVisible()
    assert not window.isMinimized()
