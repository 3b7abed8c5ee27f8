"""The lines that are not on the plan, under the answers that keep them from it; a word finds those about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from db.guideline import Rule, Statement
from desktop.core.condition_words import ConditionWords
from desktop.core.line_words import kind_word, statement_words
from desktop.core.not_given import NotGiven, not_given
from desktop.core.plan import Plan
from desktop.core.why import is_about
from desktop.language import gettext as _
from desktop.language import ngettext
from desktop.ui.pieces import ENTER, Scroll, column, empty, frame, is_plain, push_button, row, text_label
from desktop.ui.portions import Portions
from desktop.ui.rule_list import add_rule, bring_into_sight, tab_after

MOST_FOUND: Final = 40


class WhyNot(QWidget):
    """What is not on the plan and why; nothing is worked out before it is opened."""

    def __init__(self, plan: Plan, area: Scroll) -> None:
        """Begin closed, in a scroll area."""
        super().__init__()
        self.plan, self.area = plan, area
        self.words = ConditionWords(plan.engine.decision)
        self.groups: tuple[NotGiven, ...] = ()
        self.button = push_button(_("Why not: the lines that are not given") + "  Alt+T", "link", self.toggle)
        self.list = QWidget()
        self.list.hide()
        self.laying = Portions(self.list, area)
        self.word = QLineEdit()
        self.word.setPlaceholderText(_("Find a line that is not given: a word such as MRI"))
        self.word.setAccessibleName(_("Find a line that is not given"))
        self.word.textChanged.connect(self.show_groups)
        inside = column(self)
        inside.addWidget(self.button)
        inside.addWidget(self.list)
        lines = column(self.list)
        lines.addWidget(self.word)
        self.found = column()
        lines.addLayout(self.found)

    def is_open(self) -> bool:
        """Is the list shown?"""
        return self.list.isVisible()

    def toggle(self) -> None:
        """Open or close the list."""
        if not self.groups:
            self.groups = not_given(self.plan)
            self.show_groups()
        self.list.setVisible(self.list.isHidden())
        (self.button if self.list.isHidden() else self.word).setFocus(Qt.FocusReason.OtherFocusReason)
        bring_into_sight(self)

    def show_groups(self) -> None:
        """Show every group closed, or the lines that the word finds."""
        empty(self.found)
        self.laying.begin(self._pieces(self.word.text().strip()))

    def _pieces(self, about: str) -> Iterator[QWidget]:
        """The groups; of those that a word finds, the lines too."""
        left = MOST_FOUND
        last: QWidget = self.word
        for group in self.groups:
            lines = [x for x in group.lines if is_about(about, x[0].text, x[0].id, *(rule.id for rule in x[1]))]
            if lines and left > 0:
                shown = GroupList(group.words, lines[:left], self.words, self.area)
                self.found.addWidget(shown)
                last = tab_after(last, shown)
                yield shown
                if about:
                    for card in shown.cards():
                        last = card
                        yield card
                    left -= len(lines)
        if self.found.count() == 0:
            self.found.addWidget(text_label(_("No line that is not given has this word.") if about else _("None")))
        elif left <= 0:
            self.found.addWidget(text_label(_("More lines have this word: write more of it."), "meta"))


Line = tuple[Statement, tuple[Rule, ...]]


class GroupList(QWidget):
    """The lines that one set of answers keeps from the plan."""

    def __init__(self, title: str, lines: list[Line], words: ConditionWords, area: Scroll) -> None:
        """Lay out the title; the lines come when they are asked for."""
        super().__init__()
        self.title, self.lines, self.words, self.area = title, lines, words, area
        self.inside = column(self, gap=4)
        self.inside.addWidget(text_label(title, "value"))
        count = ngettext("Show {count} line", "Show {count} lines", len(lines)).format(count=len(lines))
        self.more = push_button(count, "link", self.open, name=f"{count}: {title}")
        self.inside.addWidget(self.more)

    def open(self) -> None:
        """Show the lines; the first of them has the focus if the button had it."""
        focused = self.more.hasFocus()
        Portions(self, self.area).begin(self.cards())
        if focused and (first := self.findChild(NotGivenCard)) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def cards(self) -> Iterator[QWidget]:
        """The lines in place of the button, each as it is laid out."""
        self.more.hide()
        last: QWidget = self.more
        for statement, rules in self.lines:
            card = NotGivenCard(statement, rules, self.words)
            self.inside.addWidget(card)
            last = tab_after(last, card)
            yield card


class NotGivenCard(QFrame):
    """One line that is not given; `T` or Enter shows its rules in words."""

    def __init__(self, statement: Statement, rules: tuple[Rule, ...], words: ConditionWords) -> None:
        """Lay out the line, its rules closed."""
        super().__init__()
        self.statement, self.rules, self.words = statement, rules, words
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Not given: {text}").format(text=f"{kind_word(statement.kind)}: {statement.text}"))
        self.trace: QFrame | None = None
        whole = row(self, gap=12)
        whole.setContentsMargins(12, 8, 12, 8)
        top = Qt.AlignmentFlag.AlignTop
        self.texts = column(gap=4)
        word = _("NOT GIVEN · {word}").format(word=kind_word(statement.kind))  # no sign: nothing here is advised
        self.texts.addWidget(text_label(word, "meta"))
        self.texts.addWidget(text_label(statement.text))
        whole.addLayout(self.texts, 1)
        name = _("Rule of: {text}").format(text=statement.text)
        self.why = push_button(_("Rule  T"), "link", self.toggle, name=name)
        self.why.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # the card has the keyboard, and T
        whole.addWidget(self.why, 0, top)

    def toggle(self) -> None:
        """Show or hide the rules."""
        if self.trace is None:
            self.trace = frame("trace")
            inside = column(self.trace, margin=8, gap=4)
            for rule in self.rules:
                add_rule(inside, rule, self.words)
            inside.addWidget(text_label(statement_words(self.statement), "meta"))
            self.texts.addWidget(self.trace)
        else:
            self.trace.setVisible(self.trace.isHidden())
        bring_into_sight(self if self.trace.isHidden() else self.trace)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """`T` or Enter shows the rules."""
        if is_plain(event) and (event.key() in ENTER or event.text().lower() == "t"):
            self.toggle()
        else:
            super().keyPressEvent(event)
