"""The passages that answer a query, best first; what was typed is bound, never part of a statement."""

from __future__ import annotations

import itertools
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Final

from db.search import Query, Wanted, telling_stems, title_key, title_stems
from db.search_alarms import Alarms
from db.search_case import without_other_case
from db.search_concepts import Asked, common_stems
from db.search_filters import Filters
from db.search_heed import FEW, LACKING, STOP, Ways, heeded, urged, without_other_doses
from db.search_impacts import Ranked, best
from db.search_marks import MOST, nearness, shadow_finder
from db.search_place import Held, Lines, Place, Row, is_whole, lifted, lines_of, unlikeness
from db.search_stem import stem

if TYPE_CHECKING:
    from db.search_numbers import Quantities

TITLE_SCORE: Final = 1_000.0
"""The score of a section whose whole title was typed: above all else."""
POOL: Final = 40
NUMBERED: Final = 20
"""So many of the best passages for the other words of a query with a number are looked at for ranges, and so many of
those for all its words: a number that the texts name is a rare word there, and those that hold it come up."""
COVERED: Final = 30
"""Among so many of the best it counts how much of what is asked for a passage speaks of."""
NEAREST: Final = 7
"""Among so many of the best it also counts what the whole section says and how near the words stand to each other."""
ALIKE: Final = 20
"""The same for a single word, on which more passages say as much as each other, and where numbers were weighed."""
KEPT: Final = 1_000
"""So many rows of passages are kept at hand."""
FILE_SIGN: Final = "."
"""Stands before the ending of a file's name, which a title may have and no text."""
LISTED: Final = 20
"""So many hits a list shows."""
NAMED: Final = "SELECT id, title FROM passage WHERE name = ? AND name <> '' LIMIT 1000"  # no list shows more
SECTIONS: Final = "SELECT id, section, statement FROM passage WHERE guideline = ?"
ALARMS: Final = "SELECT words, passage, kind FROM alarm JOIN passage ON passage.id = passage"
ROWS: Final = """
    SELECT id, guideline, section, statement, kind, title, path, text, cited, entry, names, whole, dose_for
    FROM passage WHERE id IN ()"""


class Index(Filters):
    """The index of a store, ready to be asked."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read from a connection whose rows have names."""
        super().__init__(connection)
        self.sections = lru_cache(1)(self._sections)
        self.kept: dict[int, Row] = {}
        self.nameless = connection.cursor()
        self.nameless.row_factory = None
        self.lines = lru_cache(KEPT)(lines_of)

    @cached_property
    def quantities(self) -> Quantities:
        """What quantities are called."""
        from db.search_numbers import Quantities

        return Quantities(self.connection)

    def rank(
        self, query: Query, limit: int, guideline: str | None = None, kinds: Collection[str] | None = None
    ) -> list[Place]:
        """The best passages: those whose alarms were typed, or the best for what is not denied; then all others."""
        if limit < 1:
            return []
        found = self.said_most(query, limit, guideline, kinds)
        raised = self.alarms.raised(query)
        if raised:
            fits = self.fits(self.alarms.unquoted(query), guideline, kinds)
            return self.headed(found, raised, query, fits)[:limit]
        rest = self.alarms.stated(query)
        if rest is query and found and query.is_numbered and self.medicines(query) is not None:
            case = without_other_case(query, found[0].row)
            rest = query if self.medicines(case) is None else case
        best = [] if rest is query else [place.row.id for place in self.said_most(rest, 1, guideline, kinds)]
        return self.headed(found, best, query, None)[:limit] if best else found

    def said_most(self, query: Query, limit: int, guideline: str | None, kinds: Collection[str] | None) -> list[Place]:
        """The passages that say most on the words and numbers of a query."""
        return (self.by_numbers if query.is_numbered else self.by_words)(query, limit, guideline, kinds)

    @cached_property
    def alarms(self) -> Alarms:
        """The words that bring a passage to the top."""
        return Alarms(map(tuple, self.connection.execute(ALARMS)))

    def headed(
        self, found: list[Place], raised: Sequence[int], query: Query, fits: Callable[[int], bool] | None
    ) -> list[Place]:
        """Passages below those that were raised, which count as much as the best."""
        rows = self.rows([place for place in raised if fits is None or fits(place)])
        best_score = max([place.score for place in found], default=0.0)
        heads = [Place(row, best_score, (self.marked(query), self.understood(query))) for row in rows]
        return [*heads, *(place for place in found if place.row.id not in raised)]

    def by_numbers(self, query: Query, limit: int, guideline: str | None, kinds: Collection[str] | None) -> list[Place]:
        """The best passages; for a number first those that name it, then those that name a range that holds it."""
        from db.search_numbers import with_full_units, with_numbers_marked

        query = with_full_units(query, self.knows)
        found = self.by_ranges(query, limit, self.fits(query, guideline, kinds))
        if not isinstance(found, Query):
            return found
        places = self.by_words(found, limit, guideline, kinds)
        if found.words != query.words:
            passed = [wanted.word for wanted in query.words if wanted not in found.words]
            places = [self.quantities.lowered(place, passed) for place in places]
            places.sort(key=lambda place: -place.score)
        return [place._replace(queries=with_numbers_marked(place.queries, found, True)) for place in places]

    def by_ranges(self, query: Query, limit: int, fits: Callable[[int], bool] | None) -> list[Place] | Query:
        """The best passages for the words and numbers of a query; what to ask for by words if no range is meant."""
        from db.search_numbers import with_numbers_marked, without_numbers

        others = without_numbers(query)
        if not others.words:
            return query
        asked = self.asked(others)
        both = (best(asked.lists, max(limit, POOL), fits), best(self.asked(query).lists, NUMBERED, fits))
        pool = self.rows(list(dict.fromkeys(place for ranked in both for place, _ in ranked)))
        texts = [(row.title, row.text) for row in pool]
        weights = self.quantities.weights(query, texts)
        if weights is None:
            return self.quantities.without_others(query, texts, self.knows)
        weighed = {row.id: weight for row, weight in zip(pool, weights.weights, strict=True)}
        named = self.named(others, weights.naming)
        lacking = {place for place in weighed if not all(impact.marks[place] for impact in named)}
        factors = {place: min(LACKING, w.factor) if place in lacking else w.factor for place, w in weighed.items()}
        ranked = [(place, score * factors[place]) for place, score in asked.covered(list(weighed))]
        ranked.sort(key=lambda pair: -pair[1])
        words, naming = self.told(others, weights.naming)
        heed = partial(heeded, factors=factors, words=words, naming=naming)
        found = self.ordered(query, others, asked, ranked[: max(limit, ALIKE)], fits, heed)[:limit]
        shown = {number for number, weight in weighed.items() if weight.is_named}
        return [
            place._replace(queries=with_numbers_marked(place.queries, query, place.row.id in shown)) for place in found
        ]

    def by_words(self, query: Query, limit: int, guideline: str | None, kinds: Collection[str] | None) -> list[Place]:
        """The best passages for the words of a query."""
        if not query.words or limit < 1:
            return []
        fits = self.fits(query, guideline, kinds)
        asked = self.asked(query)
        ranked = best(asked.lists, max(limit, COVERED if len(query.said) > 1 else ALIKE), fits)
        if len(query.said) > 1:
            ranked = asked.covered([place for place, _ in ranked[:COVERED]]) + ranked[COVERED:]
        medicines = self.medicines(query)
        heed = list if medicines is None else partial(without_other_doses, medicines=medicines)
        return self.ordered(query, query, asked, ranked[: max(limit, ALIKE)], fits, heed)[:limit]

    def told(self, query: Query, naming: Collection[str]) -> tuple[Ways, Ways]:
        """What passages say on each word that is not common, in each way, and on those that name a quantity."""
        found = [(stem(word), [impact.marks for impact in ways]) for word, ways in self.ways(query).items() if ways]
        others = [ways for word, ways in found if word not in naming and word not in common_stems()]
        return others, [ways for word, ways in found if word in naming]

    def ordered(  # noqa: PLR0913, PLR0917  # each is known to the caller alone
        self,
        query: Query,
        others: Query,
        asked: Asked,
        ranked: Ranked,
        fits: Callable[[int], bool] | None,
        heed: Callable[[list[Place]], list[Place]] = list,
    ) -> list[Place]:
        """Passages, of which the first are put in order by what their sections say and how near the words stand.

        `others` is the query without the numbers that were weighed; a passage that was typed whole comes first. `heed`
        has the last word on the scores.
        """
        marked, understood = self.marked(others), self.understood(others)
        found = self.places(ranked, (marked, understood))
        named = [pair for pair in self.titled(others) if fits is None or fits(pair[0])]
        titled = self.places(named, (others, understood)) if named else []
        titled.sort(key=lambda place: (*unlikeness(place.row.title, others.typed), place.row.id))
        count = NEAREST if len(query.words) > 1 and others is query else ALIKE
        first = found[:count]
        lines = [self.lines(place.row) for place in first]
        held = self.held(query, [place.row.id for place in first])
        first = lifted(first, lines, asked, query, held, self.nearnesses(first, lines, held, others, marked))
        first = heed([*first, *found[count:ALIKE]])
        if len(query.said) <= FEW and any([place.row.kind == STOP for place in first]):  # noqa: C419  # half the time
            first = urged(first, self.told(others, ())[0])
        first.sort(key=lambda place: (-place.score, place.row.id))
        longest = len(query.typed) + 1
        short = [place for place in first if len(place.row.text) <= longest]
        head = titled + [place for place in short if is_whole(place.row.text, query.typed)]
        every = first + found[ALIKE:]
        return _once([*head, *every]) if head else every

    def places(self, ranked: Ranked, queries: tuple[Query, ...]) -> list[Place]:
        """The rows of passages in this order."""
        rows = self.rows([place for place, _ in ranked])
        return [Place(row, score, queries) for row, (_, score) in zip(rows, ranked, strict=True)]

    def nearnesses(
        self, places: Sequence[Place], lines: Sequence[Lines], held: Held, query: Query, marked: Query
    ) -> list[float]:
        """How near the words stand to each other in each passage: looked for only where there may be two of them."""
        if len(query.words) < 2:
            return [0.0] * len(places)
        find, is_same = shadow_finder(marked), marked is query
        return [
            nearness(place.row.text, find(line.text, MOST, words if is_same else None), query)
            if len(words) > 1 or not is_same
            else 0.0
            for place, line, words in zip(places, lines, held, strict=True)
        ]

    def held(self, query: Query, places: Sequence[int]) -> list[list[Wanted]]:
        """The words of a query that each of some passages may hold."""
        held: list[list[Wanted]] = [[] for _ in places]
        for wanted in query.words:
            ways = [impact.marks for impact in self.impacts(wanted)]
            for words, place in zip(held, places, strict=True):
                for marks in ways:
                    if marks[place]:
                        words.append(wanted)
                        break
        return held

    def rows(self, places: Sequence[int]) -> list[Row]:
        """The rows of passages; they are kept for a while, because the next key finds most of them again."""
        kept = self.kept
        new = [place for place in places if place not in kept]
        if new:
            for row in self.nameless.execute(ROWS.replace("()", f"({','.join('?' * len(new))})"), new):
                kept[row[0]] = Row._make(row)
        found = [kept[place] for place in places]
        if len(kept) > KEPT:
            for oldest in list(itertools.islice(kept, len(kept) - KEPT)):
                del kept[oldest]
        return found

    def titled(self, query: Query) -> Ranked:
        """The sections whose whole title was typed, but for words of it that only join others."""
        telling = filter(str.isalnum, telling_stems(query.said))  # a sign stands for a number that was weighed
        known = [self.word(each).count > 0 for each in telling]
        if not all(known) and FILE_SIGN not in query.typed:
            return []
        typed = list({" ".join(query.said), query.typed})
        keys = set(map(title_key, typed))
        rows = [row for key in keys for row in self.connection.execute(NAMED, (key,))]
        stems = list(map(title_stems, typed if rows else ()))
        return [(row[0], TITLE_SCORE) for row in rows if any(map(title_stems(row[1]).issuperset, stems))]

    def by_section(self, query: Query, guideline: str) -> dict[str, int]:
        """How many statements of each section have all words of a query, or any of them if none has all.

        They have a word as `met` says; for a number those count too that the list shows for their range among those
        that have all. A section that has them only by itself counts 1.
        """
        if not query.words:
            return {}
        sections, fits = self.sections(guideline), self.fits(query, None, None)
        each = [[impact.marks for impact in ways] for ways in self.ways(query).values() if ways]
        each = each or [[impact.marks for _, impact in self.asked(query).lists]]
        held = [_marked_places(ways) & sections.keys() for ways in each]
        held = held if fits is None else [set(filter(fits, places)) for places in held]
        found = set.intersection(*held) or set.union(*held)
        if query.is_numbered:
            listed = [place.row.id for place in self.rank(query, LISTED, guideline)]
            found.update(listed[: self.met(query, listed)[1]])
        counts = Counter([section for section, statement in map(sections.__getitem__, found) if statement])
        return {section: counts[section] or 1 for section, _ in map(sections.__getitem__, sorted(found))}

    def _sections(self, guideline: str) -> dict[int, tuple[str, str]]:
        """The section and the statement of each passage of a guideline."""
        rows = self.connection.execute(SECTIONS, (guideline,))
        return {row[0]: (row[1], row[2]) for row in rows}


def _once(places: Iterable[Place]) -> list[Place]:
    """Each passage at its first place alone."""
    found: dict[int, Place] = {}
    for place in places:
        found.setdefault(place.row.id, place)
    return list(found.values())


def _marked_places(ways: Iterable[bytes]) -> set[int]:
    """The passages that say something on a word, in any of its ways."""
    return {place for marks in ways for place in itertools.compress(range(len(marks)), marks)}
