"""Is there a screen to open a window on? Asked before Qt itself, which would abort the process."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from pathlib import Path
from typing import Final

import PySide6
from PySide6.QtCore import QLibraryInfo

from desktop.damage import library_words
from desktop.language import gettext as _

WAYLAND_SYNC: Final = struct.pack("=IHHI", 1, 0, 12, 2)
"""Asks the display itself (object 1) to answer (its request 0, of 12 bytes) through object 2, once it is ready."""
PATIENCE_S: Final = 5.0


def display_fault() -> str:
    """Why Qt cannot open a window here; empty if it can."""
    if not sys.platform.startswith("linux"):
        return ""
    faults = [platform_fault(name) for name in platforms()]
    return "" if "" in faults else faults[0]


def platforms() -> list[str]:
    """The platforms that Qt will try, the first first."""
    if wanted := os.environ.get("QT_QPA_PLATFORM"):
        return [name.split(":")[0] for name in wanted.split(";")]
    return ["wayland"] if os.environ.get("WAYLAND_DISPLAY") and not os.environ.get("DISPLAY") else ["xcb"]


def platform_fault(name: str) -> str:
    """Why this platform cannot be used; empty if it can."""
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    if fault := plugins_fault(plugins):
        return fault
    plugin = plugins / "platforms" / f"libq{name}.so"
    if not plugin.is_file():
        return _("QT_QPA_PLATFORM names {name}, which is not here").format(name=name)
    if name == "xcb":
        return x11_fault(plugin)
    return wayland_fault() if name == "wayland" else ""


def plugins_fault(plugins: Path) -> str:
    """Why Qt finds none of its plugins; empty if it can. Of a path with one of these signs Qt names only a part."""
    if plugins.is_dir():
        return ""
    message = _(
        "Qt finds no plugins in {folder}; the path of the program may hold no comma, semicolon, double quote or \\"
    )
    return message.format(folder=Path(PySide6.__file__).parent)


def x11_fault(plugin: Path) -> str:
    """Why the X display cannot be used; empty if it can."""
    name = os.environ.get("DISPLAY")
    if not name:
        return _("no display is set (DISPLAY or WAYLAND_DISPLAY)")
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return library_words(error)
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    # a display of this machine is asked through its local socket: X11 itself would go on to try the network
    connection = x11.XOpenDisplay(f"unix/{name}".encode() if name.startswith(":") else None)
    if not connection:
        return _("the display {name} does not answer").format(name=name)
    x11.XCloseDisplay(ctypes.c_void_p(connection))
    return ""


def wayland_fault() -> str:
    """Why the Wayland display cannot be used; empty if it can."""
    import socket  # only here, so that every other start is spared it

    name = os.environ.get("WAYLAND_DISPLAY") or "wayland-0"
    place = Path(os.environ.get("XDG_RUNTIME_DIR", "/"), name)  # an absolute name stands for itself
    try:
        with socket.socket(socket.AF_UNIX) as asked:
            asked.settimeout(PATIENCE_S)
            asked.connect(str(place))
            asked.sendall(WAYLAND_SYNC)
            answer = asked.recv(len(WAYLAND_SYNC))
    except OSError:
        answer = b""
    return "" if answer else _("the display {name} does not answer").format(name=name)
