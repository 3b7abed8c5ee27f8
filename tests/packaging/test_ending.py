"""A script that is told to end leaves no process and no folder behind."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.paths import ROOT

CODE = """
import time
from ending import end_in_order
from screen import Screen
end_in_order()
with Screen() as screen:
    print(screen.server.pid, screen.folder.name, flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is the screen")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_screen_of_a_script_ends_with_it(number):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "packaging")}
    with subprocess.Popen([sys.executable, "-c", CODE], env=environment, stdout=subprocess.PIPE, text=True) as script:
        server, folder = script.stdout.readline().split()
        assert Path(folder).is_dir()
        script.send_signal(number)
        assert script.wait(30) == 128 + number
    assert not Path(folder).exists()
    assert not Path("/proc", server).exists()
