"""What a search looked for, so that a text is marked as its hits are marked in the list."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from db.search import Query, Wanted, find_words, read_query
from db.search_marks import Span, finder
from db.store import Hit

NOTHING: Final = Query(())


@dataclass(frozen=True, slots=True)
class Sought:
    """The words that are marked wherever they stand; what else is meant by them, in the texts of some hits only."""

    words: Query
    meant: Query = NOTHING
    texts: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Is there nothing to be marked?"""
        return not self.words.words

    def spans(self, text: str) -> list[Span]:
        """Where in a text, in lines as they are read, something is to be marked."""
        found = finder(self.words)(text, sys.maxsize)
        if not self.texts:
            return found
        lines: dict[str, bool] = {}
        for span in finder(self.meant)(text, sys.maxsize):
            line = line_round(text, span)
            if line not in lines:
                lines[line] = any(line in one or line.startswith(one) for one in self.texts)
            if lines[line]:
                found = [*found, span]
        return sorted(set(found))

    def stops(self, text: str) -> list[list[Span]]:
        """The same by lines: what is to be marked in one paragraph is one stop on the way from hit to hit."""
        stops: list[list[Span]] = []
        for span in self.spans(text):
            if not stops or text.find("\n", stops[-1][-1][1], span[0]) >= 0:
                stops.append([])
            stops[-1].append(span)
        return stops


def line_round(text: str, span: Span) -> str:
    """The line of a text in which a place is, with single blanks."""
    end = text.find("\n", span[1])
    return " ".join(text[text.rfind("\n", 0, span[0]) + 1 : end if end >= 0 else None].split())


def words_sought(words: str) -> Sought:
    """Words that were typed, a word with hyphens also as one without, and nothing else that they may mean."""
    query = read_query(words)
    begun = {wanted.word: wanted.is_begun for wanted in query.words}
    parts = [word.split("-") for word in find_words(words) if "-" in word and not word[0].isdigit()]
    joined = [Wanted("".join(each), begun[each[-1]]) for each in parts if each[-1] in begun]
    return Sought(replace(query, words=(*query.words, *joined)))


def sought_by(hit: Hit, hits: Iterable[Hit]) -> Sought:
    """What made some passages of a guideline hits of one search, given one of them and all.

    A hit in which none of the words stands is marked by what else they mean: so are its texts here, and no others.
    """
    words, *others = hit.queries
    find = finder(words)
    texts = (one.text for one in hits if one.guideline == hit.guideline and one.text and not find(one.text, 1))
    return Sought(words, others[-1], tuple(texts)) if others else Sought(words)
