"""What one other answer would change, for the verb plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from desktop.core import wire
from desktop.core.changes import what_if as changes_of
from desktop.core.facts import AnswerError, read_answer
from desktop.core.plan import Plan
from desktop.core.text import answer_words, date_words
from desktop.language import gettext as _
from desktop.verbs.common import InputError


def what_if(wish: str, plan: Plan) -> wire.Json:
    """What one other answer would change."""
    from db.source import SourceError, read_yaml

    key, sign, value = wish.partition("=")
    inputs = {i.key: i for i in plan.engine.decision.inputs()}
    if not sign or not value.strip() or key not in inputs:
        message = _("--what-if: write KEY=VALUE; KEY is one of: {keys}")
        raise InputError(message.format(keys=", ".join(inputs)))
    try:
        raw, _lines = read_yaml(value, "--what-if")
        answer = read_answer(inputs[key], raw, plan.facts.on)
        changes = changes_of(plan, key, answer)
    except SourceError as error:
        raise InputError(f"--what-if: {error.problem.message}") from None
    except AnswerError as error:
        raise InputError(f"--what-if: {error}") from None
    said = {"label": inputs[key].label, "words": answer_words(inputs[key], answer)}
    return {"input": key, "answer": value, **said, **wire.changes_json(changes)}


def changes_text(changes: wire.Json | None) -> Iterable[str]:
    """What one other answer would change, as text."""
    if changes is None:
        return
    yield "\n" + _("If {label} were {words}:").format(**changes)
    yield from (f"  + {line['text']}" for line in changes["added"])
    yield from (f"  - {line['text']}" for line in changes["removed"])
    changed = [change for change in changes["changed"] if not change["says_the_same"]]
    for before, after in ((change["before"], change["after"]) for change in changed):
        moved = _(" ({before} → {after})").format(before=due(before), after=due(after))
        yield f"  ~ {after['text']}{moved if before['when'] != after['when'] else ''}"
    if not (changes["added"] or changes["removed"] or changed):
        yield "  " + _("No line of the plan would change.")


def due(line: wire.Json) -> str:
    """The day on which a line is due."""
    return date_words(date.fromisoformat(line["when"])) if line["when"] else _("no date")
