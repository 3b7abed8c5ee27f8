"""The English words that compare with a number: "below 30 mL/min", "30 mL/min or more", "not above 60"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from db.proof_units import DIGITS, NUMBER, alternatives

Meaning = tuple[bool, bool]
"""Are the numbers above meant, or those below? And the number itself?"""
LOWER: Final = ("less", "fewer", "lower", "smaller", "younger", "shorter", "earlier", "sooner")
HIGHER: Final = ("more", "greater", "higher", "larger", "older", "longer", "later")
UNDER: Final = ("below", "under", "beneath")
OVER: Final = ("above", "over", "beyond")
STRICT: Final[Mapping[str, bool]] = {
    **dict.fromkeys((*UNDER, *(f"{word} than" for word in LOWER), "<"), False),
    **dict.fromkeys((*OVER, *(f"{word} than" for word in HIGHER), "exceed", "exceeds", "exceeding", ">"), True),
}
"""Words for the numbers beside another: those above it?"""
WITH_EQUAL: Final = ("at or {}", "equal to or {}", "equal or {}", "{} or equal to", "{} or equal")
INCLUSIVE: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("at most", "up to", "up to and including", "within", "a maximum of", "≤", "<=", "=<"), False),
    **dict.fromkeys(("at least", "a minimum of", "reach", "reaches", "reaching", "≥", ">=", "=>"), True),
    **{form.format(word): above for word, above in STRICT.items() for form in WITH_EQUAL},
}
"""Words for another number and those beside it."""
PLAIN: Final[Mapping[str, Meaning]] = {
    **{word: (above, False) for word, above in STRICT.items()},
    **{word: (above, True) for word, above in INCLUSIVE.items()},
    "up to but not including": (False, False),
}
NOT: Final = ("not", "no", "never", "without")
NEGATED: Final[Mapping[str, Meaning]] = {
    f"{no} {word}": (not above, not within)
    for word, (above, within) in PLAIN.items()
    for no in NOT
    if word[0].isalpha()
}
RANGE: Final = ("from", "between")
BEFORE: Final[Mapping[str, Meaning]] = {**PLAIN, **NEGATED, **dict.fromkeys(RANGE, (True, True))}
"""What may stand before a number."""
LOW_END: Final = (*(f"or {word}" for word in LOWER), "and younger")
HIGH_END: Final = (*(f"or {word}" for word in HIGHER), "and older")
ENDS: Final[Mapping[str, Meaning]] = {
    **dict.fromkeys((*LOW_END, "at most", "at the most", "maximum", "downwards", "is not exceeded"), (False, True)),
    **dict.fromkeys((*HIGH_END, "at least", "at the least", "minimum", "upwards", "+", "is reached"), (True, True)),
    "is exceeded": (True, False),
    "is not reached": (False, False),
}
JOINED: Final[Mapping[str, Meaning]] = {
    **{f"{join} {word}": (False, True) for join in ("or", "and") for word in (*UNDER, "down", "downwards")},
    **{f"{join} {word}": (True, True) for join in ("or", "and") for word in (*OVER, "up", "upwards")},
    **{f"and {word}": (False, True) for word in LOWER},
    **{f"and {word}": (True, True) for word in HIGHER},
}
"""Words that may also begin something else."""
AFTER: Final[Mapping[str, Meaning]] = {**JOINED, **ENDS}
"""What may stand behind a number and its unit."""
STRICTLY_BELOW: Final = tuple(word for word, meaning in PLAIN.items() if meaning == (False, False))
SYMBOLS: Final = alternatives(word for word in BEFORE if not word[0].isalpha())
WORDS: Final = alternatives(word for word in BEFORE if word[0].isalpha())
BEFORE_NUMBER: Final = rf"(?P<word>(?<!\w)(?:{WORDS})|(?<![-<>=])(?:{SYMBOLS}))[ -]?"
LINKS: Final = ("and", "or", "but", "if", "in", "is", "are", "at", "for", "with", "without", "on", "of", "when", "as")
MODALS: Final = ("unless", "only", "should", "may", "can", "must", "need", "needs", "have", "has", "where", "to", "by")
ENDED: Final = rf"(?= ?(?:$|[.,](?!\d)|[;:)+]|\b(?:{alternatives((*LINKS, *MODALS))})\b))"
"""What follows a whole phrase; "below 30 mL/min and under supervision" says nothing of "30 and under"."""
ALONE: Final = rf"(?!\w| than| ?{DIGITS})"
"""What does not: "30 mL/min or more than 60" says nothing of "30 or more"."""
BEHIND_UNIT: Final = rf" ?(?P<word>(?:{alternatives(JOINED)}){ENDED}|(?:{alternatives(ENDS)}){ALONE})"
BEHIND_NUMBER: Final = rf" ?(?P<word>{alternatives(AFTER)})"
"""Patterns for the words behind a number with its unit, and between a number and its unit."""
NO: Final = rf"\b(?:{alternatives(NOT)}) $"
NO_NUMBER: Final = rf"\b(?:{alternatives(NEGATED)}) (?={NUMBER})"
"""A no that belongs to a comparison."""
ROUGH_WORDS: Final = ("about", "around", "roughly", "approximately", "nearly", "almost", "~", "≈")
ROUGH: Final = "".join(rf"(?<!{word} )(?<!{word})" for word in ROUGH_WORDS)
START: Final = rf"{ROUGH}(?<![\w.,])"
END: Final = r" ?(?:$|[.,](?!\d)|[;:)+]|\b(?:and|or|in|is|at|the|this|an?|it|if|for|with|on|but|unless|only)\b)|s\b"
"""What may follow a number without a unit, as in "the over-65s"; else the next word may be another unit."""
NEGATION: Final = r"\b(?:not|no|never|avoid(?:ed|s)?|unless|except|without|nor|cannot)\b"
BREAK: Final = r"[.;:,](?: |$)|\b(?:and|or|but|if|when|while|unless)\b"
"""Where a text may go on to something else."""
AGE: Final = "age"
AGED: Final = ("aged", "old", "older", "younger", "elderly")
"""Words for an age beside a number."""
GENERIC: Final = frozenset({"level", "levels", "value", "count", "number", "result", "rate", "score", "test", "dose"})
"""Nouns of labels that name no quantity by themselves."""
LASTING: Final = r"\b(?:last(?:s|ed|ing)?|every|since|repeat(?:ed)?|after|another|in the|for the|next|past) $"
"""Before a number of years: a time, and no age."""
PERHAPS: Final = r"\b(?:in|for|after|every|another|next) $"
"""Before a number of years or days: perhaps a time from now, or the length of something."""
SINCE: Final = r" (?:ago|before|after|later|apart|earlier|of (?:symptoms|treatment|follow))\b"
"""Behind a number of years: a time, and no age."""
AT: Final = r"\b(?:at|on) $"
"""Before a number of days: a point in time, and no limit."""
FROM: Final = r" (?:after|before|from|since) (?:the|an?|this|that|it)\b"
"""Behind a number of days: a point in time, and no limit."""
