"""The door with windows: what it refuses, and the window over the real store."""

import os
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

from db.store import Store
from desktop import app as door
from desktop import context, paths
from desktop.paths import ROOT
from desktop.settings import Settings
from desktop.ui.display import plugins_fault
from desktop.ui.history import Place


def run(*arguments, **environment):
    wanted = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment}
    command = [sys.executable, "-m", "desktop", *arguments]
    return subprocess.run(command, cwd=ROOT, env=wanted, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there does Qt abort without a display")
@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"DISPLAY": ":4077"},
        {"WAYLAND_DISPLAY": "wayland-7"},
        {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": "/nowhere"},
        {"QT_QPA_PLATFORM": "wayland"},
        {"QT_QPA_PLATFORM": "nonsense"},
        {"QT_QPA_PLATFORM": "nonsense;wayland"},
    ],
)
def test_no_display_is_a_sentence(environment):
    done = run(**environment)
    assert done.returncode == 1
    assert done.stderr.startswith("cannot open a window: ")
    assert done.stderr.count("\n") == 1


def test_version():
    assert run("--version").stdout == f"waymark {context.program_version()}\n"


@pytest.mark.parametrize("arguments", [("--nonsense",), ("--data-dir", ""), ("--store", "")])
def test_wrong_usage(arguments):
    assert run(*arguments, QT_QPA_PLATFORM="offscreen").returncode == 2


def test_a_data_folder_that_is_a_file_is_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    done = run("--data-dir", str(tmp_path / "file"), QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stderr) == (1, f"--data-dir: {tmp_path}/file is not a folder\n")


@pytest.mark.parametrize("content", [None, b"not a store"])
def test_a_store_that_cannot_be_used_is_a_sentence(tmp_path, content):
    store = tmp_path / "x.sqlite"
    if content is not None:
        store.write_bytes(content)
    done = run("--store", str(store), "--data-dir", str(tmp_path), QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 1
    assert str(store) in done.stderr
    assert "Traceback" not in done.stderr


def test_bad_settings_of_the_user_give_those_of_the_machine_with_its_locks_and_a_warning(tmp_path, monkeypatch):
    machine = tmp_path / "machine.toml"
    machine.write_text('clinic_name = "Hill"\npaper = "letter"\nlocked = ["clinic_name", "paper"]')
    monkeypatch.setattr(paths, "machine_settings", lambda: machine)
    (tmp_path / "settings.toml").write_text("theme = 'pink'")
    settings, warning = door.settings_or_machine(tmp_path)
    assert settings == Settings(clinic_name="Hill", paper="letter", locked=("clinic_name", "paper"))
    assert "pink" in warning


def test_bad_settings_of_the_machine_open_no_window(tmp_path, monkeypatch, shipped_store, capsys):
    machine = tmp_path / "machine.toml"
    monkeypatch.setattr(paths, "machine_settings", lambda: machine)
    monkeypatch.setattr(door, "show_refusal", lambda message: None)  # a box would wait for a click
    for fault in ("theme = 'blue'", "foo = 1", "locked = ['theme']", "language = 'tlh'"):
        machine.write_text(fault)
        assert door.main(["--store", str(shipped_store), "--data-dir", str(tmp_path / "data")]) == 1
        assert capsys.readouterr().err.startswith(f"{machine}: ")


def test_a_path_that_qt_reads_wrongly_is_a_sentence(tmp_path):
    assert plugins_fault(tmp_path) == ""
    folder = Path(PySide6.__file__).parent
    assert plugins_fault(tmp_path / "a") == (
        f"Qt finds no plugins in {folder}; the path of the program may hold no comma, semicolon, double quote or \\"
    )


def test_the_real_guideline_is_found_read_and_warmed_up(qtbot, shipped_store, tmp_path):
    with Store.open(shipped_store) as store:
        window = door.make_window(store, Settings(theme="light"), tmp_path)
        qtbot.addWidget(window)
        window.show()
        qtbot.keyClicks(window.bar.search, "pregabalin")
        model = window.library.page.model
        assert model.hits
        assert any(model.numbers(hit) for hit in model.hits)
        window.library.open_chosen()
        assert "pregabalin" in window.reader.text.toPlainText().lower()
        for section in window.reader.guideline.sections:
            window.go(Place("reader", window.reader.guideline.id, section.id))
            assert window.reader.shown == section.id


def test_settings_are_kept_in_the_data_folder(qtbot, shipped_store, tmp_path):
    with Store.open(shipped_store) as store:
        window = door.make_window(store, Settings(theme="light"), tmp_path)
        qtbot.addWidget(window)
        window.choose_theme("dark")
    assert context.read_settings(tmp_path).theme == "dark"
