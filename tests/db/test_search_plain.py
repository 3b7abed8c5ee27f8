"""Rows show what the reader shows: no sign of a text is lost on the way."""

import re
from html import unescape

import msgspec
import pytest

from db.search_passages import passages
from db.search_plain import plain_text
from desktop.ui.reader_html import TAG, markdown
from tests.small import guideline, statement

SIGNS = [
    "Give 2*3 mg in 5*2 doses",
    "> 60 mL/min: give 600 mg",
    "- 5 mg at 50*10^9/L",
    "A|B, [1](x) and **both** `now`",
]


@pytest.mark.parametrize("text", SIGNS)
def test_a_statement_is_shown_with_every_sign(text):
    shown = [
        passage.text
        for passage in passages(guideline(statements=(msgspec.structs.replace(statement("s"), text=text),)))
    ]
    assert text in shown


def test_a_section_is_shown_without_the_signs_of_markdown():
    table = "| a | b |\n|:--|---|\n"
    text = f"## Title\n\nA **bold** [link](http://x) `code`.\n\n- item\n> said\n\n[[place]]\n\n{table}"
    assert plain_text(text) == "Title · A bold link code. item said · a · b"
    assert plain_text("### One\n\n[[place]]\n\n## **Two**\n\n| a |\n|:--|\n| -5 |\n\nEnd") == "One · Two · a · -5 · End"
    assert plain_text("# One\n\n- a [link](x)\n\n| a |\n|:--|\n| -5 |\n\nEnd") == "One · a link · a · -5 · End"


@pytest.mark.parametrize(
    "text",
    [
        "50*10^9/L and 4 * 5, a_b, **bold** and _em_",
        "CrCl \\< 60, A\\|B, 2\\*3, &lt; 5 &amp; `x*y`",
        "A | B and | C |",
        "1. First *one*\n2. Second",
        "Title\n---\n\nText\n\n---\n\nEnd",
        ">60 mL/min",
        "| a | b |\n|---|---|\n| 2*3 | x\\|y |\n\nEnd",
    ],
)
def test_doubtful_signs_are_shown_as_the_reader_shows_them(text):
    read = unescape(TAG.sub("", markdown().render(text)))
    assert re.sub(r"[\s·]|\d\.\s", "", plain_text(text)) == re.sub(r"\s", "", read)
