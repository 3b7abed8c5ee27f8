"""The floors of the house: who may import whom, and what stays unloaded."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

UNLOADED = [
    ("db.store", ("sqlalchemy", "yaml", "PySide6", "reportlab")),
    ("db.search", ("sqlalchemy", "yaml", "PySide6", "reportlab")),
    ("db.guideline", ("sqlalchemy", "yaml", "PySide6", "reportlab")),
    ("db.source", ("sqlalchemy", "PySide6", "reportlab", "z3", "pysat")),
    ("desktop.core.planner", ("sqlalchemy", "yaml", "PySide6", "reportlab", "z3", "pysat")),
    ("desktop.core.document", ("sqlalchemy", "yaml", "PySide6", "reportlab", "z3", "pysat")),
    ("desktop.context", ("sqlalchemy", "yaml", "PySide6", "reportlab", "z3", "pysat")),
    ("desktop.cli", ("sqlalchemy", "PySide6", "reportlab", "z3", "pysat")),
    ("desktop.ui.window", ("sqlalchemy", "yaml", "reportlab", "markdown_it", "PySide6.QtPdf", "z3", "pysat")),
    ("desktop.app", ("sqlalchemy", "yaml", "reportlab", "markdown_it", "PySide6.QtPdf", "z3", "pysat")),
    ("desktop.app", ("difflib",)),
]


@pytest.mark.parametrize(("module", "unloaded"), UNLOADED, ids=[f"{m}-{u[0]}" for m, u in UNLOADED])
def test_import_leaves_heavy_libraries_unloaded(module, unloaded):
    code = f"import sys, {module}; print(*(m for m in {unloaded!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("package", ["db", "desktop", "desktop/core", "desktop/ui"])
def test_package_files_are_empty(package):
    assert (ROOT / package / "__init__.py").read_text() == ""


def lint_imports(folder):
    tool = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([tool, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def test_import_rules_hold():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("db/guideline.py", "import desktop.core.plan"),
        ("desktop/core/text.py", "import PySide6.QtCore"),
        ("desktop/ui/theme.py", "import reportlab"),
        ("desktop/ui/reader_view.py", "import desktop.ui.wizard_view"),
    ],
)
def test_a_planted_import_breaks_the_rules(tmp_path, file, line):
    for name in ("db", "desktop"):
        for path in (ROOT / name).rglob("*.py"):
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    planted = tmp_path / file
    planted.write_text(planted.read_text() + f"\n{line}\n")
    assert lint_imports(tmp_path).returncode != 0
