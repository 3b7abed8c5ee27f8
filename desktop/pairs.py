"""Guidelines beside each other: what one says to do and another says not to, for one patient.

The solvers are loaded only where two guidelines are there to be compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from db.check_acts import near_acts
from db.guideline import Statement
from db.problem import Problem
from db.source import Source, read_guideline
from desktop.language import gettext as _

if TYPE_CHECKING:
    from db.proof_pairs import Clash, Said


def check_pairs(sources: Sequence[Source]) -> tuple[list[Problem], list[str]]:
    """What is wrong with these guidelines together, and the contradictions that a written resolution settles."""
    sources = [source for source in sources if source.guideline.decision.rules]
    if len(sources) < 2:
        return [], []
    from db.proof_pairs import absent, dangling
    from desktop.core.prove import prove_pairs

    by_id = {source.guideline.id: source for source in sources}
    guidelines = [source.guideline for source in sources]
    found, unsettled = prove_pairs(guidelines)
    problems = [problem(by_id, clash) for clash in found if clash.resolution is None]
    for owner, loose in dangling(guidelines):
        text = _("guideline '{id}' has no statement with the act '{act}'").format(id=loose.guideline, act=loose.act)
        problems.append(placed(by_id[owner.id], f"resolution:{loose.id}", text))
    for owner, loose in absent(guidelines):
        text = _("there is no guideline '{id}' among these").format(id=loose.guideline)
        problems.append(placed(by_id[owner.id], f"resolution:{loose.id}", text, "warning"))
    problems += [placed(sources[0], "guideline", text) for text in unsettled]
    problems += nearly_one(sources)
    return problems, [resolved(by_id, clash) for clash in found if clash.resolution]


def nearly_one(sources: Sequence[Source]) -> Iterator[Problem]:
    """A warning for each two acts of two guidelines that differ by so little that they may be meant as one."""
    owners: dict[str, dict[str, Statement]] = {}
    for source in sources:
        for statement in source.guideline.statements().values():
            if statement.act:
                owners.setdefault(statement.act.casefold(), {}).setdefault(source.guideline.id, statement)
    by_id = {source.guideline.id: source for source in sources}
    for act, other in near_acts(owners):
        if not owners[act].keys() & owners[other].keys():  # else one guideline has both, and is told so itself
            (owner, statement), (beside, like) = next(iter(owners[act].items())), next(iter(owners[other].items()))
            text = _("the act '{act}' is nearly '{like}' of guideline '{id}'; the two were not compared: are they one?")
            message = text.format(act=statement.act, like=like.act, id=beside)
            yield placed(by_id[owner], f"statement:{statement.id}.act", message, "warning")


def check_folders(folders: Sequence[Path]) -> tuple[list[Problem], list[str]]:
    """The same of guideline folders, of which no two may hold the same one; one that cannot be read is left out."""
    sources = [source for folder in folders if (source := read_guideline(folder)[0])]
    first: dict[str, Source] = {}
    twice = [s for s in sources if first.setdefault(s.guideline.id, s) is not s]
    if twice:
        text = _("guideline '{id}' also stands in {folder}")
        return [
            placed(s, "guideline", text.format(id=s.guideline.id, folder=first[s.guideline.id].folder)) for s in twice
        ], []
    return check_pairs(sources)


def problem(sources: dict[str, Source], clash: Clash) -> Problem:
    """A contradiction that nobody resolved, at the statement that says to act."""
    files = {said.guideline: {"answers": said.answers} for said in (clash.for_it, clash.against_it)}
    message = _("{both}. One patient of both, on {on}, an answers file for each: {files}")
    words = json.dumps(files, ensure_ascii=False)
    text = message.format(both=both_sides(sources, clash), on=clash.on.isoformat(), files=words)
    return placed(sources[clash.for_it.guideline], f"statement:{clash.for_it.statement.id}", text)


def resolved(sources: dict[str, Source], clash: Clash) -> str:
    """A contradiction, and what its resolution says."""
    assert clash.resolution is not None
    message = _("{both}. Resolved ({id}): {text}")
    return message.format(both=both_sides(sources, clash), id=clash.resolution.id, text=clash.resolution.text)


def both_sides(sources: dict[str, Source], clash: Clash) -> str:
    """What both guidelines say of the act, each with its rule and its sources."""
    message = _("guidelines contradict each other on {act}: {first}; but {second}")
    first, second = (side(sources[said.guideline], said) for said in (clash.for_it, clash.against_it))
    return message.format(act=clash.act, first=first, second=second)


def side(source: Source, said: Said) -> str:
    """What one guideline says, with the rule that says it and the citations."""
    citations = {entry.id: entry.citation for entry in source.guideline.references}
    cited = " ".join(citations[key] for key in said.statement.references) or _("a default of the program")
    message = _("{guideline} says “{text}” ({statement}, rule {rule}; source: {cited})")
    return message.format(
        guideline=said.guideline,
        text=said.statement.text,
        statement=said.statement.id,
        rule=said.rule,
        cited=cited,
    )


def placed(source: Source, name: str, message: str, severity: Literal["error", "warning"] = "error") -> Problem:
    """A problem at a named item of a guideline."""
    place = source.places.get(name, source.places["guideline"])
    return Problem(severity, place.file, place.line, message)
