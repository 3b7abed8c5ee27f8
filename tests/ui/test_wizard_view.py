"""The wizard: walked by keyboard alone, back and change, unknown everywhere, the stop card."""

# pytest takes a fixture by its name

from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QPushButton, QWidget

from db.guideline import Guideline, Page
from desktop.core.facts import Patient
from desktop.ui.case import Case
from desktop.ui.wizard_view import WizardView
from tests.small import PAGES, TODAY, guideline
from tests.ui.care_fixtures import ALT_LEFT, CTRL_E, CTRL_R, CTRL_Z, ENTER, TAB, fits, on_screen, press, texts

SHIFT = Qt.KeyboardModifier.ShiftModifier
TO_WOUND = (ENTER, "0", ENTER, "65", TAB, TAB, "2", ENTER)
TO_CHECK = (*TO_WOUND, "1", ENTER, "2", ENTER)
INJURY = ("2", ENTER, "2026-11-17", TAB, TAB, "2", ENTER)


def page(wizard):
    return wizard.page.id if wizard.pages.currentWidget() is wizard.question else wizard.pages.currentWidget()


def questions(view):
    """Each question page in turn, until the answers are to be checked or an emergency ends them."""
    for _turn in range(40):
        if page(view) in (view.check, view.stop):
            return
        yield page(view)
    raise AssertionError(f"the way never ends: {page(view)}")


def errors(wizard):
    return texts(wizard.question.errors)


def test_a_whole_plan_by_keyboard(wizard, qtbot):
    press(*TO_WOUND, *INJURY)
    assert page(wizard) == "pain"
    press("1", ENTER, "70", ENTER)
    assert "Creatinine: answer this question" in errors(wizard)
    press("97")
    assert wizard.question.inputs[1].field.text() == "97"
    press(TAB, Qt.Key.Key_Space, ENTER)
    assert page(wizard) is wizard.check
    with qtbot.waitSignal(wizard.plan_requested, timeout=1000):
        press(ENTER)
    plan = wizard.case.plan()
    assert plan.status == "complete"
    assert [b.answer for b in plan.answers][:4] == ["None of the 2", "65\u00a0years", "Male", "Closed"]


def test_the_start_page_says_for_whom_and_that_nobody_reviewed_it(wizard):
    shown = texts(wizard.start)
    for words in ("Plan: Small guideline", "Use it.", "Not for children.", "A pen.", "It is small."):
        assert words in shown
    assert "No clinician has reviewed this content yet" in shown
    wizard.begin(guideline(reviewer="Dr Example"))
    assert "No clinician" not in texts(wizard.start)


def test_enter_starts_without_details_and_the_banner_says_so(wizard):
    assert not wizard.banner.isVisible()
    press(ENTER)
    assert page(wizard) == "flags"
    assert wizard.case.facts.patient == Patient()
    assert "No patient details: the plan cannot be filed" in texts(wizard.banner)


def test_details_are_read_and_shown_on_the_banner(wizard):
    wizard.start.form.fields["family"].setFocus()
    press("Example", TAB, "Pat", TAB, "05-Apr-1961", TAB, "123", ENTER)
    assert page(wizard) == "flags"
    banner = texts(wizard.banner)
    for words in ("EXAMPLE, Pat", "05-Apr-1961 (65\u00a0y)", "123", "Not recorded"):
        assert words in banner
    press("0", ENTER)
    assert [w.asked.key for w in wizard.question.inputs] == ["sex"], "age follows from the date of birth"


@pytest.mark.parametrize("born", ["04/05/1961", "31-Feb-1961", "05-Apr-2031", "05-Apr-1861"])
def test_a_refused_date_of_birth_is_named_and_nothing_starts(wizard, born):
    wizard.start.form.fields["born"].setFocus()
    press(born, ENTER)
    assert page(wizard) is wizard.start
    assert wizard.start.form.error.text().startswith("Born:")
    assert QApplication.focusWidget() is wizard.start.form.fields["born"]
    assert wizard.start.form.fields["born"].text() == born


def test_nothing_is_preselected_on_any_page(wizard):
    press(ENTER)
    for _page in questions(wizard):
        assert [w.raw() for w in wizard.question.inputs] == [None] * len(wizard.question.inputs)
        assert not [b for b in wizard.question.findChildren(QPushButton) if b.isVisible() and b.isChecked()]
        press(*["?"] * len(wizard.question.inputs), ENTER)
    assert set(wizard.case.facts.answers) >= {"flags", "age", "sex", "wound", "pain"}


def test_unknown_everywhere_leads_to_a_plan_that_settles_first(wizard, qtbot):
    press(ENTER)
    for _page in questions(wizard):
        press(*["?"] * len(wizard.question.inputs), ENTER)
    assert texts(wizard.check).count("Open point") == len(wizard.case.plan().unknown)
    with qtbot.waitSignal(wizard.plan_requested, timeout=1000):
        press(ENTER)
    assert wizard.case.plan().group("act-first")[0].id.startswith("settle:")


def test_an_incomplete_page_names_what_is_missing_and_loses_nothing(wizard):
    press(*TO_WOUND[:3], "65", ENTER)
    assert page(wizard) == "person"
    assert "Sex: answer this question" in errors(wizard)
    assert QApplication.focusWidget() is wizard.question.inputs[1].rows[0].radio
    assert wizard.question.errors.accessibleName()
    assert wizard.question.inputs[0].raw() == "65"
    assert "age" not in wizard.case.facts.answers
    press("2", ENTER)
    assert page(wizard) == "wound"


def test_a_number_out_of_range_is_named_above_and_beside(wizard):
    press(*TO_WOUND[:3], "140", TAB, TAB, "2", ENTER)
    assert page(wizard) == "person"
    assert "140" in errors(wizard)
    assert "140" in wizard.question.inputs[0].error.text()
    assert wizard.case.facts.answers.keys() == {"flags"}


def test_a_digit_moves_on_to_the_next_question_and_an_arrow_does_not(qtbot, dress, real):
    view = start_real(qtbot, dress, real)
    press(ENTER, "0", ENTER, "65", TAB, TAB, "1", "1", ENTER)
    assert [w.asked.key for w in view.question.inputs][:2] == ["pattern", "course"]
    first, second, *_rest = view.question.inputs
    press(Qt.Key.Key_Down)
    assert first.isAncestorOf(QApplication.focusWidget())
    press("1")
    assert second.isAncestorOf(QApplication.focusWidget())


def test_back_goes_page_by_page_to_the_start_and_keeps_the_answers(wizard):
    press(*TO_CHECK)
    seen = []
    for _turn in range(5):
        press(ALT_LEFT)
        seen.append(page(wizard))
    assert seen == ["pain", "wound", "person", "flags", wizard.start]
    assert wizard.case.facts.answers.keys() == {"flags", "age", "sex", "wound", "pain"}
    press(ENTER)
    assert page(wizard) is wizard.check


def test_correcting_the_details_keeps_the_answers_and_says_so(wizard):
    press(*TO_CHECK, *[ALT_LEFT] * 5)
    assert "The answers stay with this patient" in texts(wizard.start)
    wizard.start.form.fields["family"].setFocus()
    press("Example", ENTER)
    assert wizard.case.facts.patient.family == "Example"
    assert "wound" in wizard.case.facts.answers


def test_details_that_contradict_an_answer_are_refused(wizard):
    press(*TO_CHECK, *[ALT_LEFT] * 5)
    wizard.start.form.fields["born"].setFocus()
    press("05-Apr-1991", ENTER)
    assert page(wizard) is wizard.start
    assert "65" in wizard.start.form.error.text()
    press(Qt.Key.Key_Backspace)
    assert not wizard.start.form.error.isVisible()


def test_a_sex_that_contradicts_an_answer_is_refused_at_its_buttons(wizard):
    press(*TO_CHECK, *[ALT_LEFT] * 5)
    press(*[TAB] * 4, Qt.Key.Key_Space, ENTER)
    assert page(wizard) is wizard.start
    assert wizard.start.form.error.text().startswith("Sex: the answer")
    assert QApplication.focusWidget() is wizard.start.form.sex.checkedButton()
    press(Qt.Key.Key_Right, Qt.Key.Key_Space)
    assert not wizard.start.form.error.isVisible()


def test_a_new_patient_finds_nothing_of_the_one_before(wizard):
    press(*TO_CHECK)
    wizard.begin(guideline())
    assert not wizard.case.is_active()
    assert all(f.text() == "" for f in wizard.start.form.fields.values())
    press(ENTER)
    assert wizard.question.inputs[0].raw() is None


def test_changing_from_the_check_page_takes_four_keys_and_comes_back(wizard):
    press(*TO_CHECK)
    before = dict(wizard.case.facts.answers)
    press("5", "1")
    assert wizard.question.inputs[0].raw() == "yes"
    press("2", ENTER)
    assert page(wizard) is wizard.check
    assert dict(wizard.case.facts.answers) == before


def test_a_change_lists_what_is_no_longer_used_and_changing_back_uses_it_again(wizard):
    press(*TO_WOUND, *INJURY, "2", ENTER)
    assert page(wizard) is wizard.check
    press("4", "1", ENTER)
    assert page(wizard) is wizard.check
    shown = texts(wizard.check)
    assert "NO LONGER USED" in shown
    assert "Not asked (branch not taken)" in shown
    gone = [label for label in wizard.check.findChildren(QLabel) if label.property("role") == "gone"]
    assert [label.text() for label in gone] == ["Injury date: 17-Nov-2026", "Worsening: No"]
    assert all(label.font().strikeOut() for label in gone)
    assert "injury_date" in wizard.case.facts.answers
    press("4", "2", ENTER)
    assert page(wizard) is wizard.check
    assert "NO LONGER USED" not in texts(wizard.check)
    assert "injury_date" in wizard.case.step.asked


def test_a_change_that_opens_a_branch_asks_what_is_new(wizard):
    press(*TO_CHECK, "4", "2", ENTER)
    assert page(wizard) == "injury"
    press("2026-11-17", TAB, TAB, "2", ENTER)
    assert page(wizard) is wizard.check


def test_a_change_of_what_the_details_say_goes_to_the_details(wizard):
    wizard.start.form.fields["born"].setFocus()
    press("05-Apr-1961", ENTER, "0", ENTER, "2", ENTER, "1", ENTER, "2", ENTER)
    assert page(wizard) is wizard.check
    assert "From the patient's details" in texts(wizard.check)
    press("2")
    assert page(wizard) is wizard.start


def test_take_back_undoes_the_entry_then_the_answers_one_by_one(wizard):
    press(*TO_WOUND, "2")
    press(CTRL_Z)
    assert page(wizard) == "wound"
    assert wizard.question.inputs[0].raw() is None
    press(CTRL_Z)
    assert page(wizard) == "person"
    assert "sex" not in wizard.case.facts.answers
    assert wizard.question.inputs[0].raw() == "65"
    assert wizard.question.inputs[1].raw() is None
    press(CTRL_Z)
    assert "age" not in wizard.case.facts.answers
    press(CTRL_Z)
    assert page(wizard) == "flags"
    assert wizard.case.facts.answers == {}


def test_take_back_leaves_typed_text_to_its_field(wizard):
    press(*TO_WOUND[:3], "65")
    press(CTRL_Z)
    assert wizard.question.inputs[0].raw() is None
    assert "flags" in wizard.case.facts.answers
    press(CTRL_Z)
    assert page(wizard) == "person"


def test_an_emergency_ends_the_questions_at_once(wizard, qtbot):
    press(ENTER, "1")
    assert "EMERGENCY marked" in texts(wizard.question)
    press(ENTER)
    assert page(wizard) is wizard.stop
    shown = texts(wizard.stop)
    for words in ("EMERGENCY", "Text of stop-cauda.", "A. Author. A paper.", "Not excluded either"):
        assert words in shown
    assert [b.text() for b in wizard.stop.findChildren(QPushButton)] == [
        "Change an answer", "Show the plan and print  Enter",
    ]  # fmt: skip
    assert not wizard.side.isVisible()
    assert wizard.case.facts.answers["flags"]["ischaemia"] is None, "a line not marked is not known, never no"
    with qtbot.waitSignal(wizard.plan_requested, timeout=1000):
        press(ENTER)
    assert wizard.case.plan().status == "stop"


def test_the_only_way_on_from_a_stop_is_to_change_the_answer(wizard):
    press(ENTER, "1", ENTER)
    wizard.stop.change.click()
    assert page(wizard) is wizard.check
    press("1", "1", "1", "2", "2", ENTER)
    assert wizard.case.step.stops == ()
    assert page(wizard) == "person"


def test_going_back_past_a_marked_emergency_shows_the_stop_card(wizard):
    press(ENTER, "1", "2", ALT_LEFT)
    assert page(wizard) is wizard.stop


def test_emergencies_are_one_key_away_from_every_question(wizard):
    press(*TO_WOUND, "2", CTRL_E)
    assert page(wizard) == "flags"
    assert wizard.case.facts.answers["wound"] == "closed", "what was complete is kept"
    assert not wizard.question.emergencies.isVisible()
    press("1", ENTER)
    assert page(wizard) is wizard.stop, "the first press of a number says yes, whatever the mark was"


def test_progress_counts_down_and_never_up(wizard):
    press(ENTER)
    left = []
    for _page in questions(wizard):
        words = wizard.question.findChildren(QLabel)
        progress = next(w.text() for w in words if " · Question " in w.text())
        left.append(0 if "the last one" in progress else int(progress.split("at most ")[1].split(" ")[0]))
        press(*["?"] * len(wizard.question.inputs), ENTER)
    assert left == sorted(left, reverse=True)
    assert len(left) > 3


def test_source_text_is_wished_for_with_its_section(qtbot, dress, real):
    view = start_real(qtbot, dress, real)
    press(ENTER)
    with qtbot.waitSignal(view.section_requested, timeout=1000) as wish:
        press(CTRL_R)
    assert wish.args == [real.id, real.decision.pages[0].inputs[0].section]


def start_real(qtbot, dress, real, width=1366):
    dress()
    view = on_screen(qtbot, WizardView(Case(), lambda: TODAY), width)
    view.begin(real)
    return view


@pytest.mark.parametrize("key", ["?", "1", "2"])
def test_the_real_guideline_by_keyboard_alone(qtbot, dress, real: Guideline, key):
    view = start_real(qtbot, dress, real)
    press(ENTER)
    for before in questions(view):
        assert len(view.question.inputs) <= 5
        for widget in view.question.inputs:
            if widget.missing():
                widget.focus_first()
            press(*answer_keys(widget, key))
        press(ENTER)
        assert page(view) != before or page(view) is view.stop, errors(view)
    with qtbot.waitSignal(view.plan_requested, timeout=1000):
        press(ENTER)
    assert view.case.plan().status == ("stop" if key == "2" else "complete"), "the second lesion is a haematoma"


def answer_keys(widget, key):
    """The keys that answer a question, with this digit where there are choices; no emergency."""
    kind = widget.asked.kind
    if key == "?" or kind not in ("any-of", "quantity", "date"):
        return [key]
    if kind == "any-of":
        return ["0"] if widget.asked.key == "red_flags" or key == "2" else ["1", "0"]
    if kind == "date":
        return ["03-Apr-2026"]
    return ["70"] if len(widget.asked.units) == 1 else ["97", TAB, Qt.Key.Key_Space]


@pytest.mark.parametrize(("percent", "width"), [(100, 1024), (100, 1366), (150, 1366), (200, 1024)])
def test_nothing_is_clipped(qtbot, dress, real, percent, width):
    view = start_real(qtbot, dress, real, width)
    dress("light", percent)
    view.begin(real)
    fits(view, width)
    press(ENTER)
    for _page in questions(view):
        fits(view, width)
        press(ENTER)
        fits(view, width)
        assert in_view(view.question.inputs[0].title), "a refusal leaves room for the question"
        press(*["?"] * len(view.question.inputs), ENTER)
    fits(view, width)


def test_the_side_pane_gives_way_where_there_is_no_room(qtbot, dress, real):
    view = start_real(qtbot, dress, real)
    press(ENTER)
    assert view.side.isVisible()
    qtbot.waitUntil(lambda: "Why we ask" in texts(view.side), timeout=2000)
    view.resize(980, 678)
    assert not view.side.isVisible()
    view.resize(1366, 678)
    assert view.side.isVisible()
    dress("light", 200)
    QApplication.processEvents()
    assert not view.side.isVisible()


def test_the_side_pane_shows_the_plan_so_far(qtbot, dress):
    view = start_real(qtbot, dress, guideline())
    press(*TO_WOUND)
    qtbot.waitUntil(lambda: "Text of follow." in texts(view.side), timeout=2000)
    assert "Flags: None of the 2" in texts(view.side)


@pytest.mark.parametrize("place", ["start", "question", "check", "stop"])
def test_every_focusable_has_a_name_of_its_own(wizard, place):
    keys = {"start": (), "question": TO_WOUND[:3], "check": TO_CHECK, "stop": (ENTER, "1", ENTER)}
    press(*keys[place])
    here = [w for w in wizard.findChildren(QWidget) if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    names = [w.accessibleName() for w in here]
    assert all(names), [w for w in here if not w.accessibleName()]
    assert len(set(names)) == len(names)


def test_the_views_own_keys_win_over_shortcuts_of_the_window(qtbot, dress):
    dress()
    window, taken = QMainWindow(), []
    for keys in ("Alt+Left", "Ctrl+Z", "Ctrl+E"):
        action = QAction(keys, window)
        action.setShortcut(keys)
        action.triggered.connect(lambda _checked, keys=keys: taken.append(keys))
        window.addAction(action)
    view = WizardView(Case(), lambda: TODAY)
    window.setCentralWidget(view)
    on_screen(qtbot, window)
    view.begin(guideline())
    press(*TO_WOUND, "2", ALT_LEFT)
    assert page(view) == "person"
    press(ALT_LEFT, CTRL_E, CTRL_Z)
    assert taken == []
    view.begin(guideline())
    press(ALT_LEFT)
    assert taken == ["Alt+Left"], "before the case begins the key belongs to the window"


def test_no_patient_data_in_the_title(wizard):
    wizard.start.form.fields["family"].setFocus()
    press("Example", ENTER)
    assert "Example" not in wizard.windowTitle()
    assert {f.name for f in fields(Patient)} >= {"family", "born"}


@pytest.mark.parametrize("was", [True, False, None])
def test_the_first_press_of_a_number_says_yes_whatever_the_mark_was(wizard, was):
    mark_page(wizard, {"cauda": was, "ischaemia": was})
    seen = []
    for _turn in range(4):
        press("2")
        seen.append(wizard.question.inputs[0].raw()["ischaemia"])
    assert seen == ["yes", "no", "unknown", "yes"]


@pytest.mark.parametrize(
    "between",
    [("1",), ("0",), ("?",), (TAB,), (TAB, (Qt.Key.Key_Backtab, SHIFT)), (Qt.Key.Key_Space,)],
    ids=str,
)
def test_after_anything_else_a_number_says_yes_again(wizard, between):
    mark_page(wizard, {"cauda": None, "ischaemia": None})
    press("2", "2")
    assert wizard.question.inputs[0].raw()["ischaemia"] == "no"
    press(*between, "2")
    assert wizard.question.inputs[0].raw()["ischaemia"] == "yes"


def test_a_page_shown_anew_forgets_which_number_was_pressed(wizard):
    mark_page(wizard, {"cauda": None, "ischaemia": None})
    press("2", "2", ENTER)
    press(ALT_LEFT)
    assert wizard.question.inputs[0].raw()["ischaemia"] == "no"
    press("2")
    assert wizard.question.inputs[0].raw()["ischaemia"] == "yes"


def mark_page(wizard, marks):
    """Go to the any-of page, marked before."""
    press(ENTER)
    wizard.case.answer("flags", {k: {True: "yes", False: "no", None: "unknown"}[v] for k, v in marks.items()})
    wizard.show_page(wizard.page)
    QApplication.processEvents()


AT_AGE = (*TO_WOUND[:3], "65")
AT_DAY = (*TO_WOUND, "2", ENTER, "2026-11-1")
AT_CREATININE = (*TO_WOUND, *INJURY, "1", ENTER, "70", TAB, TAB, "97")


@pytest.mark.parametrize(
    ("keys", "place"), [(AT_AGE, 0), (AT_DAY, 0), (AT_CREATININE, 1)], ids=["age", "day", "creatinine"]
)
def test_a_digit_on_not_known_joins_no_number_beside_it(wizard, keys, place):
    press(*keys)
    widget = wizard.question.inputs[place]
    assert QApplication.focusWidget() is widget.field
    while QApplication.focusWidget() is not widget.unknown:
        press(TAB)
    press("3")
    assert widget.field.text() == keys[-1]
    assert QApplication.focusWidget() is widget.unknown


def test_a_digit_that_is_no_unit_joins_no_number_beside_the_units(wizard):
    press(*AT_CREATININE, TAB, "3")
    assert wizard.question.inputs[1].raw() == {"value": "97"}
    press("2")
    assert wizard.question.inputs[1].raw() == {"value": "97", "unit": "mg/dL"}


def test_a_missing_unit_is_where_the_focus_goes(wizard):
    press(*AT_CREATININE, ENTER)
    assert "choose the unit" in errors(wizard)
    press("1", ENTER)
    assert page(wizard) is wizard.check


@pytest.mark.parametrize("key", ["0", "?"])
def test_what_completes_an_any_of_question_moves_on(qtbot, dress, key):
    view = start_real(qtbot, dress, mixed())
    press(ENTER, key)
    first, second, *_rest = view.question.inputs
    assert not first.missing()
    assert second.isAncestorOf(QApplication.focusWidget())
    assert in_view(second), "the whole of the question is seen before it is answered"
    press("1")
    assert second.raw() == "none"


def mixed():
    """The small guideline with most of its questions on one page, too long for the screen."""
    made = [one for page in PAGES for one in page.inputs if one.key not in ("injury_date", "worsening")]
    order = ("flags", "wound", "pain", "sex", "age", "weight", "creatinine")
    return guideline(pages=(Page("all", "All", tuple(sorted(made, key=lambda i: order.index(i.key)))), PAGES[3]))


def in_view(piece):
    """Is the whole of a widget seen?"""
    return piece.visibleRegion().boundingRect() == piece.rect()


def scroll(view, *, down):
    """Scroll the questions to their end, as the mouse would."""
    for _pass in range(4):  # heights follow widths, layout by layout
        QApplication.processEvents()
    bar = view.question.area.verticalScrollBar()
    bar.setValue(bar.maximum() if down else 0)
    QApplication.processEvents()


def test_a_refusal_shows_the_first_faulty_question_with_the_focus(qtbot, dress):
    view = start_real(qtbot, dress, mixed(), 900)
    press(ENTER, "0", "1", "1", "?", ENTER)
    assert "Age: answer this question" in errors(view)
    age = next(w for w in view.question.inputs if w.asked.key == "age")
    assert in_view(view.question.errors)
    assert in_view(age.title)
    assert in_view(age.error)
    assert QApplication.focusWidget() is age.field
    press("65")
    assert "Age" not in errors(view), "what is mended is no longer named"


def test_a_refusal_scrolls_up_to_the_first_faulty_question(qtbot, dress):
    view = start_real(qtbot, dress, mixed(), 900)
    press(ENTER)
    scroll(view, down=True)
    assert not view.question.inputs[0].visibleRegion().boundingRect().isValid()
    press(ENTER)
    flags = view.question.inputs[0]
    assert "more questions are marked below" in errors(view)
    assert in_view(flags.title)
    assert in_view(flags.rows[0])
    press("1")
    assert flags.raw() == {"cauda": "yes"}


@pytest.mark.parametrize("key", ["1", "0", "?"])
def test_a_key_on_a_question_out_of_sight_only_shows_it(qtbot, dress, key):
    view = start_real(qtbot, dress, mixed(), 900)
    press(ENTER)
    flags = view.question.inputs[0]
    scroll(view, down=True)
    assert not in_view(flags.title)
    press(key)
    assert flags.raw() is None
    assert in_view(flags.title)
    assert flags.isAncestorOf(QApplication.focusWidget())
    press(key)
    assert flags.raw() is not None


def test_what_is_typed_into_a_field_out_of_sight_brings_it_into_sight(qtbot, dress):
    view = start_real(qtbot, dress, mixed(), 900)
    press(ENTER)
    view.question.focus_key("creatinine")
    QApplication.processEvents()
    field = QApplication.focusWidget()
    scroll(view, down=False)
    assert not in_view(field)
    press("9")
    assert field.text() == "9"
    assert in_view(field)


def test_the_start_page_begins_in_the_family_name_and_goes_through_the_form_first(wizard):
    form = wizard.start.form
    way = [*form.fields.values(), form.sex.buttons()[0], wizard.start.cancel, wizard.start.start]
    for widget in way:
        assert QApplication.focusWidget() is widget
        press(TAB)


@pytest.mark.parametrize("tabs", range(5))
def test_enter_starts_from_every_field_of_the_form(wizard, tabs):
    press(*[TAB] * tabs, ENTER)
    assert page(wizard) == "flags"


def test_a_refused_date_of_birth_is_seen_whole_and_goes_when_it_is_corrected(qtbot, dress, real):
    view = start_real(qtbot, dress, real, 1024)
    view.resize(1024, 420)
    press(TAB, TAB, "05-Apr-2031", ENTER)
    error = view.start.form.error
    assert in_view(error)
    assert in_view(view.start.form.fields["born"])
    press(TAB, "7")
    assert error.isVisible(), "another field mends nothing"
    press((Qt.Key.Key_Backtab, SHIFT), Qt.Key.Key_Backspace)
    assert not error.isVisible()
