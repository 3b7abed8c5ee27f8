"""What differs between the systems that the program is built for."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import Final

PNG_SIZES: Final = (16, 24, 32, 48, 64, 128, 256)
ICNS_KINDS: Final = {128: b"ic07", 256: b"ic08", 512: b"ic09", 1024: b"ic10"}
IDENTIFIER: Final = "org.waymark.Waymark"


@dataclass(frozen=True, slots=True)
class Target:
    """One system: the file of its icon (none on Linux, where the desktop brings it), and how programs are made.

    With a launcher, the programs themselves stand among their libraries.
    """

    name: str
    icon: str | None
    strip: bool
    bundle: bool
    launcher: bool


TARGETS: Final = {
    "linux": Target("linux", None, strip=True, bundle=False, launcher=True),
    "win32": Target("windows", "waymark.ico", strip=False, bundle=False, launcher=False),
    "darwin": Target("macos", "waymark.icns", strip=False, bundle=True, launcher=False),
}


def target(platform: str) -> Target:
    """The target of a platform as `sys.platform` names it; a system that is not known is refused."""
    if platform not in TARGETS:
        raise ValueError(f"{platform}: the program is built for {', '.join(TARGETS)} only")
    return TARGETS[platform]


def four_numbers(version: str) -> str:
    """The release of a version as the four numbers that Windows wants: of 0.2.0rc1 it is 0.2.0.0."""
    release = re.split(r"\.?[^\d.]", version)[0]
    return ".".join([*release.split("."), "0", "0", "0"][:4])


def debian_version(version: str) -> str:
    """A version as Debian sorts it: 0.2.0rc1 is 0.2.0~rc1, which comes before 0.2.0."""
    return re.sub(r"(a|b|rc)(\d+)", r"~\1\2", re.sub(r"\.dev(\d+)", r"~~dev\1", version))


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon of PNG pictures by their size in pixels, at most 256."""
    at = 6 + 16 * len(pictures)
    head, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    for size, png in sorted(pictures.items()):
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(png), at + len(body))
        body += png
    return head + body


def icns(pictures: dict[int, bytes]) -> bytes:
    """A macOS icon of PNG pictures by their size in pixels: 128, 256, 512 or 1024."""
    body = b"".join(ICNS_KINDS[size] + struct.pack(">I", 8 + len(png)) + png for size, png in sorted(pictures.items()))
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def property_list(version: str) -> dict[str, object]:
    """What the Info.plist of the macOS program says beyond PyInstaller's own lines."""
    return {
        "CFBundleShortVersionString": version,
        "CFBundleDisplayName": "Waymark",
        "LSMinimumSystemVersion": "14.0",
        "LSApplicationCategoryType": "public.app-category.medical",
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "Apache License 2.0",
    }
