"""A file of the installed program that is missing or damaged is named in one sentence, whatever it is."""

import os
import subprocess
import sys
import zlib

import build
import pytest

from db.store_file import StoreError
from desktop import context, damage, paths
from desktop.paths import ROOT

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the launcher is a script for Linux")


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """An installed program of one resource."""
    resource = tmp_path / "_internal" / "resources" / "style.txt"
    resource.parent.mkdir(parents=True)
    resource.write_text("whole")
    sums = resource.parent.with_name("resources.crc32")
    sums.write_text(build.listed(resource.parent, sums.parent, lambda data: f"{zlib.crc32(data):08x}"))
    listed = tmp_path / "files.sha256"
    listed.write_text(build.listed(tmp_path, tmp_path, build.sha256))
    monkeypatch.setattr(paths, "ROOT", sums.parent)
    monkeypatch.setattr(paths, "CHECKSUMS", sums)
    monkeypatch.setattr(paths, "MANIFEST", listed)
    monkeypatch.setattr(paths, "INSTALLED", True)
    return resource


HARMS = pytest.mark.parametrize(
    ("harm", "word"),
    [
        (lambda p: p.write_text("whale"), "damaged"),
        (lambda p: p.write_text("who"), "damaged"),
        (lambda p: p.unlink(), "missing"),
    ],
)


def test_a_whole_program_has_no_damage(installed):
    assert damage.damaged_resource() == damage.damaged_file() == ""


@HARMS
def test_a_damaged_or_missing_resource_is_named_in_one_sentence(installed, harm, word):
    harm(installed)
    for said in (damage.damaged_resource(), damage.damaged_file()):
        assert said == f"{installed}: the file is {word}; install the program again."
    with pytest.raises(StoreError, match=r"style\.txt"):
        context.open_store(None, installed.parent)


def test_an_installed_program_reads_its_version_and_leaves_a_missing_one_to_the_check(installed, monkeypatch):
    version = installed.with_name("version")
    monkeypatch.setattr(paths, "VERSION", version)
    assert context.program_version() == ""
    version.write_text("1.2.3")
    assert context.program_version() == "1.2.3"


def test_missing_checksums_are_damage_too(installed):
    for harm in (lambda: paths.CHECKSUMS.write_bytes(b""), paths.CHECKSUMS.unlink):
        harm()
        assert "resources.crc32" in damage.damaged_resource()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            "libxcb-cursor.so.0: cannot open shared object file: No such file or directory",
            "the system library libxcb-cursor.so.0 is missing",
        ),
        ("/opt/waymark/_internal/x.so: file too short", "/opt/waymark/_internal/x.so: file too short"),
    ],
)
def test_a_library_that_is_missing_is_named_in_words(fault, words):
    assert damage.library_words(OSError(fault)).startswith(words)
    frozen = OSError(
        "Failed to load dynlib/dll 'libqxcb.so'. Most likely it was not found when the program was frozen."
    )
    frozen.__cause__ = OSError(fault)
    assert damage.library_words(frozen).startswith(words)


@pytest.fixture
def launched(tmp_path):
    """A program behind its launcher: what is started says its arguments."""
    inside = tmp_path / "ö folder" / "_internal"
    (inside / "lib").mkdir(parents=True)
    for name in build.DOORS:
        (inside / name).write_text('#!/bin/sh\necho "$0 $*"\nexit 3\n')
        (inside / name).chmod(0o755)
    (inside / "lib" / "libx.so.1").write_bytes(b"library")
    build.write_launchers(inside.parent)
    return inside.parent


def start(program, *arguments, **more):
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False, env={}, **more)


@LINUX
def test_the_launcher_starts_the_program_of_its_name(launched, tmp_path):
    link = tmp_path / "waymark-cli"
    link.symlink_to(launched / "waymark-cli")
    for command in (launched / "waymark-cli", link):
        done = start(command, "a b", "*", cwd="/")
        assert (done.stdout, done.stderr) == (f"{launched}/_internal/waymark-cli a b *\n", "")
        assert done.returncode == 3
    assert start("./waymark", cwd=launched).stdout == "./_internal/waymark \n"


@LINUX
def test_a_relative_start_looks_nowhere_else_than_here(launched, tmp_path):
    other = tmp_path / "elsewhere" / launched.name
    other.mkdir(parents=True)
    environment = {"CDPATH": str(other.parent), "PATH": os.environ["PATH"]}
    for shell, place, cwd in (("bash", f"{launched.name}/waymark", tmp_path), ("sh", "waymark", launched)):
        done = subprocess.run([shell, place], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
        assert done.stdout.endswith("/_internal/waymark \n"), done.stderr


@LINUX
@pytest.mark.parametrize("mark", [":", ";"])
def test_a_path_at_which_the_system_would_cut_is_refused_in_one_sentence(launched, mark):
    folder = launched.rename(launched.with_name(f"a{mark}b"))
    for command, cwd in ((folder / "waymark-cli", "/"), ("./waymark", folder)):
        done = start(command, cwd=cwd)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert "colon or a semicolon" in done.stderr


@LINUX
def test_a_program_that_may_not_be_run_is_told_in_one_sentence(launched):
    inner = launched / "_internal" / "waymark"
    inner.chmod(0o644)  # as on a medium that is mounted noexec
    done = subprocess.run(["sh", launched / "waymark"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{inner}: it may not be run here: ")
    assert done.stderr.count("\n") == 1


@LINUX
@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("unix:path=/run/user/1/bus", True),
        ("unix:path=/run/tcp:1", True),
        ("tcp:host=10.9.9.9,port=1", False),
        ("unix:path=/run/bus;nonce-tcp:host=h", False),
    ],
)
def test_only_a_local_bus_is_handed_on(launched, address, kept):
    (launched / "_internal" / "waymark").write_text('#!/bin/sh\necho "$DBUS_SESSION_BUS_ADDRESS"\n')
    build.write_launchers(launched)
    environment = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": address}
    done = subprocess.run([launched / "waymark"], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == (f"{address}\n" if kept else "\n")


@LINUX
def test_through_a_link_but_without_readlink_the_cause_is_named(launched, tmp_path):
    link = tmp_path / "waymark-cli"
    link.symlink_to(launched / "waymark-cli")
    done = subprocess.run([link], capture_output=True, text=True, check=False, env={"PATH": "/none"})
    assert (done.returncode, done.stderr) == (1, f"{link}: the command readlink is not in PATH: add /usr/bin\n")


@LINUX
@HARMS
def test_the_launcher_names_what_is_missing_or_of_another_size(launched, harm, word):
    library = launched / "_internal" / "lib" / "libx.so.1"
    harm(library)
    done = start(launched / "waymark", "--version")
    assert done.stderr == f"{library}: the file is {word}; install the program again.\n"
    assert done.returncode == 1


@LINUX
@pytest.mark.parametrize("name", ["waymark", "base_library.zip", "resources.crc32", "python3.11/lib-dynload/zlib.so"])
def test_the_launcher_names_what_is_damaged_without_a_change_of_its_size(launched, name):
    place = launched / "_internal" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    if name != "waymark":
        place.write_bytes(b"loaded before Python can speak")
    build.write_launchers(launched)
    assert start(launched / "waymark").returncode == 3
    place.write_bytes(bytes(place.stat().st_size))
    done = start(launched / "waymark")
    assert done.stderr == f"{place}: the file is damaged; install the program again.\n"
    assert done.returncode == 1
    assert start(launched / "waymark-cli").returncode == (3 if name == "waymark" else 1)


@LINUX
@pytest.mark.parametrize("door", build.DOORS)
def test_a_launcher_that_is_cut_short_names_itself(launched, door):
    for number in range(200):  # a list as long as that of the real program
        (launched / "_internal" / "lib" / f"lib{number}.so").write_bytes(b"library")
    build.write_launchers(launched)
    script = launched / door
    whole = script.read_bytes()
    assert start(script).returncode == 3
    for length in (*range(2048, len(whole), 512), len(whole) - 1, len(whole) - 9, len(whole) - 20):
        script.write_bytes(whole[:length])
        done = start(script)
        if whole[:length].endswith(b"# the end"):
            assert done.returncode == 3
            continue
        assert (done.returncode, done.stderr) == (1, f"{script}: the file is damaged; install the program again.\n")


@LINUX
def test_without_stat_and_cksum_the_launcher_starts_the_program(launched):
    done = subprocess.run([launched / "waymark"], capture_output=True, text=True, check=False, env={"PATH": "/none"})
    assert (done.returncode, done.stderr) == (3, "")


@LINUX
@pytest.mark.parametrize("door", build.DOORS)
def test_a_refusal_without_a_terminal_but_with_a_display_is_shown_in_a_box(launched, door, tmp_path):
    box = tmp_path / "xmessage"
    box.write_text(f'#!/bin/sh\necho "$*" >"{tmp_path}/shown"\n')
    box.chmod(0o755)
    library = launched / "_internal" / "lib" / "libx.so.1"
    library.unlink()
    environment = {"PATH": str(tmp_path), "DISPLAY": ":9"}
    done = subprocess.run([launched / door], capture_output=True, text=True, check=False, env=environment)
    sentence = f"{library}: the file is missing; install the program again.\n"
    assert (done.returncode, done.stderr) == (1, sentence)
    shown = tmp_path / "shown"
    assert (shown.read_text() if shown.exists() else "") == (f"-center {sentence}" if door == "waymark" else "")


@LINUX
@pytest.mark.parametrize(("name", "word"), [(b"new\nline", "line break"), (b"caf\xe9", "not UTF-8")])
def test_a_folder_whose_name_python_cannot_read_is_refused_in_one_sentence(launched, name, word):
    folder = os.path.join(os.fsencode(launched.parent), name)  # noqa: PTH118  # such a name is no text
    os.rename(launched, folder)  # noqa: PTH104
    done = subprocess.run([folder + b"/waymark"], capture_output=True, text=True, check=False)
    assert word in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.returncode == 1


@LINUX
def test_a_name_that_the_launcher_cannot_hold_stops_the_build(launched):
    (launched / "_internal" / "it's").touch()
    with pytest.raises(SystemExit, match="it's"):
        build.write_launchers(launched)


def test_a_failure_of_a_damaged_program_names_the_file(tmp_path):
    (tmp_path / "files.sha256").write_text(f"{build.sha256(b'whole')}  _internal/x.so\n")
    code = (
        "import sys; from pathlib import Path; from desktop import paths; "
        "paths.MANIFEST = Path(sys.argv[1]); import pyi_rth_waymark; raise RuntimeError('odd')"
    )
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'packaging'}"}
    command = [sys.executable, "-c", code, str(tmp_path / "files.sha256")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == f"{tmp_path}/_internal/x.so: the file is missing; install the program again.\n"
    assert done.returncode == 1
    (tmp_path / "_internal").mkdir()
    (tmp_path / "_internal" / "x.so").write_bytes(b"whole")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr.endswith("RuntimeError: odd\n")
