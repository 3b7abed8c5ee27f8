"""The shipped guideline and its cases, as the tests read them."""

from functools import cache
from pathlib import Path

from db.problem import Place
from db.source import read_guideline, read_yaml
from desktop.content import read_cases
from desktop.paths import GUIDELINES

FOLDER = GUIDELINES / "lumbosacral-plexopathy"
PINS = Path(__file__).parent / "pins" / "lumbosacral-plexopathy.yaml"
"""What the rules say today, written by tests/mutants.py: a change of a rule shows here. No proof that it is right."""


@cache
def shipped():
    """The guideline."""
    source, problems = read_guideline(FOLDER)
    assert source is not None, problems
    return source.guideline


@cache
def shipped_cases():
    """Its cases, each with its place."""
    cases, problems = read_cases(FOLDER)
    assert not problems
    return cases


@cache
def pinned_cases():
    """The cases that pin what the rules say today, each with its place."""
    cases, lines = read_yaml(PINS.read_text(encoding="utf-8"), PINS.name)
    return [(Place(PINS.name, lines[number,]), case) for number, case in enumerate(cases)]
