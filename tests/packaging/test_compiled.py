"""What Python else compiles at every start: written by the build, read by the built program."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
USE = """
import builtins, json, sys
from pathlib import Path
import pyi_rth_compiled as hook
hook.use_compiled(Path(sys.argv[1]))
parsed, run = [], []
parse = hook.re._parser.parse
hook.re._parser.parse = lambda pattern, *more: parsed.append(pattern) or parse(pattern, *more)
hook.exec = lambda code, *spaces: run.append(code) or builtins.exec(code, *spaces)
"""
START = """
from desktop import app, cli
from desktop.core import facts
from desktop.settings import Settings
print(json.dumps([parsed, len(run) > 300, [code for code in run if isinstance(code, str)]]))
print(Settings(paper="letter") == Settings(paper="letter", theme="system"), Settings())
print(facts.NUMBER.fullmatch("12.5").groups(), facts.NUMBER.pattern, facts.NUMBER.flags)
"""
OTHER = r"""
import re
from dataclasses import dataclass
@dataclass(frozen=True)
class Odd:
    nowhere_else: int = 1
print(Odd(2), re.findall(r"(?P<a>no)(where)", "nowhere"), re.compile(b"([0-9]{4})-([0-9]{2})-([0-9]{2})").pattern)
"""


def write(made):
    """Let the build write its file."""
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    subprocess.run([sys.executable, PACKAGING / "compiled.py", made], env=environment, check=True)
    return made


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """What the build writes."""
    return write(tmp_path_factory.mktemp("compiled") / "compiled.marshal")


def said(code, *arguments):
    """The lines that Python prints."""
    environment = {**os.environ, "PYTHONPATH": f"{PACKAGING.parent}{os.pathsep}{PACKAGING}"}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_a_start_compiles_nothing_anew_and_means_the_same(compiled):
    first, *rest = said(USE + START, compiled)
    assert json.loads(first) == [[], True, []]
    assert rest == said(f"import json\nparsed, run = [], []\n{START}")[1:]


def test_what_is_not_in_the_file_is_compiled_as_ever(compiled):
    assert said(USE + OTHER, compiled) == said(OTHER)


def test_the_file_is_the_same_each_time(compiled, tmp_path):
    assert write(tmp_path / "again").read_bytes() == compiled.read_bytes()
