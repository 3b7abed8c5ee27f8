"""A small guideline folder, the answers of one patient, and the command line."""

import pytest

from desktop.cli import main
from tests.provable import write_folder


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path / "tiny")


@pytest.fixture
def run(capsys, tmp_path):
    """Run one command; returns its status, and what it printed."""

    def command(*words):
        status = main([*map(str, words), "--data-dir", str(tmp_path / "data")])
        told = capsys.readouterr()
        return status, told.out, told.err

    return command


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "answers.yaml"
    path.write_text("answers: {ill: no, pain: yes}\n")
    return path
