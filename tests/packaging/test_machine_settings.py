"""What an administrator sets for a machine, what is locked, and where a portable program keeps its own."""

import dataclasses
import hashlib
from pathlib import Path

import pytest

from db.store import StoreError
from desktop import context, paths, settings
from desktop.settings import Settings, SettingsError
from desktop.ui.settings_dialog import SettingsDialog


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A file of machine-wide settings that is not that of this machine."""
    path = tmp_path / "machine.toml"
    monkeypatch.setattr(paths, "machine_settings", lambda: path)
    return path


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
        ('paper = "a5"', "a5"),
        ('nonsense = "x"', "nonsense"),
        ('guidelines = "/nowhere/at/all"', "guidelines"),
        ("guidelines = 3", "guidelines"),
        ("paper =", "machine.toml"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(machine, tmp_path, text, word):
    machine.write_text(text)
    with pytest.raises(SettingsError, match=word):
        context.read_settings(tmp_path)


def test_a_file_that_is_no_text_is_refused(machine, tmp_path):
    machine.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"machine\.toml"):
        context.read_settings(tmp_path)


def test_the_machine_may_bring_its_own_guidelines(machine, tmp_path):
    folder = tmp_path / "guidelines"
    folder.mkdir()
    machine.write_text(f"guidelines = {str(folder)!r}")
    with context.open_store(None, tmp_path) as store:
        assert store.guidelines() == ()


def test_a_portable_program_keeps_its_own_beside_itself(tmp_path):
    program = tmp_path / "ö stick" / "waymark"
    program.parent.mkdir()
    assert paths.portable_data(program) is None
    (program.parent / "portable").touch()
    assert paths.portable_data(program) == program.parent / "data"


def test_without_a_home_nothing_is_kept(monkeypatch):
    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert paths.user_data() == Path("/dev/null/waymark")
    assert context.read_settings(None) == Settings()


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """An installed program of one resource."""
    resource = tmp_path / "resources" / "style.txt"
    resource.parent.mkdir()
    resource.write_text("whole")
    manifest = tmp_path / "resources.sha256"
    manifest.write_text(f"{hashlib.sha256(b'whole').hexdigest()}  resources/style.txt\n")
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "MANIFEST", manifest)
    monkeypatch.setattr(paths, "INSTALLED", True)
    return resource


def test_whole_resources_are_no_damage(installed):
    assert context.damaged_resource() == ""


@pytest.mark.parametrize("harm", [lambda p: p.write_text("whole!"), lambda p: p.unlink()])
def test_a_damaged_or_missing_resource_is_named_in_one_sentence(installed, harm):
    harm(installed)
    said = context.damaged_resource()
    assert str(installed) in said
    assert said.endswith("install the program again.")
    with pytest.raises(StoreError, match=r"style\.txt"):
        context.open_store(None, installed.parent)


def test_an_installed_program_reads_its_version_and_leaves_a_missing_one_to_the_check(installed, monkeypatch):
    version = installed.with_name("version")
    monkeypatch.setattr(paths, "VERSION", version)
    assert context.program_version() == ""
    version.write_text("1.2.3")
    assert context.program_version() == "1.2.3"


def test_missing_hashes_are_damage_too(installed):
    for harm in (lambda: paths.MANIFEST.write_bytes(b""), paths.MANIFEST.unlink):
        harm()
        assert "resources.sha256" in context.damaged_resource()
