"""How each kind of block of a document looks on the screen; the words were decided before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QWidget

from desktop.core.blocks import Bullets, Heading, Item, Notice, Paragraph, Part, Rows, Ruled, Title, Trace
from desktop.core.condition_words import ConditionWords
from desktop.core.plan import Plan, PlanLine
from desktop.core.why import OPEN, would_words
from desktop.language import gettext as _
from desktop.ui import theme
from desktop.ui.flow import FlowLayout
from desktop.ui.pieces import ENTER, SignLabel, column, frame, is_plain, notice_card, push_button, row, text_label
from desktop.ui.rule_list import add_rule, bring_into_sight, tab_after

KIND_WIDTH: Final = 116
"""Room for a sign and the longest word, in pixels at 100 %, so that the texts of all lines begin at one edge."""
SHORT: Final = 5
"""Labels of at most so many characters, such as reference numbers, need no wide column."""


def add_part(below: QBoxLayout, part: Part) -> Iterator[QWidget]:
    """Put a block other than a line of the plan below the others; a table grows row by row."""
    found = part_widget(part)
    below.addWidget(found)
    yield found
    if isinstance(part, Rows):
        yield from add_rows(found, part)


def part_widget(part: Part) -> QWidget:
    """The widget for a block other than a line of the plan, a table still empty; what only paper needs is small."""
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
            return QWidget()
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


def add_rows(inside: QWidget, rows: Rows) -> Iterator[QWidget]:
    """Put pairs in two columns into an empty widget."""
    grid = QGridLayout(inside)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    short = all(len(label) <= SHORT for label, _words in rows.rows)
    grid.setColumnStretch(0, 0 if short else 1)
    grid.setColumnStretch(1, 3)
    for place, (label, words) in enumerate(rows.rows):
        top = Qt.AlignmentFlag.AlignTop
        left, right = text_label(label, "meta", wrap=not short), text_label(words)
        grid.addWidget(left, place, 0, top)
        grid.addWidget(right, place, 1, top)
        left.show()
        yield right


@dataclass(frozen=True, slots=True)
class Behind:
    """What the traces of one plan draw on."""

    plan: Plan
    words: ConditionWords


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
        self.line, self.behind = line, behind
        self.trace = frame("trace")
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

    def _fill(self) -> None:
        """Answers, rule, statement and source, with the ways to change an answer and to read the source."""
        inside, line = column(self.trace, margin=8, gap=4), self.line
        answers = 1 if line is not None and line.why else 0
        for text in self.item.trace[:answers]:
            inside.addWidget(text_label(text))
        if line is not None and line.rule is not None:
            add_rule(inside, line.rule, self.behind.words)
        for text in (*self.item.trace[answers:], *self._more()):
            inside.addWidget(text_label(text))
        if line is not None:
            inside.addWidget(self._ways(line, self.behind))

    def _more(self) -> Iterator[str]:
        """The reason behind the statement; of an open point the lines that it could change."""
        line = self.line
        if line is not None and line.statement is not None and line.statement.rationale:
            yield _("Rationale: {text}").format(text=line.statement.rationale)
        if line is not None and line.id.startswith(OPEN):
            yield from would_words(self.behind.plan, line.id.removeprefix(OPEN))

    def _ways(self, line: PlanLine, behind: Behind) -> QWidget:
        """Buttons that change an answer this line rests on, or show the source text."""
        found = QWidget()
        flow = FlowLayout(found, margin=0, gap=12)
        sections = [s for s in behind.plan.engine.guideline.sections if line.statement in s.statements]
        for section in sections:
            does = partial(self.section_requested.emit, section.id)
            flow.addWidget(push_button(_("Source text: {title}").format(title=section.title), "link", does))
        for key in dict.fromkeys(because.input for because in line.because):
            if key in behind.plan.facts.answers:
                words = _("Change {label}").format(label=behind.words.label(key))
                flow.addWidget(push_button(words, "link", partial(self.change_requested.emit, key)))
        return found

    def toggle(self) -> None:
        """Open or close the trace, which is laid out when it is first opened."""
        if self.trace.layout() is None:
            self._fill()
            tab_after(self.why, self.trace)
        self.trace.setVisible(self.trace.isHidden())
        bring_into_sight(self if self.trace.isHidden() else self.trace)  # at large text the line itself fills the view
        self.why.setText(_("Why  T") if self.trace.isHidden() else _("Close  T"))

    def close_trace(self) -> None:
        """Close the trace; the line has the focus, which may have been inside."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.toggle()

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
