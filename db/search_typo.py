"""Typing mistakes: which word of the store was meant by one that stands nowhere.

Candidates come from the words of the store as they are written, not from their stems, and from the thesaurus. They are
looked for among words that begin and sound alike, and ranked by what kind of slip it takes and how often each is used.
A word of the English language is never taken for a mistake, nor is the beginning of one while it may still be typed.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from db.search import Wanted, fold
from db.search_english import PREFIXES, is_english, is_inflected, is_made, medical_words
from db.search_slips import VOWELS, are_opposed, slips, sound, sounds
from db.search_stem import respelt, stem
from db.search_thesaurus import CLINICAL

SHORTEST: Final = 4
CANDIDATES: Final = 8
LENGTHS: Final = (0, 1, -1, 2, -2)
"""By how many letters forms of words may differ, the likeliest first."""
COMMON: Final = 0.05
"""How much a word gains for each doubling of how often it is used; it only breaks what would be nearly a tie."""
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
SPLIT: Final = 0.9
SHORTEST_PART: Final = 3
ENGLISH_PART: Final = 5
ENGLISH_WHOLE: Final = 12
"""How long two English words and both together are if they were joined by mistake: shorter ones make a third."""
BEGUN_SHORTEST: Final = 5
LAST_LETTER: Final = "\U0010ffff"
BREATHED: Final = re.compile("ph([aeiouy])t(?!h)")
"""An h behind a p that may belong behind the t that follows."""
FIRST: Final = dict.fromkeys(f"{VOWELS}h", "a")
"""The first letter is seldom wrong; one stands for all vowels and h."""
LETTERS: Final = re.compile(r"[^\W_]+")


def reach(length: int) -> int:
    """How many slips may lie between a typed word of this length and the one that was meant."""
    return 1 if length < 4 else 2 if length < 8 else 3


def farthest(word: str) -> float:
    """What the slips in a word may cost."""
    if len(word) <= SHORTEST:
        return FARTHEST_OF_SHORT
    return min(FARTHEST[0] + FARTHEST[1] * len(word), FARTHEST_OF_ALL)


Mended = dict[str, str]
"""Words as they were typed, folded, and what was meant by each."""


def mend(text: str, mended: Mended) -> str:
    """A text with its mistakes mended."""
    return LETTERS.sub(lambda piece: mended.get(fold(piece[0]), piece[0]), text)


class Repairs:
    """The words of a store, ready for comparing."""

    def __init__(self, words: Iterable[tuple[str, int]], are_beside: Callable[[str, str], bool] | None = None) -> None:
        """Take the words with how often each is used, and what tells whether two stand side by side in a text."""
        self.are_beside = are_beside
        self.counts = {word: count for word, count in words if word.isalpha()}
        self.worth = dict.fromkeys(_thesaurus_words(), -UNUSED)
        self.worth |= {word: COMMON * math.log2(count) for word, count in self.counts.items()}
        self.others = medical_words() - self.counts.keys()
        likely = sorted(self.worth, key=self.worth.__getitem__, reverse=True)
        long = [word for word in dict.fromkeys([*likely, *sorted(self.others)]) if len(word) >= SHORTEST - 1]
        self.sounds = dict(zip(long, sounds(long), strict=True))
        self.heard = Forms(self.sounds)
        self.starts = lru_cache(None)(self._starts)

    def mended(self, unknown: Iterable[Wanted], is_form: Callable[[str], bool], passed: Collection[str] = ()) -> Mended:
        """What was meant by each of some unknown words, none `passed`; some may be forms of a word of the texts."""
        each = (
            (word, breathed(word, is_form) or self.meant(word, is_begun, is_form(word), passed))
            for word, is_begun in unknown
        )
        return {word: meant for word, meant in each if meant}

    @cached_property
    def written(self) -> Forms:
        """The words as they are written, for mistakes that are not mended by how they sound."""
        return Forms({word: word for word in self.sounds})

    @cached_property
    def ordered(self) -> list[str]:
        """The words of the texts in the order of the alphabet, for words that are only begun."""
        return sorted(self.counts)

    def meant(
        self, word: str, is_begun: bool = False, is_form: bool = False, passed: Collection[str] = ()
    ) -> str | None:
        """The word that was meant, or two of them for one that joins them; None for what is no mistake.

        A word that shares its stem with a known one is a form of it, unless another one is near that differs in more
        than British or American spelling.
        """
        if len(word) < SHORTEST or not word.isalpha() or word in self.worth:
            return None
        if is_english(word, is_begun) or is_inflected(word, lambda stem: stem in self.worth or is_english(stem)):
            return None
        best, cost = self.closest(word, passed)
        if best is None and cost < math.inf:
            return None
        if best and is_begun and may_go_on(word, best):
            return None
        if is_form:
            return best if best and cost <= NEAREST and not is_variant(word, best) else None
        if best and cost > NEAREST and is_made(word):
            best = None
        if best and cost <= SPLIT:
            return best
        return self.split(word) or best or (self.begun(word) if is_begun else None)

    def closest(self, word: str, passed: Collection[str] = ()) -> tuple[str | None, float]:
        """The word that takes the smallest slips, and what they cost; None and infinity if all lie too far.

        None, and what that costs, if another word of medicine lies nearer, which stands nowhere here: "neuronopaty".
        """
        best: tuple[float, str | None, float] = (math.inf, None, math.inf)
        other: tuple[float, str] = (math.inf, "")
        most, tried = farthest(word), set(passed)
        for candidates in self.candidates(word):
            for candidate in candidates:
                if candidate in tried:
                    continue
                tried.add(candidate)
                worth = self.worth.get(candidate, -math.inf)
                enough = min(most + min(0, worth), best[0] + worth)
                if len(word) == SHORTEST and candidate in self.counts and is_missing_one(word, candidate):
                    enough = min(max(enough, LEFT_OUT_OF_SHORT), best[0] + worth)
                cost = slips(word, candidate, most if candidate in self.others else enough, self.sounds[candidate])
                if candidate in self.others:
                    other = min(other, (cost, candidate))
                if cost <= enough and not are_opposed(word, candidate):
                    best = min(best, (cost - worth, candidate, cost))
            if best[2] <= SURE:
                break
        is_other = best[1] not in (None, other[1]) and other[0] < best[2] and stem(other[1]) != stem(best[1] or "")
        return (None, other[0]) if is_other else best[1:]

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
                or (self.are_beside is not None and self.are_beside(*pair))
            )
        ]
        best = max(meant, key=lambda pair: min(self.counts[part] for part in pair), default=None)
        return " ".join(best) if best else None

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


def is_missing_one(word: str, other: str) -> bool:
    """Is one letter inside of another word all that is missing?"""
    return any(word == other[:at] + other[at + 1 :] for at in range(1, len(other) - 1))


class Forms:
    """Words by a form of each, in groups small enough to be looked through while somebody types."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        """Take the form of each word."""
        self.words: dict[str, str] = {}
        for word, form in forms.items():
            self.words[form] = f"{self.words[form]} {word}" if form in self.words else word
        self.by_start: defaultdict[tuple[str, str, int], list[str]] = defaultdict(list)
        self.by_rest: defaultdict[str, list[str]] = defaultdict(list)
        for form in self.words:
            self.by_start[FIRST.get(form[0], form[0]), form[1:2], len(form)].append(form)
            self.by_rest[form[2:5]].append(form)

    def all(self, form: str) -> list[str]:
        """The words of a form."""
        return self.words.get(form, "").split()

    def groups(self, form: str) -> Iterator[tuple[int, list[str]]]:
        """The forms that begin as one does and are nearly as long, and those that are so from the third letter on.

        Each group with by how many letters its forms differ at least. The third letter of a form may be the second.
        """
        first, seconds, size = FIRST.get(form[0], form[0]), dict.fromkeys((form[1:2], form[2:3])), len(form)
        for more in LENGTHS:
            for second in seconds:
                yield abs(more), self.by_start.get((first, second, size + more), [])
        for rest in dict.fromkeys(form[at : at + 3] for at in range(4)):
            yield 0, self.by_rest.get(rest, [])

    def near(self, form: str) -> list[str]:
        """The words whose form takes the fewest edits, or one more."""
        far = 1 if form in self.words else reach(len(form))
        found: dict[str, float] = {}
        for least, group in self.groups(form):
            if not group or least > far:
                continue
            near = process.extract(form, group, scorer=OSA.distance, score_cutoff=far, limit=CANDIDATES)
            if near:
                found.update((other, distance) for other, distance, _ in near)
                far = min(far, near[0][1] + 1)
        nearest = [other for other in sorted(found, key=found.__getitem__)[:CANDIDATES] if found[other] <= far]
        return [word for other in nearest for word in self.all(other)]


def _thesaurus_words() -> set[str]:
    """Every word of the thesaurus that is long enough to be mistyped."""
    lines = CLINICAL.read_text(encoding="utf-8").splitlines()
    words = set(" ".join(line for line in lines if not line.startswith("#")).replace(",", " ").split())
    plain = {word for word in words if word.isascii() and word.isalpha()}  # most, and to fold them takes longer
    words = {word.lower() for word in plain}.union(fold(" ".join(words - plain)).replace(".", " ").split())
    return {word for word in words if len(word) >= SHORTEST and word.isalpha()}
