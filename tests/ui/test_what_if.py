"""What if, by keyboard: another answer is tried, the plan stays, and the answer can be used."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QWidget

from db import condition
from db.guideline import Conflict
from desktop.core.document import plan_document
from desktop.core.engine import Engine
from desktop.core.facts import Patient
from desktop.settings import Settings
from desktop.ui.case import Case
from desktop.ui.plan_view import PlanView
from tests.small import TODAY, guideline
from tests.ui.care_fixtures import ESC, PAT, TAB, fits, on_screen, press, texts
from tests.ui.test_preview_view import small_pdf

CTRL_I = (Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
CTRL_ENTER = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
DOWN = Qt.Key.Key_Down
ANSWERS = (("flags", []), ("age", "65"), ("sex", "male"), ("wound", "closed"), ("injury_date", "2026-11-17"))
REST = (("worsening", "no"), ("pain", "no"))


@pytest.fixture
def view(qtbot, dress, case):
    dress()
    for key, raw in (*ANSWERS, *REST):
        case.answer(key, raw)
    found = on_screen(qtbot, PlanView(case, small_pdf))
    found.show_plan(plan_document(case.plan(), Settings()), case.plan())
    QApplication.processEvents()
    return found


def cards(page):
    """Every change that is shown, in words."""
    found = [f for f in page.results.parentWidget().findChildren(QFrame) if f.property("role") == "card"]
    return [f.accessibleName() for f in found if f.isVisible()]


def choose(page, key):
    """Go down the questions, by key, to one of them."""
    for _step in range(page.questions.count()):
        if page.questions.currentData() == key:
            return
        press(DOWN)
    raise AssertionError(key)


def test_every_answer_is_offered_with_the_one_given(view):
    press(CTRL_I)
    page = view.what_if
    assert page.isVisible()
    assert page.questions.hasFocus()
    offered = [page.questions.itemText(n) for n in range(page.questions.count())]
    assert offered == [
        "Flags: None of the 2",
        "Age: 65\u00a0years",
        "Sex: Male",
        "Wound: Closed",
        "Injury date: 17-Nov-2026",
        "Worsening: No",
        "Pain: No",
    ]
    assert "Give another answer" in texts(page)
    assert not page.use.isEnabled()


def test_another_answer_shows_its_changes_and_the_case_stays(view, case):
    before = case.plan()
    press(CTRL_I)
    page = view.what_if
    choose(page, "wound")
    press(TAB, "3")
    assert "1 line added, 1 line removed." in texts(page)
    due = "Due 17-Dec-2026 (Injury date + 30\u00a0days); interval from the source."
    assert cards(page) == [
        "Added · Act first · TIMING: Text of explore.",
        f"Removed · Follow-up · TIMING: Text of mri-month. {due}",
    ]
    assert case.plan() is before
    press(ESC)
    assert not page.isVisible()
    assert view.try_answer.hasFocus()
    assert case.plan() is before


def test_a_line_that_changes_is_shown_before_and_after(view):
    press(CTRL_I)
    page = view.what_if
    choose(page, "injury_date")
    page.input.focus_first()
    page.input.field.clear()
    press("2026-11-01")
    assert [name.split(":")[0] for name in cards(page)] == [
        "Changed, before · Follow-up · TIMING",
        "Changed, after · Follow-up · TIMING",
    ]
    assert "1 line changed." in texts(page)


def test_not_known_is_an_answer_too(view):
    press(CTRL_I)
    page = view.what_if
    choose(page, "wound")
    press("?")
    assert any(name.startswith("Added · Open points · OPEN: Wound: not known.") for name in cards(page))


def test_an_answer_that_changes_no_line_says_so(view):
    press(CTRL_I)
    page = view.what_if
    choose(page, "sex")
    press("1")
    assert "No line of the plan would change." in texts(page)
    assert page.use.isEnabled()


def test_what_is_not_allowed_changes_nothing(view):
    press(CTRL_I)
    page = view.what_if
    choose(page, "age")
    page.input.focus_first()
    page.input.field.clear()
    press("300")
    assert cards(page) == []
    assert not page.use.isEnabled()
    press(TAB)
    assert "outside" in texts(page)


def test_answers_that_cannot_both_be_true_are_refused_in_words(qtbot, dress, case):
    dress()
    text = "Pain: a man of this example has none. Correct one of the two."
    plain = guideline()
    conflict = Conflict("c", condition.parse("sex is male and pain"), text)
    decision = msgspec.structs.replace(plain.decision, conflicts=(conflict,))
    case.start(Engine(msgspec.structs.replace(plain, decision=decision)), Patient(), TODAY)
    for key, raw in (*ANSWERS, *REST):
        case.answer(key, raw)
    view = on_screen(qtbot, PlanView(case, small_pdf))
    view.show_plan(plan_document(case.plan(), Settings()), case.plan())
    press(CTRL_I)
    page = view.what_if
    choose(page, "pain")
    press("1")
    assert text in texts(page)
    assert cards(page) == []
    assert not page.use.isEnabled()
    press("?")
    assert text not in texts(page)
    assert page.use.isEnabled()


def test_digits_in_a_field_are_typed_and_not_chosen(view):
    press(CTRL_I)
    page = view.what_if
    choose(page, "age")
    page.input.focus_first()
    page.input.field.clear()
    press("17")
    assert page.input.field.text() == "17"


def test_an_emergency_shows_as_one(view):
    press(CTRL_I)
    page = view.what_if
    press("1")  # the first press says yes, whatever the mark was
    assert page.input.raw() == {"cauda": "yes", "ischaemia": "no"}
    assert cards(page)[0].startswith("Added · Act first · STOP: Text of stop-cauda.")


def test_marks_that_are_missing_are_waited_for(view):
    press(CTRL_I)
    page = view.what_if
    page.input.clear()
    QApplication.processEvents()
    assert "Give another answer" in texts(page)
    press("0")
    assert "Give another answer" in texts(page)  # the answer that stands already
    assert not page.use.isEnabled()


def test_the_answer_is_used_by_key(view, case, qtbot):
    press(CTRL_I)
    choose(view.what_if, "wound")
    press("3")
    with qtbot.waitSignal(view.answer_used, timeout=1000):
        press(CTRL_ENTER)
    assert case.facts.answers["wound"] == "open"
    assert "explore" in {line.id for line in case.plan().lines}


def test_nothing_is_used_that_was_not_changed(view, case):
    before = case.facts
    press(CTRL_I, CTRL_ENTER)
    assert view.what_if.isVisible()
    assert case.facts is before


def test_what_the_patients_details_give_is_not_offered(qtbot, dress, case):
    dress()
    case.set_patient(Patient(sex="male"))
    case.answer("flags", [])
    view = on_screen(qtbot, PlanView(case, small_pdf))
    view.show_plan(plan_document(case.plan(), Settings()), case.plan())
    press(CTRL_I)
    page = view.what_if
    assert [page.questions.itemData(n) for n in range(page.questions.count())] == ["flags"]


def test_without_any_answer_there_is_nothing_to_try(qtbot, dress, case):
    dress()
    case.set_patient(PAT)
    view = on_screen(qtbot, PlanView(case, small_pdf))
    view.show_plan(plan_document(case.plan(), Settings()), case.plan())
    press(CTRL_I)
    assert not view.what_if.questions.isEnabled()
    assert view.what_if.back.hasFocus()
    press(CTRL_ENTER, ESC)
    assert not view.what_if.isVisible()


def test_it_opens_on_the_answers_as_they_are_now(view, case):
    press(CTRL_I)
    choose(view.what_if, "wound")
    press("3", ESC)
    case.answer("pain", "yes")
    press(CTRL_I)
    assert view.what_if.questions.itemText(6) == "Pain: Yes"
    assert cards(view.what_if) == []


def test_the_focus_comes_back_to_it(view):
    press(CTRL_I)
    view.what_if.back.setFocus()
    view.setFocus()
    assert view.what_if.questions.hasFocus()


def test_every_focusable_has_a_name(view):
    press(CTRL_I)
    choose(view.what_if, "wound")
    press("3")
    here = [
        w for w in view.what_if.findChildren(QWidget) if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    names = [w.accessibleName() for w in here]
    assert all(names)
    assert len(set(names)) == len(names)
    assert view.what_if.use.accessibleDescription() == "1 line added, 1 line removed."


@pytest.fixture
def planned(window):
    """The window with the plan of the small guideline."""
    window.case.start(Engine(guideline()), PAT, TODAY)
    for key, raw in (*ANSWERS, *REST):
        window.case.answer(key, raw)
    window.show_plan()
    QApplication.processEvents()
    window.plan.setFocus()
    return window


def test_an_answer_that_is_used_gives_the_new_plan(planned):
    press(CTRL_I)
    choose(planned.plan.what_if, "wound")
    press("3", CTRL_ENTER)
    assert planned.stack.currentWidget() is planned.plan
    assert "Text of explore." in [card.item.text for card in planned.plan.cards]
    assert planned.plan.cards[0].isVisible()
    assert planned.wizard.pages.currentWidget() is planned.wizard.check
    assert "Open" in {label.text() for label in planned.wizard.check.findChildren(QLabel)}


def test_an_answer_that_opens_a_question_leads_to_it(planned):
    press(CTRL_I)
    choose(planned.plan.what_if, "pain")
    press("1")
    assert any("Weight: not asked yet" in name for name in cards(planned.plan.what_if))
    press(CTRL_ENTER)
    assert planned.stack.currentWidget() is planned.wizard
    assert planned.wizard.page.id == "kidney"


def test_the_menu_offers_it_on_the_plan_alone(planned):
    assert planned.actions_by_name["what_if"].isEnabled()
    planned.change_answer("")
    assert not planned.actions_by_name["what_if"].isEnabled()


@pytest.mark.parametrize(("percent", "width"), [(100, 1024), (200, 1024)])
def test_nothing_is_clipped(qtbot, dress, real, percent, width):
    dress("light", percent)
    case = Case()
    case.start(Engine(real), Patient(), TODAY)
    for asked in real.decision.inputs():
        if asked.key in case.step.pending:
            case.answer(asked.key, "unknown")
    view = on_screen(qtbot, PlanView(case, small_pdf), width)
    view.show_plan(plan_document(case.plan(), Settings()), case.plan())
    press(CTRL_I, "0")
    choose(view.what_if, "wound")
    press("3")
    assert cards(view.what_if)
    fits(view, width)
