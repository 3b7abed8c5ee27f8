"""A second start brings the first window to the front."""

import os
import subprocess
import sys

from PySide6.QtWidgets import QWidget

from desktop.paths import ROOT
from desktop.ui.single_instance import SingleInstance, bring_to_front

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
    for number in (1, 2):
        said = start(first.call_file.parent, "s = S(Path(sys.argv[1])); print(s.first); s.call()")
        assert said == "False"
        qtbot.waitUntil(lambda wanted=number: len(calls) >= wanted, timeout=5000)
    del watcher


def test_after_the_first_has_gone_the_next_is_first(tmp_path):
    assert start(tmp_path, "print(S(Path(sys.argv[1])).first)") == "True"
    assert start(tmp_path, "S(Path(sys.argv[1])); import os; os._exit(0)") == ""
    assert SingleInstance(tmp_path).first


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
