"""The verbs that decide: next and plan."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from desktop import context, language
from desktop.core import wire
from desktop.core.answers import read_facts
from desktop.core.engine import Engine, Step
from desktop.core.facts import AnswerError, Facts, read_date
from desktop.core.plan import Plan
from desktop.core.planner import make_plan
from desktop.core.why import explained, is_known
from desktop.language import gettext as _
from desktop.settings import Paper, Settings
from desktop.verbs.changing import changes_text, what_if
from desktop.verbs.common import DONE, STILL_OPEN, InputError, read_whole_text, say
from desktop.verbs.planned import planned


def day_of(options: argparse.Namespace) -> date:
    """The day of the plan."""
    return read_date("--on", options.on) if options.on else date.today()  # noqa: DTZ011  # the clinic's own day


def facts_of(options: argparse.Namespace, engine: Engine) -> Facts:
    """Read the answers file; a refusal names file and line."""
    from db.source import SourceError, read_yaml

    name = "-" if options.answers == "-" else str(options.answers)
    on = day_of(options)
    try:
        data, lines = read_yaml(read_whole_text(options.answers), name)
    except SourceError as error:
        raise InputError(str(error)) from None
    try:
        return read_facts(engine.decision, data, on)
    except AnswerError as error:
        path = tuple(error.field.split(".")) if error.field else ()
        places = [path[:n] for n in range(len(path), -1, -1)] + [("answers", *path[:1])]
        line = next((lines[p] for p in places[-1:] + places if p in lines), 1)
        raise InputError(f"{name}:{line}: {error}") from None


def run_next(options: argparse.Namespace) -> int:
    """Print the next question."""
    found = planned(options)
    engine = Engine(found.guideline)
    step = engine.step(facts_of(options, engine))
    following = wire.input_json(step.ask[0], step.page) if step.page else None
    text = following["question"] if following else nothing_asked(step)
    data = {"next": following, "open": list(step.pending), "stopped": bool(step.stops), "proved": found.proved}
    return say(options, data, [*found.warning, text])


def nothing_asked(step: Step) -> str:
    """Why there is no further question."""
    if not step.stops:
        return _("No further question can change the plan.")
    if any(rule.topic == "emergency" for rule in step.stops):
        ended = _("An emergency ends the questions.")
    else:
        ended = _("The questions end: this guideline does not cover this patient.")
    return f"{ended} " + _("Further answers count only where they bear on an emergency or on another stop.")


def run_plan(options: argparse.Namespace) -> int:
    """Print the plan, and write it and the handout as PDF."""
    settings = context.read_settings(options.data_dir)
    speak(asked_unless_locked(settings, "language", options.language))
    found = planned(options)
    if not found.proved and (options.pdf or options.handout):
        message = _("--pdf, --handout: {id} is not proved, and what is not proved is not printed")
        raise InputError(message.format(id=options.guideline))
    engine = Engine(found.guideline)
    plan = make_plan(engine, facts_of(options, engine))
    about = options.line or ""
    if not is_known(plan, about):
        raise InputError(_("--line: no line has {words} in it").format(words=about))
    data = {**wire.plan_json(plan, options.why or bool(about), about), "proved": found.proved}
    if options.what_if:
        data["what_if"] = what_if(options.what_if[0], plan)
    text = write_papers(options, plan, settings)
    say(options, data, [*found.warning, text, *changes_text(data.get("what_if"))])
    return STILL_OPEN if plan.status == "open" else DONE


def speak(tag: str) -> None:
    """Speak a language; one without words is told, and the words stay English."""
    language.use(tag)
    if not language.is_spoken(tag):
        message = _("the language {tag} is not there: the program's own words are English")
        print(message.format(tag=tag), file=sys.stderr)


def asked_unless_locked(settings: Settings, key: str, asked: str | None) -> str:
    """A setting as the command line asks for it; one that the administrator has locked holds, which is told."""
    held = str(getattr(settings, key))
    if asked and asked != held and key in settings.locked:
        message = _("--{key} {asked}: the administrator has locked {key}; {held} holds")
        print(message.format(key=key, asked=asked, held=held), file=sys.stderr)
        return held
    return asked or held


def write_papers(options: argparse.Namespace, plan: Plan, settings: Settings) -> str:
    """Write the PDFs that were asked for; returns the plan as text."""
    from desktop.core.document import plan_document
    from desktop.core.handout import handout_document
    from desktop.core.terminal import document_text

    program = context.program_name()
    document = plan_document(plan, settings, program=program)
    papers = [(options.pdf, document), (options.handout, None)]
    wanted = [(path, paper or handout_document(plan, settings, program=program)) for path, paper in papers if path]
    if wanted:
        refuse_same_file(options)
        from desktop.core.files import write_files
        from desktop.core.pdf import PaperError, render

        size: Paper = "letter" if asked_unless_locked(settings, "paper", options.paper) == "letter" else "a4"
        try:
            drawn = {path: render(paper, size) for path, paper in wanted}
        except PaperError as error:
            raise InputError(str(error)) from None
        write_files(drawn)
    return document_text(explained(document, plan, options.line or "") if options.why or options.line else document)


def refuse_same_file(options: argparse.Namespace) -> None:
    """Neither paper may overwrite the other or the answers."""
    names = [options.answers, options.pdf, options.handout]
    paths = [Path(name).resolve() for name in names if name and str(name) != "-"]
    if len(set(paths)) < len(paths):
        raise InputError(_("ANSWERS, --pdf and --handout: name different files"))
