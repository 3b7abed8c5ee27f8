"""A store that is damaged somewhere: what its guidelines say is read unchanged or refused, and search comes back."""

import random

import pytest

from db.rescue import SIGN, rescued
from db.store import Store
from db.store_file import StoreError

HARM = 4096


@pytest.fixture(scope="module")
def whole(shipped_store):
    with Store.open(shipped_store) as store:
        return content(store)


@pytest.fixture(scope="module")
def guidelines_end(shipped_store):
    """Where the record after the pages of the guidelines begins."""
    return shipped_store.read_bytes().index(SIGN)


def harmed(data, at):
    return data[:at] + random.Random(at).randbytes(HARM) + data[at + HARM :]


def content(store):
    return store.guidelines(), [store.guideline(key) for key in sorted(store.ids)], store.proofs()


def opened(path, data):
    path.write_bytes(data)
    return Store.open(path)


def test_guidelines_are_read_unchanged_or_refused_wherever_the_store_is_damaged(
    shipped_store, tmp_path, whole, guidelines_end
):
    data, refused = shipped_store.read_bytes(), []
    for at in range(0, len(data), len(data) // 50):
        try:
            with opened(tmp_path / "harmed", harmed(data, at)) as store:
                assert not store.is_whole
                assert content(store) == whole
        except StoreError as error:
            refused.append((at, str(error)))
    assert all(str(tmp_path / "harmed") in words for _at, words in refused)
    assert 0 < min(refused)[0] < max(refused)[0] < guidelines_end  # the first page is kept elsewhere as well


@pytest.mark.parametrize("lost", [1, 32, 1_000, 100_000])
def test_search_comes_back_in_a_store_whose_end_is_missing(shipped_store, tmp_path, lost):
    with Store.open(shipped_store) as store:
        hits = store.search("pregabalin in kidney failure").hits
    with opened(tmp_path / "short", shipped_store.read_bytes()[:-lost]) as store:
        with pytest.raises(StoreError):
            store.search("pain")
        store.mend_search()
        assert store.search("pregabalin in kidney failure").hits == hits


def test_one_of_the_two_records_is_enough_and_none_is_not(shipped_store, tmp_path, guidelines_end):
    data = shipped_store.read_bytes()
    last = data.rindex(SIGN)
    assert last > guidelines_end
    for at in (guidelines_end, last):
        with opened(tmp_path / "harmed", harmed(data, at)[: len(data)]) as store:
            assert not store.is_whole
    assert rescued(harmed(harmed(data, guidelines_end), last)) is None


def test_a_forged_record_leads_nowhere():
    assert rescued(SIGN + bytes(100)) is None
    assert rescued(SIGN) is None
    assert rescued(b"") is None
