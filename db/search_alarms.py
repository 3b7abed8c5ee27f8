"""Words that bring a statement to the top wherever they are typed: the alarms of a guideline.

What ranks by words puts first what speaks most of them: "foot drop and incontinence" would bring up the orthosis.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from db.search import plain_words
from db.search_stem import stem

OR: Final = "/"
MOST_RAISED: Final = 3
"""So many statements at most are brought to the top."""
NEGATORS: Final = frozenset({"no", "not", "without", "denies", "denied", "nil"})
"""After these a word is not said of the patient."""
Words = tuple[frozenset[str], ...]
"""The stems of an alarm, one word after the other, each with those that may stand for it."""


def words_of(phrase: str) -> list[list[str]]:
    """The words of an alarm as they are written, each with those that may stand for it: "pregabalin/Lyrica child"."""
    return [each.split(OR) for each in phrase.split()]


def alarm_line(phrase: str) -> str:
    """An alarm as the store holds it: stems instead of words."""
    return " ".join(OR.join(stem(word) for each in group for word in plain_words(each)) for group in words_of(phrase))


class Alarms:
    """The alarms of a store, each found by any of its first words."""

    def __init__(self, alarms: Iterable[tuple[str, int]]) -> None:
        """Take the alarms as the store holds them, each with the passage that it brings to the top."""
        self.first: defaultdict[str, list[tuple[Words, int]]] = defaultdict(list)
        for line, place in alarms:
            words = tuple(map(frozenset, words_of(line)))
            for each in words[0]:
                self.first[each].append((words, place))

    def raised(self, said: Sequence[str]) -> list[int]:
        """The passages whose alarms are typed whole, those with the most words first; no word counts that is negated.

        An alarm that holds a negation itself, as "no pulse", takes the words as they are.
        """
        typed = frozenset(map(stem, said))
        if typed.isdisjoint(self.first):
            return []
        stated = frozenset(stem(word) for before, word in pairwise(("", *said)) if before not in NEGATORS)
        found: dict[int, int] = {}
        for each in typed & self.first.keys():
            for words, place in self.first[each]:
                where = stated if all(map(NEGATORS.isdisjoint, words)) else typed
                if not any(map(where.isdisjoint, words)):
                    found[place] = max(found.get(place, 0), len(words))
        return sorted(found, key=lambda place: (-found[place], place))[:MOST_RAISED]
