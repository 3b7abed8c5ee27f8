"""The systems that the program is built for: what differs, and the forms of its icon."""

import struct

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
