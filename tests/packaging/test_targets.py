"""The systems that the program is built for: what differs, and the forms of its icon."""

import shutil
import struct
import subprocess
from itertools import pairwise

import icons
import pytest
import targets
from PySide6.QtGui import QImage

from desktop.paths import ICONS


@pytest.mark.parametrize(
    ("platform", "icon", "strip", "bundle", "launcher"),
    [
        ("linux", None, True, False, True),
        ("win32", "waymark.ico", False, False, False),
        ("darwin", "waymark.icns", False, True, False),
    ],
)
def test_branches(platform, icon, strip, bundle, launcher):
    found = targets.target(platform)
    assert (found.icon, found.strip, found.bundle, found.launcher) == (icon, strip, bundle, launcher)


def test_another_system_is_refused():
    with pytest.raises(ValueError, match=r"freebsd: .*linux"):
        targets.target("freebsd")


def test_property_list_names_the_version():
    assert targets.property_list("1.2.3")["CFBundleShortVersionString"] == "1.2.3"


VERSIONS = ["1.0.0.dev3", "1.0.0a2", "1.0.0b1.dev4", "1.0.0b1", "1.0.0rc1", "1.0.0", "1.0.0.post1"]


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.1.0", "0.1.0.0"), ("0.2.0rc1", "0.2.0.0"), ("1.0.0.dev3", "1.0.0.0"), ("2.1.post4", "2.1.0.0"),
     ("1.2.3.4.5", "1.2.3.4"), ("1.2+local.9", "1.2.0.0")],
)  # fmt: skip
def test_windows_gets_four_numbers(version, numbers):
    assert targets.four_numbers(version) == numbers


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="dpkg says which version is the later")
@pytest.mark.parametrize(("earlier", "later"), [*pairwise(VERSIONS)])
def test_debian_sorts_versions_as_python_does(earlier, later):
    command = ["dpkg", "--compare-versions", targets.debian_version(earlier), "lt", targets.debian_version(later)]
    assert subprocess.run(command, check=False).returncode == 0


def test_icons(qapp, tmp_path):
    icons.write(ICONS / "waymark.svg", tmp_path)
    ico, icns = (tmp_path / "waymark.ico").read_bytes(), (tmp_path / "waymark.icns").read_bytes()
    count = struct.unpack_from("<HHH", ico)[2]
    assert count == len(targets.PNG_SIZES)
    for n, size in enumerate(targets.PNG_SIZES):
        length, at = struct.unpack_from("<II", ico, 6 + 16 * n + 8)
        image = QImage.fromData(ico[at : at + length], "PNG")
        assert (image.width(), image.height()) == (size, size)
        assert image.pixelColor(size // 2, size // 4).blue() > 100
    assert icns[:4] == b"icns"
    assert struct.unpack_from(">I", icns, 4)[0] == len(icns)


def test_icons_are_the_same_each_time(qapp):
    assert icons.picture(ICONS / "waymark.svg", 48) == icons.picture(ICONS / "waymark.svg", 48)
