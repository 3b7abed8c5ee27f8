"""Files are written whole or not at all."""

import errno
import os

import pytest

from desktop.core.files import write_file


def test_writes_and_leaves_nothing_beside(tmp_path):
    target = tmp_path / "plan.pdf"
    write_file(target, b"one")
    write_file(target, b"two")
    assert target.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("folder", IsADirectoryError),
        ("missing/plan.pdf", FileNotFoundError),
        ("file/plan.pdf", NotADirectoryError),
        ("n" * 300, OSError),
    ],
)
def test_a_place_that_cannot_be_written_is_named(tmp_path, name, error):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(error) as refused:
        write_file(tmp_path / name, b"new")
    assert refused.value.filename == str(tmp_path / name)
    assert refused.value.strerror
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, call):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = tmp_path / "plan.pdf"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, {"fsync": "fsync", "rename": "replace"}[call], full)
    with pytest.raises(OSError, match=r"No space left.*plan\.pdf"):
        write_file(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_file_that_may_not_be_written_is_kept(tmp_path):
    target = tmp_path / "plan.pdf"
    target.write_bytes(b"old")
    target.chmod(0o400)
    with pytest.raises(PermissionError, match=r"plan\.pdf"):
        write_file(target, b"new")
    assert target.read_bytes() == b"old"


@pytest.mark.skipif(os.name == "nt", reason="no named pipes in folders")
def test_a_pipe_is_written_into_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(pipe, b"new")
    assert os.read(reader, 9) == b"new"
    os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own")
def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real.pdf").write_bytes(b"old")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "real.pdf")
    write_file(tmp_path / "link.pdf", b"new")
    assert (tmp_path / "link.pdf").is_symlink()
    assert (tmp_path / "real.pdf").read_bytes() == b"new"
