"""The thesaurus: words of medicine that mean the same or nearly, so that a text is found by words it does not hold.

Its list is `resources/words/clinical.txt`, whose head says how it is written. Here it is read for building a store;
`db.search_senses` asks what the store then holds of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from db.search import fold, stem_line

CLINICAL: Final = Path(__file__).resolve().parent.parent / "resources" / "words" / "clinical.txt"
Phrases = dict[str, str]
"""Phrases as stems with blanks between, and as they are written."""


@lru_cache(maxsize=1)
def read_thesaurus() -> dict[str, Phrases]:
    """Each phrase that may be typed, as stems, and what it finds; a word of a phrase may find nothing by itself."""
    senses: defaultdict[str, Phrases] = defaultdict(dict)
    for line in CLINICAL.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            typed, found = read_group(line)
            for phrase in typed:
                senses[phrase] |= found
                for word in phrase.split():
                    senses[word] |= {}
    return dict(sorted(senses.items()))


def read_group(line: str) -> tuple[Phrases, Phrases]:
    """What may be typed and what it finds: words before the sign find those after it; without a sign all find all."""
    narrow, _, broad = line.rpartition(">")
    return _phrases(narrow or broad), _phrases(broad)


def _phrases(text: str) -> Phrases:
    """The phrases of a list with commas."""
    return {stem_line(part).strip(): fold(part).strip() for part in text.split(",")}


@lru_cache(maxsize=1)
def _phrases_by_start() -> dict[tuple[str, str], list[str]]:
    """The phrases of several words that can be found, by their first two words."""
    starts: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for phrase in dict.fromkeys(phrase for found in read_thesaurus().values() for phrase in found if " " in phrase):
        first, second, *_ = phrase.split()
        starts[first, second].append(phrase)
    return dict(starts)


def phrases_in(stems: Sequence[str]) -> list[str]:
    """The phrases of several words that can be found and stand in a text."""
    known = _phrases_by_start()
    starts = known.keys() & pairwise(stems)
    if not starts:
        return []
    line = f" {' '.join(stems)} "
    return [phrase for start in sorted(starts) for phrase in known[start] if f" {phrase} " in line]
