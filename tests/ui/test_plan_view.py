"""The plan on the screen: every block, the trace by key, why not, and the paper."""

# pytest takes a fixture by its name

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from desktop.core.answers import read_patient
from desktop.core.blocks import Bullets, Document, Heading, Item, Notice, Paragraph, Rows, Ruled, Title
from desktop.core.document import plan_document
from desktop.core.engine import Engine
from desktop.core.facts import Patient
from desktop.core.handout import handout_document
from desktop.core.not_given import not_given
from desktop.settings import Settings
from desktop.tour import example_answers
from desktop.ui import portions
from desktop.ui.case import Case
from desktop.ui.plan_view import PlanView
from desktop.ui.why_not import GroupList, NotGivenCard
from tests.small import TODAY
from tests.ui.care_fixtures import ALT_T, CTRL_P, ENTER, ESC, PAT, TAB, fits, on_screen, press, texts
from tests.ui.test_preview_view import small_pdf

ANSWERS = (("flags", []), ("age", "65"), ("sex", "male"), ("wound", "none"), ("pain", "yes"), ("weight", "60"))
CREATININE = ("creatinine", {"value": "212", "unit": "µmol/L"})


@pytest.fixture
def show(qtbot, dress, case):
    dress()
    view = on_screen(qtbot, PlanView(case, small_pdf))

    def make(*answers):
        for key, raw in answers:
            case.answer(key, raw)
        view.show_plan(plan_document(case.plan(), Settings()), case.plan())
        QApplication.processEvents()
        return view

    return make


def test_every_word_of_the_document_is_on_the_screen(show, case):
    view = show(*ANSWERS, CREATININE)
    shown = texts(view)
    for part in plan_document(case.plan(), Settings()).parts:
        match part:
            case Title() | Heading() | Paragraph() | Notice():
                assert part.text in shown
            case Item():
                assert all(words in shown for words in (part.word, part.text, *part.details, *part.notes))
            case Rows():
                assert all(words in shown for row in part.rows for words in row)
            case Bullets():
                assert all(words in shown for words in part.items)
            case Ruled():
                assert all(words in shown for words in part.labels)


def test_t_opens_and_closes_the_trace_of_the_line_in_focus(show):
    view = show(*ANSWERS, CREATININE)
    card = view.cards[0]
    assert card.hasFocus()
    assert card.item.trace[0] not in texts(card)
    press("t")
    assert all(words in texts(card) for words in card.item.trace)
    assert "Rationale: Because it is so." in texts(card)
    assert "R-SOON applies where at least one of these holds:\n• Wound: None\n• Worsening: yes" in texts(card)
    press("t")
    assert not card.trace.isVisible()
    press(ENTER)
    assert card.trace.isVisible()


def test_tab_goes_into_a_trace_and_on_to_the_next_line(show):
    view = show(*ANSWERS, CREATININE)
    press("t")
    inside = view.cards[0].trace.findChildren(QPushButton)
    press(TAB)
    for button in inside:
        press(TAB)
        assert button.hasFocus()
    press(TAB)
    assert view.cards[1].hasFocus()


def test_what_opens_is_brought_into_sight(show):
    view = show(*ANSWERS, CREATININE)
    press(ALT_T)
    area = view.area
    QApplication.processEvents()
    top = view.why_not.word.mapTo(area.viewport(), view.why_not.word.rect().topLeft()).y()
    assert 0 <= top < area.viewport().height()


def test_up_and_down_move_between_lines(show):
    view = show(*ANSWERS, CREATININE)
    press(Qt.Key.Key_Down)
    assert view.cards[1].hasFocus()
    press(Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert view.cards[0].hasFocus()


def test_a_line_leads_to_its_answers_and_its_source(show, qtbot):
    view = show(*ANSWERS, CREATININE)
    card = next(c for c in view.cards if c.item.line == "drug")
    card.setFocus()
    press("t")
    buttons = {b.text(): b for b in card.trace.findChildren(QPushButton)}
    with qtbot.waitSignal(view.change_requested, timeout=1000) as wish:
        buttons["Change Pain"].click()
    assert wish.args == ["pain"]
    with qtbot.waitSignal(view.section_requested, timeout=1000) as wish:
        buttons["Source text: All of it"].click()
    assert wish.args == ["small", "all"]


def test_why_not_lists_every_line_that_is_not_given_under_its_answers(show, case):
    view = show(*ANSWERS, CREATININE)
    press(ALT_T)
    groups = view.why_not.findChildren(GroupList)
    assert [group.title for group in groups] == [group.words for group in not_given(case.plan())]
    assert "Excluded by: Wound = None" in texts(view.why_not)
    press(ALT_T)
    assert not view.why_not.list.isVisible()
    assert view.why_not.button.hasFocus()


def test_esc_closes_what_opened_below_a_line_and_nothing_else(show):
    view = show(*ANSWERS, CREATININE)
    press("t", TAB, TAB)
    assert view.cards[0].isAncestorOf(QApplication.focusWidget())
    press(ESC)
    assert view.cards[0].hasFocus()
    assert not view.cards[0].trace.isVisible()
    press(ALT_T, "mri", ESC)
    assert not view.why_not.list.isVisible()
    assert view.why_not.button.hasFocus()
    press(ESC)
    assert view.isVisible()


def test_at_large_text_the_reasons_are_seen_when_they_open(show, dress):
    dress("light", 200)
    view = show(*ANSWERS, CREATININE)
    view.resize(1024, 400)
    press("t")
    for _pass in range(4):
        QApplication.processEvents()
    trace, room = view.cards[0].trace, view.area.viewport()
    top = trace.mapTo(room, trace.rect().topLeft()).y()
    assert 0 <= top < room.height() / 2


def test_why_not_is_opened_and_read_by_keys(show):
    show(*ANSWERS, CREATININE)
    press(ALT_T, TAB, ENTER)
    card = QApplication.focusWidget()
    assert isinstance(card, NotGivenCard)
    assert "applies where" not in texts(card)
    press("t")
    assert f"{card.rules[0].id} applies where" in texts(card)
    assert f"Statement {card.statement.id}" in texts(card)
    press("t")
    assert "applies where" not in texts(card)


def test_tab_goes_through_the_groups_in_their_order(show):
    view = show(*ANSWERS, CREATININE)
    press(ALT_T)
    for group in view.why_not.findChildren(GroupList):
        press(TAB)
        assert group.more.hasFocus()


def test_a_word_finds_the_lines_that_are_not_given(show):
    view = show(*ANSWERS, CREATININE)
    press(ALT_T, "mri-month")
    cards = [card for card in view.why_not.findChildren(NotGivenCard) if card.isVisible()]
    assert [card.statement.id for card in cards] == ["mri-month"]
    press("x")
    assert "No line that is not given has this word." in texts(view.why_not)


def test_an_open_point_says_which_lines_hang_on_it(show):
    view = show(*ANSWERS, ("creatinine", "unknown"))
    card = next(card for card in view.cards if card.item.line == "open:creatinine")
    card.toggle()
    QApplication.processEvents()
    assert "Could add: CONSIDER pregabalin." in texts(card)
    assert "Could take away: DO kidney function." in texts(card)


def test_the_signs_are_never_alone(show):
    view = show(("flags", {"cauda": "yes"}))
    for card in view.cards:
        assert card.item.word in texts(card)
        assert card.item.word in card.accessibleName()
    assert view.cards[0].property("kind") == "stop"


@pytest.mark.parametrize(
    ("button", "signal", "args"),
    [("change", "change_requested", [""]), ("close_case", "close_requested", [])],
)
def test_the_buttons_wish(show, qtbot, button, signal, args):
    view = show(*ANSWERS)
    with qtbot.waitSignal(getattr(view, signal), timeout=1000) as wish:
        getattr(view, button).click()
    assert wish.args == args


def test_the_banner_is_that_of_the_case(show, case):
    view = show(*ANSWERS)
    assert "No patient details: the plan cannot be filed" in texts(view)
    case.set_patient(PAT)
    QApplication.processEvents()
    assert "EXAMPLE, Pat" in texts(view)
    assert "No patient details" not in texts(view.pages.parentWidget().children()[1])


def test_the_paper_opens_by_key_and_esc_comes_back(show):
    view = show(*ANSWERS)
    press(CTRL_P)
    assert view.preview.isVisible()
    assert view.preview.kind == "plan"
    assert view.preview.file_name() == f"plan_small_{TODAY.isoformat()}.pdf"
    press(ESC)
    assert not view.preview.isVisible()
    view.handout.click()
    assert view.preview.kind == "handout"


def test_saving_finishes_the_case(show, case, tmp_path):
    view = show(*ANSWERS)
    press(CTRL_P)
    assert case.is_unfinished()
    view.preview.save_to(tmp_path / "plan.pdf")
    assert not case.is_unfinished()


def test_a_new_plan_comes_to_the_front_of_the_paper(show):
    view = show(*ANSWERS)
    press(CTRL_P)
    show(("pain", "no"))
    assert not view.preview.isVisible()
    assert view.cards[0].hasFocus()


def test_a_document_without_lines_is_still_a_page(show, case):
    view = show()
    parts = (Title("A"), Paragraph("Nothing to say."))
    view.show_plan(Document("plan", "A", "en", (), "", (), parts), case.plan())
    QApplication.processEvents()
    assert view.cards == []
    assert "Nothing to say." in texts(view)
    assert view.print.hasFocus()


def test_the_handout_too_can_be_laid_out(show, case):
    view = show(("flags", {"cauda": "yes"}))
    view.show_plan(handout_document(case.plan(), Settings()), case.plan())
    QApplication.processEvents()
    assert "Call now." in texts(view)


@pytest.mark.parametrize(("percent", "width"), [(100, 1024), (200, 1024), (150, 1366)])
def test_nothing_is_clipped(qtbot, dress, real, percent, width):
    dress("light", percent)
    case = Case()
    case.start(Engine(real), Patient(), TODAY)
    for asked in real.decision.inputs():
        if asked.key in case.step.pending:
            case.answer(asked.key, "unknown")
    view = on_screen(qtbot, PlanView(case, small_pdf), width)
    view.show_plan(plan_document(case.plan(), Settings()), case.plan())
    view.cards[0].toggle()
    view.toggle_why_not()
    fits(view, width)


def test_every_focusable_has_a_name(show):
    view = show(*ANSWERS, CREATININE)
    here = [w for w in view.findChildren(QWidget) if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    names = [w.accessibleName() for w in here]
    assert all(names)
    assert len(set(names)) == len(names)


@pytest.fixture
def example(qtbot, dress, real, monkeypatch):
    """The plan of the shipped example, of which only what is in sight is laid out."""
    monkeypatch.setattr(portions, "STEP", 0)
    dress()
    case = Case()
    answers = example_answers()
    case.start(Engine(real), read_patient(answers["patient"], TODAY), TODAY)
    for key, raw in answers["answers"].items():
        case.answer(key, raw)
    view = on_screen(qtbot, PlanView(case, small_pdf))
    view.show_plan(plan_document(case.plan(), Settings()), case.plan())
    return view


def test_what_is_in_sight_is_laid_out_at_once_and_the_rest_in_portions(example, qtbot):
    lines = [part for part in plan_document(example.case.plan(), Settings()).parts if isinstance(part, Item)]
    assert 0 < len(example.cards) < len(lines)
    QApplication.sendPostedEvents()
    assert example.area.inside.height() > example.area.viewport().height()
    qtbot.waitUntil(lambda: example.laying.pieces is None)
    assert [card.item for card in example.cards] == lines


def test_keys_that_come_before_the_end_find_their_lines(example, qtbot):
    first = len(example.cards)
    for _line in range(first):
        example.go_line(1)
    assert example.cards[first].hasFocus()
    example.toggle_why_not()
    qtbot.waitUntil(example.why_not.is_open)
    assert example.laying.pieces is None
    last = example.why_not.groups[-1]
    QTest.keyClicks(example.why_not.word, last.lines[-1][0].id)
    qtbot.waitUntil(lambda: example.why_not.laying.pieces is None)
    assert last.lines[-1][0] in [card.statement for card in example.why_not.findChildren(NotGivenCard)]


def test_nothing_is_laid_out_behind_the_paper(example, qtbot):
    laid = len(example.cards)
    example.show_preview()
    QApplication.processEvents()
    assert len(example.cards) == laid
    press(ESC)
    qtbot.waitUntil(lambda: example.laying.pieces is None)
    assert len(example.cards) > laid
