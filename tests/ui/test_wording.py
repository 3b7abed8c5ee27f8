"""Words that several views share."""

import html

import pytest

from desktop.ui.wording import escape


@pytest.mark.parametrize("text", ["", "plain", "<b>a & b</b>", '"it\'s"', "&lt;", "µg < 5 → é\n\u200b"])
def test_text_stands_in_html_as_python_writes_it(text):
    assert escape(text) == html.escape(text)
    assert html.unescape(escape(text)) == text
