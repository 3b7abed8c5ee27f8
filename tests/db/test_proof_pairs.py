"""Two guidelines that say the contrary to one patient are found with that patient, unless a resolution is written."""

from decimal import Decimal

import msgspec
import pytest

from db import condition, formula
from db.check import check_guideline
from db.guideline import Conflict, Derived, Page, Resolution, Unit
from db.proof_keys import UndecidedError
from db.proof_pairs import absent, clashes, dangling
from desktop.core.engine import Engine
from desktop.core.prove import prove_pairs
from desktop.core.shown import patient_of
from tests.db.proof_fixtures import sound
from tests.shipped import shipped
from tests.small import asked, guideline, rule, statement

STATEMENTS = (statement("halt", "stop", act="help"), statement("not-drug", "do-not", act="Drug"), statement("other"))
KILO = Unit("kg", Decimal(40), Decimal(200))
PAGES = (
    Page(
        "all",
        "All",
        (
            asked("ill", "yes-no"),
            asked("pain", "yes-no"),
            asked("wound", "one-of", "none", "open", "burn"),
            asked("flags", "any-of", "cauda", "fever"),
            asked("weight", "quantity", units=(KILO,)),
            asked("injury_date", "date"),
        ),
    ),
)


def second(when, *more, kind="not-drug", pages=PAGES, derived=(), conflicts=(), resolutions=(), statements=STATEMENTS):
    rules = (rule("S-HALT", "emergency", "ill", "halt"), rule("S-NOT", "pain", when, kind), *more)
    made = guideline(rules, pages, statements, id="second")
    decision = msgspec.structs.replace(
        made.decision, derived=derived, conflicts=conflicts, resolutions=resolutions, blocks=()
    )
    return msgspec.structs.replace(made, decision=decision)


def found(other, one=None):
    """The clashes of the sound guideline with another, each confirmed by both engines."""
    pair = (one or sound(), other)
    made, wrong = prove_pairs(pair)
    assert wrong == []
    return made


MEET = {
    "an answer that only one asks": "ill or not ill",
    "the same answer": "pain",
    "a choice that both list": "wound is none",
    "a choice that one lists": "wound is burn",
    "a mark that one lists": "flags has fever",
    "a number": "weight > 199",
    "unknown": "not known(wound)",
}
NEVER = {
    "the contrary answer": "not pain",
    "a mark that stops the first": "flags has cauda",
    "unknown, where it must be known": "not known(pain)",
    "a number out of the range of the first": "weight < 40",
    "behind its own stop": "ill",
    "another choice that stops nothing but contradicts": "wound is none and wound is open",
}


@pytest.mark.parametrize("name", MEET)
def test_a_patient_of_both_is_found(name):
    (clash,) = found(second(MEET[name]))
    assert clash.resolution is None
    assert (clash.for_it.guideline, clash.for_it.rule, clash.for_it.statement.id) == ("small", "P-DRUG", "drug")
    assert (clash.against_it.guideline, clash.against_it.rule) == ("second", "S-NOT")
    both = clash.for_it.answers.keys() & clash.against_it.answers.keys()
    assert all(clash.for_it.answers[k] == clash.against_it.answers[k] for k in both - {"flags", "wound", "weight"})


@pytest.mark.parametrize("name", NEVER)
def test_what_no_patient_of_both_has_is_no_clash(name):
    assert found(second(NEVER[name])) == []


def ranged(low, high, when, kind, act="Drug"):
    """A guideline that asks a weight in this range, and one statement on it."""
    unit = Unit("kg", Decimal(low), Decimal(high))
    pages = (Page("all", "All", (asked("ill", "yes-no"), asked("weight", "quantity", units=(unit,)))),)
    statements = (statement("halt", "stop", act="help"), statement("said", kind, act=act))
    rules = (rule("HALT", "emergency", "ill", "halt"), rule("SAY", "pain", when, "said"))
    made = guideline(rules, pages, statements, id=f"g{low}-{high}")
    decision = msgspec.structs.replace(made.decision, derived=(), blocks=())
    return msgspec.structs.replace(made, decision=decision)


def test_a_number_beyond_the_range_of_one_is_not_known_to_it():
    (clash,) = found(ranged(0, 4, "not known(weight)", "do-not"), ranged(0, 10, "weight > 5", "do"))
    assert clash.for_it.answers["weight"]["value"] == "6"
    assert clash.against_it.answers["weight"] == "unknown"
    assert found(ranged(0, 4, "weight > 3", "do-not"), ranged(0, 10, "weight > 5", "do")) == []


def test_numbers_whose_ranges_do_not_meet_are_one_fact():
    assert found(ranged(6, 10, "weight <= 8", "do-not"), ranged(0, 5, "weight > 2", "do")) == []


def test_the_order_of_the_guidelines_does_not_matter():
    assert [c.act for c in clashes([second("pain"), sound()])] == ["drug"]


def test_another_act_is_no_clash():
    statements = (*STATEMENTS[:1], statement("not-drug", "do-not", act="another"))
    assert found(second("pain", statements=statements)) == []


def test_the_first_may_forbid_what_the_second_says():
    give = statement("give", "do", act="drug")
    (clash,) = found(second("pain", kind="give", statements=(STATEMENTS[0], give)))
    assert (clash.for_it.guideline, clash.against_it.statement.id) == ("second", "no-drug")


def test_the_same_key_of_another_kind_is_another_fact():
    pages = (Page("all", "All", (asked("ill", "yes-no"), asked("pain", "one-of", "no", "some"))),)
    assert len(found(second("pain is no", pages=pages))) == 1


def test_a_number_on_another_scale_is_another_fact():
    pages = (
        Page(
            "all",
            "All",
            (asked("ill", "yes-no"), asked("weight", "quantity", units=(Unit("lb", Decimal(0), Decimal(999)),))),
        ),
    )
    assert len(found(second("weight > 400", pages=pages))) == 1


def test_derived_quantities_of_both_rest_on_one_number():
    heavy = Derived("half", "Half", "kg", formula.parse("(weight / 2 if not pain else weight / 4)"))
    days = Derived("days", "Days", "days", formula.parse("today - injury_date"))
    (clash,) = found(second("half >= 30 and days > 10", derived=(heavy, days)))
    assert clash.for_it.answers["weight"] == clash.against_it.answers["weight"]
    assert found(second("half >= 50 and half < 50", derived=(heavy,))) == []


def test_dates_count_from_the_later_review():
    days = Derived("days", "Days", "days", formula.parse("today - injury_date"))
    other = second("pain and days < 10", derived=(days,))
    later = other.reviewed.replace(year=other.reviewed.year + 1)
    (clash,) = found(msgspec.structs.replace(other, reviewed=later, next_review=later.replace(year=2030)))
    assert clash.on == later


def test_answers_that_the_second_refuses_are_no_patient():
    refused = Conflict("c", condition.parse("pain and wound is none"), "Correct one.")
    assert found(second("wound is none", conflicts=(refused,))) == []


RESOLVED = Resolution("r-drug", "small", "drug", "Follow the second: it is about this drug.", ("ref-a",))


def test_a_written_resolution_settles_it_from_either_side():
    (clash,) = found(second("pain", resolutions=(RESOLVED,)))
    assert clash.resolution == RESOLVED
    mine = msgspec.structs.replace(RESOLVED, guideline="second")
    one = msgspec.structs.replace(sound(), decision=msgspec.structs.replace(sound().decision, resolutions=(mine,)))
    assert [c.resolution for c in found(second("pain"), one)] == [mine]


DANGLING = [({}, 0, 0), ({"guideline": "third"}, 0, 1), ({"act": "help"}, 1, 0)]


@pytest.mark.parametrize(("change", "loose", "missing"), DANGLING)
def test_a_resolution_of_nothing_is_told(change, loose, missing):
    both = [sound(), second("pain", resolutions=(msgspec.structs.replace(RESOLVED, **change),))]
    assert len(list(dangling(both))) == loose
    assert len(list(absent(both))) == missing


WRONG = [
    ({"guideline": "second"}, "not its own"),
    ({"act": "drugg"}, "no statement has the act 'drugg'"),
    ({"references": ("ref-x",)}, "no reference 'ref-x'"),
    ({"text": " "}, "'text' is empty"),
]


@pytest.mark.parametrize(("change", "words"), WRONG)
def test_a_resolution_is_checked_by_itself(change, words):
    made = second("pain", resolutions=(msgspec.structs.replace(RESOLVED, **change),))
    assert any(words in p.message for p in check_guideline(made, {}))


def test_what_takes_too_long_is_told():
    with pytest.raises(UndecidedError):
        list(clashes([sound(), second("pain")], seconds=-1.0))
    assert "not decided" in prove_pairs([sound(), second("pain")], seconds=-1.0)[1][0]


def test_the_shipped_guideline_beside_a_small_one():
    small = second("pain", statements=(STATEMENTS[0], statement("not-drug", "do-not", act="pregabalin")))
    made, wrong = prove_pairs([shipped(), small])
    assert wrong == []
    assert made
    for clash in made:
        assert clash.for_it.guideline == shipped().id
        assert clash.for_it.statement.id in patient_of(Engine(shipped()), clash.for_it.answers).lines


def test_a_line_that_several_rules_give_whatever_is_answered_is_shown_with_all_the_answers():
    whens = ("wound is open", "wound in (none, burn)", "not known(wound)")
    more = tuple(rule(f"S-{n}", "pain", when, "not-drug") for n, when in enumerate(whens))
    (clash,) = found(second("ill", *more))
    assert "wound" in clash.against_it.answers
