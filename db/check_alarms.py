"""Alarms: they are raised for what must be read first, by telling words, each line once."""

from __future__ import annotations

from collections.abc import Iterator

from db.check_index import check_entries
from db.findings import Finding, Subject
from db.guideline import IndexEntry, Statement
from db.search import STOP_WORDS, find_words, plain_words
from db.search_alarms import BESIDE, OR, alarm_line, is_passing, words_of
from db.search_denied import NEGATORS


def check_alarms(subject: Subject) -> Iterator[Finding]:
    """Alarms belong to sections or to statements that may be raised, and their lines can be typed."""
    alarms = subject.guideline.alarms
    yield from check_entries(subject, "alarms", alarms)
    statements = {each.id: each for section in subject.guideline.sections for each in section.statements}
    for entry in alarms:
        if entry.id in statements and not _may_be_raised(statements[entry.id]):
            message = f"no alarm raises '{entry.id}': it is an option, or tells a dose or a delay"
            yield Finding(f"alarms:{entry.id}", message)
        for number, phrase in enumerate(entry.phrases):
            faults = _passing_faults(entry, phrase) if is_passing(phrase) else _faults(phrase)
            yield from (Finding(f"alarms:{entry.id}.{number}", message) for message in faults)
        yield from _check_same(entry)


def _may_be_raised(statement: Statement) -> bool:
    """May it stand above all else? An option may not, nor a dose, nor what can wait."""
    can_wait = statement.delay or (statement.kind == "timing" and not statement.urgent)
    return statement.kind != "consider" and not statement.dose and not can_wait


def _faults(phrase: str) -> Iterator[str]:
    """What is wrong with a line that raises."""
    for word in (word for words in words_of(phrase) for word in words):
        if len(plain_words(word)) not in {1, 2} or word.startswith(BESIDE):
            yield f"'{word}' in the alarm '{phrase}' is not a word, or two with a hyphen"
    if STOP_WORDS.union(NEGATORS).issuperset(plain_words(phrase)):
        yield f"the alarm '{phrase}' has no telling word"


def _passing_faults(entry: IndexEntry, phrase: str) -> Iterator[str]:
    """What is wrong with a line of words that raise nothing side by side."""
    lines = [alarm_line(each) for each in entry.phrases if not is_passing(each)]
    known = {word for line in lines for group in line.split() for word in group.split(OR)}
    for word in phrase.split():
        stems = alarm_line(word).split(BESIDE)[1:]
        if not is_passing(word) or len(stems) != 2:
            yield f"'{word}' in the line '{phrase}' is not two words as in -hay-fever"
        elif known.isdisjoint(stems):
            yield f"'{word}' holds no word that an alarm of '{entry.id}' asks for"


def _check_same(entry: IndexEntry) -> Iterator[Finding]:
    """Lines of one entry that ask for the same words in another form or order; a negator tells the words behind it."""
    seen: dict[tuple[frozenset[str], ...], str] = {}
    for number, phrase in enumerate(entry.phrases):
        groups = [frozenset(group.split(OR)) for group in alarm_line(phrase).split()]
        is_ordered = any(group & NEGATORS for group in groups)
        key = tuple(groups if is_ordered else sorted(groups, key=sorted))
        first = seen.setdefault(key, phrase)
        if find_words(first) != find_words(phrase):
            yield Finding(f"alarms:{entry.id}.{number}", f"the alarm '{phrase}' asks for the same words as '{first}'")
