"""The JSON of the command line holds the fixed field names."""

from desktop.core import wire
from desktop.core.answers import read_facts
from desktop.core.changes import compare_plans
from desktop.core.engine import Engine
from desktop.core.planner import make_plan
from tests.small import TODAY, guideline

GUIDELINE = guideline()
ENGINE = Engine(GUIDELINE)


def plan_of(**answers):
    return make_plan(ENGINE, read_facts(GUIDELINE.decision, {"answers": answers}, TODAY))


def test_plan_fields():
    data = wire.plan_json(plan_of(flags=[], age="65", sex="male", wound="open", worsening="no", pain="no"), why=True)
    assert {
        "guideline",
        "version",
        "on",
        "status",
        "patient",
        "lines",
        "not_fired",
        "unknown",
        "open",
        "handout",
    } <= set(data)
    line = next(found for found in data["lines"] if found["id"] == "explore")
    assert line == {
        "id": "explore",
        "group": "act-first",
        "kind": "timing",
        "statement": "explore",
        "text": "Text of explore.",
        "when": None,
        "overdue": False,
        "dated_by": None,
        "because": [{"input": "wound", "answer": "Open"}],
        "rule": "R-OPEN",
        "references": ["ref-a"],
        "claims": ["S1"],
        "facts": ["X1"],
        "notes": [],
        "after_settled": False,
        "withheld": False,
        "acts": [],
        "why": [{"input": "wound", "answer": "Open"}],
        "reasons": [{"rule": "R-OPEN", "because": [{"input": "wound", "answer": "Open"}]}],
        "rule_text": "wound is open",
        "rule_words": "Wound: Open",
    }


def test_what_one_other_answer_changes():
    answers = {"flags": [], "age": "65", "sex": "male", "worsening": "no", "pain": "no", "injury_date": "2026-11-17"}
    changes = wire.changes_json(compare_plans(plan_of(**answers, wound="closed"), plan_of(**answers, wound="open")))
    assert [line["id"] for line in changes["added"]] == ["explore"]
    assert [line["id"] for line in changes["removed"]] == ["mri-month"]
    assert changes["changed"] == []
    assert changes["status"] == "complete"


def test_a_changed_line_stands_before_and_after():
    answers = {"flags": [], "age": "65", "sex": "male", "wound": "closed", "worsening": "no", "pain": "no"}
    days = ("2026-11-17", "2026-11-01")
    changes = wire.changes_json(compare_plans(*(plan_of(**answers, injury_date=day) for day in days)))
    (changed,) = changes["changed"]
    assert [changed[when]["when"] for when in ("before", "after")] == ["2026-12-17", "2026-12-01"]


def test_a_line_without_a_rule_has_no_rule_in_words():
    lines = wire.plan_json(plan_of(flags=[]), why=True)["lines"]
    pending = next(line for line in lines if line["id"] == "open:wound")
    assert (pending["rule_text"], pending["rule_words"]) == (None, None)


def test_guideline_fields():
    data = wire.guideline_json(GUIDELINE)
    assert data["references"] == [
        {"id": "ref-a", "citation": "A. Author. A paper.", "traced": True, "secondary": False}
    ]
    section = data["sections"][0]
    assert (section["id"], section["parent"], len(section["statements"])) == ("all", None, 11)
    assert section["statements"][0]["strength"] == "not graded by the source"


def test_questions_name_kind_choices_units_and_page():
    page = GUIDELINE.decision.pages[-1]
    data = wire.input_json(page.inputs[1], page)
    assert (data["key"], data["kind"], data["units"], data["group"]) == (
        "creatinine",
        "quantity",
        ["µmol/L", "mg/dL"],
        "kidney",
    )
    assert data["range"] == {"µmol/L": ["18", "1768"], "mg/dL": ["0.2", "20"]}
    assert data["unknown"] is True
