"""Passages: what a search finds. A section as a whole, or one statement, with the texts under which it is found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from db.doses import Medicines
from db.guideline import Guideline, Section, Statement
from db.search import Synonyms, title_key
from db.search_plain import PATH_SIGN, one_line, plain_text

PLACED: Final = re.compile(r"\[\[([^\[\]\s]+)\]\]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A section, or a statement in it, as it is searched and shown.

    `fields` are the texts it is found by: title, body, subject, place, synonyms and context; `name` is what its title
    comes to if the title alone is typed; `entry` are its phrases in the author's index, `alarms` what brings it to the
    top; `dose_for` is what a dose in the text of a statement is for, or what the doses in that of a section depend on.
    """

    guideline: str
    section: str
    statement: str
    kind: str
    title: str
    path: str
    text: str
    references: tuple[str, ...]
    fields: tuple[str, str, str, str, str, str]
    name: str = ""
    entry: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    dose_for: str = ""


def passages(guideline: Guideline) -> Iterator[Passage]:
    """Each section, then its statements."""
    synonyms = Synonyms((term.term, *term.also) for term in guideline.terms)
    sections = {section.id: section for section in guideline.sections}
    medicines = Medicines(guideline.terms)
    index, alarms = ({entry.id: entry.phrases for entry in each} for each in (guideline.index, guideline.alarms))
    for section in guideline.sections:
        path = PATH_SIGN.join([guideline.title, *(outer.title for outer in ancestors(section, sections))])
        found = _section(guideline.id, section, path, synonyms)
        found = replace(found, dose_for=medicines.dose_by(section.title, found.text))
        yield replace(found, entry=index.get(section.id, ()), alarms=alarms.get(section.id, ()))
        under = headings(section.text)
        for statement in section.statements:
            found = _statement(guideline.id, section, statement, (path, under.get(statement.id, "")), synonyms)
            yield replace(found, entry=index.get(statement.id, ()), alarms=alarms.get(statement.id, ()))


def headings(markdown: str) -> dict[str, str]:
    """The heading inside a section's text under which each placed statement stands."""
    found: dict[str, str] = {}
    heading = ""
    for line in markdown.splitlines():
        if line.startswith("#"):
            heading = plain_text(line)
        elif placed := PLACED.fullmatch(line.strip()):
            found[placed[1]] = heading
    return found


def ancestors(section: Section, sections: dict[str, Section]) -> list[Section]:
    """The sections around a section, outermost first."""
    found: list[Section] = []
    while section.parent:
        section = sections[section.parent]
        found.insert(0, section)
    return found


def _section(guideline: str, section: Section, path: str, synonyms: Synonyms) -> Passage:
    """A section as a whole: it is found by the words of its statements too, but shown without them."""
    text = plain_text(section.text)
    body = " ".join([text, *(one_line(statement.text) for statement in section.statements)])
    fields = (section.title, body, "", path, synonyms.of(f"{section.title} · {text}"), synonyms.of(path))
    shown = ("section", section.title, path, text)
    return Passage(guideline, section.id, "", *shown, (), fields, title_key(section.title))


def _statement(
    guideline: str, section: Section, statement: Statement, place: tuple[str, str], synonyms: Synonyms
) -> Passage:
    """A statement under the title of its section; `place` is its path and the heading it stands under.

    The heading is shown with the title: "No corticosteroids." under "Psoas abscess" is no advice for anything else.
    """
    path, heading = place
    text = one_line(statement.text)
    subject = f"{statement.act} · {heading}"
    context = f"{one_line(statement.rationale)} · {synonyms.of(section.title)} · {path}"
    fields = ("", text, subject, section.title, synonyms.of(f"{text} · {subject}"), context)
    key = (guideline, section.id, statement.id)
    title = PATH_SIGN.join(filter(None, (section.title, heading)))
    dose_for = one_line(statement.dose_for)
    return Passage(*key, statement.kind, title, path, text, statement.references, fields, dose_for=dose_for)
