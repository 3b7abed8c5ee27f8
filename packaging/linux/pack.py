"""Packs dist/waymark for Linux: a .deb and a portable archive, the same bytes from the same commit.

.venv-package/bin/python packaging/linux/pack.py
"""

from __future__ import annotations

import gzip
import io
import lzma
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))

import build  # noqa: E402  # found only through the line above
import targets  # noqa: E402

TREE: Final = ROOT / "build" / "deb"
STAGE: Final = build.STAGE
BUNDLED: Final = (HERE / "bundled.txt").read_text(encoding="utf-8").split()
"""Debian's packages of the libraries that travel with the program."""
MAINTAINER: Final = "The Waymark project <waymark@localhost>"
COPYRIGHT: Final = """\
Copyright 2026 The Waymark project
Waymark is under the Apache License 2.0, as in /usr/share/common-licenses/Apache-2.0. What it holds of others, and under
which licences, stands in /opt/waymark/THIRD-PARTY-NOTICES.txt.
"""
ARCHITECTURES: Final = {"x86_64": "amd64", "aarch64": "arm64"}


def main() -> int:
    """Make both files, and say where they are and how large."""
    epoch = int(os.environ.setdefault("SOURCE_DATE_EPOCH", build.commit_time()))
    with ThreadPoolExecutor() as both:  # each is one long compression
        made = [
            both.submit(package, targets.debian_version(build.version()), epoch),
            both.submit(portable, build.version(), epoch),
        ]
    for path in (task.result() for task in made):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.1f} MB")
    size = sum(p.stat().st_size for p in build.PROGRAM.rglob("*") if p.is_file())
    print(f"installed: {size / 1e6:.1f} MB")
    return 0


def package(version: str, epoch: int) -> Path:
    """The .deb: the program under /opt, two commands, a menu entry, icons, manual pages."""
    shutil.rmtree(TREE, ignore_errors=True)
    shutil.copytree(build.PROGRAM, TREE / "opt" / "waymark")
    check_whole(TREE / "opt" / "waymark")
    for name in ("waymark", "waymark-cli"):
        command = TREE / "usr" / "bin" / name
        command.parent.mkdir(parents=True, exist_ok=True)
        command.symlink_to(f"/opt/waymark/{name}")
    put(HERE / "waymark.desktop", "usr/share/applications/org.waymark.Waymark.desktop")
    put(HERE / "lintian-overrides", "usr/share/lintian/overrides/waymark")
    put(ROOT / "resources/icons/waymark.svg", "usr/share/icons/hicolor/scalable/apps/waymark.svg")
    for picture in sorted(STAGE.glob("waymark-*.png")):
        size = picture.stem.removeprefix("waymark-")
        put(picture, f"usr/share/icons/hicolor/{size}x{size}/apps/waymark.png")
    put_papers(version, epoch)
    architecture = ARCHITECTURES[platform.machine()]
    control = TREE / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(control_text(version, architecture, dependencies(), size_in_kib()), encoding="utf-8")
    put(HERE / "postrm", "DEBIAN/postrm")
    (TREE / "DEBIAN" / "postrm").chmod(0o755)
    for path in [TREE, *TREE.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    made = ROOT / "dist" / f"waymark_{version}_{architecture}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "-z9", "--build", TREE, made], check=True)
    return made


def check_whole(program: Path) -> None:
    """Stop if what is packed is not what was built: another job may have had its hands on the folder."""
    subprocess.run(["sha256sum", "--check", "--quiet", build.MANIFEST], cwd=program, check=True)


def put(source: Path, place: str) -> None:
    """Copy a file to its place in the package, readable for all."""
    target = TREE / place
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    target.chmod(0o644)


def put_papers(version: str, epoch: int) -> None:
    """Write what Debian wants of every package: whose it is, what changed, and a manual page of each command."""
    papers = TREE / "usr" / "share"
    change = f"waymark ({version}) stable; urgency=medium\n\n  * Version {version}.\n\n"
    signed = f"{change} -- {MAINTAINER}  {formatdate(epoch)}\n"
    texts = {"doc/waymark/copyright": COPYRIGHT.encode(), "doc/waymark/changelog.gz": packed(signed.encode())}
    for door in build.DOORS:
        texts[f"man/man1/{door}.1.gz"] = packed((HERE / f"{door}.1").read_bytes())
    for place, data in texts.items():
        (papers / place).parent.mkdir(parents=True, exist_ok=True)
        (papers / place).write_bytes(data)
        (papers / place).chmod(0o644)


def packed(data: bytes) -> bytes:
    """What `gzip -9 -n` makes of it: without a name and a time."""
    return gzip.compress(data, 9, mtime=0)


def size_in_kib() -> int:
    """The size of what is installed."""
    return sum(p.stat().st_size for p in TREE.rglob("*") if p.is_file() and not p.is_symlink()) // 1024


def dependencies() -> str:
    """The packages whose libraries the program is linked to, as dpkg-shlibdeps finds them."""
    program = TREE / "opt" / "waymark"
    linked = [p for p in sorted(program.rglob("*")) if p.is_file() and p.read_bytes()[:4] == b"\x7fELF"]
    folders = sorted({f"-l{p.parent}" for p in linked})
    place = ROOT / "build" / "shlibdeps"
    (place / "debian").mkdir(parents=True, exist_ok=True)
    (place / "debian" / "control").write_text("Source: waymark\n\nPackage: waymark\nArchitecture: any\n")
    own = [f"-x{package}" for package in BUNDLED]
    command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0", *own, *folders, *map(str, linked)]
    done = subprocess.run(command, cwd=place, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip().removeprefix("shlibs:Depends=")


def control_text(version: str, architecture: str, depends: str, kib: int) -> str:
    """The control file."""
    return f"""Package: waymark
Version: {version}
Architecture: {architecture}
Maintainer: {MAINTAINER}
Installed-Size: {kib}
Depends: {depends}
Recommends: fontconfig
Suggests: fonts-noto-core
Section: science
Priority: optional
Description: offline clinical reference and plan wizard
 Finds the passage of a clinical guideline, walks one patient through its
 decisions, and prints the plan. It uses no network.
"""


def portable(version: str, epoch: int) -> Path:
    """The archive that runs where it is unpacked: sorted, without names and times of the build machine."""
    name = f"waymark-{version}-linux-{platform.machine()}"
    made = ROOT / "dist" / f"{name}.tar.xz"
    check_whole(build.PROGRAM)
    texts = {"README.txt": "portable.txt", "libraries.txt": "libraries.txt"}
    extra = {"portable": b"", **{place: (HERE / source).read_bytes() for place, source in texts.items()}}
    files = {p.relative_to(build.PROGRAM).as_posix(): p.read_bytes() for p in build.PROGRAM.rglob("*") if p.is_file()}
    with lzma.open(made, "wb", preset=9 | lzma.PRESET_EXTREME) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for place, data in sorted({**files, **extra}.items()):
            entry = tarfile.TarInfo(f"{name}/{place}")
            entry.size, entry.mtime = len(data), epoch
            entry.mode = 0o755 if Path(place).name in build.DOORS else 0o644
            tar.addfile(entry, io.BytesIO(data))
    return made


if __name__ == "__main__":
    sys.exit(main())
