"""The rule language: what it means under Kleene's three values, and what it refuses."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.condition import parse
from db.condition_outcome import ANY, FALSE, TRUE, UNKNOWN, deciding, reasons
from db.condition_tree import atoms
from db.lexer import MAX_DEPTH, ConditionError

MEANINGS = [
    ("always", {}, TRUE),
    ("pain", {"pain": True}, TRUE),
    ("pain", {"pain": False}, FALSE),
    ("pain", {"pain": None}, UNKNOWN),
    ("pain", {}, ANY),
    ("not pain", {"pain": None}, UNKNOWN),
    ("wound is closed", {"wound": "closed"}, TRUE),
    ("wound is not closed", {"wound": "open"}, TRUE),
    ("wound is not closed", {"wound": None}, UNKNOWN),
    ("wound in (open, gunshot)", {"wound": "gunshot"}, TRUE),
    ("flags has a", {"flags": {"a": True, "b": None}}, TRUE),
    ("flags has b", {"flags": {"a": True, "b": None}}, UNKNOWN),
    ("any(flags)", {"flags": {"a": False, "b": None}}, UNKNOWN),
    ("any(flags)", {"flags": {"a": True, "b": None}}, TRUE),
    ("any(flags)", {"flags": {"a": False, "b": False}}, FALSE),
    ("any(flags)", {"flags": None}, UNKNOWN),
    ("crcl < 30", {"crcl": Decimal(30)}, FALSE),
    ("crcl <= 30", {"crcl": Decimal(30)}, TRUE),
    ("crcl >= 30", {"crcl": Decimal("29.99999")}, FALSE),
    ("crcl > 29.5", {"crcl": None}, UNKNOWN),
    ("known(pain)", {"pain": None}, FALSE),
    ("known(pain)", {"pain": False}, TRUE),
    ("known(pain)", {}, TRUE | FALSE),
    ("known(flags)", {"flags": {"a": False, "b": None}}, FALSE),
    ("known(flags has a)", {"flags": {"a": False, "b": None}}, TRUE),
    ("pain and fever", {"pain": None, "fever": False}, FALSE),
    ("pain and fever", {"pain": None, "fever": True}, UNKNOWN),
    ("pain and fever", {"pain": None}, UNKNOWN | FALSE),
    ("pain or fever", {"pain": None, "fever": True}, TRUE),
    ("pain or fever", {"pain": None, "fever": False}, UNKNOWN),
    ("pain or fever", {"pain": None}, UNKNOWN | TRUE),
    ("pain or fever and rest", {"pain": False, "fever": True, "rest": False}, FALSE),
    ("(pain or fever) and rest", {"pain": True, "rest": False}, FALSE),
    ("not (pain or fever)", {"pain": False, "fever": False}, TRUE),
    ("not not pain", {"pain": True}, TRUE),
]


@pytest.mark.parametrize(("text", "values", "outcomes"), MEANINGS)
def test_outcomes(text, values, outcomes):
    assert parse(text).outcomes(values) == outcomes


REFUSALS = [
    ("", 1, "the name of an input"),
    ("pain and", 9, "the name of an input"),
    ("pain fever", 6, "'and', 'or' or the end"),
    ("(pain", 6, "')'"),
    ("wound is", 9, "a choice"),
    ("wound in open", 10, "'('"),
    ("crcl < high", 8, "a number"),
    ("crcl < -3", 8, "a number"),
    ("crcl < \N{ARABIC-INDIC DIGIT THREE}", 8, "unexpected character"),
    ("crcl < 3\N{ARABIC-INDIC DIGIT THREE}", 9, "unexpected character"),
    ("pain; drop table", 5, "unexpected character ';'"),
    ("__import__", 1, "unexpected character '_'"),
    ("Pain", 1, "unexpected character 'P'; write names and words in small letters (column 1)"),
    ("pain AND fever", 6, "unexpected character 'A'; write names and words in small letters"),
    ("pain && fever", 6, "unexpected character '&'; write 'and'"),
    ("pain || fever", 6, "unexpected character '|'; write 'or'"),
    ("!pain", 1, "unexpected character '!'; write 'not'"),
    ("wound != open", 7, "unexpected character '!'; write 'is not'"),
    ("wound<>open", 6, "unexpected character '<'; write 'is not'"),
    ("wound == open", 7, "unexpected character '='; write 'is' before a choice; a number is compared with <, <=, >"),
    ('wound is "open"', 10, "unexpected character '\"'; write choices without quotes"),
    ("crcl ≥ 30", 6, "unexpected character '≥'; write '>='"),
    ("crcl => 30", 6, "unexpected character '='; write '>='"),
    ("crcl ≤ 30", 6, "unexpected character '≤'; write '<='"),
    ("and", 1, "the name of an input"),
    ("known pain", 7, "'('"),
    ("(" * (MAX_DEPTH + 5) + "pain", MAX_DEPTH + 1, "nested deeper"),
    ("not " * 1000 + "pain", None, "nested deeper"),
]


@pytest.mark.parametrize(("text", "column", "message"), REFUSALS)
def test_refusals_name_the_column(text, column, message):
    with pytest.raises(ConditionError) as refused:
        parse(text)
    assert message in str(refused.value)
    assert column is None or refused.value.column == column


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        parse(text)
    except ConditionError:
        return


def test_names_and_columns():
    condition = parse("not pain and wound is open")
    assert condition.names == ("pain", "wound")
    assert [a.column for a in atoms(condition.test.node)] == [5, 14]


def test_only_what_can_still_turn_it_is_deciding():
    condition = parse("pain and (wound is open or flags has a) and not known(age)")
    found = deciding(condition.test, {"pain": True, "wound": "open"})
    assert [a.name for a in found] == ["age"]


REASONS = [
    ("pain or fever", {"pain": True, "fever": True}, TRUE, ["pain"]),
    ("pain or fever", {"pain": False, "fever": False}, FALSE, ["pain", "fever"]),
    ("pain and fever", {"pain": False, "fever": False}, FALSE, ["pain"]),
    ("pain and fever", {"pain": True, "fever": True}, TRUE, ["pain", "fever"]),
    ("pain and fever", {"pain": None, "fever": True}, UNKNOWN, ["pain"]),
    ("not (pain or fever)", {"pain": False, "fever": False}, TRUE, ["pain", "fever"]),
]


@pytest.mark.parametrize(("text", "values", "outcome", "names"), REASONS)
def test_reasons_name_answers_that_suffice(text, values, outcome, names):
    condition = parse(text)
    assert [a.name for a in reasons(condition.test, values, outcome)] == names


def test_conditions_are_equal_where_their_text_is():
    assert parse("pain") == parse("pain")
    assert parse("pain") != parse("not pain")
    assert len({parse("pain"), parse("pain")}) == 1


def test_a_condition_shows_its_text():
    assert repr(parse("pain and fever")) == "Condition('pain and fever')"
