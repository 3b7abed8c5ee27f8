"""An output or a stderr that is closed: told where it can be, and never mixed up."""

import os
import subprocess
import sys

import pytest

from db.problem import has_errors
from desktop.building import build
from desktop.paths import ROOT


@pytest.fixture
def small_store(folder, tmp_path):
    """A store of one small guideline."""
    assert not has_errors(build([folder], tmp_path / "small.sqlite"))
    return tmp_path / "small.sqlite"


def run(shell, tmp_path):
    command = f'"{sys.executable}" -m desktop.cli {shell}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""}  # as the built program writes
    return subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )


def test_a_closed_output_is_a_sentence(tmp_path):
    done = run("--version >&-", tmp_path)
    assert (done.returncode, done.stderr) == (1, "the output is closed\n")


def test_what_is_said_to_a_closed_stderr_does_not_go_to_the_output(tmp_path):
    done = run("show nonsense --data-dir . 2>&-", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.parametrize("command", ["--version", "guidelines --store {store}"])
def test_an_output_on_a_full_disk_is_a_sentence(command, tmp_path, small_store):
    done = run(f"{command.format(store=small_store)} >/dev/full", tmp_path)
    assert (done.returncode, done.stderr) == (1, "the output: No space left on device\n")


def test_a_reader_who_has_read_enough_is_no_fault(small_store):
    ours, theirs = os.pipe()
    os.close(ours)
    command = [sys.executable, "-m", "desktop.cli", "guidelines", "--store", str(small_store)]
    environment = {**os.environ, "PYTHONUNBUFFERED": ""}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=theirs, stderr=subprocess.PIPE, check=False)
    os.close(theirs)
    assert (done.returncode, done.stderr) == (0, b"")
