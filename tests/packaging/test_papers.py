"""What Debian wants of every package beside the program."""

import gzip
import importlib.util
import shutil
import subprocess
import sys

import pytest

from desktop.paths import ROOT


@pytest.fixture
def pack(monkeypatch, tmp_path):
    """The script that packs, with an empty package in a folder of its own."""
    spec = importlib.util.spec_from_file_location("pack", ROOT / "packaging" / "linux" / "pack.py")
    found = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "path", list(sys.path))
    spec.loader.exec_module(found)
    monkeypatch.setattr(found, "TREE", tmp_path)
    return found


def test_papers_are_the_same_each_time_and_read_by_debian(pack, tmp_path):
    pack.put_papers("0.2.0~rc1", 1_767_225_600)
    change = tmp_path / "usr/share/doc/waymark/changelog.gz"
    first = change.read_bytes()
    pack.put_papers("0.2.0~rc1", 1_767_225_600)
    assert change.read_bytes() == first
    text = gzip.decompress(first).decode()
    assert text.startswith("waymark (0.2.0~rc1) ")
    assert text.endswith("Thu, 01 Jan 2026 00:00:00 -0000\n")
    assert (tmp_path / "usr/share/doc/waymark/copyright").read_text().startswith("Copyright ")


@pytest.mark.skipif(shutil.which("man") is None, reason="the reader of manual pages")
@pytest.mark.parametrize("door", ["waymark", "waymark-cli"])
def test_the_manual_pages_are_read_without_a_warning(pack, tmp_path, door):
    pack.put_papers("1", 0)
    page = tmp_path / "usr/share/man/man1" / f"{door}.1.gz"
    command = ["man", "--warnings", "-l", page]
    environment = {"MANPAGER": "cat", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stderr == ""
    assert "EXIT STATUS" in done.stdout or "COMMANDS" in done.stdout
