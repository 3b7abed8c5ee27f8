"""What a query asks for: the words of a store, what passages say on them, and what else they mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from typing import Final, NamedTuple

from db.search import Query, Wanted
from db.search_concepts import Asked, Concept, smallness, telling, worth
from db.search_impacts import LEVELS, Impacts, Lists, merge, unpack
from db.search_senses import (
    begun_meanings,
    is_sense,
    may_be_sense,
    phrase_meaning,
    same_meaning,
    typed_meanings,
    typed_phrases,
)
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
SHORTEST_INNER: Final = 5
SHORTEST_NUMBER: Final = 4
"""A shorter word stands inside of others by chance: "coma" in "glaucoma", "psa" in "capsaicin"."""
MOST_INNER: Final = 3
OPPOSING: Final = ("in", "im", "un", "non", "dis", "anti")
"""With one of these before it a word says the opposite: "incontinent" does not tell what is found for "continent"."""
CACHED: Final = 128
"""So many impacts of words are kept at hand."""
PHRASES: Final = 1_000
"""Of so many phrases it is kept what they mean: the next key asks for most of them again."""
MOST_JOINED: Final = (3, 2)
"""So many neighbours may be one word."""
WRITTEN: Final = "SELECT 1 FROM word WHERE word = ?"
VOCABULARY: Final = "SELECT word, count FROM word WHERE count > 0"
BESIDE: Final = "SELECT 1 FROM search WHERE search MATCH ? LIMIT 1"
SIZE: Final = "SELECT ifnull(max(id), 0) + 1 FROM passage"
IMPACT: Final = "SELECT marks, count FROM impact WHERE stem = ?"
START: Final = "SELECT marks, count FROM start WHERE start = ?"
STARTS: Final = "SELECT start FROM start"
BEGUN: Final = """
    SELECT marks, count FROM impact WHERE stem IN (SELECT stem FROM word WHERE word >= ? AND word < ?)"""
AROUND: Final = """
    SELECT word, stem FROM word WHERE instr(word, ?) AND (word GLOB ? || '*' OR word GLOB '*' || ?)
    ORDER BY count DESC, word"""
"""Most words do not hold it at all, which `instr` tells faster."""
MEANING: Final = "SELECT words, marks, count FROM meaning WHERE id = ?"
MEDICINES: Final = "SELECT phrase FROM sense WHERE medicine"
TERMS: Final = "SELECT phrase FROM term"
SAME_TERM: Final = "SELECT phrase FROM term WHERE number IN (SELECT number FROM term WHERE phrase = ?)"
NONE: Final = Impacts(b"", 0)
NOTHING: Final = Query(())


class Meaning(NamedTuple):
    """What something means, by the thesaurus or as a part of words: those words, and what passages say on any."""

    words: tuple[str, ...]
    impact: Impacts


class Words:
    """The words of a store, ready to be asked for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read from a connection whose rows have names."""
        self.connection = connection
        self.word = lru_cache(CACHED)(self._word)
        self.begun = lru_cache(CACHED)(self._begun)
        self.is_written = lru_cache(PHRASES)(self._is_written)
        self.is_right = lru_cache(PHRASES)(self._is_right)
        self.meaning = lru_cache(CACHED)(self._meaning)
        self.sense = lru_cache(PHRASES)(partial(phrase_meaning, connection))
        self.same = lru_cache(PHRASES)(partial(same_meaning, connection))
        self.meanings = lru_cache(CACHED)(self._meanings)
        self.typed = lru_cache(CACHED)(self._typed)
        self.same_terms = lru_cache(PHRASES)(self._same_terms)
        self.around = lru_cache(CACHED)(self._around)
        self.inside = lru_cache(2)(self._inside)
        self.ways = lru_cache(2)(self._ways)
        self.leads = lru_cache(PHRASES)(self._leads)
        self.phrases = lru_cache(2)(self._phrases)

    def knows(self, word: str) -> bool:
        """Does this word stand anywhere, in any form?"""
        return self.word(stem(word)).count > 0

    def begins(self, prefix: str) -> bool:
        """Does any word begin so?"""
        return self.begun(prefix).count > 0

    def understands(self, wanted: Wanted) -> bool:
        """Is it a word as the texts write it or a right form of one, one of the thesaurus, or may it become one?

        Misspelt words may share a stem with another word: "weekness" has that of "week".
        """
        if (wanted.is_begun and self.begins(wanted.word)) or self.is_written(wanted.word):
            return True
        if wanted.is_begun and may_be_sense(self.connection, wanted.word):
            return True
        one = wanted.word.removesuffix("s")  # of an abbreviation too short for other endings: "MRIs"
        is_many = one != wanted.word and (self.is_written(one) or is_sense(self.connection, one))
        return is_many or (self.is_form(wanted.word) and (not wanted.word.isalpha() or self.is_right(wanted.word)))

    def is_form(self, word: str) -> bool:
        """Does it share its stem with a word of the texts or of the thesaurus?"""
        return self.knows(word) or is_sense(self.connection, stem(word))

    def _is_written(self, word: str) -> bool:
        """Do the texts hold this very word?"""
        return self.connection.execute(WRITTEN, (word,)).fetchone() is not None

    def _is_right(self, word: str) -> bool:
        """Is it a word of English or medicine, or a right form of one or of a word of the texts?"""
        from db.search_english import is_english, is_inflected

        return is_english(word) or is_inflected(word, lambda stem: self.is_written(stem) or is_english(stem))

    def shows(self, query: Query, words: str) -> bool:
        """Does a query find something by one of these words, or is one a medicine, beside which other doses are low?"""
        stems = {stem(word) for word in words.split()}
        if stems & self.known_medicines:
            return True
        return any(self.knows(word) for word in words.split()) or any(
            not stems.isdisjoint(phrase.split()) for phrase, _ in self.meanings(query)
        )

    def are_beside(self, first: str, second: str) -> bool:
        """Do these words stand side by side in a text?"""
        return self.connection.execute(BESIDE, (f'"{stem(first)} {stem(second)}"',)).fetchone() is not None

    def vocabulary(self) -> Iterable[tuple[str, int]]:
        """Every word of the texts as it is written, with how often; no slip is mended to a word of the index alone."""
        return [(row[0], row[1]) for row in self.connection.execute(VOCABULARY)]

    def joined(self, query: Query) -> Query:
        """A query in which neighbours are one word that are one in the texts, where one of them is none by itself."""
        known = [self.knows(word) for word in query.said]
        if query.words and query.words[-1].is_begun:
            known[-1] = known[-1] or self.begins(query.said[-1])
        if all(known):
            return query
        words = {wanted.word: wanted for wanted in query.words}
        for count in MOST_JOINED:
            for at in range(len(query.said) - count + 1):
                parts = query.said[at : at + count]
                if all(known[at : at + count]) or parts[0][0].isdigit() or words.keys().isdisjoint(parts):
                    continue
                whole = Wanted("".join(parts), parts[-1] in words and words[parts[-1]].is_begun)
                if self.is_met(whole):
                    said = tuple(dict.fromkeys((*query.said[:at], whole.word, *query.said[at + count :])))
                    words[whole.word] = whole
                    return self.joined(replace(query, words=tuple(words[w] for w in said if w in words), said=said))
        return query

    def is_met(self, wanted: Wanted) -> bool:
        """Does a passage say something on a word, or on what it means?"""
        return bool(self.impacts(wanted) or self.sense(stem(wanted.word)))

    def finished(self, query: Query) -> Query:
        """A query to which nothing more will be typed: its last word is whole, unless it only begins known ones."""
        query = replace(query, is_leaving=False)
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
        if prefix in self.starts:
            marks, count = self.connection.execute(START, (prefix,)).fetchone()
            return unpack(marks, count, self.size)
        return self._merged(BEGUN, prefix, prefix + LAST_LETTER)

    @cached_property
    def starts(self) -> frozenset[str]:
        """The starts of words for which the store holds what passages say."""
        return frozenset(row[0] for row in self.connection.execute(STARTS))

    def _phrases(self, query: Query) -> list[tuple[int, str]]:
        """All words of a query that may be a phrase of the thesaurus or the terms, with their places."""
        return list(typed_phrases(query, self.leads))

    def _leads(self, first: str) -> bool:
        """Does a phrase of several words of the thesaurus or the terms begin with this stem?"""
        start = f"{first} "
        return may_be_sense(self.connection, start) or any(term.startswith(start) for term in self.terms)

    def _meaning(self, number: int) -> Meaning:
        """A meaning by its number."""
        words, marks, count = self.connection.execute(MEANING, (number,)).fetchone()
        return Meaning(tuple(words.split()), unpack(marks, count, self.size))

    def _meanings(self, query: Query) -> list[tuple[str, Meaning]]:
        """What the phrases of a query stand for, each phrase as stems; one still typed may become any of some."""
        found = typed_meanings(self.sense, self.phrases(query))
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
        phrases = [phrase for _, phrase in self.phrases(query) if phrase in self.terms]
        also.update(word for phrase in phrases for word in self.same_terms(phrase))
        return Query(tuple(map(Wanted, sorted(also)))) if also else NOTHING

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
        concepts: dict[str, Concept] = {}
        for phrase, meaning in self.meanings(query):
            words = [pair for word in phrase.split() for pair in typed.pop(word, [])]
            weight = MEANING_WEIGHT * (1 + small) * worth(phrase, self.size) * meaning.impact.rarity
            meanings = concepts.setdefault(phrase, Concept(words, [])).meant
            meanings += _leveled([(weight, meaning.impact)])
        single = [lists for lists in typed.values() if lists]
        inner = [meaning.impact for meaning in self.inside(query).values()] if [] in typed.values() else []
        single += [_leveled([(INNER_WEIGHT * impact.rarity, impact)]) for impact in inner]
        every = [*concepts.values(), *(Concept(lists, []) for lists in single)]
        return Asked(every, self.joiners(query), small)

    def _ways(self, query: Query) -> dict[str, list[Impacts]]:
        """What passages say on each word of a query, by itself and by others of its meaning; numbers are left out.

        What is something else, as the class of a drug, counts only where the word stands nowhere.
        """
        if query.is_numbered:
            from db.search_numbers import with_full_units, without_numbers

            query = without_numbers(with_full_units(query, self.knows))
        found = {wanted.word: self.impacts(wanted) for wanted in query.words}
        for phrase, meaning in self.meanings(query) if found else ():
            parts, impact = phrase.split(), self.said_itself(phrase, meaning)
            for word, ways in found.items():
                if impact.count and stem(word) in parts:
                    ways.append(impact)
        return found

    def said_itself(self, phrase: str, meaning: Meaning) -> Impacts:
        """What passages say on a phrase or the same in other words; on all that it finds where none says that."""
        same = self.same(phrase)
        if same is None or same[1]:
            return meaning.impact
        return self.meaning(same[0]).impact if same[0] else self.word(phrase)

    def named(self, query: Query, naming: Collection[str]) -> list[Impacts]:
        """What passages say on each thing of a query that has a class, as a drug: by its own names, if any stand.

        `naming` are stems that name a quantity, which is no such thing.
        """
        others = [(p, meaning) for p, meaning in self.meanings(query) if not set(p.split()).issubset(naming)]
        each = [(phrase, meaning, self.same(phrase)) for phrase, meaning in others]
        said = [self.said_itself(p, m) for p, m, same in each if same and not same[1] and same[0] != self.sense(p)]
        return [impact for impact in said if impact.count]

    @cached_property
    def known_medicines(self) -> frozenset[str]:
        """The names of medicines in the thesaurus, as stems."""
        return frozenset(row[0] for row in self.connection.execute(MEDICINES))

    @cached_property
    def medicine_words(self) -> frozenset[str]:
        """The words of all names of medicines, so that most queries are told at once to name none."""
        return frozenset(word for phrase in self.known_medicines for word in phrase.split())

    def medicines(self, query: Query) -> list[bytes] | None:
        """What passages say on the medicines of a query, by their own names alone if any stand; None if it has none."""
        if self.medicine_words.isdisjoint(map(stem, query.said)):
            return None
        phrases = [phrase for _, phrase in self.phrases(query) if phrase in self.known_medicines]
        both = [(phrase, (self.same(phrase) or (0, ()))[0]) for phrase in phrases]
        itself = [self.meaning(number).impact if number else self.word(phrase) for phrase, number in both]
        return [impact.marks for impact in itself if impact.count] if phrases else None

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

    def _inside(self, query: Query) -> dict[str, Meaning]:
        """The words of a query that stand nowhere and mean nothing, with those that begin or end so."""
        meant = {part for phrase, _ in self.meanings(query) for part in phrase.split()}
        unknown = [wanted.word for wanted in query.words if stem(wanted.word) not in meant and not self.typed(wanted)]
        return {word: around for word in unknown[:MOST_INNER] if (around := self.around(word)).impact.count}

    def _around(self, part: str) -> Meaning:
        """The words that begin or end as one, and what passages say on them."""
        if len(part) < (SHORTEST_NUMBER if part.isdigit() else SHORTEST_INNER) and part.isascii():
            return Meaning((), NONE)
        opposed = {f"{prefix}{part}" for prefix in OPPOSING}
        rows = [row for row in self.connection.execute(AROUND, (part, part, part)) if row[0] not in opposed]
        each = {stemmed: self.connection.execute(IMPACT, (stemmed,)).fetchone() for stemmed in {row[1] for row in rows}}
        known = {stemmed: (row[0], row[1]) for stemmed, row in each.items() if row}  # of an alarm's words nobody speaks
        impact = merge(known.values(), self.size) if known else NONE
        return Meaning(tuple(row[0] for row in rows if row[1] in known), impact)


def _leveled(weighed: Iterable[tuple[float, Impacts]]) -> Lists:
    """Impacts with what one level of them weighs."""
    return [(weight / LEVELS, impact) for weight, impact in weighed]
