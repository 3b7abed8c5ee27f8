"""The shipped guideline and its cases, as the tests read them."""

from functools import cache

from db.source import read_guideline
from desktop.content import read_cases
from desktop.paths import GUIDELINES

FOLDER = GUIDELINES / "lumbosacral-plexopathy"


@cache
def shipped():
    """The guideline."""
    source, problems = read_guideline(FOLDER)
    assert source is not None, problems
    return source.guideline


@cache
def shipped_cases():
    """Its cases, each with the name of its file."""
    cases, problems = read_cases(FOLDER)
    assert not problems
    return cases
