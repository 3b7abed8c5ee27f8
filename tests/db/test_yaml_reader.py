import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.source import SourceError, read_yaml
from db.yaml_reader import MAX_NESTING, MAX_SIZE


def test_scalars_are_taken_as_written_and_every_path_has_a_line():
    value, lines = read_yaml('a: no\nb:\n  - 1.10\n  - {c: 2026-01-01, d: ""}\n', "f")
    assert value == {"a": "no", "b": ["1.10", {"c": "2026-01-01", "d": ""}]}
    assert lines == {(): 1, ("a",): 1, ("b",): 2, ("b", 0): 3, ("b", 1): 4, ("b", 1, "c"): 4, ("b", 1, "d"): 4}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "f:1: the file is empty"),
        ("# only a comment\n", "f:1: the file is empty"),
        ("a: 1\na: 2\n", "f:2: key 'a' stands twice; first on line 1"),
        ("a: 1\nb:\n", 'f:2: a value is missing; write "" if it is meant to be empty'),
        ("a: &x 1\n", "f:1: anchors (&name) are not allowed"),
        ("a: 1\nb: *x\n", "f:2: aliases (*name) are not allowed"),
        ("a: !!python/name:os.system 1\n", "f:1: tags are not allowed: tag:yaml.org,2002:python/name:os.system"),
        ("a: 1\n---\nb: 1\n", "f:2: a second document begins here; one is allowed"),
        ("? [a]\n: b\n", "f:1: a key must be plain text"),
        ("a: b\nc: d: e\n", "f:2: mapping values are not allowed in this context"),
        ("a: 1\nb: \x07\n", "f:2: control character U+0007"),
        ("a: \udc80\n", "f:1: control character U+DC80"),
        ("[" * 500, f"f:1: nested deeper than {MAX_NESTING} levels"),
        ("a" * (MAX_SIZE + 1), "f:1: larger than 4,000,000 characters"),
        ("[a,\n" + "a," * 200_000, "f:2: more than 200,000 values"),
        ('{"a": "\\ud83d"}', "f:1: found invalid Unicode character escape code"),
    ],
)
def test_what_could_surprise_an_author_is_refused_with_its_line(text, message):
    with pytest.raises(SourceError) as caught:
        read_yaml(text, "f")
    assert str(caught.value.problem) == message


JSON = st.recursive(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcdef", max_size=5), inner, max_size=4),
    max_leaves=8,
)


@given(JSON, st.booleans(), st.sampled_from([None, "\t"]))
def test_json_is_read_as_it_was_meant(value, escaped, indent):
    assert read_yaml(json.dumps([value], ensure_ascii=escaped, indent=indent), "f")[0] == [value]


@given(st.text())
def test_any_text_is_read_or_refused(text):
    with suppress(SourceError):
        assert () in read_yaml(text, "f")[1]
