"""What the build makes before PyInstaller runs."""

import importlib.util

import build

LOADER = "shiboken6/files.dir/shibokensupport/signature/loader.pyc"


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_pyside_compiles_at_every_start_is_shipped_compiled(tmp_path):
    build.write_signatures(tmp_path / "one")
    build.write_signatures(tmp_path / "two")
    made = files(tmp_path / "one")
    assert made == files(tmp_path / "two")
    assert made[LOADER][:4] == importlib.util.MAGIC_NUMBER
    assert {name.rpartition(".")[2] for name in made} == {"pyc"}
    for name in build.NEEDLESS:
        assert len(made[f"shiboken6/files.dir/shibokensupport/signature/lib/{name}c"]) < 300


def test_the_hashes_are_those_of_the_files(tmp_path):
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "version").write_text("1")
    digest = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"
    assert build.listed(tmp_path / "resources", tmp_path, build.sha256) == f"{digest}  resources/version\n"
