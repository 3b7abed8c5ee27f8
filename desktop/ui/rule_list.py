"""What opens below a line: a rule in words, one test a line; in the order of Tab, and brought into sight."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

from db.guideline import Rule
from desktop.core.condition_words import INDENT, ConditionWords
from desktop.core.why import rule_words
from desktop.ui import theme
from desktop.ui.pieces import Once, text_label

MARGIN: Final = 16
STEP: Final = 16
"""How far a part stands to the right of its head, in pixels at 100 %."""


def add_rule(below: QBoxLayout, rule: Rule, words: ConditionWords) -> None:
    """Write a rule below what stands there already."""
    for text in rule_words(rule, words, whole=True):
        inner = text.lstrip()
        label = text_label(inner)
        depth = (len(text) - len(inner)) // len(INDENT)
        label.setContentsMargins(theme.current().px(STEP * depth), 0, 0, 0)
        below.addWidget(label)


def tab_after(before: QWidget, inside: QWidget) -> QWidget:
    """Put what is inside a widget behind another one in the order of Tab; returns the last of them."""
    tabbed = Qt.FocusPolicy.TabFocus
    for widget in [w for w in (inside, *inside.findChildren(QWidget)) if w.focusPolicy() & tabbed]:
        QWidget.setTabOrder(before, widget)
        before = widget
    return before


def bring_into_sight(widget: QWidget) -> None:
    """Scroll, once the layouts have settled, so that a widget that grew is seen, its top before its end."""

    def scroll() -> None:
        around = widget.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            show_from_top(around, widget)

    Once(widget, scroll).start()


def show_from_top(area: QScrollArea, widget: QWidget) -> None:
    """Scroll as little as shows a widget whole, or from its top if it is too high."""
    bar, room = area.verticalScrollBar(), area.viewport().height()
    top = widget.mapTo(area.viewport(), QPoint(0, 0)).y() + bar.value() - MARGIN
    end = top + widget.height() + 2 * MARGIN
    if top < bar.value() or end > bar.value() + room:
        bar.setValue(min(top, max(end - room, 0)) if top >= bar.value() else top)
