"""The verbs that read: guidelines, search, show, questions."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from db.store import Hit, Results, Summary
from desktop.core import wire
from desktop.core.line_words import dose_for_words
from desktop.core.proved import not_proved
from desktop.core.search_words import (
    dose_words,
    instead_words,
    lacking_words,
    missing_words,
    not_searched_words,
    partial_words,
    reason_words,
    without_words,
)
from desktop.core.text import date_words
from desktop.language import gettext as _
from desktop.verbs.common import DONE, InputError, guideline_of, read_text, say, store_of

LISTED: Final = 20
"""So many hits at least are looked at, so that the first of them are told alike however many are shown."""


def run_guidelines(options: argparse.Namespace) -> int:
    """List the installed guidelines."""
    with store_of(options) as store:
        found = store.guidelines()
    rows = [
        {
            "id": g.id,
            "title": g.title,
            "version": g.version,
            "language": g.language,
            "reviewed": g.reviewed,
            "next_review": g.next_review,
            "sections": g.sections,
            "statements": g.statements,
            "proved": g.proved,
        }
        for g in found
    ]
    return say(options, {"guidelines": rows}, map(guideline_text, found))


def guideline_text(guideline: Summary) -> str:
    """One guideline on one line."""
    due = date_words(date.fromisoformat(guideline.next_review))
    words = _("{id}  {title}, version {version}, next review {due}")
    line = words.format(id=guideline.id, title=guideline.title, version=guideline.version, due=due)
    return f"{line}  [{_('Not proved')}]" if not_proved([guideline]) else line


def run_search(options: argparse.Namespace) -> int:
    """Search for words, or for each line of a batch."""
    if options.limit < 1:
        raise InputError(_("--limit: write a number of at least 1"))
    with store_of(options) as store:
        if options.guideline and options.guideline not in {g.id for g in store.guidelines()}:
            raise InputError(_("guideline {id} is not installed").format(id=options.guideline))

        if not store.is_whole:
            words = _("{path}: the search index is damaged; searched in a new one")
            print(words.format(path=store.path), file=sys.stderr)
            store.mend_search()

        def find(words: str) -> Results:
            limit = max(options.limit, LISTED)
            found = store.search(words, options.guideline, limit, kinds=options.kind, is_finished=True)
            return first_hits(found, options.limit)

        if options.batch:
            text = read_text(options.batch).removesuffix("\n")
            for line in text.split("\n") if text else ():  # splitlines() would end a line inside a query too
                query = whole_text(line.removesuffix("\r"))
                print(json.dumps(results_json(find(query))))  # in ASCII, so that no reader splits it either
            return DONE
        found = store.explained(find(whole_text(" ".join(options.words))))
    return say(options, results_json(found), results_text(found))


def first_hits(found: Results, limit: int) -> Results:
    """Results with so many hits at most, of which the same is told as in the whole list."""
    is_shown = found.partial_from is not None and found.partial_from < limit
    return replace(found, hits=found.hits[:limit], partial_from=found.partial_from if is_shown else None)


def whole_text(typed: str) -> str:
    """A text in which the sign for what cannot be read stands for bytes that are no text; JSON holds nothing else."""
    return typed.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def results_json(found: Results) -> wire.Json:
    """The results of one search; the marks round a hit are written as `**`."""
    hits = [
        {
            "guideline": hit.guideline,
            "section": hit.section,
            "statement": hit.statement,
            "kind": hit.kind,
            "title": hit.title,
            "path": hit.path,
            "snippet": marked(hit.snippet),
            "dose_for": hit.dose_for or None,
            "score": round(hit.score, 4),
            "lacking": list(hit.lacking),
        }
        for hit in found.hits
    ]
    return {
        "query": found.query,
        "corrected": found.corrected,
        "excluded": list(found.excluded),
        "missing": list(found.missing),
        "partial_from": found.partial_from,
        "instead": [{"word": word, "found_by": list(others)} for word, others in found.instead],
        "hits": hits,
    }


def results_text(found: Results) -> list[str]:
    """The results of one search as text, with what was searched instead and what was left out."""
    if not found.is_searched:
        return [not_searched_words(found)]
    without = [without_words(found)] if found.excluded else []
    if not found.hits:
        words = _("Nothing found for “{query}”. This is not evidence that no treatment exists.")
        return [words.format(query=found.query), *without]
    instead = [_("Showing results for “{query}”").format(query=found.corrected)] if found.corrected else []
    missing = [words for words in (missing_words(found), instead_words(found)) if words]
    hits = [hit_text(number, hit) for number, hit in enumerate(found.hits, 1)]
    if found.partial_from is not None:
        hits.insert(found.partial_from, partial_words())
    return [*instead, *without, *missing, *hits]


def hit_text(number: int, hit: Hit) -> str:
    """One hit as text, with its number in the list."""
    place = "/".join(filter(None, (hit.section, hit.statement)))
    lines = [f"{number:2}. {hit.title}  ({hit.path}; {hit.kind} {place})", marked(hit.snippet)]
    reason = marked(reason_words(hit.reason)) if hit.reason else ""
    return "\n    ".join(filter(None, (*lines, dose_words(hit), reason, lacking_words(hit))))


def marked(snippet: str) -> str:
    """A snippet with its hits in `**`."""
    return snippet.replace("\x02", "**").replace("\x03", "**")


def run_show(options: argparse.Namespace) -> int:
    """Print a guideline's text."""
    guideline = guideline_of(options)
    try:
        data = wire.guideline_json(guideline, options.section)
    except KeyError:
        sections = ", ".join(s.id for s in guideline.sections)
        message = _("section {id} is not in this guideline; sections: {sections}")
        raise InputError(message.format(id=options.section, sections=sections)) from None
    return say(options, data, show_text(data))


def show_text(data: wire.Json) -> Iterable[str]:
    """A guideline's text with kinds, strengths and references."""
    yield f"{data['title']}, {data['version']}"
    for section in data["sections"]:
        yield f"\n## {section['title']}  ({section['id']})"
        statements = {s["id"]: s for s in section["statements"]}
        for line in section["text"].splitlines():
            found = statements.get(line.strip().removeprefix("[[").removesuffix("]]"))
            yield statement_text(found) if found else line
    yield "\n## " + _("References")
    yield from (f"[{r['id']}] {r['citation']}" for r in data["references"])


def statement_text(statement: wire.Json) -> str:
    """One statement as text."""
    references = "".join(f" [{r}]" for r in statement["references"])
    grade = _("strength: {strength}").format(strength=statement["strength"])
    dose_for = f" [{dose_for_words(statement['dose_for'])}]" if statement["dose_for"] else ""
    return f"[{statement['kind'].upper()}] {statement['text']}{dose_for}{references} ({grade})"


def run_questions(options: argparse.Namespace) -> int:
    """List every input."""
    decision = guideline_of(options).decision
    found = [wire.input_json(i, page) for page in decision.pages for i in page.inputs]
    return say(options, {"inputs": found}, (f"{i['key']} ({i['kind']}): {i['question']}" for i in found))
