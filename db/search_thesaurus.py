"""The thesaurus: words of medicine that mean the same or nearly, so that a text is found by words it does not hold.

Its list is `resources/words/clinical.txt`, whose head says how it is written. Here it is read for building a store;
`db.search_senses` asks what the store then holds of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from db.search import fold, stem_line

CLINICAL: Final = Path(__file__).resolve().parent.parent / "resources" / "words" / "clinical.txt"
MEDICINES: Final = re.compile(r"(?<=\n# --- Medicines)[^\n]*(.*?)(?=\n# ---|\Z)", re.DOTALL)
SIGN: Final = re.compile(r" (=|<?>) ")
Phrases = dict[str, str]
"""Phrases as stems with blanks between, and as they are written."""


class Sense(NamedTuple):
    """What a phrase finds: what means the same or is one of it, and what is something else, as the class of a drug."""

    same: Phrases
    other: Phrases

    @property
    def found(self) -> Phrases:
        """All that it finds."""
        return self.other | self.same


NOTHING: Final = Sense({}, {})


@lru_cache(maxsize=1)
def read_thesaurus() -> dict[str, Sense]:
    """Each phrase that may be typed, as stems, and what it finds; a word of a phrase may find nothing by itself."""
    senses: defaultdict[str, Sense] = defaultdict(lambda: Sense({}, {}))
    for line in CLINICAL.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            for typed, found in read_group(line):
                for phrase in typed:
                    senses[phrase].same.update(found.same)
                    senses[phrase].other.update(found.other)
                    for word in phrase.split():
                        senses[word]  # it is a word, though alone it may mean nothing
    return dict(sorted(senses.items()))


def nearest(classes: Phrases) -> Phrases:
    """Some classes without those to which another of them belongs: of a drug its class, not the class of that."""
    others = {phrase: read_thesaurus().get(phrase, NOTHING).other for phrase in classes}
    broader = {broad for near in others for broad in others if broad in others[near] and near not in others[broad]}
    return {phrase: written for phrase, written in classes.items() if phrase not in broader}


@lru_cache(maxsize=1)
def medicines() -> frozenset[str]:
    """The phrases that name a medicine: under their heading, all for which something else is found."""
    found = MEDICINES.search(CLINICAL.read_text(encoding="utf-8"))
    lines = (line for line in (found[1] if found else "").splitlines() if line and not line.startswith("#"))
    typed = {phrase for line in lines for phrases, _ in read_group(line) for phrase in phrases}
    return frozenset(phrase for phrase, sense in read_thesaurus().items() if sense.other and phrase in typed)


@cache
def read_group(line: str) -> list[tuple[Phrases, Sense]]:
    """What may be typed and what it finds: without a sign all find all."""
    if (sign := SIGN.search(line)) is None:
        every = _phrases(line)
        return [(every, Sense(every, {}))]
    before, after = _phrases(line[: sign.start()]), _phrases(line[sign.end() :])
    if sign[1] == ">":
        return [(before, Sense({}, after))]
    return [(before, Sense(after, {})), *([(after, Sense({}, before))] if sign[1] == "<>" else [])]


def _phrases(text: str) -> Phrases:
    """The phrases of a list with commas."""
    return {stem_line(part).strip(): fold(part).strip() for part in text.split(",")}


@lru_cache(maxsize=1)
def _phrases_by_start() -> tuple[dict[tuple[str, str], list[str]], frozenset[tuple[str, str]]]:
    """The phrases of several words that can be found, or for which something else is, by their first two words.

    Those starts stand beside once more, as a set: it takes half the time to look for them.
    """
    starts: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    senses = read_thesaurus()
    found = dict.fromkeys(phrase for sense in senses.values() for phrase in sense.found)
    for phrase in found | dict.fromkeys(phrase for phrase, sense in senses.items() if sense.other):
        if " " in phrase:
            first, second, *_ = phrase.split()
            starts[first, second].append(phrase)
    return dict(starts), frozenset(starts)


def phrases_in(stems: Sequence[str]) -> list[str]:
    """The phrases of several words that can be found and stand in a text."""
    known, every = _phrases_by_start()
    starts = every.intersection(pairwise(stems))
    if not starts:
        return []
    line = f" {' '.join(stems)} "
    return [phrase for start in sorted(starts) for phrase in known[start] if f" {phrase} " in line]
