"""The passages that answer a query, best first: the whole title, then all of its words, then most of them."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Collection, Iterable
from functools import cached_property, lru_cache
from heapq import nlargest
from itertools import pairwise
from typing import Final

from db.search import Query, Wanted, phrase_line
from db.search_index import KIND_SIGN, PREFIX_SIGN, SCALE, join_begun, title_key, unpack
from db.search_postings import BEST, NOWHERE, Postings, join, pack, rarity
from db.search_stem import stem

KEPT: Final = 48
"""How many lists stay in memory: while a word is typed those of the words before it are asked for again."""
LAST_LETTER: Final = "\U0010ffff"
TITLE_TIER: Final = 10_000.0
ALL_TIER: Final = 1_000.0
"""Lift a passage whose title is the query, and one that holds all of its words, above the others."""
FEW: Final = 4
"""Of so many words typed all should stand in a passage; in a whole sentence what they say together decides."""
TIMING_SHARE: Final = 0.4
"""What a statement on timing gains where a time is asked for, as a share of all that the words can give."""
LOOKUP: Final = "SELECT count, places, weights, best FROM posting WHERE term = ?"
BEGUN_STEMS: Final = "SELECT DISTINCT stem FROM word WHERE word >= ? AND word < ?"
BEGINS: Final = "SELECT 1 FROM word WHERE word >= ? AND word < ? LIMIT 1"
TOTAL: Final = "SELECT coalesce(max(id) + 1, 0) AS total FROM passage"
RANGE: Final = "SELECT min(id) AS low, max(id) AS high FROM passage WHERE guideline = ?"
TEXTS: Final = "SELECT title, text FROM passage WHERE id = ?"
VOCABULARY: Final = "SELECT word, count FROM word"
Ranked = list[tuple[int, float]]


class Index:
    """The index of a store, ready to be asked."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read from a connection whose rows have names."""
        self.connection = connection
        self.postings: Callable[[str], Postings] = lru_cache(KEPT)(self._postings)
        self.begun: Callable[[str], Postings] = lru_cache(KEPT)(self._begun)

    @cached_property
    def total(self) -> int:
        """The number of passages."""
        return int(self._row(TOTAL)["total"])

    def _row(self, sql: str, *values: object) -> sqlite3.Row:
        """The one row of a query."""
        found: sqlite3.Row = self.connection.execute(sql, values).fetchone()
        return found

    def _postings(self, term: str) -> Postings:
        """Where a stem, or what a sign makes of it, stands."""
        row = self._row(LOOKUP, term)
        return unpack(row, self.total) if row else NOWHERE

    def _begun(self, prefix: str) -> Postings:
        """Where a word stands that begins so."""
        if found := self._row(LOOKUP, prefix + PREFIX_SIGN):
            return unpack(found, self.total)
        rows = self.connection.execute(BEGUN_STEMS, (prefix, prefix + LAST_LETTER)).fetchall()
        bases = [row["stem"] for row in rows]
        if len(bases) == 1:
            return self.postings(bases[0])
        return pack(join_begun(prefix, [(base, self._postings(base)) for base in bases]), self.total)

    def knows(self, word: str) -> bool:
        """Does this word stand anywhere, in any form?"""
        return self.postings(stem(word)).count > 0

    def begins(self, prefix: str) -> bool:
        """Does any word begin so?"""
        return self._row(BEGINS, prefix, prefix + LAST_LETTER) is not None

    def vocabulary(self) -> list[tuple[str, int]]:
        """Every word, with how often it was seen."""
        return [(row["word"], row["count"]) for row in self.connection.execute(VOCABULARY)]

    def of(self, wanted: Wanted) -> Postings:
        """Where a word of a query stands."""
        found = self.begun(wanted.word) if wanted.is_begun else self.postings(stem(wanted.word))
        others = [other for word in wanted.also if (other := self.postings(stem(word))).count]
        return pack(join((postings, 1.0) for postings in (found, *others)), self.total) if others else found

    def rank(
        self, query: Query, limit: int, guideline: str | None = None, kinds: Collection[str] | None = None
    ) -> Ranked:
        """The best places with their scores; `kinds` are kinds of statements, or "section"."""
        parts = [found for wanted in paired(query.words) if (found := self.of(wanted)).count]
        if not parts or limit < 1:
            return []
        allowed = self._filter(query, guideline, kinds)
        titled = self._titled(query)
        if len(parts) == 1 and not (allowed or titled or query.asks_when) and parts[0].best and limit <= BEST:
            return self._best(parts[0], limit)
        weighed = sorted(((rarity(p.count, self.total) / SCALE, p) for p in parts), key=lambda pair: pair[1].count)
        gains = self._gains(query, titled, sum(weight for weight, _ in weighed))
        every: dict[int, float] = {}
        if len(query.said) <= FEW:
            every = _only(self._with_all(weighed), allowed)
        ranked = self._first({place: score + ALL_TIER for place, score in every.items()}, gains, query, limit)
        if len(ranked) < limit and (len(parts) > 1 or not every):
            enough = sys.maxsize if gains or query.phrases else limit + len(every)
            some = self._with_any(weighed, enough, allowed)
            ranked += self._first({place: some[place] for place in some.keys() - every.keys()}, gains, query, limit)
        return ranked[:limit]

    def _gains(self, query: Query, titled: Collection[int], most: float) -> dict[int, float]:
        """What some places gain: timing where a time is asked for, a title that is the query."""
        gains = {}
        if query.asks_when:
            gains = dict.fromkeys(self.postings(KIND_SIGN + "timing").by_place, TIMING_SHARE * SCALE * most)
        return gains | dict.fromkeys(titled, TITLE_TIER)

    def _best(self, part: Postings, limit: int) -> Ranked:
        """The best places of a single word, as they were worked out when the store was built."""
        assert part.best is not None
        share = rarity(part.count, self.total) / SCALE
        return [(place, share * part.known(place) + ALL_TIER) for place in part.best[:limit]]

    def _with_all(self, weighed: list[tuple[float, Postings]]) -> dict[int, float]:
        """The places where all words stand, rarest word first."""
        first, part = weighed[0]
        scores = {place: first * weight for place, weight in part.pairs()}
        for share, other in weighed[1:]:
            if not scores:
                break
            scores = other.narrow(scores, share)
        return scores

    def _with_any(
        self, weighed: list[tuple[float, Postings]], enough: int, allowed: Callable[[int], bool] | None
    ) -> dict[int, float]:
        """The places where any word stands, or at least the best so many of them.

        Words that say most come first. Once the rest of the words together cannot lift a new place among the best,
        they only add to the places found.
        """
        scores: dict[int, float] = {}
        ordered = sorted(weighed, key=lambda pair: -pair[0] * pair[1].top)
        rest = sum(share * part.top for share, part in ordered)
        for number, (share, part) in enumerate(ordered, 1):
            if len(scores) >= enough and nlargest(enough, scores.values())[-1] > rest:
                part.add_to(scores, share)
            elif number == len(ordered) and part.best and len(scores) + enough <= BEST and not allowed:
                part.add_best(scores, share)
            else:
                part.widen(scores, share)
                scores = _only(scores, allowed)
            rest -= share * part.top
        return scores

    def _titled(self, query: Query) -> Collection[int] | set[int]:
        """The sections whose title is the query."""
        return set(self.postings(title_key(query.said)).by_place)

    def _filter(
        self, query: Query, guideline: str | None, kinds: Collection[str] | None
    ) -> Callable[[int], bool] | None:
        """Which places may be found; None if all may."""
        unwanted = {place for word in query.excluded for place in self.postings(stem(word)).by_place}
        low, high = 0, self.total
        if guideline is not None:
            row = self._row(RANGE, guideline)
            low, high = (row["low"], row["high"]) if row["low"] is not None else (1, 0)
        wanted: set[int] | None = None
        if kinds is not None:
            wanted = {place for kind in kinds for place in self.postings(KIND_SIGN + kind).by_place}
        for word in {word for phrase in query.phrases for word in phrase}:
            places = self.postings(stem(word)).by_place.keys()
            wanted = wanted & places if wanted is not None else set(places)
        if wanted is not None:
            held = wanted - unwanted
            return lambda place: place in held and low <= place <= high
        if guideline is None and not unwanted:
            return None
        return lambda place: low <= place <= high and place not in unwanted

    def _first(self, scores: dict[int, float], gains: dict[int, float], query: Query, limit: int) -> Ranked:
        """The best places of those scored; phrases are looked for in the text itself."""
        for place in gains.keys() & scores.keys():
            scores[place] += gains[place]
        if not query.phrases:
            least = nlargest(limit, scores.values())[-1] if len(scores) > limit else 0.0
            kept = [(place, score) for place, score in scores.items() if score >= least]
            return sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:limit]
        found: Ranked = []
        for place in sorted(scores, key=lambda place: (-scores[place], place)):
            if len(found) == limit:
                break
            if self._holds(place, query.phrases):
                found.append((place, scores[place]))
        return found

    def _holds(self, place: int, phrases: Iterable[tuple[str, ...]]) -> bool:
        """Do all phrases stand in the title or the text of a passage, word for word?"""
        row = self._row(TEXTS, place)
        lines = (phrase_line(row["title"]), phrase_line(row["text"]))
        return all(any(f" {' '.join(phrase)} " in line for line in lines) for phrase in phrases)


def _only(scores: dict[int, float], allowed: Callable[[int], bool] | None) -> dict[int, float]:
    """The scored places that may be found."""
    return {place: score for place, score in scores.items() if allowed(place)} if allowed else scores


def paired(words: tuple[Wanted, ...]) -> tuple[Wanted, ...]:
    """Words that stand side by side may stand joined in a text: "post operative" and "postoperative"."""
    found = list(words)
    for number, (left, right) in enumerate(pairwise(words)):
        whole = left.word + right.word
        for at in (number, number + 1):
            before = found[at]
            found[at] = Wanted(before.word, before.is_begun, (*before.also, whole))
    return tuple(found)
