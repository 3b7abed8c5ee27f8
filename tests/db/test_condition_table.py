"""Conditions evaluated together come to what each of them comes to alone."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from db.condition import Condition, parse
from db.condition_outcome import ANY, FALSE, TRUE, UNKNOWN
from db.condition_table import Table
from db.condition_tree import And, Not, Or
from tests.db.test_condition import MEANINGS

TESTS = (
    "pain",
    "fever",
    "known(pain)",
    "wound is open",
    "wound in (open, closed)",
    "known(wound)",
    "flags has a",
    "any(flags)",
    "known(flags)",
    "known(flags has b)",
    "crcl < 30",
    "crcl >= 30",
    "known(crcl)",
    "known(day)",
    "always",
)
MARKS = st.one_of(st.none(), st.fixed_dictionaries(dict.fromkeys(("a", "b"), st.sampled_from([True, False, None]))))
ANSWERS = {
    "pain": st.sampled_from([True, False, None]),
    "fever": st.sampled_from([True, False, None]),
    "wound": st.sampled_from(["open", "closed", "none", None]),
    "flags": MARKS,
    "crcl": st.sampled_from([Decimal("29.9"), Decimal(30), None]),
    "day": st.one_of(st.none(), st.dates()),
}
NODES = st.recursive(
    st.sampled_from([parse(text).test.node for text in TESTS]),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=4).map(lambda items: And(tuple(items))),
        st.lists(inner, min_size=2, max_size=4).map(lambda items: Or(tuple(items))),
    ),
    max_leaves=12,
)


@given(st.lists(NODES, max_size=6), st.fixed_dictionaries({}, optional=ANSWERS))
def test_together_as_alone(nodes, values):
    conditions = [Condition(str(number), node) for number, node in enumerate(nodes)]
    assert list(Table(conditions).outcomes(values)) == [c.outcomes(values) for c in conditions]


def test_the_meanings_hold_together():
    table = Table([parse(text) for text, _, _ in MEANINGS])
    for number, (_, values, outcomes) in enumerate(MEANINGS):
        assert table.outcomes(values)[number] == outcomes


def test_an_inner_part_that_two_conditions_share_is_read_for_both():
    table = Table([parse("pain and (fever or rest)"), parse("not (fever or rest)"), parse("cold or (fever or rest)")])
    assert list(table.outcomes({"pain": True, "fever": False, "rest": None, "cold": False})) == [UNKNOWN] * 3
    assert list(table.outcomes({"pain": True, "fever": True})) == [TRUE, FALSE, TRUE]
    assert list(table.outcomes({})) == [ANY] * 3
