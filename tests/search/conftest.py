"""The index of a guideline that a test module makes for itself."""

import sqlite3

import pytest

from db.search_index import write_index
from db.search_rank import Index


@pytest.fixture(scope="module")
def index(guideline):
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    write_index(connection, [guideline])
    yield Index(connection)
    connection.close()
