"""A guideline as Qt's small HTML: sections, recommendation boxes, references. Nothing else is loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING, Final

from db.guideline import UNGRADED, Guideline, Reference, Section, Statement
from desktop.core.line_words import dose_for_words, kind_word
from desktop.language import gettext as _
from desktop.ui import theme

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

PLACED: Final = re.compile(r"^\[\[([^\[\]\s]+)\]\]\s*$", re.MULTILINE)
SECTION: Final = "section:"
STATEMENT: Final = "statement:"
REFERENCE: Final = "reference:"
SIGN: Final = "sign:"
SIGN_SIZE: Final = 18
INLINE: Final = re.compile(r"</?(?:a|b|code|em|strong)\b[^>]*>")
TAG: Final = re.compile(r"<[^>]*>")
SOFT_BREAK: Final = re.compile(r"\n(?![^<]*</code></pre>)")
"""The end of a line of the source, which outside of code ends no line of the text."""
PIECE: Final = 3_000
"""Characters of HTML after which a piece ends, which are laid out in some milliseconds."""


@cache
def markdown() -> MarkdownIt:
    """The reader of Markdown: tables, but no HTML and no images."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some HTML of a guideline: the section whose heading it begins with, if any, and the statements in it."""

    html: str
    section: str = ""
    statements: tuple[str, ...] = ()
    ends_in_box: bool = False

    def words(self) -> str:
        """What it says: the same words as Qt makes of it, in a fraction of the time."""
        return unescape(TAG.sub("\n", INLINE.sub("", SOFT_BREAK.sub(" ", self.html))))


class Page:
    """What the functions that write one guideline share."""

    def __init__(self, guideline: Guideline, look: theme.Look) -> None:
        """Number the references, index the statements, and put the sections into reading order, each with its depth."""
        self.guideline = guideline
        self.sections = outline(guideline)
        self.look = look
        self.numbers = reference_numbers(guideline)
        self.statements = guideline.statements()

    def title(self) -> Piece:
        """The title above everything."""
        words = escape(self.guideline.title)
        return Piece(f'<h1 style="{self.size("title")};margin:0 0 4px 0">{words}</h1>')

    def pieces(self, section: Section, depth: int) -> list[Piece]:
        """A section in pieces that are quickly laid out: before running text, or between two boxes, one may end."""
        found: list[Piece] = []
        for html, statement in self.parts(section, depth):
            last = found[-1] if found else None
            if last is None or (len(last.html) >= PIECE and not (statement and not last.ends_in_box)):
                found.append(
                    Piece(html, "" if found else section.id, (statement,) if statement else (), bool(statement))
                )
            else:
                statements = (*last.statements, statement) if statement else last.statements
                found[-1] = Piece(last.html + html, last.section, statements, bool(statement))
        return found

    def words(self, number: int) -> str:
        """What a section says, given by its number in reading order from 1; 0 is the title."""
        pieces = self.pieces(*self.sections[number - 1]) if number else [self.title()]
        return "\n".join(piece.words() for piece in pieces)

    def parts(self, section: Section, depth: int) -> Iterator[tuple[str, str]]:
        """A section's heading, text and boxes as HTML, in order, each box with the id of its statement."""
        use, level, top = ("h2", 2, 24) if depth == 0 else ("h3", 3, 16)
        heading = (
            f'<h{level} style="{self.size(use)};font-weight:600;margin:{top}px 0 6px 0">'
            f'<a name="{SECTION}{escape(section.id)}"></a>{escape(section.title)}</h{level}>'
        )
        yield heading, ""
        pieces = PLACED.split(section.text)
        for number, piece in enumerate(pieces):
            if number % 2 == 0 and piece.strip():
                yield self.text(piece), ""
            elif number % 2 and piece in self.statements:
                yield self.box(self.statements[piece]), piece
        for statement in section.statements:
            if statement.id not in pieces[1::2]:
                yield self.box(statement), statement.id

    def text(self, piece: str) -> str:
        """Markdown as HTML, with lines and tables set for reading."""
        found: str = markdown().render(piece)
        border = self.look.colors["border"]
        table = f'<table width="100%" border="1" cellspacing="0" cellpadding="6" style="border-color:{border};'
        found = found.replace("<table>", table + 'border-collapse:collapse;margin:8px 0 8px 0">')
        return found.replace("<p>", '<p style="line-height:140%;margin:0 0 8px 0">')

    def box(self, statement: Statement) -> str:
        """A statement: a bar in the ink of its kind, then sign, word, text, references, dose, grade and reason."""
        ink, ground = self.look.inks[statement.kind], self.look.grounds[statement.kind]
        size = self.look.px(SIGN_SIZE)
        quiet = f'style="{self.size("meta")};color:{self.look.colors["text"]};margin:4px 0 0 0"'
        head = (
            f'<p style="margin:0"><a name="{STATEMENT}{escape(statement.id)}"></a>'
            f'<img src="{SIGN}{statement.kind}" width="{size}" height="{size}" style="vertical-align:middle">&nbsp;'
            f'<b style="color:{ink}">{escape(kind_word(statement.kind))}</b></p>'
        )
        text = f'<p style="line-height:135%;margin:2px 0 0 0">{escape(statement.text)} {self.cited(statement)}</p>'
        dose_for = f"<p {quiet}><b>{escape(dose_for_words(statement.dose_for))}</b></p>" if statement.dose_for else ""
        why = f"<p {quiet}><b>{_('Why')}</b> {escape(statement.rationale)}</p>" if statement.rationale else ""
        return (
            '<table width="100%" cellspacing="0" cellpadding="0" style="margin:6px 0 10px 0"><tr>'
            f'<td width="6" bgcolor="{ink}"></td><td bgcolor="{ground}" style="padding:8px 12px 8px 12px">'
            f"{head}{text}{dose_for}<p {quiet}>{escape(grade_words(statement))}</p>{why}</td></tr></table>"
        )

    def cited(self, statement: Statement) -> str:
        """The reference marks of a statement as links."""
        marks = ((self.numbers[r], r) for r in statement.references if r in self.numbers)
        return "&nbsp;".join(f'<a href="{REFERENCE}{escape(r)}">[{n}]</a>' for n, r in marks)

    def size(self, use: str) -> str:
        """The size of a use of type, for a style."""
        return f"font-size:{self.look.pt(use):g}pt"

    def evidence(self, section: Section | None, chosen: str) -> str:
        """The references of a section, or all of them, with the chosen one marked."""
        used = set(section_references(section)) if section else set(self.numbers)
        used |= {chosen} & set(self.numbers)
        entries = [self.entry(r, chosen=r.id == chosen) for r in self.guideline.references if r.id in used]
        if not entries:
            entries = [f"<p>{_('This section cites no reference.')}</p>"]
        return "".join(entries) + (self.claims(section) if section else "")

    def entry(self, reference: Reference, *, chosen: bool) -> str:
        """One reference: number, citation, what kind of source it is."""
        marks = []
        if not reference.traced:
            marks.append(_("Source not traced"))
        if reference.secondary:
            marks.append(_("Secondary source"))
        ground = f'bgcolor="{self.look.colors["selection"]}"' if chosen else ""
        said = "".join(
            f'<br><b style="color:{self.look.inks["timing"]};{self.size("small")}">{escape(m)}</b>' for m in marks
        )
        return (
            '<table width="100%" cellspacing="0" cellpadding="4" style="margin:0 0 6px 0"><tr>'
            f'<td {ground}><a name="{REFERENCE}{escape(reference.id)}"></a><b>[{self.numbers[reference.id]}]</b> '
            f"{breakable(reference.citation)}{said}</td></tr></table>"
        )

    def claims(self, section: Section) -> str:
        """The claims and facts of the evidence files that a section rests on."""
        found = dict.fromkeys(c for s in section.statements for c in (*s.claims, *s.facts))
        if not found:
            return ""
        words = _("Rests on claims and facts: {ids}").format(ids=", ".join(found))
        return f'<p style="{self.size("small")};color:{self.look.colors["text_2"]}">{escape(words)}</p>'


def breakable(citation: str) -> str:
    """A citation whose long addresses may break at their slashes."""
    return re.sub(r"([/.=?&_-])(?=\S{12})", "\\1\u200b", escape(citation))


def reference_numbers(guideline: Guideline) -> dict[str, int]:
    """The number of each reference, in the order of the bibliography."""
    return {reference.id: n for n, reference in enumerate(guideline.references, 1)}


def section_references(section: Section) -> Iterator[str]:
    """The references that a section's statements cite."""
    return (r for s in section.statements for r in s.references)


def outline(guideline: Guideline) -> list[tuple[Section, int]]:
    """The sections in reading order, each with its depth; a section follows its parent."""
    children: dict[str, list[Section]] = {}
    for section in guideline.sections:
        children.setdefault(section.parent, []).append(section)

    def below(parent: str, depth: int) -> Iterator[tuple[Section, int]]:
        for section in children.get(parent, ()):
            yield section, depth
            if section.id in children:
                yield from below(section.id, depth + 1)

    return list(below("", 0))


def grade_words(statement: Statement) -> str:
    """Strength and certainty as the source gives them, or that the program itself adds this line."""
    if statement.basis == "product":
        return _("Added by Waymark as a safety rule; not from a source.")
    if statement.strength == statement.certainty == UNGRADED:
        return _("Strength and certainty: not graded by the source.")
    words = _("Strength: {strength} · Certainty: {certainty}")
    return words.format(strength=statement.strength, certainty=statement.certainty)
