import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import suppress
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from db import schema, search_filters, search_index, search_rank, search_words, store
from db.build import build_store, content_hash
from db.problem import Problem
from db.source import read_guideline
from db.store import Store
from db.store_file import SEAL_SIZE, StoreError, seal
from desktop import paths


@pytest.fixture
def file(folder, tmp_path):
    """The store of the small guideline."""
    path = tmp_path / "a store?#%.sqlite"
    assert build_store([folder], path) == []
    return path


def test_a_guideline_comes_back_as_it_went_in(folder, file):
    with Store.open(file) as opened:
        assert opened.guideline("mini") == read_guideline(folder)[0].guideline


def test_the_shipped_guidelines_come_back_as_they_went_in(shipped_store):
    with Store.open(shipped_store) as opened:
        for summary in opened.guidelines():
            source, _ = read_guideline(paths.GUIDELINES / summary.id)
            assert opened.guideline(summary.id) == source.guideline


def test_the_list_of_guidelines(file):
    with Store.open(file) as opened:
        (summary,) = opened.guidelines()
    assert (summary.id, summary.title, summary.version, summary.language) == ("mini", "Management of mini", "1", "en")
    assert (summary.reviewed, summary.next_review) == ("2026-01-01", "2027-01-01")
    assert (summary.sections, summary.statements) == (2, 3)


@pytest.mark.parametrize("identity", ["none", "", "\udc80", "mini' OR 1"])
def test_an_unknown_guideline_is_a_key_error(file, identity):
    with Store.open(file) as opened:
        with pytest.raises(KeyError):
            opened.guideline(identity)
        assert opened.search("wound", guideline=identity).hits == ()


def test_the_store_and_its_values_cannot_be_changed(file):
    before = file.read_bytes()
    with Store.open(file) as opened:
        with pytest.raises(sqlite3.OperationalError):
            opened.connection.execute("DELETE FROM statement")
        with pytest.raises(AttributeError):
            opened.guideline("mini").title = "Other"
        with pytest.raises(FrozenInstanceError):
            opened.guidelines()[0].title = "Other"
    assert file.read_bytes() == before


def test_the_same_content_gives_the_same_bytes(folder, file, tmp_path):
    build_store([folder], tmp_path / "second.sqlite")
    assert (tmp_path / "second.sqlite").read_bytes() == file.read_bytes()


def test_the_hash_follows_every_file_and_name(folder, file):
    seen = {content_hash([folder])}
    with Store.open(file) as opened:
        assert opened.content_hash in seen
    for change in (
        lambda: (folder / "cases/10.yaml").write_text("- title: Another\n"),
        lambda: (folder / "cases/10.yaml").rename(folder / "cases/20.yaml"),
        lambda: (folder / "cases/30.yaml").write_text(""),
        lambda: folder.rename(folder.with_name("other")),
    ):
        change()
        seen.add(content_hash([folder if folder.exists() else folder.with_name("other")]))
    assert len(seen) == 5


def test_the_hash_follows_the_thesaurus(folder, monkeypatch, tmp_path):
    before = content_hash([folder])
    other = tmp_path / "clinical.txt"
    other.write_text("foot drop, drop foot\n")
    monkeypatch.setattr("db.content.CLINICAL", other)
    assert content_hash([folder]) != before


def test_what_an_editor_leaves_behind_is_not_hashed(folder):
    before = content_hash([folder])
    (folder / ".10.yaml.swp").write_text("x")
    assert content_hash([folder]) == before


def test_a_faulty_guideline_writes_nothing_and_keeps_the_old_store(folder, file, edit):
    before = file.read_bytes()
    edit("rules/10.yaml", "{statement: explore}", "{statement: explor}")
    problems = build_store([folder], file)
    assert problems == [
        Problem("error", "mini/rules/10.yaml", 5, "there is no statement 'explor'; did you mean 'explore'?")
    ]
    assert file.read_bytes() == before


def test_warnings_do_not_keep_a_store_from_being_built(folder, edit, tmp_path):
    edit("rules/10.yaml", "  handout: [what]\n", "")
    assert [p.severity for p in build_store([folder], tmp_path / "store")] == ["warning"]
    with Store.open(tmp_path / "store") as opened:
        assert opened.guideline("mini").decision.rules[0].handout == ()


def test_two_guidelines_with_one_id_are_refused(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "twin")
    problems = build_store([tmp_path / "twin", folder], tmp_path / "store")
    assert list(map(str, problems)) == ["twin/guideline.yaml:1: id 'mini' is also the id of mini/guideline.yaml"]
    assert not (tmp_path / "store").exists()


def test_a_target_that_cannot_be_written_leaves_nothing_behind(folder, tmp_path):
    with pytest.raises(FileNotFoundError):
        build_store([folder], tmp_path / "none" / "store")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    with pytest.raises(OSError, match="taken"):
        build_store([folder], tmp_path / "taken")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mini", "taken"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_keeps_the_old_store(folder, file, edit):
    before = file.read_bytes()
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.symlink_to("/dev/full")
    edit("sections/20.md", "A default.", "Another default.")
    with pytest.raises(OSError, match="No space left"):
        build_store([folder], file)
    assert file.read_bytes() == before
    assert not draft.is_symlink()


def damaged(path, data):
    path.write_bytes(data)
    with pytest.raises(StoreError, match=r"damaged|not a store|cannot be read|another version") as caught:
        Store.open(path)
    assert str(path) in str(caught.value)


def test_no_flipped_bit_goes_unnoticed(file, tmp_path):
    data = file.read_bytes()
    for place in [*range(0, len(data), 997), *range(100), *range(len(data) - SEAL_SIZE, len(data))]:
        flipped = bytearray(data)
        flipped[place] ^= 1 << place % 8
        (tmp_path / "flipped").write_bytes(flipped)
        with suppress(StoreError), Store.open(tmp_path / "flipped") as opened:
            assert not opened.is_whole


@pytest.mark.parametrize("keep", [0, 1, 15, 16, 64, 100, 4096, 40_000])
def test_a_store_of_which_much_is_missing_is_refused(file, tmp_path, keep):
    damaged(tmp_path / "short", file.read_bytes()[:keep])


def test_what_is_no_store_is_refused(tmp_path):
    damaged(tmp_path / "text", b"not a database" * 1000)
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE t (a)")
    other.commit()
    other.close()
    damaged(tmp_path / "other", (tmp_path / "other.db").read_bytes())
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(StoreError, match="cannot be read"):
            Store.open(path)


def sealed(path, data):
    path.write_bytes(data + seal(data))
    return path


def test_a_store_of_another_version_is_refused(file, tmp_path):
    data = bytearray(file.read_bytes()[:-SEAL_SIZE])
    data[60:64] = (99).to_bytes(4, "big")
    with pytest.raises(StoreError, match="another version"):
        Store.open(sealed(tmp_path / "future", bytes(data)))


def changed(file, path, sql):
    """A store that was changed and sealed again, as nobody should."""
    (path.parent / "plain").write_bytes(file.read_bytes()[:-SEAL_SIZE])
    connection = sqlite3.connect(path.parent / "plain")
    connection.execute(sql)
    connection.commit()
    connection.close()
    return sealed(path, (path.parent / "plain").read_bytes())


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE guideline SET decision = '{\"pages\": 1}'",
        "UPDATE guideline SET decision = replace(decision, 'wound is open', 'wound is')",
        "UPDATE guideline SET scope = '{'",
        "UPDATE statement SET kind = 'must'",
        "UPDATE statement SET claims = 'S1'",
        "UPDATE statement SET text = CAST(x'ff' AS TEXT)",
        "UPDATE guideline SET reviewed = 'soon'",
        "DROP TABLE citation",
    ],
)
def test_a_damaged_row_is_a_store_error(file, tmp_path, sql):
    with Store.open(changed(file, tmp_path / "changed", sql)) as opened, pytest.raises(StoreError, match="damaged"):
        opened.guideline("mini")


@pytest.mark.parametrize("sql", ["DROP TABLE meta", "DELETE FROM meta", "DROP TABLE guideline"])
def test_a_store_without_its_basics_does_not_open(file, tmp_path, sql):
    with pytest.raises(StoreError, match="damaged"):
        Store.open(changed(file, tmp_path / "changed", sql))


def test_a_damaged_index_is_a_store_error(file, tmp_path):
    for sql in ("DROP TABLE search", "DROP TABLE search_data", "DROP TABLE passage", "DROP TABLE word"):
        path = changed(file, tmp_path / "changed", sql)
        with Store.open(path) as opened:
            with pytest.raises(StoreError, match="damaged"):
                opened.search('"wound" in the le')
            assert opened.guideline("mini").id == "mini"
            opened.mend_search()
            assert opened.search('"wound" in the le').hits


def test_the_plain_sql_fits_the_schema(folder, file):
    with sqlite3.connect(file) as built:
        for table in schema.metadata.sorted_tables:
            columns = [row[1] for row in built.execute(f"PRAGMA table_info({table.name})")]
            assert columns == [column.name for column in table.columns]
    built.close()
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        for sql in search_index.TABLES:
            connection.exec_driver_sql(sql)
        raw = connection.connection.driver_connection
        for name, sql in (vars(store) | vars(search_filters) | vars(search_rank) | vars(search_words)).items():
            if name.isupper() and isinstance(sql, str) and "SELECT" in sql:
                named = {"guideline": None, "kinds": None}
                raw.execute(f"EXPLAIN {sql}", named if ":kinds" in sql else (None,) * sql.count("?"))
    engine.dispose()


@pytest.mark.parametrize(
    "module", ["db.store", "db.search", "db.search_index", "db.guideline", "db.condition", "db.content"]
)
def test_reading_loads_neither_sqlalchemy_nor_yaml(module):
    code = f"import sys, {module}; print(sorted({{'sqlalchemy', 'yaml', 'PySide6', 'rapidfuzz'}} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_store_that_another_took_the_place_of_is_opened_once_more_as_it_was(shipped_store, file, tmp_path):
    path = tmp_path / "replaced.sqlite"
    shutil.copy(shipped_store, path)
    with Store.open(path) as first:
        expected = first.search("haematoma").hits
        file.rename(path)
        with first.reopened() as again:
            assert again.ids == first.ids
            assert again.search("haematoma").hits == expected != ()


def test_a_store_that_was_written_over_is_not_opened_once_more(shipped_store, file, tmp_path):
    path = tmp_path / "overwritten.sqlite"
    shutil.copy(shipped_store, path)
    with Store.open(path) as first:
        shutil.copyfile(file, path)
        with pytest.raises(StoreError):
            first.reopened()
