"""A dose or a delay that would stand beside an emergency that is not excluded is told, and nothing else."""

import msgspec
import pytest

from db.check import check_guideline
from db.check_withheld import DOSE
from db.guideline import Due, Line
from tests.db.proof_fixtures import sound
from tests.shipped import shipped

DOSES = (
    "Give 500 microgram at once.",
    "Prednisolone 30 to 40 mg for a week.",
    "Start with 75mg.",
    "Take 2.5 mL twice daily.",
    "Two tablets in the morning, every day.",
    "1 g per day at most.",
    "Up to 5 mg/kg.",
    "Give 10 units each evening.",
    "5 000 IU.",
)
NO_DOSES = (
    "Haemoglobin below 8 g/dL.",
    "Creatinine of 1.5 mg/dL, or 20 mg per litre.",
    "Albumin to creatinine above 30 mg/mmol, or 30 mg/g.",
    "A residual of 200 mL.",
    "Review in 2 weeks.",
    "Clearance below 30 mL/min.",
    "Units of 10 beds.",
    "Axons grow about 1 mm per day.",
)


@pytest.mark.parametrize("text", DOSES)
def test_an_amount_of_a_medicine_is_a_dose(text):
    assert DOSE.search(text)


@pytest.mark.parametrize("text", NO_DOSES)
def test_what_is_measured_is_no_dose(text):
    assert not DOSE.search(text)


def told(statement, rule=None, **changes):
    """What the check says of the fixture's guideline with one statement, and the topic of its rules, changed."""
    made = sound()
    sections = tuple(
        msgspec.structs.replace(
            section,
            statements=tuple(
                msgspec.structs.replace(s, **changes) if s.id == statement else s for s in section.statements
            ),
        )
        for section in made.sections
    )
    rules = tuple(rule(r) if rule else r for r in made.decision.rules)
    decision = msgspec.structs.replace(made.decision, rules=rules)
    found = check_guideline(msgspec.structs.replace(made, sections=sections, decision=decision), {})
    return [(p.severity, p.message) for p in found if "emergency is not excluded" in p.message or "dose" in p.message]


def in_topic(topic, statement):
    """The rules that give a statement are of this topic."""
    return lambda r: msgspec.structs.replace(r, topic=topic) if given(r, statement) else r


def given(rule, statement):
    return any(line.statement == statement for line in rule.lines)


def due(days, statement):
    """A statement is due after so many days."""

    def changed(rule):
        lines = (
            Line(x.statement, Due(days, "today", "product")) if x.statement == statement else x for x in rule.lines
        )
        return msgspec.structs.replace(rule, lines=tuple(lines))

    return changed


GIVE = "Give colchicine 500 microgram twice daily."


def test_a_dose_without_its_mark_is_an_error():
    assert told("physio") == []
    ((severity, message),) = told("physio", text=GIVE)
    assert severity == "error"
    assert message.startswith("a dose ('500 microgram') that is not marked stands on the plan")
    assert told("physio", text=GIVE, dose=True) == []


def test_a_dose_in_a_line_that_only_asks_is_an_error():
    ((severity, message),) = told("physio", text=GIVE, asks=True)
    assert (severity, message.startswith("a line that only asks")) == ("error", True)


def test_a_dose_for_the_emergency_itself_is_none_of_these():
    assert told("physio", in_topic("emergency", "physio"), text=GIVE) == []
    assert told("physio", text=GIVE, kind="timing", urgent=True) == []


def test_an_amount_in_a_warning_is_asked_about():
    ((severity, message),) = told("physio", text="No colchicine above 1 mg per day.", kind="do-not")
    assert (severity, message.endswith("write the warning without an amount")) == ("warning", True)


def test_an_interval_beside_a_day_to_come_is_asked_about():
    later = "Look again in 2 weeks."
    ((severity, message),) = told("physio", due(14, "physio"), text=later)
    assert (severity, message.startswith("'2 weeks' stands on the plan")) == ("warning", True)
    assert told("physio", due(14, "physio"), text=later, delay=True) == []
    assert told("physio", due(14, "physio"), text="Look again.") == []
    assert told("physio", due(0, "physio"), text=later) == []


def test_the_shipped_guideline_marks_its_doses_and_delays():
    found = [p for p in check_guideline(shipped(), {}) if p.severity == "error" or "excluded" in p.message]
    assert found == []


def test_without_its_marks_every_dose_of_the_shipped_guideline_is_told():
    made, used = shipped(), {x.statement for r in shipped().decision.rules for x in r.lines}
    sections = tuple(
        msgspec.structs.replace(
            section, statements=tuple(msgspec.structs.replace(s, dose=False) for s in section.statements)
        )
        for section in made.sections
    )
    doses = {s.text for s in made.statements().values() if s.dose and s.id in used and DOSE.search(s.text)}
    found = check_guideline(msgspec.structs.replace(made, sections=sections), {})
    assert len(doses) > 10
    assert len([p for p in found if "that is not marked" in p.message]) == len(doses)


def test_a_note_with_a_dose_belongs_to_a_line_that_is_withheld_with_it():
    def beside(rule):
        lines = (*rule.lines, Line("drug-note")) if given(rule, "physio") else rule.lines
        return msgspec.structs.replace(rule, lines=lines)

    ((severity, message),) = told("drug-note", beside, dose=True)
    assert severity == "error"
    assert message.startswith("'drug-note' holds a dose or a delay, and 'physio', to which it belongs, is not withheld")
    assert told("drug-note", dose=True) == []
