"""From a user's words to a query, and from a text to the words under which it is found.

Everything here is plain text work: any text is a valid search, and nothing of it ever reaches SQL.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from db.search_stem import stem

MAX_LENGTH: Final = 1_000
MAX_WORDS: Final = 32
MAX_LETTERS: Final = 64
MAX_PHRASES: Final = 8
"""What of a query is read: so many characters, different words, letters of a word, and different phrases."""
PIECES_KEPT: Final = 128
MOST_BESIDE: Final = 6
"""Beside more words than these a -word leaves nothing out: it is part of a sentence, as in "use the -f option"."""
MOST_BESIDE_PHRASES: Final = 6
"""Beside more words than these a phrase need not stand in a text: sentences quote words too."""
MARK_START: Final = "\x02"
MARK_END: Final = "\x03"
"""The private signs around the words of a snippet that were searched; no source may contain them."""

JOINERS: Final = frozenset("-\u2010\u2011\u2012\u2013")
APOSTROPHES: Final = frozenset("'’\u02bc")
SILENT: Final = APOSTROPHES | frozenset("\u034f\ufe0e\ufe0f")
LETTERS: Final = dict(zip("œæøłđðħıŧþ", ("oe", "ae", "o", "l", "d", "d", "h", "i", "t", "th"), strict=True))
"""Letters that Unicode does not take apart, as they are written without them."""
STOP_WORDS: Final = frozenset(
    """
    a about after again all also am an and any are as at be because been before being both but by can could did
    do does doing done during each either every for from further get gets give given gives had has have having
    he her here hers him his how i if in into is it its itself just let like long many may me might more most
    much must my need needed needs next no not now of off on once one only or other our out over own patient
    patients please s same shall she should show so some soon still such t tell than that the their them then
    there these they thing this those through timing to too under until up us use used using very want was we
    were what when where whether which while who whom whose why will with would yes yet you your
    """.split()  # noqa: SIM905  # words read best as words
)
DECIMAL: Final = re.compile(r"\.\d")
STRAY: Final = re.compile(r"-(?:(?<![^ .-]-)|(?![^ .-]))")
"""A hyphen that joins nothing."""
WORD_OR_DECIMAL: Final = re.compile(r"\d+(?:\.\d+)+|[^ .-]+(?:-[^ .-]+)*")
MEASURE: Final = re.compile(r"(\d+)([a-z]{1,5})")
VALUE: Final = re.compile(r"\b(crcl|e?gfr|ckd|bmi|inr|crp|esr|gcs|age|creatinine|clearance)(\d+)")
"""A quantity and its value without a space, as charts have it: "CrCl20"; others are names, as "T12" and "HER2"."""
UNSPACED: Final = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+)"
)
"""Runs of scripts that set no space between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""
INITIALS: Final = re.compile(r"\b(?:[^\W\d_]\.){2,}")
BARRING: Final = r'(?<!\S)(?:-(?="|\d*[^\W\d_]\w)|[\u2010-\u2013\u2212](?="|[^\W\d_]+(?!\w)))'
"""What stands before a word that is not wanted, also as word processors write it; no sign of a number or an option."""
PIECES: Final = re.compile(rf'(?P<no>{BARRING})?(?:"(?P<phrase>[^"]*)(?P<closed>"?)|(?P<word>[^\s"]+))')
SINGLE_WORDS: Final = re.compile("[A-Za-z0-9 ]*")
"""What most searches are: words without any sign, which need no closer look."""
ENDING: Final = re.compile(r"(?<=\w)\.\w{1,8}$")
ELISION: Final = re.compile(
    r"\b(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu|(?:de|ne|da|su|co)?ll|a[lg]l|un|quest|quell)['’](?=[aehiouyà-ýœæ])",
    re.IGNORECASE,
)
"""What French and Italian write before a vowel instead of a word."""
QUOTES: Final = str.maketrans("“”„‟«»‹›＂″〝〞", '"' * 12)


GREEK: Final = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        """
        alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi
        chi psi omega
        """.split(),  # noqa: SIM905  # words read best as words
        strict=True,
    )
)
SINGLE_GREEK: Final = re.compile(r"(?<![\u0370-\u03ff])(?:[α-λν-ω]|[μµ](?![^\W\d_]))(?![\u0370-\u03ff])", re.IGNORECASE)
"""A Greek letter by itself, as in "β-blocker"; before a unit it is a part of that."""
MICROGRAM: Final = re.compile(r"[μµ]g\b")


class _Letters(dict[int, str]):
    """What each character becomes: letters and digits without case and accents, all else a space."""

    def __missing__(self, code: int) -> str:
        """Work a character out once."""
        sign = chr(code)
        if sign in JOINERS or sign in SILENT or sign == ".":
            found = sign if sign == "." else "-" if sign in JOINERS else ""
        elif unicodedata.category(sign)[0] in "LMN":
            plain = unicodedata.normalize("NFKD", sign).casefold()
            kept = (c for c in plain if unicodedata.category(c)[0] in "LMN" and not unicodedata.combining(c))
            found = "".join(LETTERS.get(c, c) for c in kept)
        else:
            found = "" if unicodedata.category(sign) == "Cf" else " "
        self[code] = found
        return found


_LETTERS: Final = _Letters()


def fold(text: str) -> str:
    """A text without case and accents; what is no letter, digit, hyphen or dot is a space.

    Signs that are not seen, as a soft hyphen, are nothing, and so is an article that lost its vowel: "l'aspirine".
    A Greek letter by itself has its name, and "µg" is "mcg".
    """
    if not text.isascii():
        text = SINGLE_GREEK.sub(_greek_name, MICROGRAM.sub("mcg", text))
    return fold_letters(ELISION.sub(" ", text) if "'" in text or "’" in text else text)


def fold_letters(text: str) -> str:
    """A text folded letter by letter, whatever they spell together."""
    return text.translate(_LETTERS)


def _greek_name(found: re.Match[str]) -> str:
    """What a Greek letter is called, with a hyphen to what it is written together with: "TNFα", "α1"."""
    around = found.string[max(found.start() - 1, 0) : found.start()], found.string[found.end() : found.end() + 1]
    before, after = ("-" if sign.isalnum() else "" for sign in around)
    return f"{before}{GREEK.get(found[0].lower(), 'mu')}{after}"


def find_tokens(text: str) -> list[str]:
    """The folded text taken apart at blanks and signs."""
    folded = fold(text)
    if "." in folded and DECIMAL.search(folded):
        return WORD_OR_DECIMAL.findall(folded)
    joined = STRAY.sub(" ", folded) if "-" in folded else folded  # to take it apart by a pattern takes far longer
    return joined.replace(".", " ").split()


def find_words(text: str) -> list[str]:
    """The folded words of a text in order; one joined by hyphens stays one, a number and its unit are two."""
    return [part for token in find_tokens(text) for part in _parts(token)]


def _parts(token: str) -> list[str]:
    """A number and its unit are two words: "75mg"; a script without spaces is cut into pairs of letters."""
    if token.isascii():
        found = (MEASURE if token[0].isdigit() else VALUE).fullmatch(token) if token.isalnum() else None
        return [found[1], found[2]] if found else [token]
    runs = enumerate(UNSPACED.split(token))
    return [part for odd, run in runs if run for part in (letter_pairs(run) if odd % 2 else [run.strip("-")]) if part]


def letter_pairs(run: str) -> list[str]:
    """Every two letters that stand side by side; a single letter stays."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def spoken_parts(word: str) -> list[str]:
    """A folded word, its parts if it has hyphens, and what it is without them."""
    return [*word.split("-"), word.replace("-", "")] if "-" in word else [word]


def spoken_words(token: str) -> list[str]:
    """All words under which a token of a text is found."""
    return [word for part in _parts(token) for word in spoken_parts(part)]


def stems(word: str) -> list[str]:
    """The stems under which a folded word of a text is found."""
    return [stem(part) for part in spoken_parts(word)]


class Wanted(NamedTuple):
    """One word that is searched for, folded; `is_begun` if it may still be typed."""

    word: str
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What a search asks for: words, phrases that must stand in the text, and words or phrases that must not.

    `said` are all words, also those that only join the others; `typed` is the text as it is, but in small letters.
    `is_leaving` tells that the last of what must not stand there may still be typed.
    """

    words: tuple[Wanted, ...]
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    typed: str = field(default="", compare=False)
    is_leaving: bool = field(default=False, compare=False)

    @property
    def is_numbered(self) -> bool:
        """Is a number asked for?"""
        return any([wanted.word[0].isdigit() for wanted in self.words])  # noqa: C419  # half the time


def read_query(text: str) -> Query:
    """Read what was typed: words, "phrases" and -words; a text without words asks for nothing.

    What is longer than anybody types is not read to its end, so that any text is answered in time.
    """
    text = text[:MAX_LENGTH]
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    excluded: list[str] = []
    ends_barred = False
    for ends_barred, closed, found in _pieces(text):
        if ends_barred:
            excluded += [" ".join(found)] if found else []
            continue
        words += found
        if closed and found:
            phrases.append(found)
    read = tuple(dict.fromkeys(phrases))[:MAX_PHRASES]
    quoted = {word for phrase in read for word in phrase}
    kept = list(dict.fromkeys(words))[:MAX_WORDS]
    meant = [word for word in kept if word not in STOP_WORDS or word in quoted] or kept
    wanted = tuple(Wanted(word) for word in meant)
    if meant and text[-1].isalnum() and words[-1] == meant[-1] and meant[-1] not in excluded and not ends_barred:
        wanted = (*wanted[:-1], Wanted(meant[-1], is_begun=True))
    typed = " ".join(text.casefold().split())
    is_leaving = ends_barred and text[-1].isalnum()
    return Query(wanted, read, tuple(dict.fromkeys(excluded)), tuple(kept), typed, is_leaving)


def _pieces(text: str) -> list[tuple[bool, bool, tuple[str, ...]]]:
    """Words and phrases with what they are: to be left out; a closed phrase. In a sentence neither counts."""
    if SINGLE_WORDS.fullmatch(text):
        return [(False, False, _read_words(word)) for word in text.split()]
    text = INITIALS.sub(lambda found: found[0].replace(".", ""), text.translate(QUOTES))
    found = [
        (bool(piece["no"]), bool(piece["closed"]), _read_words(piece["word"] or piece["phrase"] or ""))
        for piece in PIECES.finditer(text)
    ]
    beside = [word for barred, _, words in found if not barred for word in words if not word[0].isdigit()]
    is_short = len(beside) <= MOST_BESIDE
    is_sentence = sum(len(words) for _, closed, words in found if not closed) > MOST_BESIDE_PHRASES
    return [(barred and is_short, closed and not is_sentence, words) for barred, closed, words in found]


@lru_cache(maxsize=PIECES_KEPT)
def _read_words(text: str) -> tuple[str, ...]:
    """The words of a piece, none longer than is read; kept, because the next key leaves most pieces as they are."""
    return tuple([word[:MAX_LETTERS] for word in plain_words(text)])


def plain_words(text: str) -> list[str]:
    """The words of a text with hyphenated ones taken apart."""
    return [part for word in find_words(text) for part in word.split("-")]


def phrase_line(text: str) -> str:
    """A text reduced to ` word word `, so that phrases are found word for word."""
    return f" {' '.join(plain_words(text))} "


class Synonyms:
    """The terms of a guideline, ready to be looked for in its texts."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        """Fold every word once; the words of a group mean the same."""
        self.groups = [[(word, stem_line(word)) for word in group] for group in groups]
        uses = Counter(form for group in self.groups for form in {form for _, form in group})
        self.forms = [{form for _, form in group if uses[form] == 1} | {group[0][1]} for group in self.groups]

    def of(self, text: str) -> str:
        """All words for every term that occurs in a text; a word of several terms stands for none of them."""
        if not self.groups:
            return ""
        line = stem_line(text)
        found = (
            word
            for group, forms in zip(self.groups, self.forms, strict=True)
            if any(form in line for form in forms)
            for word, _ in group
        )
        return " · ".join(dict.fromkeys(found))


def title_stems(text: str) -> set[str]:
    """The stems of a title, without a file name's ending."""
    return {stem(part) for part in plain_words(ENDING.sub("", text))}


def title_key(text: str) -> str:
    """What a title and a query that names it share: their telling stems, in whatever order."""
    return telling_key(ENDING.sub("", text))


def telling_key(text: str) -> str:
    """The telling stems of a text, each once, in the order of the alphabet."""
    return " ".join(sorted(telling_stems(plain_words(text))))


def telling_stems(words: Iterable[str]) -> frozenset[str]:
    """The stems of plain words without those that only join others, unless there are only such."""
    every = list(words)
    return frozenset(stem(word) for word in every if word not in STOP_WORDS) or frozenset(map(stem, every))


def stem_line(text: str) -> str:
    """A text reduced to ` stem stem `, so that terms are found whole and in any form."""
    return f" {' '.join(stem(part) for part in plain_words(text))} "
