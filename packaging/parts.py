"""What goes into the built program and what is left out: allow lists for Qt, deny lists for Python.

An entry is what PyInstaller calls one: its place in the program, its source, its kind of file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

Entry = tuple[str, str, str]

BINDINGS: Final = {"QtCore", "QtGui", "QtWidgets", "QtPdf", "QtPdfWidgets", "QtPrintSupport", "QtSvg"}
LIBRARIES: Final = BINDINGS | {"QtNetwork", "QtDBus", "QtXcbQpa", "QtWaylandClient"}
"""QtPdf is linked to QtNetwork and cannot be loaded without it; the program itself never calls it."""
PLUGINS: Final = {
    "platforms": {"qxcb", "qwayland", "qoffscreen", "qwindows", "qcocoa"},
    "platformthemes": {"qxdgdesktopportal"},
    "platforminputcontexts": {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"},
    "printsupport": {"cupsprintersupport"},
    "imageformats": {"qsvg", "qjpeg"},
    "iconengines": {"qsvgicon"},
    "wayland-shell-integration": {"xdg-shell"},
    "wayland-decoration-client": {"bradient"},
}
MODULES_OUT: Final = (
    *(
        "_bz2",
        "_curses",
        "_hashlib",
        "_lzma",
        "_ssl",
        "attr",
        "attrs",
        "charset_normalizer",
        "curses",
        "defusedxml",
        "distutils",
        "doctest",
        "lib2to3",
    ),
    *("multiprocessing", "packaging", "pkg_resources", "pydoc", "pysat", "readline", "setuptools", "ssl", "tkinter"),
    *("unittest", "xmlrpc", "z3"),
    *("sqlalchemy.dialects.mssql", "sqlalchemy.dialects.mysql", "sqlalchemy.dialects.oracle"),
    *("sqlalchemy.dialects.postgresql", "sqlalchemy.ext", "sqlalchemy.orm", "sqlalchemy.testing"),
)
OWN_HOOKS: Final = ("pyi_rth_waymark", "pyi_rth_compiled")
START_HOOKS: Final = (*OWN_HOOKS, "pyi_rth_pyside6")
"""What runs before the window, and before the program without one, which would load Qt through the first hook.

The hook for `inspect` would read an archive at every start, for no use.
"""
PILLOW_OUT: Final = ("libavif", "libwebp", "libsharpyuv", "liblcms2", "libfreetype", "libharfbuzz", "libbrotli")
PILLOW_KEPT: Final = ("PIL._imaging", "PIL/_imaging.")
SYSTEM_KEPT: Final = ("libpython3", "libffi", "libsqlite3", "libexpat")
"""Libraries of the build machine that travel with the program; every other one is a package that the system has."""
SYSTEM_FOLDERS: Final = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/")


def kept(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that the program needs, in the order of their places."""
    return sorted(e for e in entries if wanted(*e))


def wanted(place: str, source: str, kind: str) -> bool:
    """Does the program need this file?"""
    if kind == "SYMLINK":  # a stick with a Windows file system cannot hold one, and nothing is found through them
        return False
    path = PurePosixPath(place.replace("\\", "/"))
    if path.parts[0] == "PySide6":
        return wanted_of_qt(path)
    if path.parts[0] in ("setuptools", "PIL", "pillow.libs", "charset_normalizer", "z3"):
        return wanted_of_python(path)
    if "METADATA" in path.name or ".dist-info" in place:
        return False
    if path.suffix == ".py" or kind == "PYSOURCE":
        return False
    if source.startswith(SYSTEM_FOLDERS):
        return path.name.startswith(SYSTEM_KEPT) or "lib-dynload" in path.parts
    return extension_module(path) not in MODULES_OUT


def wanted_of_python(path: PurePosixPath) -> bool:
    """Of packages that ReportLab pulls in: only the core of Pillow, which it imports, without its codecs."""
    if path.parts[0] == "PIL":
        return str(path).startswith(PILLOW_KEPT)
    return path.parts[0] == "pillow.libs" and not path.name.startswith(PILLOW_OUT)


def wanted_of_qt(path: PurePosixPath) -> bool:
    """Of Qt: the bindings, libraries and plugins on the lists, ICU, and the parts of PySide that bind them."""
    if "translations" in path.parts or "qml" in path.parts:
        return False
    if "plugins" in path.parts:
        return path.stem.removeprefix("lib") in PLUGINS.get(path.parent.name, set())
    name = qt_name(path.name)
    if name is not None:
        return name in (BINDINGS if len(path.parts) == 2 and ".abi3" in path.name else LIBRARIES)
    return "qml" not in path.name and not path.name.lower().startswith(("opengl32sw", "d3dcompiler"))


def qt_name(name: str) -> str | None:
    """The module that a file of Qt or PySide belongs to, such as QtCore; None for every other file."""
    found = re.match(r"(?:lib)?Qt6?([A-Z][A-Za-z0-9]*)", name)
    return "Qt" + found.group(1) if found else None


def extension_module(path: PurePosixPath) -> str:
    """The name of the Python module that an extension file holds."""
    return path.name.split(".")[0]


def module_wanted(name: str) -> bool:
    """Does the program need this pure Python module? Of Pillow it reads and writes no format of pictures."""
    if name.startswith("PIL.") and name.endswith("ImagePlugin"):
        return False
    return not any(name == out or name.startswith(f"{out}.") for out in MODULES_OUT)
