"""The plan: its lines, their order, their trace, and what is withheld."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from desktop.core.answers import read_facts
from desktop.core.blocks import Item
from desktop.core.document import plan_document
from desktop.core.engine import Engine
from desktop.core.not_given import not_fired
from desktop.core.open_points import decided_words
from desktop.core.plan import GROUPS
from desktop.core.planner import make_plan
from desktop.core.text import computed_words
from desktop.settings import Settings
from tests.shipped import shipped
from tests.small import RULES, TODAY, guideline, rule

GUIDELINE = guideline()
SAFE = {"flags": [], "age": "65", "sex": "male"}
CLOSED = {**SAFE, "wound": "closed", "injury_date": "2026-11-17", "worsening": "no", "pain": "no"}
PAIN = {**SAFE, "wound": "none", "pain": "yes", "weight": "60", "creatinine": {"value": "212", "unit": "µmol/L"}}


def plan_of(chosen=GUIDELINE, on=TODAY, **answers):
    return make_plan(Engine(chosen), read_facts(chosen.decision, {"answers": answers}, on))


def lines_of(plan, group=None):
    return [line.id for line in plan.lines if group in (None, line.group)]


def test_groups_stand_in_fixed_order():
    order = [GROUPS.index(line.group) for line in plan_of(**CLOSED).lines]
    assert order == sorted(order)


def test_what_comes_later_stands_by_its_date():
    later = plan_of(**CLOSED).group("follow-up")
    assert [(line.id, line.when) for line in later] == [
        ("follow", date(2026, 12, 6)),
        ("mri-month", date(2026, 12, 17)),
    ]


def test_a_line_is_traced_to_answers_rule_statement_and_source():
    line = next(line for line in plan_of(**CLOSED).lines if line.id == "mri-month")
    assert line.rule.id == "R-CLOSED"
    assert [(b.input, b.answer) for b in line.because] == [("wound", "Closed"), ("worsening", "No")]
    assert line.statement.references == ("ref-a",)


def test_a_line_says_why_by_its_rule_and_an_open_point_by_its_answer():
    lines = {line.id: line for line in plan_of(**{**CLOSED, "injury_date": "unknown"}).lines}
    assert [(b.input, b.answer) for b in lines["mri-month"].why] == [("wound", "Closed"), ("worsening", "No")]
    assert [(b.input, b.answer) for b in lines["open:injury_date"].why] == [("injury_date", "Not known")]


def test_an_emergency_that_hangs_on_a_choice_is_named_by_it():
    plan = plan_of(shipped(), red_flags=[], age="50", lesion="unknown")
    line = next(line for line in plan.lines if line.id == "settle:R-EMG-ABSCESS")
    assert line.text.startswith("Settle now: Abscess. If so: Psoas abscess")


@pytest.mark.parametrize(
    ("injured", "due", "overdue"),
    [("2026-11-17", date(2026, 12, 17), False), ("2026-10-23", TODAY, False), ("2026-10-22", date(2026, 11, 21), True)],
)
def test_due_dates_count_from_the_answer(injured, due, overdue):
    line = next(x for x in plan_of(**{**CLOSED, "injury_date": injured}).lines if x.id == "mri-month")
    assert (line.when, line.overdue) == (due, overdue)


def test_a_due_date_that_counts_from_an_unknown_day_is_not_invented():
    line = next(x for x in plan_of(**{**CLOSED, "injury_date": "unknown"}).lines if x.id == "mri-month")
    assert line.when is None
    assert line.due.days == 30


def test_a_due_date_beyond_the_calendar_is_none():
    answers = {**CLOSED, "injury_date": "9999-12-05"}
    line = next(x for x in plan_of(on=date(9999, 12, 10), **answers).lines if x.id == "mri-month")
    assert line.when is None


def test_a_new_deficit_after_surgery_is_reviewed_within_days():
    answers = {"red_flags": [], "age": "68", "sex": "male", "wound": "none", "pattern": "several_nerves", "pain": "no"}
    answers |= {"background": ["surgery"], "deficit_after_surgery": "acute", "course": "stable"}
    answers |= {"lesion": "none", "cancer": "no"}
    line = next(x for x in plan_of(shipped(), **answers).lines if x.id == "fu-review")
    assert line.when == date(2026, 11, 24)


def test_a_day_is_traced_to_the_rule_that_brought_it():
    answers = {"red_flags": [], "age": "68", "sex": "male", "wound": "none", "pattern": "several_nerves", "pain": "no"}
    answers |= {"course": "worsening", "lesion": "none", "cancer": "no"}
    plan = plan_of(shipped(), **answers)
    line = next(x for x in plan.lines if x.id == "fu-review")
    assert (line.rule.id, line.when) == ("R-FU-REVIEW", date(2026, 11, 24))
    assert (line.dated.rule.id, [b.input for b in line.dated.because]) == ("R-FU-WORSENING", ["course"])
    document = plan_document(plan, Settings())
    (item,) = (part for part in document.parts if isinstance(part, Item) and part.line == "fu-review")
    assert item.details[0].endswith("This day by rule R-FU-WORSENING. Because: Course = Worsening")
    assert "R-FU-REVIEW" in item.details[1]
    stable = next(x for x in plan_of(shipped(), **{**answers, "course": "stable"}).lines if x.id == "fu-review")
    assert (stable.when, stable.dated.rule) == (date(2026, 12, 20), stable.rule)


def test_no_day_stands_while_an_emergency_is_not_excluded():
    answers = {"age": "68", "sex": "male", "wound": "none", "pattern": "several_nerves", "pain": "no", "lesion": "none"}
    open_plan = plan_of(shipped(), red_flags="unknown", **answers)
    line = next(x for x in open_plan.lines if x.id == "fu-review")
    assert (line.after_settled, line.when, line.due, line.dated, line.overdue) == (True, None, None, None, False)
    assert [x.id for x in open_plan.lines if x.after_settled and x.when] == []


def test_info_is_attached_to_its_line():
    line = next(line for line in plan_of(**PAIN).lines if line.id == "drug")
    assert [note.id for note in line.notes] == ["drug-note"]
    assert "drug-note" not in lines_of(plan_of(**PAIN))


def test_a_derived_quantity_brings_its_inputs():
    line = next(line for line in plan_of(**PAIN).lines if line.id == "drug")
    words = {b.input: b.answer for b in line.because}
    assert words["crcl"] == "26\u00a0mL/min"
    assert words["creatinine"] == "212\u00a0µmol/L"
    assert {"age", "weight", "sex"} <= set(words)


def test_a_stop_withholds_everything_elective():
    plan = plan_of(**{**CLOSED, "flags": ["cauda"]})
    assert plan.status == "stop"
    assert lines_of(plan) == ["stop-cauda", "no-plexus-mri"]
    assert plan.inert == ("age", "sex", "wound", "injury_date", "worsening", "pain")
    assert [b.id for b in plan.handout] == ["help"]


def test_what_is_urgent_stands_before_who_is_not_covered():
    facts = read_facts(shipped().decision, {"answers": {"red_flags": [], "age": "16", "wound": "open"}}, TODAY)
    lines = make_plan(Engine(shipped()), facts).group("act-first")
    assert [line.id for line in lines] == ["trauma-explore-open", "trauma-open-vessel", "cause-not-adult"]


def test_a_flag_that_is_not_known_is_settled_first():
    plan = plan_of(**{**CLOSED, "flags": {"cauda": "unknown", "ischaemia": "no"}})
    assert lines_of(plan, "act-first") == ["settle:R-CAUDA"]
    assert "Settle now" in plan.lines[0].text
    assert "Text of stop-cauda." in plan.lines[0].text
    follow = next(line for line in plan.lines if line.id == "follow")
    assert follow.after_settled


@pytest.mark.parametrize("answers", [CLOSED, PAIN])
def test_neither_dose_nor_delay_while_a_flag_is_not_known(answers):
    withheld = {"mri-month", "drug"}
    plan = plan_of(**{**answers, "flags": "unknown"})
    assert not [x for x in plan.lines if x.id in withheld and (x.statement.text in x.text or x.when)]
    assert [x.group for x in plan.lines if x.id in withheld] == ["open"]


def test_kidney_function_not_known_gives_no_dose_but_asks():
    plan = plan_of(**{**PAIN, "creatinine": "unknown"})
    assert "drug" not in lines_of(plan)
    assert "ask-kidney" in lines_of(plan, "do")
    assert "open:creatinine" in lines_of(plan, "open")
    assert plan.unknown == ("creatinine",)


def test_what_is_not_known_says_what_it_would_decide():
    plan = plan_of(**{**SAFE, "wound": "unknown", "worsening": "no", "pain": "no"})
    line = next(line for line in plan.lines if line.id == "open:wound")
    assert "exploration" in line.text
    assert "plexus MRI" in line.text


def test_what_is_not_known_never_names_what_to_avoid_as_an_offer():
    plan = plan_of(**{**SAFE, "flags": {"cauda": "unknown", "ischaemia": "no"}, "wound": "unknown"})
    line = next(line for line in plan.lines if line.id == "open:flags")
    assert line.acts == ("spine MRI", "plexus MRI")
    assert line.text == "Flags (Cauda): not known. It would decide: spine MRI."


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ((), ""),
        (("do-not",), "what to avoid"),
        (("do-not", "do"), "what to do"),
        (("consider", "stop"), "stop, consider"),
    ],
)
def test_an_open_point_says_what_kind_of_advice_hangs_on_it(kinds, words):
    statement = next(iter(GUIDELINE.statements().values()))
    acts = {kind: kind if "stop" in kinds else "" for kind in kinds}
    about = [msgspec.structs.replace(statement, kind=kind, act=acts[kind]) for kind in kinds]
    assert decided_words(about) == words


def test_an_answer_that_another_one_forbids_decides_nothing():
    answers = {"red_flags": [], "age": "30", "sex": "unknown", "wound": "none", "pattern": "several_nerves"}
    plan = plan_of(shipped(), **answers, pain="yes", pregnancy=["pregnant"])
    line = next(x for x in plan.lines if x.id == "open:sex")
    assert "order of pain medicines" not in line.text


def test_questions_not_asked_leave_the_plan_open():
    plan = plan_of(**SAFE)
    assert plan.status == "open"
    assert plan.open == ("wound", "injury_date", "worsening", "pain", "weight", "creatinine")
    assert "open:wound" in lines_of(plan, "open")


def test_one_statement_is_one_line_with_the_earlier_date():
    twice = guideline(rules=(*RULES, rule("R-AGAIN", "follow-up", "pain", RULES[-1].lines[0])))
    plan = plan_of(twice, **PAIN)
    follow = [line for line in plan.lines if line.id == "follow"]
    assert len(follow) == 1
    assert [b.input for b in follow[0].because] == ["pain"]


def test_every_rule_that_did_not_fire_says_why():
    plan = plan_of(**PAIN)
    reasons = {n.rule.id: [b.input for b in n.because] for n in not_fired(plan)}
    fired = {line.rule.id for line in plan.lines if line.rule}
    assert set(reasons) == {r.id for r in GUIDELINE.decision.rules} - fired
    assert reasons["R-OPEN"] == ["wound"]
    assert reasons["R-CAUDA"] == ["flags"]


def test_after_a_stop_the_stop_is_the_reason():
    reasons = {n.rule.id: [b.input for b in n.because] for n in not_fired(plan_of(flags=["cauda"]))}
    assert reasons["R-FOLLOW"] == ["flags"]


def test_a_patient_who_is_not_covered_is_stopped_without_calling_it_an_emergency():
    child = guideline(rules=(*RULES, rule("R-CHILD", "cause", "age < 18", "stop-leg")))
    plan = plan_of(child, **{**CLOSED, "age": "12"})
    assert (plan.status, plan.is_emergency) == ("stop", False)
    assert lines_of(plan) == ["stop-leg"]
    assert plan_of(child, **{**CLOSED, "flags": ["cauda"]}).is_emergency


def test_an_emergency_that_hangs_on_a_number_is_named_by_its_test():
    child = guideline(rules=(*RULES, rule("R-CHILD", "emergency", "age < 18", "stop-leg")))
    line = next(line for line in plan_of(child, **{**SAFE, "age": "unknown"}).lines if line.id == "settle:R-CHILD")
    assert line.text == "Settle now: Age under 18\u00a0years. If so: Text of stop-leg."


def test_nothing_elective_is_handed_out_while_a_flag_is_not_known():
    known, unknown = (plan_of(**{**CLOSED, "flags": flags}) for flags in ([], "unknown"))
    assert [b.id for b in known.handout] == ["wait"]
    assert unknown.handout == ()


def test_a_line_that_only_asks_does_not_wait_for_the_emergencies():
    plan = plan_of(**{**SAFE, "flags": "unknown", "wound": "unknown", "worsening": "no", "pain": "no"})
    assert not next(line for line in plan.lines if line.id == "ask-wound").after_settled


NERVE_UNKNOWN = {
    "age": "40",
    "sex": "male",
    "wound": "closed",
    "injury_date": "2026-11-17",
    "pattern": "several_nerves",
}
NERVE_UNKNOWN |= {"course": "stable", "severity": "mild", "cancer": "no", "nerve": "unknown", "plexus_mri": "not_done"}
NERVE_UNKNOWN |= {"lesion": "none", "mri_limits": [], "pain": "no", "pelvic_radiotherapy": "no", "background": []}


def test_a_line_that_only_asks_says_its_condition_first_and_then_its_day():
    plan = plan_of(shipped(), red_flags=[], **NERVE_UNKNOWN)
    line = next(x for x in plan.lines if x.id == "trauma-mri-month-unless-ruptured")
    assert (line.statement.asks, line.group, line.when) == (True, "follow-up", date(2026, 12, 17))
    parts = plan_document(plan, Settings()).parts
    (printed,) = [part for part in parts if isinstance(part, Item) and part.line == line.id]
    assert printed.text.startswith("If no nerve is ruptured: elective dedicated plexus MRI about 1 month after")
    assert any(words.startswith("Due 17-Dec-2026 (") for words in printed.details)


def test_a_line_that_only_asks_and_is_due_later_is_withheld_with_its_day_while_an_emergency_is_open():
    plan = plan_of(shipped(), red_flags="unknown", **NERVE_UNKNOWN)
    line = next(x for x in plan.lines if x.id == "trauma-mri-month-unless-ruptured")
    assert (line.withheld, line.when, line.due, line.group) == (True, None, None, "open")
    assert "month" not in line.text


def test_emergencies_that_were_not_asked_about_are_named_in_one_line():
    plan = plan_of(age="65", sex="male", wound="open")
    settle = [line for line in plan.lines if line.id.startswith("settle:")]
    assert [line.text for line in settle] == ["Settle now, not asked yet: Flags."]
    assert [line.id for line in plan_of(**{**SAFE, "flags": "unknown"}).lines if line.id.startswith("settle:")] == [
        "settle:R-CAUDA",
        "settle:R-LEG",
    ]


SHOWN = [
    ("89.98", (90,), "89.9"),
    ("89.999999999999", (90,), "89.9"),
    ("0.95", ("0.9",), "0.95"),
    ("0.9000001", ("0.9",), "0.9000001"),
    ("0.96", ("0.95",), "0.96"),
    ("90", (90,), "90"),
    ("0.123", (), "0.1"),
    ("-0.05", (), "-0.1"),
    ("-0.05", ("-0.1",), "-0.05"),
    ("12345678901234567890123456789.55", (1,), "12345678901234567890123456789.5"),
]


@pytest.mark.parametrize(("value", "cuts", "words"), SHOWN)
def test_a_computed_number_is_shown_on_its_side_of_every_cut(value, cuts, words):
    assert computed_words(Decimal(value), "g", [Decimal(c) for c in cuts]) == f"{words}\u00a0g"
