"""Every claim and fact is used by a statement or has a reason, and the page that says so is up to date."""

import pytest

from tests.coverage_table import CLAIMS, FACTS, NOT_SHOWN, ROOT, guideline, page, used_by

SHIPPED = guideline()
USED = used_by(SHIPPED)


def test_every_id_has_a_row():
    assert list(CLAIMS) == [f"S{n}" for n in range(1, 27)]
    assert list(FACTS) == [f"X{n}" for n in range(1, 51)]
    assert set(USED) == {*CLAIMS, *FACTS}, "a statement names an id that does not exist"


@pytest.mark.parametrize("key", [*CLAIMS, *FACTS])
def test_an_id_is_used_or_has_a_reason(key):
    assert USED[key] or NOT_SHOWN.get(key)


def test_the_page_is_up_to_date():
    written = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert written == page(SHIPPED), "run: python -m tests.coverage_table > docs/coverage.md"
