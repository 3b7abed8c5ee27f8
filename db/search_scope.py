"""What a guideline of several is about: a query that names it asks its passages before those of the others."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import islice
from typing import Final, NamedTuple

from db.search import Query, stem_line
from db.search_concepts import common_stems
from db.search_impacts import Impacts, Lists, Ranked, best
from db.search_passages import PATH_SIGN
from db.search_senses import LONGEST, typed_meanings
from db.search_stem import stem
from db.search_words import holds_all

LOSS: Final = 0.75
"""What a passage loses at most whose guideline lacks what is asked for, where another one has it."""
TITLED: Final = 2.0
"""What a word counts there that only another title says, by the rarest word: all of that guideline hold it."""
TITLE_GAIN: Final = 0.5
"""What a passage gains for each word of its guideline's title, by the rarest word."""
TOLD: Final = 0.3
"""What a word counts beside such words that only the texts of another guideline say."""
MOST: Final = 50
"""In a store of more guidelines each is a document among many: there the texts say enough."""
LAST: Final = "SELECT ifnull(max(id), 0) FROM passage"
GUIDELINE: Final = "SELECT guideline, path FROM passage WHERE id = ?"
STATEMENT: Final = "SELECT statement FROM passage WHERE id = ?"
KEPT: Final = 1_000
"""Of so many passages it is kept whether they are statements."""


class Scope(NamedTuple):
    """The passages of a guideline, by number, with the stems of its title and what phrases of it mean."""

    places: range
    stems: frozenset[str]
    meanings: frozenset[int]

    def says(self, word: Sequence[Impacts]) -> bool:
        """Does a passage of it say something on a word, in any of its ways?"""
        first, stop, size = self.places.start, self.places.stop, len(self.places)
        return any([impact.marks.count(0, first, stop) < size for impact in word])  # noqa: C419  # half the time


class Share(NamedTuple):
    """What the scores of the passages of a guideline are multiplied by, and what they gain."""

    places: range
    factor: float
    gain: float


class Scopes:
    """The guidelines of a store; none where only one is held, or very many are."""

    def __init__(self, connection: sqlite3.Connection, sense: Callable[[str], int]) -> None:
        """Read from a store; `sense` tells the number of what a phrase means."""
        self.connection = connection
        self.sense = sense
        scopes = list(islice(self._scopes(), MOST + 1))
        self.scopes = scopes if 1 < len(scopes) <= MOST else []
        self.is_statement = lru_cache(KEPT)(self._is_statement)

    def _scopes(self) -> Iterator[Scope]:
        """The guidelines, whose passages stand one after the other: few rows are read, though there may be many."""
        last = self.connection.execute(LAST).fetchone()[0]
        first = 1
        while first <= last:
            name, path = self._guideline(first)
            following = first + bisect_left(range(first, last + 1), True, key=partial(self._is_past, name))
            yield _scope(range(first, following), path, self.sense)
            first = following

    def _guideline(self, place: int) -> tuple[str, str]:
        """The guideline and the path of a passage."""
        guideline, path = self.connection.execute(GUIDELINE, (place,)).fetchone()
        return guideline, path

    def _is_past(self, name: str, place: int) -> bool:
        """Is a passage of another guideline than this one?"""
        return self._guideline(place)[0] != name

    def _is_statement(self, place: int) -> bool:
        """Is a passage a statement, and no section as a whole?"""
        return bool(self.connection.execute(STATEMENT, (place,)).fetchone()[0])

    def shares(self, query: Query, ways: Mapping[str, Sequence[Impacts]]) -> list[Share]:
        """What each guideline makes of the scores of its passages, given what passages say on each word of a query."""
        meant = typed_meanings(self.sense, query)
        telling = {
            stem(word): impacts for word, impacts in ways.items() if impacts and stem(word) not in common_stems()
        }
        weights = {word: min(impact.rarity for impact in impacts) for word, impacts in telling.items()}
        named = {word: has for word in telling if any(has := self._titled(word, meant))}
        told = TOLD if named else 1.0
        rarest = max(weights.values(), default=0.0)
        whole = sum(weights.values()) or 1.0
        found = []
        for at, scope in enumerate(self.scopes):
            lacks = sum(TITLED * rarest for has in named.values() if not has[at])
            lacks += sum(
                told * weights[word] for word in telling if word not in named and not scope.says(telling[word])
            )
            gain = TITLE_GAIN * rarest * sum(has[at] for has in named.values())
            found.append(Share(scope.places, 1 - LOSS * min(1.0, lacks / whole), gain))
        return found

    def scaled(
        self, ranked: Iterable[tuple[int, float]], shares: Sequence[Share], ways: Mapping[str, Sequence[Impacts]]
    ) -> Ranked:
        """Passages by what their guideline makes of their scores; a statement that holds all words loses nothing."""
        every = [[impact.marks for impact in impacts] for impacts in ways.values() if impacts]
        found = []
        for place, score in ranked:
            _, factor, gain = next(share for share in shares if place in share.places)
            if factor < 1 and holds_all(every, place) and self.is_statement(place):
                factor = 1.0
            found.append((place, score * factor + gain))
        return sorted(found, key=lambda pair: -pair[1])

    def _titled(self, word: str, meant: Sequence[tuple[str, int]]) -> list[bool]:
        """Which titles say a word, or what a phrase of it means."""
        numbers = {number for phrase, number in meant if word in phrase.split()}
        return [word in scope.stems or not numbers.isdisjoint(scope.meanings) for scope in self.scopes]


def best_within(lists: Lists, places: range, count: int) -> Ranked:
    """The best passages of a guideline alone."""
    own = [(weight, marks[places.start : places.stop]) for weight, marks in lists]
    return [(places.start + at, score) for at, score in best(own, count)] if own else []


def _scope(places: range, path: str, sense: Callable[[str], int]) -> Scope:
    """What a guideline is about, by the path of its first section."""
    stems = stem_line(path.partition(PATH_SIGN)[0]).split()
    phrases = (" ".join(stems[at : at + length]) for length in range(1, LONGEST + 1) for at in range(len(stems)))
    return Scope(places, frozenset(stems), frozenset(map(sense, phrases)) - {0})
