"""Why the program cannot start is seen by who started it by a click, and read by who has a terminal."""

import os
import pty
import shutil
import subprocess
import sys

import pytest
from installed import started
from screen import Screen

from desktop.paths import ROOT

pytestmark = pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is the screen")
COMMAND = [sys.executable, "-m", "desktop", "--store", "/nowhere.sqlite"]
BOX_PARTS = 0.005


def environment(screen, home):
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(home), "DISPLAY": screen.display}


def test_without_a_terminal_a_box_says_it(tmp_path):
    with Screen() as screen, started(COMMAND, environment(screen, tmp_path), stderr=subprocess.PIPE) as process:
        assert screen.wait_for_window(30, BOX_PARTS)
        assert process.poll() is None
        with process.stderr:
            assert b"/nowhere.sqlite" in process.stderr.readline()


def test_with_a_terminal_it_ends_by_itself(tmp_path):
    ours, theirs = pty.openpty()
    with Screen() as screen:
        done = subprocess.run(COMMAND, env=environment(screen, tmp_path), stderr=theirs, check=False, timeout=60)
    os.close(theirs)
    assert done.returncode == 1
    assert b"/nowhere.sqlite" in os.read(ours, 1000)
    os.close(ours)
