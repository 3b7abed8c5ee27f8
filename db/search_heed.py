"""What must not be passed over: emergencies and prohibitions, and whatever holds more of what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from db.search_place import Place

STOP: Final = "stop"
STOP_GAIN: Final = 1.3
"""What the score of an emergency is multiplied by, as far as no section and nothing that holds other words is above."""
FEW: Final = 4
"""It is for so many words, whatever they are: a longer question asks for something in particular."""
BARS: Final = frozenset({"stop", "do-not"})
"""The kinds of statements that forbid something or come before everything else."""
LACKING: Final = 0.25
"""What a passage counts that does not name the drug asked for: its dose is that of another."""
AMOUNT: Final = re.compile(r"\d\s?(?:mg|mcg|[µμ]g|micrograms?|g|iu|units?)\b(?!\s?/\s?[dm]?l\b)", re.IGNORECASE)
"""An amount of a medicine, but no concentration."""
NEXT: Final = 1e-6
"""By so small a share a score differs from that of the passage beside it."""
Ways = Sequence[Sequence[bytes]]
"""The marks of words, each in each of its ways."""


def urged(places: Sequence[Place], words: Ways) -> list[Place]:
    """Passages of which the emergencies count more, but come above no section, and none that holds a word they lack."""
    lacking = {place.row.id: _lacking(words, place.row.id) for place in places}

    def urgency(place: Place) -> float:
        above = [other for other in places if other.score > place.score]
        fuller = [o for o in above if not (o.row.statement and lacking[place.row.id] <= lacking[o.row.id])]
        return min([place.score * STOP_GAIN, *(other.score * (1 - NEXT) for other in fuller)])

    return [place._replace(score=urgency(place)) if place.row.kind == STOP else place for place in places]


def without_other_doses(places: Sequence[Place], medicines: Sequence[bytes]) -> list[Place]:
    """Passages of which those that tell an amount and name none of some medicines count little: it is of another.

    An emergency may need another medicine.
    """

    def is_other(place: Place) -> bool:
        is_named = place.row.kind == STOP or any(marks[place.row.id] for marks in medicines)
        return not is_named and bool(AMOUNT.search(place.row.text))

    return [place._replace(score=place.score * LACKING) if is_other(place) else place for place in places]


def heeded(places: Sequence[Place], factors: Mapping[int, float], words: Ways, naming: Ways) -> list[Place]:
    """Passages of which those with a factor for their range, if they lack a word, stay below statements that hold all.

    A stop or prohibition that holds all words comes before those anyhow. `naming` are the words of the quantity.
    """
    every = (*words, *naming)
    lacking = {place.row.id: _lacking(every, place.row.id) for place in places}
    others = range(len(words))
    whole = [place for place in places if place.row.statement and lacking[place.row.id].isdisjoint(others)]
    short = [place for place in places if lacking[place.row.id] and factors.get(place.row.id, 1.0) > 1]
    scores = {place.row.id: place.score for place in places}
    for place in short:
        fuller = [other for other in whole if lacking[place.row.id].isdisjoint(lacking[other.row.id])]
        above = [other.score for other in fuller if other.score >= place.score / factors[place.row.id]]
        scores[place.row.id] = score = min([place.score, *(score * (1 - NEXT) for score in above)])
        for other in fuller:
            if other.row.kind in BARS:
                scores[other.row.id] = max(scores[other.row.id], score * (1 + NEXT))
    return [place._replace(score=scores[place.row.id]) for place in places]


def _lacking(words: Ways, place: int) -> frozenset[int]:
    """Which of some words a passage does not hold, in any of its ways."""
    return frozenset(at for at, ways in enumerate(words) if not any(marks[place] for marks in ways))
