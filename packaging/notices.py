"""What of others is inside the built program, and under which licence: read from the packages that it was built of."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import targets
from parts import SYSTEM_KEPT

HERE: Final = Path(__file__).resolve().parent
LIBRARY: Final = re.compile(r"\.(so(\.[0-9.]+)?|dll|pyd|dylib)$")
OWN: Final = {"desktop", "db", "resources"}
BUILT_WITH: Final = ("pyinstaller", "pyinstaller-hooks-contrib")
"""The start of the program and the hooks that run in it are PyInstaller's."""
HEAD: Final = "Waymark holds the following work of others, each under its own licence. Its own licence: LICENSE.txt."
REPLACE: Final = """\
Qt and PySide6 are used under the LGPL 3: their libraries stand as files of their own under _internal and can be
replaced. Their sources are those that the Qt project publishes under the versions named above."""
LGPL: Final = ("LGPL-3.0", "GPL-3.0")
OWN_VERSION: Final = r"\0(\d\.\d\.\d)\0"
"""A text of its own in a library that gives its version when it is asked."""
PILLOW_PARTS: Final = {
    "libjpeg": ("libjpeg-turbo", "IJG AND BSD-3-Clause AND Zlib", "LIBJPEG", r"libjpeg-turbo version (\d+\.\d+\.\d+)"),
    "liblzma": ("XZ Utils", "0BSD", "LIBLZMA", OWN_VERSION),
    "libopenjp2": ("OpenJPEG", "BSD-2-Clause", "OPENJPEG", OWN_VERSION),
    "libpng16": ("libpng", "libpng-2.0", "LIBPNG", r"libpng version (\d+\.\d+\.\d+)"),
    "libtiff": ("LibTIFF", "libtiff", "LIBTIFF", r"LIBTIFF, Version (\d+\.\d+\.\d+)"),
    "libXau": ("libXau", "MIT-open-group", "XAU", ""),
    "libxcb": ("libxcb", "X11", "XCB", ""),
    "libzstd": ("Zstandard", "BSD-3-Clause", "ZSTD", OWN_VERSION),
}
"""The libraries that Pillow brings: name, licence, section of Pillow's licence file, and where the version stands."""
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
    """One piece of others: its licence as an SPDX expression, whose it is, and the texts that go with it.

    `files` are the beginnings of the places of its files in the program; pieces of Qt's libraries have none of their
    own. `inside` says what holds such a piece, and stands for the version where that is not known. `needed_by` is the
    component that brings a piece; `needs` are the packages that a package names.
    """

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]
    url: str = ""
    copyright: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    needed_by: str = ""
    needs: tuple[str, ...] = ()
    inside: str = ""


def components(program: Path) -> list[Component]:
    """Everything of others inside the program, by name."""
    found = [python(), *(package(name) for name in sorted(distributions(program))), *qt_parts(program)]
    found += [*embedded(program), *pillow_parts(program), *resources(program), *system_libraries(program)]
    return sorted(found, key=lambda c: (c.name.lower(), c.version))


def owner(place: str, found: list[Component]) -> Component | None:
    """Whose file this is: of the piece, or else the component, that names the longest beginning of its place.

    None for one of our own.
    """
    fits = [(bool(c.needed_by), len(start), c) for c in found for start in c.files if place.startswith(start)]
    return max(fits, key=lambda fit: fit[:2])[2] if fits else None


def without_owner(program: Path, found: list[Component]) -> list[str]:
    """The libraries of the program that no component claims."""
    places = [path.relative_to(program).as_posix() for path in sorted(program.rglob("*"))]
    return [place for place in places if LIBRARY.search(place) and owner(place, found) is None]


def distributions(program: Path) -> set[str]:
    """The Python packages of which modules or files are inside."""
    names = {path.name.split(".")[0] for path in (program / "_internal").iterdir()} | modules(program)
    owners = metadata.packages_distributions()
    return {normal(owner) for name in names - OWN for owner in owners.get(name, [])} | set(BUILT_WITH)


def strangers(program: Path, lock: Path) -> list[str]:
    """The Python packages inside that the lock of the program does not name: tools of the build that got in."""
    locked = {normal(line.split("==")[0]) for line in lock.read_text("utf-8").splitlines() if "==" in line}
    return sorted(distributions(program) - locked - set(BUILT_WITH))


def normal(name: str) -> str:
    """The name of a Python package as the index writes it."""
    return re.sub("[-_.]+", "-", name).lower()


def modules(program: Path) -> set[str]:
    """The first names of the modules packed into the two programs."""
    from PyInstaller.archive.readers import CArchiveReader

    system = targets.target(sys.platform)
    folder, suffix = program / "_internal" if system.launcher else program, ".exe" if system.name == "windows" else ""
    found: set[str] = set()
    for name in ("waymark", "waymark-cli"):
        archive = CArchiveReader(str(folder / f"{name}{suffix}"))
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
        texts = tuple(map(licence_text, LGPL))
    if not texts or not licence:
        raise ValueError(f"{name}: its licence or the text of it was not found; name it in {Path(__file__).name}")
    url = f"pkg:pypi/{name}@{own.version}"
    needs = tuple(
        sorted({normal(re.split(r"[^\w.-]", line)[0]) for line in own.requires or () if "extra ==" not in line})
    )
    return Component(own.metadata["Name"], own.version, licence, texts, url, files=own_files(own), needs=needs)


def own_files(own: metadata.Distribution) -> tuple[str, ...]:
    """The places that a Python package takes in the program: its folders, and its libraries one by one."""
    listed = [f for f in own.files or () if ".." not in f.parts and ".dist-info" not in str(f)]
    folders = {f"{f.parts[0]}/" for f in listed if len(f.parts) > 1} - {"PySide6/"}  # two packages share that one
    return tuple(sorted(f"_internal/{place}" for place in {*map(str, listed), *folders} if place))


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
    own = [f"_internal/{name}" for name in ("python3", "libpython3", "base_library.zip")]
    beside = [*Path(sys.base_prefix).glob("*.dll"), *Path(sys.base_prefix, "DLLs").glob("*")]  # on Windows
    own += [f"_internal/{path.name}" for path in beside]
    texts = (text, licence_text("Python-incorporated"))
    return Component("Python", version, "Python-2.0", texts, f"pkg:generic/python@{version}", files=tuple(own))


def licence_text(name: str) -> str:
    """A text of the folder `licences`, or a section of Pillow's licence file: `pillow:LIBPNG`."""
    if not name.startswith("pillow:"):
        return (HERE / "licences" / f"{name}.txt").read_text("utf-8")
    sections = re.split(r"^----\n\n(\w+)\n", package("pillow").texts[0], flags=re.MULTILINE)
    return dict(zip(sections[1::2], sections[2::2], strict=True))[name.removeprefix("pillow:")]


def qt_parts(program: Path) -> list[Component]:
    """What the libraries of Qt hold of others; Qt itself comes with PySide6."""
    listed = tomllib.loads((HERE / "licences" / "qt.toml").read_text("utf-8"))["part"]
    brings = {"QtPdf": "PySide6_Pdf"}
    found = [listed_part(part, brings.get(part["in"], "PySide6_Essentials"), program) for part in listed]
    if icu := sorted(program.rglob("libicudata.so.*")):
        version = icu[0].name.rpartition(".")[2]
        place = f"{icu[0].parent.relative_to(program).as_posix()}/libicu"
        texts = (licence_text("ICU"),)
        found.append(
            Component("ICU", version, "Unicode-DFS-2016", texts, files=(place,), needed_by="PySide6_Essentials")
        )
        whose, text = ("Copyright 2006-2012, the V8 project authors",), licence_text("BSD-3-Clause")
        numbers = Component("double-conversion", "in ICU", "BSD-3-Clause", (text,), copyright=whose, needed_by="ICU")
        found.append(replace(numbers, inside="in ICU"))
    return found


def embedded(program: Path) -> list[Component]:
    """What Python and its packages hold of others inside their own compiled files."""
    listed = tomllib.loads((HERE / "licences" / "embedded.toml").read_text("utf-8"))["part"]
    return [listed_part(part, part["by"], program) for part in listed]


def listed_part(part: dict[str, Any], brings: str, program: Path) -> Component:
    """A piece as a list of the folder `licences` names it, and the component that brings it."""
    texts, whose, inside = tuple(map(licence_text, part["texts"])), tuple(part["copyright"]), f"in {part['in']}"
    version = marked(program, part["file"], part["mark"]) if "mark" in part else stated(part.get("stated", ""))
    found = Component(part["name"], version or inside, part["licence"], texts, copyright=whose, needed_by=brings)
    return replace(found, inside=inside)


def marked(program: Path, file: str, mark: str) -> str:
    """The version that stands in a file of the program; empty where it stands nowhere, or there are several."""
    data = [path.read_bytes() for path in sorted(program.rglob(file))] if mark else []
    found = {match for one in data for match in re.findall(mark.encode(), one)}
    return found.pop().decode() if len(found) == 1 else ""


def stated(name: str) -> str:
    """The version of a library that Pillow brings, as Pillow's own bills of materials name it; empty if none does."""
    bills = [json.loads(f.read_text()) for f in metadata.files("pillow") or () if f.match("*.dist-info/sboms/*.json")]
    return next(
        (p["version"] for bill in bills for p in bill["components"] if p["name"] == name and "version" in p), ""
    )


def pillow_parts(program: Path) -> list[Component]:
    """The libraries that Pillow brings."""
    return [
        Component(
            name,
            marked(program, f"{library}*", mark) or stated(name) or "in pillow",
            licence,
            (licence_text(f"pillow:{section}"),),
            files=(f"_internal/{start}",),
            needed_by="pillow",
            inside="in pillow",
        )
        for library, (name, licence, section, mark) in PILLOW_PARTS.items()
        if list((program / "_internal").glob(f"{(start := f'pillow.libs/{library}')}*"))
    ]


def resources(program: Path) -> list[Component]:
    """The typeface, and the lists of English words."""
    fonts, words = "_internal/resources/fonts/", "_internal/resources/words/"
    inter = (program / fonts / "Inter-LICENSE.txt").read_text("utf-8")
    symspell, scowl = re.split(r"^-{20,}\n", (program / words / "LICENSE.txt").read_text("utf-8"), flags=re.MULTILINE)
    few, many = (f"{words}english.txt", f"{words}common.txt"), (f"{words}english-more.txt",)
    return [
        Component("Inter", "4", "OFL-1.1", (inter,), files=(fonts,)),
        Component("SymSpell's English words", "82,765", "MIT", (symspell,), files=few),
        Component("SCOWL", "2020.12.07", "LicenseRef-SCOWL", (scowl,), files=many),
    ]


def system_libraries(program: Path) -> list[Component]:
    """Libraries of the build machine that travel with the program, on Debian with their own notices."""
    found = []
    for path in sorted((program / "_internal").glob("lib*.so*")):
        if path.name.startswith("libpython") or not path.name.startswith(SYSTEM_KEPT):
            continue
        package = dpkg("-S", f"*/{path.name}").partition(":")[0]
        text = Path(f"/usr/share/doc/{package}/copyright").read_text("utf-8", "replace")
        version = dpkg("-s", package).partition("\nVersion: ")[2].partition("\n")[0]
        licence = "blessing" if package.startswith("libsqlite3") else "MIT"
        url = f"pkg:deb/{platform.freedesktop_os_release()['ID']}/{package}@{quote(version, safe=':')}"
        place = (f"_internal/{path.name}",)
        found.append(Component(package, version, licence, (text,), url, files=place, needed_by="Python"))
    return found


def dpkg(*arguments: str) -> str:
    """What dpkg answers."""
    return subprocess.run(["dpkg", *arguments], capture_output=True, text=True, check=True).stdout


def behind(found: list[Component]) -> list[str]:
    """The bundled packages of Debian that are older than what this machine could install."""
    names = [part.name for part in found if part.url.startswith("pkg:deb/")]
    if not names or shutil.which("apt-cache") is None:
        return []
    environment = {**os.environ, "LC_ALL": "C"}
    said = subprocess.run(["apt-cache", "policy", *names], capture_output=True, text=True, check=False, env=environment)
    return older(said.stdout)


def older(policy: str) -> list[str]:
    """The packages of which `apt-cache policy` says that another version than the installed one would be taken."""
    known = re.findall(r"^(\S+):\n  Installed: (\S+)\n  Candidate: (\S+)$", policy, re.MULTILINE)
    return [f"{name} {here} is bundled, {there} is to be had" for name, here, there in known if here != there]


def text(found: list[Component]) -> str:
    """The notice: a list of everything, then each text once, named after whose it is."""
    whose: dict[str, list[str]] = {}  # what stands in two libraries is named once
    for component in found:
        head = f"{component.name} {component.version}: {component.licence}"
        whose.setdefault(head, []).extend(f"    {line}" for line in component.copyright)
    lines = [HEAD, ""]
    for head, own in whose.items():
        lines += [head, *dict.fromkeys(own)]
    lines += ["", REPLACE]
    owners: dict[str, list[str]] = {}
    for component in found:
        for body in component.texts:
            owners.setdefault(body.strip(), []).append(component.name)
    for body, names in owners.items():
        lines += ["", "=" * 100, ", ".join(dict.fromkeys(names)), "=" * 100, "", body]
    return "\n".join(lines) + "\n"
