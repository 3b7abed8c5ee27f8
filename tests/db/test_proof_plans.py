"""The proofs speak of plans as the planner makes them, list every fault by itself, and show the least patient."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from db import condition, formula
from db.guideline import TOPICS, Block, Conflict, Derived, Due, Line, Page, Unit
from db.proof_claims import CONTRADICTION, CUTS, DEAD, GAP, INVARIANT, UNKNOWN
from desktop.core.answers import read_facts
from desktop.core.engine import Engine
from desktop.core.prove import ASKED, REPLAYED, prove
from desktop.core.shown import patient_of
from tests.db.proof_fixtures import invariant, sound, with_rules
from tests.small import asked, rule, statement

STOP = rule("STOP", "emergency", "broken", "halt")
HALT = statement("halt", "stop", act="help")
REST = statement("rest", asks=True)


def made(inputs, rules, *statements, invariants=(), derived=(), conflicts=(), blocks=()):
    """A guideline in which all other topics are not applicable."""
    named = {r.topic for r in rules}
    rest = (rule(f"N-{t}", t, "always", "rest") for t in TOPICS if t not in named)
    rules = (*rules, *(msgspec.structs.replace(r, not_applicable=True) for r in rest))
    pages = tuple(Page(i.key, i.key, (i,)) for i in inputs)
    found = sound(rules, pages, (HALT, REST, *statements), derived, invariants)
    decision = msgspec.structs.replace(found.decision, conflicts=conflicts, blocks=blocks)
    return msgspec.structs.replace(found, decision=decision, handout_parts=("Later",))


def failing(guideline, property_):
    """What a property fails with; every patient is one that the program accepts and shows so."""
    proofs = prove(guideline)
    assert [p for p in proofs if p.property == REPLAYED and not p.holds] == []
    for proof in proofs:
        if proof.witness is not None:
            read_facts(guideline.decision, {"answers": proof.witness}, proof.on or guideline.reviewed)
    return [p for p in proofs if p.property == property_ and not p.holds]


YES_NO = tuple(asked(key, "yes-no") for key in ("broken", "x", "y"))
GIVEN = [
    (statement("line", "do-not"), "x and not known(y) and not known(broken)", True),
    (statement("line"), "x and not known(y) and not known(broken)", True),
    (statement("line"), "x and not known(broken)", True),
    (statement("line", dose=True), "x and not known(y) and not known(broken)", False),
    (statement("line", "timing", urgent=True), "x and not known(y) and not known(broken)", True),
    (statement("line", asks=True), "x and not known(y) and not known(broken)", True),
    (statement("line"), "x and not y and not known(broken)", False),
]


@pytest.mark.parametrize(("line", "when", "found"), GIVEN)
def test_never_counts_each_line_as_it_stands_while_an_emergency_is_open(line, when, found):
    guideline = made(
        YES_NO, (STOP, rule("R", "pain", when, "line")), line, invariants=(invariant("i", "y", never=("line",)),)
    )
    assert bool(failing(guideline, INVARIANT)) is found


def test_a_line_that_waits_for_an_emergency_may_stand_where_that_alone_is_in_doubt():
    rules = (STOP, rule("R", "pain", "x", "line"))
    guideline = made(YES_NO, rules, statement("line"), invariants=(invariant("i", "broken", never=("line",)),))
    assert failing(guideline, INVARIANT) == []
    other = made(YES_NO, rules, statement("line"), invariants=(invariant("i", "broken or y", never=("line",)),))
    assert failing(other, INVARIANT)


NUMBER = asked("k", "quantity", units=(Unit("u", Decimal(0), Decimal(3)),))
DOUBLE = Derived("z", "Z", "u", formula.parse("k * 2"))


def lines(*keys):
    return tuple(statement(key) for key in keys)


def test_cuts_that_fall_together_both_turn_their_rules():
    whens = ("k < 1", "k >= 1", "z < 2", "z >= 2")
    rules = [rule(f"R{n}", "cause", when, "abcd"[n]) for n, when in enumerate(whens)]
    assert failing(made((NUMBER,), rules, *lines(*"abcd"), derived=(DOUBLE,)), CUTS) == []


IDLE = [
    ("(z < 3 or z >= 3) and k < 1", "z 3"),
    ("(k < 1 or k >= 1) and z < 3", "k 1"),
    ("(k < 1 and z < 2) or (k >= 1 and z >= 2)", "z 2"),
]


@pytest.mark.parametrize(("when", "cut"), IDLE)
def test_a_cut_that_turns_nothing_by_itself_is_not_excused_by_another(when, cut):
    rules = [rule("R0", "cause", when, "a"), rule("R1", "cause", "not known(k)", "b")]
    assert any(
        f"at {cut}" in p.detail for p in failing(made((NUMBER,), rules, *lines("a", "b"), derived=(DOUBLE,)), CUTS)
    )


def test_a_stop_that_rests_on_another_answer_is_not_named_by_this_one():
    inputs = (asked("k", "yes-no"), asked("a", "yes-no"))
    rules = (rule("STOP", "emergency", "known(k) or a", "stop"),)
    (found,) = [
        p for p in failing(made(inputs, rules, statement("stop", "stop")), UNKNOWN) if p.detail.startswith("(b)")
    ]
    assert "stop disappears without an open line when k becomes unknown" in found.detail


def test_every_fault_is_listed_by_itself():
    rules = [rule(f"R-{topic}", topic, "x", "rest") for topic in TOPICS[1:]]
    found = failing(made(YES_NO[1:2], rules), GAP)
    assert {p.detail.split()[3] for p in found} == set(TOPICS[1:])
    never = tuple(invariant(f"i{n}", "x", never=(key,)) for n, key in enumerate("ab"))
    both = made(YES_NO[1:2], [rule("R", "pain", "x", "a", "b")], *lines("a", "b"), invariants=never)
    assert len(failing(both, INVARIANT)) == 2


def test_many_faults_are_bounded():
    names = [f"s{n}" for n in range(60)]
    never = tuple(invariant(f"i{n}", "x", never=(key,)) for n, key in enumerate(names))
    guideline = made(YES_NO[1:2], [rule("R", "pain", "x", *names)], *lines(*names), invariants=never)
    assert [p.detail for p in failing(guideline, INVARIANT)[50:]] == ["more than 50 faults: mend these first"]


def test_of_an_answer_made_unknown_only_the_marks_that_matter_are_shown():
    flags = asked("flags", "any-of", "one", "two", "three")
    rules = (rule("R", "pain", "not known(flags has one)", "act"), rule("S", "pain", "flags has one", "no"))
    found = failing(made((flags,), rules, statement("act", act="a"), statement("no", "do-not", act="a")), UNKNOWN)
    assert {"flags": {"one": "yes"}} in [p.witness for p in found]
    assert all("flags becomes unknown" in p.detail for p in found)


def test_an_emergency_that_is_asked_too_late_never_fires():
    rules = (
        STOP,
        rule("LATE", "emergency", "broken and x", "rest"),
        rule("X", "pain", "x", "a"),
        rule("Y", "pain", "not x", "b"),
    )
    found = failing(made(YES_NO[:2], rules, *lines("a", "b")), DEAD)
    assert any("LATE never fires: its condition holds only behind a stop" in p.detail for p in found)
    together = made(YES_NO[:2], rules, *lines("a", "b"))
    pages = (Page("all", "All", YES_NO[:2]),)
    together = msgspec.structs.replace(together, decision=msgspec.structs.replace(together.decision, pages=pages))
    assert not any("LATE" in p.detail for p in failing(together, DEAD))


def test_two_that_exclude_each_other_are_shown_where_the_condition_is_not_false():
    rules = (rule("A", "pain", "x", "a", "b"),)
    guideline = made(YES_NO[1:], rules, *lines("a", "b"), invariants=(invariant("i", "y", exclusive=("a", "b")),))
    (found,) = [p for p in prove(guideline) if "i: a stands beside b" in p.detail]
    assert found.witness == {"x": "yes", "y": "unknown"}
    never = made(YES_NO[1:], rules, *lines("a", "b"), invariants=(invariant("i", "not x", exclusive=("a", "b")),))
    assert failing(never, CONTRADICTION) == []


def test_a_patient_whose_other_answers_would_be_refused_is_not_shown():
    refused = (Conflict("c", condition.parse("not x and y"), "Correct one."),)
    guideline = made(YES_NO[1:], (rule("R", "pain", "x", "a"),), *lines("a"), conflicts=refused)
    assert failing(guideline, DEAD)


def test_a_question_asked_in_vain_is_shown_with_who_is_asked():
    when = "(wound is open or pain) and wound is closed and sex is male"
    guideline = with_rules(rule("NEW", "cause", when, "injury"))
    (found,) = [p for p in prove(guideline) if p.property == ASKED and not p.holds]
    name = found.detail.split("asks for ")[1].split(",")[0]
    engine = Engine(guideline)
    patient = patient_of(engine, found.witness, found.on)
    new = next(r for r in guideline.decision.rules if r.id == "NEW")
    assert engine.waits(new.when, patient.values, 1, name)


def test_a_question_in_vain_after_a_number_is_shown_too():
    when = "(crcl < 30 or pain) and crcl >= 30 and sex is male"
    guideline = with_rules(rule("NEW", "cause", when, "injury"))
    found = [p for p in prove(guideline) if p.property == ASKED and not p.holds]
    assert [p.witness for p in found if p.witness is None] == []


def test_a_patient_of_another_day_names_the_day():
    day = asked("day", "date", earliest=date(2026, 10, 1))
    days = Derived("days", "Days", "days", formula.parse("today - day"))
    whens = ("days <= 60", "days > 60 and days < 200", "not known(days)")
    rules = [rule(f"R{n}", "emergency", when, "rest") for n, when in enumerate(whens)]
    (gap,) = failing(made((day,), rules, derived=(days,)), GAP)[:1]
    assert gap.on == sound().next_review


CHILD = asked("age", "quantity", units=(Unit("years", Decimal(0), Decimal(120)),))
ADULT = Derived("z", "Clearance", "u", formula.parse("k * 2"), condition.parse("age >= 2"))


def a_stop(when):
    """A guideline with one stop, which tests a number that is computed for adults alone."""
    rules = (rule("STOP", "emergency", when, "halt"), rule("CALM", "emergency", f"not ({when})", "rest"))
    return made((CHILD, NUMBER), rules, derived=(ADULT,))


def test_a_stop_that_no_answer_settles_is_a_gap():
    guideline = a_stop("z < 4")
    (found,) = failing(guideline, GAP)
    assert found.detail.startswith("STOP is neither true nor false, an emergency that no answer settles: age = 0")
    assert found.witness == {"age": {"value": "0", "unit": "years"}}
    assert failing(a_stop("age >= 2 and z < 4"), GAP) == []
    assert failing(a_stop("z < 4 or known(age) and age < 2"), GAP) == []
    patient = patient_of(Engine(guideline), {**found.witness, "k": {"value": "1", "unit": "u"}})
    (settle,) = [line for line in patient.plan.lines if line.id.startswith("settle:")]
    assert settle.text == "Settle now: Clearance under 4\N{NO-BREAK SPACE}u. If so: Text of halt."


def reviewed(*dues, act=""):
    """A guideline with a review: due so many days after a date where x is yes, no, and not known."""
    whens = ("x", "not x", "not known(x)")
    rules = [
        rule(f"R{n}", "follow-up", when, Line("review", due))
        for n, (when, due) in enumerate(zip(whens, dues, strict=True))
    ]
    return made((YES_NO[1], DAY), rules, statement("review", "timing", act=act))


def days(number, after="today"):
    return Due(number, after, "product")


DAY = asked("day", "date", earliest=date(2026, 10, 1))
DUES = [
    ((days(1), days(30), days(365)), {"x = yes", "x = no"}),
    ((days(1), days(30), days(30)), {"x = yes"}),
    ((days(1), days(30), days(1)), set()),
    ((days(1), days(30), None), set()),
    ((days(1), days(30), days(365, "day")), {"x = yes", "x = no"}),
    ((days(2), days(2), days(400, "day")), {"x = yes", "x = no"}),
    ((days(60), days(60), days(60, "day")), set()),
    ((days(60), days(60), days(61, "day")), {"x = yes", "x = no"}),
    ((days(30, "day"), days(30, "day"), days(30)), {"x = yes", "x = no"}),
    ((days(400, "day"), days(400, "day"), days(2)), set()),
    ((days(1, "day"), days(30, "day"), days(30, "day")), {"x = yes"}),
]


@pytest.mark.parametrize(("dues", "expected"), DUES)
def test_an_answer_made_unknown_puts_nothing_off(dues, expected):
    found = failing(reviewed(*dues), UNKNOWN)
    assert all("(b) review falls due later without an open line when x becomes unknown" in p.detail for p in found)
    assert bool(found) is bool(expected)
    assert all(any(f": {word}" in p.detail for word in expected) for p in found)


def dated(*whens_and_dues, derived=()):
    """A guideline with a review that these rules give, each with its own day; it may be counted from two dates."""
    rules = [rule(f"R{n}", "follow-up", when, Line("review", due)) for n, (when, due) in enumerate(whens_and_dues)]
    return made((DAY, asked("other", "date"), YES_NO[1]), rules, statement("review", "timing"), derived=derived)


def test_days_from_two_dates_are_compared():
    found = failing(dated(("x", days(1, "day")), ("not x or not known(x)", days(9, "other"))), UNKNOWN)
    (lost,) = [p for p in found if "x becomes unknown" in p.detail]
    assert "(b) review falls due later without an open line" in lost.detail
    first, second = (date.fromisoformat(lost.witness[key]) for key in ("day", "other"))
    assert first + timedelta(days=1) < second + timedelta(days=9)


BETWEEN = Derived("between", "Between", "d", formula.parse("day - other"))
LATE = [
    (("x", days(20, "day")), ("known(x) or not known(x)", days(1)), False),
    (("x", days(1000, "day")), ("known(x) or not known(x)", days(1)), True),
    (("x and between >= 0", days(3, "day")), ("known(other)", days(3, "other")), True),
    (("x and between >= 0", days(2, "day")), ("known(other)", days(3, "other")), False),
    (("x and between <= 0", days(3, "day")), ("known(other)", days(3, "other")), False),
]


@pytest.mark.parametrize(("first", "second", "idle"), LATE)
def test_an_answer_that_only_brings_a_later_day_of_a_line_changes_nothing(first, second, idle):
    found = [p.detail for p in failing(dated(first, second, derived=(BETWEEN,)), DEAD)]
    assert any(text.startswith("no answer to x changes the plan") for text in found) is idle


KINDS = [
    (YES_NO[1], "x = yes"),
    (asked("x", "quantity", units=(Unit("kg", Decimal(20), Decimal(90)),)), "x = 20, kg"),
    (asked("x", "one-of", "a", "other"), "x = a"),
    (asked("x", "any-of", "other"), "x = [other]"),
    (asked("x", "date", earliest=date(2026, 10, 1)), "x = 2026-"),
]


@pytest.mark.parametrize(("one", "patient"), KINDS)
def test_an_input_of_which_no_two_known_answers_differ_is_told(one, patient):
    rules = [rule("KNOWN", "pain", "known(x)", "a"), rule("ASK", "pain", "not known(x)", "rest")]
    (found,) = failing(made((one,), rules, *lines("a")), DEAD)
    assert found.detail.startswith("no two known answers to x differ in the plan; the lines are as with")
    assert patient in found.detail


def test_a_mark_that_differs_while_another_is_unknown_makes_two_answers():
    rules = [rule("R", "pain", "x has a and not known(x has b)", "a")]
    (found,) = failing(made((asked("x", "any-of", "a", "b"),), rules, *lines("a")), DEAD)
    assert found.detail.startswith("choices of x without effect: b")


def test_a_day_that_is_lost_with_its_date_is_a_delay():
    rules = [rule(f"R{n}", "follow-up", "x", Line("review", d)) for n, d in enumerate((days(1, "day"), days(9)))]
    (found,) = failing(made((YES_NO[1], DAY), rules, statement("review", "timing")), UNKNOWN)
    assert "(b) review falls due later without an open line when day becomes unknown" in found.detail


def test_a_rule_that_holds_for_nobody_says_so():
    (found, *_) = failing(made((YES_NO[1],), [rule("R", "pain", "x and not x or not x and x", "rest")]), DEAD)
    text = "rule R never fires: it holds for nobody (column 1), as any patient shows"
    assert (found.detail, found.witness) == (text, {})


def test_what_an_open_line_tells_of_may_be_put_off():
    assert failing(reviewed(days(1), days(30), days(365), act="review"), UNKNOWN) == []


def test_a_cut_that_is_met_only_on_a_later_day_is_told_without_the_patients():
    since = Derived("since", "Since", "days", formula.parse("today - day"))
    late = asked("day", "date", earliest=date(2026, 10, 1))
    rules = [rule("A", "pain", "since >= 90", "a"), rule("B", "pain", "since < 90 or not known(since)", "b")]
    (proof,) = [p for p in prove(made((late,), rules, *lines("a", "b"), derived=(since,))) if p.property == CUTS]
    assert proof.holds
    assert proof.detail.startswith("since 90 (below: A, B; above: -)")


SHEETS = (Block("more", "Later", "Take no more."), Block("go-on", "Later", "Do not stop."))


def handed(*rules, **what):
    """A guideline whose rules hand out blocks, with one invariant on them."""
    given = tuple(
        msgspec.structs.replace(rule(f"R{n}", "pain", when, "a"), handout=(b,)) for n, (when, b) in enumerate(rules)
    )
    return made(YES_NO[1:], given, *lines("a"), invariants=(invariant("i", "always", **what),), blocks=SHEETS)


def test_blocks_of_the_handout_can_exclude_each_other():
    both = {"exclusive": ("more", "go-on")}
    (found,) = failing(handed(("x", "more"), ("y", "go-on"), **both), CONTRADICTION)
    assert (found.detail[:27], found.witness) == ("i: more stands beside go-on", {"x": "yes", "y": "yes"})
    assert failing(handed(("x", "more"), ("y and not x", "go-on"), **both), CONTRADICTION) == []


def test_a_block_of_the_handout_can_be_declared_never_and_always():
    (found,) = failing(handed(("x", "more"), never=("more",)), INVARIANT)
    assert found.witness == {"x": "yes"}
    assert failing(handed(("x and not x", "more"), never=("more",)), INVARIANT) == []
    assert failing(handed(("x", "more"), always=("more",)), INVARIANT)
    assert failing(handed(("always", "more"), always=("more",)), INVARIANT) == []
