"""The door without a window: `waymark-cli`, for scripts, tests and IT staff.

Exit status: 0 done, 1 the input or content is at fault, 2 wrong usage, 3 the plan is still open.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Final, NoReturn

from db.guideline import Guideline
from db.store import Results, Store, StoreError
from desktop import context, language
from desktop.core import wire
from desktop.core.answers import read_facts
from desktop.core.engine import Engine
from desktop.core.facts import AnswerError, Facts, read_answer, read_date
from desktop.core.plan import Plan, make_plan
from desktop.core.text import date_words
from desktop.language import gettext as _

DONE: Final = 0
AT_FAULT: Final = 1
STILL_OPEN: Final = 3


class Fault(Exception):
    """The input or the content is at fault; the sentence goes to stderr."""


def main(argv: list[str] | None = None) -> int:
    """Run one command; the entry point of `waymark-cli`."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    options = parser().parse_args(argv)
    try:
        result: int = options.run(options)
    except (Fault, StoreError, AnswerError) as error:
        print(error, file=sys.stderr)
        return AT_FAULT
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except OSError as error:
        name = error.filename or _("the output")
        print(f"{name}: {error.strerror or error}", file=sys.stderr)
        return AT_FAULT
    return result


def parser() -> argparse.ArgumentParser:
    """The command line, with the common options on every verb."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON")
    common.add_argument("--store", type=Path, metavar="FILE", help="use this guideline store")
    common.add_argument("--data-dir", type=Path, metavar="DIR", help="keep the program's own files here")
    top = argparse.ArgumentParser(prog="waymark-cli", description=__doc__.splitlines()[0])
    top.add_argument("--version", action="version", version=f"waymark {context.program_version()}")
    verbs = top.add_subparsers(metavar="COMMAND", required=True)

    def verb(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        found = verbs.add_parser(name, parents=[common], help=text, description=text)
        found.add_argument("--version", action="version", version=f"waymark {context.program_version()}")
        found.set_defaults(run=run)
        return found

    verb("guidelines", run_guidelines, "list the installed guidelines")
    add_search(verb("search", run_search, "find sections and statements, best first"))
    show = verb("show", run_show, "print a guideline or one section of it")
    show.add_argument("guideline")
    show.add_argument("section", nargs="?")
    verb("questions", run_questions, "list every input that a guideline may ask for").add_argument("guideline")
    following = verb("next", run_next, "print the next question that can still change the plan")
    for found in (following, add_plan(verb("plan", run_plan, "print the management plan of one patient"))):
        found.add_argument("guideline")
        found.add_argument("answers", help="an answers file in YAML or JSON; - reads standard input")
        found.add_argument("--on", metavar="DATE", help="the day of the plan (default: today)")
    check = verb("check", run_check, "list problems, proofs and the guideline's own cases")
    check.add_argument("guideline", nargs="?", help="an installed guideline or a folder (default: all)")
    build = verb("build", run_build, "build a store file from guideline folders")
    build.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    return top


def add_search(search: argparse.ArgumentParser) -> None:
    """The arguments of `search`."""
    search.add_argument("words", nargs="*")
    search.add_argument("--guideline", metavar="ID")
    search.add_argument("--limit", type=int, default=20, metavar="N")
    search.add_argument("--batch", metavar="FILE", help="one query a line; - reads standard input")


def add_plan(plan: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options of `plan`."""
    plan.add_argument("--pdf", type=Path, metavar="FILE", help="write the plan as a PDF")
    plan.add_argument("--handout", type=Path, metavar="FILE", help="write the patient handout as a PDF")
    plan.add_argument("--paper", choices=["a4", "letter"])
    plan.add_argument("--language", metavar="TAG")
    plan.add_argument("--why", action="store_true", help="explain every line, and every rule that did not fire")
    plan.add_argument("--what-if", metavar="KEY=VALUE", help="show what one other answer would change")
    return plan


def say(options: argparse.Namespace, data: object, text: Iterable[str]) -> int:
    """Print JSON or text."""
    print(json.dumps(data, ensure_ascii=False, indent=2) if options.json else "\n".join(text))
    return DONE


def store_of(options: argparse.Namespace) -> Store:
    """The store that the options ask for."""
    return context.open_store(options.store, options.data_dir)


def guideline_of(options: argparse.Namespace) -> Guideline:
    """The guideline that the command names."""
    with store_of(options) as store:
        known = [g.id for g in store.guidelines()]
        if options.guideline not in known:
            message = _("guideline {id} is not installed; installed: {known}")
            raise Fault(message.format(id=options.guideline, known=", ".join(known)))
        return store.guideline(options.guideline)


# --- reading -----------------------------------------------------------------------------------------------------


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
        }
        for g in found
    ]
    words = _("{id}  {title}, version {version}, next review {due}")
    text = [
        words.format(id=g.id, title=g.title, version=g.version, due=date_words(date.fromisoformat(g.next_review)))
        for g in found
    ]
    return say(options, {"guidelines": rows}, text)


def run_search(options: argparse.Namespace) -> int:
    """Search for words, or for each line of a batch."""
    if options.limit < 1:
        raise Fault(_("--limit: write a number of at least 1"))
    with store_of(options) as store:
        if options.guideline and options.guideline not in {g.id for g in store.guidelines()}:
            raise Fault(_("guideline {id} is not installed").format(id=options.guideline))
        if options.batch:
            for line in read_text(options.batch).splitlines():
                found = store.search(line, options.guideline, options.limit)
                print(json.dumps(results_json(found), ensure_ascii=False))
            return DONE
        found = store.search(" ".join(options.words), options.guideline, options.limit)
    return say(options, results_json(found), results_text(found))


def results_json(found: Results) -> wire.Json:
    """The results of one search; the marks round a hit are written as `**`."""
    hits = [
        {
            "guideline": hit.guideline,
            "section": hit.section,
            "statement": hit.statement,
            "title": hit.title,
            "path": hit.path,
            "snippet": marked(hit.snippet),
            "score": round(hit.score, 4),
        }
        for hit in found.hits
    ]
    return {"query": found.query, "corrected": found.corrected, "hits": hits}


def results_text(found: Results) -> list[str]:
    """The results of one search as text."""
    if not found.hits:
        return [
            _("Nothing found for “{query}”. This is not evidence that no treatment exists.").format(query=found.query)
        ]
    return [
        f"{number:2}. {hit.title}  ({hit.path}; {hit.section}{'/' + hit.statement if hit.statement else ''})\n"
        f"    {marked(hit.snippet)}"
        for number, hit in enumerate(found.hits, 1)
    ]


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
        raise Fault(message.format(id=options.section, sections=sections)) from None
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
    strength = _("strength: {strength}").format(strength=statement["strength"])
    return f"[{statement['kind'].upper()}] {statement['text']}{references} ({strength})"


def run_questions(options: argparse.Namespace) -> int:
    """List every input."""
    decision = guideline_of(options).decision
    found = [wire.input_json(i, page) for page in decision.pages for i in page.inputs]
    return say(options, {"inputs": found}, (f"{i['key']} ({i['kind']}): {i['question']}" for i in found))


# --- deciding ----------------------------------------------------------------------------------------------------


def read_text(name: str) -> str:
    """The text of a file, or of standard input for `-`."""
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Fault(_("{name}: the file is not UTF-8 text").format(name=name)) from None


def day_of(options: argparse.Namespace) -> date:
    """The day of the plan."""
    return read_date("--on", options.on) if options.on else date.today()  # noqa: DTZ011  # the clinic's own day


def facts_of(options: argparse.Namespace, engine: Engine) -> Facts:
    """Read the answers file; a refusal names file and line."""
    from db.source import SourceError, read_yaml

    name = "-" if options.answers == "-" else str(options.answers)
    on = day_of(options)
    try:
        data, lines = read_yaml(read_text(options.answers), name)
    except SourceError as error:
        raise Fault(str(error)) from None
    try:
        return read_facts(engine.decision, data, on)
    except AnswerError as error:
        path = tuple(error.field.split(".")) if error.field else ()
        places = [path[:n] for n in range(len(path), -1, -1)] + [("answers", *path[:1])]
        line = next((lines[p] for p in places[-1:] + places if p in lines), 1)
        raise Fault(f"{name}:{line}: {error}") from None


def run_next(options: argparse.Namespace) -> int:
    """Print the next question."""
    engine = Engine(guideline_of(options))
    step = engine.step(facts_of(options, engine))
    following = wire.input_json(step.ask[0], step.page) if step.page else None
    text = [following["question"] if following else _("No further question can change the plan.")]
    return say(options, {"next": following, "open": list(step.pending)}, text)


def run_plan(options: argparse.Namespace) -> int:
    """Print the plan, and write it and the handout as PDF."""
    language.use(options.language or context.read_settings(options.data_dir).language)
    engine = Engine(guideline_of(options))
    plan = make_plan(engine, facts_of(options, engine))
    data = wire.plan_json(plan, options.why)
    if options.what_if:
        data["what_if"] = what_if(options.what_if, plan)
    text = write_papers(options, plan)
    say(options, data, [text, *what_if_text(data.get("what_if"))])
    return STILL_OPEN if plan.status == "open" else DONE


def write_papers(options: argparse.Namespace, plan: Plan) -> str:
    """Write the PDFs that were asked for; returns the plan as text."""
    from desktop.core.document import handout_document, plan_document
    from desktop.core.terminal import document_text

    settings = context.read_settings(options.data_dir)
    version = context.program_version()
    document = plan_document(plan, settings, program=version)
    papers = [(options.pdf, document), (options.handout, None)]
    wanted = [(path, paper or handout_document(plan, settings, program=version)) for path, paper in papers if path]
    if wanted:
        from desktop.core.files import write_file
        from desktop.core.pdf import PaperError, render

        try:
            drawn = [(path, render(paper, options.paper or settings.paper)) for path, paper in wanted]
        except PaperError as error:
            raise Fault(str(error)) from None
        for path, pdf in drawn:
            write_file(path, pdf)
    return document_text(document)


def what_if(wish: str, plan: Plan) -> wire.Json:
    """What one other answer would change."""
    from db.source import SourceError, read_yaml

    key, sign, value = wish.partition("=")
    inputs = {i.key: i for i in plan.engine.decision.inputs()}
    if not sign or key not in inputs:
        message = _("--what-if: write KEY=VALUE; KEY is one of: {keys}")
        raise Fault(message.format(keys=", ".join(inputs)))
    try:
        raw, _lines = read_yaml(value, "--what-if")
    except SourceError as error:
        raise Fault(str(error)) from None
    answer = read_answer(inputs[key], raw, plan.facts.on)
    after = make_plan(plan.engine, plan.facts.with_answer(key, answer))
    return {"input": key, "answer": value, **wire.changes_json(plan, after)}


def what_if_text(changes: wire.Json | None) -> Iterable[str]:
    """What one other answer would change, as text."""
    if changes is None:
        return
    yield "\n" + _("If {input} were {answer}:").format(**changes)
    yield from (f"  + {line['text']}" for line in changes["added"])
    yield from (f"  - {line['text']}" for line in changes["removed"])
    yield from (f"  ~ {change['after']['text']}" for change in changes["changed"])


# --- content -----------------------------------------------------------------------------------------------------


def run_check(options: argparse.Namespace) -> int:
    """Check guideline sources: problems, proofs, cases."""
    from desktop import content

    found = [content.check_folder(folder) for folder in content.folders(options.guideline)]
    for checked in found:
        for problem in checked.problems:
            print(problem, file=sys.stderr)
    say(options, {"guidelines": [content.as_json(c) for c in found]}, (t for c in found for t in content.as_text(c)))
    return DONE if all(c.sound for c in found) else AT_FAULT


def run_build(options: argparse.Namespace) -> int:
    """Build a store file."""
    from db.build import build_store

    if options.store is None:
        refuse_usage("build: --store FILE is needed")
    problems = build_store(options.folders, options.store)
    for problem in problems:
        print(problem, file=sys.stderr)
    if any(p.severity == "error" for p in problems):
        return AT_FAULT
    return say(options, {"store": str(options.store)}, [_("Built {store}").format(store=options.store)])


def refuse_usage(message: str) -> NoReturn:
    """End with exit status 2."""
    parser().error(message)


if __name__ == "__main__":
    sys.exit(main())
