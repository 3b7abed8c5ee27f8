"""What an administrator sets for a machine, what is locked, and where a portable program keeps its own."""

import dataclasses
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from db.store_file import StoreError
from desktop import context, paths, settings
from desktop.paths import ROOT
from desktop.settings import Settings, SettingsError
from desktop.ui.settings_dialog import SettingsDialog


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A file of machine-wide settings that is not that of this machine."""
    path = tmp_path / "machine.toml"
    monkeypatch.setattr(paths, "machine_settings", lambda: path)
    return path


def run_as_nobody(code, folder):
    """What Python code prints that is run in a folder, without the rights of root."""
    become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [*become, sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


def test_without_a_file_the_defaults_hold(machine, tmp_path):
    assert context.read_settings(tmp_path / "user") == Settings()


def test_the_machine_gives_defaults_that_the_user_may_change(machine, tmp_path):
    machine.write_text('clinic_name = "Hill"\npaper = "letter"')
    assert context.read_settings(tmp_path).clinic_name == "Hill"
    (tmp_path / "settings.toml").write_text('clinic_name = "Mine"')
    found = context.read_settings(tmp_path)
    assert (found.clinic_name, found.paper) == ("Mine", "letter")


def test_what_is_locked_the_user_cannot_change(machine, tmp_path):
    machine.write_text('clinic_name = "Hill"\nlocked = ["clinic_name"]')
    (tmp_path / "settings.toml").write_text('clinic_name = "Mine"\ntheme = "dark"')
    found = context.read_settings(tmp_path)
    assert (found.clinic_name, found.theme, found.locked) == ("Hill", "dark", ("clinic_name",))
    settings.write_settings(tmp_path / "settings.toml", dataclasses.replace(found, clinic_name="Other"))
    assert "Other" not in (tmp_path / "settings.toml").read_text()
    assert context.read_settings(tmp_path) == found


def test_a_locked_field_is_out_of_reach_and_survives_the_defaults(qtbot):
    own = Settings(theme="dark", clinic_name="Hill", clinic_phone="1", locked=("clinic_name", "language"))
    dialog = SettingsDialog(own)
    qtbot.addWidget(dialog)
    assert not dialog.clinic_name.isEnabled()
    assert dialog.clinic_name.toolTip()
    assert dialog.clinic_phone.isEnabled()
    with qtbot.waitSignal(dialog.settings_changed) as changed:
        dialog.go_back()
    assert changed.args[0] == Settings(clinic_name="Hill", locked=own.locked)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('locked = ["theme"]', "locked"),
        ('locked = "paper"', "locked"),
        ('clinic_name = "a\\u202eb"', "clinic_name; allowed: a text of one line"),
        ("paper = " + "[" * 3_000 + "]" * 3_000, "too many brackets"),
        ('paper = "a5"', "a5"),
        ('nonsense = "x"', "nonsense"),
        ('guidelines = "/nowhere/at/all"', "guidelines"),
        ("guidelines = 3", "guidelines"),
        ('guidelines = "/dev/null"', "guidelines"),
        ('guidelines = "\\u0000"', "guidelines"),
        ('guidelines = "tests"', "guidelines is 'tests'; allowed: the whole path"),
        ('guidelines = "nowhere/at/all"', "guidelines is 'nowhere/at/all'; allowed: the whole path"),
        ("foo = 1", "foo.*clinic_phone, locked, guidelines"),
        ('language = "tlh"', "language"),
        ("paper =", "machine.toml"),
        ('paper = "a4"\nlanguage = "en"\npaper = "letter"', "paper stands in it twice"),
        ('clinic_name = "Hill\\tClinic"', "clinic_name; allowed: a text of one line"),
        (f'clinic_address = "{"x" * 201}"', "clinic_address; allowed: .* 200 letters"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(machine, tmp_path, text, word):
    machine.write_text(text)
    with pytest.raises(SettingsError, match=word) as refused:
        context.read_settings(tmp_path / "user")
    assert str(refused.value).startswith(f"{machine}: ")
    assert "\n" not in str(refused.value)


def test_what_an_editor_puts_before_a_text_is_no_fault(machine, tmp_path):
    machine.write_bytes(b'\xef\xbb\xbfclinic_name = "Hill"')
    assert context.read_settings(tmp_path / "user").clinic_name == "Hill"


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_refused_and_never_waited_for(machine, tmp_path, make):
    make(machine)
    with pytest.raises(SettingsError, match=r"machine\.toml: it is not a file"):
        context.read_settings(tmp_path / "user")


@pytest.mark.parametrize("target", ["absent.toml", "machine.toml"])
def test_a_link_that_leads_nowhere_is_refused(machine, tmp_path, target):
    machine.symlink_to(tmp_path / target)
    with pytest.raises(SettingsError, match=r"machine\.toml: it is not a file, nor a link to one"):
        context.read_settings(tmp_path / "user")


def test_a_folder_that_is_a_link_to_nowhere_is_refused(tmp_path, monkeypatch):
    (tmp_path / "waymark").symlink_to(tmp_path / "absent")
    monkeypatch.setattr(paths, "machine_settings", lambda: tmp_path / "waymark" / "settings.toml")
    with pytest.raises(SettingsError, match=f"{tmp_path}/waymark: it is not a folder"):
        context.read_settings(tmp_path / "user")


def test_a_file_in_the_place_of_the_folder_is_named(machine, tmp_path, monkeypatch):
    (tmp_path / "waymark").touch()
    monkeypatch.setattr(paths, "machine_settings", lambda: tmp_path / "waymark" / "settings.toml")
    with pytest.raises(SettingsError, match=f"{tmp_path}/waymark: it is not a folder"):
        context.read_settings(tmp_path / "user")


def test_a_folder_that_cannot_be_read_is_refused(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    tmp_path.chmod(0o755)
    code = "from desktop.settings import is_readable; print(is_readable('.'), is_readable('closed'))"
    assert run_as_nobody(code, tmp_path) == "True False\n"


def test_a_language_of_the_user_without_a_translation_is_named_with_its_file(machine, tmp_path):
    (tmp_path / "settings.toml").write_text('language = "tlh"')
    with pytest.raises(SettingsError, match=r"settings\.toml: language is 'tlh'"):
        context.read_settings(tmp_path)
    (tmp_path / "settings.toml").write_text('language = "en-GB"')
    assert context.read_settings(tmp_path).language == "en-GB"


def test_a_file_that_is_no_text_is_refused(machine, tmp_path):
    machine.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"machine\.toml"):
        context.read_settings(tmp_path)


def test_the_machine_may_bring_its_own_guidelines(machine, tmp_path):
    folder = tmp_path / "guidelines"
    shutil.copytree(paths.GUIDELINES, folder)
    machine.write_text(f"guidelines = {str(folder)!r}")
    with context.open_store(None, tmp_path) as store:
        assert store.guidelines()
    entry = next(folder.glob("*/guideline.yaml"))
    entry.write_text("id: [")
    with pytest.raises(StoreError, match=f"The guidelines in {folder} cannot be used. {entry.parent.name}/"):
        context.open_store(None, tmp_path)


@pytest.mark.parametrize("store", [None, "nowhere.sqlite"])
def test_a_folder_without_guidelines_is_named_with_its_setting(machine, tmp_path, store):
    folder = tmp_path / "not mounted"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "guideline.yaml").touch()
    machine.write_text(f"guidelines = {str(folder)!r}")
    with pytest.raises(SettingsError) as refused:
        context.open_store(store, tmp_path)
    assert str(refused.value) == f"{machine}: guidelines is '{folder}', where no folder holds a guideline.yaml"


def test_only_folders_that_hold_a_guideline_count(tmp_path):
    for name in (".git/guideline.yaml", "b/guideline.yaml", "a/guideline.yaml", "readme/text", "closed/guideline.yaml"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    (tmp_path / "guideline.yaml").touch()
    tmp_path.chmod(0o755)
    (tmp_path / "closed").chmod(0)
    code = "from pathlib import Path; from db.content import guideline_folders; print(*guideline_folders(Path()))"
    assert run_as_nobody(code, tmp_path) == "a b\n"


def test_a_portable_program_keeps_its_own_beside_itself(tmp_path):
    folder = tmp_path / "ö stick"
    folder.mkdir()
    assert paths.portable_data(folder) is None
    (folder / "portable").touch()
    assert paths.portable_data(folder) == folder / "data"


def test_without_a_home_nothing_is_kept(monkeypatch):
    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert paths.user_data() == Path("/dev/null/waymark")
    assert context.read_settings(None) == Settings()
