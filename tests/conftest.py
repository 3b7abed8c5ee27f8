"""What many tests share: a store of the shipped guidelines, and a home that is not the user's."""

import os

import pytest

from desktop import paths

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def shipped_store(tmp_path_factory):
    """A store built from the shipped guidelines."""
    from desktop.building import build

    store = tmp_path_factory.mktemp("store") / "guidelines.sqlite"
    folders = sorted(p for p in paths.GUIDELINES.iterdir() if p.is_dir())
    assert [p for p in build(folders, store) if p.severity == "error"] == []
    return store
