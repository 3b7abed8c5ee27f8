"""Which of the words that were typed are denied: "no fever", "bladder and bowel normal".

Whatever is in doubt is not denied: an alarm too many is read and put aside, one too few is missed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import Final, NamedTuple

from db.search import Query, plain_words
from db.search_stem import stem

NEGATORS: Final = frozenset({"no", "not", "never", "without", "nil", "denies", "denied", "negative"})
"""The next word is not said of the patient."""
SHORT: Final = {
    **dict.fromkeys(("isnt", "arent", "wasnt", "werent", "hasnt", "havent", "doesnt", "dont", "didnt"), "not"),
    "couldnt": "cannot",
}
"""What these stand for."""
FOR: Final = {"negative": "for"}
"""What must follow: "negative for fever"; "MRI negative, fever" denies nothing."""
PASSED: Final = frozenset(
    {
        *("a", "able", "any", "been", "evidence", "for", "had", "has", "have", "having", "history", "known", "new"),
        *("of", "on", "sign", "signs", "symptoms", "taking", "the", "to"),
    }
)
"""The next word is the one after these: "not on warfarin"."""
TOGETHER: Final = ({"loss", "of"}, {"cauda", "equina"}, {"caudal", "equina"})
"""These are denied with the word behind them; "no loss of control" is not "no control"."""
UNTIL: Final = frozenset({"until", "till", "before", "previously"})
"""What was not so before such a word in a clause may be so now."""
JOINED: Final = frozenset({"or", "nor"})
"""What is denied of the words before goes for the one behind them: "no fever, bowel or bladder symptoms"."""
LINKS: Final = PASSED | JOINED
LISTED: Final = 4
"""So many words of a list may stand before that."""
COMMA: Final = ","
STOP: Final = "."
ASKED: Final = "?"
SIGNS: Final = re.compile(r"([,;:!?]|\.(?!\w))")
"""What clauses end with; of these signs a comma may stand in a list, and what is asked for is not known."""
TURNS: Final = frozenset({"but", "and", "with", "now", STOP, *NEGATORS})
"""Here a clause ends, and a list."""
LEADS: Final = frozenset(
    {
        *("after", "at", "before", "because", "during", "following", "from", "in", "post", "since", "when", "while"),
        *("can", "how", "should", "what", "where", "which", "why"),
    }
)
"""Here begins what is said besides: "no fever after surgery"."""
NORMAL: Final = frozenset({"normal", "normally", "intact", "preserved", "ok", "okay", "fine", "unaffected"})
"""Nothing is wrong with the thing before or behind it."""
FUNCTIONS: Final = frozenset({"sensation", "tone", "control", "continence", "function", "functions"})
THINGS: Final = frozenset({"bladder", "bowel", "bowels", "sphincter", "sphincters", *FUNCTIONS})
"""What can be normal; a symptom cannot: "incontinence and MRI normal"."""
AREAS: Final = frozenset({"anal", "perianal", "perineal", "saddle", "genital", "urinary", "sexual", "erectile"})
"""Before such a function they belong to it: "saddle sensation"; by themselves they may be short for a symptom."""
BETWEEN: Final = frozenset({"and", "or", "the", "is", "are", "all", "both"})
"""They may stand among these things; "was" may not, for now it may be otherwise."""
BEFORE: Final = frozenset({"and", "but", "with", "has", COMMA, STOP})
"""Behind other words it may be meant otherwise: "MRI normal bladder trouble", "lost bladder tone and power normal"."""
DENYING: Final = NEGATORS | NORMAL | SHORT.keys() | {"w"}
"""Without any of these, of which the last is that of "w/o", nothing is denied."""


class Denial(NamedTuple):
    """The places of the things that a word denies, and of that word; `is_gone` if they themselves are not there.

    "No control" tells that control is not there; "control normal" and "no loss of control" do not. `was` tells that it
    may be otherwise now.
    """

    things: Sequence[int]
    by: int
    is_gone: bool = False
    was: bool = False


def denied_stems(query: Query) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of the words that are denied wherever they stand, and among them those of what is not there."""
    words = clause_words(query.typed)
    denials = _denials(words)
    places = {at for each in denials for at in each.things}
    stated = {stem(word) for at, word in enumerate(words) if at not in places}
    denied = {stem(words[at]) for each in denials if not each.was for at in each.things}
    gone = {stem(words[at]) for each in denials if each.is_gone for at in each.things}
    return frozenset(denied - stated), frozenset(gone - stated)


def without_denied(
    query: Query, stems: Collection[str], pairs: Collection[tuple[str, ...]] = (), *, to_end: bool = True
) -> Query:
    """A query without what is denied with some stems, to the end of the clause, and without some pairs of stems.

    Where nothing else was typed, or by choice, the rest of the clause is left.
    """
    words = clause_words(query.typed)
    denials = [each for each in _denials(words) if any(stem(words[at]) in stems for at in each.things)]
    places = {at for each in denials for at in (*each.things, each.by)}
    beside = places_of(words, pairs)
    rest = _without(query, words, beside | (_to_ends(words, places) if to_end else places))
    return rest if rest.words else _without(query, words, beside | places)


def places_of(words: Sequence[str], pairs: Collection[tuple[str, ...]]) -> set[int]:
    """The places of words that stand side by side as one of some pairs of stems."""
    firsts = [at for at, pair in enumerate(pairwise(map(stem, words))) if pair in pairs] if pairs else []
    return {*firsts, *(at + 1 for at in firsts)}


def _without(query: Query, words: Sequence[str], places: Collection[int]) -> Query:
    """A query without the words that stand only at some places."""
    kept = {word for at, word in enumerate(words) if at not in places}
    dropped = {words[at] for at in places} - kept
    said = tuple(word for word in query.said if SHORT.get(word, word) not in dropped)
    wanted = tuple(each for each in query.words if each.word in said)
    return replace(query, words=wanted, said=said, typed=" ".join(said))


def clause_words(typed: str) -> list[str]:
    """The words of what was typed, each as often as it stands there, and the signs around them."""
    pieces = SIGNS.split(typed.replace("w/o ", "without ").replace("/", " or "))
    signs = [each if each in {COMMA, ASKED} else STOP for each in pieces[1::2]]
    pairs = zip(pieces[::2], [*signs, STOP], strict=True)
    return [STOP, *(SHORT.get(word, word) for piece, sign in pairs for word in (*plain_words(piece), sign))]


def _denials(words: Sequence[str]) -> list[Denial]:
    """All that is denied."""
    found = [_negated(words, at) for at, word in enumerate(words) if word in NEGATORS]
    found += [_normal(words, at) for at, word in enumerate(words) if word in NORMAL]
    return [denial for denial in found if denial.things]


def _negated(words: Sequence[str], by: int) -> Denial:
    """What stands behind a negator: the next word, or those of a list; or before it, as in "incontinence denied"."""
    if words[by] == "denied" and words[by + 1] in {COMMA, STOP}:
        return Denial([] if _is_end(words[by - 1]) else [by - 1], by)
    behind = list(takewhile(lambda word: word not in TURNS and word != ASKED, words[by + 1 :]))
    if behind[:1] in ([], [COMMA]) or FOR.get(words[by], behind[0]) != behind[0]:
        return Denial([], by)
    listed = _list_length(behind)
    end = len(behind) if listed or COMMA not in behind else behind.index(COMMA)
    places = [by + 1 + at for at, word in enumerate(behind[:end]) if word not in LINKS and word != COMMA]
    is_joined = bool(places) and {*words[places[0] : places[0] + 2]} in TOGETHER
    return Denial(places[: 1 + listed + is_joined], by, not is_joined, not UNTIL.isdisjoint(behind))


def _list_length(words: Sequence[str]) -> int:
    """How many words stand before the last one of a list, as in "fever, bowel or bladder symptoms"; 0 if none."""
    listed = [word for word in words if word != COMMA]
    joins = [at for at, word in enumerate(listed[:LISTED]) if word in JOINED]
    return sum(word not in LINKS for word in listed[: joins[-1]]) if joins else 0


def _normal(words: Sequence[str], by: int) -> Denial:
    """The things that are normal, before the word that says so or behind it, if nothing else may be meant."""
    before = _things(words, range(by - 1, 0, -1))
    behind = _things(words, range(by + 1, len(words)))
    is_before = bool(before) and words[before[-1] - 1] in BEFORE and _is_end(words[by + 1])
    is_behind = bool(behind) and words[by - 1] in BEFORE and _is_end(words[behind[-1] + 1])
    return Denial([*(before if is_before else []), *(behind if is_behind else [])], by)


def _things(words: Sequence[str], places: Iterable[int]) -> list[int]:
    """The places, one after the other, of things that can be normal, as far as nothing else stands among them."""
    near = takewhile(lambda at: _is_thing(words, at) or words[at] in BETWEEN, places)
    return [at for at in near if words[at] not in BETWEEN]


def _is_thing(words: Sequence[str], at: int) -> bool:
    """Does a word stand here that names what can be normal?"""
    return words[at] in THINGS or (words[at] in AREAS and words[at + 1] in FUNCTIONS)


def _is_end(word: str) -> bool:
    """Does a clause end before this word or sign?"""
    return word in TURNS or word == COMMA


def _to_ends(words: Sequence[str], places: Collection[int]) -> set[int]:
    """Some places, each with those behind it to the end of its clause."""
    found: set[int] = set()
    for at, word in enumerate(words):
        if at in places or (at - 1 in found and not _is_end(word) and word != ASKED and word not in LEADS):
            found.add(at)
    return found
