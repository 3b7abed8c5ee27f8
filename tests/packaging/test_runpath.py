"""Where a library looks for others: never on the machine of the builder."""

import shutil
import subprocess

import pytest
import runpath

TOOLS = all(shutil.which(name) for name in ("cc", "readelf", "patchelf"))


@pytest.mark.skipif(not TOOLS, reason="a compiler, binutils and patchelf")
@pytest.mark.parametrize("tags", ["--enable-new-dtags", "--disable-new-dtags"])
def test_a_folder_of_the_builder_is_overwritten_in_place(tmp_path, tags):
    paths = {"libown.so": "$ORIGIN:$ORIGIN/../lib", "libmixed.so": "$ORIGIN:/home/builder/lib", "libnone.so": ""}
    for name, path in paths.items():
        given = [f"-Wl,{tags},-rpath,{path}"] if path else []
        subprocess.run(["cc", "-shared", "-x", "c", "/dev/null", "-o", tmp_path / name, *given], check=True)
    assert runpath.strange(tmp_path) == [tmp_path / "libmixed.so"]
    size = (tmp_path / "libmixed.so").stat().st_size
    runpath.mend(tmp_path)
    assert runpath.searched(tmp_path / "libmixed.so") == ["$ORIGIN"]
    assert runpath.searched(tmp_path / "libown.so") == paths["libown.so"].split(":")
    assert b"/home/builder" not in (tmp_path / "libmixed.so").read_bytes()
    assert (tmp_path / "libmixed.so").stat().st_size == size
