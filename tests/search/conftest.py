"""The index of a guideline that a test module makes for itself, and the store of the shipped one."""

import sqlite3

import pytest

from db.search_index import write_index
from db.search_rank import Index
from db.store import Store


@pytest.fixture(scope="module")
def index(guideline):
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    write_index(connection, [guideline])
    yield Index(connection)
    connection.close()


@pytest.fixture(scope="module")
def shipped(shipped_store):
    """The store of the shipped guideline."""
    with Store.open(shipped_store) as opened:
        yield opened
