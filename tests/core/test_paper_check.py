"""A text that no paper can hold is told to its author, and not first at the bedside."""

import msgspec
import pytest

from db.problem import Place
from desktop.core.paper_check import unprintable
from tests.shipped import shipped
from tests.small import guideline

MADE = guideline()
BAD = "Treat as 漢 here."


def test_every_text_of_the_shipped_guideline_can_be_printed():
    assert unprintable(shipped(), {}) == []


def with_text(kind):
    """The small guideline with one text that cannot be printed, and the part that it is."""
    replace, decision = msgspec.structs.replace, MADE.decision
    if kind == "statement":
        first, *rest = MADE.sections
        statement = replace(first.statements[0], text=BAD)
        section = replace(first, statements=(statement, *first.statements[1:]))
        return replace(MADE, sections=(section, *rest)), f"statement:{statement.id}.text"
    if kind == "block":
        block = replace(decision.blocks[0], text=BAD)
        made = replace(decision, blocks=(block, *decision.blocks[1:]))
        return replace(MADE, decision=made), f"block:{block.id}.text"
    if kind == "choice":
        page = next(p for p in decision.pages if any(i.choices for i in p.inputs))
        asked = next(i for i in page.inputs if i.choices)
        other = replace(asked, choices=(replace(asked.choices[0], label="\u202eon"), *asked.choices[1:]))
        inputs = tuple(other if i is asked else i for i in page.inputs)
        pages = tuple(replace(page, inputs=inputs) if p is page else p for p in decision.pages)
        return replace(MADE, decision=replace(decision, pages=pages)), f"input:{asked.key}.choices.0"
    return replace(MADE, title=BAD), "guideline.title"


@pytest.mark.parametrize("kind", ["statement", "block", "choice", "title"])
def test_a_character_that_cannot_be_printed_is_told_at_its_place(kind):
    made, name = with_text(kind)
    (problem,) = unprintable(made, {name: Place("folder/file.md", 7)})
    assert str(problem).startswith("folder/file.md:7: The character ")
    assert problem.severity == "error"
    assert "cannot be printed" in problem.message
