"""Which store is opened, and when it is built anew."""

import pytest

from db.content import content_hash
from db.store import Store
from db.store_file import StoreError
from desktop import context, paths


@pytest.fixture
def unpacked(monkeypatch, tmp_path):
    """A program without a packaged store."""
    monkeypatch.setattr(paths, "RESOURCES", tmp_path / "resources")
    return tmp_path


def folders():
    return sorted(p for p in paths.GUIDELINES.iterdir() if p.is_dir())


def test_an_explicit_store_is_opened_or_refused(shipped_store, tmp_path):
    with context.open_store(shipped_store, tmp_path) as store:
        assert store.path == shipped_store
    with pytest.raises(StoreError, match="nowhere"):
        context.open_store(tmp_path / "nowhere.sqlite", tmp_path)


def test_a_packaged_store_of_this_content_is_used(shipped_store, unpacked):
    packaged = unpacked / "resources" / context.STORE_NAME
    packaged.parent.mkdir()
    packaged.write_bytes(shipped_store.read_bytes())
    with context.open_store(None, unpacked / "data") as store:
        assert store.path == packaged
    assert not (unpacked / "data").exists()


@pytest.mark.parametrize("before", [None, b"", b"damaged", "old"])
def test_a_missing_damaged_or_other_store_is_built_anew(unpacked, shipped_store, before, monkeypatch):
    own = unpacked / context.STORE_NAME
    if before == "old":
        data = bytearray(shipped_store.read_bytes())
        data[len(data) // 2] ^= 1
        own.write_bytes(data)
    elif before is not None:
        own.write_bytes(before)
    with context.open_store(None, unpacked) as store:
        assert store.path == own
        assert store.content_hash == content_hash(folders())


def test_a_store_that_matches_is_not_built_again(unpacked, shipped_store):
    own = unpacked / context.STORE_NAME
    own.write_bytes(shipped_store.read_bytes())
    changed = own.stat().st_mtime_ns
    context.open_store(None, unpacked).close()
    assert own.stat().st_mtime_ns == changed


def test_where_nothing_can_be_written_the_store_is_built_in_a_scratch_folder(unpacked):
    blocked = unpacked / "file"
    blocked.write_text("")
    with context.open_store(None, blocked / "data") as store:
        assert isinstance(store, Store)
        assert store.guidelines()


def test_a_path_too_long_for_sqlite_is_no_damage(shipped_store, tmp_path):
    deep = tmp_path.joinpath(*["a" * 100] * 6)
    deep.mkdir(parents=True)
    (deep / "x.sqlite").write_bytes(shipped_store.read_bytes())
    with pytest.raises(StoreError, match=r"x\.sqlite cannot be opened: SQLite takes no path much over 500 bytes"):
        context.open_store(deep / "x.sqlite", tmp_path)


def test_version_is_that_of_the_project():
    assert context.program_version().count(".") == 2
