"""One widget for each kind of input, a table of cases for each."""

# pytest takes a fixture by its name

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QRadioButton, QWidget

from db.guideline import Input, Unit
from desktop.core.facts import Quantity, read_answer
from desktop.ui.fields import make_input
from tests.small import TODAY, asked, choices
from tests.ui.care_fixtures import on_screen, press, texts

AGE = asked("age", "quantity", units=(Unit("years", Decimal(0), Decimal(120)),))
UNITS = (Unit("µmol/L", Decimal(18), Decimal(1768)), Unit("mg/dL", Decimal("0.2"), Decimal(20), Decimal("88.4")))
CREATININE = asked("creatinine", "quantity", units=UNITS)
FLAGS = asked("flags", "any-of", "cauda", "ischaemia", "abscess")
WOUND = asked("wound", "one-of", "none", "closed", "open")
PAIN = asked("pain", "yes-no")
DAY = asked("injury_date", "date")
ALL = (AGE, CREATININE, FLAGS, WOUND, PAIN, DAY)


@pytest.fixture
def show(qtbot, dress):
    dress()

    def make(one: Input):
        return on_screen(qtbot, make_input(one, partial(read_answer, one, on=TODAY)), 900, 500)

    return make


@pytest.mark.parametrize("one", ALL, ids=lambda i: i.key)
def test_nothing_is_chosen_beforehand(show, one):
    widget = show(one)
    assert widget.raw() is None
    assert widget.missing()
    assert not [b for kind in (QRadioButton, QPushButton) for b in widget.findChildren(kind) if b.isChecked()]
    widget.focus_first()
    assert widget.raw() is None


@pytest.mark.parametrize("one", ALL, ids=lambda i: i.key)
def test_the_wheel_changes_nothing(show, one):
    widget = show(one)
    widget.focus_first()
    for child in [widget, *widget.findChildren(QWidget)]:
        where = QPointF(child.rect().center())
        no = Qt.KeyboardModifier.NoModifier
        turn = QWheelEvent(
            where, child.mapToGlobal(where), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, no,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(child, turn)
    assert widget.raw() is None


@pytest.mark.parametrize("one", ALL, ids=lambda i: i.key)
def test_not_known_is_always_an_answer_and_can_be_cleared(show, one):
    widget = show(one)
    widget.choose_unknown()
    assert widget.missing() == ""
    answer = read_answer(one, widget.raw(), TODAY)
    assert answer is None or set(answer.values()) == {None}
    widget.clear()
    assert widget.raw() is None


@pytest.mark.parametrize("one", ALL, ids=lambda i: i.key)
def test_every_focusable_has_a_name_of_its_own_and_a_fair_size(show, one):
    widget = show(one)
    found = [w for w in widget.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    names = [w.accessibleName() for w in found]
    assert all(names)
    assert len(set(names)) == len(names)
    for one_widget in found:
        target = one_widget.parentWidget() if isinstance(one_widget, QRadioButton) else one_widget
        assert target.height() >= 36


@pytest.mark.parametrize(
    ("one", "digits", "raw"),
    [
        (PAIN, "1", "yes"),
        (PAIN, "2", "no"),
        (PAIN, "3", "unknown"),
        (PAIN, "4", None),
        (PAIN, "0", None),
        (WOUND, "2", "closed"),
        (WOUND, "4", "unknown"),
        (WOUND, "13", "open"),
        (FLAGS, "1", {"cauda": "yes"}),
        (FLAGS, "11", {"cauda": "no"}),
        (FLAGS, "111", {"cauda": "unknown"}),
        (FLAGS, "1111", {"cauda": "yes"}),
        (FLAGS, "0", {"cauda": "no", "ischaemia": "no", "abscess": "no"}),
        (FLAGS, "20", {"cauda": "no", "ischaemia": "yes", "abscess": "no"}),
        (FLAGS, "9", None),
        (AGE, "65", "65"),
        (CREATININE, "97", {"value": "97"}),
        (DAY, "2", "2"),
    ],
    ids=lambda v: getattr(v, "key", str(v)),
)
def test_digits(show, one, digits, raw):
    widget = show(one)
    for digit in digits:
        widget.press_digit(int(digit))
    assert widget.raw() == raw


@pytest.mark.parametrize(
    ("one", "answer", "raw"),
    [
        (PAIN, True, "yes"),
        (PAIN, False, "no"),
        (PAIN, None, "unknown"),
        (WOUND, "open", "open"),
        (WOUND, None, "unknown"),
        (FLAGS, {"cauda": True, "ischaemia": False, "abscess": None},
         {"cauda": "yes", "ischaemia": "no", "abscess": "unknown"}),
        (AGE, Quantity(Decimal(65), "years", Decimal(65)), "65"),
        (AGE, None, "unknown"),
        (CREATININE, Quantity(Decimal("1.10"), "mg/dL", Decimal("97.24")), {"value": "1.1", "unit": "mg/dL"}),
        (DAY, date(2026, 4, 3), "03-Apr-2026"),
        (DAY, None, "unknown"),
    ],
    ids=lambda v: getattr(v, "key", str(v)),
)  # fmt: skip
def test_an_answer_given_before_is_shown_as_it_was(show, one, answer, raw):
    widget = show(one)
    widget.set_answer(answer)
    assert widget.raw() == raw
    assert widget.missing() == ""


def test_arrows_move_between_choices_and_space_chooses(show):
    widget = show(WOUND)
    widget.focus_first()
    press(Qt.Key.Key_Space)
    assert widget.raw() == "none"
    press(Qt.Key.Key_Down)
    assert widget.raw() == "closed"


def test_a_click_anywhere_in_a_row_chooses_it(show):
    widget = show(WOUND)
    row = widget.rows[2]
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(row.width() - 10, 10))
    assert widget.raw() == "open"


def test_the_two_buttons_finish_the_lines_that_are_left(show):
    widget = show(FLAGS)
    widget.press_digit(2)
    assert "2 lines" in widget.missing()
    widget.none_button.click()
    assert widget.raw() == {"cauda": "no", "ischaemia": "yes", "abscess": "no"}
    widget.clear()
    widget.press_digit(2)
    widget.unknown_button.click()
    assert widget.raw() == {"cauda": "unknown", "ischaemia": "yes", "abscess": "unknown"}


def test_a_number_without_a_unit_is_missing_its_unit(show):
    widget = show(CREATININE)
    widget.focus_first()
    press("97")
    assert "unit" in widget.missing()
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is widget.units[0]
    press(Qt.Key.Key_Space)
    assert widget.raw() == {"value": "97", "unit": "µmol/L"}
    assert "97\u00a0µmol/L = about 1.1\u00a0mg/dL" in texts(widget)


@pytest.mark.parametrize(
    ("one", "typed", "error", "echo"),
    [
        (AGE, "65", "", "Read as 65\u00a0years"),
        (AGE, "140", "140", ""),
        (AGE, "6,5", "not a plain number", ""),
        (AGE, "1e1", "not a plain number", ""),
        (AGE, "\uff16\uff15", "not a plain number", ""),
        (AGE, "6\u202e5", "not a plain number", ""),
        (DAY, "3-Apr-2026", "", "Read as 03-Apr-2026"),
        (DAY, "2026-04-03", "", "Read as 03-Apr-2026"),
        (DAY, "03/04/2026", "not a clear date", ""),
        (DAY, "30-Feb-2026", "not a day of the calendar", ""),
        (DAY, "03-Apr-2027", "outside", ""),
    ],
)
def test_leaving_a_field_says_how_it_is_read_or_why_not(show, one, typed, error, echo):
    widget = show(one)
    widget.focus_first()
    field = widget.findChild(QLineEdit)
    field.setText(typed)
    press(Qt.Key.Key_Tab)
    assert (error in widget.error.text()) if error else widget.error.text() == ""
    assert widget.error.isVisible() == bool(error)
    assert widget.echo.text() == echo


def test_typing_after_not_known_takes_it_back(show):
    widget = show(AGE)
    widget.choose_unknown()
    widget.field.setFocus()
    press("7")
    assert widget.raw() == "7"


def test_not_known_after_typing_empties_the_field(show):
    widget = show(CREATININE)
    widget.set_answer(Quantity(Decimal(97), "µmol/L", Decimal(97)))
    widget.choose_unknown()
    assert widget.raw() == "unknown"
    assert widget.field.text() == ""
    assert not any(u.isChecked() for u in widget.units)


def test_choices_with_help_say_it_to_a_screen_reader(show):
    one = Input("a", "one-of", "A", "What?", "Why.", "", (choices("x")[0].__class__("x", "Ex", "Of old"),))
    assert show(one).rows[0].radio.accessibleDescription() == "Of old"


def test_the_hint_about_the_keys_stands_above_the_lines(show):
    widget = show(FLAGS)
    hint = next(w for w in widget.findChildren(QLabel) if "same number again" in w.text())
    assert hint.geometry().bottom() <= widget.rows[0].geometry().top()
