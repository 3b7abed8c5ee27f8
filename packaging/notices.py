"""What of others is inside the built program, and under which licence: read from the packages that it was built of."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from parts import SYSTEM_KEPT
from PyInstaller.archive.readers import CArchiveReader

HERE: Final = Path(__file__).resolve().parent
OWN: Final = {"desktop", "db", "resources"}
BUILT_WITH: Final = ("pyinstaller", "pyinstaller-hooks-contrib")
"""The start of the program and the hooks that run in it are PyInstaller's."""
HEAD: Final = "Waymark holds the following work of others, each under its own licence. Its own licence: LICENSE.txt."
REPLACE: Final = """\
Qt and PySide6 are used under the LGPL 3: their libraries stand as files of their own under _internal and can be
replaced. Their sources are those that the Qt project publishes under the versions named above."""
LGPL: Final = ("LGPL-3.0.txt", "GPL-3.0.txt")
SPDX: Final = {
    "MIT License": "MIT",
    "Apache License 2.0": "Apache-2.0",
    "BSD license (see license.txt for details), Copyright (c) 2000-2025, ReportLab Inc.": "BSD-3-Clause",
}
LICENCE_OF: Final = {
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "pyinstaller-hooks-contrib": "Apache-2.0",
    "mdurl": "MIT",
    "tomli-w": "MIT",
    "markdown-it-py": "MIT",
}
"""Where the package's own field is missing or not an SPDX expression; taken from its licence file."""


@dataclass(frozen=True, slots=True)
class Component:
    """One piece of others: its licence as an SPDX expression, and the texts that go with it."""

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]
    url: str = ""


def components(program: Path) -> list[Component]:
    """Everything of others inside the program, by name."""
    found = [python(), *(package(name) for name in sorted(distributions(program))), *qt_parts(program), inter(program)]
    return sorted([*found, *system_libraries(program)], key=lambda c: c.name.lower())


def distributions(program: Path) -> set[str]:
    """The Python packages of which modules or files are inside."""
    names = {path.name.split(".")[0] for path in (program / "_internal").iterdir()} | modules(program)
    owners = metadata.packages_distributions()
    return {re.sub("[-_.]+", "-", owner).lower() for name in names - OWN for owner in owners.get(name, [])} | set(
        BUILT_WITH
    )


def modules(program: Path) -> set[str]:
    """The first names of the modules packed into the two programs."""
    suffix = ".exe" if sys.platform == "win32" else ""
    found: set[str] = set()
    for name in ("waymark", "waymark-cli"):
        archive = CArchiveReader(str(program / f"{name}{suffix}"))
        packed = next(entry for entry in archive.toc if entry.startswith("PYZ"))
        found |= {module.split(".")[0] for module in archive.open_embedded_archive(packed).toc}
    return found


def package(name: str) -> Component:
    """A Python package, with the licence files that it came with."""
    own = metadata.distribution(name)
    files = [f for f in own.files or () if re.search(r"(licen[cs]e|copying|notice)[^/]*$", str(f), re.IGNORECASE)]
    texts = tuple(Path(str(f.locate())).read_text("utf-8", "replace") for f in files if ".dist-info" in str(f))
    stated = own.metadata.get("License-Expression") or own.metadata.get("License") or ""
    licence = LICENCE_OF.get(name) or SPDX.get(stated, stated)
    if "LGPL" in licence:
        texts = tuple((HERE / "licences" / text).read_text("utf-8") for text in LGPL)
    if not texts or not licence:
        raise ValueError(f"{name}: its licence or the text of it was not found; name it in {Path(__file__).name}")
    return Component(own.metadata["Name"], own.version, licence, texts, f"pkg:pypi/{name}@{own.version}")


def python() -> Component:
    """Python itself."""
    version = sysconfig.get_config_var("py_version") or sysconfig.get_python_version()
    places = (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path(f"/usr/share/doc/python{sysconfig.get_python_version()}/copyright"),
    )
    text = next((place.read_text("utf-8", "replace") for place in places if place.is_file()), "")
    if not text:
        raise ValueError(f"Python's licence was found nowhere: {', '.join(map(str, places))}")
    return Component("Python", version, "Python-2.0", (text,), f"pkg:generic/python@{version}")


def qt_parts(program: Path) -> list[Component]:
    """What the libraries of Qt hold of others; Qt itself comes with PySide6."""
    licences = HERE / "licences"
    found = [Component("PDFium", "in QtPdf", "BSD-3-Clause", ((licences / "PDFium.txt").read_text("utf-8"),))]
    if icu := sorted(program.rglob("libicudata.so.*")):
        version = icu[0].name.rpartition(".")[2]
        found.append(Component("ICU", version, "Unicode-DFS-2016", ((licences / "ICU.txt").read_text("utf-8"),)))
    return found


def inter(program: Path) -> Component:
    """The typeface."""
    text = next(program.rglob("Inter-LICENSE.txt")).read_text("utf-8")
    return Component("Inter", "4", "OFL-1.1", (text,))


def system_libraries(program: Path) -> list[Component]:
    """Libraries of the build machine that travel with the program, on Debian with their own notices."""
    found = []
    for path in sorted((program / "_internal").glob("lib*.so*")):
        if path.name.startswith("libpython") or not path.name.startswith(SYSTEM_KEPT):
            continue
        owner = dpkg("-S", f"*/{path.name}").partition(":")[0]
        text = Path(f"/usr/share/doc/{owner}/copyright").read_text("utf-8", "replace")
        version = dpkg("-s", owner).partition("\nVersion: ")[2].partition("\n")[0]
        licence = "blessing" if owner.startswith("libsqlite3") else "MIT"
        name = f"SQLite {sqlite3.sqlite_version}" if owner.startswith("libsqlite3") else owner
        found.append(Component(name, version, licence, (text,), f"pkg:deb/debian/{owner}@{version}"))
    return found


def dpkg(*arguments: str) -> str:
    """What dpkg answers."""
    return subprocess.run(["dpkg", *arguments], capture_output=True, text=True, check=True).stdout


def text(found: list[Component]) -> str:
    """The notice: a list of everything, then each text once, named after whose it is."""
    lines = [HEAD, "", *(f"{c.name} {c.version}: {c.licence}" for c in found), "", REPLACE]
    owners: dict[str, list[str]] = {}
    for component in found:
        for body in component.texts:
            owners.setdefault(body.strip(), []).append(component.name)
    for body, names in owners.items():
        lines += ["", "=" * 100, ", ".join(dict.fromkeys(names)), "=" * 100, "", body]
    return "\n".join(lines) + "\n"
