"""The words of the plan and the handout, and their order."""

from datetime import date

import msgspec
import pytest

from desktop.core.answers import read_facts
from desktop.core.blocks import Bullets, Heading, Item, Notice, Paragraph, Rows, Ruled, Title
from desktop.core.document import plan_document
from desktop.core.engine import Engine
from desktop.core.facts import Patient
from desktop.core.handout import handout_document, long_date, plain_parts
from desktop.core.planner import make_plan
from desktop.settings import Settings
from tests.core.paper_fixtures import CALM, GUIDELINE, TODAY, plan_of
from tests.shipped import shipped

SETTLE = {**CALM, "flags": {"palsy": "unknown", "bleed": "no"}, "injury": "unknown"}
STOP = {**CALM, "flags": ["palsy"]}
GROUPS = ["Act first", "Do", "Consider", "Do not", "Open points", "Follow-up"]
REST = ["Answers", "Not known", "Trace: why each line is here", "About this guideline", "References", "Signature"]


def document_of(answers, patient=None, **more):
    plan = plan_of(answers, **({"patient": patient} if patient else {}), **more)
    return plan_document(plan, Settings(), "22-Nov-2026 10:30", "Waymark 1.2")


def item_of(document, line):
    return next(p for p in document.parts if isinstance(p, Item) and p.line == line)


def under(document, heading):
    """The parts between a heading and the next one."""
    parts = iter(document.parts)
    next(p for p in parts if p == Heading(heading))
    found = []
    for part in parts:
        if isinstance(part, Heading) and not part.minor:
            break
        found.append(part)
    return found


def notices_of(document):
    return {p.word: p.text for p in document.parts if isinstance(p, Notice)}


@pytest.mark.parametrize("answers", [CALM, SETTLE, STOP, {}])
def test_headings_are_always_all_there_in_fixed_order(answers):
    headings = [p.text for p in document_of(answers).parts if isinstance(p, Heading) and not p.minor]
    assert headings == GROUPS + REST


def test_an_empty_group_says_none():
    assert under(document_of(CALM), "Act first") == [Paragraph("None")]


def test_after_a_stop_an_empty_group_says_withheld_and_not_none():
    document = document_of(STOP)
    assert under(document, "Do") == [Paragraph("Withheld: the emergency comes first.")]
    assert notices_of(document)["STOP"] == "Emergency: the elective pathway is stopped."


def test_a_stop_stands_before_what_is_still_to_be_settled():
    answers = {**CALM, "flags": {"palsy": "yes", "bleed": "unknown"}}
    assert [p.word for p in under(document_of(answers), "Act first")] == ["STOP", "TIMING"]


def test_an_open_plan_counts_what_was_not_asked():
    document = document_of({"flags": []})
    assert notices_of(document)["OPEN"] == "This plan is still open: 4 questions not asked."
    assert under(document, "Do") == [Paragraph("None so far; the plan is still open.")]
    assert "eGFR: not asked" in under(document, "Not known")[0].items


def test_one_open_question_is_counted_in_the_singular():
    answers = {key: raw for key, raw in CALM.items() if key != "injury"}
    assert notices_of(document_of(answers))["OPEN"] == "This plan is still open: 1 question not asked."


def test_what_is_to_be_settled_names_its_source():
    item = under(document_of(SETTLE), "Act first")[0]
    assert item.text.startswith("Settle now: Cauda equina signs. If so: ")
    assert item.details == ("Source: [1]. Strength: not graded by the source. Rule R-STOP.",)


def test_a_dose_names_what_it_was_computed_from():
    answers = {"red_flags": [], "age": "68", "sex": "male", "wound": "none", "pattern": "several_nerves", "pain": "yes"}
    answers |= {"course": "stable", "severity": "mild", "cancer": "no", "pelvic_radiotherapy": "no", "background": []}
    answers |= {"plexus_mri": "normal", "lesion": "none", "mri_limits": [], "kidney_injury": "no", "dialysis": "none"}
    answers |= {"infection_excluded": "yes", "lymphoma_excluded": "yes", "weight": "59.95", "frail": "no"}
    answers |= {"creatinine": {"value": "1", "unit": "mg/dL"}, "cautions": [], "cautions_other": []}
    facts = read_facts(shipped().decision, {"answers": answers}, TODAY)
    document = plan_document(make_plan(Engine(shipped()), facts), Settings())
    basis = item_of(document, "pain-pregabalin-range-30").details[0].replace("\u00a0", " ")
    assert basis.startswith("Creatinine clearance (Cockcroft-Gault): 59.9 mL/min (Sex Male; Age 68 years; ")
    assert basis.endswith("Weight 59.95 kg; Serum creatinine 1 mg/dL).")


def test_a_patient_who_may_not_be_covered_is_no_emergency():
    rules = tuple(
        msgspec.structs.replace(r, topic="cause") if r.id == "R-STOP" else r for r in GUIDELINE.decision.rules
    )
    decision = msgspec.structs.replace(GUIDELINE.decision, rules=rules)
    document = document_of(SETTLE, guideline=msgspec.structs.replace(GUIDELINE, decision=decision))
    assert notices_of(document)["SETTLE FIRST"].startswith("It is not known whether this guideline covers this patient")


def test_what_waits_for_an_emergency_stands_under_a_label_of_its_own():
    document = document_of(SETTLE)
    assert "SETTLE FIRST" in notices_of(document)
    assert under(document, "Follow-up")[0] == Heading("Only after this is settled", minor=True)
    assert not any(isinstance(p, Heading) for p in under(document, "Do not"))


def test_a_plan_without_lines_says_so():
    answers = {**CALM, "pattern": "root", "pain": "no"}
    rules = tuple(r for r in GUIDELINE.decision.rules if r.id != "R-SOON")
    decision = msgspec.structs.replace(GUIDELINE.decision, rules=rules)
    document = document_of(answers, guideline=msgspec.structs.replace(GUIDELINE, decision=decision))
    assert notices_of(document)["NOTE"].startswith("Decision aid")
    assert "The guideline gives no recommendation for these answers." in [
        p.text for p in document.parts if isinstance(p, Notice)
    ]


def test_references_are_numbered_by_first_use_and_say_what_they_are():
    document = document_of(CALM)
    item = item_of(document, "st-mri")
    assert item.details == ("Source: [1]; not traced [2]. Strength: not graded by the source. Rule R-MRI.",)
    assert item.notes == ("A normal MRI does not exclude plexopathy. Source: secondary [3].",)
    assert item_of(document, "st-drug").details == (
        "Source: secondary [3]. Strength: weak. Certainty: low. Rule R-DRUG.",
    )
    assert under(document, "References") == [
        Rows(
            (
                ("[1]", "A trial. Journal of Trials 2020;2:2."),
                ("[2]", "Reference not given in the source note; source not traced."),
                ("[3]", "A review. Journal of Reviews 2019;1:1. (secondary source)"),
            )
        )
    ]


def test_every_mark_has_its_entry():
    document = document_of(SETTLE)
    listed = {label for label, _ in under(document, "References")[0].rows}
    items = [p for p in document.parts if isinstance(p, Item)]
    words = " ".join(text for item in items for text in (*item.details, *item.notes))
    assert {f"[{n}]" for n in range(1, 20) if f"[{n}]" in words} == listed


def test_a_rule_of_the_program_claims_no_source():
    assert item_of(document_of(CALM), "st-no").details == ("Rule of this program, no source. Rule R-MRI.",)


@pytest.mark.parametrize(
    ("answers", "line", "words"),
    [
        (CALM, "st-emg", "Due 01-Dec-2026 (Date of injury + 30\u00a0days); interval from the source."),
        (
            {**CALM, "injury": "2026-09-01"},
            "st-emg",
            "Overdue since 01-Oct-2026 (Date of injury + 30\u00a0days); interval from the source.",
        ),
        (
            {**CALM, "injury": "unknown"},
            "st-emg",
            "Date of injury + 30\u00a0days: no date can be given; interval from the source.",
        ),
        (
            CALM,
            "st-soon",
            "Due 06-Dec-2026 (the date of this plan + 14\u00a0days); interval is a default of this program.",
        ),
    ],
)
def test_due_dates_say_from_when_and_who_says_so(answers, line, words):
    assert item_of(document_of(answers), line).details[0] == words


def test_the_trace_names_answers_rule_statement_and_evidence():
    assert item_of(document_of(CALM), "st-mri").trace == (
        "Because: Pattern = Several nerves or roots",
        "Statement st-mri; claims S2, S3; facts X1",
    )


def test_answers_and_what_is_not_known():
    document = document_of(SETTLE)
    rows = dict(under(document, "Answers")[0].rows)
    assert rows["Pattern"] == "Several nerves or roots"
    assert rows["Red flags"].startswith("Not known: Cauda equina signs. No: Bleeding")
    unknown = under(document, "Not known")[0].items
    assert unknown == ("Red flags (Cauda equina signs)", "Date of injury")


def test_identity_in_the_order_of_the_box():
    assert document_of(CALM).identity == (
        ("Patient", "EXAMPLE, Pat"),
        ("Born", "05-Apr-1961 (65\u00a0y)"),
        ("Sex", "Female"),
        ("Patient No.", "123 456 7890"),
    )


def test_missing_details_say_not_recorded():
    identity = dict(document_of({}, Patient(family="Example")).identity)
    assert identity == {
        "Patient": "EXAMPLE",
        "Born": "Not recorded",
        "Sex": "Not recorded",
        "Patient No.": "Not recorded",
    }


def test_without_any_detail_the_plan_is_anonymous():
    document = document_of({}, Patient(sex="female"))
    assert document.identity == ()
    assert document.anonymous == "No patient details: this plan cannot be filed"


def test_title_and_footer_hold_no_patient_data():
    document = document_of(CALM)
    assert document.title == "Management of leg weakness"
    assert document.parts[0] == Title("Management of leg weakness", "Management plan of 22-Nov-2026")
    assert document.footer == (
        "Management of leg weakness, version 0.1 · text of 01-Nov-2026 · next review 01-May-2027",
        "Plan of 22-Nov-2026 · Waymark 1.2 · printed 22-Nov-2026 10:30",
    )
    assert (document.subject, document.program) == ("leg 0.1", "Waymark 1.2")


@pytest.mark.parametrize(
    ("on", "overdue"), [(date(2027, 4, 30), False), (date(2027, 5, 1), False), (date(2027, 5, 2), True)]
)
def test_a_guideline_past_its_review_says_so(on, overdue):
    found = notices_of(document_of(CALM, on=on)).get("REVIEW OVERDUE", "")
    assert found.endswith("its rules were proved only up to that day.") is overdue


@pytest.mark.parametrize(("day", "earlier"), [(21, False), (22, False), (23, True)])
def test_a_plan_of_a_day_before_the_text_says_so(day, earlier):
    later = msgspec.structs.replace(GUIDELINE, reviewed=date(2026, 11, day))
    found = notices_of(document_of(CALM, guideline=later)).get("EARLIER DAY", "")
    assert found.startswith("The text of this guideline is of 23-Nov-2026. It and the proof") is earlier


def test_who_reviewed_the_content():
    assert notices_of(document_of(CALM))["NOT REVIEWED"] == "No clinician has reviewed the content of this guideline."
    reviewed = msgspec.structs.replace(GUIDELINE, reviewer="Dr Good")
    assert "reviewed 01-Nov-2026 · next review" in document_of(CALM, guideline=reviewed).footer[0]
    found = notices_of(document_of(CALM, guideline=reviewed))
    assert found["REVIEWED"] == "Reviewed by Dr Good."
    assert "NOT REVIEWED" not in found


def test_the_signature_says_who_decides():
    ruled, notice = under(document_of(CALM), "Signature")
    assert ruled == Ruled(("Name in print", "Role", "Registration number", "Signature", "Date and time"))
    assert notice.text.startswith("Decision aid output. The signing clinician decides.")


def handout_of(answers=CALM, settings=None, **more):
    return handout_document(plan_of(answers, **more), settings or Settings(), "Waymark 1.2")


def test_handout_parts_come_in_the_authors_order():
    headings = [p.text for p in handout_of().parts if isinstance(p, Heading)]
    assert headings == [*GUIDELINE.handout_parts, "Who to call"]


def test_handout_of_a_stop_holds_the_emergency_alone():
    headings = [p.text for p in handout_of(STOP).parts if isinstance(p, Heading)]
    assert headings == ["Get help at once", "Questions to ask", "Who to call"]


def test_the_emergency_card_is_one_notice_with_its_list():
    assert under(handout_of(), "Get help at once") == [
        Notice("stop", "Go to hospital now if:\n• you cannot pass urine\n• your leg turns cold", "EMERGENCY")
    ]


def test_questions_have_room_and_ask_to_say_it_back():
    assert under(handout_of(), "Questions to ask") == [
        Paragraph("Write down what you want to ask."),
        Ruled(("", "")),
        Paragraph("Tell us in your own words what you will do."),
    ]


def test_plain_text_is_read_into_paragraphs_and_lists():
    text = "One\nline.\n\nBefore:\n- first\n- second\n  goes on\n\n- alone"
    assert list(plain_parts(text)) == [
        Paragraph("One line."),
        Paragraph("Before:"),
        Bullets(("first", "second goes on")),
        Bullets(("alone",)),
    ]


def test_clinic_without_a_phone_leaves_a_line_to_write_on():
    assert under(handout_of(), "Who to call")[:-1] == [Ruled(("Phone",))]
    clinic = Settings(clinic_name="Clinic", clinic_address="Street", clinic_phone="0123")
    assert under(handout_of(settings=clinic), "Who to call")[:-1] == [
        Rows((("Clinic", "Clinic"), ("Address", "Street"), ("Phone", "0123")))
    ]


def test_where_the_handout_comes_from():
    source = "Information from Management of leg weakness, version 0.1."
    limits = "This does not replace advice from your care team."
    unread = "No clinician has reviewed this information yet."
    assert handout_of().parts[-1:] == (Paragraph(f"{source} {unread} {limits}", small=True),)
    late = msgspec.structs.replace(GUIDELINE, reviewer="Dr Good", next_review=date(2026, 11, 2))
    overdue = "The review of this information is overdue. It may be out of date."
    assert handout_of(guideline=late).parts[-1:] == (
        Paragraph(f"{source} Reviewed by Dr Good. {overdue} {limits}", small=True),
    )


@pytest.mark.parametrize(("reviewer", "words"), [("", "Text of"), ("Dr Good", "Reviewed")])
def test_the_foot_says_reviewed_only_if_it_was(reviewer, words):
    document = handout_of(guideline=msgspec.structs.replace(GUIDELINE, reviewer=reviewer))
    assert document.footer[1].startswith(f"{words} 1 November 2026, next review 1 May 2027")


def test_what_is_urgent_stands_on_cards_at_the_top():
    first = msgspec.structs.replace(GUIDELINE.decision.blocks[0], part="Do this first")
    blocks = (first, *GUIDELINE.decision.blocks[1:])
    guideline = msgspec.structs.replace(
        GUIDELINE,
        handout_parts=("Do this first", *GUIDELINE.handout_parts),
        decision=msgspec.structs.replace(GUIDELINE.decision, blocks=blocks),
    )
    for answers in (CALM, SETTLE):
        parts = [p for p in handout_of(answers, guideline=guideline).parts if p.__class__ in (Heading, Notice)]
        found = parts[parts.index(Heading("Do this first")) + 1]
        assert found == Notice("stop", "The nerves to your leg are hurt. We call it plexopathy.\nMany improve.", "NOW")
        assert next(p for p in parts if isinstance(p, Heading)) == Heading("Do this first")


def test_handout_dates_are_written_for_patients():
    handout = handout_of()
    assert long_date(date(2026, 4, 3)) == "3 April 2026"
    assert handout.parts[0] == Title("Information for you", "Made on 22 November 2026")
    assert handout.identity == (("For", "Pat Example"), ("Born", "5 April 1961"))
    assert handout.title == "Information for you"


def test_handout_of_an_open_plan_is_not_finished():
    assert "Not finished" in notices_of(handout_of({"flags": []}))
    assert "Not finished" not in notices_of(handout_of())


def test_handout_with_an_emergency_not_excluded_says_so():
    assert notices_of(handout_of(SETTLE))["Not finished"].startswith("We do not know yet if this is an emergency.")
    rules = tuple(msgspec.structs.replace(r, topic="cause") for r in GUIDELINE.decision.rules)
    other = msgspec.structs.replace(GUIDELINE, decision=msgspec.structs.replace(GUIDELINE.decision, rules=rules))
    words = notices_of(handout_of(SETTLE, guideline=other))["Not finished"]
    assert words.startswith("We do not know yet if this advice is for you.")


def test_handout_without_a_name_is_anonymous():
    assert handout_of(patient=Patient(number="1")).identity == ()
