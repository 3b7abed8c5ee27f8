"""All words come before most words, in a store of any size: a title with two of three outweighs no text with all."""

import pytest

from db.search_concepts import Asked, Concept
from db.search_impacts import LEVELS, Impacts

IN_TEXT = int(0.45 * LEVELS)
IN_BOTH = int(0.74 * LEVELS)
"""What a word is marked with that stands once in a text of usual length, and once more in its title."""


@pytest.mark.parametrize("small", [0.0, 0.1, 0.5, 1.0])
def test_all_words_come_before_most_words_in_a_store_of_any_size(small):
    marks = [bytes((0, IN_TEXT, IN_BOTH)), bytes((0, IN_TEXT, IN_BOTH)), bytes((0, IN_TEXT, 0))]
    asked = Asked([Concept([(1.0, Impacts(each, 2))], []) for each in marks], [], small)
    assert [place for place, _ in asked.covered([1, 2])] == [1, 2]
    assert asked.said([1])[0] < asked.said([2])[0]
