"""Builds the program into dist/waymark: proofs, guideline store, PyInstaller, notices.

.venv-package/bin/python packaging/build.py
"""

from __future__ import annotations

import hashlib
import os
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import icons
import icu
import notices
import runpath
import sbom
import shiboken6
import targets
from ending import end_in_order

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent
sys.path.append(str(ROOT))

from db.content import guideline_folders  # noqa: E402  # found only through the line above

NEEDLESS: Final = ("pyi_generator.py", "enum_sig.py")
"""Modules that PySide loads at every start, to write stubs for type checkers, which an installed program never does."""
NO_SOURCES: Final = """

def _mod_uses_pyside(module):
    return False
"""
"""PySide asks of every module that is imported whether its source names PySide; an installed program has no sources."""
STAGE: Final = ROOT / "build" / "stage"
PROGRAM: Final = ROOT / "dist" / "waymark"
MANIFEST: Final = "files.sha256"
CHECKSUMS: Final = "resources.crc32"
COMPILED: Final = "compiled.marshal"
DOORS: Final = ("waymark", "waymark-cli")
UNSTRIPPED: Final = ("libpython", ".cpython-", "_harfbuzz", "libicu")
"""Libraries that come with their symbols; those of Qt itself are stripped already."""


def main() -> int:
    """Build, with the proofs recorded, prune, and say what is in it."""
    end_in_order()
    os.environ.setdefault("SOURCE_DATE_EPOCH", commit_time())
    os.environ["PYTHONHASHSEED"] = "0"
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    stage()
    freeze()
    return 0


def version() -> str:
    """The version of the program."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def commit_time() -> str:
    """The time of the commit that is built, in seconds: the time of every file in the packages."""
    done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "1767225600"


def run(*command: str | Path) -> None:
    """Run a command in the project; the build ends where it fails."""
    print("$", " ".join(str(part).replace(f"{ROOT}/", "") for part in command), flush=True)
    subprocess.run([str(part) for part in command], cwd=ROOT, check=True)


def stage() -> None:
    """Make build/stage: what stands beside the libraries, each guideline with its proof, and the icons."""
    shutil.rmtree(STAGE, ignore_errors=True)
    inside = STAGE / "inside"
    resources = inside / "resources"
    shutil.copytree(ROOT / "resources", resources, ignore=shutil.ignore_patterns("__pycache__", "*.sqlite", ".*"))
    prove(resources)
    (resources / "version").write_text(version())
    write_signatures(inside)
    run(sys.executable, HERE / "compiled.py", inside / COMPILED)
    write_checksums(inside)
    (STAGE / "version").write_text(version())
    (STAGE / "numbers").write_text(targets.four_numbers(version()))
    icons.write(resources / "icons" / "waymark.svg", STAGE)


def prove(resources: Path) -> None:
    """Prove every guideline, and write the store of them all."""
    folders = guideline_folders(resources / "guidelines")
    for folder in folders:
        run(sys.executable, "-m", "desktop.cli", "check", "--record", folder)
    run(sys.executable, "-m", "desktop.cli", "build", *folders, "--store", resources / "guidelines.sqlite")


def write_checksums(inside: Path) -> None:
    """Write what the program compares its resources with at every start."""
    (inside / CHECKSUMS).write_text(listed(inside / "resources", inside, lambda data: f"{zlib.crc32(data):08x}"))


def write_signatures(inside: Path) -> None:
    """Write, compiled, the modules that PySide holds as text and else compiles at every start.

    PySide writes them out into its own folder, from which it takes them from then on, where SBK_EMBED is "no".
    """
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "shiboken6"
        shutil.copytree(Path(shiboken6.__file__).parent, copy)
        environment = {**os.environ, "PYTHONPATH": name, "SBK_EMBED": "no"}
        subprocess.run([sys.executable, "-c", "import shiboken6"], cwd=name, env=environment, check=True)
        for source in sorted((copy / "files.dir" / "shibokensupport").rglob("*.py")):
            if source.name in NEEDLESS:
                source.write_text("")
            if source.name == "feature.py":
                source.write_text(source.read_text(encoding="utf-8") + NO_SOURCES, encoding="utf-8")
            place = source.relative_to(name)
            target = (inside / place).with_suffix(".pyc")
            mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
            py_compile.compile(str(source), str(target), str(place), doraise=True, invalidation_mode=mode)


def listed(folder: Path, base: Path, digest: Callable[[bytes], str]) -> str:
    """A digest of every file of a folder, two blanks and its place in the base: a line each, as `sha256sum` writes."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return "".join(f"{digest(p.read_bytes())}  {p.relative_to(base).as_posix()}\n" for p in files)


def sha256(data: bytes) -> str:
    """The SHA-256 of these bytes."""
    return hashlib.sha256(data).hexdigest()


def write_hashes(program: Path) -> None:
    """Write the hash of every file of the program, for `sha256sum` and for what looks for damage."""
    (program / MANIFEST).unlink(missing_ok=True)
    (program / MANIFEST).write_text(listed(program, program, sha256), encoding="utf-8")


def write_launchers(program: Path) -> None:
    """Write the commands that look at every file before they start the programs."""
    files = sorted(p for p in (program / "_internal").rglob("*") if p.is_file())
    names = [p.relative_to(program).as_posix() for p in files]
    if odd := [name for name in names if not re.fullmatch(r"[\w./+-]+", name, re.ASCII)]:
        raise SystemExit(f"the launcher cannot name: {', '.join(odd)}")
    text = (HERE / "linux" / "launcher.sh").read_text(encoding="utf-8")
    for door in DOORS:
        first = [name for name in names if is_first(name, door)]
        sums = subprocess.run(["cksum", *first], cwd=program, capture_output=True, text=True, check=True).stdout.strip()
        sizes = [str(p.stat().st_size) for p in files]
        listings = {"NAMES": "\n".join(names), "SIZES": "\n".join(sizes), "FIRST": "\n".join(first), "SUMS": sums}
        written = text
        for word, listing in listings.items():
            written = written.replace(f"'@{word}@'", f"'{listing}'")
        (program / door).write_text(written, encoding="utf-8")
        (program / door).chmod(0o755)


def is_first(name: str, door: str) -> bool:
    """Is a file loaded, or may it be, before this program can look for damage itself?"""
    place = Path(name)
    if place.parent.name == "_internal":
        return place.name == door or place.name not in DOORS
    return place.parent.name == "lib-dynload"


def freeze() -> None:
    """Run PyInstaller, make ICU and symbols smaller, and write the notices of what is inside."""
    for old in (ROOT / "build" / "waymark", PROGRAM):
        shutil.rmtree(old, ignore_errors=True)
    os.environ["PYINSTALLER_ZLIB_COMPRESSION_LEVEL"] = "0"  # unpacking modules would cost time at every start
    place = PROGRAM if targets.target(sys.platform).launcher else PROGRAM.parent
    run(
        sys.executable,
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--log-level=WARN",
        "--distpath",
        place,
        HERE / "waymark.spec",
    )
    if targets.target(sys.platform).strip:
        for library in sorted(PROGRAM.rglob("libicudata.so.*")):
            icu.shrink(library)
        strip_symbols()
        runpath.mend(PROGRAM)
    for file in PROGRAM.rglob("*"):
        if not file.is_dir():
            file.chmod(0o755 if os.access(file, os.X_OK) and ".so" not in file.name else 0o644)
    if targets.target(sys.platform).launcher:
        write_launchers(PROGRAM)
    if strange := notices.strangers(PROGRAM, HERE / "requirements" / "run.txt"):
        raise SystemExit(f"these are no part of the program: {', '.join(strange)}; leave them out in parts.py")
    parts_inside = notices.components(PROGRAM)
    if unclaimed := notices.without_owner(PROGRAM, parts_inside):
        raise SystemExit(f"no licence is known for: {', '.join(unclaimed)}; name their component in notices.py")
    for behind in notices.behind(parts_inside):
        print(f"warning: {behind}; upgrade it and build again", file=sys.stderr)
    (PROGRAM / "LICENSE.txt").write_bytes((ROOT / "LICENSE").read_bytes())
    (PROGRAM / "THIRD-PARTY-NOTICES.txt").write_text(notices.text(parts_inside), encoding="utf-8")
    bill = sbom.bill(parts_inside, PROGRAM, version())
    if fault := sbom.fault(bill):
        raise SystemExit(f"the bill of materials is not as CycloneDX wants it: {fault}")
    (PROGRAM / sbom.NAME).write_text(bill, encoding="utf-8")
    write_hashes(PROGRAM)


def strip_symbols() -> None:
    """Take the symbols out of the libraries that still have them."""
    for library in sorted(PROGRAM.rglob("*.so*")):
        if any(sign in library.name for sign in UNSTRIPPED):
            subprocess.run(["strip", "--strip-unneeded", library], check=True)


if __name__ == "__main__":
    sys.exit(main())
