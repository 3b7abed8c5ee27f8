# The verbs of this project; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
OUT := out
PYTEST := QT_QPA_PLATFORM=offscreen .venv/bin/python -m pytest

.PHONY: help run test check coverage mutants soak bench package clean-machine measure lock clean

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 15

run: ## install what is missing and open the program; without a screen, do the same job into out/
	@packaging/linux/prepare.sh run
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then exec .venv/bin/waymark; \
	 else echo "No screen: searching, planning and printing into $(OUT)/"; .venv/bin/python -m desktop.tour "$(OUT)"; fi

test: ## install what is missing and run the whole test suite, windows offscreen
	@packaging/linux/prepare.sh dev
	@echo "Running the test suite"
	@$(PYTEST) -q -n 2 --dist worksteal

check: ## static checks: ruff, mypy, import rules, the guideline itself with its proofs and cases
	@packaging/linux/prepare.sh dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/waymark-cli check

coverage: ## branch coverage of conditions, formulas, facts, engine and plan; less than 100 % fails
	@packaging/linux/prepare.sh dev
	@.venv/bin/python -m coverage run -m pytest -q tests/db/test_condition.py tests/db/test_condition_table.py \
	    tests/db/test_formula.py tests/core/test_facts.py tests/core/test_completions.py tests/core/test_engine.py \
	    tests/core/test_plan.py
	@.venv/bin/python -m coverage report

mutants: ## plant every fault in the shipped rules and see that cases or proofs catch it
	@packaging/linux/prepare.sh dev
	@PYTHONPATH=. .venv/bin/python tests/mutants.py

soak: ## a million random patients through both evaluators; count out 2,000 random guidelines; 200,000 random searches
	@packaging/linux/prepare.sh dev
	@WAYMARK_PATIENTS=1000000 $(PYTEST) -q -n 2 tests/core/test_naive.py
	@WAYMARK_GUIDELINES=2000 $(PYTEST) -q -n 2 tests/core/test_judge.py
	@WAYMARK_SEARCHES=200000 $(PYTEST) -q -s tests/search/test_any_text.py

bench: ## measure speed, as ratios to floors measured in the same run
	@packaging/linux/prepare.sh dev
	@QT_QPA_PLATFORM=offscreen PYTHONPATH=. .venv/bin/python tests/bench.py
	@PYTHONPATH=. .venv/bin/python tests/bench_search.py
	@QT_QPA_PLATFORM=offscreen PYTHONPATH=. .venv/bin/python tests/bench_window.py
	@QT_QPA_PLATFORM=offscreen PYTHONPATH=. .venv/bin/python tests/bench_plan.py

package: ## prove the guideline, build the program, and pack it into dist/: .deb and portable archive (Linux)
	@packaging/linux/prepare.sh package
	.venv-package/bin/python packaging/build.py
	.venv-package/bin/python packaging/suffices.py
	.venv-package/bin/python packaging/linux/pack.py
	.venv-package/bin/python packaging/smoke.py $(CURDIR)/dist/waymark --screenshot build/window.png

clean-machine: ## install both files of `make package` on a minimal Debian 12 without Python, and remove them (root)
	packaging/linux/clean_machine.sh

measure: ## first paint and memory of the built program beside those of the checkout, turn about (after make package)
	.venv-package/bin/python packaging/smoke.py $(CURDIR)/dist/waymark --against $(CURDIR)/.venv-package/bin/python -m desktop

lock: ## write the locked packages anew from pyproject.toml (needs a package index)
	.venv/bin/python -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    pyproject.toml --extra build --extra proof -o packaging/requirements/run.txt
	.venv/bin/python -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    pyproject.toml --extra build --extra proof --extra dev -o packaging/requirements/dev.txt
	.venv/bin/python -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    pyproject.toml --extra build --extra proof --extra package -o packaging/requirements/package.txt

clean: ## remove what the other verbs made
	rm -rf .venv .venv-package out build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage
