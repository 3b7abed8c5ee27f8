"""What a query asks for: the words of a store, what passages say on them, and what else they mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from typing import Final, NamedTuple

from db.search import Query, Wanted
from db.search_concepts import Asked, Concept, smallness, telling, worth
from db.search_impacts import LEVELS, Impacts, Lists, merge, unpack
from db.search_senses import begun_meanings, is_understood, phrase_meaning, typed_meanings, typed_phrases
from db.search_stem import stem

LAST_LETTER: Final = "\U0010ffff"
JOINER_WEIGHT: Final = 0.5
"""What a word counts that only joins others ("when", "the"), in a large store twice: it decides between equals."""
JOINER_RAREST: Final = 2.0
"""It does not count as rarer than this: in a small store "whom" is rare, but says nothing; a letter never counts."""
MEANING_WEIGHT: Final = 0.5
"""What other words of the same meaning count, by the thesaurus; in a small store, which says less, up to twice."""
COMMON: Final = 100
COMMON_SHARE: Final = 0.25
"""What more passages say than both of these decides nothing beside a word that stands somewhere itself."""
BEGUN_WEIGHT: Final = 0.5
"""What words count that begin with a word which is one itself and may still be typed."""
INNER_WEIGHT: Final = 0.5
"""What a word counts that stands nowhere by itself, but inside of others."""
SHORTEST_INNER: Final = 3
MOST_INNER: Final = 3
CACHED: Final = 128
"""So many impacts of words are kept at hand."""
PHRASES: Final = 1_000
"""Of so many phrases it is kept what they mean: the next key asks for most of them again."""
VOCABULARY: Final = "SELECT word, count FROM word WHERE count > 0"
SIZE: Final = "SELECT ifnull(max(id), 0) + 1 FROM passage"
IMPACT: Final = "SELECT marks, count FROM impact WHERE stem = ?"
START: Final = "SELECT marks, count FROM start WHERE start = ?"
BEGUN: Final = """
    SELECT marks, count FROM impact WHERE stem IN (SELECT stem FROM word WHERE word >= ? AND word < ?)"""
INNER: Final = """
    SELECT marks, count FROM impact WHERE stem IN (SELECT stem FROM word WHERE instr(word, ?))"""
MEANING: Final = "SELECT words, marks, count FROM meaning WHERE id = ?"
TERMS: Final = "SELECT phrase FROM term"
SAME_TERM: Final = "SELECT phrase FROM term WHERE number IN (SELECT number FROM term WHERE phrase = ?)"
NONE: Final = Impacts(b"", 0)


class Meaning(NamedTuple):
    """Something that words of the thesaurus mean: its words, and what passages say on any of them."""

    words: tuple[str, ...]
    impact: Impacts


class Words:
    """The words of a store, ready to be asked for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read from a connection whose rows have names."""
        self.connection = connection
        self.word = lru_cache(CACHED)(self._word)
        self.begun = lru_cache(CACHED)(self._begun)
        self.meaning = lru_cache(CACHED)(self._meaning)
        self.sense = lru_cache(PHRASES)(partial(phrase_meaning, connection))
        self.meanings = lru_cache(CACHED)(self._meanings)
        self.typed = lru_cache(CACHED)(self._typed)
        self.same_terms = lru_cache(PHRASES)(self._same_terms)

    def knows(self, word: str) -> bool:
        """Does this word stand anywhere, in any form?"""
        return self.word(stem(word)).count > 0

    def begins(self, prefix: str) -> bool:
        """Does any word begin so?"""
        return self.begun(prefix).count > 0

    def understands(self, wanted: Wanted) -> bool:
        """Is it a word of the texts or of the thesaurus, or may it become one?"""
        known = self.begins(wanted.word) if wanted.is_begun else self.knows(wanted.word)
        return known or is_understood(self.connection, wanted)

    def vocabulary(self) -> Iterable[tuple[str, int]]:
        """Every word of the texts as it is written, with how often; no slip is mended to a word of the index alone."""
        return [(row[0], row[1]) for row in self.connection.execute(VOCABULARY)]

    def finished(self, query: Query) -> Query:
        """A query to which nothing more will be typed: its last word is whole, unless it only begins known ones."""
        if not query.words:
            return query
        *before, last = query.words
        begun = last.is_begun and self.begins(last.word) and not self.knows(last.word)
        return replace(query, words=(*before, Wanted(last.word, begun)))

    @cached_property
    def size(self) -> int:
        """One more than the number of the last passage."""
        return int(self.connection.execute(SIZE).fetchone()[0])

    def _word(self, stemmed: str) -> Impacts:
        """What passages say on a stem."""
        row = self.connection.execute(IMPACT, (stemmed,)).fetchone()
        return unpack(row[0], row[1], self.size) if row else NONE

    def _begun(self, prefix: str) -> Impacts:
        """What passages say on any word that begins so."""
        row = self.connection.execute(START, (prefix,)).fetchone()
        return unpack(row[0], row[1], self.size) if row else self._merged(BEGUN, prefix, prefix + LAST_LETTER)

    def _meaning(self, number: int) -> Meaning:
        """A meaning by its number."""
        words, marks, count = self.connection.execute(MEANING, (number,)).fetchone()
        return Meaning(tuple(words.split()), unpack(marks, count, self.size))

    def _meanings(self, query: Query) -> list[tuple[str, Meaning]]:
        """What the phrases of a query stand for, each phrase as stems; one still typed may become any of some."""
        found = typed_meanings(self.sense, query)
        last = query.words[-1]
        begun = stem(last.word)
        if last.is_begun and not self.begins(last.word) and begun not in dict(found):
            found += [(begun, number) for number in begun_meanings(self.connection, last.word)]
        each = ((phrase, self.meaning(number)) for phrase, number in found)
        rare = max(COMMON, COMMON_SHARE * self.size)
        return [(phrase, meant) for phrase, meant in each if meant.impact.count < rare or not self.word(phrase).count]

    def marked(self, query: Query) -> Query:
        """A query with what else is meant by words that stand nowhere themselves, so that a hit shows why it is one."""
        also = {word for phrase, found in self.meanings(query) if not self.word(phrase).count for word in found.words}
        return replace(query, words=(*query.words, *map(Wanted, sorted(also)))) if also else query

    def understood(self, query: Query) -> Query:
        """What the words of a query mean, by the thesaurus and the terms, for hits that hold none of them."""
        also = {word for _, found in self.meanings(query) for word in found.words}
        phrases = [phrase for _, phrase in typed_phrases(query) if phrase in self.terms]
        also.update(word for phrase in phrases for word in self.same_terms(phrase))
        return replace(query, words=tuple(map(Wanted, sorted(also))))

    @cached_property
    def terms(self) -> frozenset[str]:
        """The words of all terms, as stems."""
        return frozenset(row[0] for row in self.connection.execute(TERMS))

    def _same_terms(self, phrase: str) -> list[str]:
        """The words of all terms that mean the same as a phrase."""
        return telling(row[0] for row in self.connection.execute(SAME_TERM, (phrase,)))

    def _merged(self, sql: str, *values: str) -> Impacts:
        """What passages say on any of several words."""
        rows = self.connection.execute(sql, values).fetchall()
        return merge([(row[0], row[1]) for row in rows], self.size) if rows else NONE

    def impacts(self, wanted: Wanted) -> list[Impacts]:
        """What passages say on a word, and on any that begins so if it may still be typed."""
        found = [self.word(stem(wanted.word)), *([self.begun(wanted.word)] if wanted.is_begun else [])]
        return [impact for impact in found if impact.count]

    def asked(self, query: Query) -> Asked:
        """What a query asks for: its words, those of a phrase together, each with what else means the same."""
        typed = {stem(wanted.word): self.typed(wanted) for wanted in query.words}
        small = smallness(self.size)
        every: list[Concept] = []
        parts: set[str] = set()
        for first, second, whole in self.joined(query):
            every.append(Concept([*typed.pop(first, []), *typed.pop(second, [])], whole))
            parts |= {first, second}
        concepts: dict[str, Concept] = {}
        for phrase, meaning in self.meanings(query):
            if phrase in parts:
                continue
            words = [pair for word in phrase.split() for pair in typed.pop(word, [])]
            weight = MEANING_WEIGHT * (1 + small) * worth(phrase, self.size) * meaning.impact.rarity
            meanings = concepts.setdefault(phrase, Concept(words, [])).meant
            meanings += _leveled([(weight, meaning.impact)])
        unknown = [wanted.word for wanted in query.words if typed.get(stem(wanted.word)) == []]
        single = [lists for lists in typed.values() if lists]
        single += [found for word in unknown[:MOST_INNER] if (found := self.inner(word))]
        every += [*concepts.values(), *(Concept(lists, []) for lists in single)]
        return Asked(every, self.joiners(query), small)

    def joined(self, query: Query) -> Iterator[tuple[str, str, Lists]]:
        """Neighbours in a query that are one word in the texts, as stems, where one of them is none by itself."""
        for first, second in pairwise(query.said):
            whole = self.word(stem(first + second))
            if whole.count and not (self.knows(first) and self.knows(second)):
                yield stem(first), stem(second), _leveled([(whole.rarity, whole)])

    def joiners(self, query: Query) -> Lists:
        """The impacts of the words that only join others; a letter says nothing."""
        meant = {wanted.word for wanted in query.words}
        joining = (stem(word) for word in query.said if len(word) > 1 and word not in meant)
        found = [impact for impact in map(self.word, dict.fromkeys(joining)) if impact.count]
        share = JOINER_WEIGHT * (2 - smallness(self.size))
        return _leveled([(share * min(JOINER_RAREST, impact.rarity), impact) for impact in found])

    def _typed(self, wanted: Wanted) -> Lists:
        """The impacts of a word that was typed, with what they weigh."""
        share = worth(stem(wanted.word), self.size)
        found = self.impacts(wanted)
        weights = (share, share * BEGUN_WEIGHT)[: len(found)]  # those that begin so weigh less beside the word itself
        return _leveled([(weight * each.rarity, each) for weight, each in zip(weights, found, strict=True)])

    def inner(self, word: str) -> Lists:
        """The impacts of words in which one stands that stands nowhere by itself."""
        if len(word) < SHORTEST_INNER and word.isascii():
            return []
        impact = self._merged(INNER, word)
        return _leveled([(INNER_WEIGHT * impact.rarity, impact)]) if impact.count else []


def _leveled(weighed: Iterable[tuple[float, Impacts]]) -> Lists:
    """Impacts with what one level of them weighs."""
    return [(weight / LEVELS, impact.marks) for weight, impact in weighed]
