"""Typing mistakes: which word of the store was meant by one that stands nowhere.

Candidates come from the words of the store as they are written, not from their stems, and from the thesaurus. They are
looked for among words that begin and sound alike, and ranked by what kind of slip it takes and how often each is used.
A word of the English language is never taken for a mistake, nor is the beginning of one while it may still be typed.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from db.search import STOP_WORDS, Wanted, fold
from db.search_english import PREFIXES, is_english, is_inflected, is_made, medical_words
from db.search_forms import CANDIDATES, Forms
from db.search_slips import VOWELS, are_opposed, is_missing_one, slips, sound, sounds
from db.search_stem import respelt, stem
from db.search_thesaurus import CLINICAL

SHORTEST: Final = 4
COMMON: Final = 0.05
"""How much a word gains for each doubling of how often it is used; it only breaks what would be nearly a tie.

One of up to three letters gains nothing, and one that only joins others loses so much: more seldom is either meant.
"""
UNUSED: Final = 0.25
"""How far a word of the thesaurus that stands in no text stays behind those that do."""
SURE: Final = 0.6
"""If the slips cost no more, nothing likelier is looked for."""
FARTHEST: Final = (0.3, 0.1)
FARTHEST_OF_ALL: Final = 1.6
FARTHEST_OF_SHORT: Final = 0.6
LEFT_OUT_OF_SHORT: Final = 0.8
"""What they may cost: so much, and so much for each letter typed. Beyond it lies more often another word."""
NEAREST: Final = 0.8
"""What they may cost in what could itself be made of English words."""
BESIDE: Final = 0.35
"""How much less they count to a word that stands in a text beside what was typed before or after."""
CONSONANTS: Final = 5
FEW_VOWELS: Final = 0.3
"""How many consonants a word has whose vowels are left out, and what share of its letters are vowels at most."""
PARTS: Final = 2
LONGEST_PART: Final = 6
ENDING: Final = 5
"""What so many words end with is no mistake, but a part of words, if it is no longer; the last letters tell most."""
SHORT: Final = 5
"""So short a word is looked for in all ways, unless the one found stands beside what was typed there."""
SPLIT: Final = 0.9
SHORTEST_PART: Final = 3
ENGLISH_PART: Final = 5
ENGLISH_WHOLE: Final = 12
"""How long two English words and both together are if they were joined by mistake: shorter ones make a third."""
BEGUN_SHORTEST: Final = 5
LAST_LETTER: Final = "\U0010ffff"
BREATHED: Final = re.compile("ph([aeiouy])t(?!h)")
"""An h behind a p that may belong behind the t that follows."""
LETTERS: Final = re.compile(r"[^\W_]+")


def farthest(word: str) -> float:
    """What the slips in a word may cost."""
    if len(word) <= SHORTEST:
        return FARTHEST_OF_SHORT
    return min(FARTHEST[0] + FARTHEST[1] * len(word), FARTHEST_OF_ALL)


Around = tuple[str, str]
"""What was typed before a word and after it; nothing where that was no word of the texts."""


class Near(NamedTuple):
    """A word that may be meant: what the slips cost less what it gains, and what they cost."""

    score: float
    word: str
    cost: float


NOTHING: Final = Near(math.inf, "", math.inf)
Mended = dict[str, str]
"""Words as they were typed, folded, and what was meant by each."""


def mend(text: str, mended: Mended) -> str:
    """A text with its mistakes mended."""
    return LETTERS.sub(lambda piece: mended.get(fold(piece[0]), piece[0]), text)


class Repairs:
    """The words of a store, ready for comparing."""

    def __init__(
        self, words: Iterable[tuple[str, int]], are_beside: Callable[[str, str], bool] = lambda *_: False
    ) -> None:
        """Take the words with how often each is used, and what tells whether two stand side by side in a text."""
        self.are_beside = are_beside
        self.counts = {word: count for word, count in words if word.isalpha()}
        self.worth = dict.fromkeys(_thesaurus_words(), -UNUSED)
        self.worth |= {word: COMMON * math.log2(count) for word, count in self.counts.items()}
        self.worth |= dict.fromkeys((word for word in self.counts if len(word) < SHORTEST), 0.0)
        self.worth |= dict.fromkeys(STOP_WORDS & self.counts.keys(), -COMMON)
        self.others = medical_words() - self.counts.keys()
        self.likely = sorted(self.worth, key=self.worth.__getitem__, reverse=True)
        long = [word for word in dict.fromkeys([*self.likely, *sorted(self.others)]) if len(word) >= SHORTEST - 1]
        self.sounds = dict(zip(long, sounds(long), strict=True))
        self.heard = Forms(self.sounds)
        self.starts = lru_cache(None)(self._starts)

    def mended(
        self,
        unknown: Collection[Wanted],
        is_form: Callable[[str], bool],
        passed: Collection[str] = (),
        said: Sequence[str] = (),
    ) -> Mended:
        """What was meant by each of some unknown words, none `passed`; some may be forms of a word of the texts.

        They stand among what is `said`, in that order.
        """
        each = (
            (
                word,
                breathed(word, is_form) or self.meant(word, is_begun, is_form(word), passed, self.around(word, said)),
            )
            for word, is_begun in unknown
        )
        return {word: meant for word, meant in each if meant} | self.parted(unknown, said)

    def around(self, word: str, said: Sequence[str]) -> Around:
        """What was said before and after a word, if a text holds it."""
        if word not in said:
            return "", ""
        at = said.index(word)
        before, after = said[at - 1] if at else "", said[at + 1] if at + 1 < len(said) else ""
        return before if before in self.counts else "", after if after in self.counts else ""

    def parted(self, unknown: Collection[Wanted], said: Sequence[str]) -> Mended:
        """What was meant by neighbours, one unknown, between which the blank stands one letter off: "pai nat night"."""
        words = {wanted.word for wanted in unknown}
        mended: Mended = {}
        for left, right in pairwise(said):
            if left in words or right in words:
                for pair in ((left + right[0], right[1:]), (left[:-1], left[-1] + right)):
                    if pair[0] in self.counts and pair[1] in self.counts and self.are_beside(*pair):
                        mended |= {left: pair[0], right: pair[1]}
        return mended

    @cached_property
    def written(self) -> Forms:
        """The words as they are written, for mistakes that are not mended by how they sound."""
        return Forms({word: word for word in self.sounds})

    @cached_property
    def listed(self) -> str:
        """The words of the texts and of the thesaurus, each in a line, the likeliest first."""
        return "\n".join(["", *self.likely, ""])

    @cached_property
    def endings(self) -> Counter[str]:
        """How many words of the texts end so."""
        return Counter(word[-ENDING:] for word in self.counts)

    @cached_property
    def ordered(self) -> list[str]:
        """The words of the texts in the order of the alphabet, for words that are only begun."""
        return sorted(self.counts)

    def meant(
        self,
        word: str,
        is_begun: bool = False,
        is_form: bool = False,
        passed: Collection[str] = (),
        around: Around = ("", ""),
    ) -> str | None:
        """The word that was meant, or two of them for one that joins them; None for what is no mistake.

        A word that shares its stem with a known one is a form of it, unless another one is near that differs in more
        than British or American spelling.
        """
        if len(word) < SHORTEST or not word.isalpha() or word in self.worth:
            return None
        if is_english(word, is_begun) or is_inflected(word, lambda stem: stem in self.worth or is_english(stem)):
            return None
        best, cost = self.closest(word, passed, around)
        if (best is None and cost < math.inf) or (best and cost > SURE and self.is_part(word)):
            return None
        if best and is_begun and may_go_on(word, best):
            return None
        if is_form:
            return best if best and cost <= NEAREST and not is_variant(word, best) else None
        if best and cost > NEAREST and is_made(word):
            best = None
        if best and cost <= SPLIT:
            return best
        return self.split(word) or best or self.clipped(word) or (self.begun(word) if is_begun else None)

    def is_part(self, word: str) -> bool:
        """Do several words end so, as with "pathy", and none that only has one letter more before it?"""
        if len(word) > LONGEST_PART or self.endings[word[-ENDING:]] < PARTS:
            return False
        before = [text.rpartition("\n")[2] for text in self.listed.split(f"{word}\n")[:-1]]
        return len(before) >= PARTS and min(map(len, before)) > 1

    def closest(self, word: str, passed: Collection[str] = (), around: Around = ("", "")) -> tuple[str | None, float]:
        """The word that takes the smallest slips, and what they cost; None and infinity if all lie too far.

        None, and what that costs, if another word of medicine lies nearer, which stands nowhere here: "neuronopaty".
        """
        best, near, other = NOTHING, list[Near](), (math.inf, "")
        most, more, tried = farthest(word), BESIDE if any(around) else 0.0, set(passed)
        for candidates in self.candidates(word):
            for candidate in candidates:
                if candidate in tried:
                    continue
                tried.add(candidate)
                worth = self.worth.get(candidate, -math.inf)
                enough = most if worth > 0 else most + worth
                if len(word) == SHORTEST and candidate in self.counts and is_missing_one(word, candidate):
                    enough = LEFT_OUT_OF_SHORT
                enough = min(enough, best.score + worth)
                is_elsewhere = candidate in self.others
                cost = slips(word, candidate, most if is_elsewhere else enough + more, self.sounds[candidate])
                if is_elsewhere:
                    other = min(other, (cost, candidate))
                if cost <= enough + more and not are_opposed(word, candidate):
                    near.append(Near(cost - worth, candidate, cost))
                    best = min(best, near[-1]) if cost <= enough else best
            if best.cost <= SURE and (not more or len(word) > SHORT or self.is_beside(best.word, around)):
                break
        best = self.favoured(best, near, around) if more else best
        is_other = best.word not in ("", other[1]) and other[0] < best.cost and stem(other[1]) != stem(best.word)
        return (None, other[0]) if is_other else (best.word or None, best.cost)

    def favoured(self, best: Near, near: Iterable[Near], around: Around) -> Near:
        """The best of some words if one counts as nearer that stands in a text beside what was typed there."""
        rivals = sorted(one for one in near if one.score - BESIDE < best.score)
        return best if rivals == [best] else next((one for one in rivals if self.is_beside(one.word, around)), best)

    def is_beside(self, word: str, around: Around) -> bool:
        """Does a word stand in a text after what was typed before it, or before what was typed after?"""
        before, after = around
        return any(self.are_beside(*pair) for pair in ((before, word), (word, after)) if all(pair))

    def candidates(self, word: str) -> Iterator[list[str]]:
        """Words that may be meant: first those that sound so, then those that are written so."""
        heard = sound(word)
        yield self.heard.near(heard)
        yield self.written.near(word)

    def split(self, word: str) -> str | None:
        """Two words that were typed as one."""
        cuts = ((word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1))
        known = [(left, right) for left, right in cuts if left in self.counts and right in self.counts]
        is_long = len(word) >= ENGLISH_WHOLE
        meant = [
            pair
            for pair in known
            if pair[0] not in PREFIXES
            and (
                not all(map(is_english, pair))
                or (is_long and min(map(len, pair)) >= ENGLISH_PART)
                or self.are_beside(*pair)
            )
        ]
        best = max(meant, key=lambda pair: min(self.counts[part] for part in pair), default=None)
        return " ".join(best) if best else None

    def clipped(self, word: str) -> str | None:
        """The likeliest word of which most vowels are left out: "prgblin"."""
        vowels = sum(letter in VOWELS for letter in word)
        if len(word) - vowels < CONSONANTS or vowels > len(word) * FEW_VOWELS:
            return None
        found = re.search("\n(" + f"[{VOWELS}]*".join(word) + f"[{VOWELS}]*)\n", self.listed)
        return found[1] if found else None

    def begun(self, word: str) -> str | None:
        """The commonest word that begins nearly as was typed so far."""
        size = len(word)
        if size < BEGUN_SHORTEST:
            return None
        starts = self.starts(word[0], size)
        near = process.extract(word, starts, scorer=OSA.distance, score_cutoff=1, limit=CANDIDATES)
        cost, start = min(((slips(word, start), start) for start, _, _ in near), default=(math.inf, ""))
        if cost > farthest(word):
            return None
        whole = max((whole for whole in self._from(start) if len(whole) >= size), key=self.counts.__getitem__)
        return None if may_go_on(word, whole) else whole

    def _starts(self, letter: str, size: int) -> list[str]:
        """How the words begin that are at least so long and begin with a letter, give or take one more."""
        words = [word for word in self._from(letter) if len(word) >= size]
        return sorted({word[:end] for word in words for end in (size - 1, size, size + 1)})

    def _from(self, start: str) -> list[str]:
        """The words of the texts that begin so."""
        first = bisect_left(self.ordered, start)
        return self.ordered[first : bisect_left(self.ordered, start + LAST_LETTER, first)]


def breathed(word: str, is_form: Callable[[str], bool]) -> str | None:
    """A word whose h was typed too early, as in "neurophatic", although its parts may be words of their own."""
    meant = BREATHED.sub(r"p\1th", word)
    return meant if meant != word and is_form(meant) and not is_english(word) else None


def may_go_on(word: str, best: str) -> bool:
    """May a word that is still typed become another? Its last letter leads away from the best, or the first does."""
    if len(best) < len(word):
        return best[0] != word[0]
    return len(best) > len(word) and best.startswith(word[:-1]) and word[-1] not in best[len(word) - 1 :]


def is_variant(word: str, other: str) -> bool:
    """Is another word the same in British or American spelling, or with an ending of grammar?"""
    return respelt(word) == respelt(other) or is_inflected(other, word.__eq__)


def _thesaurus_words() -> set[str]:
    """Every word of the thesaurus that is long enough to be mistyped."""
    lines = CLINICAL.read_text(encoding="utf-8").splitlines()
    words = set(" ".join(line for line in lines if not line.startswith("#")).replace(",", " ").split())
    plain = {word for word in words if word.isascii() and word.isalpha()}  # most, and to fold them takes longer
    words = {word.lower() for word in plain}.union(fold(" ".join(words - plain)).replace(".", " ").split())
    return {word for word in words if len(word) >= SHORTEST and word.isalpha()}
