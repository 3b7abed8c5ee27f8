"""A dose for another case than the one that was typed: "pregabalin CrCl 70, no diabetes" is none with diabetes."""

from __future__ import annotations

from db.search import Query, plain_words
from db.search_denied import DENYING, denied_stems, without_denied
from db.search_heed import STOP
from db.search_place import Row
from db.search_stem import stem


def without_other_case(query: Query, first: Row) -> Query:
    """A query without what it denies, if the passage found first is for that, by its title or its text.

    The query itself, if the passage is not, denies it as well, or is an emergency.
    """
    if DENYING.isdisjoint(query.said) or first.kind == STOP:
        return query
    denied, _ = denied_stems(query)
    itself, _ = denied_stems(Query((), typed=first.text.casefold()))
    if (denied - itself).isdisjoint(map(stem, plain_words(f"{first.title} {first.text}"))):
        return query
    return without_denied(query, denied, to_end=False)
