"""Words that bring a statement to the top wherever they are typed: the alarms of a guideline.

What ranks by words puts first what speaks most of them: "foot drop and incontinence" would bring up the orthosis.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from db.search import Query, plain_words
from db.search_stem import stem

OR: Final = "/"
MOST_RAISED: Final = 3
"""So many statements at most are brought to the top."""
BESIDE: Final = "-"
"""Stands between two words that must stand side by side: "12-year"."""
NEGATORS: Final = frozenset({"no", "not", "never", "without", "denies", "denied", "nil", "negative"})
"""The next word is not said of the patient."""
PASSED: Final = frozenset(
    {"a", "able", "any", "been", "for", "having", "history", "known", "new", "of", "on", "signs", "taking", "the", "to"}
)
"""The next word is the one after these: "not on warfarin"."""
JOINED: Final = frozenset({"or", "nor"})
"""What is denied of the words before goes for the one behind them: "no fever, bowel or bladder symptoms"."""
LINKS: Final = PASSED | JOINED
LISTED: Final = 4
"""So many words of a list may stand before that."""
TURNS: Final = frozenset({"but", "and", "with", "now"}) | NEGATORS
"""Here a list ends."""
Words = tuple[frozenset[str], ...]
"""The stems of an alarm, one word after the other, each with those that may stand for it."""


def words_of(phrase: str) -> list[list[str]]:
    """The words of an alarm as they are written, each with those that may stand for it: "pregabalin/Lyrica child"."""
    return [each.split(OR) for each in phrase.split()]


def alarm_line(phrase: str) -> str:
    """An alarm as the store holds it: stems instead of words."""
    return " ".join(OR.join(BESIDE.join(map(stem, plain_words(each))) for each in group) for group in words_of(phrase))


class Alarms:
    """The alarms of a store, each found by any of its first words."""

    def __init__(self, alarms: Iterable[tuple[str, int]]) -> None:
        """Take the alarms as the store holds them, each with the passage that it brings to the top."""
        self.first: defaultdict[str, list[tuple[Words, int]]] = defaultdict(list)
        for line, place in alarms:
            words = tuple(map(frozenset, words_of(line)))
            for each in words[0]:
                self.first[each].append((words, place))

    def raised(self, query: Query) -> list[int]:
        """The passages whose alarms are typed whole, those with the most words first."""
        stems = list(map(stem, query.said))
        typed = frozenset((*stems, *(f"{one}{BESIDE}{other}" for one, other in pairwise(stems))))
        if typed.isdisjoint(self.first):
            return []
        barred = _denied(plain_words(query.typed.replace(OR, " or ")))
        denied = frozenset(each for each in typed if not barred.isdisjoint(each.split(BESIDE)))
        found: dict[int, int] = {}
        for each in typed & self.first.keys():
            for words, place in self.first[each]:
                if _is_typed(words, typed, denied):
                    found[place] = max(found.get(place, 0), len(words))
        return sorted(found, key=lambda place: (-found[place], place))[:MOST_RAISED]


def _denied(words: Sequence[str]) -> frozenset[str]:
    """The stems of the words that are denied wherever they stand."""
    denied, stated, left = set(), set(), 0
    for at, word in enumerate(words):
        if word in NEGATORS:
            left = 1 + _list_length(words[at + 1 :])
        elif left and word not in LINKS:
            denied.add(stem(word))
            left -= 1
        elif not left:
            stated.add(stem(word))
    return frozenset(denied - stated)


def _list_length(words: Sequence[str]) -> int:
    """How many words stand before the last one of a list, as in "fever, bowel or bladder symptoms"; 0 if none."""
    ends = next((at for at, word in enumerate(words) if word in TURNS), len(words))
    joins = [at for at, word in enumerate(words[: min(ends, LISTED)]) if word in JOINED]
    return sum(word not in LINKS for word in words[: joins[-1]]) if joins else 0


def _is_typed(words: Words, typed: frozenset[str], denied: frozenset[str]) -> bool:
    """Is an alarm typed whole? After a negator of its own, as in "no/lost pulse", a word must be denied, or be lost."""
    allowed = typed - denied
    for each in words:
        if each.isdisjoint(allowed):
            return False
        is_negated, is_lost = not each.isdisjoint(NEGATORS), not each & typed <= NEGATORS
        allowed = typed - denied if not is_negated else typed if is_lost else denied
    return True
