"""The author's index: what readers type when they look for a statement or section, each phrase once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from db.findings import Finding, Subject
from db.guideline import IndexEntry
from db.search import find_words
from db.wording import similar

MOST: Final = 24
LONGEST: Final = 80
"""So many phrases an entry may have, and so many signs a phrase."""


def check_index(subject: Subject) -> Iterator[Finding]:
    """Entries belong to statements or sections that exist, and their phrases can be looked for."""
    return check_entries(subject, "index", subject.guideline.index)


def check_entries(subject: Subject, file: str, entries: Iterable[IndexEntry]) -> Iterator[Finding]:
    """The same for the entries of a file, be it of the index or of alarms."""
    known = subject.ids.get("statement", set()) | subject.ids.get("section", set())
    for entry in entries:
        name = f"{file}:{entry.id}"
        if entry.id not in known:
            yield Finding(name, f"there is no statement or section '{entry.id}'{similar(entry.id, sorted(known))}")
        if not entry.phrases:
            yield Finding(name, "an entry needs at least one phrase")
        if len(entry.phrases) > MOST:
            yield Finding(name, f"'{entry.id}' has {len(entry.phrases)} phrases; at most {MOST} are allowed")
        yield from _check_phrases(name, entry)


def _check_phrases(name: str, entry: IndexEntry) -> Iterator[Finding]:
    """The phrases of one entry."""
    seen: set[tuple[str, ...]] = set()
    for number, phrase in enumerate(entry.phrases):
        words = tuple(find_words(phrase))
        if not words:
            yield Finding(f"{name}.{number}", f"the phrase '{phrase}' has no word")
        elif words in seen:
            yield Finding(f"{name}.{number}", f"the phrase '{phrase}' stands twice under '{entry.id}'")
        if len(phrase) > LONGEST:
            yield Finding(f"{name}.{number}", f"a phrase has {len(phrase)} characters; at most {LONGEST} are allowed")
        seen.add(words)
