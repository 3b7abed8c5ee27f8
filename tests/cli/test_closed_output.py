"""An output or a stderr that is closed: told where it can be, and never mixed up."""

import os
import subprocess
import sys

from desktop.paths import ROOT


def run(shell, tmp_path):
    command = f'"{sys.executable}" -m desktop.cli {shell}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )


def test_a_closed_output_is_a_sentence(tmp_path):
    done = run("--version >&-", tmp_path)
    assert (done.returncode, done.stderr) == (1, "the output is closed\n")


def test_what_is_said_to_a_closed_stderr_does_not_go_to_the_output(tmp_path):
    done = run("show nonsense --data-dir . 2>&-", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
