"""How each kind of block of a document looks on the screen; the words were decided before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from db.guideline import Guideline
from desktop.core.blocks import Bullets, Heading, Item, Notice, Paragraph, Part, Rows, Ruled, Title, Trace
from desktop.core.condition_words import ConditionWords
from desktop.core.plan import Plan, PlanLine
from desktop.language import gettext as _
from desktop.language import ngettext
from desktop.ui import theme
from desktop.ui.flow import FlowLayout
from desktop.ui.pieces import ENTER, SignLabel, column, frame, is_plain, notice_card, push_button, row, text_label

KIND_WIDTH: Final = 116
"""Room for a sign and the longest word, in pixels at 100 %, so that the texts of all lines begin at one edge."""
SHORT: Final = 5
"""Labels of at most so many characters, such as reference numbers, need no wide column."""


def part_widget(part: Part) -> QWidget:
    """The widget for a block other than a line of the plan; what only paper needs takes no room."""
    match part:
        case Title():
            return stacked((part.text, "title"), (part.subtitle, "meta"))
        case Heading():
            return text_label(part.text, "h3" if part.minor else "h2")
        case Paragraph():
            return text_label(part.text, "meta" if part.small else "body")
        case Notice():
            return notice_card(part.kind, part.text, part.word)
        case Bullets():
            return stacked(*((f"• {text}", "body") for text in part.items))
        case Rows():
            return rows_widget(part)
        case Trace():
            return stacked((_("Press T on a line."), "meta"))
        case Ruled():
            return stacked((_("On paper: {lines}").format(lines=", ".join(part.labels)), "meta"))
        case _:
            raise TypeError(part)


def stacked(*texts: tuple[str, str]) -> QWidget:
    """Labels below each other, each with its role; empty ones take no room."""
    found = QWidget()
    inside = column(found, gap=4)
    for text, role in texts:
        if text:
            inside.addWidget(text_label(text, role))
    return found


def rows_widget(rows: Rows) -> QWidget:
    """Pairs in two columns."""
    found = QWidget()
    grid = QGridLayout(found)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    short = all(len(label) <= SHORT for label, _words in rows.rows)
    grid.setColumnStretch(0, 0 if short else 1)
    grid.setColumnStretch(1, 3)
    for place, (label, words) in enumerate(rows.rows):
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(text_label(label, "meta", wrap=not short), place, 0, top)
        grid.addWidget(text_label(words), place, 1, top)
    return found


@dataclass(frozen=True, slots=True)
class Behind:
    """What the traces of one plan draw on; `given` are the keys whose answers can be changed."""

    guideline: Guideline
    words: ConditionWords
    given: frozenset[str]


class ItemCard(QFrame):
    """A line of the plan: sign, word, text; `T`, Enter or "Why" opens what it rests on."""

    change_requested = Signal(str)
    section_requested = Signal(str)

    def __init__(self, item: Item, line: PlanLine | None, behind: Behind) -> None:
        """Lay out the line, its trace closed."""
        super().__init__()
        self.item = item
        self.setProperty("role", "card")
        self.setProperty("kind", item.kind)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{item.word}: {item.text}")
        self.setAccessibleDescription(" ".join(item.details))
        self.trace = self._trace(line, behind)
        self.trace.hide()
        self.why = push_button(_("Why  T"), "link", self.toggle, name=_("Why: {text}").format(text=item.text))
        whole = row(self, gap=12)
        whole.setContentsMargins(12, 8, 12, 8)
        top = Qt.AlignmentFlag.AlignTop
        kind = QWidget()
        kind.setFixedWidth(theme.current().px(KIND_WIDTH))
        beside = row(kind, gap=8)
        beside.addWidget(SignLabel(item.kind), 0, top)
        beside.addWidget(text_label(item.word, ink=item.kind, wrap=False), 1, top)
        whole.addWidget(kind, 0, top)
        words = column(gap=2)
        words.addWidget(text_label(item.text, "value"))
        for text in (*item.details, *item.notes):
            words.addWidget(text_label(text, "meta"))
        words.addWidget(self.trace)
        whole.addLayout(words, 1)
        whole.addWidget(self.why, 0, top)

    def _trace(self, line: PlanLine | None, behind: Behind) -> QWidget:
        """Answers, rule, statement and source, with the ways to change an answer and to read the source."""
        found = frame("trace")
        inside = column(found, margin=8, gap=4)
        for text in self.item.trace:
            inside.addWidget(text_label(text))
        if line is None:
            return found
        if line.statement is not None and line.statement.rationale:
            inside.addWidget(text_label(_("Rationale: {text}").format(text=line.statement.rationale)))
        if line.rule is not None:
            when = behind.words.words(line.rule.when.test.node)
            inside.addWidget(text_label(_("When: {rule}").format(rule=when), "meta"))
        inside.addWidget(self._ways(line, behind))
        return found

    def _ways(self, line: PlanLine, behind: Behind) -> QWidget:
        """Buttons that change an answer this line rests on, or show the source text."""
        found = QWidget()
        flow = FlowLayout(found, margin=0, gap=12)
        sections = [s for s in behind.guideline.sections if line.statement in s.statements]
        for section in sections:
            does = partial(self.section_requested.emit, section.id)
            flow.addWidget(push_button(_("Source text: {title}").format(title=section.title), "link", does))
        for because in line.because:
            if because.input in behind.given:
                words = _("Change {label}").format(label=because.label)
                flow.addWidget(push_button(words, "link", partial(self.change_requested.emit, because.input)))
        return found

    def toggle(self) -> None:
        """Open or close the trace."""
        self.trace.setVisible(self.trace.isHidden())
        self.why.setText(_("Why  T") if self.trace.isHidden() else _("Close  T"))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """`T` or Enter opens and closes the trace."""
        if is_plain(event) and (event.key() in ENTER or event.text().lower() == "t"):
            self.toggle()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click selects the line."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()


class WhyNot(QWidget):
    """The rules that did not fire, each with the answers that excluded it or are missing."""

    def __init__(self, plan: Plan) -> None:
        """List the rules, closed; they are laid out when they are first opened."""
        super().__init__()
        self.plan = plan
        count = len(plan.not_fired)
        words = ngettext("Why not: {count} rule did not apply", "Why not: {count} rules did not apply", count)
        self.button = push_button(words.format(count=count) + "  Alt+T", "link", self.toggle)
        self.inside = column(self)
        self.inside.addWidget(self.button)
        self.list: QWidget | None = None

    def toggle(self) -> None:
        """Open or close the list."""
        if self.list is None:
            self.list = self._rules()
            self.inside.addWidget(self.list)
            self.list.hide()
        self.list.setVisible(self.list.isHidden())
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rules(self) -> QWidget:
        """Each rule: what it would say, and what speaks against it."""
        found = QWidget()
        lines = column(found, gap=8)
        statements = self.plan.engine.guideline.statements()
        for not_fired in self.plan.not_fired:
            texts = [statements[line.statement] for line in not_fired.rule.lines if line.statement in statements]
            would = " ".join(s.text for s in texts if s.kind != "info")
            because = "; ".join(f"{b.label} = {b.answer}" for b in not_fired.because)
            card = frame("card")
            inside = column(card, margin=12, gap=4)
            inside.addWidget(text_label(_("Not shown: {text}").format(text=would or not_fired.rule.id)))
            inside.addWidget(text_label(_("Because: {answers}").format(answers=because), "meta"))
            inside.addWidget(text_label(_("Rule {rule}").format(rule=not_fired.rule.id), "meta"))
            lines.addWidget(card)
        return found
