"""What is packed and what is left out."""

import ast
import importlib.util

import parts
import pytest

from desktop.paths import ROOT

QT = "PySide6/Qt"


@pytest.mark.parametrize(
    ("place", "source", "wanted"),
    [
        ("PySide6/QtCore.abi3.so", "x", True),
        ("PySide6/QtWidgets.pyd", "x", True),
        ("PySide6\\Qt6Core.dll", "x", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", "x", True),
        ("PySide6\\plugins\\platforms\\qminimal.dll", "x", False),
        ("PySide6\\opengl32sw.dll", "x", False),
        (f"{QT}/plugins/platforms/libqcocoa.dylib", "x", True),
        (f"{QT}/lib/QtCore.framework/Versions/A/QtCore", "x", True),
        (f"{QT}/lib/QtQuick.framework/Versions/A/QtQuick", "x", False),
        ("PySide6/QtNetwork.abi3.so", "x", False),
        (f"{QT}/lib/libQt6Network.so.6", "x", True),
        (f"{QT}/lib/libQt6Quick.so.6", "x", False),
        (f"{QT}/lib/libicudata.so.73", "x", True),
        ("PySide6/libpyside6.abi3.so.6.12", "x", True),
        ("PySide6/libpyside6qml.abi3.so.6.12", "x", False),
        (f"{QT}/plugins/platforms/libqxcb.so", "x", True),
        (f"{QT}/plugins/platforms/libqvnc.so", "x", False),
        (f"{QT}/plugins/platformthemes/libqgtk3.so", "x", False),
        (f"{QT}/plugins/tls/libqopensslbackend.so", "x", False),
        (f"{QT}/translations/qtbase_de.qm", "x", False),
        ("libxcb.so.1", "/lib/x86_64-linux-gnu/libxcb.so.1", False),
        ("libssl.so.3", "/usr/lib/x86_64-linux-gnu/libssl.so.3", False),
        ("libsqlite3.so.0", "/lib/x86_64-linux-gnu/libsqlite3.so.0", True),
        ("python3.11/lib-dynload/zlib.so", "/usr/lib/python3.11/lib-dynload/zlib.so", True),
        ("python3.11/lib-dynload/_ssl.cpython-311.so", "/opt/python/_ssl.so", False),
        ("PIL/_imaging.cpython-311.so", "x", True),
        ("PIL/_webp.cpython-311.so", "x", False),
        ("pillow.libs/libavif-1.so.16", "x", False),
        ("pillow.libs/libtiff-1.so.6", "x", True),
    ],
)
def test_what_is_wanted(place, source, wanted):
    assert parts.wanted(place, source, "BINARY") is wanted


def test_no_links_because_a_stick_cannot_hold_them():
    assert not parts.wanted("libQt6Core.so.6", "x", "SYMLINK")


def test_entries_come_in_one_order():
    entries = [("b", "x", "DATA"), ("a", "x", "DATA")]
    assert parts.kept(entries) == parts.kept(reversed(entries)) == sorted(entries)


def test_the_bindings_are_those_that_the_program_imports():
    found = set()
    for path in (ROOT / "desktop").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6."):
                found.add(node.module.removeprefix("PySide6."))
    assert found - {"QtTest"} == parts.BINDINGS


def test_no_module_of_the_program_is_left_out():
    for path in [*(ROOT / "desktop").rglob("*.py"), *(ROOT / "db").rglob("*.py")]:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        assert parts.module_wanted(name)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("PIL.Image", True), ("PIL.PngImagePlugin", False), ("sqlalchemy.sql", True), ("sqlalchemy.orm.session", False)],
)
def test_which_modules_are_wanted(name, wanted):
    assert parts.module_wanted(name) is wanted


def test_what_is_left_out_exists():
    for name in parts.MODULES_OUT:
        if name.startswith("sqlalchemy."):
            assert importlib.util.find_spec(name), name
