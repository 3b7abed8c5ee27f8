"""The program opens no network socket, from search to print: the system calls are watched."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PICTURES = {"search", "reader", "start", "emergencies", "wizard", "check-answers", "plan", "preview"}
ADDRESS_FAMILIES = ("AF_INET", "AF_INET6")


def sockets(log, *command):
    """The network sockets that a command and its children open."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    traced = ["strace", "-f", "-qq", "-e", "trace=socket", "-o", str(log), *map(str, command)]
    done = subprocess.run(traced, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [line for line in log.read_text().splitlines() if any(family in line for family in ADDRESS_FAMILIES)]


@pytest.mark.skipif(sys.platform != "linux", reason="strace is a tool of Linux")
def test_from_search_to_print_no_network_socket_is_opened(tmp_path):
    assert sockets(tmp_path / "log", sys.executable, "-m", "desktop.tour", tmp_path / "out") == []
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 2
    assert {p.stem for p in (tmp_path / "out").glob("*.png")} == PICTURES


@pytest.mark.skipif(sys.platform != "linux", reason="strace is a tool of Linux")
def test_the_watch_sees_a_network_socket(tmp_path):
    assert sockets(tmp_path / "log", sys.executable, "-c", "import socket; socket.socket()") != []
