"""What a search tells beside its hits: the words that no passage has, what is shown instead, and what a hit lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from db.search import Query, Wanted
from db.search_concepts import common_stems
from db.search_impacts import Impacts
from db.search_senses import goes_on
from db.search_stem import stem
from db.search_words import Meaning, Words

SHORTEST_START: Final = 4
LONGEST_ENDING: Final = 5
"""What is typed may go on as a form of a word that is so long, with an ending of which so many letters stand there."""


class Told(Words):
    """The words of a store, with what is to be told of those of a query."""

    def instead(self, query: Query, places: Sequence[int]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The words that no passage has, each with what is something else, and by which some passages were found.

        By nothing where none of these passages was. What is something else is by the thesaurus, or a word that begins
        or ends so.
        """
        within = self.inside(query).items() if query.words else ()
        found = [(word, around.words if _is_said(around, places) else ()) for word, around in within]
        for phrase, meaning in self.meanings(query) if query.words else ():
            same = self.same(phrase)
            if same is not None and same[1]:
                parts = phrase.split()
                typed = " ".join(word for word in query.said if stem(word) in parts)
                found.append((typed, same[1] if _is_said(meaning, places) else ()))
        return tuple(found)

    def met(self, query: Query, places: Sequence[int]) -> tuple[tuple[str, ...], int | None, list[tuple[str, ...]]]:
        """The telling words that no passage has, from where on no passage has all the others, and which those lack.

        The passages are in some order; of those before that place it is told which telling words each lacks. A word is
        had in any form or by one of its meaning; one still typed is told as missing once it begins nothing known, and
        as lacking once it is a word. Where nothing is had common words tell too. What `instead` tells is left out. The
        place is None where the last passage has all.
        """
        each = self.ways(query)
        named = [(word, [impact.marks for impact in ways]) for word, ways in each.items() if ways]
        every = [ways for _, ways in named]
        whole = next((at for at in range(len(places), 0, -1) if _has_all(every, places[at - 1])), 0)
        is_short = not all([_has_all(every, place) for place in places[:whole]])  # noqa: C419  # half the time
        lacking = self.lacking(query, named, places[:whole]) if is_short else []
        return self.missing(query, each), whole if whole < len(places) else None, lacking

    def missing(self, query: Query, ways: Mapping[str, Sequence[Impacts]]) -> tuple[str, ...]:
        """The telling words of a query that no passage has."""
        unmet = [wanted for wanted in query.words if ways.get(wanted.word) == []]
        unmet = [wanted for wanted in unmet if wanted.word not in self.inside(query) and not self.may_go_on(wanted)]
        dull = common_stems() if any(ways.values()) else frozenset[str]()
        return tuple(word for word, _ in unmet if not dull & {stem(word), stem(word.removesuffix("ly"))})

    def lacking(
        self, query: Query, named: Sequence[tuple[str, Sequence[bytes]]], places: Sequence[int]
    ) -> list[tuple[str, ...]]:
        """Which of the telling words that stand anywhere each of some passages lacks."""
        begun = {wanted.word for wanted in query.words if wanted.is_begun and not self.knows(wanted.word)}
        told = [(word, ways) for word, ways in named if word not in begun and self.is_telling(word)]
        return [tuple(word for word, ways in told if not any(marks[p] for marks in ways)) for p in places]

    def may_go_on(self, wanted: Wanted) -> bool:
        """May a word that is still typed become a form of one of the texts or of the thesaurus?"""
        word, itself = wanted.word, stem(wanted.word)
        if not wanted.is_begun or self.begins(word):
            return wanted.is_begun
        starts = (word[:end] for end in range(max(SHORTEST_START, len(word) - LONGEST_ENDING), len(word)))
        return goes_on(self.connection, word) or any(
            self.same(start) is not None or self.word(start).count for start in starts if start != itself
        )

    def is_telling(self, word: str) -> bool:
        """Is a word no common English, or does it mean something by the thesaurus?"""
        return stem(word) not in common_stems() or self.sense(stem(word)) > 0


def _is_said(meaning: Meaning, places: Iterable[int]) -> bool:
    """Does one of some passages say something on it?"""
    return any(meaning.impact.marks[place] for place in places)


def _has_all(words: Iterable[Iterable[bytes]], place: int) -> bool:
    """Does a passage say something on each of some words, in any of its ways? Loops take half the time of `any`."""
    for ways in words:
        for marks in ways:
            if marks[place]:
                break
        else:
            return False
    return True
