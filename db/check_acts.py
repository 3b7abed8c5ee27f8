"""Acts that differ by so little that one of them is likely a slip: the check for contradictions would not join them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from db.findings import Finding, Subject

BETWEEN: Final = re.compile(r"[\s_\-\u200c\u200d\u2010-\u2015\u2212]+")
"""What may stand between the words of an act, or between the parts of a word: blanks, hyphens, dashes, joiners."""
SHORT: Final = 3
"""So few letters are a name of their own, such as MRI and MRA, or I and II."""
LONGEST: Final = 100
"""So many signs an act may have, which is a name and no text."""


def check_acts(subject: Subject) -> Iterator[Finding]:
    """No two acts differ in blanks and hyphens alone; what differs by a letter or the order of words is asked about."""
    first: dict[str, str] = {}
    for statement in subject.guideline.statements().values():
        if len(statement.act) > LONGEST:
            message = f"an act has {len(statement.act)} characters; at most {LONGEST} are allowed"
            yield Finding(f"statement:{statement.id}.act", message)
        elif statement.act:
            first.setdefault(statement.act.casefold(), statement.id)
        for word in filter(is_mixed, re.findall(r"[^\W\d_]+", statement.act)):
            message = f"the word '{word}' of the act '{statement.act}' has letters of two alphabets that may look alike"
            yield Finding(f"statement:{statement.id}.act", f"{message}: it is not the same as one written in either")
    for act, other in near_acts(first):
        name, where = f"statement:{first[act]}.act", f"in statement '{first[other]}'"
        if joined(act) == joined(other):
            yield Finding(name, f"the act '{act}' is written '{other}' {where}: write it in one way")
        else:
            message = f"the act '{act}' is nearly '{other}' {where}, and only one and the same act contradicts itself"
            yield Finding(name, f"{message}; did you mean '{other}'?", "warning")


def is_mixed(word: str) -> bool:
    """Has a word Latin and Cyrillic letters? With Greek ones there are names, such as TNFα."""
    alphabets = {unicodedata.name(letter, "").split(" ")[0] for letter in word}
    return {"LATIN", "CYRILLIC"} <= alphabets


def near_acts(acts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Every act with each earlier one that it may be a slip of, letter case aside."""
    known: dict[tuple[str, ...], list[str]] = {}
    for act in acts:
        forms = [(joined(act),), *slips(act)]
        yield from ((act, other) for other in dict.fromkeys(o for form in forms for o in known.get(form, ())))
        for form in dict.fromkeys(forms):
            known.setdefault(form, []).append(act)


def joined(act: str) -> str:
    """An act without blanks and hyphens."""
    return BETWEEN.sub("", act.casefold())


def slips(act: str) -> Iterator[tuple[str, ...]]:
    """The words of an act in any order, and the same with one letter left out of a longer word.

    Two words share such a form where they differ by a letter or by the order of two neighbours.
    """
    words = sorted(filter(None, BETWEEN.split(act.casefold())))
    yield ("", *words)
    for place, word in enumerate(words):
        if len(word) > SHORT and word.isalpha():
            others = words[:place] + words[place + 1 :]
            yield from ((f"{word[:n]}{word[n + 1 :]}", *others) for n in range(len(word)))
            yield (word, *others)
