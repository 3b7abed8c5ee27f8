"""What can be tested here of the installers for other systems, and of the entry in the menu."""

import shutil
import subprocess

import pytest
import targets

from desktop.paths import ROOT

SCRIPT = ROOT / "packaging" / "windows" / "waymark.nsi"


@pytest.mark.parametrize("version", ["0.1.0", "0.2.0rc1", "1.0.0.dev3"])
@pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis comes with Debian's nsis")
def test_the_script_for_windows_compiles_with_a_stand_in(tmp_path, version):
    payload = tmp_path / "payload"
    (payload / "_internal").mkdir(parents=True)
    for name in ("waymark.exe", "waymark-cli.exe", "LICENSE.txt", "_internal/python311.dll"):
        (payload / name).write_bytes(b"stand-in " * 100)
    made = tmp_path / "waymark-setup.exe"
    numbers = f"-DNUMBERS={targets.four_numbers(version)}"
    settings = [f"-DVERSION={version}", numbers, f"-DPAYLOAD={payload}", f"-DOUT={made}"]
    subprocess.run(["makensis", "-V1", "-WX", *settings, SCRIPT], check=True)
    assert made.read_bytes()[:2] == b"MZ"


def test_the_uninstaller_takes_what_the_build_makes():
    script = SCRIPT.read_text()
    for name in (
        "waymark.exe",
        "waymark-cli.exe",
        "LICENSE.txt",
        "THIRD-PARTY-NOTICES.txt",
        "sbom.cdx.json",
        "files.sha256",
    ):
        assert rf'Delete "$INSTDIR\{name}"' in script


def test_every_shell_script_parses():
    for script in (ROOT / "packaging").rglob("*.sh"):
        subprocess.run(["bash", "-n", script], check=True)


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="a tool of the desktop")
def test_menu_entry_is_valid():
    entry = ROOT / "packaging" / "linux" / "waymark.desktop"
    done = subprocess.run(["desktop-file-validate", entry], capture_output=True, text=True, check=False)
    assert done.stdout == ""


def test_what_has_not_run_is_said():
    assert "not yet run" in (ROOT / "docs" / "admin.md").read_text()
