"""Words that bring a statement to the top wherever they are typed: the alarms of a guideline.

What ranks by words puts first what speaks most of them: "foot drop and incontinence" would bring up the orthosis.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import pairwise
from typing import Final

from db.search import Query, plain_words
from db.search_denied import DENYING, NEGATORS, SHORT, clause_words, denied_stems, places_of, without_denied
from db.search_stem import stem

OR: Final = "/"
MOST_RAISED: Final = 3
"""So many statements at most are brought to the top."""
BESIDE: Final = "-"
"""Stands between two words that must stand side by side: "12-year"; before two that raise nothing so: "-hay-fever"."""
BAN: Final = "do-not"
"""The kind of a prohibition."""
Words = tuple[frozenset[str], ...]
"""The stems of an alarm, one word after the other, each with those that may stand for it."""


def words_of(phrase: str) -> list[list[str]]:
    """The words of an alarm as they are written, each with those that may stand for it: "pregabalin/Lyrica child"."""
    return [each.split(OR) for each in phrase.split()]


def is_passing(phrase: str) -> bool:
    """Does a line name words side by side that raise nothing: "-hay-fever"?"""
    return phrase.startswith(BESIDE)


def alarm_line(phrase: str) -> str:
    """An alarm as the store holds it: stems instead of words."""
    if is_passing(phrase):
        return " ".join(BESIDE + _stem_line(each) for each in phrase.split())
    return " ".join(OR.join(map(_stem_line, group)) for group in words_of(phrase))


def _stem_line(word: str) -> str:
    """The stem of a word, or of each of two that stand side by side."""
    return BESIDE.join(map(stem, plain_words(word)))


class Alarms:
    """The alarms of a store, each found by any of its first words."""

    def __init__(self, alarms: Iterable[tuple[str, int, str]]) -> None:
        """Take the alarms as the store holds them, each with the passage that it brings to the top and its kind."""
        self.first: defaultdict[str, list[tuple[Words, int]]] = defaultdict(list)
        self.passed: defaultdict[int, set[tuple[str, ...]]] = defaultdict(set)
        self.bans: set[int] = set()
        for line, place, kind in alarms:
            if is_passing(line):
                self.passed[place].update(tuple(each.split(BESIDE)[1:]) for each in line.split())
                continue
            words = tuple(map(frozenset, words_of(line)))
            self.bans.update({place} if kind == BAN else ())
            for each in words[0]:
                self.first[each].append((words, place))
        self.passing = frozenset(BESIDE.join(pair) for pairs in self.passed.values() for pair in pairs)

    def raised(self, query: Query) -> list[int]:
        """The passages whose alarms are typed whole, those with the most words first."""
        typed = _with_pairs(query.said)
        if typed.isdisjoint(self.first):
            return []
        denied, gone = map(partial(_any_of, typed), _read_denied(query))
        found: dict[int, int] = {}
        for words, place, said in self.begun(typed, query):
            if _is_typed(words, said, denied, gone):
                found[place] = max(found.get(place, 0), len(words))
        return sorted(found, key=lambda place: (-found[place], place))[:MOST_RAISED]

    def begun(self, typed: frozenset[str], query: Query) -> Iterator[tuple[Words, int, frozenset[str]]]:
        """The alarms of which a first word is typed, each with its passage and with what is typed that may raise it."""
        is_passing = not self.passing.isdisjoint(typed)
        for each in typed & self.first.keys():
            for words, place in self.first[each]:
                passed = self.passed.get(place) if is_passing else None
                yield words, place, _without_pairs(typed, query, passed) if passed else typed

    def stated(self, query: Query) -> Query:
        """A query that raises nothing, without what would raise something if it were not denied or in a pair.

        A prohibition is kept to where what it forbids is denied, the first word of its alarm: "no pregabalin".
        """
        barred, _ = _read_denied(query)
        typed = _with_pairs(query.said)
        if not barred and self.passing.isdisjoint(typed):
            return query
        stems: set[str] = set()
        pairs: set[tuple[str, ...]] = set()
        for words, place, _ in self.begun(typed, query):
            is_meant = place in self.bans and words[0] & typed <= barred
            if not is_meant and not any(each.isdisjoint(typed) or each & NEGATORS for each in words):
                stems |= frozenset().union(*words) & barred
                pairs |= self.passed.get(place, set())
        return without_denied(query, stems, pairs) if stems or pairs else query

    def unquoted(self, query: Query) -> Query:
        """A query without those of its quotations that are alarms themselves: no text need hold them."""
        each = [(phrase, Query((), said=phrase, typed=" ".join(phrase))) for phrase in query.phrases]
        return replace(query, phrases=tuple(phrase for phrase, said in each if not self.raised(said)))


@lru_cache(2)
def _with_pairs(words: Sequence[str]) -> frozenset[str]:
    """The stems of words, and each two that stand side by side."""
    stems = [stem(SHORT.get(word, word)) for word in words]
    return frozenset((*stems, *(f"{one}{BESIDE}{other}" for one, other in pairwise(stems))))


def _without_pairs(typed: frozenset[str], query: Query, pairs: Collection[tuple[str, ...]]) -> frozenset[str]:
    """What is typed besides some pairs of stems: words that stand only there are left out."""
    words = clause_words(query.typed)
    places = places_of(words, pairs)
    kept = {stem(word) for at, word in enumerate(words) if at not in places}
    return typed - ({stem(words[at]) for at in places} - kept)


def _read_denied(query: Query) -> tuple[frozenset[str], frozenset[str]]:
    """What a query denies, and what is not there, as `denied_stems` tells; most deny nothing."""
    return (frozenset(), frozenset()) if DENYING.isdisjoint(query.said) else denied_stems(query)


def _any_of(typed: frozenset[str], stems: frozenset[str]) -> frozenset[str]:
    """What is typed that is one of some stems, or a pair with one."""
    return frozenset(each for each in typed if not stems.isdisjoint(each.split(BESIDE))) if stems else stems


def _is_typed(words: Words, typed: frozenset[str], denied: frozenset[str], gone: frozenset[str]) -> bool:
    """Is an alarm typed whole? After a negator of its own, as in "no/lost pulse", a word must be gone, or be lost."""
    stated = allowed = typed - denied
    for each in words:
        if each.isdisjoint(allowed):
            return False
        is_negated, is_lost = not each.isdisjoint(NEGATORS), not each & stated <= NEGATORS
        allowed = stated if not is_negated else typed if is_lost else gone
    return True
