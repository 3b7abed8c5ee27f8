"""The window: every key, the history, the case that is not lost, and the settings that apply at once."""

import gc
from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMessageBox, QPushButton, QWidget

from desktop.core.engine import Engine
from desktop.core.facts import Patient
from desktop.settings import Settings
from desktop.ui import tasks, theme
from desktop.ui.commands import key_list
from desktop.ui.frame import first_size
from desktop.ui.history import LIBRARY, PLAN, READER, WIZARD, History, Place
from desktop.ui.window import Window
from tests.small import guideline
from tests.ui.conftest import GUIDELINE, SUMMARY, TODAY

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
PATIENT = Patient(family="Example", given="Pat")


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    QApplication.processEvents()
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def type_words(qtbot, window, words):
    window.focus_search()
    qtbot.keyClicks(window.bar.search, words)


def answer_in_dialog(text):
    """Press the button with this text in the next message box."""

    def click():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(b for b in box.buttons() if b.text() == text).click()

    QTimer.singleShot(50, click)


def give_case(window):
    window.begin_plan("plexus")
    window.case.start(Engine(GUIDELINE), PATIENT, TODAY)


# --- history ---------------------------------------------------------------------------------------------------------


def test_history_goes_back_and_forward_and_forgets_what_lay_ahead():
    history = History(Place(LIBRARY))
    for section in ("a", "b", "b"):
        history.visit(Place(READER, "g", section))
    assert history.go(-1).section == "a"
    assert history.can_go(1)
    history.visit(Place(READER, "g", "c"))
    assert not history.can_go(1)
    assert [p.section for p in history.places] == ["", "a", "c"]
    assert history.go(5).section == "c"


def test_history_forgets_a_view():
    history = History(Place(WIZARD))
    history.visit(Place(PLAN))
    history.forget(WIZARD, PLAN)
    assert history.places == [Place(LIBRARY)]


# --- search and reading ----------------------------------------------------------------------------------------------


def test_from_search_to_the_box_in_few_keys(window, qtbot):
    press(qtbot, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(window.bar.search, "mri")
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Return)
    assert replace(window.history.here, sought=None) == Place(READER, "plexus", "imaging", "blind", "mri")
    assert window.stack.currentWidget() is window.reader
    assert window.reader.text.hasFocus()
    assert window.bar.search.text() == ""


def test_back_returns_to_the_hits_and_forward_to_the_text(window, qtbot):
    type_words(qtbot, window, "mri")
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_Left, ALT)
    assert window.bar.search.text() == "mri"
    assert window.library.currentWidget() is window.library.page
    press(qtbot, Qt.Key.Key_Right, ALT)
    assert window.stack.currentWidget() is window.reader


def test_escape_clears_then_leaves_the_search(window, qtbot):
    window.open_section("plexus", "pain")
    type_words(qtbot, window, "mri")
    press(qtbot, Qt.Key.Key_Escape)
    assert window.library.currentWidget() is window.library.home
    press(qtbot, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.reader


def test_clear_button_clears(window, qtbot):
    type_words(qtbot, window, "mri")
    assert window.bar.clear.isVisible()
    window.bar.clear.click()
    assert window.bar.search.text() == ""
    assert not window.bar.clear.isVisible()


def test_status_line_names_guideline_and_version_and_offline(window):
    assert window.pack.text() == "1 guideline"
    window.open_section("plexus", "pain")
    assert window.pack.text() == "Plexus care 1.2"
    assert window.offline.text() == "Offline"


def test_pane_keys_go_round(window, qtbot):
    window.open_section("plexus", "pain")
    panes = [window.bar.search, window.reader.outline, window.reader.text, window.reader.evidence.text]
    window.bar.search.setFocus()
    for pane in [*panes[1:], panes[0]]:
        press(qtbot, Qt.Key.Key_F6)
        assert pane.hasFocus()
    press(qtbot, Qt.Key.Key_F6, SHIFT)
    assert panes[-1].hasFocus()


@pytest.mark.parametrize(("key", "pane"), [(Qt.Key.Key_L, "outline"), (Qt.Key.Key_E, "evidence")])
def test_keys_show_and_hide_the_side_panes(window, qtbot, key, pane):
    window.open_section("plexus", "pain")
    shown = getattr(window.reader, pane).isVisible()
    press(qtbot, key, CTRL)
    assert getattr(window.reader, pane).isVisible() is not shown


def test_find_and_next_hit_by_keys(window, qtbot):
    window.open_section("plexus", "glance")
    press(qtbot, Qt.Key.Key_F, CTRL)
    qtbot.keyClicks(window.reader.finder.field, "pregabalin")
    press(qtbot, Qt.Key.Key_F3)
    assert window.reader.finder.place.text() == "2 of 60"
    press(qtbot, Qt.Key.Key_F3, SHIFT)
    assert window.reader.finder.place.text() == "1 of 60"


def test_read_sections_stand_on_the_home_page(window):
    window.open_section("plexus", "pain")
    window.go_home()
    assert [v.title for v in window.library.home.visits] == ["Pain"]


# --- the case --------------------------------------------------------------------------------------------------------


def test_start_plan_by_key(window, qtbot):
    press(qtbot, Qt.Key.Key_N, CTRL)
    assert window.stack.currentWidget() is window.wizard
    assert window.wizard.guideline == GUIDELINE


def test_start_plan_with_several_guidelines_and_none_read_shows_them(qtbot, services):
    two = replace(services, guidelines=(SUMMARY, replace(SUMMARY, id="other", title="Other")))
    window = Window(two, Settings(theme="light"))
    qtbot.addWidget(window)
    window.start_plan()
    assert window.stack.currentWidget() is window.library
    window.open_section("plexus", "pain")
    window.start_plan()
    assert window.stack.currentWidget() is window.wizard


def test_title_and_status_never_hold_patient_data(window):
    give_case(window)
    assert window.windowTitle() == "Waymark"
    assert "Example" not in window.pack.text()


def test_an_unfinished_case_is_gone_on_with(window, qtbot):
    give_case(window)
    window.go_home()
    assert window.bar.start.text() == "Go on with plan"
    window.start_plan()
    assert window.stack.currentWidget() is window.wizard
    assert window.case.facts.patient == PATIENT


def test_source_text_and_back(window, qtbot):
    give_case(window)
    window.wizard.section_requested.emit("plexus", "pain")
    assert window.reader.shown == "pain"
    press(qtbot, Qt.Key.Key_Left, ALT)
    assert window.stack.currentWidget() is window.wizard


@pytest.mark.parametrize("way", ["key", "back", "escape"])
def test_coming_back_to_a_question_its_keys_work_at_once(window, qtbot, way):
    give_case(window)
    window.wizard.advance()
    press(qtbot, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(window.bar.search, "mri")
    come_back(qtbot, way)
    press(qtbot, Qt.Key.Key_1)
    assert window.wizard.question.inputs[0].raw() == "yes"
    press(qtbot, Qt.Key.Key_Return)
    assert window.wizard.pages.currentWidget() is window.wizard.check


def come_back(qtbot, way):
    """From the search to the view before it."""
    if way == "key":
        press(qtbot, Qt.Key.Key_N, CTRL)
    elif way == "back":
        press(qtbot, Qt.Key.Key_Left, ALT)
    else:
        press(qtbot, Qt.Key.Key_Escape)
        press(qtbot, Qt.Key.Key_Escape)


def test_coming_back_goes_to_the_question_that_was_being_answered(window, qtbot):
    window.begin_plan("plexus")
    window.case.start(Engine(guideline()), PATIENT, TODAY)
    for key, raw in (("flags", {"cauda": "no", "ischaemia": "no"}), ("age", "65"), ("sex", "male")):
        window.case.answer(key, raw)
    window.wizard.show_input("sex")
    QApplication.processEvents()
    press(qtbot, Qt.Key.Key_K, CTRL)
    press(qtbot, Qt.Key.Key_N, CTRL)
    press(qtbot, Qt.Key.Key_1)
    assert [w.raw() for w in window.wizard.question.inputs] == ["65", "female"]


@pytest.mark.parametrize("way", ["key", "back", "escape"])
def test_coming_back_to_the_answers_or_the_plan_their_keys_work_at_once(window, qtbot, way):
    give_case(window)
    window.case.answer("weak", "yes")
    window.wizard.advance()
    press(qtbot, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(window.bar.search, "mri")
    come_back(qtbot, way)
    press(qtbot, Qt.Key.Key_Return)
    assert window.stack.currentWidget() is window.plan
    press(qtbot, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(window.bar.search, "mri")
    come_back(qtbot, way)
    QApplication.processEvents()
    assert QApplication.focusWidget() is window.plan.cards[0]


def test_a_new_plan_begins_in_the_family_name(window, qtbot):
    press(qtbot, Qt.Key.Key_N, CTRL)
    qtbot.keyClicks(QApplication.focusWidget(), "Example")
    assert window.wizard.start.form.fields["family"].text() == "Example"


@pytest.mark.parametrize(("button", "closed"), [("Keep the plan", False), ("Discard the plan", True)])
def test_closing_with_an_unfinished_case_asks(window, button, closed):
    give_case(window)
    answer_in_dialog(button)
    assert window.close() is closed


def test_closing_without_a_case_does_not_ask(window):
    assert window.close()


def test_escape_keeps_the_plan(window, qtbot):
    give_case(window)
    QTimer.singleShot(50, lambda: qtbot.keyClick(QApplication.activeModalWidget(), Qt.Key.Key_Escape))
    window.close_case()
    assert window.case.is_unfinished()


def test_discarding_leaves_no_way_back_to_the_case(window):
    give_case(window)
    answer_in_dialog("Discard the plan")
    window.close_case()
    assert not window.case.is_active()
    assert window.stack.currentWidget() is window.library
    assert {p.view for p in window.history.places} == {LIBRARY}


def test_a_new_plan_asks_before_the_old_one_is_lost(window):
    give_case(window)
    answer_in_dialog("Keep the plan")
    window.library.plan_requested.emit("plexus")
    assert window.case.facts.patient == PATIENT


def test_plan_and_change(window):
    give_case(window)
    window.case.answer("weak", "yes")
    window.wizard.plan_requested.emit()
    assert window.stack.currentWidget() is window.plan
    assert window.actions_by_name["print"].isEnabled()
    assert [card.item.text for card in window.plan.cards] == ["Plexus MRI is the first test."]
    window.plan.change_requested.emit("weak")
    assert window.stack.currentWidget() is window.wizard
    window.plan.change_requested.emit("")
    assert window.wizard.pages.currentWidget() is window.wizard.check


def test_paper_is_made_with_the_settings(window):
    give_case(window)
    assert window.make_pdf("handout", "letter") == b"handout letter"


# --- look and settings -----------------------------------------------------------------------------------------------


def test_text_size_by_keys_applies_and_is_kept(window, qtbot, kept):
    press(qtbot, Qt.Key.Key_Plus, CTRL)
    assert theme.current().percent == 125
    press(qtbot, Qt.Key.Key_Minus, CTRL)
    press(qtbot, Qt.Key.Key_Minus, CTRL)
    assert theme.current().percent == 100
    press(qtbot, Qt.Key.Key_Equal, CTRL)
    press(qtbot, Qt.Key.Key_0, CTRL)
    assert [s.text_size for s in kept] == [125, 100, 100, 125, 100]


def test_theme_by_menu(window, kept):
    window.actions_by_name["dark"].trigger()
    assert theme.current().name == "dark"
    assert kept[-1].theme == "dark"
    assert window.actions_by_name["dark"].isChecked()
    assert not window.actions_by_name["light"].isChecked()


def test_settings_that_cannot_be_kept_hold_and_are_told(window, monkeypatch):
    def refuse(_settings):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(window, "keep_settings", refuse)
    window.choose_theme("dark")
    assert theme.current().name == "dark"
    assert "No space left on device" in window.notice.words.text()
    assert window.notice.isVisible()


@pytest.mark.parametrize("name", ["settings", "keys", "about"])
def test_dialogs_open_and_close_by_key(window, qtbot, name):
    titles = []

    def close():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        titles.append(dialog.windowTitle())
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    QTimer.singleShot(50, close)
    window.actions_by_name[name].trigger()
    assert len(titles) == 1


def test_help_lists_every_key_of_the_menus(window):
    listed = {key for rows in key_list(window.menus).values() for keys, _does in rows for key in keys.split(", ")}
    bound = {key.toString() for action in window.findChildren(QAction) for key in action.shortcuts()}
    assert bound
    assert bound <= listed | {"Ctrl+,"}


def test_no_two_commands_share_a_key(window):
    keys = [key.toString() for action in window.findChildren(QAction) for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


# --- room and names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("percent", "width", "height"), [(100, 1000, 600), (150, 1024, 700)])
def test_window_fits_a_small_screen(window, qapp, percent, width, height):
    theme.wear(qapp, "light", percent)
    QApplication.processEvents()
    needed = window.minimumSizeHint()
    assert (needed.width() <= width, needed.height() <= height) == (True, True)


def test_the_first_window_is_no_larger_than_the_screen(qtbot, services):
    window = Window(services, Settings(theme="light"))
    qtbot.addWidget(window)
    window.show()
    QApplication.processEvents()
    room = window.screen().availableGeometry().size()
    assert room.width() < 1200, "the screen of the tests is smaller than the window wishes to be"
    assert window.frameGeometry().height() <= room.height()
    assert window.width() <= max(room.width(), window.minimumSizeHint().width())


@pytest.mark.parametrize(
    ("room", "size"), [((1920, 1040), (1200, 760)), ((1366, 728), (1200, 698)), ((1024, 600), (1024, 570))]
)
def test_the_first_size_leaves_room_for_the_title_bar(room, size):
    assert first_size(QSize(*room), 30) == QSize(*size)


@pytest.mark.parametrize("view", [LIBRARY, READER])
def test_every_focusable_has_a_name_and_is_large_enough(window, view):
    window.go(Place(view, "plexus" if view == READER else "", "pain" if view == READER else ""))
    QApplication.processEvents()
    found = [
        w
        for w in window.findChildren(QWidget)
        if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isEnabled()
    ]
    assert len(found) >= 4
    for widget in found:
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface.text(QAccessible.Text.Name), widget
        assert widget.width() >= 24, widget
        assert widget.height() >= 24, widget


def test_no_field_is_cut_at_double_text(window, qapp):
    theme.wear(qapp, "light", 200)
    window.resize(1366, 768)
    QApplication.processEvents()
    for widget in (*window.findChildren(QLineEdit), window.bar.start):
        if widget.isVisible():
            assert widget.height() >= widget.fontMetrics().height() + 8


def test_garbage_is_not_looked_for_in_what_was_there_before_the_first_key(window, qtbot):
    gc.unfreeze()
    window.warm_up()
    assert gc.get_freeze_count() > 10_000
    qtbot.waitUntil(lambda: not tasks.UNDER_WAY)
    gc.unfreeze()


def test_warm_up_reads_the_guidelines_in_the_background(qtbot, services):
    read = []
    window = Window(replace(services, guideline=read.append), Settings(theme="light"))
    qtbot.addWidget(window)
    window.warm_up()
    qtbot.waitUntil(lambda: read == ["plexus"])


def test_the_status_line_shows_a_title_as_it_is(qtbot, services):
    odd = replace(SUMMARY, title="Odd & <b>bold</b>", rules=0, proved=False)
    found = Window(replace(services, guidelines=(odd,)), Settings(theme="light"))
    qtbot.addWidget(found)
    assert found.pack.textFormat() == Qt.TextFormat.PlainText
    start = next(b for b in found.library.home.findChildren(QPushButton) if b.text() == "Start plan")
    assert start.toolTip().startswith("<p>Odd &amp; &lt;b&gt;bold")
