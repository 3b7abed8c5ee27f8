"""May a plan be made from a guideline? Only where its rules are proved; window and command line both ask here."""

from __future__ import annotations

from collections.abc import Iterable

from db.store import Summary
from desktop.language import gettext as _


def not_proved(guidelines: Iterable[Summary]) -> tuple[Summary, ...]:
    """The guidelines whose rules nobody has proved."""
    return tuple(g for g in guidelines if g.rules and not g.proved)


def no_rules(title: str) -> str:
    """One sentence on a guideline that is there to be read."""
    return _("{title} has no rules, so no plan is made from it: read it.").format(title=title)


def no_plan(guideline: Summary) -> str:
    """One sentence on why no plan is made from a guideline and what can be done; empty if one may be made."""
    if not guideline.rules:
        return no_rules(guideline.title)
    if guideline.proved:
        return ""
    words = _(
        "{title} is not proved, so no plan is made from it: on a machine with a checkout of Waymark record its proof "
        "with “waymark-cli check --record FOLDER”, and install it again with that proof."
    )
    return words.format(title=guideline.title)
